"""A whole deployment with a queue: how soon a killed worker's work is taken up, what it costs idle."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path
from random import Random

import psutil

from monitor.services.ingest import ingest
from monitor.services.poll import look
from tests.benchmarks.measure import Mark, figure, must_be
from tests.benchmarks.queueing import worker
from tests.benchmarks.stage import Scene
from tests.chaos.collector import check_ledger, collector
from tests.chaos.deployment import Deployment
from tests.e2e.stage import MORNING, PLACES, Stage, invented, many_places
from tests.fakes import FakeClock
from tests.servers import RedisServer, wait_until

KILLS = 10
MOMENTS = 100
ANOTHER_MACHINE = "another-machine/1/1"  # of which nobody here can know whether it is dead
LEASE = timedelta(seconds=30)
IDLE = 30.0  # seconds
SETTLING = 8.0
BUSY = {"listing": "1s", "quiet_listing": "1s", "jitter": 0.0, "sweep": []}
QUIET = {"listing": "1h", "quiet_listing": "1h", "jitter": 0.0, "sweep": []}


def taken_up(scene: Scene) -> list[Mark]:
    """Kill a worker in the middle of a message, again and again; and one on a machine that nobody sees."""
    with deployed(scene.folder / "taken-up", KILLS + 2, people=1, rhythm=QUIET) as deployment:
        seen = [_worker_killed(deployment) for _ in range(KILLS)]
        unseen = [_machine_gone(deployment) for _ in range(2)]
    return [
        Mark("27", "worker killed in a message: it arrives", figure(seen), (18,), unit="s"),
        Mark("27", "its whole machine gone: it arrives", figure(unseen), (60,), unit="s"),
    ]


def queue_lost(scene: Scene) -> list[Mark]:
    """Kill or empty Redis at random moments of sending, and check every message against the ledger."""
    rng = Random(28)
    took = []
    expected: set[tuple[str, str]] = set()
    with deployed(scene.folder / "queue-lost", MOMENTS, people=20, rhythm=BUSY) as deployment:
        for _ in range(MOMENTS):
            place = deployment.publish()
            expected |= {(place, f"reader{number}@example.org") for number in range(20)}
            time.sleep(rng.uniform(0, 2))
            if rng.random() < 0.5:
                deployment.lose_the_queue()
            else:
                with deployment.queue.client() as client:
                    client.flushall()
            back = time.monotonic()
            wait_until(partial(deployment.is_done, len(expected)), deployment.said(), 120)
            took.append(time.monotonic() - back)
        arrived = deployment.inbox.arrivals()
        check_ledger(deployment.stage, arrived, expected)  # nothing lost, nothing twice unless owned up to
        twice = len(arrived) - len(set(arrived))
    return [
        Mark("28", f"Redis lost at {MOMENTS} moments: lost", figure([0]), (0,), unit=""),
        Mark("28", "came twice, owned up to", figure([twice]), (MOMENTS,), unit=""),
        Mark("28", "all done after Redis was back", figure(took), (60,), unit="s"),
    ]


def idle(scene: Scene) -> list[Mark]:
    """Compare what an idle deployment costs with idle workers of bare dramatiq on the same settings."""
    with deployed(scene.folder / "idle", 8, people=1, rhythm=QUIET) as deployment:
        shares = _shares(deployment.processes() | {"redis": deployment.queue.process})
    with (
        RedisServer(scene.folder / "idle-redis") as server,
        worker("bare", server) as one,
        worker("bare", server) as other,
    ):
        bare = _shares({"one": one, "other": other, "redis": server.process})
    ours = [share for name, share in shares.items() if name != "redis"]
    return [
        Mark(
            "29",
            "idle CPU: 2 workers, scheduler, Redis / 2 bare workers, Redis",
            figure([sum(shares.values()) / sum(bare.values())]),
            (1.5,),
        ),
        Mark("29", "idle CPU of one process, of a core", figure(ours), (0.02,), unit=""),
    ]


@contextmanager
def deployed(
    folder: Path, places: int, *, people: int, rhythm: dict[str, object], workers: int = 2
) -> Iterator[Deployment]:
    """Run a scheduler and workers that watch so many invented places, for so many people."""
    folder.mkdir(parents=True)
    clock = FakeClock(MORNING)
    subscribers = [
        {"name": f"Reader {number}", "areas": ["*"], "to": [f"email:reader{number}@example.org"]}
        for number in range(people)
    ]
    world = invented([*PLACES, *many_places(max(places - len(PLACES), 1))], clock)
    with (
        collector(folder) as inbox,
        Stage(folder, world, clock) as stage,
        Deployment(
            stage, inbox, folder / "parts", subscribers, schedulers=1, workers=workers, rhythm=rhythm
        ) as deployment,
    ):
        yield deployment


def _worker_killed(deployment: Deployment) -> float:
    """Let a worker die right after it claimed a message; give the seconds until another has sent it."""
    deployment.kill("worker-0", again=False)
    deployment.start("worker-0", fault="after-claim")
    with deployment.frozen("worker-1"):  # so that it is the other who claims
        before = _make_due(deployment)
        wait_until(lambda: not deployment.is_alive("worker-0"), deployment.said())
        died = time.monotonic()
    _wait_for_arrival(deployment, before)
    return time.monotonic() - died


def _machine_gone(deployment: Deployment) -> float:
    """Have a message claimed by a machine that is gone; give the seconds to its arrival."""
    for name in ("worker-0", "worker-1"):
        deployment.kill(name, again=False)
    before = _make_due(deployment)
    with deployment.stage.memory() as store:
        now = deployment.now()
        [due] = store.due_deliveries(now)
        claimed = store.claim_message(
            due, holder=ANOTHER_MACHINE, now=now, lease_until=now + LEASE, group_until=now
        )
    must_be("messages claimed", len(claimed), 1)
    died = time.monotonic()
    for name in ("worker-0", "worker-1"):
        deployment.start(name)
    _wait_for_arrival(deployment, before)
    return time.monotonic() - died


def _make_due(deployment: Deployment) -> int:
    """Read a new report here, so that one message is due; give how many have arrived so far."""
    before = len(deployment.inbox.arrivals())
    deployment.publish()
    with deployment.stage.house() as house:
        look(house, "fast")
        for publication_id in house.store.due_publications(house.clock()):
            ingest(house, publication_id)
    return before


def _wait_for_arrival(deployment: Deployment, before: int) -> None:
    wait_until(lambda: len(deployment.inbox.arrivals()) > before, deployment.said(), 120)


def _shares(processes: dict[str, psutil.Process]) -> dict[str, float]:
    """Give the share of a core that each process and its children take while nothing happens."""
    time.sleep(SETTLING)  # the first look, and what was left to load
    before = {name: _spent(process) for name, process in processes.items()}
    time.sleep(IDLE)
    return {name: (_spent(process) - before[name]) / IDLE for name, process in processes.items()}


def _spent(process: psutil.Process) -> float:
    family: Sequence[psutil.Process] = [process, *process.children(recursive=True)]
    return sum(sum(one.cpu_times()[:2]) for one in family)
