"""Workers on their lanes, from their start until they are told to stop."""

import logging
import os
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event, Thread
from types import FrameType

from dramatiq import Broker, Worker

from workers.broker import Lane

log = logging.getLogger(__name__)

SHUTDOWN = 20_000  # milliseconds that running work is given to finish
LAST_CALL = 28.0  # seconds until what hangs is left; whoever supervises us kills after 40


@contextmanager
def at_work(broker: Broker, lanes: Sequence[Lane]) -> Iterator[None]:
    """Work on the lanes inside the context; at its end, work that is under way is finished."""
    workers = [
        Worker(broker, queues={lane.queue}, worker_threads=lane.threads, worker_timeout=lane.patience)
        for lane in lanes
    ]
    level = broker.logger.level
    broker.logger.setLevel(logging.ERROR)  # dramatiq warns of every worker after the first
    for worker in workers:
        worker.start()
    broker.logger.setLevel(level)
    try:
        yield
    finally:
        with ThreadPoolExecutor(len(workers)) as pool:  # together: each may take its time
            list(pool.map(lambda worker: worker.stop(timeout=SHUTDOWN), workers))
        broker.close()


@contextmanager
def until_told(stopped: Event, begun: Callable[[], None] | None = None) -> Iterator[None]:
    """Let SIGINT and SIGTERM set an event inside the context; `begun` is called as soon as they do."""

    def leave(_signal: int, _frame: FrameType | None) -> None:
        stopped.set()

    before = {number: signal.signal(number, leave) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        if begun is not None:
            begun()
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def end_in_time(stopped: Event) -> None:
    """End the process soon after `stopped` is set, even if it waits for a server that is gone."""
    Thread(target=_leave_what_hangs, args=(stopped,), name="last call", daemon=True).start()


def _leave_what_hangs(stopped: Event) -> None:
    stopped.wait()
    time.sleep(LAST_CALL)
    log.error("something still waits, for a server that is gone perhaps, and is left; its work stays due")
    os._exit(1)
