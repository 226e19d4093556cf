"""The national picture: areas by their last full inspection, inspections by the day they ended."""

from datetime import date
from typing import Any

from monitor.domain.inspection import Inspection
from monitor.domain.national import (
    ended,
    ended_in,
    last_withdrawn,
    standing,
    tally,
    theme_counts,
)
from monitor.domain.outcome import Band
from monitor.domain.report import Improvement, PriorityAction


def a_full(area: str, end: date | None, band: Band | None = Band.INCONSISTENT, **changes: Any) -> Inspection:
    """Make a full inspection that was published two months after it ended."""
    fields: dict[str, Any] = {
        "kind": "full",
        "framework": "2023",
        "start": end,
        "published": date(2026, 2, 6),
        "outcome": {"band": band},
    }
    return Inspection(area=area, end=end, **fields | changes)


OLD, NEW = date(2023, 2, 10), date(2026, 3, 27)


def test_an_area_counts_by_its_last_full_inspection() -> None:
    first, again = a_full("1", OLD), a_full("1", NEW, Band.SYSTEMIC_FAILINGS)
    monitored = a_full("1", date(2026, 4, 1), None, kind="monitoring")
    former = a_full("2", OLD, predecessor="Old Shire")
    held = {"1": [first, again, monitored], "2": [former], "3": []}
    assert standing(held) == {"1": again}
    assert standing(held, date(2025, 12, 31)) == {"1": first}
    assert standing(held, date(2022, 12, 31)) == {}


def test_a_withdrawn_report_does_not_count_and_the_area_says_when_it_was() -> None:
    gone = date(2026, 6, 1)
    first, again = a_full("1", OLD), a_full("1", NEW, withdrawn=gone)
    held = {"1": [first, again]}
    assert standing(held) == {"1": first}
    assert ended_in(held, NEW.year) == {}
    assert last_withdrawn([first, again]) == gone
    assert last_withdrawn([a_full("1", OLD, withdrawn=gone), a_full("1", NEW)]) is None
    assert last_withdrawn([]) is None


def test_a_year_counts_the_inspections_that_ended_in_it() -> None:
    late = a_full("1", date(2024, 12, 13), published=date(2025, 2, 4))
    held = {"1": [a_full("1", OLD), late]}
    assert ended_in(held, 2024) == {"1": [late]}
    assert ended_in(held, 2025) == {}


def test_an_inspection_without_days_counts_by_its_publication() -> None:
    undated = a_full("1", None)
    assert ended(undated) == date(2026, 2, 6)
    assert standing({"1": [undated]}, date(2026, 2, 5)) == {}
    assert standing({"1": [undated]}, date(2026, 2, 6)) == {"1": undated}


def test_an_outcome_that_is_not_stated_is_counted_as_such() -> None:
    found = tally([a_full("1", OLD), a_full("2", OLD, None), a_full("3", OLD, Band.SYSTEMIC_FAILINGS)])
    assert (found.total, found.not_stated) == (3, 1)
    assert found.bands == {Band.TYPICALLY_POSITIVE: 0, Band.INCONSISTENT: 1, Band.SYSTEMIC_FAILINGS: 1}


def test_a_report_counts_once_for_each_theme_it_names() -> None:
    one = a_full(
        "1",
        OLD,
        priority_actions=(PriorityAction("text", (), ("Waiting times",)),),
        improvements=(Improvement("text", ("Waiting times", "Therapies")),),
    )
    other = a_full("2", OLD, improvements=(Improvement("text", ("Waiting times",)),))
    unread = a_full("3", OLD)
    assert [(found.theme, found.reports, found.of) for found in theme_counts([one, other, unread])] == [
        ("Waiting times", 2, 2),
        ("Therapies", 1, 2),
    ]
