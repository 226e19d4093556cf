"""Freeing what somebody took and never finished, because they died or were too slow."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    Connection,
    Engine,
    Row,
    Table,
    Update,
    and_,
    case,
    func,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.sql.elements import ColumnElement

from monitor.domain.events import DeliveryState
from monitor.domain.publication import PublicationState
from monitor.store.columns import UtcTime
from monitor.store.connections import reading, writing
from monitor.store.outbox import WAITING, first_maybe_sent
from monitor.store.schema import deliveries, publications

SKEW = timedelta(minutes=10)  # clocks of several machines may differ by so much and mean nothing


DEATHS = 3  # tries of a document after which it is no coincidence that its reader died
AFTER_SOME_DEATHS = timedelta(hours=1)


class LeaseRows:
    """Claims of a store, on whatever table."""

    _engine: Engine

    def renew_deliveries(self, ids: Iterable[int], *, lease_until: datetime) -> None:
        """Prolong the leases of deliveries that are being worked on."""
        ours = _untouched(
            deliveries,
            deliveries.c.id.in_(list(ids)),
            deliveries.c.state.in_((DeliveryState.TAKEN, DeliveryState.SENDING)),
        )
        with writing(self._engine) as connection:
            connection.execute(ours.values(lease_until=lease_until))

    def renew_publications(self, ids: Iterable[int], *, lease_until: datetime) -> None:
        """Prolong the leases of publications that are being read or compared again."""
        ours = _untouched(publications, publications.c.id.in_(list(ids)), publications.c.holder.is_not(None))
        with writing(self._engine) as connection:
            connection.execute(ours.values(lease_until=lease_until))

    def stuck(self, now: datetime) -> dict[str, int]:
        """Count what should long have moved: claims whose lease has run out, and messages long due."""
        late = now - SKEW
        kept = deliveries.c.state.in_((DeliveryState.TAKEN, DeliveryState.SENDING))
        counted = {
            "messages whose sender is gone": select(func.count())
            .select_from(deliveries)
            .where(kept, deliveries.c.lease_until < late),
            "documents whose reader is gone": select(func.count())
            .select_from(publications)
            .where(publications.c.holder.is_not(None), publications.c.lease_until < late),
            "messages overdue": select(func.count())
            .select_from(deliveries)
            .where(deliveries.c.state.in_(WAITING), deliveries.c.due < late),
        }
        with reading(self._engine) as connection:
            return {what: connection.execute(count).scalar_one() for what, count in counted.items()}

    def release_stale(self, now: datetime, *, dead: Callable[[str], bool]) -> tuple[int, int]:
        """Free what was taken and never finished: lease run out, or holder dead.

        Gives how many rows are free again (deliveries, publications and re-checks) and how many deliveries,
        having been on their way out, are now maybe sent.
        """
        with reading(self._engine) as connection:
            held = {table: connection.execute(_held(table)).all() for table in (deliveries, publications)}
        # Outside any transaction: asking whether a process lives may take its time.
        lost = _Losses(now, dead)
        stale = {table: [row for row in rows if lost.is_lost(row)] for table, rows in held.items()}
        self._bring_forward(now)
        if not any(stale.values()):
            return 0, 0
        with writing(self._engine) as connection:
            sending, taken = _by_state(stale[deliveries], DeliveryState.SENDING)
            rechecks, reads = _by_state(stale[publications], PublicationState.DONE)
            due = {"due": now}
            begun = {"unended": deliveries.c.unended + 1, **due}
            unsure = {"state": DeliveryState.MAYBE_SENT, "maybe_sent_at": first_maybe_sent(now), **begun}
            freed = _free(connection, deliveries, taken, {"state": DeliveryState.DUE, **begun})
            freed += _free(
                connection, publications, reads, {"state": PublicationState.DUE, "due": _again(now)}
            )
            freed += _free(connection, publications, rechecks, {})
            return freed, _free(connection, deliveries, sending, unsure)

    def _bring_forward(self, now: datetime) -> None:
        """Make due what was put off by a clock that stood ahead of the one we have now."""
        ahead = or_(deliveries.c.created > now + SKEW, deliveries.c.settled > now + SKEW)
        late = and_(deliveries.c.state.in_(WAITING), deliveries.c.due > now, ahead)
        with reading(self._engine) as connection:
            if connection.execute(select(deliveries.c.id).where(late).limit(1)).first() is None:
                return
        with writing(self._engine) as connection:
            connection.execute(_untouched(deliveries, late).values(due=now, created=now, settled=None))


class _Losses:
    """Judges claims; asks after each holder once."""

    def __init__(self, now: datetime, dead: Callable[[str], bool]) -> None:
        self._now = now
        self._dead = dead
        self._verdicts: dict[str, bool] = {}

    def is_lost(self, row: Row[Any]) -> bool:
        if row.lease_until is None or row.lease_until <= self._now:
            return True
        if row.holder not in self._verdicts:
            self._verdicts[row.holder] = self._dead(row.holder)
        return self._verdicts[row.holder]


def _untouched(table: Table, *where: ColumnElement[bool]) -> Update:
    """Update the rows of which nobody else is changing one at this moment.

    On a server: who changes many rows in an order of their own must not wait for one, or two would do so for
    each other. The row is passed over, and left for the next round.
    """
    free = select(table.c.id).where(*where).with_for_update(skip_locked=True)
    return update(table).where(table.c.id.in_(free))


def _again(now: datetime) -> Any:
    """Say when a document is to be read whose reader died: at once, unless it may be what kills them."""
    late, at_once = literal(now + AFTER_SOME_DEATHS, UtcTime()), literal(now, UtcTime())
    return case((publications.c.attempts >= DEATHS, late), else_=at_once)


def _held(table: Table) -> Any:
    columns = (table.c.id, table.c.state, table.c.holder, table.c.lease_until)
    if table is deliveries:
        worked_on = (DeliveryState.TAKEN, DeliveryState.SENDING)
        return select(*columns).where(table.c.state.in_(worked_on))
    return select(*columns).where(table.c.holder.is_not(None))


def _by_state(rows: list[Row[Any]], state: str) -> tuple[list[Row[Any]], list[Row[Any]]]:
    return [row for row in rows if row.state == state], [row for row in rows if row.state != state]


def _free(connection: Connection, table: Table, rows: list[Row[Any]], values: dict[str, Any]) -> int:
    """Free rows that still stand as they were seen; give how many did."""
    freed = 0
    for row in rows:
        as_seen = [table.c[name] == row._mapping[name] for name in ("id", "state", "holder", "lease_until")]
        change = _untouched(table, *as_seen).values(holder=None, lease_until=None, **values)
        freed += connection.execute(change).rowcount
    return freed
