"""Notice when a source goes blind, tell the operator once, and tell them again when it sees.

Silence from a broken source must never look like silence from Ofsted. One failed try is no news; three in
a row are, and a listing that lost some of its areas is at once.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

from monitor.domain.events import EventKind, NewEvent
from monitor.domain.matching import LONDON
from monitor.domain.publication import PublicationState
from monitor.domain.silence import NOT_LOOKED, silent_too_long
from monitor.domain.wording import spoken_time
from monitor.ports import SourceHealth
from monitor.services.alert import TOO_MANY, tell_operator
from monitor.services.house import House

FAILURES = 3
FAILING_FOR = timedelta(hours=2)
OVERDUE = timedelta(hours=1)  # a message that has been due for so long shows that sending does not work


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


def watch_ourselves(house: House) -> None:
    """Tell the operator afterwards that we had not looked for long (M3). Called before each look."""
    now = house.clock()
    last = next((poll.finished for poll in house.store.polls(limit=5) if poll.finished), None)
    if last is None or now - last <= NOT_LOOKED:
        return
    text = (
        f"nothing was looked at between {spoken_time(last)} and {spoken_time(now)}: the monitor did not run"
    )
    data = {"source": "the monitor itself", "error": text, "notice": True, "since": _utc(last)}
    key = f"{EventKind.SOURCE_DEGRADED}:not-looked:{_utc(last)}"
    tell_operator(house, NewEvent(key, EventKind.SOURCE_DEGRADED, None, None, now, data))


def watch_silence(house: House) -> None:
    """Tell the operator once that no area SEND report has appeared for long (M7); that may well be true."""
    now = house.clock()
    known = house.store.publications(states=(PublicationState.DONE, PublicationState.DUE))
    last = max((one.listed.published for one in known), default=None)
    today = now.astimezone(LONDON).date()
    if last is None or not silent_too_long(last, today):
        return
    days = (today - last).days
    text = f"no area SEND report has appeared for {days} days; the site answers, so this may well be so"
    data = {"source": "new reports", "error": text, "notice": True, "since": last.isoformat()}
    key = f"{EventKind.SOURCE_DEGRADED}:silence:{last}"
    tell_operator(house, NewEvent(key, EventKind.SOURCE_DEGRADED, None, None, now, data))


def known_reports_changed(house: House) -> NewEvent:
    """Make the operator's note, one a day, that changes of known reports are kept from readers (M2)."""
    now = house.clock()
    data = {
        "source": "reports we knew already",
        "error": f"{TOO_MANY}. Readers were not told of the last ones",
        "notice": True,
        "since": _utc(now),
    }
    key = f"{EventKind.SOURCE_DEGRADED}:known-reports-changed:{now.astimezone(LONDON).date()}"
    return NewEvent(key, EventKind.SOURCE_DEGRADED, None, None, now, data)


def say_alive(house: House, *, well: bool) -> None:
    """Ask for the heartbeat address, if polls and deliveries are really working."""
    now = house.clock()
    overdue = house.store.due_deliveries(now - OVERDUE)
    if well and not overdue:
        house.heartbeat()


def _worth_telling(health: SourceHealth, now: datetime) -> bool:
    lasting = health.first_failed is not None and now - health.first_failed >= FAILING_FOR
    return health.failures >= FAILURES or lasting


def _event(kind: EventKind, health: SourceHealth, more: dict[str, Any], now: datetime) -> NewEvent:
    since = (health.first_failed or now).astimezone(UTC)
    data = {"source": health.name, "failures": health.failures, "since": _utc(since)}
    # The key names the run of failures, not the moment we tell of it: one note a run, whoever writes it.
    return NewEvent(f"{kind}:{health.name}:{since.isoformat()}", kind, None, None, now, data | more)


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
