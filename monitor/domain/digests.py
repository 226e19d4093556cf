"""When digests go out and what each covers, on London's clocks, whatever those clocks or ours do meanwhile.

A period ends at the digest's time of day, every day or every Monday. Each digest covers what came since the
one before it, so that one which was late, or missed for days, is made up once and nothing falls between two.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from hashlib import sha256

from monitor.domain.matching import LONDON, Subscription
from monitor.domain.wording import utc_text

DAILY, WEEKLY = "daily", "weekly"
DAYS = {DAILY: 1, WEEKLY: 7}

Where = tuple[str, str]  # (channel, address)


def last_end(now: datetime, at: time, cadence: str) -> datetime:
    """Give the end of the last whole period: at this time of day, and for weeks on a Monday."""
    local = now.astimezone(LONDON).date()
    day = local - timedelta(days=local.weekday() if cadence == WEEKLY else 0)
    end = _moment(day, at, now)
    return end if end <= now else _moment(day - timedelta(days=DAYS[cadence]), at, now)


def end_before(end: datetime, at: time, cadence: str) -> datetime:
    """Give the end of the period before, which is where a first digest begins."""
    return _moment(end.astimezone(LONDON).date() - timedelta(days=DAYS[cadence]), at, end)


def readers(subscriptions: Iterable[Subscription], cadence: str) -> Mapping[Where, list[Subscription]]:
    """Give the addresses that get a digest of this kind, each with the subscriptions it is for."""
    found: dict[Where, list[Subscription]] = {}
    for subscription in subscriptions:
        if subscription.digest == cadence and not subscription.paused:
            for where in subscription.to:
                found.setdefault(where, []).append(subscription)
    return found


def digest_key(cadence: str, where: Where, start: datetime | None = None) -> str:
    """Give the key of a digest, or what the keys of all of one reader's begin with.

    Addresses are personal data and stand in deliveries alone, so the key has a hash of it.
    """
    reader = sha256("\x1f".join(where).encode("utf-8", "surrogatepass")).hexdigest()[:24]
    return f"digest:{cadence}:{reader}:{utc_text(start) if start else ''}"


def _moment(day: date, at: time, like: datetime) -> datetime:
    # An hour that comes twice counts the first time; one that is skipped, when it would have come.
    return datetime.combine(day, at, LONDON).astimezone(like.tzinfo)
