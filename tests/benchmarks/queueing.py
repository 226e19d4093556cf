"""The queue: how soon an actor begins, how quickly a sweep fills it, both against dramatiq's own means."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

import dramatiq
import psutil

from tests.benchmarks.bare_queue import BEGAN, bare_broker, declare_note
from tests.benchmarks.measure import FEW_PAIRS, ROOT, Mark, clean_environ, figure, in_turn, must_be, ratio
from tests.benchmarks.stage import Scene
from tests.servers import RedisServer, wait_until
from workers.broker import LANES, local_broker
from workers.post import Post
from workers.redis_queue import redis_broker
from workers.shift import at_work

MESSAGES = 60  # a round
GAP = 0.1  # seconds between messages
IDLE_MESSAGES, IDLE_GAP = 10, 1.0  # of a queue in which hardly anything happens
ROWS = 10_000
NOW = datetime(2026, 9, 8, 8, 30, tzinfo=UTC)


def begun(scene: Scene) -> list[Mark]:
    """Compare how long after a row is due its actor begins, with a bare message of dramatiq."""
    with RedisServer(_folder(scene, "begun")) as server, worker("ours", server), worker("bare", server):
        ours, bare = redis_broker(server.url), bare_broker(server.url)
        post, note = Post(ours), declare_note(ours, None)
        bare_note = declare_note(bare, None)
        pairs = in_turn(
            lambda: _latencies(server, lambda number: post.send(note, [number], NOW)),
            lambda: _latencies(server, lambda number: bare_note.send(number)),  # noqa: PLW0108
            pairs=FEW_PAIRS,
        )
    here = sorted(_in_this_process())
    return [
        Mark("25", "due row to actor begun / bare dramatiq: p50", ratio(pairs, _quantile(0.5)), (1.2,)),
        Mark("25", "due row to actor begun / bare dramatiq: p99", ratio(pairs, _quantile(0.99)), (1.2,)),
        Mark("25", "in one process: p99", figure([1000 * _quantile(0.99)(here)]), (5,), unit="ms"),
    ]


def sweep(scene: Scene) -> list[Mark]:
    """Compare a sweep that queues 10,000 due rows with as many bare sends."""
    with RedisServer(_folder(scene, "sweep")) as server:
        ours, bare = redis_broker(server.url), bare_broker(server.url)
        note, bare_note = declare_note(ours, None), declare_note(bare, None)

        def swept() -> float:
            begun = time.perf_counter()
            Post(ours).send_due(note, range(ROWS), NOW)
            spent = time.perf_counter() - begun
            must_be("messages of the sweep", ours.unfinished("deliver"), ROWS)
            ours.client.flushall()
            return ROWS / spent

        def sent() -> float:
            begun = time.perf_counter()
            for number in range(ROWS):
                bare_note.send(number)
            spent = time.perf_counter() - begun
            must_be("messages sent", bare.client.hlen("bare:deliver.msgs"), ROWS)
            bare.client.flushall()
            return ROWS / spent

        pairs = in_turn(swept, sent, pairs=FEW_PAIRS)
    return [Mark("26", "10,000 rows queued / bare send", ratio(pairs, float), (0.8, 5), at_most=False)]


def idle_hop(server: RedisServer) -> float:
    """Give the seconds that a bare message of dramatiq takes to begin, where hardly any come."""
    with worker("bare", server):
        note = declare_note(bare_broker(server.url), None)
        took = _latencies(server, lambda number: note.send(number), IDLE_MESSAGES, IDLE_GAP)  # noqa: PLW0108
    return median(took)


def hop_here() -> float:
    """Give the seconds that a message takes to begin in one process."""
    return median(_in_this_process())


def _latencies(
    server: RedisServer, send: Callable[[int], object], many: int = MESSAGES, gap: float = GAP
) -> list[float]:
    """Send messages one by one and give how long each took to begin, in order of length."""
    sent = []
    with server.client() as client:
        client.delete(BEGAN)
        for number in range(many):
            sent.append(time.time())
            send(number)
            time.sleep(gap)
        wait_until(lambda: client.llen(BEGAN) == many, "not all began")
        entries = [entry.split() for entry in client.lrange(BEGAN, 0, -1)]
    return sorted(float(when) - sent[int(number)] for number, when in entries)


def _in_this_process() -> list[float]:
    broker, took = local_broker(), list[float]()
    post, sent = Post(broker), list[float]()

    @dramatiq.actor(broker=broker, queue_name="deliver", max_retries=0)
    def note(number: int) -> None:
        took.append(time.perf_counter() - sent[number])

    with at_work(broker, [lane for lane in LANES if lane.queue == "deliver"]):
        for number in range(200):
            sent.append(time.perf_counter())
            post.send(note, [number], NOW)
            time.sleep(0.01)
        wait_until(lambda: len(took) == 200, "not all began")
    return took


def _quantile(share: float) -> Callable[[Sequence[float]], float]:
    return lambda took: took[min(int(len(took) * share), len(took) - 1)]


@contextmanager
def worker(how: str, server: RedisServer) -> Iterator[psutil.Process]:
    """Start a worker of `bare_queue`, and stop it at the end."""
    command = [sys.executable, "-m", "tests.benchmarks.bare_queue", how, server.url]
    with subprocess.Popen(
        command, cwd=ROOT, env=clean_environ(), stdout=subprocess.PIPE, text=True
    ) as process:
        must_be("a worker's first word", process.stdout and process.stdout.readline(), "ready\n")
        try:
            yield psutil.Process(process.pid)
        finally:
            process.terminate()


def _folder(scene: Scene, name: str) -> Path:
    return scene.folder / f"redis-{name}"
