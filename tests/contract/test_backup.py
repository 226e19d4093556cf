"""Backups: from either database into either, whole or not at all, and of older versions too."""

import gzip
import json
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import asdict, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select
from sqlalchemy.event import listen, remove

from monitor.domain.events import DeliveryState
from monitor.errors import StoreError, UnusableBackup
from monitor.store import backup
from monitor.store.backup import check_backup, rows_of, tables_in, write_backup
from monitor.store.connections import connect, reading, writing
from monitor.store.database import open_store
from monitor.store.migrate import alone, upgrade
from monitor.store.restore import restore, waiting_in
from tests.contract.test_store_cases import (
    DATABASES,
    LATER,
    MESSAGE,
    NOW,
    World,
    add_delivery,
    add_publication,
    ingest,
    new_event,
    new_world,
    start_sending,
    take,
    to,
)


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, World]]:
    """Give a store with something in it on each database; nobody writes to it."""
    with ExitStack() as stack:
        made = {
            name: stack.enter_context(new_world(name, tmp_path_factory.mktemp(name))) for name in DATABASES
        }
        for world in made.values():
            fill(world)
        yield made


@pytest.fixture
def new(tmp_path: Path) -> Iterator[Callable[[str], World]]:
    """Give a function that makes an empty store on a database."""
    with ExitStack() as stack:
        yield lambda database: stack.enter_context(new_world(database, tmp_path))


def fill(world: World) -> None:
    """Put a row into most tables, and a delivery in every state."""
    store = world.store
    store.set_meta("baseline", "done – ’ as it should be")
    publication_id = add_publication(store)
    record = ingest(publication_id, sha256="ab" * 32)
    store.record_ingest(replace(record, document=bytes(range(256))), NOW)
    store.source_failed("listing", "no answer", NOW)
    store.enter("reports.example.org", spacing=1, hold=60)
    store.take_tick("sweep", expected=None, next_due=LATER, wanted=NOW)
    store.finish_poll(store.start_poll("full", NOW), ok=True, summary={"seen": 153}, now=LATER)
    store.unsubscribe("email", "left@example.org", "they left", NOW)
    for state in DeliveryState:
        bring_into(world, state)


def bring_into(world: World, state: DeliveryState) -> None:
    first = state if state in (DeliveryState.HELD, DeliveryState.SUPPRESSED) else DeliveryState.DUE
    delivery_id = add_delivery(world.store, to(f"{state}@example.org", state=first), key=f"event of {state}")
    if state is DeliveryState.TAKEN:
        assert take(world.store, delivery_id)
    if state in (DeliveryState.SENDING, DeliveryState.SENT, DeliveryState.MAYBE_SENT, DeliveryState.FAILED):
        start_sending(world.store, delivery_id)
    if state in (DeliveryState.SENT, DeliveryState.MAYBE_SENT, DeliveryState.FAILED):
        world.store.settle_deliveries([delivery_id], state=state, error=None, now=LATER)


def everything(url: str) -> dict[str, list[dict[str, Any]]]:
    """Give all rows of all tables."""
    engine = connect(url)
    with reading(engine) as connection:
        found = {
            table.name: sorted((dict(row._mapping) for row in connection.execute(select(table))), key=str)
            for table in tables_in(connection)
        }
    engine.dispose()
    return found


def bring_back(world: World, file: Path, **given: Any) -> None:
    values = {"replace": False, "hold": None, "now": LATER} | given
    world.store.close()
    restore(world.url, file, check_backup(file), **values)


@pytest.mark.parametrize("source", DATABASES)
@pytest.mark.parametrize("target", DATABASES)
def test_everything_comes_back_on_either_database(
    full: dict[str, World], new: Callable[[str], World], tmp_path: Path, source: str, target: str
) -> None:
    empty, file = new(target), tmp_path / "all.backup"
    counts = write_backup(full[source].url, file, NOW)
    bring_back(empty, file)

    assert everything(empty.url) == everything(full[source].url)
    assert counts["deliveries"] == len(DeliveryState) + 2  # those of the report come on top
    assert empty.store.document("ab" * 32) == bytes(range(256))
    assert empty.store.is_blocked("email", "left@example.org") is not None
    assert [asdict(row) for row in empty.store.deliveries()] == [
        asdict(row) for row in full[source].store.deliveries()
    ]


