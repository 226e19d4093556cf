"""Counting what is remembered, for whoever watches us from outside."""

from collections import Counter
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, Table, case, func, literal, select

from monitor.domain.events import DeliveryState, EventKind
from monitor.domain.figures import Counts, Reads, Recent, Sent
from monitor.store.connections import reading
from monitor.store.outbox import WAITING
from monitor.store.schema import deliveries, events, polls, publications, reports, sources

LAST_SENT = 500  # messages of each channel that latency is told of

# Written into the statement, not passed beside it: only so is the index of what was sent made use of.
_SENT = deliveries.c.state == literal(DeliveryState.SENT.value, literal_execute=True)
_RESULT = case((polls.c.ok, "ok"), (polls.c.finished.is_(None), "unfinished"), else_="failed")


class FigureRows:
    """Counts over all tables of a store."""

    _engine: Engine

    def counts(self) -> Counts:
        """Count rows by what they are and how they stand."""
        with reading(self._engine) as connection:
            return Counts(
                polls=_counted(connection, polls, polls.c.kind, _RESULT),
                publications=_counted(connection, publications, publications.c.state),
                deliveries=_deliveries(connection),
                maybe_sent=_counted(connection, deliveries, deliveries.c.channel, where=_maybe_sent()),
                events=_counted(connection, events, events.c.kind),
            )

    def recent(self, now: datetime) -> Recent:
        """Look up how long things took lately."""
        with reading(self._engine) as connection:
            return Recent(
                reading_seconds=_reading_seconds(connection),
                sent=[sent for channel in _channels(connection) for sent in _last_sent(connection, channel)],
                oldest_due=_oldest_due(connection, now),
            )

    def oldest_due(self, now: datetime) -> datetime | None:
        """Say since when the oldest message waits that is due by now."""
        with reading(self._engine) as connection:
            return _oldest_due(connection, now)

    def reads(self) -> list[Reads]:
        """Say of each source how often it was read."""
        columns = (sources.c.name, sources.c.ok_count, sources.c.failed_count)
        wanted = select(*columns, sources.c.failures, sources.c.last_ok).order_by(sources.c.name)
        with reading(self._engine) as connection:
            return [
                Reads(row.name, row.ok_count, row.failed_count, row.failures > 0, row.last_ok)
                for row in connection.execute(wanted)
            ]


def _counted(connection: Connection, table: Table, *by: Any, where: Any = None) -> dict[Any, int]:
    wanted = select(*by, func.count()).select_from(table).group_by(*by)
    rows = connection.execute(wanted if where is None else wanted.where(where))
    return {row[0] if len(by) == 1 else tuple(row[:-1]): row[-1] for row in rows}


def _deliveries(connection: Connection) -> dict[tuple[str, str], int]:
    """Count what was sent apart from the rest: nearly all is, and it has an index of its own."""
    by = (deliveries.c.channel, deliveries.c.state)
    sent: Counter[tuple[str, str]] = Counter(_counted(connection, deliveries, *by, where=_SENT))
    others = deliveries.c.state.in_([state for state in DeliveryState if state is not DeliveryState.SENT])
    return dict(sent + Counter(_counted(connection, deliveries, *by, where=others)))


def _oldest_due(connection: Connection, now: datetime) -> datetime | None:
    waiting = (deliveries.c.state.in_(WAITING), deliveries.c.due <= now)
    return connection.execute(select(func.min(deliveries.c.due)).where(*waiting)).scalar()


def _maybe_sent() -> Any:
    return deliveries.c.maybe_sent_at.is_not(None)


def _reading_seconds(connection: Connection) -> list[float]:
    known = select(reports.c.read_seconds).where(reports.c.read_seconds.is_not(None))
    return list(connection.execute(known).scalars())


def _channels(connection: Connection) -> list[str]:
    """Give the channels, each found by skipping to the next name, not by going through all rows."""
    found: list[str] = []
    while True:
        following = select(func.min(deliveries.c.channel)).where(_SENT)
        following = following.where(deliveries.c.channel > found[-1]) if found else following
        name = connection.execute(following).scalar()
        if name is None:
            return found
        found.append(name)


def _last_sent(connection: Connection, channel: str) -> list[Sent]:
    latest = (
        select(deliveries.c.event_id, deliveries.c.settled)
        .where(_SENT, deliveries.c.channel == channel)
        .order_by(deliveries.c.settled.desc())
        .limit(LAST_SENT)
        .subquery()
    )
    wanted = (
        select(events.c.occurred, events.c.seen, latest.c.settled)
        .join(latest, latest.c.event_id == events.c.id)
        .where(events.c.kind == EventKind.REPORT_PUBLISHED)
    )
    return [Sent(channel, row.occurred, row.seen, row.settled) for row in connection.execute(wanted)]
