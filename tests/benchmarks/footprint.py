"""The memory a deployment with a queue takes: its parts, workers of one crew, and what reports add."""

import time
from datetime import timedelta
from functools import partial

import psutil

from monitor.domain.publication import PublicationState
from tests.benchmarks.measure import Mark, figure, must_be
from tests.benchmarks.parts import BUSY, QUIET, deployed
from tests.benchmarks.stage import Scene
from tests.chaos.deployment import Deployment
from tests.e2e.stage import PLACES
from tests.servers import wait_until

SETTLING = 8.0  # seconds in which a process loads what it has left
CREW = 3
FEW, MANY = 100, 1_000  # reports
AREAS = 100


def memory(scene: Scene) -> list[Mark]:
    """Weigh the parts of an idle deployment, and the workers of one crew, with the readers they start."""
    with deployed(scene.folder / "memory", len(PLACES), people=1, rhythm=QUIET) as deployment:
        deployment.start("web-0")
        time.sleep(SETTLING)
        sizes = {name: _family(one) for name, one in deployment.processes().items()}
        sizes["redis"] = _size(deployment.queue.process)
        for name in ("worker-0", "worker-1"):
            deployment.kill(name, again=False)
        deployment.start("worker-crew", "--processes", str(CREW))
        time.sleep(SETTLING)
        crew = deployment.processes()["worker-crew"].children()
        must_be("workers of a crew", len(crew), CREW)
        in_a_crew = [_family(one) for one in crew]
    apart = [size for name, size in sizes.items() if name.startswith("worker")]
    whole = figure([sum(sizes.values())])
    return [
        Mark("29", "a further worker of one crew (PSS)", figure(in_a_crew), (50,), unit="MB"),
        Mark("29", "a further worker by itself (PSS)", figure(apart), (50,), unit="MB"),
        Mark("29", "2 workers, scheduler, web, Redis (PSS)", whole, (300,), unit="MB"),
    ]


def memory_of_reports(scene: Scene) -> list[Mark]:
    """Weigh a worker after it has read many reports, against itself after few."""
    with deployed(scene.folder / "memory-of-reports", AREAS, people=1, rhythm=BUSY, workers=1) as deployment:
        worker = deployment.processes()["worker-0"]
        sizes = []
        for read in range(0, MANY, AREAS):
            _read_everywhere(deployment, read)
            sizes.append(_size(worker))
    grown = figure([sizes[MANY // AREAS - 1] / sizes[FEW // AREAS - 1]])
    return [Mark("29", f"a worker after {MANY} reports / after {FEW}", grown, (1.05,))]


def _read_everywhere(deployment: Deployment, read: int) -> None:
    """Publish a report everywhere, newer than those before, and wait until all is read and told."""
    world = deployment.stage.world
    day = world.today() - timedelta(days=(MANY - read) // AREAS)
    for place in world.providers():
        deployment.stage.publish(place.area, day=day)
    wait_until(partial(_are_read, deployment, read + AREAS), deployment.said(), 300)
    wait_until(partial(deployment.is_done, read + AREAS), deployment.said(), 300)


def _are_read(deployment: Deployment, reports: int) -> bool:
    with deployment.stage.memory() as store:
        return store.counts().publications.get(PublicationState.DONE, 0) >= reports


def _family(process: psutil.Process) -> float:
    return sum(_size(one) for one in [process, *process.children(recursive=True)])


def _size(process: psutil.Process) -> float:
    return float(process.memory_full_info().pss) / 2**20
