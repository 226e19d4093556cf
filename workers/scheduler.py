"""The scheduler: a due table in the database, and a sweep that turns due rows into messages.

Whoever's update moves a tick has it, so two schedulers are harmless. The sweep is retry, crash recovery
and the answer to a lost queue, all in one.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from random import uniform
from threading import Event

from dramatiq import Actor

from monitor.domain.cadence import Closed, next_listing, next_sweep
from monitor.errors import StoreError
from monitor.services.house import House
from workers.actors import Actors

log = logging.getLogger(__name__)

SEND_AGAIN = timedelta(seconds=5)  # a second message for a row that is still due does no harm
NAP = 1.0  # seconds between looks at the due table; a wake-up cuts it short


@dataclass(frozen=True, slots=True)
class Timetable:
    """How often to look: `busy` in publication hours, `quiet` outside them, full sweeps at local times."""

    busy: timedelta
    quiet: timedelta
    jitter: float
    sweeps: tuple[time, ...]
    closed: Closed

    def next_look(self, now: datetime) -> datetime:
        """Give the time of the next fast poll, moved a little so that no clock tick is crowded."""
        due = next_listing(now, busy=self.busy, quiet=self.quiet, closed=self.closed)
        # Of the busy interval, whatever the gap: the first look of the morning must not slip far.
        return due + self.busy * uniform(-self.jitter, self.jitter)  # noqa: S311  (no secret hangs on it)

    def next_sweep(self, now: datetime) -> datetime | None:
        """Give the time of the next full sweep."""
        return next_sweep(now, self.sweeps, self.closed)


@dataclass(slots=True)
class Scheduler:
    """Turns what is due into messages until told to stop."""

    house: House
    actors: Actors
    timetable: Timetable
    woken: Event = field(default_factory=Event)
    sent: dict[tuple[str, int], datetime] = field(default_factory=dict)

    def run(self, stopped: Callable[[], bool]) -> None:
        """Look at the due table and the ledger again and again."""
        while not stopped():
            nap = NAP
            try:
                self.tick()
                nap = self._until_look()
            except StoreError:  # the disk is full or the file is locked: say so, and try again
                log.exception("the store did not answer; trying again")
            self.woken.wait(nap)
            self.woken.clear()

    def tick(self) -> None:
        """Send messages for everything that is due now."""
        now = self.house.clock()
        self._take("look", self.timetable.next_look(now), now, "fast")
        sweep = self.timetable.next_sweep(now)
        if sweep is not None:
            self._take("sweep", sweep, now, "full")
        self.house.store.release_stale(now, dead=self.house.is_dead)
        self.sent = {work: when for work, when in self.sent.items() if now - when < SEND_AGAIN}
        for publication_id in (*self.house.store.due_publications(now), *self.house.store.due_rechecks(now)):
            self._send(self.actors.ingest, publication_id, now)
        for delivery_id in self.house.store.due_deliveries(now):
            self._send(self.actors.deliver, delivery_id, now)

    def _until_look(self) -> float:
        """Give the seconds until the next look, so that it is not a nap late; a second at most."""
        due = self.house.store.tick_due("look")
        left = (due - self.house.clock()).total_seconds() if due else NAP
        return min(max(left, 0.01), NAP)

    def _send(self, actor: Actor[[int], None], row: int, now: datetime) -> None:
        """Queue a row once in a while, not at every look while the workers are busy."""
        work = (actor.actor_name, row)
        if work not in self.sent:
            actor.send(row)
            self.sent[work] = now

    def _take(self, name: str, next_due: datetime, now: datetime, kind: str) -> None:
        due = self.house.store.tick_due(name)
        if due is None:
            # A sweep waits for its hour; the first look is now.
            if not self.house.store.take_tick(name, expected=None, next_due=next_due) or kind == "full":
                return
        elif due > now or not self.house.store.take_tick(name, expected=due, next_due=next_due):
            return
        self.actors.look.send(kind)
