"""The replica's own time."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta


class ReplicaClock:
    """A clock that can be set anywhere and runs on from there, at the machine's pace or not at all."""

    def __init__(self, start: datetime, ticks: Callable[[], float] = time.monotonic) -> None:
        self._ticks = ticks
        self.set(start)

    def now(self) -> datetime:
        """Give the time, in UTC."""
        return self._start + timedelta(seconds=self._ticks() - self._mark)

    def set(self, at: datetime) -> None:
        """Go to a moment, which must be aware of its time zone."""
        if at.tzinfo is None:
            raise ValueError(f"a time without a zone: {at}")
        self._start, self._mark = at.astimezone(UTC), self._ticks()

    def advance(self, by: timedelta) -> None:
        """Skip ahead."""
        self.set(self.now() + by)
