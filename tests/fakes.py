"""Stand-ins for what services and sources get from outside, in memory and with their own time."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from threading import Lock

from monitor.ports.hosts import HostTurn
from monitor.ports.sources import PageMark

MORNING = datetime(2026, 9, 8, 8, 30, tzinfo=UTC)  # 09:30 in London


class FakeClock:
    """Time that moves only when somebody sleeps or says so. `naps` are the sleeps, in seconds."""

    def __init__(self, now: datetime = MORNING) -> None:
        self.now = now
        self.naps: list[float] = []
        self._lock = Lock()

    def __call__(self) -> datetime:
        return self.now

    def sleep(self, seconds: float) -> None:
        with self._lock:
            self.naps.append(seconds)
            self.now += timedelta(seconds=seconds)

    def advance(self, **parts: float) -> None:
        with self._lock:
            self.now += timedelta(**parts)


class FakeGate:
    """A gate in memory; `entered` and `refused` say what happened at it."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._lock = Lock()
        self._next: dict[str, datetime] = {}
        self._held: dict[str, datetime] = {}
        self._closed: dict[str, datetime] = {}
        self._refusals: dict[str, int] = {}
        self.entered: list[tuple[str, datetime]] = []
        self.refused: list[tuple[str, float]] = []

    def enter(self, host: str, *, spacing: float, hold: float) -> HostTurn:
        with self._lock:
            now = self._clock()
            closed = self._closed.get(host, now)
            free = max(closed, self._next.get(host, now), self._held.get(host, now))
            if free > now:
                until = closed if closed > now else None
                busy = self._held.get(host, now) > now
                return HostTurn(False, (free - now).total_seconds(), until, busy=busy)
            self._held[host] = now + timedelta(seconds=hold)
            self._next[host] = now + timedelta(seconds=spacing)
            self.entered.append((host, now))
            return HostTurn(True, 0.0, None, now)

    def keep(self, host: str, *, entered: datetime, hold: float) -> bool:
        with self._lock:
            self._held[host] = self._clock() + timedelta(seconds=hold)
            return True

    def leave(self, host: str, *, spacing: float, entered: datetime | None = None) -> None:
        with self._lock:
            self._held.pop(host, None)
            self._refusals.pop(host, None)
            times = [when for name, when in self.entered if name == host]
            if times:
                self._next[host] = max(self._next[host], times[-1] + timedelta(seconds=spacing))

    def refuse(
        self, host: str, *, close: Callable[[int], float], entered: datetime | None = None
    ) -> datetime:
        with self._lock:
            self._held.pop(host, None)
            self._refusals[host] = self._refusals.get(host, 0) + 1
            seconds = close(self._refusals[host])
            self.refused.append((host, seconds))
            self._closed[host] = self._clock() + timedelta(seconds=seconds)
            return self._closed[host]


class FakeMarks:
    """Page marks in memory."""

    def __init__(self, marks: Iterable[PageMark] = ()) -> None:
        self.kept = {mark.url: mark for mark in marks}

    def page_mark(self, url: str) -> PageMark | None:
        return self.kept.get(url)

    def keep_marks(self, marks: Iterable[PageMark]) -> None:
        self.kept |= {mark.url: mark for mark in marks}
