"""Figures about our own work, for whoever watches it from outside."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

OTHER_PAGE = "other"
_GROUPS = {"page of ": "area pages", "feed ": "news feeds"}
_ALONE = {"listing", "file service"}


@dataclass(frozen=True, slots=True)
class Counts:
    """How many rows there are of each kind. In a large store, counting takes a while."""

    polls: Mapping[tuple[str, str], int]  # by kind and result: "ok", "failed", or "unfinished"
    publications: Mapping[str, int]  # by state
    deliveries: Mapping[tuple[str, str], int]  # by channel and state
    maybe_sent: Mapping[str, int]  # by channel: what may ever have gone out twice
    events: Mapping[str, int]  # by kind


@dataclass(frozen=True, slots=True)
class Reads:
    """How often a source was read since the store was made, well and not, and how it is now."""

    source: str
    ok: int
    failed: int
    failing: bool
    last_ok: datetime | None


@dataclass(frozen=True, slots=True)
class Sent:
    """When a report was published (that day's start), when we saw it, and when a message on it was taken."""

    channel: str
    published: datetime
    seen: datetime
    sent: datetime


@dataclass(frozen=True, slots=True)
class Recent:
    """What is looked up anew each time, at a cost that does not grow with the store."""

    reading_seconds: Sequence[float]  # of each reading that is kept
    sent: Sequence[Sent]  # the last messages on new reports
    oldest_due: datetime | None  # of what is to be sent, since when the oldest waits


def source_group(name: str) -> str:
    """Give the group a source is counted in: thousands of pages do not each get a figure."""
    if name in _ALONE:
        return name
    return next((group for start, group in _GROUPS.items() if name.startswith(start)), OTHER_PAGE)


def quantile(values: Sequence[float], share: float) -> float:
    """Give the smallest value that this share of the values does not exceed; 0 without any."""
    if not values:
        return 0.0
    ordered = sorted(values)
    return ordered[min(int(share * len(ordered)), len(ordered) - 1)]
