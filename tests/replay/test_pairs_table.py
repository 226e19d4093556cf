"""Real inspections and those before them, as known in public: every pair says what it may, and no more."""

import csv
import re
from datetime import date
from importlib.resources import files
from typing import Any

import pytest

from monitor.domain.area import AreaTable
from monitor.domain.compare import compared
from monitor.domain.compare_words import summary
from monitor.domain.inspection import Inspection, from_record
from monitor.domain.parse import parse
from monitor.domain.report import DateRange
from monitor.domain.text import text_pages
from tests.replay.test_corpus import CORPUS

TABLE = CORPUS.parent / "data" / "pairs.csv"
ROWS = list(csv.DictReader(TABLE.read_text("utf-8").splitlines())) if TABLE.exists() else []
EXPECTED = {
    "same_outcome": "same",
    "outcome_unchanged": "not_comparable",
    "not_comparable": "not_comparable",
    "first_inspection": "first",
}
WSOA = {"written statement of action required": True, "no written statement of action reported": False}
FORBIDDEN = re.compile(r"\b(improved|better|upgraded|worse|declined|downgraded|slipped|from)\b", re.I)

pytestmark = pytest.mark.skipif(not ROWS, reason=f"the table is not at {TABLE}")


def an(area: str, kind: str, when: str, outcome: dict[str, Any], **changes: Any) -> Inspection:
    old = kind in ("letter_2016", "revisit_2018")
    whole = len(when) == 10
    return Inspection(
        area=area,
        kind=kind,
        framework="2016" if old else "2023",
        start=None,
        end=None,
        published=date.fromisoformat(when) if whole else None,
        about=None if whole else when,
        outcome={"band": None} | outcome,
        source="pairs",
        **changes,
    )


def inspections(row: dict[str, str]) -> tuple[Inspection, list[Inspection]]:
    """Give the latest inspection of a row and those before it."""
    area, kind = row["urn"], row["pair_kind"]
    progress = re.match(r"(\d+) of (\d+)", row["revisit_sufficient"])
    history = []
    if row["previous_date"]:
        if kind.startswith("full"):
            band = {"band": row["previous_finding"]}
            history = [an(area, "full", row["previous_date"], band)]
        else:
            required = {"wsoa_required": WSOA.get(row["previous_finding"])}
            history = [an(area, "letter_2016", row["previous_date"], required)]
    if kind == "revisit_full":
        found = {"sufficient": int(progress[1]), "of": int(progress[2])} if progress else {"all": False}
        history.append(an(area, "revisit_2018", row["revisit_date"], found))
    if kind == "full_monitoring":
        return an(area, "monitoring", row["latest_date"], {"action": "effective"}), history
    first = DateRange("Not previously inspected", None, None) if kind == "none_full" else None
    return an(area, "full", row["latest_date"], {"band": row["latest_result"]}, before_it=first), history


def test_there_are_31() -> None:
    assert len(ROWS) == 31


@pytest.mark.parametrize("row", ROWS, ids=[f"{row['area']}-{row['pair_kind']}" for row in ROWS])
def test_a_pair_says_what_it_may(row: dict[str, str]) -> None:
    latest, history = inspections(row)
    found = compared(latest, [latest, *reversed(history)])
    assert (found.pair, found.direction) == (row["pair_kind"], EXPECTED[row["comparison"]])
    if found.pair in ("letter_full", "revisit_full"):
        assert not FORBIDDEN.search(summary(found))
        assert summary(found).endswith("The two results are not comparable.")


def test_southampton_after_a_record_of_2017_says_both_and_claims_no_direction() -> None:
    areas = AreaTable.from_csv_text(files("monitor.data").joinpath("areas.csv").read_text("utf-8"))
    (seed,) = (CORPUS / "seeds").glob("001*.txt")
    report = parse(text_pages(seed.read_text("utf-8")), None, areas).as_json()
    (row,) = (row for row in ROWS if row["area"] == "Southampton")
    _, history = inspections(row)
    latest = from_record(row["urn"], report, published=date(2024, 7, 16))
    found = compared(latest, history)
    assert (found.pair, found.direction, found.months) == ("letter_full", "not_comparable", 87)
    assert "(February 2017)" in summary(found)
    assert "we do not know" in summary(found)
    assert "This inspection found inconsistent experiences and outcomes." in summary(found)
    assert not FORBIDDEN.search(summary(found))
