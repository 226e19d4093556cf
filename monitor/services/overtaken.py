"""What may have overtaken a message while it waited: a digest that told of it, or a correction of it."""

from itertools import chain

from monitor.domain.corrections import Where, same_report
from monitor.domain.events import Delivery, Event, EventKind
from monitor.services.alert import NOT_TOLD, is_unchanged
from monitor.services.digests import is_in_digest
from monitor.services.house import House

IN_DIGEST = "a digest to this address told of it while the message waited"
CORRECTED = "its report was corrected while the message waited, and the correction tells all of it"
_TOLD_ANEW = (EventKind.REPORT_CONFIRMED, EventKind.REPORT_REISSUED)


def overtaken(house: House, event: Event, delivery: Delivery) -> str | None:
    """Say why a message is not to be sent any more, or None; what was asked for is.

    What may have arrived is sent again, but not once its correction is told: the old would be the last word.
    """
    if delivery.requested:
        return None
    where = (delivery.channel, delivery.address)
    if not delivery.maybe_sent_at and is_in_digest(house, event, where):
        return IN_DIGEST
    waited = house.clock() - delivery.created > house.watch.rules.group_wait
    return CORRECTED if waited and _is_corrected(house, event, where) else None


def _is_corrected(house: House, event: Event, where: Where) -> bool:
    """Say whether a later event tells an address of the same report, by a row that was not stopped."""
    later = [
        one
        for one in house.store.events(area=event.area, kinds=_TOLD_ANEW)
        if one.id > event.id and same_report(one, event) and not is_unchanged(one)
    ]
    rows = chain.from_iterable(house.store.deliveries(event_id=one.id) for one in later)
    return any((row.channel, row.address) == where and row.state not in NOT_TOLD for row in rows)
