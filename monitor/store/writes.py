"""Writing a row that may be there already, in SQL that every database speaks."""

from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from sqlalchemy import Connection, Row, Table, and_, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.sql.elements import ColumnElement


def insert_new(
    connection: Connection, table: Table, key: Mapping[str, Any], values: Mapping[str, Any]
) -> Row[Any] | None:
    """Insert the row of a unique key and give its primary key; None, writing nothing, if the key is known."""
    if _known(connection, table, key):
        return None
    try:
        with _undoable(connection):
            done = connection.execute(insert(table).values(**key, **values))
    except IntegrityError:
        if not _known(connection, table, key):
            raise
        return None
    return done.inserted_primary_key


def put(connection: Connection, table: Table, key: Mapping[str, Any], values: Mapping[str, Any]) -> None:
    """Write the row of a unique key, new or not."""
    change = update(table).where(row_of(table, key)).values(**values)
    if not connection.execute(change).rowcount and insert_new(connection, table, key, values) is None:
        connection.execute(change)


def row_of(table: Table, key: Mapping[str, Any]) -> ColumnElement[bool]:
    """Say which row is meant."""
    return and_(*(table.c[name] == value for name, value in key.items()))


def _undoable(connection: Connection) -> AbstractContextManager[Any]:
    """Let an insert fail alone: on a server, another process may insert the same key in this very moment.

    SQLite has one writer at a time, so there nobody comes between; and a savepoint would hide the reason when
    a full disk makes SQLite undo the whole transaction.
    """
    return nullcontext() if connection.dialect.name == "sqlite" else connection.begin_nested()


def _known(connection: Connection, table: Table, key: Mapping[str, Any]) -> bool:
    first = next(iter(table.primary_key.columns))
    return connection.execute(select(first).where(row_of(table, key))).first() is not None
