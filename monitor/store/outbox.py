"""Events and the deliveries that follow from them: the ledger that nothing is lost from.

The order is: store the event with one row for each address, claim a row, say that it is being sent, send,
record how it went. A row is owned by compare-and-set on its state, never by a lock.
"""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Connection,
    Engine,
    Row,
    Select,
    Update,
    and_,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)

from monitor.domain.events import (
    Delivery,
    DeliveryState,
    Event,
    EventKind,
    NewDelivery,
    NewEvent,
    Recipient,
    Rendered,
)
from monitor.domain.grouping import (
    ALONE,
    LARGEST_GROUP,
    SENT_ALONE,
    SMALLEST_GROUP,
    TRIED_TOGETHER,
    UNGROUPED_CHANNELS,
)
from monitor.domain.outcome import Band
from monitor.errors import StoreError
from monitor.store.columns import UtcTime
from monitor.store.connections import reading, writing
from monitor.store.schema import deliveries, events
from monitor.store.writes import insert_new

WAITING = (DeliveryState.DUE, DeliveryState.HELD, DeliveryState.MAYBE_SENT)
SETTLED = (DeliveryState.SENT, DeliveryState.SUPPRESSED, DeliveryState.FAILED)


class OutboxRows:
    """Events and deliveries of a store."""

    _engine: Engine

    def record_event(self, event: NewEvent, deliveries: Sequence[NewDelivery], now: datetime) -> int | None:
        """Write an event with its deliveries; None, writing nothing, if the key is known already."""
        with writing(self._engine) as connection:
            return add_event(connection, event, deliveries, now)

    def event(self, event_id: int) -> Event | None:
        """Give an event."""
        with reading(self._engine) as connection:
            row = connection.execute(select(events).where(events.c.id == event_id)).first()
            return _event_of(row) if row else None

    def events(self, *, area: str | None = None, since: datetime | None = None) -> list[Event]:
        """Give events in the order they were written down; `since` is a bound on when that was."""
        wanted = select(events).order_by(events.c.id)
        if area is not None:
            wanted = wanted.where(events.c.area == area)
        if since is not None:
            wanted = wanted.where(events.c.seen >= since)
        with reading(self._engine) as connection:
            return [_event_of(row) for row in connection.execute(wanted)]

    def deliveries(
        self, *, event_id: int | None = None, states: Sequence[DeliveryState] = ()
    ) -> list[Delivery]:
        """Give deliveries in the order they were written down."""
        wanted = _with_key().order_by(deliveries.c.id)
        if event_id is not None:
            wanted = wanted.where(deliveries.c.event_id == event_id)
        if states:
            wanted = wanted.where(deliveries.c.state.in_(states))
        with reading(self._engine) as connection:
            return [_delivery_of(row) for row in connection.execute(wanted)]

    def due_deliveries(self, now: datetime) -> list[int]:
        """Ids of rows to send now (due, held until now, or maybe sent), oldest first."""
        wanted = select(deliveries.c.id).where(_waiting(now))
        with reading(self._engine) as connection:
            ordered = wanted.order_by(deliveries.c.due, deliveries.c.id)
            return list(connection.execute(ordered).scalars())

    def claim_message(
        self, delivery_id: int, *, holder: str, now: datetime, lease_until: datetime, group_until: datetime
    ) -> list[Delivery]:
        """Take a row, and with it what goes out in the same message; the row asked for comes first.

        Attempts are counted here, before the work. Empty if somebody else has the row. A burst for one
        address is one message: rows that wait for it, due by `group_until`, come along; and of a message that
        was tried before, all its rows.
        """
        values = {"state": DeliveryState.TAKEN, "holder": holder, "lease_until": lease_until}
        with writing(self._engine) as connection:
            lead = connection.execute(_lead(delivery_id, now).with_for_update(of=deliveries)).first()
            if lead is None:
                return []
            ids = [delivery_id, *_companions(connection, lead, now, group_until)]
            ours = update(deliveries).where(deliveries.c.id.in_(ids))
            connection.execute(ours.values(attempts=deliveries.c.attempts + 1, **values))
            rows = connection.execute(_with_key().where(deliveries.c.id.in_(ids)).order_by(deliveries.c.id))
            return sorted(map(_delivery_of, rows), key=lambda one: one.id != delivery_id)

    def mark_sending(
        self, delivery_ids: Sequence[int], *, message_id: str, rendered: Rendered, lease_until: datetime
    ) -> None:
        """Write down, before the remote is called, what is about to be sent: one message, for all these rows.

        Its words are kept with the first. Of two who both believe to have a row, one gets through here.
        Raises StoreError if one of them is not taken.
        """
        values = {"state": DeliveryState.SENDING, "message_id": message_id, "lease_until": lease_until}
        change = _change(delivery_ids).where(deliveries.c.state == DeliveryState.TAKEN)
        with writing(self._engine) as connection:
            if connection.execute(change.values(**values)).rowcount != len(delivery_ids):
                raise StoreError(
                    f"{_stands(connection, delivery_ids, DeliveryState.SENDING)}, "
                    "so it is not ours to send any more"
                )
            connection.execute(_change(delivery_ids[:1]).values(rendered=asdict(rendered)))

    def settle_deliveries(
        self,
        delivery_ids: Sequence[int],
        *,
        state: DeliveryState,
        error: str | None,
        now: datetime,
        due: datetime | None = None,
        answer: str | None = None,
    ) -> None:
        """Record how a try ended: SENT, FAILED, SUPPRESSED; DUE (deferred), HELD and MAYBE_SENT with `due`.

        SENT is always taken down, even from one whose lease had run out: it is a fact. Nothing else changes a
        row that has been settled. Raises StoreError then.
        """
        change = _change(delivery_ids)
        if state is not DeliveryState.SENT:
            change = change.where(deliveries.c.state.not_in([other for other in SETTLED if other != state]))
        values = {"state": state, "error": error, "answer": answer, "settled": now, "unended": 0}
        values |= {"holder": None, "lease_until": None}
        if state in WAITING:
            values["due"] = due or now
        if state is DeliveryState.MAYBE_SENT:
            values["maybe_sent_at"] = first_maybe_sent(now)
        with writing(self._engine) as connection:
            if connection.execute(change.values(**values)).rowcount != len(delivery_ids):
                raise StoreError(f"{_stands(connection, delivery_ids, state)}, so it cannot become {state}")

    def requeue_delivery(self, delivery_id: int, *, now: datetime) -> bool:
        """Make a settled row due again because the operator says so; False if it is not settled."""
        change = _change([delivery_id]).where(deliveries.c.state.in_(SETTLED))
        values = {"state": DeliveryState.DUE, "due": now, "requested": now, "error": None, "unended": 0}
        with writing(self._engine) as connection:
            return connection.execute(change.values(**values)).rowcount == 1

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


