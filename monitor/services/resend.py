"""Send again what the operator asks for: the only way in which a suppressed message is ever sent."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from monitor.domain.events import Delivery, DeliveryState
from monitor.services.deliver import deliver
from monitor.services.house import House

PUT_OFF = (DeliveryState.DUE, DeliveryState.MAYBE_SENT)
SETTLED = (DeliveryState.SENT, DeliveryState.SUPPRESSED, DeliveryState.FAILED)


@dataclass(frozen=True, slots=True)
class Choice:
    """Which messages: all that is given must fit. `events` are ids or keys; times are of the row's making."""

    ids: Collection[int] = ()
    events: Collection[str] = ()
    subscribers: Collection[str] = ()
    since: datetime | None = None
    until: datetime | None = None
    states: Collection[DeliveryState] = SETTLED

    @property
    def is_empty(self) -> bool:
        """Whether nothing was chosen: everything ever sent is nobody's wish."""
        return not (self.ids or self.events or self.subscribers or self.since or self.until)

    def has(self, row: Delivery) -> bool:
        """Say whether a row is meant."""
        return (
            row.state in self.states
            and (not self.ids or row.id in self.ids)
            and (not self.events or not {str(row.event_id), row.event_key}.isdisjoint(self.events))
            and (not self.subscribers or any(one.name in self.subscribers for one in row.subscribers))
            and (self.since is None or row.created >= self.since)
            and (self.until is None or row.created < self.until)
        )


def chosen(house: House, choice: Choice) -> list[Delivery]:
    """Give the settled rows that are meant."""
    return [row for row in house.store.deliveries(states=SETTLED) if choice.has(row)]


def put_off(house: House, ids: Collection[int]) -> list[Delivery]:
    """Give the rows that failed and wait for their next try: those with the ids, or all."""
    rows = house.store.deliveries(states=PUT_OFF)
    return [row for row in rows if row.attempts and row.due > house.clock() and (not ids or row.id in ids)]


def send_again(house: House, rows: Iterable[Delivery]) -> list[Delivery]:
    """Make rows due and send them now; give them as they stand afterwards.

    A row that is `in_turn` afterwards was left to another process, which is sending to its address.
    """
    now, store = house.clock(), house.store
    ids = {
        row.id
        for row in rows
        if (store.hasten_delivery if row.state in PUT_OFF else store.requeue_delivery)(row.id, now=now)
    }
    done = _sent(house, ids)
    left = {row.id for row in done if in_turn(row, house.clock())}
    if not left:
        return done
    # Left to whoever was at their address, who may have died there; or put off, to go by themselves.
    house.lanes.outwait()
    _sent(house, left)
    return _as_they_stand(house, ids)


def in_turn(row: Delivery, now: datetime) -> bool:
    """Say whether a row waits for nothing but its turn."""
    return row.state in PUT_OFF and row.due <= now


def _sent(house: House, ids: Collection[int]) -> list[Delivery]:
    for delivery_id in sorted(ids):
        deliver(house, delivery_id)
    return _as_they_stand(house, ids)


def _as_they_stand(house: House, ids: Collection[int]) -> list[Delivery]:
    return [row for row in house.store.deliveries() if row.id in ids]
