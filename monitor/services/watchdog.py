"""Notice when a source goes blind, tell the operator once, and tell them again when it sees.

Silence from a broken source must never look like silence from Ofsted. One failed try is no news; three in
a row are, and a listing that lost some of its areas is at once.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

from monitor.domain.events import EventKind, NewEvent
from monitor.ports import SourceHealth
from monitor.services.alert import tell_operator
from monitor.services.house import House

FAILURES = 3
FAILING_FOR = timedelta(hours=2)


def source_failed(
    house: House, source: str, error: str, *, at_once: bool = False, names: tuple[str, ...] = ()
) -> None:
    """Count a failure and tell the operator when it is the third in a row, or lasts, or `at_once`."""
    now = house.clock()
    health = house.store.source_failed(source, error, now)
    if health.told or not (at_once or _worth_telling(health, now)):
        return
    event = _event(EventKind.SOURCE_DEGRADED, health, {"error": error, "names": list(names)}, now)
    tell_operator(house, event)
    house.store.source_told(source)


def source_ok(house: House, source: str) -> None:
    """Note a success; if the operator had been told of failures, tell them it works again."""
    now = house.clock()
    before = house.store.source(source)
    if before.told:  # first, so that a process that dies in between tells it again, with the same key
        tell_operator(house, _event(EventKind.SOURCE_RECOVERED, before, {}, now))
    house.store.source_ok(source, now)


def _worth_telling(health: SourceHealth, now: datetime) -> bool:
    lasting = health.first_failed is not None and now - health.first_failed >= FAILING_FOR
    return health.failures >= FAILURES or lasting


def _event(kind: EventKind, health: SourceHealth, more: dict[str, Any], now: datetime) -> NewEvent:
    since = (health.first_failed or now).astimezone(UTC)
    data = {"source": health.name, "failures": health.failures, "since": since.strftime("%Y-%m-%dT%H:%M:%SZ")}
    # The key names the run of failures, not the moment we tell of it: one note a run, whoever writes it.
    return NewEvent(f"{kind}:{health.name}:{since.isoformat()}", kind, None, None, now, data | more)
