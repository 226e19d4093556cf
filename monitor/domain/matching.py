"""Who hears of an event, and why: subscriptions against events, merged into one delivery an address.

Overlapping subscriptions meet in one delivery that lists each subscriber with a plain reason.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from fnmatch import fnmatchcase
from zoneinfo import ZoneInfo

from monitor.domain.events import OPERATOR_KINDS, DeliveryState, Event, NewDelivery, NewEvent, Recipient

LONDON = ZoneInfo("Europe/London")
DIRECTIONS = ("better", "worse", "same", "changed")
AT_ONCE = "at_once"
QUIET = "held for quiet hours"
RUNS_IT = Recipient("operator", "you run this monitor")


@dataclass(frozen=True, slots=True)
class QuietHours:
    """A daily window, Europe/London, in which messages are held; it may run over midnight."""

    start: time
    end: time

    def until(self, moment: datetime) -> datetime | None:
        """Give the end of the window that `moment` falls in, or None outside it."""
        local = moment.astimezone(LONDON)
        clock = local.time()
        over_midnight = self.start > self.end
        inside = (
            (clock >= self.start or clock < self.end) if over_midnight else self.start <= clock < self.end
        )
        if not inside:
            return None
        day = local.date() + timedelta(days=1 if over_midnight and clock >= self.start else 0)
        # On the morning the clocks go back, the end may come twice: the second time round, it is the second.
        ends = [datetime.combine(day, self.end.replace(fold=fold), LONDON) for fold in (0, 1)]
        return next(there for end in ends if (there := end.astimezone(moment.tzinfo)) > moment)


@dataclass(frozen=True, slots=True)
class Subscription:
    """One subscriber as configured. `areas` maps the ids of watched areas to the reason, in plain words."""

    name: str
    areas: Mapping[str, str]
    events: tuple[str, ...]
    to: tuple[tuple[str, str], ...]  # (channel, address)
    only: tuple[str, ...] = ()
    quiet: QuietHours | None = None
    quiet_exempt: tuple[str, ...] = ()
    digest: str = AT_ONCE  # or "daily", "weekly"
    paused: bool = False
    boards: Mapping[str, str] = field(default_factory=dict)  # folded name of an ICB -> the reason

    @property
    def hears_at_once(self) -> bool:
        """Whether events are to be sent as they happen."""
        return self.digest == AT_ONCE and not self.paused

    def held_until(self, band: str | None, moment: datetime) -> datetime | None:
        """Say until when an event of this outcome waits for the end of quiet hours, if it does."""
        if self.quiet is None or (band or "unknown") in self.quiet_exempt:
            return None
        return self.quiet.until(moment)


@dataclass(frozen=True, slots=True)
class SendingRules:
    """What holds for every delivery: who may be written to, how long a group waits, when digests go out."""

    only_to: tuple[str, ...]
    group_wait: timedelta
    digest_at: time = time(8, 30)  # Europe/London


def reason_to_send(
    event: NewEvent | Event, subscription: Subscription, boards: Collection[str] = ()
) -> str | None:
    """Say why this subscriber gets this event, at once or in a digest, or None if they do not."""
    if event.kind in OPERATOR_KINDS or event.area is None:
        return None
    reason = watches(event.area, subscription, boards)
    if reason is None or not any(fnmatchcase(event.kind, pattern) for pattern in subscription.events):
        return None
    return reason if wanted(event, subscription.only) else None


def watches(area: str, subscription: Subscription, boards: Collection[str] = ()) -> str | None:
    """Say by which of its entries a subscription watches an area, in plain words, if it does."""
    by_board = (reason for board, reason in subscription.boards.items() if board in boards)
    return subscription.areas.get(area) or next(by_board, None)


def wanted(event: NewEvent | Event, only: Sequence[str]) -> bool:
    """Say whether an event passes an `only` filter; what cannot be told passes, for silence is worse."""
    if not only or not event.kind.startswith("report."):
        return True
    if event.band in only or (event.band is None and "unknown" in only):
        return True
    asked = [word for word in only if word in DIRECTIONS]
    direction = event.data.get("direction")
    if not asked:
        return False
    if direction is None:
        return True
    return direction in asked or ("changed" in asked and direction in ("better", "worse"))


def deliveries_for(
    event: NewEvent,
    subscriptions: Iterable[Subscription],
    rules: SendingRules,
    now: datetime,
    reason_for: Callable[[Subscription, tuple[str, str]], str | None] | None = None,
) -> tuple[NewDelivery, ...]:
    """Give one delivery for each (channel, address) that is to hear at once of a subscribers' event.

    `reason_for` says why an address of a subscription gets it, if it does; by default what the subscription
    watches decides.
    """
    merged: dict[tuple[str, str], list[tuple[Subscription, str]]] = {}
    for subscription in subscriptions:
        for where in subscription.to if subscription.hears_at_once else ():
            reason = reason_for(subscription, where) if reason_for else reason_to_send(event, subscription)
            if reason is not None:
                merged.setdefault(where, []).append((subscription, reason))
    return tuple(one_delivery(event, where, who, rules, now) for where, who in merged.items())


def operator_deliveries(
    to: Iterable[tuple[str, str]], rules: SendingRules, now: datetime
) -> tuple[NewDelivery, ...]:
    """Give the deliveries of an operator's event: at once, whatever the hour."""
    return tuple(_sendable(where, (RUNS_IT,), rules, now, now) for where in to)


def allowed(channel: str, address: str, only_to: Sequence[str]) -> bool:
    """Say whether the allow-list lets us write to an address."""
    listed = {entry.casefold() for entry in only_to}
    return bool(listed & {"*", address.casefold(), f"{channel}:{address}".casefold()})


def one_delivery(
    event: NewEvent,
    where: tuple[str, str],
    who: Sequence[tuple[Subscription, str]],
    rules: SendingRules,
    now: datetime,
) -> NewDelivery:
    """Give the delivery of one address for all the subscriptions behind it, each with its reason."""
    recipients = tuple(Recipient(subscription.name, reason) for subscription, reason in who)
    due = now + rules.group_wait  # the wait must not run into quiet hours either
    # Someone who shares the address and is not in quiet hours gets the message then, for both.
    ends = [subscription.held_until(event.band, due) for subscription, _ in who]
    held = None if any(end is None for end in ends) else min(end for end in ends if end is not None)
    return _sendable(where, recipients, rules, held or due, now)


def _sendable(
    where: tuple[str, str],
    recipients: tuple[Recipient, ...],
    rules: SendingRules,
    due: datetime,
    now: datetime,
) -> NewDelivery:
    channel, address = where
    if not allowed(channel, address, rules.only_to):
        why = (
            "[delivery] only_to is empty: nobody may be written to"
            if not rules.only_to
            else f"{channel}:{address} is not in [delivery] only_to"
        )
        return NewDelivery(channel, address, recipients, DeliveryState.SUPPRESSED, due, why)
    held = due > now + rules.group_wait
    state = DeliveryState.HELD if held else DeliveryState.DUE
    return NewDelivery(channel, address, recipients, state, due, QUIET if held else None)
