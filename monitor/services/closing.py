"""Close an address at which nothing will arrive any more, and tell once whoever it belongs to."""

from monitor.domain.events import DeliveryState, EventKind, NewDelivery, NewEvent, Recipient
from monitor.domain.links import Destination
from monitor.domain.matching import allowed
from monitor.services.house import House


def close_address(house: House, where: Destination, why: str) -> None:
    """Send nothing more to an address, until the operator opens it again.

    The owner of a webhook hears of it at their other addresses, if they have any; that a message was not
    delivered is told to the operator in any case. They are told first: a process that dies in between tells
    them again, which the event's key makes harmless.
    """
    channel, address = where
    now = house.clock()
    if house.store.is_blocked(channel, address) is not None:
        return
    if channel == "email":
        house.store.suppress(channel, address, why, now)
        return
    rows = _owners(house, where)
    if rows:
        key = f"channel.closed:{channel}:{address}:{now.date()}"
        data = {"channel": channel, "address": address, "error": why}
        house.store.record_event(NewEvent(key, EventKind.CHANNEL_CLOSED, None, None, now, data), rows, now)
    house.store.disable_channel(channel, address, why, now)


def _owners(house: House, closed: Destination) -> tuple[NewDelivery, ...]:
    """Give a delivery to each other address of the subscribers behind one."""
    told: dict[Destination, list[Recipient]] = {}
    reason = f"{closed[0]}:{closed[1]} is yours as well"
    for one in house.watch.subscriptions:
        for where in one.to if closed in one.to else ():
            if where != closed and _may_be_told(house, where):
                told.setdefault(where, []).append(Recipient(one.name, reason))
    now = house.clock()
    return tuple(NewDelivery(*where, tuple(who), DeliveryState.DUE, now) for where, who in told.items())


def _may_be_told(house: House, where: Destination) -> bool:
    return allowed(*where, house.watch.rules.only_to) and house.store.is_blocked(*where) is None
