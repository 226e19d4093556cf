"""What may have overtaken a message while it waited: a digest that told of it, or a correction of it.

A message and a digest that tell of the same may both be waiting, since readers change how they want to hear.
Then the message waits for the digest, and goes out if the digest never does; and a digest leaves out what its
reader was told meanwhile, and steps back for what is being sent.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from monitor.domain.corrections import same_report
from monitor.domain.digests import DAILY, last_end
from monitor.domain.events import Delivery, DeliveryState, Event, EventKind
from monitor.domain.standing import Standing
from monitor.services.alert import NOT_TOLD, is_unchanged
from monitor.services.heard import Told, told_to
from monitor.services.house import House

IN_DIGEST = "a digest to this address told of it while the message waited"
CORRECTED = "its report was corrected while the message waited, and the correction tells all of it"
ALL_TOLD = "all that it lists was told to this address in other messages while it waited"
DIGEST_FIRST = "a digest to this address that tells of it is to go out first"
ON_ITS_WAY = "a message to this address that tells of the same is on its way"
STEP_BACK = timedelta(minutes=1)
_TOLD_ANEW = (EventKind.REPORT_CONFIRMED, EventKind.REPORT_REISSUED)
_ENDED = (DeliveryState.SENT, *NOT_TOLD)


def overtaken(house: House, event: Event, delivery: Delivery) -> Standing | None:
    """Say what is to become of a message that is not to be sent now, or None; what was asked for is sent.

    What may have arrived is sent again, but not once its correction is told: the old would be the last word.
    """
    if delivery.requested:
        return None
    if event.kind == EventKind.DIGEST:
        return _digest_overtaken(house, event, delivery)
    waited = house.clock() - delivery.created > house.watch.rules.group_wait
    if not (waited or event.seen < last_end(house.clock(), house.watch.rules.digest_at, DAILY)):
        return None  # most have not waited, and ask for nothing
    others = _others(house, delivery, event.id)
    digests = [] if delivery.maybe_sent_at else [one.row for one in others if event.id in one.events]
    if any(row.state is DeliveryState.SENT for row in digests):
        return _stopped(IN_DIGEST)
    if waiting := [row.due for row in digests if row.state not in _ENDED]:
        until = max(house.clock(), *waiting) + STEP_BACK
        return Standing(DeliveryState.HELD, delivery.subscribers, DIGEST_FIRST, until)
    return _stopped(CORRECTED) if waited and _is_corrected(house, event, others) else None


def still_news(house: House, digest: Event, delivery: Delivery) -> Event:
    """Give a digest without what its reader was told since it was made, or does not want to hear of any more.

    One that the operator asked for is left as it is.
    """
    if digest.kind != EventKind.DIGEST or delivery.requested:
        return digest
    others = _others(house, delivery, min(digest.data["events"], default=digest.id))
    sent = [one for one in others if one.row.state is DeliveryState.SENT]
    where = (delivery.channel, delivery.address)
    left = [
        (event_id, item)
        for event_id, item in zip(digest.data["events"], digest.data["items"], strict=True)
        if not _tell_of(house, event_id, sent) and not _is_closed(house, where, event_id)
    ]
    if len(left) == len(digest.data["events"]):
        return digest
    kept = {"events": [event_id for event_id, _ in left], "items": [item for _, item in left]}
    return replace(digest, data={**digest.data, **kept})


def _digest_overtaken(house: House, digest: Event, delivery: Delivery) -> Standing | None:
    events = digest.data["events"]
    if not events and digest.data["cadence"] == DAILY:
        return _stopped(ALL_TOLD)
    others = _others(house, delivery, min(events, default=digest.id))
    # Who took a message before this digest was made did not see it; who did later lets the digest go first.
    is_new = house.clock() - delivery.created < house.ledger.lease
    on_its_way = {DeliveryState.SENDING} | ({DeliveryState.TAKEN} if is_new else set())
    going = [one for one in others if one.row.state in on_its_way]
    if not any(_tell_of(house, event_id, going) for event_id in events):
        return None
    until = house.clock() + STEP_BACK
    return Standing(DeliveryState.HELD, delivery.subscribers, ON_ITS_WAY, until)


def _others(house: House, delivery: Delivery, since: int) -> list[Told]:
    told = told_to(house, (delivery.channel, delivery.address), since=since)
    return [one for one in told if one.row.id != delivery.id]


def _tell_of(house: House, event_id: int, messages: Sequence[Told]) -> bool:
    """Say whether one of these messages tells of an event, or of what came of the same report later."""
    told = frozenset[int]().union(*(one.events for one in messages))
    if event_id in told:
        return True
    event = house.store.event(event_id)
    later = [house.store.event(one) for one in told if one > event_id] if event else []
    return any(one and event and same_report(one, event) and not is_unchanged(one) for one in later)


def _is_closed(house: House, where: tuple[str, str], event_id: int) -> bool:
    event = house.store.event(event_id)
    return event is not None and house.store.is_blocked(*where, event.area) is not None


def _is_corrected(house: House, event: Event, others: Sequence[Told]) -> bool:
    """Say whether a later event tells an address of the same report, by a row that was not stopped."""
    told = frozenset[int]().union(*(one.events for one in others if one.row.state not in NOT_TOLD))
    later = house.store.events(area=event.area, kinds=_TOLD_ANEW) if told else []
    return any(
        one.id in told and one.id > event.id and same_report(one, event) and not is_unchanged(one)
        for one in later
    )


def _stopped(why: str) -> Standing:
    return Standing(DeliveryState.SUPPRESSED, why=why)
