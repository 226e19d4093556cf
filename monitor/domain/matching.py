"""Who hears of an event, and why: subscriptions against events, merged into one delivery an address.

Overlapping subscriptions meet in one delivery that lists each subscriber with a plain reason.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from fnmatch import fnmatchcase
from zoneinfo import ZoneInfo

from monitor.domain.events import OPERATOR_KINDS, DeliveryState, NewDelivery, NewEvent, Recipient

LONDON = ZoneInfo("Europe/London")
DIRECTIONS = ("better", "worse", "same", "changed")


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


@dataclass(frozen=True, slots=True)
class SendingRules:
    """What holds for every delivery: who may be written to, and how long a group is waited for."""

    only_to: tuple[str, ...]
    group_wait: timedelta


def reason_to_send(event: NewEvent, subscription: Subscription) -> str | None:
    """Say why this subscriber gets this event, or None if they do not."""
    if event.kind in OPERATOR_KINDS or event.area is None:
        return None
    reason = subscription.areas.get(event.area)
    if reason is None or not any(fnmatchcase(event.kind, pattern) for pattern in subscription.events):
        return None
    return reason if wanted(event, subscription.only) else None


def wanted(event: NewEvent, only: Sequence[str]) -> bool:
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
    event: NewEvent, subscriptions: Iterable[Subscription], rules: SendingRules, now: datetime
) -> tuple[NewDelivery, ...]:
    """Give one delivery for each (channel, address) that is to hear of a subscribers' event."""
    merged: dict[tuple[str, str], list[tuple[Subscription, str]]] = {}
    for subscription in subscriptions:
        reason = reason_to_send(event, subscription)
        if reason is not None:
            for destination in subscription.to:
                merged.setdefault(destination, []).append((subscription, reason))
    return tuple(_delivery(event, where, who, rules, now) for where, who in merged.items())


def operator_deliveries(
    to: Iterable[tuple[str, str]], rules: SendingRules, now: datetime
) -> tuple[NewDelivery, ...]:
    """Give the deliveries of an operator's event: at once, whatever the hour."""
    recipient = Recipient("operator", "you run this monitor")
    return tuple(_sendable(where, (recipient,), rules, now, now) for where in to)


def allowed(channel: str, address: str, only_to: Sequence[str]) -> bool:
    """Say whether the allow-list lets us write to an address."""
    listed = {entry.casefold() for entry in only_to}
    return bool(listed & {"*", address.casefold(), f"{channel}:{address}".casefold()})


def _delivery(
    event: NewEvent,
    where: tuple[str, str],
    who: Sequence[tuple[Subscription, str]],
    rules: SendingRules,
    now: datetime,
) -> NewDelivery:
    recipients = tuple(Recipient(subscription.name, reason) for subscription, reason in who)
    due = now + rules.group_wait  # the wait must not run into quiet hours either
    # Someone who shares the address and is not in quiet hours gets the message then, for both.
    ends = [_held_until(event, subscription, due) for subscription, _ in who]
    held = None if any(end is None for end in ends) else min(end for end in ends if end is not None)
    return _sendable(where, recipients, rules, held or due, now)


def _held_until(event: NewEvent, subscription: Subscription, due: datetime) -> datetime | None:
    band = event.band or "unknown"
    if subscription.quiet is None or band in subscription.quiet_exempt:
        return None
    return subscription.quiet.until(due)


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
    return NewDelivery(channel, address, recipients, state, due, "held for quiet hours" if held else None)
