"""The floor under the ledger: the same rows in the same tables, written by bare sqlite3 as durably."""

import json
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

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
        self._connection.executemany(
            _DELIVERY,
            [
                (
                    written,
                    row.channel,
                    row.address,
                    _json([{"name": one.name, "reason": one.reason} for one in row.subscribers]),
                    row.state,
                    _text(row.due),
                    _text(now),
                )
                for row in rows
            ],
        )
        execute("COMMIT")

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()


def rows_in(file: Path) -> tuple[list[Any], list[Any]]:
    """Give the events and the deliveries of a store, without their ids."""
    with closing(sqlite3.connect(file)) as connection:
        return connection.execute(_EVENTS_OF).fetchall(), connection.execute(_DELIVERIES_OF).fetchall()


def _text(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")[:26] + "Z"


def _json(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"))
