"""Make the digests that are due: once for each reader and period, made up after downtime, never twice.

What was told at once is left out, and what a digest of another kind told the same address; what came since
the last digest of a reader goes in, so that nothing falls between two. What is on its way goes in too, since
it may not arrive: a digest is looked through once more when it is sent (see `overtaken`). The unique key of a
digest is its reader and the start of its period.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from monitor.domain.corrections import TOLD_BEFORE, Where, is_correction, same_report
from monitor.domain.digests import DAYS, WEEKLY, digest_key, end_before, last_end, readers
from monitor.domain.events import OPERATOR_KINDS, OWN_KINDS, DeliveryState, Event, EventKind, NewEvent
from monitor.domain.matching import AT_ONCE, Subscription, one_delivery
from monitor.domain.wording import utc_text
from monitor.services.alert import Listening, is_unchanged, listening, reason, told_in_digests
from monitor.services.digest_readers import begin_anew, noted
from monitor.services.heard import for_reader
from monitor.services.house import House
from monitor.services.watchdog import is_read

MADE_UNTIL = "digests_made_until:"
AHEAD = timedelta(days=1)  # an end further ahead than this was written by a clock that stood wrong
_FOR_READERS = tuple(kind for kind in EventKind if kind not in OPERATOR_KINDS | OWN_KINDS)


@dataclass(slots=True)
class _News:
    """What happened since a moment, looked up once for all readers. `closed`: blocked addresses, by area."""

    house: House
    events: list[Event]
    closed: set[tuple[Where, str | None]]
    listens: dict[int, Listening] = field(default_factory=dict)
    told: dict[int, set[Where]] = field(default_factory=dict)
    summaries: dict[int, dict[str, Any]] = field(default_factory=dict)
    later: dict[int, list[Event]] = field(default_factory=dict)

    def listening(self, event: Event) -> Listening:
        if event.id not in self.listens:
            self.listens[event.id] = listening(self.house, event)
        return self.listens[event.id]

    def told_at_once(self, event: Event) -> set[Where]:
        if event.id not in self.told:
            rows = self.house.store.deliveries(event_id=event.id, states=(DeliveryState.SENT,))
            self.told[event.id] = {(row.channel, row.address) for row in rows}
        return self.told[event.id]

    def is_outdated(self, event: Event, where: Where) -> bool:
        """Say whether an address knows what came of the same report later: the old would be the last word."""
        return any(
            where in self.told_at_once(one) or where in told_in_digests(self.house, {one.id}, since=one.seen)
            for one in self.after(event)
        )

    def after(self, event: Event) -> list[Event]:
        """Give the later events of the same report that say something new."""
        if event.id not in self.later:
            later = [one for one in self.events if one.id > event.id and same_report(one, event)]
            self.later[event.id] = [one for one in later if not is_unchanged(one)]
        return self.later[event.id]

    def is_closed(self, where: Where, area: str | None) -> bool:
        """Say whether somebody unsubscribed from an area, or altogether."""
        folded = (where[0], where[1].casefold())
        return (folded, None) in self.closed or (folded, area) in self.closed

    def summary(self, event: Event) -> dict[str, Any]:
        if event.id not in self.summaries:
            self.summaries[event.id] = self.house.renderer.summarise(event)
        return self.summaries[event.id]


def make_digests(house: House) -> None:
    """Make every digest whose period has ended since they were last made."""
    now = house.clock()
    for cadence in DAYS:
        end = last_end(now, house.watch.rules.digest_at, cadence)
        until = _made_until(house, cadence, now)
        if until is None or until < end:
            # On a new store nothing is made up: what came before it is no news.
            if until is not None:
                _make_all(house, cadence, until, end)
            house.store.set_meta(MADE_UNTIL + cadence, end.isoformat())


def _made_until(house: House, cadence: str, now: datetime) -> datetime | None:
    text = house.store.get_meta(MADE_UNTIL + cadence)
    until = datetime.fromisoformat(text) if text else None
    return None if until is None or until > now + AHEAD else until


def _make_all(house: House, cadence: str, until: datetime, end: datetime) -> None:
    current = readers(house.watch.subscriptions, cadence)
    first = min(until, end_before(end, house.watch.rules.digest_at, cadence))
    starts = {where: _start(house, cadence, where, first, end) for where in current}
    left = _left(house, cadence, current)
    if current or left:
        since = min([*starts.values(), until])
        events = house.store.events(since=since, kinds=_FOR_READERS)
        closed = {((one.channel, one.address), one.area) for one in house.store.blocks()}
        news = _News(house, events, closed)
        for where, subscriptions in current.items():
            if starts[where] < end:
                _make(news, cadence, where, subscriptions, (starts[where], end), always=cadence == WEEKLY)
        for where, subscriptions in left.items():
            _make(news, cadence, where, subscriptions, (until, end), always=False)
    begin_anew(house, cadence)


def _left(house: House, cadence: str, current: Mapping[Where, object]) -> Mapping[Where, list[Subscription]]:
    """Give who had digests of this kind until last time and hears at once now: the rest is due to them."""
    before = noted(house, cadence)
    return {
        where: subscriptions
        for where, subscriptions in readers(house.watch.subscriptions, AT_ONCE).items()
        if where not in current and digest_key(cadence, where) in before
    }


def _start(house: House, cadence: str, where: Where, first: datetime, end: datetime) -> datetime:
    """Give where a reader's next digest begins: where the last one ended, of another kind if they changed."""
    current = {one.digest for one in house.watch.subscriptions if where in one.to}
    left = [kind for kind in DAYS if kind not in current]
    ends = [
        ended
        for kind in (cadence, *left)
        if (ended := _last_covered(house, kind, where)) is not None and ended <= end + AHEAD
    ]
    return max(ends, default=min([first, *_owed(house, left, where, end)]))


