"""When silence is long enough for a person to look, and what the calendar says about it.

Silence proves nothing: of 38 months seven had no report, and gaps of 66 days were ordinary. Before elections
Ofsted withholds reports about whole areas (`sources.md` 4.4). So this is a notice, never an alarm.
"""

from datetime import date, timedelta

LONGEST = timedelta(days=60)
LONGEST_WITH_A_REASON = timedelta(days=80)
NOT_LOOKED = timedelta(hours=24)
"""A gap between two looks that no timetable of ours has: something kept the monitor from running."""


def silent_too_long(last_published: date, today: date) -> bool:
    """Say whether it is time to tell the operator that no area SEND report has appeared."""
    reason = _has_christmas(last_published, today) or _has_local_elections(last_published, today)
    return today - last_published > (LONGEST_WITH_A_REASON if reason else LONGEST)


def _has_christmas(first: date, last: date) -> bool:
    return any(first <= date(year, 12, 25) <= last for year in range(first.year, last.year + 1))


def _has_local_elections(first: date, last: date) -> bool:
    return any(first <= _election_day(year) <= last for year in range(first.year, last.year + 1))


def _election_day(year: int) -> date:
    """Give the first Thursday of May."""
    first = date(year, 5, 1)
    return first + timedelta(days=(3 - first.weekday()) % 7)
