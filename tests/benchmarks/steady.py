"""Staying up: what 153 pages every five seconds cost us, and changedetection.io, on the same replica."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from tests.benchmarks.measure import ROOT, Mark, NotTheSameWork, clean_environ, figure
from tests.benchmarks.page_watcher import page_watcher
from tests.benchmarks.stage import Monitor, Scene, Site

EVERY = 5  # seconds
SECONDS = 60
SETTLE = 120  # seconds at most until each page has been seen twice
ENOUGH = 0.8  # share of the looks that must have been made on time


@dataclass(frozen=True, slots=True)
class Use:
    """What a program used while it was watched: CPU seconds, memory in MB (PSS), requests it made."""

    cpu: float
    memory: float
    requests: int


def against_page_watcher(scene: Scene) -> list[Mark]:
    """Compare a minute of ours, all pages and listing first, with a minute of theirs."""
    site, monitor = scene.known()
    pages = [f"{site.site}/provider/44/{urn}" for urn in scene.country.urns]
    with page_watcher(scene.folder / "watcher", pages, every=EVERY) as watcher:
        theirs = _use(site, watcher, settled=2 * len(pages))
    _must_keep_up("changedetection.io", theirs, len(pages))
    with _looking(monitor, "full") as looking:
        swept = _use(site, looking, settled=2 * len(pages))
    _must_keep_up("our sweeps", swept, len(pages))
    with _looking(monitor, "fast") as looking:
        polled = _use(site, looking, settled=4)
    _must_keep_up("our polls", polled, 2)
    return [
        Mark("6", "all pages / changedetection.io: CPU", figure([swept.cpu / theirs.cpu]), (1 / 8,)),
        Mark("6", "listing first / changedetection.io: CPU", figure([polled.cpu / theirs.cpu]), (1 / 100,)),
        Mark("6", "all pages / changedetection.io: memory", figure([swept.memory / theirs.memory]), (3 / 4,)),
    ]


def _use(site: Site, process_id: int, *, settled: int) -> Use:
    """Wait until a program has made so many requests, then watch it for a minute."""
    site.log()
    deadline = time.monotonic() + SETTLE
    seen = 0
    while seen < settled:
        if time.monotonic() > deadline:
            raise NotTheSameWork(f"only {seen} of {settled} requests in {SETTLE} s")
        time.sleep(1)
        seen += len(site.log()["requests"])
    before = _over_all(process_id, _cpu)
    time.sleep(SECONDS)
    cpu = _over_all(process_id, _cpu) - before
    return Use(cpu, _over_all(process_id, _pss), len(site.log()["requests"]))


def _must_keep_up(who: str, use: Use, pages: int) -> None:
    wanted = ENOUGH * pages * SECONDS / EVERY
    if use.requests < wanted:
        raise NotTheSameWork(f"{who}: {use.requests} requests in {SECONDS} s, and {wanted:.0f} were due")


def _over_all(process_id: int, what: Callable[[psutil.Process], float]) -> float:
    process = psutil.Process(process_id)
    return sum(what(one) for one in (process, *process.children(recursive=True)))


def _cpu(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


def _pss(process: psutil.Process) -> float:
    return float(process.memory_full_info().pss) / 1024**2


@contextmanager
def _looking(monitor: Monitor, kind: str) -> Iterator[int]:
    """Run a monitor that looks every few seconds; gives its process id."""
    times = str((SETTLE + SECONDS) // EVERY + 10)
    command = [sys.executable, "-m", "tests.benchmarks.looks", str(monitor.folder), kind, times, str(EVERY)]
    process = subprocess.Popen(
        command, cwd=Path(ROOT), env=clean_environ() | monitor.environ, stdout=subprocess.DEVNULL
    )
    try:
        yield process.pid
    finally:
        process.terminate()
        process.wait()
