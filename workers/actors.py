"""The actors: one for each service, thin and idempotent. A message holds an id and nothing else.

The names of actors and queues are a contract: messages of the release before may wait in the queue during an
upgrade (`tests/replay/test_messages.py`).
"""

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

import dramatiq
from dramatiq import Actor, Broker, Middleware, Worker

from monitor.domain.events import DeliveryState
from monitor.errors import QueueError, StoreError
from monitor.services.deliver import deliver
from monitor.services.discover import Discovery
from monitor.services.house import House
from monitor.services.ingest import ingest
from monitor.services.poll import baseline, is_baselined, look
from monitor.services.scan_news import scan_news
from monitor.services.ticking import do_tick
from monitor.services.watchdog import say_alive
from workers.post import Post

log = logging.getLogger(__name__)

SWEEP_LIMIT = 60 * 60 * 1000  # milliseconds: a sweep of 153 pages, with every page retried

LOOKS = {"look": "fast", "sweep": "full"}
"""What to look at when a tick of this name has come."""

NEWS = "news"
"""The tick of the news feeds, and what its actor is sent."""

Told = Callable[[Discovery], None]
"""Hears what a look at the site gave."""


@dataclass(frozen=True, slots=True)
class Actors:
    """The actors of one broker, by what they do."""

    look: Actor[[str], None]
    news: Actor[[str], None]
    ingest: Actor[[int], None]
    deliver: Actor[[int], None]


def declare(broker: Broker, house: House, post: Post, told: Told) -> Actors:
    """Declare the actors on a broker.

    What an actor finds to be due it puts into the queue itself, so that nothing waits for the next sweep.
    """
    broker.add_middleware(_Leaving(house))

    @dramatiq.actor(broker=broker, queue_name="poll", max_retries=0, time_limit=SWEEP_LIMIT)
    def look_at_site(kind: str) -> None:
        with _store_may_fail():
            for name in [name for name, of_kind in LOOKS.items() if of_kind == kind]:
                discovery = do_tick(house, name, partial(_look, house, kind))
                if discovery is not None:
                    told(discovery)
                    _hand_on(post, ingest_publication, house.store.due_publications(house.clock()), house)

    @dramatiq.actor(broker=broker, queue_name="news", max_retries=0, time_limit=SWEEP_LIMIT)
    def read_news(tick: str) -> None:
        # Feeds have a thread of their own: one that is slow must not make a report late.
        with _store_may_fail():
            do_tick(house, tick, partial(scan_news, house, "due"))

    @dramatiq.actor(broker=broker, queue_name="read", max_retries=0)
    def ingest_publication(publication_id: int) -> None:
        with _store_may_fail():
            for event_id in ingest(house, publication_id).events:
                _hand_on(post, send_delivery, _to_send_now(house, event_id), house)

    @dramatiq.actor(broker=broker, queue_name="deliver", max_retries=0)
    def send_delivery(delivery_id: int) -> None:
        with _store_may_fail():
            deliver(house, delivery_id)

    return Actors(look_at_site, read_news, ingest_publication, send_delivery)


class _Leaving(Middleware):
    """Ends soon, with a worker, what goes on for as long as messages wait."""

    def __init__(self, house: House) -> None:
        self._house = house

    def before_worker_shutdown(self, _broker: Broker, _worker: Worker) -> None:
        """Take no further message to a destination where we are at work."""
        self._house.lanes.close()


@contextmanager
def _store_may_fail() -> Iterator[None]:
    """Leave work that the store broke off to the next sweep: a server that is down is no fault of ours."""
    try:
        yield
    except StoreError as error:
        log.error("%s; the work stays due", error)


def _look(house: House, kind: str) -> Discovery:
    """Look at the site; the first time, read everything silently."""
    if not is_baselined(house):
        return baseline(house).discovery
    discovery = look(house, kind)
    say_alive(house, well=not discovery.problems)
    return discovery


def _to_send_now(house: House, event_id: int) -> list[int]:
    now = house.clock()
    rows = house.store.deliveries(event_id=event_id, states=(DeliveryState.DUE,))
    return [row.id for row in rows if row.due <= now]


def _hand_on(post: Post, actor: Actor[[int], None], rows: Iterable[int], house: House) -> None:
    """Queue what this actor's work made due; if the queue does not answer, the sweep will do it."""
    try:
        post.send(actor, rows, house.clock())
    except QueueError as error:
        log.warning("%s; the next sweep will try again", error)
