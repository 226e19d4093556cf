"""The words people read."""

from datetime import UTC, date, datetime

import pytest

from monitor.domain.message_id import make_message_id
from monitor.domain.outcome import LABELS, Band
from monitor.domain.wording import (
    MEANINGS,
    framework_note,
    in_sentence,
    kind_label,
    previous_inspection,
    region_in_sentence,
    spoken_date,
    spoken_months,
    spoken_range,
    spoken_time,
)

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


def test_a_region_is_named_as_people_name_it() -> None:
    assert [region_in_sentence(name) for name in ("South West", "East of England", "London", "Westmark")] == [
        "the South West",
        "the East of England",
        "London",
        "Westmark",
    ]


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
