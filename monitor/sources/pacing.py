"""How long to stay away from a host, and how to wait for our turn with it.

The rates are `sources.md` 4.1: one request a second and one in flight; after a refusal 5 seconds, doubling to
15 minutes; after five refusals in a row, one hour.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from zoneinfo import ZoneInfo

from monitor.errors import FetchFailed, Refused
from monitor.ports.clock import Clock
from monitor.ports.hosts import HostGate, HostTurn

LONDON = ZoneInfo("Europe/London")

FIRST_CLOSING = 5.0  # seconds
LONGEST_CLOSING = 900.0
HOUR = 3600.0
REFUSALS_BEFORE_HOUR = 5
LONGEST_WAIT_AT_DOOR = 60.0  # a host closed for longer is not waited for
LONGEST_QUEUE = 900.0  # seconds of waiting in all, behind other requests to the host
SHORTEST_NAP = 0.01


def closing(n: int, *, first: float, chance: float, refused: bool = False) -> float:
    """Give the seconds to stay away after the n-th failure in a row; `chance` takes off up to a fifth."""
    if refused and n >= REFUSALS_BEFORE_HOUR:
        return HOUR
    return min(first * 2.0 ** (min(n, 20) - 1), LONGEST_CLOSING) * (1.0 - 0.2 * chance)


@dataclass(frozen=True, slots=True)
class Turnstile:
    """The gate as one caller meets it: waits its turn. `hold`: seconds that a turn is ours by itself."""

    gate: HostGate
    clock: Clock
    sleep: Callable[[float], None]
    hold: float

    def enter(self, host: str, *, spacing: float, url: str) -> HostTurn:
        """Wait until the gate lets us in; gives the turn.

        Raises Refused if the host is closed to us for long, FetchFailed if the queue does not move.
        """
        waited = 0.0
        while not (turn := self.gate.enter(host, spacing=spacing, hold=self.hold)).granted:
            nap = self._nap(turn, spacing)
            if turn.closed_until is not None and nap > LONGEST_WAIT_AT_DOOR:
                until = spoken(turn.closed_until)
                raise Refused(
                    f"{host} turned us away or did not answer before; we stay away until {until}", url=url
                )
            if waited > LONGEST_QUEUE:
                raise FetchFailed(f"no turn with {host} in {waited:.0f} s", url=url)
            self.sleep(nap)
            waited += nap
        return turn

    def _nap(self, turn: HostTurn, spacing: float) -> float:
        if turn.closed_until is not None:
            return max(turn.wait, (turn.closed_until - self.clock()).total_seconds(), SHORTEST_NAP)
        # A wait beyond the spacing is somebody's request in flight: it may end long before its hold runs out.
        return max(turn.wait if turn.wait <= spacing else spacing / 4, SHORTEST_NAP)


def spoken(moment: datetime) -> str:
    """Say a moment as people in England do."""
    local = moment.astimezone(LONDON)
    return f"{local:%H:%M} on {local.day} {local:%B %Y} (Europe/London)"


class OpenGate:
    """Lets everyone in at once and remembers refusals only: for a replica on loopback, in one process."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = Lock()
        self._refusals: dict[str, tuple[int, datetime]] = {}

    def enter(self, host: str, *, spacing: float, hold: float) -> HostTurn:
        """Let the caller in, unless the host turned us away a moment ago."""
        with self._lock:
            _, until = self._refusals.get(host, (0, None))
        left = (until - self._clock()).total_seconds() if until else 0.0
        return HostTurn(False, left, until) if left > 0 else HostTurn(True, 0.0, None)

    def keep(self, host: str, *, entered: datetime, hold: float) -> bool:
        """Say that the turn is still ours: nobody waits for it."""
        return True

    def leave(self, host: str, *, spacing: float, entered: datetime | None = None) -> None:
        """Forget earlier refusals, but not one that still holds: we may have asked before it."""
        with self._lock:
            if host in self._refusals and self._refusals[host][1] <= self._clock():
                del self._refusals[host]

    def refuse(
        self, host: str, *, close: Callable[[int], float], entered: datetime | None = None
    ) -> datetime:
        """Close the host; refusals of requests that were in flight together count once."""
        with self._lock:
            count, until = self._refusals.get(host, (0, self._clock()))
            now = self._clock()
            if count == 0 or until <= now:
                count, until = count + 1, now
            until = max(until, now + timedelta(seconds=close(count)))
            self._refusals[host] = (count, until)
            return until
