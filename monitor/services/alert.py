"""Decide who hears of an event, and write the event with one delivery row for each address."""

from dataclasses import replace
from datetime import timedelta

from monitor.domain.events import OPERATOR_KINDS, DeliveryState, EventKind, NewDelivery, NewEvent
from monitor.domain.matching import deliveries_for, operator_deliveries
from monitor.services.comparisons import with_comparison
from monitor.services.context import in_context
from monitor.services.house import House
from monitor.trace import current_trace

RECORDED_ONLY = frozenset({EventKind.REPORT_BACKFILLED})
"""Kinds that are remembered but not sent at once: old reports that were loaded late."""


KNOWN_CHANGED_AT_ONCE = 5
CHANGED_WITHIN = timedelta(days=1)
TOO_MANY = f"more than {KNOWN_CHANGED_AT_ONCE} known reports changed within a day: a person must look first"
"""When so many known reports change at once, the mistake is most likely ours (M2, `sources.md` 8)."""


def addressed(house: House, event: NewEvent) -> tuple[NewEvent, tuple[NewDelivery, ...]]:
    """Give an event with its context and deliveries, to be written in one transaction with what caused it."""
    event = with_comparison(house, in_context(house, replace(event, trace=current_trace())))
    if event.kind in OPERATOR_KINDS:
        to, rules = house.watch.operator, house.ledger.rules
        return event, operator_deliveries(to, rules, house.clock())
    unchanged = event.kind == EventKind.REPORT_REISSUED and not event.data.get("changed")
    later = event.kind in RECORDED_ONLY or event.data.get("digest_only")
    if later or unchanged or event.area not in house.watch.areas:
        return event, ()
    rows = deliveries_for(event, house.watch.subscriptions, house.ledger.rules, house.clock())
    if event.kind == EventKind.REPORT_REISSUED and _too_many_changes(house):
        rows = tuple(replace(row, state=DeliveryState.SUPPRESSED, error=TOO_MANY) for row in rows)
    return event, rows


def tell_operator(house: House, event: NewEvent) -> None:
    """Write an operator's event with its deliveries; an event already known is left alone."""
    house.store.record_event(*addressed(house, event), house.clock())


def _too_many_changes(house: House) -> bool:
    """Say whether readers were told of so many changes lately that the next must wait for a person (M2)."""
    since = house.clock() - CHANGED_WITHIN
    changed = [
        event
        for event in house.store.events(since=since)
        if event.kind == EventKind.REPORT_REISSUED and event.data.get("changed")
    ]
    return len(changed) >= KNOWN_CHANGED_AT_ONCE
