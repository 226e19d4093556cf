"""Which inspection a story is about."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from monitor.domain.coverage import HeldReport, Window, contradicts, may_lead, report_for

WINDOW = Window(before=timedelta(days=14), after=timedelta(days=120))
PUBLISHED = date(2025, 6, 30)
VISIT = date(2025, 4, 28), date(2025, 5, 2)


def at(day: date) -> datetime:
    return datetime.combine(day, time(9), UTC)


def held(publication_id: int = 1, **changes: Any) -> HeldReport:
    fields: dict[str, Any] = {"kind": "full", "published": PUBLISHED, "visit": VISIT}
    return HeldReport(publication_id, **fields | changes)


@pytest.mark.parametrize(
    ("days", "belongs"), [(-15, False), (-14, True), (-3, True), (0, True), (120, True), (121, False)]
)
def test_a_story_belongs_to_a_report_within_the_window(days: int, belongs: bool) -> None:
    found = report_for(at(PUBLISHED + timedelta(days=days)), "full", None, [held()], WINDOW)
    assert (found is not None) is belongs


def test_dates_of_the_visit_decide_between_reports_and_rule_out_another_inspection() -> None:
    earlier = held(2, published=date(2025, 5, 15), visit=(date(2025, 3, 3), date(2025, 3, 7)))
    moment = at(date(2025, 7, 1))
    assert report_for(moment, "full", None, [earlier, held()], WINDOW) == held()
    assert (
        report_for(moment, "full", (date(2025, 3, 4), date(2025, 3, 6)), [earlier, held()], WINDOW) == earlier
    )
    assert report_for(moment, "full", (date(2024, 1, 1), date(2024, 1, 5)), [earlier, held()], WINDOW) is None


def test_the_kind_a_story_speaks_of_goes_before_the_nearer_date() -> None:
    monitoring = held(2, kind="monitoring", published=date(2025, 7, 1), visit=None)
    assert report_for(at(date(2025, 7, 2)), "full", None, [monitoring, held()], WINDOW) == held()


def test_the_day_that_a_story_gives_for_the_report_goes_before_its_own() -> None:
    earlier = held(2, published=date(2025, 5, 15), visit=None)
    moment = at(date(2025, 7, 1))
    assert report_for(moment, "full", None, [earlier, held()], WINDOW, said=date(2025, 5, 14)) == earlier
    assert report_for(moment, "full", None, [earlier, held()], WINDOW, said=date(2025, 6, 30)) == held()


def test_the_press_may_be_ahead_where_no_report_came_lately() -> None:
    story = at(date(2025, 6, 27))
    old = held(published=date(2021, 6, 1), visit=None)
    assert may_lead(story, story, None, [], WINDOW)
    assert may_lead(story, story, None, [old], WINDOW)


def test_a_story_that_looks_back_is_no_lead() -> None:
    moment = at(PUBLISHED + timedelta(days=200))
    assert not may_lead(moment, moment, None, [held()], WINDOW)
    assert may_lead(moment, moment, (date(2025, 12, 1), date(2025, 12, 5)), [held()], WINDOW)


def test_an_old_story_is_no_lead() -> None:
    story = at(date(2025, 6, 1))
    assert not may_lead(story, story + timedelta(days=15), None, [], WINDOW)


@pytest.mark.parametrize(
    ("claimed", "band", "wrong"),
    [
        ("inconsistent", "inconsistent", False),
        ("systemic_failings", "inconsistent", True),
        (None, "inconsistent", False),
        ("inconsistent", None, False),
    ],
)
def test_a_paper_that_names_another_outcome_contradicts(
    claimed: str | None, band: str | None, wrong: bool
) -> None:
    assert contradicts({"band": claimed}, band) is wrong
    assert not contradicts(None, band)
