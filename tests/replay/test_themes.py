"""Themes over the real reports: counted as known for all 55, as far as the 33 that are here can tell."""

from collections import Counter
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Any

import pytest

from monitor.domain.area import AreaTable
from monitor.domain.parse import parse
from monitor.domain.text import text_pages
from monitor.domain.theme_phrases import THEME_PHRASES
from monitor.domain.themes import themes_of
from tests.replay.test_corpus import CORPUS, RECORDS

BANDS = ("typically_positive", "inconsistent", "systemic_failings")

# Of 55 reports, 14 with areas for priority action, 14 / 27 / 14 by band: how many name the theme in any
# finding, in an area for priority action, and by band.
KNOWN = {
    "EHC plan quality": (43, 8, 8, 22, 13),
    "Governance and strategy": (40, 14, 6, 20, 14),
    "Data and quality assurance": (39, 9, 8, 19, 12),
    "Waiting times": (33, 7, 9, 15, 9),
    "Transitions and adulthood": (32, 4, 6, 17, 9),
    "Annual reviews": (30, 9, 5, 14, 11),
    "Autism and ADHD pathways": (29, 8, 8, 11, 10),
    "EHC timeliness": (23, 10, 1, 10, 12),
    "Co-production and voice": (23, 6, 1, 13, 9),
    "Joint commissioning": (21, 9, 1, 8, 12),
    "Communication and local offer": (18, 3, 1, 10, 7),
    "Mental health": (17, 2, 3, 9, 5),
    "Therapies": (16, 7, 4, 4, 8),
    "Support while waiting": (16, 6, 1, 7, 8),
    "Attendance and exclusion": (14, 2, 2, 6, 6),
    "Alternative provision": (14, 2, 1, 6, 7),
    "Mainstream inclusion": (12, 1, 1, 5, 6),
    "Early identification": (11, 5, 0, 4, 7),
    "Social care and short breaks": (10, 2, 1, 7, 2),
    "Sufficiency of places": (7, 0, 1, 3, 3),
    "Workforce": (7, 1, 0, 5, 2),
    "Equipment and audiology": (7, 1, 0, 3, 4),
    "Health checks": (6, 0, 2, 3, 1),
    "Community paediatrics and nursing": (4, 4, 0, 0, 4),
}
OF = (55, 14, 14, 27, 14)
SOUTHAMPTON = {
    "EHC plan quality",
    "Governance and strategy",
    "Data and quality assurance",
    "Waiting times",
    "Transitions and adulthood",
    "Annual reviews",
    "Autism and ADHD pathways",
    "Attendance and exclusion",
    "Mainstream inclusion",
    "Workforce",
    "Health checks",
}

pytestmark = pytest.mark.skipif(not RECORDS, reason=f"the real documents are not at {CORPUS}")


def named(items: Iterable[dict[str, Any]]) -> set[str]:
    return {theme for item in items for theme in themes_of(item["text"])}


@cache
def counts() -> dict[str, tuple[int, ...]]:
    found: list[Counter[str]] = [Counter() for _ in OF]
    for record in RECORDS:
        actions, improvements = named(record["priority_actions"]), named(record["improvements"])
        found[0].update(actions | improvements)
        found[1].update(actions)
        found[2 + BANDS.index(record["outcome"]["band"])].update(actions | improvements)
    return {theme: tuple(column[theme] for column in found) for theme in THEME_PHRASES}


@pytest.mark.parametrize(("theme", "known"), KNOWN.items())
def test_the_counts_fit_those_of_all_reports(theme: str, known: tuple[int, ...]) -> None:
    bands = Counter(record["outcome"]["band"] for record in RECORDS)
    here = (len(RECORDS), bands["systemic_failings"], *(bands[band] for band in BANDS))
    for count, whole, read, reports in zip(counts()[theme], known, here, OF, strict=True):
        assert count <= whole <= count + reports - read


def test_the_known_themes_are_those_we_name() -> None:
    assert list(KNOWN) == list(THEME_PHRASES)


def test_southampton_has_the_themes_that_were_read_in_it() -> None:
    areas = AreaTable.from_csv_text(files("monitor.data").joinpath("areas.csv").read_text("utf-8"))
    (seed,) = (CORPUS / "seeds").glob("001*.txt")
    report = parse(text_pages(seed.read_text("utf-8")), None, areas).as_json()
    assert {theme for item in report["improvements"] for theme in item["themes"]} == SOUTHAMPTON


@pytest.mark.parametrize("area", ["Greenwich", "Southampton"])
def test_commissioners_who_act_are_no_joint_commissioning(area: str) -> None:
    assert "Joint commissioning" not in findings_of(area)


@pytest.mark.parametrize("area", ["East Sussex", "Southampton"])
def test_a_weak_phrase_still_counts_where_it_is_the_only_one(area: str) -> None:
    assert "Mainstream inclusion" in findings_of(area)


def findings_of(area: str) -> set[str]:
    (record,) = (record for record in RECORDS if record["area"]["name"] == area)
    return named(record["priority_actions"] + record["improvements"])
