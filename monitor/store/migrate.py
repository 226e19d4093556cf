"""Create a store's tables or bring them up to date: `python -m monitor.store.migrate URL`.

With `-` in place of the URL it is read from standard input, so that no list of processes shows a password.
Only this module loads Alembic, and `restore` with it, so that who merely uses the store need not. Two may
run it at once: one works, the other waits and finds nothing left to do.
"""

import fcntl
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection, Engine, func, inspect, select

from monitor.errors import StoreError
from monitor.store.connections import called, connect, reading, store_file, use_write_ahead_log, writing

MIGRATIONS = Path(__file__).parent / "migrations"

_LOCK_NUMBER = 0x53454E44  # any number that is ours


def migrate(url: str) -> None:
    """Bring the store at `url` up to date, creating it and its folder if need be. Raises StoreError."""
    engine = connect(url)
    try:
        with alone(engine):
            refuse_foreign(engine)
            use_write_ahead_log(engine)
            with writing(engine) as connection:
                upgrade(engine, connection)
    finally:
        engine.dispose()


def alembic_config(connection: Connection) -> Config:
    """Give Alembic what it wants to know; there is no alembic.ini, so that an installed wheel can migrate."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def main(arguments: Sequence[str]) -> int:
    """Migrate the store named on the command line; 0 done, 1 it failed, 2 no URL given."""
    if len(arguments) != 1:
        print("usage: python -m monitor.store.migrate URL", file=sys.stderr)
        return 2
    url = sys.stdin.read().strip() if arguments[0] == "-" else arguments[0]
    try:
        migrate(url)
    except StoreError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


@contextmanager
def alone(engine: Engine) -> Iterator[None]:
    """Keep other migrations of the same store out, until this one ends or its process dies.

    A file is locked beside the store, because SQLite's own locks do not cover the switch of a new file to
    the write-ahead log. It stays: removing it would let two in. On a server, `upgrade` takes a lock instead.
    """
    file = store_file(engine)
    if file is None:
        yield
        return
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        lock = file.with_name(f"{file.name}.migrate.lock").open("a")
    except OSError as error:
        raise StoreError(f"{called(engine.url)} cannot be created: {error.strerror}") from error
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def refuse_foreign(engine: Engine) -> None:
    """Leave the tables of another program alone. Raises StoreError."""
    with reading(engine) as connection:
        tables = inspect(connection).get_table_names()
    if tables and "alembic_version" not in tables:
        raise StoreError(
            f"{called(engine.url)} holds tables that are not this program's; choose another place"
        )


def upgrade(engine: Engine, connection: Connection, revision: str = "head") -> None:
    """Bring the tables to a revision, within a transaction. Raises StoreError."""
    if connection.dialect.name == "postgresql":
        # Building an index, or waiting for another migration, may take its time.
        for limit in ("statement_timeout", "lock_timeout"):
            connection.execute(select(func.set_config(limit, "0", True)))
        connection.execute(select(func.pg_advisory_xact_lock(_LOCK_NUMBER)))
    try:
        command.upgrade(alembic_config(connection), revision)
    except CommandError as error:
        name = called(engine.url)
        raise StoreError(
            f"{name} was made by a newer version of this program: install that version"
        ) from error


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
