"""Setting up, opening and losing a store: every trouble is a StoreError that says what to do."""

import itertools
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from sqlite3 import connect as raw
from typing import Any

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import Engine
from sqlalchemy.event import listen, remove

from monitor.errors import StoreError
from monitor.store.connections import connect, reading, writing
from monitor.store.database import is_empty, open_store
from monitor.store.migrate import alembic_config, main, migrate
from monitor.store.schema import REVISIONS
from tests.contract.test_store_cases import (
    NOW,
    World,
    add_publication,
    ingest,
    new_event,
    new_world,
    to,
)

SETTINGS = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 30_000}


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with new_world("sqlite", tmp_path) as fresh:
        yield fresh


def never() -> Any:
    raise AssertionError("nobody should ask for the time")


def refusal(url: str, **given: Any) -> str:
    with pytest.raises(StoreError) as caught:
        open_store(url, never, **given).close()
    return str(caught.value)


# --- setting up ----------------------------------------------------------------------------------------


def test_migration_makes_the_folder_and_opens(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/var 100%/deep/monitor.sqlite3"
    migrate(url)
    store = open_store(url, never)
    assert store.providers() == {}
    store.close()


def test_migrating_again_changes_nothing(world: World) -> None:
    world.store.set_meta("kept", "yes")
    migrate(world.url)
    assert world.store.get_meta("kept") == "yes"


def test_known_revisions_are_those_of_the_migrations(world: World) -> None:
    engine = connect(world.url)
    with reading(engine) as connection:
        scripts = ScriptDirectory.from_config(alembic_config(connection))
        known = [script.revision for script in scripts.walk_revisions()]
    engine.dispose()
    assert tuple(reversed(known)) == REVISIONS


def test_there_is_no_way_back(world: World) -> None:
    world.store.set_meta("kept", "yes")
    engine = connect(world.url)
    with pytest.raises(NotImplementedError, match="backup"), writing(engine) as connection:
        command.downgrade(alembic_config(connection), "base")
    engine.dispose()
    assert world.store.get_meta("kept") == "yes"


def test_migration_that_breaks_off_leaves_nothing_behind(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/monitor.sqlite3"

    def break_off(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if "CREATE TABLE deliveries" in statement:
            raise KeyboardInterrupt

    listen(Engine, "before_cursor_execute", break_off)
    try:
        with pytest.raises(KeyboardInterrupt):
            migrate(url)
    finally:
        remove(Engine, "before_cursor_execute", break_off)
    assert is_empty(url)
    migrate(url)
    open_store(url, never).close()


def test_tables_of_another_program_are_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "other.sqlite3"
    with closing(raw(file)) as other:
        other.execute("create table theirs (x)")
        before = file.read_bytes()
        with pytest.raises(StoreError, match="not this program's"):
            migrate(f"sqlite:///{file}")
    assert "run `send-monitor migrate`" in refusal(f"sqlite:///{file}")
    assert not is_empty(f"sqlite:///{file}")
    assert file.read_bytes() == before


def test_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match=r"monitor\.sqlite3 cannot be created: "):
        migrate(f"sqlite:///{tmp_path}/file/monitor.sqlite3")


def test_migrate_on_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([f"sqlite:///{tmp_path}/monitor.sqlite3"]) == 0
    assert main([]) == 2
    assert main(["nonsense"]) == 1
    assert "sqlite:///path" in capsys.readouterr().err


def test_only_migrate_and_restore_load_alembic() -> None:
    script = (
        "import sys, pkgutil, importlib, monitor.store as store\n"
        "names = [m.name for m in pkgutil.iter_modules(store.__path__)]\n"
        "assert 'database' in names\n"
        "for name in names:\n"
        "    if name not in ('migrate', 'restore'): importlib.import_module('monitor.store.' + name)\n"
        "print([m for m in sys.modules if m.partition('.')[0] == 'alembic'])\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_migration_works_from_any_folder_without_an_ini_file(tmp_path: Path) -> None:
    command_line = [sys.executable, "-m", "monitor.store.migrate", "sqlite:///var/monitor.sqlite3"]
    subprocess.run(command_line, check=True, cwd=tmp_path, env={**os.environ, "PYTHONSAFEPATH": "1"})
    open_store(f"sqlite:///{tmp_path}/var/monitor.sqlite3", never).close()


# --- opening -------------------------------------------------------------------------------------------


def test_store_that_is_not_there_is_not_made_by_looking(tmp_path: Path) -> None:
    file = tmp_path / "monitor.sqlite3"
    assert refusal(f"sqlite:///{file}").startswith(
        f"there is no store at {file}: the first `send-monitor run`"
    )
    assert is_empty(f"sqlite:///{file}")
    assert list(tmp_path.iterdir()) == []


def test_empty_file_is_an_empty_store(tmp_path: Path) -> None:
    file = tmp_path / "monitor.sqlite3"
    file.touch()
    assert is_empty(f"sqlite:///{file}")
    assert "run `send-monitor migrate`" in refusal(f"sqlite:///{file}")
    migrate(f"sqlite:///{file}")
    assert not is_empty(f"sqlite:///{file}")


@pytest.mark.parametrize(
    ("revision", "remedy"), [("9999", "install that version"), (None, "run `send-monitor migrate`")]
)
def test_other_versions_are_told_apart(world: World, revision: str | None, remedy: str) -> None:
    with closing(raw(world.file, isolation_level=None)) as connection:
        connection.execute("delete from alembic_version")
        if revision:
            connection.execute("insert into alembic_version values (?)", [revision])
    said = refusal(world.url)
    assert remedy in said
    assert str(world.file) in said


def test_older_store_is_to_be_migrated(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("monitor.store.database.REVISIONS", (*REVISIONS, "next"))
    assert f"older version ({REVISIONS[-1]}): run `send-monitor migrate`" in refusal(world.url)


def test_newer_store_cannot_be_migrated(world: World) -> None:
    with closing(raw(world.file, isolation_level=None)) as connection:
        connection.execute("update alembic_version set version_num = '9999'")
    with pytest.raises(StoreError, match="newer version"):
        migrate(world.url)


def test_every_connection_loses_nothing(world: World) -> None:
    engine = connect(world.url)
    with reading(engine) as one, reading(engine) as other:
        for connection, (name, value) in itertools.product((one, other), SETTINGS.items()):
            assert connection.exec_driver_sql(f"pragma {name}").scalar() == value, name
    engine.dispose()


def test_file_in_another_journal_mode_is_switched_back(world: World) -> None:
    world.store.close()
    with closing(raw(world.file)) as connection:
        assert connection.execute("pragma journal_mode=delete").fetchone() == ("delete",)
    open_store(world.url, never).close()
    with closing(raw(world.file)) as connection:
        assert connection.execute("pragma journal_mode").fetchone() == ("wal",)


@pytest.mark.parametrize(
    "url",
    ["", "monitor.sqlite3", "sqlite://", "sqlite:///:memory:", "sqlite:///file:x?mode=memory&uri=true"],
)
def test_url_of_no_file(url: str) -> None:
    assert "sqlite:///path/to/file.sqlite3" in refusal(url)


@pytest.mark.parametrize(
    "url",
    [
        "oracle://monitor:hunter2@db.example.org/x",
        "postgresql+nodriver://monitor:hunter2@db.example.org/x",
        "postgresql+psycopg://monitor:hunter2@db.example.org:port/x",
        "://monitor:hunter2@db",
    ],
)
def test_password_of_a_url_is_never_shown(url: str) -> None:
    with pytest.raises(StoreError) as caught:
        open_store(url, never)
    shown: BaseException | None = caught.value
    while shown is not None:
        assert "hunter2" not in str(shown)
        shown = shown.__cause__


# --- trouble -------------------------------------------------------------------------------------------


def test_file_that_is_no_database(tmp_path: Path) -> None:
    file = tmp_path / "monitor.sqlite3"
    file.write_bytes(b"This is a letter, not a database. " * 200)
    said = refusal(f"sqlite:///{file}")
    assert said.startswith(f"{file}: the file is damaged or no SQLite database; restore a backup")
    with pytest.raises(StoreError, match="restore a backup"):
        is_empty(f"sqlite:///{file}")
    with pytest.raises(StoreError, match="restore a backup"):
        migrate(f"sqlite:///{file}")


def test_damaged_file(world: World) -> None:
    world.store.record_event(new_event(), [to(f"{n}@x.org") for n in range(200)], NOW)
    world.store.close()
    whole = world.file.read_bytes()
    world.file.write_bytes(whole[:8192] + b"\xff" * (len(whole) - 8192))
    with pytest.raises(StoreError, match=r"monitor\.sqlite3: the file is damaged"):
        world.store.deliveries()


def test_folder_in_place_of_the_file(tmp_path: Path) -> None:
    assert "cannot be opened" in refusal(f"sqlite:///{tmp_path}")


def test_store_that_vanishes_while_in_use(world: World) -> None:
    world.store.close()
    world.file.rename(world.file.with_suffix(".away"))
    with pytest.raises(StoreError, match=r"monitor\.sqlite3"):
        world.store.providers()


def test_store_that_cannot_be_written(world: World) -> None:
    with _every_connection(world, "pragma query_only=on"):
        with pytest.raises(StoreError, match=r"monitor\.sqlite3: it cannot be written; check owner"):
            world.store.set_meta("a", "b")
        assert world.store.get_meta("a") is None


def test_full_disk_loses_nothing_and_the_store_goes_on_when_there_is_room(world: World) -> None:
    publication_id = add_publication(world.store)
    big = ingest(publication_id, b"x" * 5_000_000)
    with (
        _every_connection(world, "pragma max_page_count=300"),
        pytest.raises(StoreError, match=r"monitor\.sqlite3: the disk is full"),
    ):
        world.store.record_ingest(big, NOW)
    assert world.store.events() == []
    assert world.store.document_hash(publication_id) is None
    assert world.store.due_publications(NOW) == [publication_id]
    assert len(world.store.record_ingest(big, NOW)) == 1


def test_store_that_another_keeps_locked(world: World) -> None:
    impatient = open_store(world.url, never, busy_seconds=0.05)
    with closing(raw(world.file, isolation_level=None)) as other:
        other.execute("begin immediate")
        with pytest.raises(StoreError, match=r"monitor\.sqlite3: another process has kept it locked"):
            impatient.set_meta("a", "b")
        assert impatient.get_meta("a") is None  # readers are not kept waiting
    impatient.set_meta("a", "b")
    impatient.close()


def test_value_of_a_later_version_is_said_to_be_one(world: World) -> None:
    add_publication(world.store)
    with closing(raw(world.file, isolation_level=None)) as other:
        other.execute("update publications set state = 'pickled'")
    with pytest.raises(StoreError, match=r"monitor\.sqlite3: a value in it makes no sense here: 'pickled'"):
        world.store.publications()


def test_errors_do_not_show_what_was_written(world: World) -> None:
    with pytest.raises(StoreError) as caught:
        world.store.record_event(new_event(), [to("secret@example.org")] * 2, NOW)
    assert "secret@example.org" not in f"{caught.value} {caught.value.__cause__}"


class _every_connection:  # noqa: N801 - reads as a verb where it is used
    """Run a statement on each new connection of a store while it lasts."""

    def __init__(self, world: World, statement: str) -> None:
        self._world = world
        self._statement = statement

    def __enter__(self) -> None:
        self._world.store.close()
        listen(Engine, "connect", self._run)

    def __exit__(self, *_: object) -> None:
        remove(Engine, "connect", self._run)
        self._world.store.close()

    def _run(self, connection: Any, _record: Any) -> None:
        connection.execute(self._statement)
