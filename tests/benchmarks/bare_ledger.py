"""The floor under the ledger: the same rows in the same tables, written by bare sqlite3 as durably."""

import json
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg

from monitor.domain.events import NewDelivery, NewEvent

_EVENT = "INSERT INTO events (key, kind, area, band, occurred, seen, data) VALUES (?, ?, ?, ?, ?, ?, ?)"
_DELIVERY = (
    "INSERT INTO deliveries (event_id, channel, address, subscribers, state, attempts, due, created)"
    " VALUES (?, ?, ?, ?, ?, 0, ?, ?)"
)
_EVENTS_OF = "SELECT key, kind, area, band, occurred, seen, data FROM events ORDER BY key"
_DELIVERIES_OF = (
    "SELECT key, channel, address, subscribers, state, attempts, due, created"
    " FROM deliveries JOIN events ON events.id = event_id ORDER BY key, address"
)


class BareLedger:
    """One connection with the settings the store has."""

    def __init__(self, file: Path) -> None:
        self._connection = sqlite3.connect(file, timeout=30, isolation_level=None)
        self._connection.execute("PRAGMA journal_mode=WAL")
        self._connection.execute("PRAGMA synchronous=FULL")
        self._connection.execute("PRAGMA foreign_keys=ON")

    def record_event(self, happened: NewEvent, rows: Sequence[NewDelivery], now: datetime) -> None:
        """Write an event with its deliveries in one transaction."""
        execute = self._connection.execute
        execute("BEGIN IMMEDIATE")
        values = (happened.area, happened.band, _text(happened.occurred), _text(now), _json(happened.data))
        written = execute(_EVENT, (happened.key, happened.kind, *values)).lastrowid
        self._connection.executemany(_DELIVERY, [_values(written, row, now) for row in rows])
        execute("COMMIT")

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()


class BareServerLedger:
    """One psycopg connection to a PostgreSQL server."""

    def __init__(self, url: str) -> None:
        self._connection = psycopg.connect(url)

    def record_event(self, happened: NewEvent, rows: Sequence[NewDelivery], now: datetime) -> None:
        """Write an event with its deliveries in one transaction."""
        values = (happened.area, happened.band, _text(happened.occurred), _text(now), _json(happened.data))
        with self._connection.transaction(), self._connection.cursor() as cursor:
            cursor.execute(_on_server(_EVENT) + " RETURNING id", (happened.key, happened.kind, *values))
            written = cursor.fetchone()
            event_id = written[0] if written else None
            cursor.executemany(_on_server(_DELIVERY), [_values(event_id, row, now) for row in rows])

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()


def server_rows(url: str) -> tuple[int, int]:
    """Count the events and the deliveries of a store on a server."""
    with psycopg.connect(url) as connection:
        counted = connection.execute(
            "SELECT (SELECT count(*) FROM events), (SELECT count(*) FROM deliveries)"
        )
        found = counted.fetchone() or (0, 0)
        return found[0], found[1]


def rows_in(file: Path) -> tuple[list[Any], list[Any]]:
    """Give the events and the deliveries of a store, without their ids."""
    with closing(sqlite3.connect(file)) as connection:
        return connection.execute(_EVENTS_OF).fetchall(), connection.execute(_DELIVERIES_OF).fetchall()


def _values(event_id: int | None, row: NewDelivery, now: datetime) -> tuple[Any, ...]:
    people = _json([{"name": one.name, "reason": one.reason} for one in row.subscribers])
    return (event_id, row.channel, row.address, people, row.state, _text(row.due), _text(now))


def _on_server(statement: str) -> Any:
    return statement.replace("?", "%s")


def _text(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")[:26] + "Z"


def _json(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"))
