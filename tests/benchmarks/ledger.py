"""The store: one event with many recipients, and several writing processes, both against bare sqlite3."""

import json
import shutil
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import event

from monitor.domain.events import DeliveryState, EventKind, NewDelivery, NewEvent, Recipient
from monitor.domain.outcome import Band
from monitor.store.database import SqlStore, open_store
from tests.benchmarks.bare_ledger import BareLedger, BareServerLedger, rows_in, server_rows
from tests.benchmarks.measure import FEW_PAIRS, ROOT, Mark, clean_environ, figure, in_turn, must_be, ratio
from tests.benchmarks.stage import Scene
from tests.servers import PostgresServer

RECIPIENTS = 500
EVENTS = 20  # a round
WRITERS = 4
TRANSACTIONS = 500  # a writer; 2,500 with --full
NOW = datetime(2026, 9, 8, 8, 30, tzinfo=UTC)


def one_event(scene: Scene) -> list[Mark]:
    """Compare writing an event with 500 recipients with bare sqlite3 writing the same rows."""
    empty = empty_store(scene.folder / "one-event")
    commits = 0

    def ours() -> float:
        nonlocal commits
        file = fresh_copy(empty, "ours")
        store = open_store(f"sqlite:///{file}", lambda: NOW)
        event.listen(store._engine, "commit", lambda _: counted.append(1))
        counted: list[int] = []
        begun = time.perf_counter()
        for number in range(EVENTS):
            store.record_event(*alert(number, RECIPIENTS), NOW)
        spent = time.perf_counter() - begun
        commits = len(counted)
        store.close()
        written.append(rows_in(file))
        return spent

    def theirs() -> float:
        file = fresh_copy(empty, "bare")
        bare = BareLedger(file)
        begun = time.perf_counter()
        for number in range(EVENTS):
            bare.record_event(*alert(number, RECIPIENTS), NOW)
        spent = time.perf_counter() - begun
        bare.close()
        written.append(rows_in(file))
        return spent

    written: list[Any] = []
    pairs = in_turn(ours, theirs)
    must_be("rows written", written[0], written[1])
    must_be("deliveries written", len(written[0][1]), EVENTS * RECIPIENTS)
    return [
        Mark("30", "event + 500 recipients / bare sqlite3", ratio(pairs, float), (1.4, 1.2)),
        Mark("30", "commits an event", figure([commits / EVENTS]), (1,), unit=""),
    ]


def writers(scene: Scene) -> list[Mark]:
    """Compare four processes that write at once with four that write by bare sqlite3."""
    empty = empty_store(scene.folder / "writers")
    transactions = 5 * TRANSACTIONS if scene.full else TRANSACTIONS

    def write(how: str) -> list[float]:
        file = fresh_copy(empty, how)
        took = _write_at_once(how, file, transactions)
        events, deliveries = rows_in(file)
        must_be("events written", len(events), WRITERS * transactions)
        must_be("deliveries written", len(deliveries), WRITERS * transactions)
        return took

    pairs = in_turn(lambda: write("ours"), lambda: write("bare"), pairs=FEW_PAIRS)
    return [
        Mark("31", "4 writers, SQLite / bare sqlite3: p99", ratio(pairs, _p99), (2,)),
        Mark("31", "4 writers: transactions that failed", figure([0]), (0,), unit=""),
    ]


def writers_on_postgresql(scene: Scene) -> list[Mark]:
    """Compare four processes that write at once with four that write by bare psycopg, commits on the disk."""
    transactions = 5 * TRANSACTIONS if scene.full else TRANSACTIONS
    with PostgresServer(durable=True) as server:
        empty = server.new_database()
        subprocess.run([sys.executable, "-m", "monitor.store.migrate", empty], cwd=ROOT, check=True)

        def write(how: str) -> list[float]:
            url = server.new_database(empty.partition("@/")[2].partition("?")[0])
            took = _write_at_once(how, url, transactions)
            must_be("rows written", server_rows(url), (WRITERS * transactions, WRITERS * transactions))
            return took

        pairs = in_turn(lambda: write("ours"), lambda: write("bare"), pairs=FEW_PAIRS)
    return [
        Mark("31", "4 writers, PostgreSQL / bare psycopg: p99", ratio(pairs, _p99), (2,)),
        Mark("31", "4 writers, PostgreSQL: failed", figure([0]), (0,), unit=""),
    ]


def alert(number: int, recipients: int) -> tuple[NewEvent, tuple[NewDelivery, ...]]:
    """Make an event and its deliveries."""
    data = {
        "area_name": "Kestrelshire",
        "evidence": "The arrangements lead to inconsistent experiences.",
        "n": number,
    }
    occurred = NOW - timedelta(minutes=number)
    happened = NewEvent(
        f"report.published:{number}", EventKind.REPORT_PUBLISHED, "1001", Band.INCONSISTENT, occurred, data
    )
    rows = tuple(
        NewDelivery(
            "email",
            f"reader{one}@example.org",
            (Recipient(f"Reader {one}", "watches Kestrelshire"),),
            DeliveryState.DUE,
            NOW,
        )
        for one in range(recipients)
    )
    return happened, rows


def _write_at_once(how: str, where: Path | str, transactions: int) -> list[float]:
    """Run the writers and give the seconds that each transaction took."""
    command = [sys.executable, "-m", "tests.benchmarks.ledger", how, str(where), str(transactions)]
    running = [
        subprocess.Popen(
            [*command, str(number)],
            cwd=ROOT,
            env=clean_environ(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for number in range(WRITERS)
    ]
    for process in running:  # all are ready before any begins
        must_be("a writer's first word", process.stdout and process.stdout.readline(), "ready\n")
    for process in running:
        if process.stdin:
            process.stdin.write("\n")
            process.stdin.flush()
    printed = [process.communicate()[0] for process in running]
    must_be("ends of the writers", [process.returncode for process in running], [0] * WRITERS)
    return [seconds for text in printed for seconds in json.loads(text)]


def _be_a_writer(how: str, where: str, transactions: int, number: int) -> None:
    made = [alert(number * transactions + one, 1) for one in range(transactions)]
    ledger = _ledger(how, where)
    print("ready", flush=True)
    sys.stdin.readline()
    took = []
    for happened, rows in made:
        begun = time.perf_counter()
        ledger.record_event(happened, rows, NOW)
        took.append(time.perf_counter() - begun)
    ledger.close()
    print(json.dumps(took))


def _ledger(how: str, where: str) -> BareLedger | BareServerLedger | SqlStore:
    on_server = where.startswith("postgresql:")
    if how == "bare":
        return BareServerLedger(where) if on_server else BareLedger(Path(where))
    return open_store(where if on_server else f"sqlite:///{where}", lambda: NOW)


def empty_store(folder: Path) -> Path:
    """Set up a store with nothing in it."""
    folder.mkdir(parents=True)
    file = folder / "empty.sqlite3"
    command = [sys.executable, "-m", "monitor.store.migrate", f"sqlite:///{file}"]
    subprocess.run(command, cwd=ROOT, env=clean_environ(), check=True)
    return file


def fresh_copy(empty: Path, name: str) -> Path:
    """Give a fresh copy of the empty store, which is in no write-ahead log any more."""
    file = empty.with_name(f"{name}.sqlite3")
    for old in empty.parent.glob(f"{name}.sqlite3*"):
        old.unlink()
    shutil.copy(empty, file)
    return file


def _p99(took: list[float]) -> float:
    return sorted(took)[int(len(took) * 0.99)]


if __name__ == "__main__":
    _be_a_writer(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
