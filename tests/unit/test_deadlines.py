"""What is expected of an area after an inspection: working days, estimates, recorded dates, reminders."""

import csv
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.domain.bank_holidays import england
from monitor.domain.deadline_words import basis, sentence, when
from monitor.domain.deadlines import (
    Deadline,
    Expected,
    RecordedDate,
    add_months,
    add_working_days,
    after,
    deadlines_of,
    reminders,
)
from monitor.domain.inspection import Inspection
from monitor.domain.outcome import Band
from monitor.domain.report import NextInspection

TABLE = Path(__file__).with_name("working_days.csv")
REFERENCE = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "working_days.csv"
HOLIDAYS = england(range(2021, 2029))
TODAY = date(2026, 5, 27)
LEADS = (timedelta(days=14), timedelta(days=1))


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2024, 5, 17), 36, date(2027, 5, 17)),
        (date(2024, 8, 31), 18, date(2026, 2, 28)),
        (date(2022, 8, 31), 18, date(2024, 2, 29)),
        (date(2024, 12, 1), 1, date(2025, 1, 1)),
        (date(2024, 12, 1), 12, date(2025, 12, 1)),
    ],
)
def test_months_are_added_by_the_calendar(start: date, months: int, end: date) -> None:
    assert add_months(start, months) == end


# --- working days ------------------------------------------------------------------------------------


def rows_of(path: Path, *columns: str) -> list[tuple[str, ...]]:
    with path.open(encoding="utf-8") as table:
        return [tuple(row[name] for name in columns) for row in csv.DictReader(table)]


@pytest.mark.parametrize(("start", "days", "end", "why"), rows_of(TABLE, "start", "days", "end", "why"))
def test_working_days_skip_weekends_and_englands_bank_holidays(
    start: str, days: str, end: str, why: str
) -> None:
    assert add_working_days(date.fromisoformat(start), int(days), HOLIDAYS).isoformat() == end, why


def test_our_table_has_every_row_of_the_reference() -> None:
    if not REFERENCE.exists():
        pytest.skip(f"{REFERENCE.name} is not beside the checkout")
    reference = rows_of(REFERENCE, "start_date", "working_days", "expected_date")
    assert reference
    assert set(reference) <= set(rows_of(TABLE, "start", "days", "end"))


def test_a_negative_count_of_working_days_is_refused() -> None:
    with pytest.raises(ValueError, match="0 or more"):
        add_working_days(TODAY, -1, HOLIDAYS)


@given(st.dates(date(2021, 1, 1), date(2027, 6, 1)), st.integers(0, 120), st.integers(0, 120))
def test_working_days_add_up(start: date, first: int, second: int) -> None:
    after_both = add_working_days(add_working_days(start, first, HOLIDAYS), second, HOLIDAYS)
    assert after_both == add_working_days(start, first + second, HOLIDAYS)


@given(st.dates(date(2021, 1, 1), date(2027, 6, 1)), st.integers(1, 120))
def test_a_working_day_is_never_a_closed_one(start: date, days: int) -> None:
    found = add_working_days(start, days, HOLIDAYS)
    assert found.weekday() < 5
    assert found not in HOLIDAYS
    assert found >= start + timedelta(days=days)


# --- what follows an inspection ----------------------------------------------------------------------


def a_full(band: Band | None = Band.SYSTEMIC_FAILINGS, **changes: Any) -> Inspection:
    """Make a full inspection as its report tells of it."""
    systemic = band is Band.SYSTEMIC_FAILINGS
    fields: dict[str, Any] = {
        "start": date(2026, 3, 9),
        "end": date(2026, 3, 13),
        "published": date(2026, 5, 27),
        "plan": "priority_action_plan" if systemic else "strategic_plan",
        "next": NextInspection(36, 18 if systemic else None, "Within approximately three years."),
    }
    return Inspection(area="701", kind="full", framework="2023", outcome={"band": band}, **fields | changes)


def expected_after(full: Inspection) -> dict[Expected, Deadline]:
    return {one.what: one for one in after(full, england)}


def said_of(full: Inspection, what: Expected) -> str:
    return sentence(expected_after(full)[what], TODAY)


def test_a_systemic_outcome_is_followed_by_a_plan_a_monitoring_and_a_full_inspection() -> None:
    found = expected_after(a_full(published=date(2024, 11, 14)))
    assert {what: one.due for what, one in found.items()} == {
        Expected.PRIORITY_ACTION_PLAN: date(2025, 1, 7),
        Expected.MONITORING: date(2026, 5, 14),
        Expected.FULL: date(2029, 3, 13),
    }
    assert {one.basis for one in found.values()} == {"publication", "on-site end"}


