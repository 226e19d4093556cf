"""The words people read, and the arithmetic of the dates in them."""

import csv
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.domain.bank_holidays import england
from monitor.domain.deadlines import add_months, add_working_days
from monitor.domain.message_id import make_message_id
from monitor.domain.outcome import LABELS, Band
from monitor.domain.wording import (
    MEANINGS,
    framework_note,
    in_sentence,
    kind_label,
    next_full,
    next_monitoring,
    plan_next,
    previous_inspection,
    spoken_date,
    spoken_months,
    spoken_range,
    spoken_time,
)

WORKING_DAYS = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "working_days.csv"
HOLIDAYS = england(range(2021, 2029))
TODAY = date(2026, 5, 27)


# --- dates -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        (date(2024, 5, 13), date(2024, 5, 17), "13 to 17 May 2024"),
        (date(2024, 1, 29), date(2024, 2, 2), "29 January to 2 February 2024"),
        (date(2024, 12, 30), date(2025, 1, 3), "30 December 2024 to 3 January 2025"),
        (date(2023, 5, 9), date(2024, 5, 17), "9 May 2023 to 17 May 2024"),
        (date(2016, 5, 16), date(2016, 5, 16), "16 May 2016"),
    ],
)
def test_range_is_said_without_repeating_itself(start: date, end: date, said: str) -> None:
    assert spoken_range(start, end) == said


def test_date_has_no_leading_zero() -> None:
    assert spoken_date(date(2024, 7, 6)) == "6 July 2024"


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        (datetime(2026, 5, 27, 8, 32, 5, tzinfo=UTC), "27 May 2026 at 9:32am"),
        (datetime(2026, 1, 27, 8, 5, tzinfo=UTC), "27 January 2026 at 8:05am"),
        (datetime(2026, 6, 30, 23, 0, tzinfo=UTC), "1 July 2026 at 12:00am"),
        (datetime(2026, 1, 27, 12, 0, tzinfo=UTC), "27 January 2026 at 12:00pm"),
        (datetime(2026, 3, 29, 0, 59, tzinfo=UTC), "29 March 2026 at 12:59am"),
        (datetime(2026, 3, 29, 1, 0, tzinfo=UTC), "29 March 2026 at 2:00am"),
        (datetime(2026, 10, 25, 1, 0, tzinfo=UTC), "25 October 2026 at 1:00am"),
        (datetime(2026, 5, 27, 8, 32), "27 May 2026 at 9:32am"),  # noqa: DTZ001 - no zone is taken as UTC
    ],
)
def test_time_is_said_as_on_londons_clocks(moment: datetime, said: str) -> None:
    assert spoken_time(moment) == said


@pytest.mark.parametrize(("months", "said"), [(36, "three years"), (60, "five years"), (18, "18 months")])
def test_months_are_said_in_years_where_they_are_whole(months: int, said: str) -> None:
    assert spoken_months(months) == said


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


def test_working_days_agree_with_the_reference_table() -> None:
    if not WORKING_DAYS.exists():
        pytest.skip(f"{WORKING_DAYS.name} is not beside the checkout")
    with WORKING_DAYS.open(encoding="utf-8") as table:
        rows = list(csv.DictReader(table))
    assert rows
    for row in rows:
        found = add_working_days(date.fromisoformat(row["start_date"]), int(row["working_days"]), HOLIDAYS)
        assert found.isoformat() == row["expected_date"], row["note"]


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        (date(2026, 7, 10), 1, date(2026, 7, 13)),  # a Friday
        (date(2026, 7, 11), 1, date(2026, 7, 13)),  # a closed day may be the start
        (date(2026, 7, 11), 0, date(2026, 7, 11)),
        (date(2026, 8, 28), 1, date(2026, 9, 1)),  # the summer bank holiday
        (date(2025, 12, 23), 3, date(2025, 12, 30)),
        (date(2025, 11, 28), 1, date(2025, 12, 1)),  # a holiday in Scotland alone
        (date(2026, 3, 16), 2, date(2026, 3, 18)),  # a holiday in Northern Ireland alone
    ],
)
def test_working_days_skip_weekends_and_englands_bank_holidays(start: date, days: int, end: date) -> None:
    assert add_working_days(start, days, england({start.year, start.year + 1})) == end


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


# --- outcomes ----------------------------------------------------------------------------------------


def test_every_band_has_one_plain_sentence() -> None:
    assert set(MEANINGS) == set(Band)
    for sentence in MEANINGS.values():
        assert sentence.count(".") == 1
        assert sentence.endswith(".")


