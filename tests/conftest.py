"""Fixtures shared by the tests of the whole product: a stage of eight invented areas, and one of 153."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.bootstrap import migrate
from tests.e2e.stage import MORNING, PLACES, STORE, Stage, invented, many_places
from tests.fakes import FakeClock


@pytest.fixture(scope="session")
def empty_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a store that is set up and empty, to be copied: setting one up takes a process."""
    path = tmp_path_factory.mktemp("store") / "empty.sqlite3"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture
def clock() -> FakeClock:
    """Give the time of the stage: a Tuesday morning."""
    return FakeClock(MORNING)


@pytest.fixture
def bare_stage(tmp_path: Path, clock: FakeClock, empty_store: Path) -> Iterator[Stage]:
    """Give a stage of eight areas before anything has been read."""
    with Stage(tmp_path, invented(PLACES, clock), clock, empty_store=empty_store) as stage:
        yield stage


@pytest.fixture
def stage(bare_stage: Stage) -> Stage:
    """Give a stage of eight areas whose baseline has been read the evening before."""
    bare_stage.clock.advance(hours=-15)
    bare_stage.baseline()
    bare_stage.clock.advance(hours=15)
    bare_stage.replica.log.clear()
    return bare_stage


@pytest.fixture(scope="session")
def whole_country(tmp_path_factory: pytest.TempPathFactory, empty_store: Path) -> Iterator[Stage]:
    """Give a stage of 153 areas whose baseline has been read the evening before; see `country`."""
    clock = FakeClock(MORNING - timedelta(hours=15))
    world = invented([*PLACES, *many_places(145)], clock)
    with Stage(tmp_path_factory.mktemp("country"), world, clock, empty_store=empty_store) as stage:
        stage.baseline()
        yield stage


@pytest.fixture
def country(tmp_path: Path, whole_country: Stage, country_store: Path) -> Stage:
    """Give the stage of 153 areas as it was after its baseline, with a store of its own."""
    whole_country.restart(tmp_path, country_store, MORNING)
    return whole_country


@pytest.fixture(scope="session")
def country_store(whole_country: Stage) -> Path:
    """Give the store after the baseline of the 153 areas, to be copied."""
    return whole_country.folder / STORE
