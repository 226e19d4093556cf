"""The scheduler: a due table in the database, and a sweep that turns due rows into messages.

Whoever's update moves a tick has it, so two schedulers are harmless. The sweep is retry, crash recovery
and the answer to a lost queue, all in one.
"""

import logging
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from random import uniform
from threading import Event

from monitor.domain.cadence import Closed, next_listing, next_sweep
from monitor.errors import QueueError, StoreError
from monitor.services.house import House
from monitor.services.upkeep import keep_up
from workers.actors import LOOKS, NEWS, Actors
from workers.post import Post

log = logging.getLogger(__name__)

NAP = 1.0  # seconds between looks at the due table
NAP_IN_TROUBLE = 3.0
COMPARED_AT_ONCE = 2
"""Old documents in the queue to be compared again: a new report must not stand behind a hundred of them."""


@dataclass(frozen=True, slots=True)
class Timetable:
    """How often to look: `busy` in publication hours, `quiet` outside them, full sweeps at local times.

    `news`: between looks at which feeds are due.
    """

    busy: timedelta
    quiet: timedelta
    news: timedelta
    jitter: float
    sweeps: tuple[time, ...]
    closed: Closed

    def next_look(self, now: datetime) -> datetime:
        """Give the time of the next fast poll, moved a little so that no clock tick is crowded."""
        due = next_listing(now, busy=self.busy, quiet=self.quiet, closed=self.closed)
        # Of the busy interval, whatever the gap: the first look of the morning must not slip far.
        return due + self.busy * uniform(-self.jitter, self.jitter)  # noqa: S311  (no secret hangs on it)

    def next_news(self, now: datetime) -> datetime:
        """Give the time of the next look at the feeds: more often than any is due, so none waits long."""
        return now + self.news / 5

    def next_sweep(self, now: datetime) -> datetime | None:
        """Give the time of the next full sweep."""
        return next_sweep(now, self.sweeps, self.closed)


@dataclass(slots=True)
class Scheduler:
    """Turns what is due into messages until told to stop."""

    house: House
    actors: Actors
    timetable: Timetable
    post: Post
    stopped: Event = field(default_factory=Event)

    def run(self) -> None:
        """Look at the due table and the ledger again and again, until stopped."""
        while not self.stopped.is_set():
            nap = NAP_IN_TROUBLE
            try:
                self.tick()
                nap = self._until_look()
            except (StoreError, QueueError) as error:  # a full disk, a server that is down: it may pass
                log.error("%s; trying again", error)
            except Exception:  # a mistake of ours in one thing must not keep all others from being sent
                log.exception("the look at what is due broke off; trying again")
            self.stopped.wait(nap)

    def tick(self) -> None:
        """Send messages for everything that is due now."""
        now = self.house.clock()
        self._move_ticks(now)
        if any(self.house.store.release_stale(now, dead=self.house.is_dead)):
            self.post.forget_all()
        try:
            self._queue_due(now)
        finally:  # what needs no queue is done without one; last, so that it has time until the next look
            keep_up(self.house)

    def _queue_due(self, now: datetime) -> None:
        wanted = self.house.store.wanted_ticks(now, dead=self.house.is_dead)
        self.post.send_due(self.actors.look, [LOOKS[name] for name in wanted if name in LOOKS], now)
        self.post.send_due(self.actors.news, [name for name in wanted if name == NEWS], now)
        store = self.house.store
        old = store.due_rechecks(now, new=False)[:COMPARED_AT_ONCE]
        reads = [*store.due_publications(now), *store.due_rechecks(now, new=True), *old]
        self.post.send_due(self.actors.ingest, reads, now)
        self.post.send_due(self.actors.deliver, self.house.store.due_deliveries(now), now)

    def _move_ticks(self, now: datetime) -> None:
        """Move on the ticks that have come, and note that their work is wanted."""
        self._move("look", self.timetable.next_look(now), now)
        sweep = self.timetable.next_sweep(now)
        if sweep is not None:
            self._move("sweep", sweep, now)
        if self.house.news.feeds:
            self._move(NEWS, self.timetable.next_news(now), now)

    def _move(self, name: str, next_due: datetime, now: datetime) -> None:
        due = self.house.store.tick_due(name)
        if due is None:
            # A sweep waits for its hour; the first look is now.
            wanted = None if name == "sweep" else now
            self.house.store.take_tick(name, expected=None, next_due=next_due, wanted=wanted)
        elif due <= now:
            self.house.store.take_tick(name, expected=due, next_due=next_due, wanted=now)

    def _until_look(self) -> float:
        """Give the seconds until the next look, so that it is not a nap late; a second at most."""
        due = self.house.store.tick_due("look")
        left = (due - self.house.clock()).total_seconds() if due else NAP
        return min(max(left, 0.01), NAP)