def _lead(delivery_id: int, now: datetime) -> Select[Any]:
    wanted = select(deliveries, events.c.kind.label("kind")).join(events)
    return wanted.where(deliveries.c.id == delivery_id, _waiting(now))


def _companions(connection: Connection, lead: Row[Any], now: datetime, group_until: datetime) -> list[int]:
    """Give the ids of the rows that go out with this one.

    They are locked in one order, so that no two who claim at once wait for each other in a ring.
    """
    alone = lead.kind in SENT_ALONE or lead.channel in UNGROUPED_CHANNELS
    if alone or (lead.message_id is None and (lead.unended >= TRIED_TOGETHER or lead.error == ALONE)):
        return []
    rows = select(deliveries.c.id).join(events)
    rows = rows.where(deliveries.c.channel == lead.channel, deliveries.c.address == lead.address)
    rows = rows.where(deliveries.c.state.in_(WAITING), deliveries.c.id != lead.id)
    if lead.message_id is not None:
        rows = rows.where(deliveries.c.message_id == lead.message_id)
    else:
        fresh = and_(deliveries.c.state == DeliveryState.DUE, deliveries.c.due <= group_until)
        rows = rows.where(
            or_(fresh, deliveries.c.due <= now),
            deliveries.c.message_id.is_(None),
            deliveries.c.unended < TRIED_TOGETHER,
            func.coalesce(deliveries.c.error, "") != ALONE,
            events.c.kind.not_in(SENT_ALONE),
        )
    wanted = rows.order_by(deliveries.c.id).limit(LARGEST_GROUP - 1).with_for_update(of=deliveries)
    found = list(connection.execute(wanted).scalars())
    enough = lead.message_id is not None or len(found) + 1 >= SMALLEST_GROUP
    return found if enough else []


def _change(delivery_ids: Sequence[int]) -> Update:
    return update(deliveries).where(deliveries.c.id.in_(delivery_ids))


def _stands(connection: Connection, delivery_ids: Sequence[int], wanted: DeliveryState) -> str:
    """Say of the first row that would not change how it stands."""
    found = select(deliveries.c.id, deliveries.c.state).where(deliveries.c.id.in_(delivery_ids))
    states = {row.id: row.state for row in connection.execute(found)}
    odd = [one for one in delivery_ids if states.get(one) != wanted] or list(delivery_ids)
    state = states.get(odd[0])
    return f"delivery {odd[0]} is {state}" if state else f"there is no delivery {odd[0]}"


def _with_key() -> Select[Any]:
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


def _delivery_of(row: Row[Any]) -> Delivery:
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
    )


def _rendered_of(data: dict[str, Any] | None) -> Rendered | None:
    if data is None:
        return None
    return Rendered(data["subject"], data["text"], data["html"], tuple(data["blocks"]))