@pytest.mark.parametrize("target", DATABASES)
def test_new_rows_are_numbered_after_those_that_came_back(
    full: dict[str, World], new: Callable[[str], World], tmp_path: Path, target: str
) -> None:
    empty = new(target)
    write_backup(full["sqlite"].url, tmp_path / "all.backup", NOW)
    bring_back(empty, tmp_path / "all.backup")
    known = {event.id for event in empty.store.events()}
    assert empty.store.record_event(new_event("another"), [to("new@example.org")], LATER) not in known


@pytest.mark.parametrize("database", DATABASES)
def test_backup_is_of_one_moment_while_others_write(
    full: dict[str, World],
    new: Callable[[str], World],
    tmp_path: Path,
    database: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    busy = new(database)
    fill(busy)
    before = everything(busy.url)
    portable = backup._portable

    def write_between(value: Any) -> Any:
        busy.store.record_event(new_event(f"between {os.urandom(8).hex()}"), [to("x@example.org")], NOW)
        monkeypatch.setattr(backup, "_portable", portable)
        return portable(value)

    monkeypatch.setattr(backup, "_portable", write_between)
    write_backup(busy.url, tmp_path / "all.backup", NOW)
    kept = sum(table == "events" for table, _ in rows_of(tmp_path / "all.backup"))
    assert kept == len(before["events"])
    assert len(everything(busy.url)["events"]) == kept + 1


@pytest.mark.parametrize("database", DATABASES)
def test_store_that_holds_something_is_left_alone_unless_it_is_to_be_replaced(
    full: dict[str, World], new: Callable[[str], World], tmp_path: Path, database: str
) -> None:
    other = new(database)
    write_backup(full[database].url, tmp_path / "all.backup", NOW)
    other.store.set_meta("mine", "yes")
    with pytest.raises(StoreError, match="is not empty"):
        bring_back(other, tmp_path / "all.backup")
    assert other.store.get_meta("mine") == "yes"
    bring_back(other, tmp_path / "all.backup", replace=True)
    assert everything(other.url) == everything(full[database].url)


@pytest.mark.parametrize("database", DATABASES)
def test_store_that_somebody_has_open_is_left_alone(
    full: dict[str, World],
    new: Callable[[str], World],
    tmp_path: Path,
    database: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A monitor that goes on would tell people of what the backup does not know, a second time."""
    monkeypatch.setattr("monitor.store.restore._PATIENCE", 0.0)
    other = new(database)
    write_backup(full[database].url, tmp_path / "all.backup", NOW)
    header = check_backup(tmp_path / "all.backup")
    other.store.set_meta("mine", "yes")
    with pytest.raises(StoreError, match="is in use: stop the monitor"):
        restore(other.url, tmp_path / "all.backup", header, replace=True, hold=None, now=LATER)
    assert other.store.get_meta("mine") == "yes"
    bring_back(other, tmp_path / "all.backup", replace=True)
    assert everything(other.url) == everything(full[database].url)


def test_restore_makes_a_store_that_is_not_there(
    full: dict[str, World], new: Callable[[str], World], tmp_path: Path
) -> None:
    write_backup(full["sqlite"].url, tmp_path / "all.backup", NOW)
    url = f"sqlite:///{tmp_path}/var/new.sqlite3"
    restore(
        url, tmp_path / "all.backup", check_backup(tmp_path / "all.backup"), replace=False, hold=None, now=NOW
    )
    store = open_store(url, lambda: NOW)
    assert len(store.deliveries()) == len(full["sqlite"].store.deliveries())
    store.close()


@pytest.mark.parametrize("database", DATABASES)
def test_restore_that_breaks_off_changes_nothing(
    full: dict[str, World], new: Callable[[str], World], tmp_path: Path, database: str
) -> None:
    other = new(database)
    write_backup(full["sqlite"].url, tmp_path / "all.backup", NOW)
    other.store.set_meta("mine", "yes")
    other.store.close()
    before = everything(other.url)

    def break_off(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if "INSERT INTO deliveries" in statement:
            raise KeyboardInterrupt

    engine_class = type(connect(other.url))
    listen(engine_class, "before_cursor_execute", break_off)
    try:
        with pytest.raises(KeyboardInterrupt):
            bring_back(other, tmp_path / "all.backup", replace=True)
    finally:
        remove(engine_class, "before_cursor_execute", break_off)
    assert everything(other.url) == before


def test_what_was_still_to_be_sent_is_listed_and_held_back(
    full: dict[str, World], new: Callable[[str], World], tmp_path: Path
) -> None:
    empty, file = new("sqlite"), tmp_path / "all.backup"
    write_backup(full["sqlite"].url, file, NOW)
    open_states = {"due", "held", "taken", "sending", "maybe_sent"}
    assert {row["state"] for row in waiting_in(file, check_backup(file))} == open_states

    bring_back(empty, file, hold="may have been sent since")
    rows = {row.address: row for row in empty.store.deliveries()}
    for state in open_states:
        assert rows[f"{state}@example.org"].state is DeliveryState.SUPPRESSED
        assert rows[f"{state}@example.org"].error == "may have been sent since"
    assert rows["sent@example.org"].state is DeliveryState.SENT
    assert rows["sending@example.org"].rendered == MESSAGE
    assert empty.store.due_deliveries(LATER + timedelta(days=365)) == []


@pytest.mark.parametrize("database", DATABASES)
def test_backup_of_an_older_version_is_brought_up_to_date(
    full: dict[str, World], new: Callable[[str], World], tmp_path: Path, database: str
) -> None:
    old, file = f"sqlite:///{tmp_path}/old.sqlite3", tmp_path / "old.backup"
    engine = connect(old)
    with alone(engine), writing(engine) as connection:
        upgrade(engine, connection, "0001")
        [meta] = [table for table in tables_in(connection) if table.name == "meta"]
        connection.execute(insert(meta).values(key="kept", value="yes"))
    engine.dispose()
    write_backup(old, file, NOW)
    assert check_backup(file).revision == "0001"
    empty = new(database)
    bring_back(empty, file)
    assert empty.store.get_meta("kept") == "yes"
    assert empty.store.deliveries() == []


def test_backup_is_for_our_eyes_and_never_half_written(
    full: dict[str, World], new: Callable[[str], World], tmp_path: Path
) -> None:
    file = tmp_path / "all.backup"
    write_backup(full["sqlite"].url, file, NOW)
    assert file.stat().st_mode & 0o077 == 0
    assert list(tmp_path.glob("*.partial")) == []
    with pytest.raises(UnusableBackup, match="cannot be written"):
        write_backup(full["sqlite"].url, tmp_path / "no such folder" / "all.backup", NOW)


def _damaged(whole: bytes) -> list[bytes]:
    lines = gzip.decompress(whole).splitlines(keepends=True)
    newer = json.loads(lines[0]) | {"revision": "9999"}
    return [
        b"",
        b"This is a letter, not a backup.",
        whole[: len(whole) // 2],
        whole[:-9] + bytes([whole[-9] ^ 255]) + whole[-8:],
        gzip.compress(b"".join(lines[:-1])),
        gzip.compress(b"".join(lines[:5] + lines[6:])),
        gzip.compress(b"".join([*lines, lines[5]])),
        gzip.compress(b"".join(lines).replace(b"no answer", b"no ansver")),
        gzip.compress(b"".join([json.dumps(newer).encode() + b"\n", *lines[1:]])),
        gzip.compress(b"[]\n"),
        gzip.compress(b"\xff\xfe\n"),
    ]


@pytest.mark.parametrize("number", range(11))
def test_damaged_backup_is_refused(
    full: dict[str, World], new: Callable[[str], World], tmp_path: Path, number: int
) -> None:
    file = tmp_path / "all.backup"
    write_backup(full["sqlite"].url, file, NOW)
    file.write_bytes(_damaged(file.read_bytes())[number])
    with pytest.raises(UnusableBackup, match=r"all\.backup"):
        check_backup(file)


def test_missing_backup_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnusableBackup, match=r"none\.backup cannot be read: No such file"):
        check_backup(tmp_path / "none.backup")
