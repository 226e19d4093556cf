"""Events and the deliveries that follow from them: the ledger that nothing is lost from.

The order is: store the event with one row for each address, claim a row, say that it is being sent, send,
record how it went. A row is owned by compare-and-set on its state, never by a lock.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Connection,
    Engine,
    Row,
    Select,
    Update,
    and_,
    case,
    func,
    insert,
    literal,
    select,
    update,
)

from monitor.domain.cadence import SPACING
from monitor.domain.events import (
    OWN_KINDS,
    Delivery,
    DeliveryState,
    Event,
    EventKind,
    NewDelivery,
    NewEvent,
    Recipient,
    Rendered,
)
from monitor.domain.outcome import Band
from monitor.store.columns import UtcTime
from monitor.store.connections import reading, writing
from monitor.store.schema import deliveries, events
from monitor.store.writes import insert_new

_EVENTS_KEPT = 256
WAITING = (DeliveryState.DUE, DeliveryState.HELD, DeliveryState.MAYBE_SENT)
SETTLED = (DeliveryState.SENT, DeliveryState.SUPPRESSED, DeliveryState.FAILED)


class OutboxRows:
    """Events and deliveries of a store."""

    _engine: Engine
    _known: dict[int, Event]

    def record_event(self, event: NewEvent, deliveries: Sequence[NewDelivery], now: datetime) -> int | None:
        """Write an event with its deliveries; None, writing nothing, if the key is known already."""
        with writing(self._engine) as connection:
            return add_event(connection, event, deliveries, now)

    def event(self, event_id: int) -> Event | None:
        """Give an event. One that was written is never changed, so the last ones asked for are kept."""
        known = self._known.get(event_id)
        if known is None:
            with reading(self._engine) as connection:
                row = connection.execute(select(events).where(events.c.id == event_id)).first()
            if row is None:
                return None
            if len(self._known) >= _EVENTS_KEPT:
                self._known.clear()
            known = self._known[event_id] = _event_of(row)
        return known

    def events(
        self, *, area: str | None = None, since: datetime | None = None, kinds: Sequence[EventKind] = ()
    ) -> list[Event]:
        """Give events in the order they were written down; `since` is a bound on when that was.

        What we do ourselves (digests, drills) is given only where its kind is asked for.
        """
        wanted = select(events).order_by(events.c.id)
        if area is not None:
            wanted = wanted.where(events.c.area == area)
        if since is not None:
            wanted = wanted.where(events.c.seen >= since)
        chosen = events.c.kind.in_(kinds) if kinds else events.c.kind.not_in(OWN_KINDS)
        wanted = wanted.where(chosen)
        with reading(self._engine) as connection:
            return [_event_of(row) for row in connection.execute(wanted)]

    def last_event(self, key: str) -> Event | None:
        """Give the event that was written last of those whose keys begin so."""
        among = select(events).where(events.c.key.startswith(key, autoescape=True))
        with reading(self._engine) as connection:
            row = connection.execute(among.order_by(events.c.id.desc()).limit(1)).first()
            return _event_of(row) if row else None

    def deliveries(
        self,
        *,
        event_id: int | None = None,
        from_event: int | None = None,
        where: tuple[str, str] | None = None,
        states: Sequence[DeliveryState] = (),
        after: int | None = None,
        limit: int | None = None,
    ) -> list[Delivery]:
        """Give deliveries in the order they were written down.

        `where` is a channel and an address; `from_event` leaves out those of the events before one; `limit`
        gives the last so many, or the first so many `after` an id.
        """
        last = limit is not None and after is None
        wanted = with_key().order_by(deliveries.c.id.desc() if last else deliveries.c.id).limit(limit)
        if after is not None:
            wanted = wanted.where(deliveries.c.id > after)
        if event_id is not None:
            wanted = wanted.where(deliveries.c.event_id == event_id)
        if from_event is not None:
            wanted = wanted.where(deliveries.c.event_id >= from_event)
        if where is not None:
            wanted = wanted.where(deliveries.c.channel == where[0], deliveries.c.address == where[1])
        if states:
            wanted = wanted.where(deliveries.c.state.in_(states))
        with reading(self._engine) as connection:
            found = [delivery_of(row) for row in connection.execute(wanted)]
        return found[::-1] if last else found

    def due_deliveries(self, now: datetime) -> list[int]:
        """Ids of rows to send now (due, held until now, or maybe sent), oldest first.

        Of a channel whose messages are spaced one for each address: whoever sends that goes on with the next.
        """
        spaced = case((deliveries.c.channel.in_(SPACING), deliveries.c.channel + ":" + deliveries.c.address))
        wanted = select(deliveries.c.id, spaced.label("line")).where(_waiting(now))
        with reading(self._engine) as connection:
            rows = connection.execute(wanted.order_by(deliveries.c.due, deliveries.c.id)).all()
        firsts = {row.line: row.id for row in reversed(rows)}
        return [row.id for row in rows if row.line is None or firsts[row.line] == row.id]

    def requeue_delivery(self, delivery_id: int, *, now: datetime) -> bool:
        """Make a settled row due again because the operator says so; False if it is not settled."""
        change = _change([delivery_id]).where(deliveries.c.state.in_(SETTLED))
        values = {"state": DeliveryState.DUE, "due": now, "requested": now, "error": None}
        values |= {"attempts": 0, "unended": 0}  # it begins anew
        with writing(self._engine) as connection:
            return connection.execute(change.values(**values)).rowcount == 1

    def hasten_delivery(self, delivery_id: int, *, now: datetime) -> bool:
        """Make a row due now that waits for its next try; False if it is settled, held or taken."""
        waits = deliveries.c.state.in_((DeliveryState.DUE, DeliveryState.MAYBE_SENT))
        with writing(self._engine) as connection:
            return connection.execute(_change([delivery_id]).where(waits).values(due=now)).rowcount == 1

    def delivery_counts(self) -> dict[DeliveryState, int]:
        """Count the deliveries in each state; every state is there."""
        counted = select(deliveries.c.state, func.count()).group_by(deliveries.c.state)
        with reading(self._engine) as connection:
            found = {DeliveryState(state): count for state, count in connection.execute(counted)}
        return {state: found.get(state, 0) for state in DeliveryState}


def add_event(
    connection: Connection, event: NewEvent, rows: Sequence[NewDelivery], now: datetime
) -> int | None:
    """Write an event with its deliveries within a transaction; None if the key is known already."""
    values = {
        "kind": event.kind,
        "area": event.area,
        "band": event.band,
        "occurred": event.occurred,
        "seen": now,
        "data": event.data,
        "trace": event.trace,
    }
    new = insert_new(connection, events, {"key": event.key}, values)
    if new is None:
        return None
    if rows:
        connection.execute(insert(deliveries), [_delivery_values(new.id, row, now) for row in rows])
    event_id: int = new.id
    return event_id


def first_maybe_sent(now: datetime) -> Any:
    """Say since when a row may have been sent: what it says already, else now."""
    return func.coalesce(deliveries.c.maybe_sent_at, literal(now, UtcTime()))


def _delivery_values(event_id: int, row: NewDelivery, now: datetime) -> dict[str, Any]:
    return {
        "event_id": event_id,
        "channel": row.channel,
        "address": row.address,
        "subscribers": [{"name": one.name, "reason": one.reason} for one in row.subscribers],
        "state": row.state,
        "attempts": 0,
        "due": row.due,
        "created": now,
        "error": row.error,
    }


def _waiting(now: datetime) -> Any:
    return and_(deliveries.c.state.in_(WAITING), deliveries.c.due <= now)


def _change(delivery_ids: Sequence[int]) -> Update:
    return update(deliveries).where(deliveries.c.id.in_(delivery_ids))


def with_key() -> Select[Any]:
    """Select deliveries, each with the key of its event."""
    return select(deliveries, events.c.key.label("event_key")).join(events)


def _event_of(row: Row[Any]) -> Event:
    return Event(
        id=row.id,
        key=row.key,
        kind=EventKind(row.kind),
        area=row.area,
        band=Band(row.band) if row.band else None,
        occurred=row.occurred,
        seen=row.seen,
        data=row.data,
        trace=row.trace,
    )


def delivery_of(row: Any) -> Delivery:
    """Make a delivery of its row."""
    return Delivery(
        id=row.id,
        event_id=row.event_id,
        event_key=row.event_key,
        channel=row.channel,
        address=row.address,
        subscribers=tuple(Recipient(one["name"], one["reason"]) for one in row.subscribers),
        state=DeliveryState(row.state),
        attempts=row.attempts,
        due=row.due,
        created=row.created,
        maybe_sent_at=row.maybe_sent_at,
        message_id=row.message_id,
        rendered=_rendered_of(row.rendered),
        error=row.error,
        unended=row.unended,
        requested=row.requested,
        settled=row.settled,
    )


def _rendered_of(data: dict[str, Any] | None) -> Rendered | None:
    if data is None:
        return None
    return Rendered(data["subject"], data["text"], data["html"], tuple(data["blocks"]))
