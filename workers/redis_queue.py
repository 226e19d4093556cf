"""The broker for several processes and machines: Redis, reached so that it may die at any moment.

dramatiq's defaults give a killed worker's messages back after minutes or hours; with maintenance at every
command they are back one heartbeat later. Nothing rests on that: what is due is a row, and is queued again.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import islice
from typing import Any
from uuid import uuid4

import redis
from dramatiq import Message
from dramatiq.brokers.redis import RedisBroker
from dramatiq.errors import DecodeError

from monitor.errors import QueueError
from monitor.ports.queue import DeadLetter, QueueDepth
from workers.broker import middleware

NAMESPACE = "send-monitor"  # two programs on one Redis would meet under dramatiq's own name
HEARTBEAT = 15_000  # milliseconds; no call of ours holds Python's lock for so long
ALWAYS = 1_000_000  # maintenance at so many of a million commands
ANSWER_WITHIN = 10.0  # seconds; a Redis that is stopped in its tracks takes connections and answers none
CHUNK = 1_000  # messages sent in one go


class RemoteBroker(RedisBroker):
    """A broker on a Redis server. Raises QueueError where the queue is filled."""

    def declare_queue(self, queue_name: str) -> None:
        """Declare a queue, without the one beside it for delayed messages: due times are the ledger's."""
        if queue_name not in self.queues:
            self.emit_before("declare_queue", queue_name)
            self.queues.add(queue_name)
            self.emit_after("declare_queue", queue_name)

    def enqueue_all(self, messages: Iterable[Message[Any]]) -> None:
        """Put messages into their queues, many at a time."""
        waiting = iter(messages)
        with _our_errors():
            while chunk := list(islice(waiting, CHUNK)):
                self._enqueue_chunk(chunk)

    def unfinished(self, queue: str) -> int:
        """Count the messages of a queue that wait or are being worked on."""
        with _our_errors():
            return int(self.client.hlen(f"{self.namespace}:{queue}.msgs"))

    def _enqueue_chunk(self, messages: Iterable[Message[Any]]) -> None:
        """Write as dramatiq's own script does: the message under its number, the number into the list."""
        for queue, numbered in _by_queue(messages).items():
            with self.client.pipeline(transaction=True) as pipe:
                pipe.hset(f"{self.namespace}:{queue}.msgs", mapping=numbered)
                pipe.rpush(f"{self.namespace}:{queue}", *numbered)
                pipe.execute()

    def _dispatch(self, command: str) -> Callable[..., Any]:
        """Run a command; no answer, or a no, counts as a lost connection, which dramatiq retries quietly."""
        dispatch: Callable[..., Any] = super()._dispatch(command)  # type: ignore[no-untyped-call]

        def run(*arguments: Any) -> Any:
            try:
                return dispatch(*arguments)
            except (redis.TimeoutError, redis.ResponseError) as error:
                raise redis.ConnectionError(str(error)) from error

        return run


def redis_broker(url: str) -> RemoteBroker:
    """Make a broker on the Redis at `url`; nothing is asked of it yet."""
    return RemoteBroker(  # type: ignore[no-untyped-call]
        client=_client(url),
        middleware=middleware(),
        namespace=NAMESPACE,
        heartbeat_timeout=HEARTBEAT,
        maintenance_chance=ALWAYS,
    )


def queue_depths(url: str, queues: Iterable[str]) -> list[QueueDepth]:
    """Say how queues are doing. Raises QueueError."""
    with _our_errors(), _client(url) as client:
        return [
            QueueDepth(
                name,
                waiting=int(client.hlen(f"{NAMESPACE}:{name}.msgs")),
                dead=int(client.zcard(f"{NAMESPACE}:{name}.XQ")),
            )
            for name in queues
        ]


def try_out(url: str) -> None:
    """Write what is gone in a moment: a server may answer and yet take nothing. Raises QueueError."""
    with _our_errors(), _client(url) as client:
        client.set(f"{NAMESPACE}:trial", "", px=1)


def dead_letters(url: str, queues: Iterable[str], *, drop: bool = False) -> list[DeadLetter]:
    """Give the messages whose work failed, the oldest of each queue first; `drop` them. Raises QueueError."""
    with _our_errors(), _client(url) as client:
        return [letter for name in queues for letter in _dead_of(client, name, drop=drop)]


def _dead_of(client: "redis.Redis", queue: str, *, drop: bool) -> Iterator[DeadLetter]:
    numbers = f"{NAMESPACE}:{queue}.XQ"
    with client.pipeline(transaction=True) as pipe:  # in one go, so that what is dropped is what is given
        pipe.zrange(numbers, 0, -1, withscores=True)
        pipe.hgetall(f"{numbers}.msgs")
        if drop:
            pipe.delete(numbers, f"{numbers}.msgs")
        dead, messages, *_ = pipe.execute()
    for number, moment in dead:
        actor, of = _work_of(messages.get(number))
        yield DeadLetter(queue, actor, of, datetime.fromtimestamp(moment / 1000, UTC))


def _work_of(encoded: bytes | None) -> tuple[str | None, str | int | None]:
    """Give the actor of a message and what it was to work on; a message may be of any release."""
    try:
        message = Message.decode(encoded or b"")
    except (DecodeError, KeyError, TypeError):
        return None, None
    return message.actor_name, next(iter(message.args), None)


def _client(url: str) -> "redis.Redis":
    return redis.Redis.from_url(
        url, socket_timeout=ANSWER_WITHIN, socket_connect_timeout=5.0, health_check_interval=30
    )


def _by_queue(messages: Iterable[Message[Any]]) -> dict[str, dict[Any, bytes]]:
    found: dict[str, dict[Any, bytes]] = {}
    for message in messages:
        number = str(uuid4())  # dramatiq tells the copies of a message apart by it
        copy = message.copy(options={"redis_message_id": number})
        found.setdefault(message.queue_name, {})[number] = copy.encode()
    return found


@contextmanager
def _our_errors() -> Iterator[None]:
    try:
        yield
    except (redis.ConnectionError, redis.TimeoutError) as error:
        raise QueueError(f"the queue does not answer: {error}") from error
    except redis.RedisError as error:
        why = str(error).rpartition("caused error: ")[2]  # not the command, which holds the message
        raise QueueError(f"the queue takes nothing: {why}") from error
