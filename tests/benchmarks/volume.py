"""A store grown large: listing commands, pages of the web part and queries of the sweep, against a small one.

The small store has 10 reports and 1,000 deliveries, the large one 1,000 and 1,000,000; almost all deliveries
were sent, as they are in a store that has run for years.
"""

import json
import sqlite3
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import requests

from monitor.bootstrap import Configured, configured, open_memory
from monitor.options import Options
from monitor.ports.store import Store
from monitor.web.server import serving
from tests.benchmarks.ledger import empty_store
from tests.benchmarks.measure import FEW_PAIRS, Mark, figure, in_turn, must_be, ratio, spend
from tests.benchmarks.stage import Scene
from tests.builders import a_record

NOW = datetime(2026, 9, 8, 8, 30, tzinfo=UTC)
AREAS = 150
REPEATS = 100  # of a query, whose time is the whole of them: one alone is over before it can be timed
WANTED = 1.5
BYTES = "a sent message in the store, without its words"
PAGES = ("/", "/healthz", "/readyz", "/metrics")
COMMANDS = (
    ["areas", "--json"],
    ["history", "Southampton", "--json"],
    ["report", "50300000", "--json"],
    ["events", "--json"],
    ["deliveries", "--json", "--limit", "100"],
    ["deliveries"],
    ["deliveries", "--state", "failed", "--json"],
    ["sources", "--json"],
    ["review", "--json"],
    ["stats", "--json"],
)


@dataclass(frozen=True, slots=True)
class Size:
    """How much a store holds."""

    reports: int
    deliveries: int


SMALL, LARGE = Size(10, 1_000), Size(1_000, 1_000_000)


def sizes(scene: Scene) -> list[Mark]:
    """Compare the two stores in turn, whatever asks them."""
    small, large = _both(scene)
    commands = [_command(words, small, large) for words in COMMANDS]
    return [*commands, *_pages(small, large), _weight(large)]


def queries(scene: Scene) -> list[Mark]:
    """Compare what the sweep asks of the two stores."""
    return _queries(*_both(scene))


def _both(scene: Scene) -> tuple[Path, Path]:
    """Give the two stores, made once."""
    folder = scene.folder / "volume"
    if not folder.exists():
        empty = empty_store(folder)
        for size in (SMALL, LARGE):
            _grown(folder, empty, size)
    return folder / str(SMALL.deliveries), folder / str(LARGE.deliveries)


def _weight(large: Path) -> Mark:
    size = (large / "monitor.sqlite3").stat().st_size / LARGE.deliveries
    return Mark("scale", BYTES, figure([size]), (), unit="bytes")


def _command(words: list[str], small: Path, large: Path) -> Mark:
    def run(folder: Path) -> Any:
        program = str(Path(sys.executable).with_name("send-monitor"))
        return spend([program, "--config", str(folder), *words])

    pairs = in_turn(partial(run, large), partial(run, small), pairs=FEW_PAIRS)
    return Mark("32", f"{' '.join(words)}: wall", ratio(pairs, lambda spent: spent.wall), (WANTED,))


def _pages(small: Path, large: Path) -> list[Mark]:
    marks = []
    with serving(_found(large)) as many, serving(_found(small)) as few, requests.Session() as line:
        for page in PAGES:
            for address in (many, few):  # a first count is taken while nobody waits
                line.get(address + page, timeout=60)
            time.sleep(1)
            ours, theirs = (partial(_seconds, partial(line.get, address + page)) for address in (many, few))
            marks.append(Mark("32", f"GET {page}: wall", ratio(in_turn(ours, theirs), float), (WANTED,)))
        sent = [_sent(line.get(f"{address}/metrics", timeout=60).text) for address in (many, few)]
    must_be("messages counted", sent, [LARGE.deliveries, SMALL.deliveries])
    return marks


def _sent(text: str) -> int:
    lines = [line for line in text.splitlines() if line.startswith("send_monitor_deliveries{")]
    return sum(int(float(line.split()[-1])) for line in lines)


def _queries(small: Path, large: Path) -> list[Mark]:
    asked: dict[str, Callable[[Store], object]] = {
        "due_publications": lambda store: store.due_publications(NOW),
        "due_rechecks": lambda store: store.due_rechecks(NOW),
        "due_deliveries": lambda store: store.due_deliveries(NOW),
        "release_stale": lambda store: store.release_stale(NOW, dead=lambda _holder: False),
        "is_sending_stuck": lambda store: store.is_sending_stuck(NOW - timedelta(hours=1)),
        "stuck": lambda store: store.stuck(NOW),
        "last 100 deliveries": lambda store: store.deliveries(limit=100),
    }
    with open_memory(_found(small)) as few, open_memory(_found(large)) as many:
        return [
            Mark(
                "32",
                f"{name}: wall",
                ratio(in_turn(partial(_seconds, ask, many), partial(_seconds, ask, few)), float),
                (WANTED,),
            )
            for name, ask in asked.items()
        ]


