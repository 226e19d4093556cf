"""What one reader was really sent of a report, which decides what a correction may say that we told them."""

from collections.abc import Collection

from monitor.domain.corrections import Where, as_heard, is_correction, same_report
from monitor.domain.events import Delivery, DeliveryState, Event, EventKind
from monitor.services.alert import is_unchanged
from monitor.services.house import House

_WENT_OUT = (DeliveryState.SENDING, DeliveryState.SENT, DeliveryState.MAYBE_SENT)


def for_reader(house: House, event: Event, where: Where, *, besides: Collection[Event] = ()) -> Event:
    """Give an event as it is for one address. `besides`: the events that the same message tells of."""
    if not (is_correction(event) and event.data.get("changed")):  # most are not, and ask for nothing
        return event
    told = [
        one
        for one in house.store.events(area=event.area)
        if one.id < event.id and same_report(one, event) and not is_unchanged(one)
    ]
    sent = _sent(house, where).union(one.id for one in besides)
    return as_heard(event, [one for one in told if one.id in sent])


def _sent(house: House, where: Where) -> set[int]:
    """Give the events that an address was sent, alone or in a digest; what may have arrived counts."""
    rows = [row for row in house.store.deliveries(where=where) if _went_out(row)]
    events = [house.store.event(row.event_id) for row in rows if row.event_key.startswith(EventKind.DIGEST)]
    in_digests = {number for one in events if one is not None for number in one.data["events"]}
    return in_digests | {row.event_id for row in rows}


def _went_out(row: Delivery) -> bool:
    return row.state in _WENT_OUT or row.maybe_sent_at is not None
