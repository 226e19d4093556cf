"""When to read a feed again: oftener while it brings news, slower while it is quiet or broken.

Some feeds show only their last ten stories (`sources.md` 6.3), so that a quiet one is still read every hour,
whatever it asks for; one that is broken is left alone for up to six hours, and never given up.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

LONGEST_QUIET = timedelta(hours=1)
LONGEST_BROKEN = timedelta(hours=6)
LONGEST_ASKED = timedelta(hours=24)
_GROWTH = 1.25
_SLOWEST = 4  # times the usual gap
_MOST_STEPS = 20

_MAX_AGE = re.compile(r"\bmax-age=(\d{1,9})\b", re.I)


def next_reading(
    now: datetime,
    *,
    every: timedelta,
    unchanged: int,
    failures: int,
    asked: timedelta = timedelta(),
    spread: float = 0.0,
) -> datetime:
    """Give the time of a feed's next reading.

    `unchanged` readings in a row brought nothing new, or `failures` failed; `asked` is how long the source
    wants to be left alone; `spread` moves the time a little, so that feeds do not come all at once.
    """
    if failures:
        gap = min(every * 2.0 ** min(failures, _MOST_STEPS), max(LONGEST_BROKEN, every))
        return now + max(gap * (1.0 + spread), min(asked, LONGEST_ASKED))
    longest = max(min(LONGEST_QUIET, every * _SLOWEST), every)
    gap = min(every * _GROWTH ** min(unchanged, _MOST_STEPS), longest)
    return now + max(gap, min(asked, longest)) * (1.0 + spread)


def freshness(headers: Mapping[str, str], ttl_minutes: int | None, now: datetime) -> timedelta:
    """Give how long an answer calls itself fresh: by its TTL, Cache-Control or Expires, the longest."""
    seconds = [60.0 * ttl_minutes if ttl_minutes else 0.0]
    control = headers.get("Cache-Control") or ""
    if found := _MAX_AGE.search(control):
        seconds.append(float(found[1]))
    elif "no-cache" not in control.lower() and (expires := _moment(headers.get("Expires"))):
        seconds.append((expires - now).total_seconds())
    return timedelta(seconds=min(max(0.0, *seconds), LONGEST_ASKED.total_seconds()))


def _moment(text: str | None) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text or "")
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