def test_other_outcomes_are_followed_by_a_plan_without_a_date_and_a_full_inspection() -> None:
    found = expected_after(a_full(Band.INCONSISTENT))
    assert {what: one.due for what, one in found.items()} == {
        Expected.STRATEGIC_PLAN: None,
        Expected.FULL: date(2029, 3, 13),
    }


def test_a_fact_of_the_statistics_has_the_usual_intervals() -> None:
    fact = a_full(
        Band.TYPICALLY_POSITIVE, source="statistics.ods", plan=None, next=NextInspection(None, None, None)
    )
    assert expected_after(fact)[Expected.FULL].due == date(2031, 3, 13)
    undated = expected_after(replace(fact, start=None, end=None))
    assert undated[Expected.FULL].due is None


def test_nothing_follows_an_outcome_that_is_not_stated() -> None:
    assert after(a_full(None), england) == []


def test_only_the_last_full_inspection_counts_and_what_was_monitored_is_done() -> None:
    old = a_full(start=date(2023, 1, 30), end=date(2023, 2, 3), published=date(2023, 5, 16))
    monitored = replace(old, kind="monitoring", start=date(2025, 7, 1), end=None, published=date(2025, 9, 1))
    assert [one.what for one in deadlines_of([old], (), england)] == [
        Expected.PRIORITY_ACTION_PLAN,
        Expected.MONITORING,
        Expected.FULL,
    ]
    assert [one.what for one in deadlines_of([old, monitored], (), england)] == [Expected.FULL]
    again = deadlines_of([old, monitored, a_full(Band.INCONSISTENT)], (), england)
    assert [(one.what, one.due) for one in again][-1] == (Expected.FULL, date(2029, 3, 13))
    assert deadlines_of([old, replace(monitored, withdrawn=TODAY)], (), england)[0].what is not Expected.FULL
    former = replace(old, predecessor="Old Shire")
    assert deadlines_of([former], (), england) == []


def a_date(day: date | None, **changes: Any) -> RecordedDate:
    fields: dict[str, Any] = {
        "what": Expected.PRIORITY_ACTION_PLAN,
        "follows": date(2026, 5, 27),
        "source": "https://example.org/send",
        "note": "",
        "by": "Ann",
        "at": datetime(2026, 6, 1, tzinfo=UTC),
    }
    return RecordedDate(area="701", day=day, **fields | changes)


def test_nothing_follows_from_a_report_that_was_withdrawn_until_it_is_back() -> None:
    recorded = [a_date(date(2026, 6, 30))]
    gone = a_full(withdrawn=date(2026, 6, 2))
    assert deadlines_of([gone], recorded, england) == []
    old = a_full(
        Band.INCONSISTENT, start=date(2023, 1, 30), end=date(2023, 2, 3), published=date(2023, 5, 16)
    )
    assert deadlines_of([old, gone], recorded, england) == deadlines_of([old], (), england)
    assert deadlines_of([a_full()], recorded, england)[0].due == date(2026, 6, 30)


def plan_with(*recorded: RecordedDate) -> Deadline:
    return deadlines_of([a_full()], recorded, england)[0]


def test_a_recorded_date_wins_until_it_is_taken_back() -> None:
    estimate = plan_with().due
    assert plan_with(a_date(date(2026, 6, 30))).due == date(2026, 6, 30)
    assert plan_with(a_date(date(2026, 6, 30)), a_date(date(2026, 7, 2))).due == date(2026, 7, 2)
    assert plan_with(a_date(date(2026, 6, 30)), a_date(None)).due == estimate
    assert plan_with(a_date(date(2026, 6, 30), follows=date(2023, 5, 16))).due == estimate


def test_a_date_may_be_recorded_for_what_we_have_no_estimate_of() -> None:
    [alone] = deadlines_of([], [a_date(date(2026, 6, 30), follows=None)], england)
    assert (alone.due, alone.estimate) == (date(2026, 6, 30), None)


# --- reminders ---------------------------------------------------------------------------------------


def days(found: Sequence[timedelta]) -> list[int]:
    return [lead.days for lead in found]


@pytest.mark.parametrize(
    ("today", "leads"),
    [
        (date(2026, 7, 1), []),
        (date(2026, 7, 2), [14]),
        (date(2026, 7, 10), [14]),  # made up for: nobody had looked since
        (date(2026, 7, 15), [1]),
        (date(2026, 7, 16), [1]),
        (date(2026, 7, 17), []),
    ],
)
def test_people_are_reminded_at_each_lead_and_never_afterwards(today: date, leads: list[int]) -> None:
    plan = plan_with(a_date(date(2026, 7, 16)))
    assert days(reminders(plan, LEADS, since=date(2026, 5, 1), today=today)) == leads


