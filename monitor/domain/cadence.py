"""When to look next: publication hours, full sweeps, re-checks of a document, retries.

Reports appear on weekdays, most at about 09:30 Europe/London, never at a weekend (`sources.md` 4.2). Times
of day are local; everything that goes in or out is UTC. `closed` says whether a day is a bank holiday.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta

from monitor.domain.matching import LONDON

PUBLICATION_HOURS = (time(9), time(18))
MIDDAY = time(12)
RECHECKS = (timedelta(hours=1), timedelta(days=1), timedelta(days=7), timedelta(days=30))
RECHECKED_EVERY = timedelta(days=7)
NIGHT = timedelta(hours=4)  # from midnight UTC, when nobody publishes
MISSING_FILE_RETRIES = (
    *(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60)),
    *(timedelta(days=1) for _ in range(7)),
    *(timedelta(days=7) for _ in range(12)),
)
MISSING_FILE_LAST = timedelta(days=30)
SPACING: Mapping[str, float] = {"slack": 1.0}
"""Seconds between two messages to one destination, by channel."""

Closed = Callable[[date], bool]


def working_day(day: date, closed: Closed) -> bool:
    """Say whether a day is Monday to Friday and no bank holiday."""
    return day.weekday() < 5 and not closed(day)


def next_listing(now: datetime, *, busy: timedelta, quiet: timedelta, closed: Closed) -> datetime:
    """Give the time of the next fast poll; a quiet spell never runs past the start of publication hours."""
    local = now.astimezone(LONDON)
    opens, ends = PUBLICATION_HOURS
    if working_day(local.date(), closed) and opens <= local.time() < ends:
        return now + busy
    return min(now + quiet, max(_next_opening(now, closed), now + busy))


def next_sweep(now: datetime, times: Sequence[time], closed: Closed) -> datetime | None:
    """Give the time of the next full sweep after `now`; on closed days only the one after midday counts."""
    if not times:
        return None
    day = now.astimezone(LONDON).date()
    while True:
        for moment in _sweeps_of(day, sorted(times), closed):
            due = datetime.combine(day, moment, LONDON).astimezone(now.tzinfo)
            if due > now:
                return due
        day += timedelta(days=1)


def next_recheck(since: datetime, step: int, now: datetime) -> tuple[int, datetime | None]:
    """Give the next re-check of a new document's bytes as (steps done, when); None after the last.

    Steps that were due before `now` count as done: a late start does not repeat them all.
    """
    while step < len(RECHECKS):
        due = since + RECHECKS[step]
        if due > now:
            return step, due
        step += 1
    return step, None


def weekly_recheck(number: int, now: datetime) -> datetime:
    """Give the weekly re-check of a document that is no longer new: at night, the minute by its number."""
    midnight = datetime.combine(now.astimezone(UTC).date(), time(), UTC)
    return midnight + RECHECKED_EVERY + timedelta(minutes=number) % NIGHT


def retry_missing_file(attempts: int) -> timedelta:
    """Give the gap before the next try for a file that is missing or unreadable (`sources.md` 3.2)."""
    if attempts <= len(MISSING_FILE_RETRIES):
        return MISSING_FILE_RETRIES[max(attempts, 1) - 1]
    return MISSING_FILE_LAST


def retry_delivery(attempts: int, gaps: Sequence[timedelta]) -> timedelta:
    """Give the gap before the next try of a delivery after so many tries; the last gap repeats."""
    return gaps[min(max(attempts, 1), len(gaps)) - 1]


def _sweeps_of(day: date, times: Sequence[time], closed: Closed) -> Sequence[time]:
    if working_day(day, closed):
        return times
    after_midday = [moment for moment in times if moment >= MIDDAY]
    return after_midday[:1] or times[-1:]


def _next_opening(now: datetime, closed: Closed) -> datetime:
    day = now.astimezone(LONDON).date()
    while True:
        opens = datetime.combine(day, PUBLICATION_HOURS[0], LONDON).astimezone(now.tzinfo)
        if opens > now and working_day(day, closed):
            return opens
        day += timedelta(days=1)
