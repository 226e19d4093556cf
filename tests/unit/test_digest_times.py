"""When a digest's period ends: once a day and once a week, on London's clocks, over both changes of 2026."""

from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.domain.digests import DAILY, DAYS, WEEKLY, digest_key, end_before, last_end, readers
from tests.builders import a_subscription

LONDON = ZoneInfo("Europe/London")
HALF_PAST_EIGHT = time(8, 30)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "cadence", "end"),
    [
        ("2026-09-08T07:29:59", DAILY, "2026-09-07T07:30"),
        ("2026-09-08T07:30", DAILY, "2026-09-08T07:30"),
        ("2026-09-08T23:30", DAILY, "2026-09-08T07:30"),  # 00:30 of the next day in London
        ("2026-09-08T07:30", WEEKLY, "2026-09-07T07:30"),
        ("2026-09-07T07:29", WEEKLY, "2026-08-31T07:30"),
        ("2026-09-06T22:59", WEEKLY, "2026-08-31T07:30"),
        ("2026-03-29T07:29", DAILY, "2026-03-28T08:30"),
        ("2026-03-29T07:30", DAILY, "2026-03-29T07:30"),
        ("2026-10-25T08:29", DAILY, "2026-10-24T07:30"),
        ("2026-10-25T08:30", DAILY, "2026-10-25T08:30"),
        ("2026-10-26T08:30", WEEKLY, "2026-10-26T08:30"),
    ],
)
def test_a_period_ends_at_the_local_time_of_day(now: str, cadence: str, end: str) -> None:
    assert last_end(utc(now), HALF_PAST_EIGHT, cadence) == utc(end)


@pytest.mark.parametrize("at", [time(0, 0), time(1, 30), HALF_PAST_EIGHT, time(23, 59)])
@pytest.mark.parametrize("change", ["2026-03-29", "2026-10-25"])
def test_each_day_of_a_clock_change_has_one_end(at: time, change: str) -> None:
    start = utc(f"{change}T00:00") - timedelta(days=3)
    ends = {last_end(start + timedelta(minutes=15 * n), at, DAILY) for n in range(7 * 24 * 4)}
    days = [end.astimezone(LONDON).date() for end in sorted(ends)]
    assert len(days) == len(set(days))
    assert all(later - earlier == timedelta(days=1) for earlier, later in pairwise(days))


@given(st.integers(0, 1000 * 24 * 60), st.times(), st.sampled_from([DAILY, WEEKLY]))
def test_the_end_is_the_last_one_and_the_one_before_is_a_period_away(
    minutes: int, at: time, cadence: str
) -> None:
    moment = utc("2025-01-01T00:00") + timedelta(minutes=minutes)
    end = last_end(moment, at, cadence)
    before = end_before(end, at, cadence)
    hour = timedelta(hours=1)
    assert end <= moment < end + timedelta(days=DAYS[cadence]) + hour
    assert abs(end - before - timedelta(days=DAYS[cadence])) <= hour


def test_readers_are_the_addresses_with_that_digest() -> None:
    one = a_subscription("One", digest=DAILY, to=(("email", "a@example.org"), ("slack", "team")))
    two = a_subscription("Two", digest=DAILY, to=(("email", "a@example.org"),))
    others = [
        a_subscription(),
        a_subscription("W", digest=WEEKLY),
        a_subscription("P", digest=DAILY, paused=True),
    ]
    assert readers([one, two, *others], DAILY) == {
        ("email", "a@example.org"): [one, two],
        ("slack", "team"): [one],
    }


def test_a_key_names_reader_kind_and_start_but_no_address() -> None:
    where = ("email", "chair@example.org")
    key = digest_key(DAILY, where, utc("2026-09-08T07:30"))
    assert key.startswith(digest_key(DAILY, where))
    assert key.endswith(":2026-09-08T07:30:00Z")
    assert "chair" not in key
    assert digest_key(DAILY, ("slack", "chair@example.org")) != digest_key(DAILY, where)
