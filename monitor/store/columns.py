"""How values lie in the database: times as sortable text, plain data as JSON text.

A time is stored in UTC as ISO 8601 text of one fixed width, `2025-11-18T09:31:07.250000Z`. Text of that form
sorts as the times do in SQLite and PostgreSQL alike, keeps its microseconds, and can be read by a person.
"""

import json
from datetime import UTC, datetime
from enum import Enum
from functools import lru_cache
from typing import Any

from sqlalchemy import Dialect, String, Text
from sqlalchemy.types import TypeDecorator

_TIME_WIDTH = len("2025-11-18T09:31:07.250000Z")

# Everything but ASCII is escaped: text out of a PDF may hold halves of characters, which no database takes.
_as_json = json.JSONEncoder(separators=(",", ":")).encode


class UtcTime(TypeDecorator[datetime]):
    """A moment: an aware datetime outside, fixed-width ISO text in UTC inside."""

    impl = String(_TIME_WIDTH)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        """Give the stored text. Raises ValueError for a time that does not know its zone."""
        return None if value is None else _as_time(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:
        """Give the time, aware and in UTC."""
        return None if value is None else datetime.fromisoformat(value)


class JsonText(TypeDecorator[Any]):
    """Plain data as JSON text, in the order it was given."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """Give the JSON text; None stays NULL."""
        return None if value is None else _as_json(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        """Give the data back."""
        return None if value is None else json.loads(value)


def kept(value: Any) -> Any:
    """Give a value as its column keeps it, where no column is at hand. Raises ValueError as UtcTime does."""
    if isinstance(value, datetime):
        return _as_time(value)
    if isinstance(value, dict | list):
        return _as_json(value)
    return value.value if isinstance(value, Enum) else value


def _as_time(moment: datetime) -> str:
    if moment.tzinfo is None:
        raise ValueError("a time without a zone cannot be remembered")
    return _utc_text(moment if moment.tzinfo is UTC else moment.astimezone(UTC))


@lru_cache(maxsize=64)  # the rows of one transaction share their times
def _utc_text(moment: datetime) -> str:
    return moment.isoformat(timespec="microseconds")[: _TIME_WIDTH - 1] + "Z"


def iso_seconds(moment: datetime) -> str:
    """Write a moment as people and JSON readers get it: whole seconds, UTC, "Z"."""
    return moment.astimezone(UTC).isoformat(timespec="seconds").removesuffix("+00:00") + "Z"
