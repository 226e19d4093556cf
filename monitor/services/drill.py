"""The daily drill: an invented report goes the way of a real one to the operator's canary address.

If it does not arrive in time, reports would not either: the operator is told, and the heartbeat stops, so
that somebody hears of it even when no message leaves the house.
"""

import logging
from datetime import datetime, time, timedelta

from monitor.domain.digests import DAILY, last_end
from monitor.domain.drill import drill_event
from monitor.domain.events import DeliveryState, EventKind
from monitor.domain.matching import LONDON, operator_deliveries
from monitor.services.house import House
from monitor.services.watchdog import DRILL, source_failed, source_ok

log = logging.getLogger(__name__)

DRILL_AT = time(7, 0)  # London: before the day's reports
IN_TIME = timedelta(minutes=15)
LAST = "last_drill"


def hold_drill(house: House) -> None:
    """Send today's drill if it is due, and see to it that the last one arrived."""
    if house.watch.canary is None:
        return
    due = last_end(house.clock(), DRILL_AT, DAILY).astimezone(LONDON).date().isoformat()
    if house.store.get_meta(LAST) != due:
        _begin(house, due)
    _look_after(house, due)


def _begin(house: House, day: str) -> None:
    """Make the drill of a day: parsed, turned into an event, and written with its delivery."""
    now = house.clock()
    try:
        event = drill_event(datetime.fromisoformat(day).date(), now)
    except Exception as error:  # a reading that fails on our own report is what the drill is there to find
        log.exception("the drill could not be made")
        _failed(house, f"the drill's report could not be read: {error}")
        return
    canary = house.watch.canary
    rows = operator_deliveries((canary,) if canary else (), house.watch.rules, now)
    house.store.record_event(event, rows, now)
    house.store.set_meta(LAST, day)


def _look_after(house: House, day: str) -> None:
    event = house.store.last_event(f"{EventKind.DRILL}:{day}")
    if event is None:
        return
    rows = house.store.deliveries(event_id=event.id)
    if all(row.state is DeliveryState.SENT for row in rows):
        if house.store.source(DRILL).failures:
            source_ok(house, DRILL)
        return
    ended = [row for row in rows if row.state in (DeliveryState.FAILED, DeliveryState.SUPPRESSED)]
    if ended or house.clock() - event.seen > IN_TIME:
        why = next((row.error for row in rows if row.error), None) or "it has not been sent"
        minutes = IN_TIME // timedelta(minutes=1)
        _failed(house, f"the daily drill did not arrive within {minutes} minutes: {why}")


def _failed(house: House, why: str) -> None:
    if not house.store.source(DRILL).told:
        source_failed(house, DRILL, why, at_once=True)