def test_what_was_due_before_the_first_read_is_no_news() -> None:
    plan = plan_with(a_date(date(2026, 7, 16)))
    assert reminders(plan, LEADS, since=date(2026, 7, 2), today=date(2026, 7, 3)) == ()
    assert days(reminders(plan, LEADS, since=date(2026, 7, 2), today=date(2026, 7, 15))) == [1]


def test_a_month_is_told_once_before_it_begins() -> None:
    full = expected_after(a_full())[Expected.FULL]
    found = {
        day: days(reminders(full, LEADS, since=date(2026, 5, 27), today=day))
        for day in (date(2029, 2, 14), date(2029, 2, 15), date(2029, 2, 28), date(2029, 3, 2))
    }
    assert list(found.values()) == [[], [14], [14], []]


def test_without_lead_times_or_a_date_nobody_is_reminded() -> None:
    assert reminders(plan_with(), (), since=date(2026, 5, 1), today=TODAY) == ()
    strategic = expected_after(a_full(Band.INCONSISTENT))[Expected.STRATEGIC_PLAN]
    assert reminders(strategic, LEADS, since=date(2026, 5, 1), today=TODAY) == ()


# --- in words ----------------------------------------------------------------------------------------


def test_next_full_inspection_is_a_month_counted_from_the_end_of_the_visit() -> None:
    assert said_of(a_full(), Expected.FULL) == (
        "The next full inspection is expected by around March 2029, perhaps earlier. "
        "Our estimate: three years from the end of this one in March 2026."
    )


def test_next_full_inspection_in_the_past_was_due_and_in_this_month_still_is() -> None:
    assert "was due around March 2026." in said_of(a_full(end=date(2023, 3, 13)), Expected.FULL)
    assert "is expected by around May 2026, perhaps earlier." in said_of(
        a_full(end=date(2023, 5, 1)), Expected.FULL
    )


def test_next_full_inspection_without_dates_names_no_month() -> None:
    said = said_of(a_full(start=None, end=None, next=NextInspection(60, None, None)), Expected.FULL)
    assert "five years" in said
    assert "20" not in said
    assert "could not read" in said_of(a_full(next=NextInspection(None, None, None)), Expected.FULL)


def test_monitoring_inspection_is_counted_from_publication() -> None:
    said = said_of(a_full(), Expected.MONITORING)
    assert "around November 2027" in said
    assert "27 " not in said
    assert "was due around June 2025" in said_of(a_full(published=date(2023, 12, 14)), Expected.MONITORING)
    assert "around" not in said_of(a_full(published=None), Expected.MONITORING)


def test_priority_action_plan_has_an_estimate_that_says_how_it_was_made() -> None:
    assert (
        "Due by about 15 July 2026. Our estimate: 35 working days from publication. The clock runs from the "
        "day the area received the report, usually about a week earlier."
    ) in said_of(a_full(), Expected.PRIORITY_ACTION_PLAN)


def test_priority_action_plan_in_the_past_accuses_nobody() -> None:
    said = said_of(a_full(published=date(2023, 12, 14)), Expected.PRIORITY_ACTION_PLAN)
    assert "was due by about 6 February 2024; we have no record of it being published." in said


def test_strategic_plan_has_no_date() -> None:
    assert said_of(a_full(Band.INCONSISTENT), Expected.STRATEGIC_PLAN) == (
        "The inspectorates ask the partnership to update and publish its strategic plan. "
        "We know of no date for this."
    )


def test_what_was_recorded_is_what_the_area_says() -> None:
    ahead, past = plan_with(a_date(date(2026, 6, 30))), plan_with(a_date(date(2026, 5, 1)))
    assert "The area says 30 June 2026 is the date for this (source: https://example.org/send)." in sentence(
        ahead, TODAY
    )
    assert "The area said 1 May 2026 was the date for this" in sentence(past, TODAY)
    assert "we have no record of it being published" in sentence(past, TODAY)


def test_a_table_says_it_in_few_words() -> None:
    plan, monitoring, full = after(a_full(), england)
    assert [when(one, TODAY) for one in (plan, monitoring, full)] == [
        "by about 15 July 2026",
        "around November 2027",
        "around March 2029",
    ]
    assert basis(full) == "our estimate: three years from the end of the visit, 13 March 2026"
    assert when(plan_with(a_date(date(2026, 5, 1))), TODAY) == "was due 1 May 2026, as the area says"


@pytest.mark.parametrize("band", Band)
def test_no_words_of_ours_accuse_anybody(band: Band) -> None:
    for published in (date(2023, 5, 16), TODAY):
        for one in after(a_full(band, published=published), england):
            for text in (sentence(one, TODAY), when(one, TODAY), basis(one)):
                assert not any(word in text.lower() for word in ("missed", "deadline", "overdue", "late "))
