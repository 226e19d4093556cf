"""One message at a time, and not too often, to each destination that wants it so.

Slack takes about one message a second at each webhook. Whoever finds a webhook busy leaves the message to the
one who is at it, and goes on with other people's: a slow destination costs one thread and holds up nobody.
"""

import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from threading import Lock

from monitor.domain.events import DeliveryState

Ended = list[DeliveryState]
Work = Callable[[], Ended]
SPACING: Mapping[str, float] = {"slack": 1.0}
"""Seconds between two messages to one destination, by channel."""
LONGEST_LINE = 8
"""So many messages wait in this process, whose leases would run out in the end; the rest come back later."""


class LineIsLong(Exception):
    """Too many messages wait for a destination already."""


@dataclass(slots=True)
class _Lane:
    busy: bool = False
    free_at: float = 0.0
    waiting: deque[Work] = field(default_factory=deque)


class Lanes:
    """The lanes of a process, by (channel, address). Safe to use from several threads."""

    def __init__(
        self,
        spacing: Mapping[str, float] | None = None,
        *,
        ticks: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._spacing = SPACING if spacing is None else spacing
        self._ticks, self._sleep = ticks, sleep
        self._lanes: dict[tuple[str, str], _Lane] = {}
        self._lock = Lock()

    def do(self, channel: str, address: str, work: Work) -> Ended:
        """Do a piece of work in its turn; gives how it ended, and how that of others did that came meanwhile.

        Empty if somebody else is at that destination, and does it then. Raises LineIsLong.
        """
        spacing = self._spacing.get(channel, 0.0)
        if not spacing:
            return work()
        with self._lock:
            lane = self._lanes.setdefault((channel, address), _Lane())
            if lane.busy:
                if len(lane.waiting) >= LONGEST_LINE:
                    raise LineIsLong
                lane.waiting.append(work)
                return []
            lane.busy = True
        return self._work_off(lane, work, spacing)

    def _work_off(self, lane: _Lane, first: Work, spacing: float) -> Ended:
        ended: Ended = []
        work: Work | None = first
        try:
            while work is not None:
                self._sleep(max(0.0, lane.free_at - self._ticks()))
                lane.free_at = self._ticks() + spacing
                ended += work()
                with self._lock:
                    work = lane.waiting.popleft() if lane.waiting else None
                    lane.busy = work is not None
        finally:
            with self._lock:
                if work is not None:  # it failed; what waited comes back when its lease ends
                    lane.waiting.clear()
                    lane.busy = False
        return ended
