"""Decide who hears of an event, and write the event with one delivery row for each address."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from itertools import chain

from monitor.domain.bodies import folded_body
from monitor.domain.corrections import Where, is_correction, reason_to_hear, same_report
from monitor.domain.events import (
    OPERATOR_KINDS,
    Delivery,
    DeliveryState,
    Event,
    EventKind,
    NewDelivery,
    NewEvent,
)
from monitor.domain.matching import Subscription, deliveries_for, operator_deliveries
from monitor.services.comparisons import with_comparison
from monitor.services.context import in_context
from monitor.services.digest_readers import note_readers
from monitor.services.house import House
from monitor.trace import current_trace

RECORDED_ONLY = frozenset({EventKind.REPORT_BACKFILLED})
"""Kinds that are remembered but not sent at once: old reports that were loaded late."""


NOT_TOLD = (DeliveryState.SUPPRESSED, DeliveryState.FAILED)
DOUBTED_IN_CROWDS = frozenset({EventKind.REPORT_REISSUED, EventKind.REPORT_WITHDRAWN})
KNOWN_CHANGED_AT_ONCE = 5
CHANGED_WITHIN = timedelta(days=1)
TOO_MANY = f"more than {KNOWN_CHANGED_AT_ONCE} known reports changed within a day: a person must look first"
"""When so many known reports change at once, the mistake is most likely ours (M2, `sources.md` 8)."""


def addressed(house: House, event: NewEvent) -> tuple[NewEvent, tuple[NewDelivery, ...]]:
    """Give an event with its context and deliveries, to be written in one transaction with what caused it."""
    event = with_comparison(house, in_context(house, replace(event, trace=current_trace())))
    if event.kind in OPERATOR_KINDS:
        to, rules = house.watch.operator, house.watch.rules
        return event, operator_deliveries(to, rules, house.clock())
    note_readers(house)
    if is_for_digests(event) or is_unchanged(event):
        return event, ()
    reason_for = partial(reason, event, listening(house, event))
    rows = deliveries_for(event, house.watch.subscriptions, house.watch.rules, house.clock(), reason_for)
    if event.kind in DOUBTED_IN_CROWDS and _too_many_changes(house):
        rows = tuple(replace(row, state=DeliveryState.SUPPRESSED, error=TOO_MANY) for row in rows)
    return event, rows


@dataclass(frozen=True, slots=True)
class Listening:
    """What decides, besides the subscriptions, who hears of an event: see `reason_to_hear`."""

    watched: bool
    boards: frozenset[str]
    heard: frozenset[Where] | None


def listening(house: House, event: NewEvent | Event) -> Listening:
    """Look up what decides who hears of an event."""
    return Listening(event.area in house.watch.areas, boards_of(house, event), heard_before(house, event))


def reason(
    event: NewEvent | Event, listens: Listening, subscription: Subscription, where: Where
) -> str | None:
    """Say why an address of a subscriber gets an event, at once or in a digest, or None if it does not."""
    if not listens.watched and not listens.heard:
        return None
    return reason_to_hear(event, subscription, where, boards=listens.boards, heard=listens.heard)


def is_for_digests(event: NewEvent | Event) -> bool:
    """Say whether an event is told in digests alone, because it came late."""
    return event.kind in RECORDED_ONLY or bool(event.data.get("digest_only"))


def is_unchanged(event: NewEvent | Event) -> bool:
    """Say whether an event is a new file in which readers would find nothing new."""
    return event.kind == EventKind.REPORT_REISSUED and not event.data.get("changed")


def heard_before(house: House, event: NewEvent | Event) -> frozenset[Where] | None:
    """Give the addresses that were told what a correction corrects; None if there was nothing to tell of."""
    if not is_correction(event):
        return None
    told = [
        one
        for one in house.store.events(area=event.area)
        if one.key != event.key and same_report(one, event) and not is_unchanged(one)
    ]
    if not told:
        # A report of the silent first read: nobody can miss it, but a new outcome of it is news.
        return frozenset() if event.kind == EventKind.REPORT_WITHDRAWN else None
    rows = chain.from_iterable(house.store.deliveries(event_id=one.id) for one in told)
    return frozenset(_told(rows) | told_in_digests(house, {one.id for one in told}, since=told[0].seen))


def told_in_digests(house: House, event_ids: Collection[int], *, since: datetime) -> set[Where]:
    """Give the addresses whose digests told of one of these events."""
    digests = house.store.events(since=since, kinds=(EventKind.DIGEST,))
    ours = [one for one in digests if not set(event_ids).isdisjoint(one.data["events"])]
    return _told(chain.from_iterable(house.store.deliveries(event_id=one.id) for one in ours))


def _told(rows: Iterable[Delivery]) -> set[Where]:
    """Give the addresses that were told, or are going to be; one that was given up may have arrived."""
    return {(row.channel, row.address) for row in rows if row.state not in NOT_TOLD or _may_have_come(row)}


def _may_have_come(row: Delivery) -> bool:
    """Say whether a message that ended as not sent may have come: then, or before it was asked for again."""
    return row.maybe_sent_at is not None or (row.requested is not None and row.message_id is not None)


def boards_of(house: House, event: NewEvent | Event) -> frozenset[str]:
    """Give the health boards of an event's area, folded: those that its own report or one we hold names.

    Boards merge and change their names, so that an older report may name the one that somebody watches.
    """
    if event.area is None or not any(one.boards for one in house.watch.subscriptions):
        return frozenset()
    held = (stored.data for _, stored in house.store.reports_of_area(event.area))
    reports = (event.data.get("report") or {}, *held)
    named = chain.from_iterable(report.get("integrated_care_boards") or () for report in reports)
    return frozenset(map(folded_body, named))


def tell_operator(house: House, event: NewEvent) -> None:
    """Write an operator's event with its deliveries; an event already known is left alone."""
    house.store.record_event(*addressed(house, event), house.clock())


def _too_many_changes(house: House) -> bool:
    """Say whether readers were told of so many changes lately that the next must wait for a person (M2)."""
    since = house.clock() - CHANGED_WITHIN
    changes = house.store.events(since=since, kinds=tuple(DOUBTED_IN_CROWDS))
    changed = [event for event in changes if not is_unchanged(event)]
    return len(changed) >= KNOWN_CHANGED_AT_ONCE
