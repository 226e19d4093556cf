"""Keep a host's turn for as long as its request is under way, and hardly longer than its process lives.

A turn is held briefly, so that the turn of a process that was killed is free again soon. A request may take
longer than that: its holder renews the turn meanwhile. Where it cannot, because the store does not answer, it
breaks the request off before the hold runs out and somebody else may ask.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from threading import Event, Thread

from monitor.errors import FetchFailed, StoreError
from monitor.ports.clock import Clock
from monitor.ports.hosts import HostGate, HostTurn

EVERY = 5.0  # seconds between two renewals
SPARE = 2  # renewals, of which one may fail and no request is broken off

log = logging.getLogger(__name__)


@dataclass(slots=True)
class HeldTurn:
    """A turn that is ours. `sure_until`: until when, by the monotonic clock, one more wait may begin."""

    renew: Callable[[], bool]
    monotonic: Callable[[], float]
    sure_until: float
    every: float
    ended: Event = field(default_factory=Event)

    def require(self, url: str) -> None:
        """Raise FetchFailed if the turn may be another's before one more wait is over."""
        if self.monotonic() > self.sure_until:
            raise FetchFailed("our turn could not be renewed, so the request was broken off", url=url)

    def keep(self) -> None:
        """Renew the turn until the request has ended or the turn is lost."""
        while not self.ended.wait(self.every):
            asked = self.monotonic()
            try:
                if not self.renew():
                    self.sure_until = asked
                    return
                self.sure_until = asked + SPARE * self.every
            except StoreError:  # the next round may do better; until then the old hold still stands
                log.warning("a turn with a host could not be renewed", exc_info=True)


@dataclass(frozen=True, slots=True)
class TurnKeeper:
    """Holds turns for requests of which no single wait takes longer than `longest_wait` seconds."""

    gate: HostGate
    clock: Clock
    monotonic: Callable[[], float]
    longest_wait: float
    every: float = EVERY

    @property
    def hold(self) -> float:
        """Give how many seconds a turn is held unless it is renewed."""
        return self.longest_wait + SPARE * self.every

    @contextmanager
    def kept(self, host: str, turn: HostTurn) -> Iterator[HeldTurn | None]:
        """Renew a turn inside the context; a gate that says nothing of when it was entered holds none."""
        if turn.entered is None:
            yield None
            return
        held = self._held(host, turn.entered)
        renewal = Thread(target=held.keep, name=f"turn with {host}", daemon=True)
        renewal.start()
        try:
            yield held
        finally:
            held.ended.set()
            renewal.join()

    def _held(self, host: str, entered: datetime) -> HeldTurn:
        def renew() -> bool:
            return self.gate.keep(host, entered=entered, hold=self.hold)

        age = max((self.clock() - entered).total_seconds(), 0.0)
        sure_until = self.monotonic() - age + SPARE * self.every
        return HeldTurn(renew, self.monotonic, sure_until, self.every)
