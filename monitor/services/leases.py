"""Renew the leases of what this process is working on.

A mail server may take minutes over its answer, and a large document over its download. A lease that ran out
meanwhile would let somebody else do the same a second time, so its holder renews it for as long as it works.
When the holder dies, the lease ends soon, and somebody else takes the work up.
"""

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime, timedelta
from functools import partial
from threading import Event, Lock, Thread
from typing import TypeVar

from monitor.domain.events import Delivery
from monitor.errors import StoreError
from monitor.ports.clock import Clock
from monitor.ports.store import Store

_Held = TypeVar("_Held")

log = logging.getLogger(__name__)

JOIN_WITHIN = 1.0  # seconds
PAUSES = (0.5, 1.0, 2.0, 4.0)  # seconds between tries to give rows back; in all, less than their lease lasts


class LeaseKeeper:
    """One thread that renews whatever this process holds; it starts with the first lease."""

    def __init__(self, store: Store, clock: Clock, lease: timedelta) -> None:
        self._store = store
        self._clock = clock
        self._lease = lease
        self._deliveries: list[int] = []
        self._publications: list[int] = []
        self._ticks: list[tuple[str, str]] = []
        self._lock = Lock()
        self._stopped = Event()
        self._thread: Thread | None = None

    def held(self, delivery_ids: Sequence[int]) -> AbstractContextManager[None]:
        """Keep the leases of deliveries alive inside the context."""
        return self._kept(self._deliveries, *delivery_ids)

    def reading(self, publication_id: int) -> AbstractContextManager[None]:
        """Keep the lease of a publication alive inside the context."""
        return self._kept(self._publications, publication_id)

    def ticking(self, name: str, holder: str) -> AbstractContextManager[None]:
        """Keep the lease of a tick alive inside the context."""
        return self._kept(self._ticks, (name, holder))

    @contextmanager
    def given_back(self, rows: Sequence[Delivery], holder: str) -> Iterator[None]:
        """Give back rows that the store breaks off before they go out: that it is down is no fault of theirs.

        Left as they are it would count as a start that never ended, and three of those give a message up.
        """
        try:
            yield
        except StoreError:
            until = self.until()
            for pause in PAUSES:
                try:
                    self._store.put_back(rows, holder=holder, until=until)
                    break
                except StoreError:
                    self.rest(pause)
            raise

    def until(self) -> datetime:
        """Give when a lease that begins now ends if nobody renews it."""
        return self._clock() + self._lease

    def rest(self, seconds: float) -> None:
        """Wait before something is tried again; not for so long if all ends meanwhile."""
        self._stopped.wait(seconds)

    def close(self) -> None:
        """Stop renewing; a renewal that waits for a server that is gone keeps the process no longer."""
        self._stopped.set()
        if self._thread is not None:
            self._thread.join(JOIN_WITHIN)

    @contextmanager
    def _kept(self, held: list[_Held], *these: _Held) -> Iterator[None]:
        with self._lock:
            held.extend(these)
            if self._thread is None:
                self._thread = Thread(target=self._renew, name="lease keeper", daemon=True)
                self._thread.start()
        try:
            yield
        finally:
            with self._lock:
                for one in these:
                    held.remove(one)

    def _renew(self) -> None:
        while not self._stopped.wait(self._lease.total_seconds() / 3):
            for renewal in self._renewals():
                try:
                    renewal()
                except StoreError:  # the next round may do better; until then the old lease still stands
                    log.exception("leases could not be renewed")

    def _renewals(self) -> Iterator[Callable[[], None]]:
        with self._lock:
            deliveries, publications = tuple(self._deliveries), tuple(self._publications)
            ticks = tuple(self._ticks)
        if deliveries:
            yield lambda: self._store.renew_deliveries(deliveries, lease_until=self.until())
        if publications:
            yield lambda: self._store.renew_publications(publications, lease_until=self.until())
        for name, holder in ticks:
            yield partial(self._store.renew_tick, name, holder=holder, lease_until=self.until())
