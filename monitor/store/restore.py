"""Fill an empty store from a backup, in one transaction: afterwards all is there, or nothing has changed.

A backup of an older version is put into the tables of that version, which are then migrated. Nobody else may
have the store open: whoever went on would send and write by what is no longer there.
"""

import sqlite3
from base64 import b64decode
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import (
    Boolean,
    Connection,
    Date,
    Engine,
    LargeBinary,
    MetaData,
    Table,
    func,
    insert,
    select,
    text,
    update,
)

from monitor.domain.events import DeliveryState
from monitor.errors import StoreError
from monitor.store.backup import Header, rows_of, tables_in
from monitor.store.connections import (
    called,
    connect,
    plain_errors,
    reading,
    store_file,
    use_write_ahead_log,
    writing,
)
from monitor.store.migrate import alone, refuse_foreign, upgrade
from monitor.store.schema import deliveries

WAITING = tuple(
    state
    for state in DeliveryState
    if state not in (DeliveryState.SENT, DeliveryState.SUPPRESSED, DeliveryState.FAILED)
)
_ROWS_AT_ONCE = 20  # of which each may hold a whole document
_PATIENCE = 5.0  # seconds for a process that is just ending to let go of a file
_OTHERS = text(
    "SELECT count(*) FROM pg_stat_activity"
    " WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()"
)


def restore(url: str, file: Path, header: Header, *, replace: bool, hold: str | None, now: datetime) -> None:
    """Put what a checked backup holds into a store that is empty, or with `replace` into any.

    `hold`: keep back the messages that were still to be sent when the backup was made, with this reason.
    Raises StoreError, also while anybody else has the store open.
    """
    engine = connect(url)
    try:
        with alone(engine):
            refuse_foreign(engine)
            if not replace:
                require_empty(engine)
            require_unused(engine)
            use_write_ahead_log(engine)
            with writing(engine) as connection:
                _drop_all(connection)
                upgrade(engine, connection, header.revision)
                _fill(connection, file, header)
                upgrade(engine, connection, "head")
                if hold is not None:
                    _hold_back(connection, hold, now)
    finally:
        engine.dispose()


def require_empty(engine: Engine) -> None:
    """Make sure that nothing is remembered yet, whether or not there are tables. Raises StoreError."""
    with reading(engine) as connection:
        for table in tables_in(connection):
            if connection.execute(select(table).limit(1)).first() is not None:
                raise StoreError(
                    f"{called(engine.url)} is not empty: restore into an empty store, or add --replace to "
                    "throw away what is in it"
                )


def require_unused(engine: Engine) -> None:
    """Make sure that no other process has the store open. Raises StoreError."""
    if _others_have_file(engine) if store_file(engine) else _others_on_server(engine):
        raise StoreError(
            f"{called(engine.url)} is in use: stop the monitor, all its processes (run, scheduler, worker, "
            "web), and whatever else has it open, and try again; nothing was changed"
        )


def waiting_in(file: Path, header: Header) -> Iterator[dict[str, Any]]:
    """Give the deliveries of a backup that were still to be sent, or perhaps on their way."""
    columns = header.tables[deliveries.name]
    for table, values in rows_of(file):
        row = dict(zip(columns, values, strict=False)) if table == deliveries.name else {}
        if row.get("state") in WAITING:
            yield row


def _others_have_file(engine: Engine) -> bool:
    """Try to leave the write-ahead log, which SQLite grants only to whoever is alone with the file."""
    engine.dispose()  # our own connections would count
    with plain_errors(engine), closing(sqlite3.connect(str(store_file(engine)), timeout=_PATIENCE)) as alone_:
        try:
            alone_.execute("PRAGMA journal_mode=DELETE").fetchone()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                raise
            return True
    return False


def _others_on_server(engine: Engine) -> bool:
    with reading(engine) as connection:
        return bool(connection.execute(_OTHERS).scalar_one())


def _drop_all(connection: Connection) -> None:
    found = MetaData()
    found.reflect(connection)
    found.drop_all(connection)


def _fill(connection: Connection, file: Path, header: Header) -> None:
    tables = {table.name: table for table in tables_in(connection)}
    unknown = header.tables.keys() - tables.keys()
    if unknown:
        raise StoreError(f"{file} holds tables that this version does not have: {', '.join(sorted(unknown))}")
    rows = rows_of(file)
    while chunk := list(islice(rows, _ROWS_AT_ONCE)):
        for name in dict.fromkeys(name for name, _ in chunk):
            readers = _readers(tables[name], header.tables[name])
            values = [_row(readers, row) for of, row in chunk if of == name]
            connection.execute(insert(tables[name]), values)
    if connection.dialect.name == "postgresql":
        for table in tables.values():
            _go_on_counting(connection, table)


def _readers(table: Table, columns: list[str]) -> Mapping[str, Callable[[Any], Any] | None]:
    """Say of each column how its value is read back, if it was written in another form."""
    forms: dict[type[Any], Callable[[Any], Any]] = {
        LargeBinary: b64decode,
        Date: date.fromisoformat,
        Boolean: bool,
    }
    return {
        name: next((form for kind, form in forms.items() if isinstance(table.c[name].type, kind)), None)
        for name in columns
    }


def _row(readers: Mapping[str, Callable[[Any], Any] | None], values: list[Any]) -> dict[str, Any]:
    return {
        name: read(value) if read is not None and value is not None else value
        for (name, read), value in zip(readers.items(), values, strict=True)
    }


def _go_on_counting(connection: Connection, table: Table) -> None:
    """Let the server number new rows after those that came with numbers of their own."""
    sequence = (
        "id" in table.c and connection.execute(select(func.pg_get_serial_sequence(table.name, "id"))).scalar()
    )
    if sequence:
        last = select(func.max(table.c.id)).scalar_subquery()
        connection.execute(select(func.setval(sequence, func.coalesce(last, 1), last.is_not(None))))


def _hold_back(connection: Connection, why: str, now: datetime) -> None:
    waiting = update(deliveries).where(deliveries.c.state.in_(WAITING))
    free = {"holder": None, "lease_until": None}
    connection.execute(waiting.values(state=DeliveryState.SUPPRESSED, error=why, settled=now, **free))
