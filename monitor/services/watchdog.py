"""Notice when a source goes blind, tell the operator once, and tell them again when it sees.

Silence from a broken source must never look like silence from Ofsted. One failed try is no news; three in
a row are, and a listing that lost some of its areas is at once.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

from monitor.domain.events import EventKind, NewEvent
from monitor.domain.matching import LONDON
from monitor.domain.publication import Publication, PublicationState
from monitor.domain.silence import NOT_LOOKED, silent_too_long
from monitor.domain.wording import spoken_time, utc_text
from monitor.ports.health import SourceHealth
from monitor.services.agreed_time import TOLERATED, apart
from monitor.services.alert import TOO_MANY, tell_operator
from monitor.services.house import House

FILES = "file service"
CONFIG = "config files"
DRILL = "daily drill"
SENDING = "sending by "
FAILURES = 3
FAILING_FOR = timedelta(hours=2)
OVERDUE = timedelta(
    hours=1
)  # a message that old, on a channel that took none since, shows that sending fails
UNSENT = timedelta(minutes=15)  # by then a message was tried three times


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


def is_read(source: str) -> bool:
    """Say whether a source is read on the web; the others are parts of ourselves, which readers never met."""
    return not source.startswith((CONFIG, DRILL, SENDING))


def watch_ourselves(house: House) -> None:
    """Tell the operator afterwards that we had not looked for long (M3). Called before each look."""
    now = house.clock()
    last = next((poll.finished for poll in house.store.polls(limit=5) if poll.finished), None)
    if last is None or now - last <= NOT_LOOKED:
        return
    text = (
        f"nothing was looked at between {spoken_time(last)} and {spoken_time(now)}: the monitor did not run"
    )
    data = {"source": "the monitor itself", "error": text, "notice": True, "since": utc_text(last)}
    key = f"{EventKind.SOURCE_DEGRADED}:not-looked:{utc_text(last)}"
    tell_operator(house, NewEvent(key, EventKind.SOURCE_DEGRADED, None, None, now, data))


def watch_sending(house: House) -> None:
    """Tell the operator once that nothing goes out by a channel, and once when it does again.

    They hear of it by whatever other channel they are reached at; this message waits with the rest. Messages
    that were given up are no longer waiting, and no sign that it goes well. A channel at which nobody is
    reached any more is no trouble.
    """
    silent = house.store.silent_channels(house.clock() - UNSENT)
    for channel in house.channels:
        name = f"{SENDING}{channel}"
        health = house.store.source(name)
        if channel in silent and not health.told:
            source_failed(house, name, silent[channel], at_once=True)
        elif channel not in silent and _goes_out_again(house, channel, health):
            source_ok(house, name)
        elif channel not in silent and health.failures and channel not in _used(house):
            house.store.source_ok(name, house.clock())


def watch_clock(house: House) -> None:
    """Tell the operator, once a day for each machine, that its clock and the database server's disagree."""
    ahead = house.ahead()
    if abs(ahead) <= TOLERATED:
        return
    now, machine = house.clock(), house.holder.partition("@")[0]
    text = (
        f"the clock of the machine {machine} is {apart(ahead)}. The monitor goes by the server's time, so "
        "that nothing is sent twice; if it is the server's clock that is wrong, all times are"
    )
    data = {"source": f"clock of {machine}", "error": text, "notice": True, "since": utc_text(now)}
    key = f"{EventKind.SOURCE_DEGRADED}:clock:{machine}:{now.astimezone(LONDON).date()}"
    tell_operator(house, NewEvent(key, EventKind.SOURCE_DEGRADED, None, None, now, data))


def failed_on(house: House, publication: Publication, error: Exception) -> None:
    """Tell the operator, once for each report, that we failed on it: nobody else will hear of it."""
    now, area = house.clock(), house.areas.by_id(publication.area)
    text = (
        f"a document could not be taken in, by a mistake of ours ({type(error).__name__}; the log has more). "
        "It is tried again by itself; until that succeeds, nobody is told of it"
    )
    source = f"a report of {area.name}" if area else "a report"
    data = {"source": source, "error": text, "notice": True, "since": utc_text(now)}
    key = f"{EventKind.SOURCE_DEGRADED}:mistake:{publication.id}"
    event = NewEvent(key, EventKind.SOURCE_DEGRADED, None, None, now, data | {"url": publication.listed.url})
    tell_operator(house, event)


def watch_silence(house: House) -> None:
    """Tell the operator once that no area SEND report has appeared for long (M7); that may well be true."""
    now = house.clock()
    today = now.astimezone(LONDON).date()
    ours = [state for state in PublicationState if state is not PublicationState.IGNORED]
    dates = (one.listed.published for one in house.store.publications(states=ours))
    last = max((day for day in dates if day <= today), default=None)  # a slip of the pen may lie ahead
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
        "since": utc_text(now),
    }
    key = f"{EventKind.SOURCE_DEGRADED}:known-reports-changed:{now.astimezone(LONDON).date()}"
    return NewEvent(key, EventKind.SOURCE_DEGRADED, None, None, now, data)


def say_alive(house: House, *, well: bool) -> None:
    """Ask for the heartbeat address, if polls and deliveries are really working."""
    now = house.clock()
    failing = any(house.store.source(name).failures for name in (FILES, DRILL))
    if well and not failing and not house.store.is_sending_stuck(now - OVERDUE):
        house.heartbeat()


def _goes_out_again(house: House, channel: str, health: SourceHealth) -> bool:
    return health.first_failed is not None and house.store.has_sent(channel, health.first_failed)


def _used(house: House) -> set[str]:
    watch = house.watch
    readers = (where for one in watch.subscriptions for where in one.to)
    return {where[0] for where in (*readers, *watch.operator, watch.canary) if where}


def _worth_telling(health: SourceHealth, now: datetime) -> bool:
    lasting = health.first_failed is not None and now - health.first_failed >= FAILING_FOR
    return health.failures >= FAILURES or lasting


def _event(kind: EventKind, health: SourceHealth, more: dict[str, Any], now: datetime) -> NewEvent:
    since = (health.first_failed or now).astimezone(UTC)
    data = {"source": health.name, "failures": health.failures, "since": utc_text(since)}
    # The key names the run of failures, not the moment we tell of it: one note a run, whoever writes it.
    return NewEvent(f"{kind}:{health.name}:{since.isoformat()}", kind, None, None, now, data | more)