def _seconds(work: Callable[..., object], *given: Any) -> float:
    begun = time.perf_counter()
    for _ in range(REPEATS):
        work(*given)
    return time.perf_counter() - begun


def _found(folder: Path) -> Configured:
    return configured(Options(folder, None, NOW.isoformat(), False), {})


def _grown(folder: Path, empty: Path, size: Size) -> Path:
    """Make a config folder with a store of this size; gives the folder."""
    home = folder / f"{size.deliveries}"
    home.mkdir()
    store = home / "monitor.sqlite3"
    store.write_bytes(empty.read_bytes())
    (home / "monitor.toml").write_text(f'[store]\nurl = "sqlite:///{store}"\n[web]\nbind = "127.0.0.1:0"\n')
    with sqlite3.connect(store) as connection:
        connection.execute("PRAGMA synchronous=OFF")
        connection.executemany(_insert("publications", PUBLICATION), map(_publication, range(size.reports)))
        connection.executemany(_insert("documents", DOCUMENT), map(_document, range(size.reports)))
        connection.executemany(_insert("reports", REPORT), map(_report, range(size.reports)))
        connection.executemany(_insert("events", EVENT), map(_event, range(size.reports)))
        rows = (_delivery(number, size) for number in range(size.deliveries))
        connection.executemany(_insert("deliveries", DELIVERY), rows)
    connection.close()
    return home


PUBLICATION = (
    "id, area, urn, file_id, url, title, kind, inspected, published, state, baseline, first_seen, attempts, "
    "recheck_step, missing_sightings"
)
DOCUMENT = "sha256, size, first_seen, data"
REPORT = "id, publication_id, sha256, parser_version, data, created, current, read_seconds"
EVENT = "id, key, kind, area, band, occurred, seen, data"
DELIVERY = (
    "event_id, channel, address, subscribers, state, attempts, due, created, settled, maybe_sent_at, "
    "message_id, error"
)


def _insert(table: str, columns: str) -> str:
    return f"INSERT INTO {table} ({columns}) VALUES ({', '.join('?' * len(columns.split(',')))})"


def _area(number: int) -> str:
    return "852" if number == 0 else str(10_000 + number % AREAS)  # Southampton, and made-up ones


def _publication(number: int) -> tuple[Any, ...]:
    file_id = str(50_300_000 + number)
    day = (NOW - timedelta(days=number % 900)).date().isoformat()
    link = (f"https://files.example.org/v1/file/{file_id}", "Area SEND full inspection", "full", day, day)
    return (number + 1, _area(number), f"8{number:04}", file_id, *link, "done", False, _at(number), 1, 4, 0)


def _document(number: int) -> tuple[Any, ...]:
    return f"{number:064}", 9, _at(number), b"%PDF-1.7\n"


def _report(number: int) -> tuple[Any, ...]:
    start = (NOW - timedelta(days=70 + number % 900)).date().isoformat()
    record = a_record(inspection={"start": start, "end": start}, priority_actions=[], improvements=[])
    return number + 1, number + 1, f"{number:064}", "1", json.dumps(record), _at(number), True, 0.1


def _event(number: int) -> tuple[Any, ...]:
    key = f"report.published:{_area(number)}:full:{number}"
    return number + 1, key, "report.published", _area(number), "inconsistent", _at(number), _at(number), "{}"


def _delivery(number: int, size: Size) -> tuple[Any, ...]:
    share = size.deliveries // size.reports
    event, reader = divmod(number, share)
    state = "failed" if number % (size.deliveries // 5) == 0 else "sent"
    unsure = _at(event) if number % (size.deliveries // 4) == 0 else None
    who = json.dumps([{"name": f"Reader {reader}", "reason": "you watch all areas"}])
    times = (_at(event), _at(event), _at(event), unsure)
    address = f"reader{reader}@example.org"
    return (event + 1, "email", address, who, state, 1, *times, f"<{number}@example.org>", None)


def _at(number: int) -> str:
    moment = NOW - timedelta(days=number % 900, hours=1)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.000000Z")
