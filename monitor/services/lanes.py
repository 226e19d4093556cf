"""One message at a time, and not too often, to each destination that wants it so.

Slack takes about one message a second at each webhook, from all our processes together: the store says
whose turn it is, as it does for hosts. A turn lasts until Slack has answered, and the second counts from
then on: from taking a turn to the post it is now longer, now shorter, and two posts would come too close.
Whoever finds a webhook busy leaves the message to the one who is at it, and goes on with other people's: a
slow destination costs one thread of a process and holds up nobody.
"""

import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from threading import Lock

from monitor.domain.events import DeliveryState
from monitor.ports.hosts import HostGate

Ended = list[DeliveryState]
Work = Callable[[], Ended]
SPACING: Mapping[str, float] = {"slack": 1.0}
"""Seconds between two messages to one destination, by channel."""
HOLD = 5.0
"""Seconds after which others may go on, should the process that has the turn have died."""
LONGEST_LINE = 8
"""So many messages wait in this process; the rest come back later."""
PATIENCE = 15.0
"""Seconds that a message waits at most, well within its lease; after that it comes back later, too."""


@dataclass(frozen=True, slots=True)
class _Waiting:
    work: Work
    later: Work
    until: float


@dataclass(slots=True)
class _Lane:
    busy: bool = False
    waiting: deque[_Waiting] = field(default_factory=deque)


class Lanes:
    """The lanes of a process, by (channel, address). Safe to use from several threads."""

    def __init__(
        self,
        gate: HostGate,
        spacing: Mapping[str, float] | None = None,
        *,
        patience: float = PATIENCE,
        ticks: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._gate = gate
        self._spacing = SPACING if spacing is None else spacing
        self._patience = patience
        self._ticks, self._sleep = ticks, sleep
        self._lanes: dict[tuple[str, str], _Lane] = {}
        self._lock = Lock()

    def do(self, channel: str, address: str, work: Work, later: Work) -> Ended:
        """Do a piece of work in its turn; gives how it ended, and how that of others did that came meanwhile.

        Empty if somebody else of this process is at that destination, and does it then. Where the line is too
        long, or its turn does not come, it is put off: `later` is called in place of it.
        """
        spacing = self._spacing.get(channel, 0.0)
        if not spacing:
            return work()
        mine = _Waiting(work, later, self._ticks() + self._patience)
        with self._lock:
            lane = self._lanes.setdefault((channel, address), _Lane())
            is_full = lane.busy and len(lane.waiting) >= LONGEST_LINE
            if lane.busy and not is_full:
                lane.waiting.append(mine)
                return []
            lane.busy = True
        return later() if is_full else self._work_off(lane, mine, f"{channel}:{address}", spacing)

    def _work_off(self, lane: _Lane, first: _Waiting, name: str, spacing: float) -> Ended:
        ended: Ended = []
        one: _Waiting | None = first
        try:
            while one is not None:
                ended += self._in_turn(one, name, spacing)
                with self._lock:
                    one = lane.waiting.popleft() if lane.waiting else None
                    lane.busy = one is not None
        finally:
            with self._lock:
                if one is not None:  # it failed; what waited comes back when its lease ends
                    lane.waiting.clear()
                    lane.busy = False
        return ended

    def _in_turn(self, one: _Waiting, name: str, spacing: float) -> Ended:
        """Do a piece of work when its turn comes; put it off if that takes too long."""
        while (asked := self._ticks()) <= one.until:
            turn = self._gate.enter(name, spacing=spacing, hold=HOLD)
            if turn.granted:
                try:
                    return one.work()
                finally:
                    spaced = self._ticks() - asked + spacing
                    self._gate.leave(name, spacing=spaced, entered=turn.entered)
            self._sleep(min(turn.wait, spacing))
        return one.later()
