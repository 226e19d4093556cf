"""The floor under the queue: dramatiq as its manual has it, with the settings we use.

`python -m tests.benchmarks.bare_queue bare|ours URL` is a worker whose actor writes down when it began.
"""

import sys
import time
from threading import Event
from typing import Any

import dramatiq
from dramatiq import Actor, Broker, Worker
from dramatiq.brokers.redis import RedisBroker

from workers.broker import LANES
from workers.redis_queue import ALWAYS, HEARTBEAT, redis_broker
from workers.shift import at_work, until_told

BEGAN = "benchmark:began"  # a list in Redis of "number time"
THREADS = 8
PATIENCE = 200  # milliseconds


def bare_broker(url: str) -> RedisBroker:
    """Make a broker with dramatiq's own means and our settings."""
    return RedisBroker(  # type: ignore[no-untyped-call]
        url=url, namespace="bare", heartbeat_timeout=HEARTBEAT, maintenance_chance=ALWAYS
    )


def declare_note(broker: Broker, client: Any) -> Actor[[int], None]:
    """Declare the actor that writes down when it began."""

    @dramatiq.actor(broker=broker, queue_name="deliver", max_retries=0)
    def note(number: int) -> None:
        client.rpush(BEGAN, f"{number} {time.time()}")

    return note


def main(how: str, url: str) -> int:
    """Work until told to stop."""
    stopped = Event()
    if how == "ours":
        ours = redis_broker(url)
        declare_note(ours, ours.client)
        lanes = [lane for lane in LANES if lane.queue == "deliver"]
        with until_told(stopped, _ready), at_work(ours, lanes):
            stopped.wait()
        return 0
    broker = bare_broker(url)
    declare_note(broker, broker.client)
    worker = Worker(broker, worker_threads=THREADS, worker_timeout=PATIENCE)
    worker.start()
    with until_told(stopped, _ready):
        stopped.wait()
    worker.stop(timeout=5_000)
    return 0


def _ready() -> None:
    print("ready", flush=True)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
