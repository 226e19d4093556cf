"""Decide who hears of an event, and write the event with one delivery row for each address."""

from monitor.domain.events import OPERATOR_KINDS, EventKind, NewDelivery, NewEvent
from monitor.domain.matching import deliveries_for, operator_deliveries
from monitor.services.house import House

RECORDED_ONLY = frozenset({EventKind.REPORT_BACKFILLED})
"""Kinds that are remembered but not sent at once: old reports that were loaded late."""


def addressed(house: House, event: NewEvent) -> tuple[NewEvent, tuple[NewDelivery, ...]]:
    """Give an event with its deliveries, to be written in one transaction with what caused it."""
    if event.kind in OPERATOR_KINDS:
        to, rules = house.watch.operator, house.ledger.rules
        return event, operator_deliveries(to, rules, house.clock())
    unchanged = event.kind == EventKind.REPORT_REISSUED and not event.data.get("changed")
    if event.kind in RECORDED_ONLY or unchanged or event.area not in house.watch.areas:
        return event, ()
    return event, deliveries_for(event, house.watch.subscriptions, house.ledger.rules, house.clock())


def tell_operator(house: House, event: NewEvent) -> None:
    """Write an operator's event with its deliveries; an event already known is left alone."""
    house.store.record_event(*addressed(house, event), house.clock())
