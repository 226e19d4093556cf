"""When to look next: publication hours, closed days, both clock changes, re-checks and retries."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.domain.bank_holidays import is_bank_holiday
from monitor.domain.cadence import (
    next_listing,
    next_recheck,
    next_sweep,
    retry_delivery,
    retry_missing_file,
    weekly_recheck,
    working_day,
)

LONDON = ZoneInfo("Europe/London")
BUSY, QUIET = timedelta(minutes=10), timedelta(hours=2)
SWEEPS = (time(9, 45), time(10, 30), time(12, 10), time(16, 10), time(2, 10))


def local(text: str) -> datetime:
    """Read a London time and give it in UTC, as the clock does."""
    return datetime.fromisoformat(text).replace(tzinfo=LONDON).astimezone(UTC)


def in_london(moment: datetime | None) -> str:
    assert moment is not None
    return moment.astimezone(LONDON).strftime("%a %d %b %H:%M")


def listing_after(text: str) -> str:
    return in_london(next_listing(local(text), busy=BUSY, quiet=QUIET, closed=is_bank_holiday))


def sweep_after(text: str, times: tuple[time, ...] = SWEEPS) -> str:
    return in_london(next_sweep(local(text), times, is_bank_holiday))


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2026-09-08", True),
        ("2026-09-12", False),  # a Saturday
        ("2026-09-13", False),
        ("2026-04-03", False),  # Good Friday
        ("2026-04-06", False),
        ("2026-05-04", False),
        ("2026-05-25", False),
        ("2026-08-31", False),
        ("2026-12-25", False),
        ("2026-12-28", False),  # Boxing Day is a Saturday: its Monday is closed
        ("2027-01-01", False),
        ("2026-03-17", True),  # a holiday in Northern Ireland alone
        ("2026-01-02", True),  # a holiday in Scotland alone
        ("2023-05-08", False),  # the coronation: an extra one
    ],
)
def test_working_days_are_those_of_england(day: str, works: bool) -> None:
    assert working_day(date.fromisoformat(day), is_bank_holiday) is works


@pytest.mark.parametrize(
    ("now", "then"),
    [
        ("2026-09-08 09:00", "Tue 08 Sep 09:10"),
        ("2026-09-08 17:59", "Tue 08 Sep 18:09"),
        ("2026-09-08 18:00", "Tue 08 Sep 20:00"),
        ("2026-09-08 23:30", "Wed 09 Sep 01:30"),
        ("2026-09-08 06:59", "Tue 08 Sep 08:59"),
        ("2026-09-08 07:30", "Tue 08 Sep 09:00"),  # never past the start of publication hours
        ("2026-09-08 08:55", "Tue 08 Sep 09:05"),  # nor more often than in them
        ("2026-09-12 09:30", "Sat 12 Sep 11:30"),
        ("2026-09-14 08:00", "Mon 14 Sep 09:00"),
        ("2026-08-31 10:00", "Mon 31 Aug 12:00"),  # a bank holiday
        ("2026-12-25 08:30", "Fri 25 Dec 10:30"),
        # The clocks go forward on Sunday 29 March 2026 and back on Sunday 25 October 2026.
        ("2026-03-29 00:30", "Sun 29 Mar 03:30"),
        ("2026-03-30 08:00", "Mon 30 Mar 09:00"),
        ("2026-10-25 00:30", "Sun 25 Oct 01:30"),
        ("2026-10-26 07:30", "Mon 26 Oct 09:00"),
    ],
)
def test_the_listing_is_looked_at_often_in_publication_hours_alone(now: str, then: str) -> None:
    assert listing_after(now) == then


@pytest.mark.parametrize("day", ["2026-03-27", "2026-03-30", "2026-10-23", "2026-10-26"])
def test_publication_hours_keep_to_london_on_both_sides_of_a_clock_change(day: str) -> None:
    for hour, often in ((8, False), (9, True), (17, True), (18, False)):
        now = local(f"{day} {hour:02}:30")
        then = next_listing(now, busy=BUSY, quiet=QUIET, closed=is_bank_holiday)
        assert (then - now == BUSY) is often


@pytest.mark.parametrize(
    ("now", "then"),
    [
        ("2026-09-08 00:00", "Tue 08 Sep 02:10"),
        ("2026-09-08 02:10", "Tue 08 Sep 09:45"),  # due now has been had
        ("2026-09-08 09:44", "Tue 08 Sep 09:45"),
        ("2026-09-08 10:00", "Tue 08 Sep 10:30"),
        ("2026-09-08 16:10", "Wed 09 Sep 02:10"),
        ("2026-09-11 16:10", "Sat 12 Sep 12:10"),  # at weekends the 12:10 only
        ("2026-09-12 12:10", "Sun 13 Sep 12:10"),
        ("2026-09-13 12:10", "Mon 14 Sep 02:10"),
        ("2026-08-28 23:00", "Sat 29 Aug 12:10"),
        ("2026-08-30 13:00", "Mon 31 Aug 12:10"),  # a bank holiday
        ("2026-08-31 13:00", "Tue 01 Sep 02:10"),
        ("2026-04-02 20:00", "Fri 03 Apr 12:10"),  # Good Friday
        ("2026-12-24 20:00", "Fri 25 Dec 12:10"),
        ("2026-12-31 20:00", "Fri 01 Jan 12:10"),
        ("2026-03-28 13:00", "Sun 29 Mar 12:10"),
        ("2026-03-29 13:00", "Mon 30 Mar 02:10"),
        ("2026-10-24 13:00", "Sun 25 Oct 12:10"),
        ("2026-10-25 13:00", "Mon 26 Oct 02:10"),
    ],
)
def test_full_sweeps_are_at_london_times_and_once_on_closed_days(now: str, then: str) -> None:
    assert sweep_after(now) == then


def test_sweeps_keep_to_the_same_london_time_in_winter_and_summer() -> None:
    winter = next_sweep(local("2026-03-27 09:00"), SWEEPS, is_bank_holiday)
    summer = next_sweep(local("2026-03-30 09:00"), SWEEPS, is_bank_holiday)
    assert (winter, summer) == (
        datetime(2026, 3, 27, 9, 45, tzinfo=UTC),
        datetime(2026, 3, 30, 8, 45, tzinfo=UTC),
    )


def test_no_sweeps_at_all() -> None:
    assert next_sweep(local("2026-09-08 00:00"), (), is_bank_holiday) is None


def test_on_closed_days_there_is_one_sweep_even_when_all_are_in_the_morning() -> None:
    times = (time(2, 10), time(9, 45))
    assert sweep_after("2026-09-11 10:00", times) == "Sat 12 Sep 09:45"
    assert sweep_after("2026-09-12 10:00", times) == "Sun 13 Sep 09:45"


def sweeps_between(first: datetime, last: datetime, times: tuple[time, ...]) -> list[datetime]:
    """Give the sweeps that a clock meets which looks at the timetable every five minutes."""
    met, due, now = [], next_sweep(first, times, is_bank_holiday), first
    while now < last:
        now += timedelta(minutes=5)
        if due is not None and due <= now:
            met.append(due)
            due = next_sweep(now, times, is_bank_holiday)
    return met


@pytest.mark.parametrize("day", ["2026-03-29", "2026-10-25"])
def test_a_sweep_in_the_hour_that_is_missing_or_comes_twice_is_made_once(day: str) -> None:
    noon = local(f"{day} 12:00")
    start = noon - timedelta(hours=13)
    assert len(sweeps_between(start, noon, (time(1, 30),))) == 1


def test_a_week_has_as_many_sweeps_as_the_timetable_says() -> None:
    for monday in ("2026-03-23", "2026-09-07", "2026-10-19"):
        start = local(f"{monday} 00:00")
        end = (start.astimezone(LONDON).replace(tzinfo=None) + timedelta(days=7)).replace(tzinfo=LONDON)
        assert len(sweeps_between(start, end.astimezone(UTC), SWEEPS)) == 5 * 5 + 2


moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 3, 1), timezones=st.just(UTC))  # noqa: DTZ001
quick = settings(max_examples=40)


@quick
@given(moments)
def test_the_next_look_is_ahead_in_reach_and_never_impolite(now: datetime) -> None:
    then = next_listing(now, busy=BUSY, quiet=QUIET, closed=is_bank_holiday)
    assert BUSY <= then - now <= QUIET
    assert then.tzinfo is UTC


@quick
@given(moments)
def test_the_next_sweep_is_ahead_within_a_day_and_one_of_those_asked_for(now: datetime) -> None:
    then = next_sweep(now, SWEEPS, is_bank_holiday)
    assert then is not None
    assert now < then <= now + timedelta(hours=25)
    assert then.tzinfo is UTC
    there = then.astimezone(LONDON)
    assert there.time() in SWEEPS
    if there.weekday() >= 5:
        assert there.time() == time(12, 10)


HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.mark.parametrize(
    ("step", "after", "expected"),
    [
        (0, timedelta(0), (0, HOUR)),
        (0, HOUR, (1, DAY)),
        (1, HOUR, (1, DAY)),
        (1, DAY, (2, 7 * DAY)),
        (2, 7 * DAY, (3, 30 * DAY)),
        (3, 30 * DAY, (4, None)),
        (4, 31 * DAY, (4, None)),
        (0, 8 * DAY, (3, 30 * DAY)),  # a late start does not repeat those that were due before
        (0, 400 * DAY, (4, None)),
    ],
)
def test_a_file_is_looked_at_again_after_an_hour_a_day_a_week_and_a_month(
    step: int, after: timedelta, expected: tuple[int, timedelta | None]
) -> None:
    since = local("2026-10-24 09:30")  # over the end of summer time: re-checks count hours, not clock faces
    steps, due = next_recheck(since, step, since + after)
    assert (steps, due - since if due else None) == expected


def test_a_document_that_is_no_longer_new_is_looked_at_again_once_a_week_at_night() -> None:
    now = local("2026-10-24 00:30")  # still the day before in UTC
    nights = [weekly_recheck(number, now) for number in range(1, 481)]
    assert min(nights) == datetime(2026, 10, 30, tzinfo=UTC)
    assert max(nights) == datetime(2026, 10, 30, 3, 59, tzinfo=UTC)
    assert {nights.count(night) for night in nights} == {2}
    assert weekly_recheck(7, nights[6]) == nights[6] + 7 * DAY


def test_a_missing_file_is_tried_soon_then_daily_then_weekly_then_monthly_and_for_ever() -> None:
    waits = [retry_missing_file(attempts) for attempts in range(1, 40)]
    assert waits[0] <= timedelta(minutes=1)
    soon = [wait for wait in waits if wait < DAY]
    assert waits == sorted(waits)
    assert waits[len(soon) :] == [DAY] * 7 + [7 * DAY] * 12 + [30 * DAY] * (39 - len(soon) - 19)
    assert retry_missing_file(10**6) == 30 * DAY
    assert retry_missing_file(0) == waits[0]


def test_a_delivery_is_tried_again_after_the_gaps_that_are_configured() -> None:
    gaps = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360))
    assert [retry_delivery(tries, gaps) for tries in range(1, 9)] == [*gaps, gaps[-1], gaps[-1]]
    assert retry_delivery(0, gaps) == gaps[0]
    assert retry_delivery(10**6, gaps) == gaps[-1]
