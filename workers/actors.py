"""The actors: one for each service, thin and idempotent. A message holds an id and nothing else."""

from collections.abc import Callable
from dataclasses import dataclass

import dramatiq
from dramatiq import Actor, Broker

from monitor.services.deliver import deliver
from monitor.services.discover import Discovery
from monitor.services.house import House
from monitor.services.ingest import ingest
from monitor.services.poll import look
from monitor.services.watchdog import say_alive

SWEEP_LIMIT = 60 * 60 * 1000  # milliseconds: a sweep of 153 pages, with every page retried


@dataclass(frozen=True, slots=True)
class Actors:
    """The actors of one broker, by what they do."""

    look: Actor[[str], None]
    ingest: Actor[[int], None]
    deliver: Actor[[int], None]


def declare(
    broker: Broker, house: House, wake: Callable[[], None], told: Callable[[Discovery], None]
) -> Actors:
    """Declare the actors on a broker.

    `wake` asks the scheduler to look for due rows at once; `told` hears what a look at the site gave.
    """

    @dramatiq.actor(broker=broker, queue_name="poll", max_retries=0, time_limit=SWEEP_LIMIT)
    def look_at_site(kind: str) -> None:
        discovery = look(house, kind)
        say_alive(house, well=not discovery.problems)
        told(discovery)
        wake()

    @dramatiq.actor(broker=broker, queue_name="read", max_retries=0)
    def ingest_publication(publication_id: int) -> None:
        ingest(house, publication_id)
        wake()

    @dramatiq.actor(broker=broker, queue_name="deliver", max_retries=0)
    def send_delivery(delivery_id: int) -> None:
        deliver(house, delivery_id)

    return Actors(look_at_site, ingest_publication, send_delivery)
