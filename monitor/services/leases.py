"""Renew the leases of deliveries while they are being sent.

A mail server may take minutes over its answer. A lease that ran out meanwhile would let somebody else send
the message a second time, so its holder renews it for as long as it works.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from threading import Event, Lock, Thread

from monitor.errors import StoreError
from monitor.ports import Clock, Store

log = logging.getLogger(__name__)


class LeaseKeeper:
    """One thread that renews whatever this process holds; it starts with the first lease."""

    def __init__(self, store: Store, clock: Clock, lease: timedelta) -> None:
        self._store = store
        self._clock = clock
        self._lease = lease
        self._held: set[int] = set()
        self._lock = Lock()
        self._stopped = Event()
        self._thread: Thread | None = None

    @contextmanager
    def held(self, delivery_id: int) -> Iterator[None]:
        """Keep a delivery's lease alive inside the context."""
        with self._lock:
            self._held.add(delivery_id)
            if self._thread is None:
                self._thread = Thread(target=self._renew, name="lease keeper", daemon=True)
                self._thread.start()
        try:
            yield
        finally:
            with self._lock:
                self._held.discard(delivery_id)

    def close(self) -> None:
        """Stop renewing."""
        self._stopped.set()
        if self._thread is not None:
            self._thread.join()

    def _renew(self) -> None:
        while not self._stopped.wait(self._lease.total_seconds() / 3):
            with self._lock:
                held = tuple(self._held)
            if not held:
                continue
            try:
                self._store.renew_deliveries(held, lease_until=self._clock() + self._lease)
            except StoreError:  # the next round may do better; until then the old lease still stands
                log.exception("leases could not be renewed")
