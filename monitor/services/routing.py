"""Answers the operator's questions: who would get this, and why did somebody, or why not."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from monitor.domain.bodies import folded_body
from monitor.domain.corrections import Where
from monitor.domain.events import OPERATOR_KINDS, OWN_KINDS, Delivery, Event, EventKind, Recipient
from monitor.domain.explaining import Check, checks, when
from monitor.domain.matching import AT_ONCE, RUNS_IT, Subscription, allowed
from monitor.ports.store import Store
from monitor.services.alert import Listening, is_for_digests, is_unchanged, listening, reason
from monitor.services.house import House


@dataclass(frozen=True, slots=True)
class Routed:
    """One address that would get an event by the config of now: for whom, when, and what is in the way."""

    channel: str
    address: str
    subscribers: tuple[Recipient, ...]
    when: str
    stopped: str | None
    delivery: Delivery | None


@dataclass(frozen=True, slots=True)
class Explained:
    """Why a subscriber gets an event or not. `digests` are rows of digests that tell of it."""

    subscriber: str
    event: Event
    gets: bool
    when: str
    checks: tuple[Check, ...]
    deliveries: tuple[Delivery, ...]
    digests: tuple[Delivery, ...]


def find_event(house: House, wanted: str) -> Event | None:
    """Give the event with this id or key."""
    if wanted.isdigit():
        return house.store.event(int(wanted))
    found = house.store.last_event(wanted)
    return found if found is not None and found.key == wanted else None


def route(house: House, event: Event) -> list[Routed]:
    """Say who would get an event by the config of this moment, whether they did or not."""
    rows = {(row.channel, row.address): row for row in house.store.deliveries(event_id=event.id)}
    found = _readers(house, event)
    if event.kind in OPERATOR_KINDS:
        found = [(where, (RUNS_IT,), AT_ONCE) for where in house.watch.operator]
    elif event.kind in OWN_KINDS:
        found = [(where, row.subscribers, AT_ONCE) for where, row in rows.items()]
    return [
        Routed(*where, who, moment, _in_the_way(house, where, event), rows.get(where))
        for where, who, moment in found
    ]


def explain(house: House, event: Event, name: str) -> Explained | None:
    """Say why a subscriber got an event or did not; None for one that neither config nor ledger knows."""
    known = (one for one in house.watch.subscriptions if one.name.casefold() == name.casefold())
    subscription = next(known, None)
    name = subscription.name if subscription else name
    rows = tuple(row for row in house.store.deliveries(event_id=event.id) if _is_for(row, name))
    if subscription is None:
        gone = Check("config", False, "the config has no subscriber of this name")
        return Explained(name, event, False, "never", (gone,), rows, ()) if rows else None
    listens = listening(house, event)
    found = [*_kind_checks(event, subscription), *_address_checks(house, event, subscription)]
    found += checks(event, subscription, watched=listens.watched, boards=listens.boards, heard=listens.heard)
    gets = _gets(house, event, subscription, listens)
    moment = when(subscription) if gets else "never"
    return Explained(name, event, gets, moment, tuple(found), rows, _digests(house, event, name))


def boards_without_areas(
    store: Store, subscriptions: Sequence[Subscription], watched: Collection[str]
) -> list[tuple[str, str]]:
    """Give subscribers with the health boards they watch that no report we hold on a watched area names."""
    if not any(one.boards for one in subscriptions):
        return []
    reports = [stored.data for publication, stored in store.latest_reports() if publication.area in watched]
    named = {folded_body(name) for data in reports for name in data.get("integrated_care_boards") or ()}
    return [(one.name, board) for one in subscriptions for board in one.boards if board not in named]


def _gets(house: House, event: Event, subscription: Subscription, listens: Listening) -> bool:
    """Say whether one of a subscriber's addresses gets an event, at once or in a digest."""
    if subscription.paused or _kind_checks(event, subscription):
        return False
    return any(
        reason(event, listens, subscription, where) and not _in_the_way(house, where, event)
        for where in subscription.to
    )


def _readers(house: House, event: Event) -> list[tuple[Where, tuple[Recipient, ...], str]]:
    listens = listening(house, event)
    found: dict[tuple[Where, str], list[Recipient]] = {}
    for subscription in house.watch.subscriptions:
        left_out = subscription.paused or _kind_checks(event, subscription)
        for where in () if left_out else subscription.to:
            why = reason(event, listens, subscription, where)
            if why is not None:
                moment = subscription.digest
                found.setdefault((where, moment), []).append(Recipient(subscription.name, why))
    return [(where, tuple(who), moment) for (where, moment), who in found.items()]


def _in_the_way(house: House, where: Where, event: Event) -> str | None:
    if not allowed(*where, house.watch.rules.only_to):
        return f"{where[0]}:{where[1]} is not in [delivery] only_to"
    block = house.store.is_blocked(*where, event.area)
    return block.says() if block and event.kind not in OPERATOR_KINDS else None


def _kind_checks(event: Event, subscription: Subscription) -> list[Check]:
    """Give what keeps an event from this subscriber because of what it is."""
    if event.kind in OPERATOR_KINDS | OWN_KINDS:
        return [Check("kind", False, f"{event.kind} is not for subscribers")]
    if is_unchanged(event):
        return [Check("kind", False, "readers would find nothing new in it, so it is only recorded")]
    if is_for_digests(event) and subscription.digest == AT_ONCE:
        return [Check("kind", False, "it came late, so digests alone tell of it")]
    return []


def _address_checks(house: House, event: Event, subscription: Subscription) -> list[Check]:
    found = ((where, _in_the_way(house, where, event)) for where in subscription.to)
    return [Check(":".join(where), False, why) for where, why in found if why]


def _digests(house: House, event: Event, name: str) -> tuple[Delivery, ...]:
    """Give the rows of this subscriber's digests that tell of an event."""
    made = house.store.events(since=event.seen, kinds=(EventKind.DIGEST,))
    rows = [house.store.deliveries(event_id=one.id) for one in made if event.id in one.data["events"]]
    return tuple(row for of_one in rows for row in of_one if _is_for(row, name))


def _is_for(row: Delivery, name: str) -> bool:
    return any(one.name == name for one in row.subscribers)
