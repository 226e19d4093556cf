"""Whole stories come out as they must: the four the product was conceived from, and our own like them."""

from pathlib import Path

import pytest

from monitor.domain.news import NewsItem
from monitor.domain.triage import triage
from tests.replay.headline_score import shipped_names

SEEDS = Path(__file__).resolve().parents[3] / "shared" / "corpus" / "seeds"
OWN = Path(__file__).parent / "stories"
NAMES = shipped_names()

# By the number of a seed, or the name of a story of our own: areas, kind, outcome claimed, in which words.
WANTED = {
    "000": (["80558"], "full_outcome", None, None),
    "002": (["80558"], "full_outcome", "inconsistent", "middle of three bands"),
    "003": (["80559"], "full_outcome", "inconsistent", "middle outcome"),
    "004": ([], "national_analysis", None, None),
    "paper": (["80572"], "full_outcome", None, None),
    "scrutiny": (["80572"], "full_outcome", "inconsistent", "middle of the three bands"),
    "release": (["80572"], "full_outcome", "inconsistent", "middle outcome"),
    "national": ([], "national_analysis", None, None),
    "leads": (["80572"], "full_outcome", "systemic_failings", "lowest of the three outcomes"),
    "monitoring": (["80572"], "monitoring_outcome", None, None),
    "ombudsman": (["80572"], "ombudsman", None, None),
}


@pytest.mark.parametrize("number", ["000", "002", "003", "004"])
def test_the_seeds_come_out_as_they_must(number: str) -> None:
    paths = list(SEEDS.glob(f"{number}_*.txt"))
    if not paths:
        pytest.skip(f"the seeds are not at {SEEDS}")
    assert judged(paths[0]) == WANTED[number]


@pytest.mark.parametrize("path", sorted(OWN.glob("*.txt")), ids=lambda path: path.stem)
def test_our_own_stories_come_out_as_they_must(path: Path) -> None:
    assert judged(path) == WANTED[path.stem]


def judged(path: Path) -> tuple[list[str], str, str | None, str | None]:
    title, _, body = path.read_text("utf-8").partition("\n")
    found = triage(NewsItem(title, body=body), NAMES).as_json()
    return found["areas"], found["kind"], found["claim"]["band"], found["claim"]["evidence"]
