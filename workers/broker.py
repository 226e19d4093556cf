"""What every broker of ours has, and the one that lives inside this process, on threads.

The database remembers what is to be done; the queue only carries ids, and may be lost at any moment.
Retries have one owner, the ledger, so that dramatiq's own are off. Their middleware stays: without it a
message that failed would count as done.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Protocol

from dramatiq import Message, Middleware
from dramatiq.brokers.stub import StubBroker
from dramatiq.middleware import Callbacks, Retries, TimeLimit

LONGEST_CALL = 10 * 60 * 1000  # milliseconds; a full sweep has its own, longer limit


class Carrier(Protocol):
    """What we ask of a broker besides what dramatiq does."""

    def enqueue_all(self, messages: Iterable[Message[Any]]) -> None:
        """Put messages into their queues. Raises QueueError."""
        ...

    def unfinished(self, queue: str) -> int:
        """Count the messages of a queue that wait or are being worked on. Raises QueueError."""
        ...


@dataclass(frozen=True, slots=True)
class Lane:
    """A kind of work with threads of its own, so that none keeps the others waiting.

    `patience`: milliseconds an idle thread sleeps at most before it asks the queue again.
    """

    queue: str
    threads: int
    patience: int


LANES = (Lane("poll", 2, 1000), Lane("news", 1, 1000), Lane("read", 2, 500), Lane("deliver", 8, 200))


class LocalBroker(StubBroker):
    """A broker that lives in this process."""

    def enqueue_all(self, messages: Iterable[Message[Any]]) -> None:
        """Put messages into their queues."""
        for message in messages:
            self.enqueue(message)

    def unfinished(self, queue: str) -> int:
        """Count the messages of a queue that wait or are being worked on."""
        return int(self.queues[queue].unfinished_tasks)


def local_broker() -> LocalBroker:
    """Make a broker that lives in this process."""
    broker = LocalBroker(middleware=middleware())
    broker.emit_after("process_boot")
    return broker


def middleware() -> list[Middleware]:
    """Give what every broker of ours does around an actor."""
    return [TimeLimit(time_limit=LONGEST_CALL), Callbacks(), Retries(max_retries=0)]
