"""Which inspection a story is about."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from monitor.domain.coverage import (
    HeldReport,
    Window,
    contradicts,
    headline_claims,
    may_lead,
    report_for,
    visit_in,
)

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


def test_a_story_on_an_older_report_is_not_tied_to_the_new_one() -> None:
    older = held(2, published=date(2023, 5, 5), visit=None)
    moment = at(date(2025, 7, 1))
    assert report_for(moment, "full", None, [older, held()], WINDOW, said=date(2023, 5, 9)) is None
    assert report_for(moment, "full", None, [held()], WINDOW, said=date(2021, 5, 9)) == held()


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


@pytest.mark.parametrize(
    ("title", "claim", "weak", "claims"),
    [
        ("Vale given lowest of  three outcomes", "lowest of three outcomes", None, True),
        ("Vale SEND report is out", "lowest of three outcomes", None, False),
        ("Systemic failings found in Vale", None, "systemic failings", True),
        ("Vale SEND report is out", None, None, False),
    ],
)
def test_a_headline_that_names_an_outcome_is_known(
    title: str, claim: str | None, weak: str | None, claims: bool
) -> None:
    triage = {"claim": {"band": None, "evidence": claim}, "weak_evidence": weak}
    assert headline_claims(title, triage) is claims


@pytest.mark.parametrize(
    ("text", "visit"),
    [
        ("Inspectors visited from 28 April to 2 May.", (date(2025, 4, 28), date(2025, 5, 2))),
        ("The inspection took place 3-7 March 2025, the council said", (date(2025, 3, 3), date(2025, 3, 7))),
        ("On site from 1st to 5th December last year", (date(2024, 12, 1), date(2024, 12, 5))),
        ("Inspectors came from 16 to 20 January 2017.", None),
        ("The fair runs from 1 to 5 May.", None),
        ("Inspectors came between 31 and 32 May.", None),
        ("An inspection from 5 to 9 August", (date(2024, 8, 5), date(2024, 8, 9))),
    ],
)
def test_when_inspectors_came_is_found_in_a_story(text: str, visit: tuple[date, date] | None) -> None:
    assert visit_in(f"Schools are busy.\n{text} More followed.", date(2025, 6, 27)) == visit
