"""One message at a time, and not too often, to each destination that wants it so.

Slack takes about one message a second at each webhook, from all our processes together: the store says
whose turn it is, as it does for hosts. Whoever has the turn sends what is due there, one after the other in
the order of their times, and keeps the turn meanwhile, however long Slack takes to answer. Whoever finds a
webhook busy leaves the message to them and goes on with other people's: a slow destination costs one thread
and holds up nobody. The second counts from the answer: from taking a turn to the post it is now longer, now
shorter, and two posts would come too close.
"""

import logging
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from threading import Event, Lock, Thread

from monitor.domain.cadence import SPACING
from monitor.domain.events import DeliveryState
from monitor.errors import StoreError
from monitor.ports.hosts import HostGate, HostTurn

Ended = list[DeliveryState]
Work = Callable[[], Ended]
Next = Callable[[], Work | None]
Later = Callable[[datetime | None], Ended]
HOLD = 15.0
"""Seconds after which others may go on, should the process that has the turn have died."""
EVERY = 5.0
"""Seconds between two renewals of a turn."""
LONGEST_GO = 120.0
"""Seconds after which whoever has the turn takes no further message, well within what an actor may take."""
LONGEST_WAIT = 10.0
"""Seconds that the end of the spacing is waited for; it is never so far off."""
_WAIT_ON = frozenset({DeliveryState.DUE, DeliveryState.MAYBE_SENT})
"""A message that ended so was not taken, and the next would hardly be."""

log = logging.getLogger(__name__)


class Lanes:
    """The lanes of a process, by (channel, address). Safe to use from several threads."""

    def __init__(
        self,
        gate: HostGate,
        spacing: Mapping[str, float] | None = None,
        *,
        every: float = EVERY,
        ticks: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._gate = gate
        self._spacing = SPACING if spacing is None else spacing
        self._every = every
        self._ticks, self._sleep = ticks, sleep
        self._busy: set[str] = set()
        self._closing = Event()
        self._lock = Lock()

    def do(self, channel: str, address: str, work: Work, *, further: Next, later: Later) -> Ended:
        """Do a piece of work in its turn, and what `further` gives after it; gives how all of it ended.

        Where somebody else is at that destination, who does it then, `later` is called in place of it, and
        so it is, with the time, where the destination wants to be left alone until then.
        """
        spacing = self._spacing.get(channel, 0.0)
        if not spacing:
            return work()
        name = f"{channel}:{address}"
        with self._alone_here(name) as alone:
            asked, turn = self._turn(name, spacing) if alone else (0.0, None)
            if turn is None or turn.entered is None:
                return later(turn.closed_until if turn else None)
            try:
                with self._kept(name, turn.entered) as lost:
                    return self._work_off(work, further, spacing, lost)
            finally:
                spaced = self._ticks() - asked + spacing
                self._gate.leave(name, spacing=spaced, entered=turn.entered)

    def rest(self, channel: str, address: str, seconds: float) -> None:
        """Let nobody write to a destination for a while, since it asked for that."""
        if channel in self._spacing:
            self._gate.refuse(f"{channel}:{address}", close=lambda _: seconds)

    def outwait(self) -> None:
        """Wait until whoever died at a destination no longer has the turn."""
        self._sleep(HOLD)

    def close(self) -> None:
        """Let nobody take a further message, since the process is to end."""
        self._closing.set()

    @contextmanager
    def _alone_here(self, name: str) -> Iterator[bool]:
        """Say whether no other thread of this process is at a destination, and keep it so."""
        with self._lock:
            alone = name not in self._busy
            self._busy.add(name)
        try:
            yield alone
        finally:
            if alone:
                with self._lock:
                    self._busy.discard(name)

    def _turn(self, name: str, spacing: float) -> tuple[float, HostTurn]:
        """Ask for the turn, and wait for the end of the spacing, but not for somebody who is there.

        Gives with the answer when it was asked for.
        """
        until = self._ticks() + LONGEST_WAIT
        while True:
            asked = self._ticks()
            turn = self._gate.enter(name, spacing=spacing, hold=HOLD)
            if turn.granted or turn.busy or turn.closed_until is not None or asked > until:
                return asked, turn
            self._sleep(min(turn.wait, spacing))

    def _work_off(self, work: Work, further: Next, spacing: float, lost: Event) -> Ended:
        until = self._ticks() + LONGEST_GO
        ended = done = work()
        while _WAIT_ON.isdisjoint(done) and (answered := self._ticks()) < until:
            following = None if lost.is_set() or self._closing.is_set() else further()
            if following is None:
                break
            self._sleep(max(spacing - (self._ticks() - answered), 0.0))
            done = following()
            ended = ended + done
        return ended

    @contextmanager
    def _kept(self, name: str, entered: datetime) -> Iterator[Event]:
        """Renew a turn inside the context; the event is set if it is lost."""
        lost, over = Event(), Event()
        renewal = Thread(target=self._keep, args=(name, entered, lost, over), name=f"turn at {name}")
        renewal.daemon = True
        renewal.start()
        try:
            yield lost
        finally:
            over.set()
            renewal.join()

    def _keep(self, name: str, entered: datetime, lost: Event, over: Event) -> None:
        while not lost.is_set() and not over.wait(self._every):
            try:
                if not self._gate.keep(name, entered=entered, hold=HOLD):
                    lost.set()
            except StoreError:  # the next round may do better; until then the old hold still stands
                log.warning("the turn at a destination could not be renewed", exc_info=True)