@pytest.mark.parametrize("band", Band)
def test_label_in_a_sentence_differs_only_in_its_first_letter(band: Band) -> None:
    assert in_sentence(band) != LABELS[band]
    assert in_sentence(band)[1:] == LABELS[band][1:]


def test_kind_that_is_not_known_is_called_an_inspection() -> None:
    assert kind_label("something_new") == "inspection"
    assert kind_label(None) == "area SEND inspection"
    assert "monitoring" in kind_label("monitoring")


# --- what comes next ---------------------------------------------------------------------------------


def test_next_full_inspection_is_a_month_counted_from_the_end_of_the_visit() -> None:
    said = next_full(date(2026, 3, 13), 36, TODAY)
    assert "is due around March 2029." in said
    assert "Our estimate: three years" in said
    assert "13" not in said


def test_next_full_inspection_in_the_past_was_due() -> None:
    assert "was due around March 2026." in next_full(date(2023, 3, 13), 36, TODAY)


def test_next_full_inspection_this_month_is_still_due() -> None:
    assert "is due around May 2026." in next_full(date(2023, 5, 1), 36, TODAY)


def test_next_full_inspection_without_dates_names_no_month() -> None:
    said = next_full(None, 60, TODAY)
    assert "five years" in said
    assert "20" not in said
    assert "could not read" in next_full(date(2026, 3, 13), None, TODAY)


def test_monitoring_inspection_is_counted_from_publication() -> None:
    said = next_monitoring(date(2026, 5, 27), 18, TODAY)
    assert said is not None
    assert "around November 2027" in said
    assert "27 " not in said
    past = next_monitoring(date(2023, 12, 14), 18, TODAY)
    assert past is not None
    assert "was due around June 2025" in past


def test_no_monitoring_inspection_is_made_up() -> None:
    assert next_monitoring(date(2026, 5, 27), None, TODAY) is None
    undated = next_monitoring(None, 18, TODAY)
    assert undated is not None
    assert "around" not in undated


def test_priority_action_plan_has_an_estimate_that_says_how_it_was_made() -> None:
    (said,) = plan_next("priority_action_plan", date(2026, 7, 15), TODAY)
    assert (
        "Due by about 15 July 2026. Our estimate: 35 working days from publication. The clock runs from the "
        "day the area received the report, usually about a week earlier."
    ) in said


def test_priority_action_plan_in_the_past_accuses_nobody() -> None:
    (said,) = plan_next("priority_action_plan", date(2024, 2, 6), TODAY)
    assert "was due by about 6 February 2024; we have no record of it being published." in said


def test_strategic_plan_has_no_date() -> None:
    (said,) = plan_next("strategic_plan", date(2026, 7, 15), TODAY)
    assert said == "The inspectorates ask the partnership to update and publish its strategic plan."
    assert plan_next(None, None, TODAY) == ()
    assert plan_next("a_plan_of_another_name", None, TODAY) == ()


# --- the inspection before ---------------------------------------------------------------------------


def test_previous_inspection_is_given_as_printed() -> None:
    printed = "6 February to 10 February 2017"
    assert previous_inspection(printed, date(2017, 2, 6), date(2017, 2, 10)) == printed
    assert previous_inspection("Not previously inspected", None, None) == "Not previously inspected"
    assert previous_inspection(None, date(2017, 2, 6), date(2017, 2, 10)) == "6 to 10 February 2017"
    assert "could not read" in previous_inspection(None, None, None)


def test_only_a_pair_across_the_frameworks_is_said_not_to_be_comparable() -> None:
    this = date(2026, 3, 13)
    note = framework_note(date(2017, 2, 10), this)
    assert note is not None
    assert "not comparable" in note
    assert framework_note(date(2023, 2, 10), this) is None
    assert framework_note(None, this) is None
    assert framework_note(date(2017, 2, 10), date(2021, 6, 25)) is None
    assert framework_note(date(2017, 2, 10), None) is None


# --- message ids -------------------------------------------------------------------------------------


def test_message_id_is_the_same_at_every_try() -> None:
    first = make_message_id("kestrelshire/full", "email", "a@forum.example", "alerts.example")
    assert first == make_message_id("kestrelshire/full", "email", "a@forum.example", "alerts.example")
    assert first.startswith("<")
    assert first.endswith("@alerts.example>")


def test_message_id_differs_with_each_of_its_parts() -> None:
    parts = [
        ("k", "email", "a"),
        ("l", "email", "a"),
        ("k", "slack", "a"),
        ("k", "email", "b"),
        ("ke", "mail", "a"),
    ]
    assert len({make_message_id(*part, "alerts.example") for part in parts}) == len(parts)