def _owed(house: House, left: Sequence[str], where: Where, end: datetime) -> list[datetime]:
    """Give since when digests of kinds that a reader left are due to them, who never had one."""
    owed = [kind for kind in left if digest_key(kind, where) in noted(house, kind)]
    return [until for kind in owed if (until := _made_until(house, kind, end)) is not None]


def _has_another(house: House, cadence: str, where: Where, start: datetime) -> bool:
    """Say whether an address had digests of another kind in a period, for whatever name."""
    others = (_last_covered(house, kind, where) for kind in DAYS if kind != cadence)
    return any(ended is not None and ended > start for ended in others)


def _last_covered(house: House, cadence: str, where: Where) -> datetime | None:
    last = house.store.last_event(digest_key(cadence, where))
    return datetime.fromisoformat(last.data["end"]) if last else None


def _make(
    news: _News,
    cadence: str,
    where: Where,
    subscriptions: Sequence[Subscription],
    period: tuple[datetime, datetime],
    *,
    always: bool,
) -> None:
    house, (start, end) = news.house, period
    items, reasons = _chosen(news, cadence, where, subscriptions, period)
    if not (items or always) or news.is_closed(where, None):
        return
    data = {
        "cadence": cadence,
        "start": utc_text(start),
        "end": utc_text(end),
        "events": [event.id for event in items],
        "items": [_summary(news, event, where, items) for event in items],
        "checked": _checked(house, start, end),
        "broken": _broken(house, start, end),
    }
    now = house.clock()
    event = NewEvent(digest_key(cadence, where, start), EventKind.DIGEST, None, None, end, data)
    rules = replace(house.watch.rules, group_wait=timedelta())
    who = [(one, reasons.get(one.name, f"your {cadence} digest")) for one in subscriptions]
    house.store.record_event(event, [one_delivery(event, where, who, rules, now)], now)


def _chosen(
    news: _News,
    cadence: str,
    where: Where,
    subscriptions: Sequence[Subscription],
    period: tuple[datetime, datetime],
) -> tuple[list[Event], dict[str, str]]:
    """Give the events of a period for one address, and why each subscription gets the first of its own."""
    chosen: list[Event] = []
    reasons: dict[str, str] = {}
    several = _has_another(news.house, cadence, where, period[0])
    for event in news.events:
        if not period[0] <= event.seen < period[1] or is_unchanged(event):
            continue
        if where in news.told_at_once(event) or news.is_closed(where, event.area):
            continue
        if news.is_outdated(event, where):
            continue
        if several and where in told_in_digests(news.house, {event.id}, since=event.seen):
            continue
        listens = news.listening(event)
        before = is_correction(event) and any(same_report(event, one) for one in chosen)
        found = {
            one.name: why
            for one in subscriptions
            if (why := reason(event, listens, one, where) or (TOLD_BEFORE if before else None))
        }
        if found:
            chosen.append(event)
            reasons = {name: f"{why} (digest)" for name, why in found.items()} | reasons
    return chosen, reasons


def _summary(news: _News, event: Event, where: Where, chosen: Sequence[Event]) -> dict[str, Any]:
    """Sum an event up as it is for one address: what it was told before may be its own."""
    own = for_reader(news.house, event, where, besides=chosen)
    return news.summary(event) if own == event else news.house.renderer.summarise(own)


def _checked(house: House, start: datetime, end: datetime) -> dict[str, Any]:
    times, last, seen = house.store.looks(start, end)
    return {
        "times": times,
        "last": utc_text(last) if last else None,
        "seen": seen,
        "expected": house.expected,
    }


def _broken(house: House, start: datetime, end: datetime) -> list[str]:
    """Name the sources that could not be read at some time in the period, or cannot be now."""
    told = house.store.events(since=start, kinds=(EventKind.SOURCE_DEGRADED,))
    names = [one.data["source"] for one in told if one.seen < end and not one.data.get("notice")]
    names += [one.name for one in house.store.sources() if one.told]
    return [name for name in dict.fromkeys(names) if is_read(name)]
