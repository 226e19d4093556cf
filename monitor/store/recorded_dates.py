"""Dates that the operator recorded: every change is a row of its own, and none is ever lost."""

from typing import Any

from sqlalchemy import Engine, Row, insert, select

from monitor.domain.deadlines import Expected, RecordedDate
from monitor.store.connections import reading, writing
from monitor.store.schema import recorded_dates


class RecordedDateRows:
    """Recorded dates of a store."""

    _engine: Engine

    def recorded_dates(self, *, area: str | None = None) -> list[RecordedDate]:
        """Give all that was ever recorded, oldest first; the last of an area and a kind of date holds."""
        wanted = select(recorded_dates).order_by(recorded_dates.c.id)
        if area is not None:
            wanted = wanted.where(recorded_dates.c.area == area)
        with reading(self._engine) as connection:
            return [_record_of(row) for row in connection.execute(wanted)]

    def record_date(self, record: RecordedDate) -> None:
        """Write down a date, or that one no longer holds."""
        values = {
            "area": record.area,
            "what": record.what,
            "follows": record.follows,
            "day": record.day,
            "source": record.source,
            "note": record.note,
            "recorded_by": record.by,
            "recorded_at": record.at,
        }
        with writing(self._engine) as connection:
            connection.execute(insert(recorded_dates).values(**values))


def _record_of(row: Row[Any]) -> RecordedDate:
    return RecordedDate(
        area=row.area,
        what=Expected(row.what),
        follows=row.follows,
        day=row.day,
        source=row.source,
        note=row.note,
        by=row.recorded_by,
        at=row.recorded_at,
    )
