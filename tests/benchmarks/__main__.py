"""Measures against the goals: `python -m tests.benchmarks [--only NAME] [--full]`, or `make bench`.

Prints one table and writes what it found into `results/latest.json`, beside what was recorded before for the
parts that were not run. A goal is a ratio within one run, a distance to a physical limit, or an exact count;
times alone are never judged. `--full` adds what takes long or needs other people's programs.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from tests.benchmarks import (
    alerting,
    comparing,
    delivering,
    footprint,
    ledger,
    news,
    parts,
    queueing,
    rates,
    reading,
    sources,
    start_up,
    steady,
    stories,
    telling,
    volume,
)
from tests.benchmarks.measure import ROOT, Figure, Mark, NotTheSameWork
from tests.benchmarks.stage import Scene
from tests.benchmarks.table import Row, print_table

LATEST = Path(__file__).parent / "results" / "latest.json"
LIBRARIES = ("requests", "urllib3", "beautifulsoup4", "lxml", "SQLAlchemy", "pydantic", "typer", "dramatiq")

Recorded = dict[str, dict[str, Any]]
"""What was measured last, by the name of the measurement."""


@dataclass(frozen=True, slots=True)
class Benchmark:
    """One measurement. `full`: only with `--full`, or when asked for by its name."""

    name: str
    part: str
    run: Callable[[Scene], list[Mark]]
    full: bool = False


BENCHMARKS = (
    Benchmark("front-door", "start-up", start_up.front_door),
    Benchmark("worker-ready", "start-up", start_up.worker_ready),
    Benchmark("quiet-poll", "sources", sources.quiet_poll),
    Benchmark("resident", "sources", sources.resident),
    Benchmark("counts", "sources", sources.counts),
    Benchmark("politeness", "sources", sources.politeness),
    Benchmark("tls", "sources", sources.tls),
    Benchmark("unchanged-feeds", "news", news.unchanged),
    Benchmark("feeds-on-few-hosts", "news", news.many_on_few_hosts),
    Benchmark("reports", "reading", reading.reports),
    Benchmark("findings", "comparing", comparing.findings),
    Benchmark("stories", "news", stories.stories),
    Benchmark("one-event", "store", ledger.one_event),
    Benchmark("writers", "store", ledger.writers),
    Benchmark("mails", "alerts", delivering.mails),
    Benchmark("posts", "alerts", delivering.posts),
    Benchmark("one-more-mail", "alerts", delivering.further_recipients),
    Benchmark("limited", "alerts", delivering.limited_webhook),
    Benchmark("begun", "queue", queueing.begun),
    Benchmark("sweep", "queue", queueing.sweep),
    Benchmark("writers-on-postgresql", "store", ledger.writers_on_postgresql),
    Benchmark("taken-up", "queue", parts.taken_up, full=True),
    Benchmark("queue-lost", "queue", parts.queue_lost, full=True),
    Benchmark("idle", "queue", parts.idle, full=True),
    Benchmark("memory", "queue", footprint.memory, full=True),
    Benchmark("memory-of-reports", "queue", footprint.memory_of_reports, full=True),
    Benchmark("rates", "scale", rates.rates),
    Benchmark("volume", "store", volume.sizes, full=True),
    Benchmark("volume-queries", "store", volume.queries, full=True),
    Benchmark("steady", "sources", steady.against_page_watcher, full=True),
    Benchmark("fresh-clone", "start-up", start_up.fresh_clone, full=True),
    Benchmark("burst", "alerts", telling.burst),
    Benchmark("told", "alerts", telling.seen_to_told),  # the last two: they change the site
    Benchmark("alert", "sources", alerting.publication_to_webhook),
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what was asked for; 1 if something could not be measured."""
    options = _options(arguments)
    recorded: Recorded = json.loads(LATEST.read_text(encoding="utf-8")) if LATEST.exists() else {}
    rows: list[Row] = []
    failed = []
    with tempfile.TemporaryDirectory(prefix="send-monitor-bench-") as folder, ExitStack() as stack:
        scene = Scene(Path(folder), stack, full=options.full)
        for benchmark in _chosen(options.only, full=options.full):
            print(f"measuring {benchmark.name} ...", file=sys.stderr, flush=True)
            load = os.getloadavg()[0]
            try:
                marks = benchmark.run(scene)
            except (NotTheSameWork, subprocess.CalledProcessError) as error:
                failed.append(f"{benchmark.name} could not be measured: {error}")
                continue
            before = _before(recorded.get(benchmark.name))
            rows += [Row(mark, before.get(mark.what)) for mark in marks]
            recorded[benchmark.name] = _circumstances(scene, load) | {
                "marks": [asdict(mark) for mark in marks]
            }
    print_table(rows)
    LATEST.parent.mkdir(exist_ok=True)
    LATEST.write_text(json.dumps(recorded, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    print(*failed, sep="\n", file=sys.stderr)
    return 1 if failed else 0


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    names = [benchmark.name for benchmark in BENCHMARKS]
    parts = sorted({benchmark.part for benchmark in BENCHMARKS})
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--only", choices=[*parts, *names], help="one part, or one measurement")
    parser.add_argument("--full", action="store_true", help="add the long ones")
    return parser.parse_args(arguments)


def _chosen(only: str | None, *, full: bool) -> list[Benchmark]:
    wanted = [one for one in BENCHMARKS if only in (None, one.name, one.part)]
    return [one for one in wanted if full or not one.full or one.name == only]


def _before(entry: dict[str, Any] | None) -> dict[str, Figure]:
    marks = entry["marks"] if entry else []
    return {mark["what"]: Figure(**mark["figure"]) for mark in marks}


def _circumstances(scene: Scene, load: float) -> dict[str, Any]:
    """Say with what and on what it was measured; `load` is that before the measurement began."""
    commit = subprocess.run(
        ["git", "describe", "--always", "--dirty", "--exclude=*"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    ).stdout.strip()
    return {
        "commit": commit,
        "country": scene.country.name,
        "cpus": os.cpu_count(),
        "load_before": round(load, 2),
        "python": platform.python_version(),
        "libraries": {name: version(name) for name in LIBRARIES},
    }


if __name__ == "__main__":
    sys.exit(main())
