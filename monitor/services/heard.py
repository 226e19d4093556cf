"""What one reader was really sent, alone or in digests; it decides what a correction may say that we told."""

from collections.abc import Collection
from dataclasses import dataclass

from monitor.domain.corrections import Where, as_heard, is_correction, same_report
from monitor.domain.events import Delivery, DeliveryState, Event, EventKind
from monitor.services.alert import is_unchanged
from monitor.services.house import House

_WENT_OUT = (DeliveryState.SENDING, DeliveryState.SENT, DeliveryState.MAYBE_SENT)


@dataclass(frozen=True, slots=True)
class Told:
    """A delivery, and the ids of the events that it tells of: its own, or those that its digest lists."""

    row: Delivery
    events: frozenset[int]


def told_to(house: House, where: Where, *, since: int) -> list[Told]:
    """Give all deliveries to an address, in whatever state, of an event (by its id) and of later ones."""
    rows = house.store.deliveries(where=where, from_event=since)
    return [Told(row, _events_of(house, row)) for row in rows]


def for_reader(house: House, event: Event, where: Where, *, besides: Collection[Event] = ()) -> Event:
    """Give an event as it is for one address. `besides`: the events that the same message tells of."""
    if not (is_correction(event) and event.data.get("changed")):  # most are not, and ask for nothing
        return event
    before = [
        one
        for one in house.store.events(area=event.area)
        if one.id < event.id and same_report(one, event) and not is_unchanged(one)
    ]
    first = before[0].id if before else event.id
    went_out = [one.events for one in told_to(house, where, since=first) if _went_out(one.row)]
    sent = frozenset(one.id for one in besides).union(*went_out)
    return as_heard(event, [one for one in before if one.id in sent])


def _events_of(house: House, row: Delivery) -> frozenset[int]:
    if not row.event_key.startswith(EventKind.DIGEST):
        return frozenset({row.event_id})
    digest = house.store.event(row.event_id)
    return frozenset(digest.data["events"] if digest else ())


def _went_out(row: Delivery) -> bool:
    return row.state in _WENT_OUT or row.maybe_sent_at is not None
