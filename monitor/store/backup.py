"""Write all that a store remembers into one file, and read such a file, whatever database is on either side.

The file is compressed text, a JSON value a line: a header with the store's revision and its tables; then a
line for each row, `[table, [values]]`; and last how many rows each table has and the SHA-256 of all before.
Values are as they lie in the database: times and plain data as text, dates in ISO 8601, bytes in base64.
"""

import gzip
import json
import os
from base64 import b64encode
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO, cast

from sqlalchemy import Connection, Engine, MetaData, Table, select, text

from monitor.errors import UnusableBackup
from monitor.store.columns import iso_seconds
from monitor.store.connections import connect, plain_errors
from monitor.store.schema import REVISIONS

FORMAT = 1
VERSION_TABLE = "alembic_version"

_ROWS_AT_ONCE = 20  # of which each may hold a whole document


@dataclass(frozen=True, slots=True)
class Header:
    """What a backup says of itself: when it was made, of which revision, and each table's columns."""

    made: datetime
    revision: str
    tables: dict[str, list[str]]


def write_backup(url: str, file: Path, now: datetime) -> dict[str, int]:
    """Write a store as it is at this moment, beside `file` first; give how many rows each table has.

    Others may go on writing meanwhile. Raises StoreError; UnusableBackup if the file cannot be written.
    """
    engine = connect(url)
    partial = file.with_name(f"{file.name}.partial")
    try:
        with _snapshot(engine) as connection, _written(partial) as out:
            counts = _write(connection, out, now)
        partial.replace(file)
    except OSError as error:
        raise UnusableBackup(f"{error.filename or file} cannot be written: {error.strerror}") from error
    finally:
        partial.unlink(missing_ok=True)
        engine.dispose()
    return counts


def check_backup(file: Path) -> Header:
    """Read a backup to its end and give its header. Raises UnusableBackup if any of it is not as written."""
    digest, counts = sha256(), Counter[str]()
    with _read(file) as lines:
        first = next(lines, b"")
        header = _header(file, first)
        digest.update(first)
        for line in lines:
            if line.startswith(b"{"):
                if json.loads(line) != {"counts": dict(counts), "sha256": digest.hexdigest()} or next(
                    lines, b""
                ):
                    break
                return header
            digest.update(line)
            counts[json.loads(line)[0]] += 1
    raise UnusableBackup(f"{file} is damaged or not whole; use another backup")


def rows_of(file: Path) -> Iterator[tuple[str, list[Any]]]:
    """Give the rows of a backup that was checked, in an order in which they can be inserted."""
    with _read(file) as lines:
        next(lines)
        for line in lines:
            if line.startswith(b"["):
                table, values = json.loads(line)
                yield table, values


def tables_in(connection: Connection) -> list[Table]:
    """Give the tables as they are in the database, each after those it refers to."""
    found = MetaData()
    found.reflect(connection)
    return [table for table in found.sorted_tables if table.name != VERSION_TABLE]


@contextmanager
def _snapshot(engine: Engine) -> Iterator[Connection]:
    with plain_errors(engine), engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection.execution_options(isolation_level="REPEATABLE READ")
        with connection.begin():
            yield connection


@contextmanager
def _written(file: Path) -> Iterator[BinaryIO]:
    """Open a file that only we may read, for it holds people's addresses; what was written is on the disk."""
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as raw:
        with gzip.GzipFile(fileobj=raw, mode="wb", compresslevel=5, mtime=0) as packed:
            yield cast(BinaryIO, packed)
        raw.flush()
        os.fsync(raw.fileno())


def _write(connection: Connection, out: BinaryIO, now: datetime) -> dict[str, int]:
    digest, counts = sha256(), Counter[str]()

    def put(value: Any) -> None:
        line = json.dumps(value, separators=(",", ":")).encode() + b"\n"
        digest.update(line)
        out.write(line)

    tables = tables_in(connection)
    names = {table.name: [column.name for column in table.columns] for table in tables}
    revision = connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar()  # noqa: S608
    put({"backup": FORMAT, "made": iso_seconds(now), "revision": revision, "tables": names})
    for table in tables:
        for row in connection.execute(select(table).execution_options(yield_per=_ROWS_AT_ONCE)):
            put([table.name, [_portable(value) for value in row]])
            counts[table.name] += 1
    put({"counts": dict(counts), "sha256": digest.hexdigest()})
    return {name: counts[name] for name in names}


def _portable(value: Any) -> Any:
    if isinstance(value, bytes):
        return b64encode(value).decode()
    return value.isoformat() if isinstance(value, date) else value


@contextmanager
def _read(file: Path) -> Iterator[Iterator[bytes]]:
    try:
        with gzip.open(file, "rb") as lines:
            yield iter(lines)
    except OSError as error:
        why = error.strerror or "it is no backup"
        raise UnusableBackup(f"{file} cannot be read: {why}") from error
    except (EOFError, ValueError, LookupError, TypeError) as error:
        raise UnusableBackup(f"{file} is damaged or not whole; use another backup") from error


def _header(file: Path, line: bytes) -> Header:
    found = json.loads(line)
    if found["backup"] != FORMAT or found["revision"] not in REVISIONS:
        raise UnusableBackup(f"{file} was made by a newer version of this program: install that version")
    return Header(datetime.fromisoformat(found["made"]), found["revision"], found["tables"])
