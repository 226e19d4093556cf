"""Fixtures shared by the tests of the whole product: a stage of eight invented areas, and one of 153."""

import shutil
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import settings

from monitor.bootstrap import migrate
from monitor.sources.pdf import PdfReader
from tests.e2e.stage import MORNING, PLACES, STORE, Stage, invented, many_places
from tests.fakes import FakeClock
from tests.servers import stop_shared

KEPT = "after-baseline.sqlite3"

settings.register_profile("untimed", deadline=None)  # no test asserts a time, and a loaded machine is slow
settings.load_profile("untimed")


@pytest.fixture(scope="session", autouse=True)
def servers() -> Iterator[None]:
    """Stop the servers that tests share when the last is done."""
    yield
    stop_shared()


@pytest.fixture(scope="session")
def empty_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a store that is set up and empty, to be copied: setting one up takes a process."""
    path = tmp_path_factory.mktemp("store") / "empty.sqlite3"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def reader() -> Iterator[PdfReader]:
    """Give the process that reads documents, for all stages together: starting it takes half a second."""
    with PdfReader() as reading:
        yield reading


@pytest.fixture
def clock() -> FakeClock:
    """Give the time of the stage: a Tuesday morning."""
    return FakeClock(MORNING)


@pytest.fixture
def bare_stage(tmp_path: Path, clock: FakeClock, empty_store: Path, reader: PdfReader) -> Iterator[Stage]:
    """Give a stage of eight areas before anything has been read."""
    world = invented(PLACES, clock)
    with Stage(tmp_path, world, clock, empty_store=empty_store, reader=reader) as stage:
        yield stage


@pytest.fixture(scope="session")
def village(
    tmp_path_factory: pytest.TempPathFactory, empty_store: Path, reader: PdfReader
) -> Iterator[Stage]:
    """Give the stage behind `stage`: one for all tests, since its baseline takes longer than most of them."""
    yield from _after_baseline(tmp_path_factory.mktemp("village"), PLACES, empty_store, reader)


@pytest.fixture(scope="session")
def whole_country(
    tmp_path_factory: pytest.TempPathFactory, empty_store: Path, reader: PdfReader
) -> Iterator[Stage]:
    """Give the stage behind `country`."""
    places = [*PLACES, *many_places(145)]
    yield from _after_baseline(tmp_path_factory.mktemp("country"), places, empty_store, reader)


@pytest.fixture
def stage(village: Stage) -> Stage:
    """Give a stage of eight areas whose baseline was read the evening before."""
    village.restart(village.folder, village.folder / KEPT, MORNING)
    return village


@pytest.fixture
def country(whole_country: Stage) -> Stage:
    """Give a stage of 153 areas whose baseline was read the evening before."""
    whole_country.restart(whole_country.folder, whole_country.folder / KEPT, MORNING)
    return whole_country


def _after_baseline(
    folder: Path, places: Sequence[str], empty_store: Path, reader: PdfReader
) -> Iterator[Stage]:
    clock = FakeClock(MORNING - timedelta(hours=15))
    with Stage(folder, invented(places, clock), clock, empty_store=empty_store, reader=reader) as stage:
        stage.baseline()
        shutil.copy(folder / STORE, folder / KEPT)
        yield stage
