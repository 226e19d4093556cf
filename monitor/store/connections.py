"""Transactions on the database, with its own errors turned into ours.

A database is a SQLite file or a PostgreSQL server; what only one of the two needs is loaded only for it.

SQLite settings are those that lose nothing and never say "locked" in normal work: write-ahead log,
`synchronous=FULL` (a commit is on the disk when it returns), and writers that queue up at `BEGIN IMMEDIATE`
instead of failing half-way when they find that somebody else has written.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError

from monitor.errors import StoreError

BUSY_SECONDS = 30.0

_POOLED = 8  # connections kept open; more are opened when more threads want one

# On a server: no statement, no wait for a row and no forgotten transaction lasts for ever (milliseconds).
_POSTGRESQL_LIMITS = {
    "statement_timeout": 120_000,
    "lock_timeout": 30_000,
    "idle_in_transaction_session_timeout": 300_000,
}
# A line that went dead is noticed before a lease of ours has run out (seconds; the last in milliseconds).
_POSTGRESQL_LINE = {
    "connect_timeout": 10,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 25_000,
}

_SQLITE_TROUBLE = {
    sqlite3.SQLITE_FULL: "the disk is full; make room and try again",
    sqlite3.SQLITE_READONLY: "it cannot be written; check owner and rights of the file and its folder",
    sqlite3.SQLITE_PERM: "it may not be opened; check owner and rights of the file and its folder",
    sqlite3.SQLITE_CANTOPEN: "it cannot be opened; check that the folder exists, its owner and its rights",
    sqlite3.SQLITE_BUSY: "another process has kept it locked for too long",
    sqlite3.SQLITE_LOCKED: "another process has kept it locked for too long",
    sqlite3.SQLITE_CORRUPT: "the file is damaged; restore a backup",
    sqlite3.SQLITE_NOTADB: "the file is damaged or no SQLite database; restore a backup",
    sqlite3.SQLITE_IOERR: "the disk gave an error while it was read or written",
}


def connect(url: str, *, busy_seconds: float = BUSY_SECONDS) -> Engine:
    """Prepare connections to a store, without opening one.

    Threads may share the engine: each transaction has a connection to itself. Raises StoreError for a URL
    that is none, and for a database that several processes cannot share or that there is no driver for.
    """
    parsed = _parsed(url)
    try:
        if parsed.get_backend_name() != "sqlite":
            return _postgresql(parsed)
        engine = create_engine(
            parsed,
            hide_parameters=True,  # rows hold people's addresses, which have no place in an error
            pool_size=_POOLED,
            max_overflow=-1,
            connect_args={"timeout": busy_seconds},
        )
    except SQLAlchemyError as error:
        raise StoreError(f"{called(parsed)}: there is no driver for this database") from error
    except ImportError as error:
        raise StoreError(
            f"{called(parsed)}: a store on PostgreSQL needs psycopg, which is not installed: run "
            'pip install "area-send-monitor[postgres]"'
        ) from error
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def called(url: URL) -> str:
    """Name a store as people know it: a file by its path, a server by its URL without the password."""
    if url.get_backend_name() == "sqlite" and url.database:
        return str(Path(url.database).absolute())
    return url.render_as_string(hide_password=True)


def store_file(engine: Engine) -> Path | None:
    """Give the file a store lies in; None for a store on a server."""
    url = engine.url
    return Path(url.database) if url.get_backend_name() == "sqlite" and url.database else None


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Open a transaction that only reads. Raises StoreError."""
    with plain_errors(engine), engine.connect() as connection, connection.begin():
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Open a transaction that writes: all of it is kept, or none. Raises StoreError."""
    with plain_errors(engine), engine.connect() as connection:
        connection.execution_options(monitor_writes=True)
        with connection.begin():
            yield connection


@contextmanager
def plain_errors(engine: Engine) -> Iterator[None]:
    """Turn the database's errors into a StoreError that names the store and says what can be done."""
    try:
        yield
    except (SQLAlchemyError, engine.dialect.loaded_dbapi.Error) as error:
        raise StoreError(f"{called(engine.url)}: {_trouble(error)}") from error
    except ValueError as error:  # a state, a time or JSON that this program cannot have written
        raise StoreError(f"{called(engine.url)}: a value in it makes no sense here: {error}") from error


def use_write_ahead_log(engine: Engine) -> None:
    """Switch a SQLite file to the write-ahead log, for good; nothing to do elsewhere. Raises StoreError.

    Apart from `connect`, because it writes, and must not touch a file before we know that it is ours.
    """
    if store_file(engine) is None:
        return
    with plain_errors(engine), closing(engine.raw_connection()) as connection:
        connection.cursor().execute("PRAGMA journal_mode=WAL").fetchone()


def _postgresql(url: URL) -> Engine:
    """Prepare connections to a server: each call has an end, and one that was cut is not used again."""
    limits = " ".join(f"-c {name}={value}" for name, value in _POSTGRESQL_LIMITS.items())
    return create_engine(
        url.set(drivername="postgresql+psycopg"),
        hide_parameters=True,
        pool_size=_POOLED,
        max_overflow=-1,
        isolation_level="READ COMMITTED",  # whatever the server's default: a claim is of a row as it is now
        pool_pre_ping=True,  # whoever has just sent a message must not be the first to notice a restart
        connect_args={"options": limits} | _POSTGRESQL_LINE | dict(url.query),
    )


def _parsed(url: str) -> URL:
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        # Not `from` the library's error, which may quote the URL and with it a password.
        raise StoreError("the store's URL is not of the form sqlite:///path/to/file.sqlite3") from None
    name = parsed.get_backend_name()
    if name not in ("sqlite", "postgresql"):
        raise StoreError(f"{called(parsed)}: a store is sqlite:///... or postgresql://..., not {name}")
    if name == "sqlite" and (parsed.database or ":memory:").startswith((":memory:", "file:")):
        raise StoreError("a store needs a file of its own: sqlite:///path/to/file.sqlite3")
    return parsed


def _set_up_sqlite(connection: Any, _record: Any) -> None:
    # The driver must not open transactions of its own accord: _begin_sqlite does it.
    connection.isolation_level = None
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA foreign_keys=ON")


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("monitor_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _trouble(error: Exception) -> str:
    cause = error.orig if isinstance(error, DBAPIError) else error
    code = getattr(cause, "sqlite_errorcode", None)
    known = _SQLITE_TROUBLE.get(code & 0xFF) if code is not None else None
    first_line = str(cause).partition("\n")[0]
    return f"{known} ({first_line})" if known else first_line
