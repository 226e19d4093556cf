"""One time for all processes that share a database server: each machine's own, moved to the server's.

Leases and due times that one machine writes are compared with the clock of another. Were they a minute apart,
a live worker's message would be taken for that of a dead one, and sent a second time.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from threading import Event, Thread

from monitor.errors import StoreError
from monitor.ports.clock import Clock

log = logging.getLogger(__name__)

TOLERATED = timedelta(seconds=5)
"""As time servers keep clocks; more, and a person should look."""
NOTEWORTHY = timedelta(seconds=0.5)
"""Less is as likely how long the server took to answer, and no reason to move the clock about."""
SLOW = timedelta(seconds=2)
"""An answer that took longer says nothing of the time."""
EVERY = 30.0
"""Seconds between two looks at the server's clock."""
JOIN_WITHIN = 1.0
"""Seconds; who waits for a server that is gone must not keep the process from ending."""


class AgreedTime:
    """A clock. As long as no server was asked, it is the machine's own."""

    def __init__(self, machine: Clock) -> None:
        self._machine = machine
        self._ahead = timedelta()
        self._stopped = Event()

    def __call__(self) -> datetime:
        """Give the time."""
        return self._machine() - self._ahead

    def ahead(self) -> timedelta:
        """Say how far the machine's own clock is ahead."""
        return self._ahead

    @contextmanager
    def kept_to(self, ask: Callable[[], datetime | None]) -> Iterator[None]:
        """Go by the server that is asked, inside the context, or by the machine. Raises StoreError."""
        if not self._agree(ask):
            yield
            return
        keeper = Thread(target=self._keep, args=(ask,), name="agreed time", daemon=True)
        keeper.start()
        try:
            yield
        finally:
            self._stopped.set()
            keeper.join(JOIN_WITHIN)

    def _keep(self, ask: Callable[[], datetime | None]) -> None:
        while not self._stopped.wait(EVERY):
            try:
                self._agree(ask)
            except StoreError:  # whoever works with the store says so; until then the last word holds
                continue

    def _agree(self, ask: Callable[[], datetime | None]) -> bool:
        """Look at the server's clock; False if there is no server."""
        begun = self._machine()
        theirs = ask()
        if theirs is None:
            return False
        took = self._machine() - begun
        ahead = begun + took / 2 - theirs
        if timedelta() <= took <= SLOW and abs(ahead - self._ahead) > NOTEWORTHY:
            self._ahead = ahead if abs(ahead) > NOTEWORTHY else timedelta()
            if abs(ahead) > TOLERATED:
                log.warning("the clock is %s; the server's time is used", apart(ahead))
        return True


def apart(ahead: timedelta) -> str:
    """Say how far a machine's clock is from the database server's."""
    seconds = round(abs(ahead).total_seconds())
    return f"{seconds} seconds {'ahead of' if ahead > timedelta() else 'behind'} the database server's"
