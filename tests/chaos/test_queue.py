"""A burst on a deployment with a queue, while its parts are killed: nothing lost, repeats owned up to.

`CHAOS_ROUNDS` above 1, as `make chaos` sets it, makes it the whole burst: 13 reports to 500 people.
"""

import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest

from tests.chaos.collector import Collector, check_ledger, collector
from tests.chaos.deployment import Deployment
from tests.e2e.stage import MORNING, PLACES, TEAM, Stage, invented, many_places
from tests.fakes import FakeClock
from tests.servers import wait_until

WHOLE = int(os.environ.get("CHAOS_ROUNDS", "1")) > 1


@dataclass(frozen=True, slots=True)
class Storm:
    """How much is published, to how many, and how often what is killed."""

    reports: int
    people: int
    kills: int
    wipes: int
    pause: float  # seconds between blows


STORM = Storm(13, 500, 10, 2, 2.0) if WHOLE else Storm(4, 50, 3, 1, 0.5)


@pytest.fixture(scope="module")
def inbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Collector]:
    with collector(tmp_path_factory.mktemp("inbox")) as started:
        yield started


@pytest.fixture
def deployment(tmp_path: Path, inbox: Collector, empty_store: Path) -> Iterator[Deployment]:
    """Give a deployment with people who all watch all areas, one of them on Slack too."""
    inbox.clear()
    clock = FakeClock(MORNING)
    people = [
        {"name": f"Reader {number}", "areas": ["*"], "to": [f"email:reader{number}@example.org"]}
        for number in range(STORM.people)
    ]
    people[0]["to"] = [*people[0]["to"], f"slack:{TEAM}"]
    world = invented([*PLACES, *many_places(8)], clock)
    with (
        Stage(tmp_path, world, clock, empty_store=empty_store) as stage,
        Deployment(stage, inbox, tmp_path / "parts", people) as started,
    ):
        yield started


def publish(deployment: Deployment, count: int) -> set[tuple[str, str]]:
    """Publish so many reports; gives the (area, address) pairs that are to hear of them."""
    places = [*PLACES, *many_places(8)][:count]
    for place in places:
        deployment.stage.publish(place)
    addresses = [f"reader{number}@example.org" for number in range(STORM.people)]
    return {(place, address) for place in places for address in [*addresses, TEAM]}


def finish(deployment: Deployment, expected: set[tuple[str, str]], within: float = 240) -> None:
    """Wait until all is sent, and check every message against the ledger."""
    wait_until(lambda: deployment.is_done(len(expected)), deployment.said(), within)
    assert set(deployment.end().values()) == {0}, deployment.said()
    # So many kills may end a look three times over, of which the operator is told.
    check_ledger(deployment.stage, deployment.inbox.arrivals(), expected, notes=False)


def test_burst_while_workers_redis_and_postgresql_are_killed(deployment: Deployment) -> None:
    rng = Random(13)
    expected = publish(deployment, STORM.reports)
    blows = ["worker"] * STORM.kills + ["queue"] * STORM.wipes + ["database", "scheduler"]
    rng.shuffle(blows)
    for blow in blows:
        time.sleep(rng.uniform(0.5, 1.5) * STORM.pause)  # a blow by the clock is what is tried here
        if blow == "worker":
            deployment.kill_a_worker(rng)
        elif blow == "queue":
            deployment.lose_the_queue()
        elif blow == "database":
            deployment.restart_the_database()
        else:
            deployment.kill("scheduler-0")
    finish(deployment, expected)
