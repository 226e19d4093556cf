"""What may have overtaken a message while it waited: a digest that told of it, or a correction of it."""

from monitor.domain.corrections import same_report
from monitor.domain.events import Delivery, DeliveryState, Event, EventKind
from monitor.services.alert import is_unchanged
from monitor.services.digests import is_in_digest
from monitor.services.house import House

IN_DIGEST = "a digest to this address told of it while the message waited"
CORRECTED = "its report was corrected while the message waited, and the correction tells all of it"
_TOLD_ANEW = (EventKind.REPORT_CONFIRMED, EventKind.REPORT_REISSUED)


def overtaken(house: House, event: Event, delivery: Delivery) -> str | None:
    """Say why a message is not to be sent any more, or None; what was asked for or may have arrived is."""
    if delivery.requested or delivery.maybe_sent_at:
        return None
    if is_in_digest(house, event, (delivery.channel, delivery.address)):
        return IN_DIGEST
    waited = house.clock() - delivery.created > house.watch.rules.group_wait
    return CORRECTED if waited and _is_corrected(house, event) else None


def _is_corrected(house: House, event: Event) -> bool:
    """Say whether a later event tells of the same report, to all for whom this one waits.

    It has a row for each of them (`corrections`); where any of its rows was stopped, this is not relied on.
    """
    later = [
        one
        for one in house.store.events(area=event.area, kinds=_TOLD_ANEW)
        if one.id > event.id and same_report(one, event) and not is_unchanged(one)
    ]
    stopped = (DeliveryState.SUPPRESSED, DeliveryState.FAILED)
    return bool(later) and not house.store.deliveries(event_id=later[-1].id, states=stopped, limit=1)
