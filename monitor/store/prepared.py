"""Statements that every message needs: written as text once, and handed to the driver as they are.

SQLAlchemy has five to twenty times as much work with a small statement as the database, and a message needs
half a dozen of them. All others go the ordinary way.
"""

from collections import namedtuple
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from sqlalchemy import Connection, Dialect, Select, Update
from sqlalchemy.types import TypeDecorator

from monitor.store.columns import kept

_BY_NAME: Mapping[str, str] = {"sqlite": "named", "postgresql": "pyformat"}
"""How each driver takes its values by name."""


class _Text(NamedTuple):
    """A statement for one kind of database, with the values that stand in it from the start."""

    sql: str
    values: Mapping[str, Any]


class Prepared:
    """A statement whose values are given by name; no lists, since each length would be a text of its own.

    The driver's own errors come out of it, which `connections.plain_errors` knows.
    """

    def __init__(self, statement: Select[Any] | Update) -> None:
        self._statement = statement
        self._texts: dict[str, _Text] = {}

    def changed(self, connection: Connection, values: Mapping[str, Any]) -> int:
        """Run an update; gives how many rows it changed."""
        changed: int = self._run(connection, values).rowcount
        return changed

    def _run(self, connection: Connection, values: Mapping[str, Any]) -> Any:
        text = self._texts.get(connection.dialect.name) or self._compiled(connection.dialect)
        given = {name: kept(value) for name, value in values.items()}
        cursor = connection.connection.cursor()
        cursor.execute(text.sql, {**text.values, **given})
        return cursor

    def _compiled(self, dialect: Dialect) -> _Text:
        kind: Callable[..., Dialect] = type(dialect)
        by_name = kind(paramstyle=_BY_NAME[dialect.name])
        compiled = self._statement.compile(dialect=by_name)
        fixed = {name: kept(value) for name, value in compiled.params.items()}
        return self._texts.setdefault(dialect.name, _Text(compiled.string, fixed))


class PreparedSelect(Prepared):
    """A statement that gives rows, each a named tuple of its columns."""

    def __init__(self, statement: Select[Any]) -> None:
        super().__init__(statement)
        columns = statement.selected_columns
        self._row: Any = namedtuple("_Row", columns.keys())  # type: ignore[misc]
        self._read = [(at, one.type) for at, one in enumerate(columns) if isinstance(one.type, TypeDecorator)]

    def all(self, connection: Connection, values: Mapping[str, Any]) -> list[Any]:
        """Give all rows that are found."""
        return [self._made(row, connection.dialect) for row in self._run(connection, values).fetchall()]

    def first(self, connection: Connection, values: Mapping[str, Any]) -> Any:
        """Give the first row that is found; None if there is none."""
        row = self._run(connection, values).fetchone()
        return None if row is None else self._made(row, connection.dialect)

    def _made(self, row: tuple[Any, ...], dialect: Dialect) -> Any:
        values = list(row)
        for at, kind in self._read:
            values[at] = kind.process_result_value(values[at], dialect)
        return self._row._make(values)
