"""What is to become of a delivery in the moment before it is sent: the config may have changed since.

A person who left, or paused, or asked for a digest meanwhile is not written to at once, and the row says why.
What came before the period that their next digest covers goes out all the same, or nothing would tell of it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from monitor.domain.digests import last_end
from monitor.domain.events import Delivery, DeliveryState, Event, EventKind, Recipient
from monitor.domain.matching import AT_ONCE, QUIET, Subscription

LONGEST_HOLD = timedelta(hours=24)
"""Quiet hours hold a message so long at most, whatever becomes of them meanwhile."""


@dataclass(frozen=True, slots=True)
class Standing:
    """`state` is TAKEN for a row to be sent now, else what it becomes and why; HELD rows wait `until`."""

    state: DeliveryState
    recipients: tuple[Recipient, ...] = ()
    why: str | None = None
    until: datetime | None = None


def standing(
    event: Event, delivery: Delivery, subscriptions: Iterable[Subscription], now: datetime, digest_at: time
) -> Standing:
    """Look once more at who is behind a delivery to a subscriber's address, by the config of this moment."""
    names = {recipient.name for recipient in delivery.subscribers}
    where = (delivery.channel, delivery.address)
    left = [one for one in subscriptions if one.name in names and where in one.to]
    if not left:
        return _stopped("the subscriber was taken out of the config")
    active = [one for one in left if not one.paused]
    if not active:
        return _stopped("the subscriber is paused")
    as_it_comes = event.kind == EventKind.DIGEST or delivery.requested is not None
    direct = [
        one
        for one in active
        if as_it_comes or one.digest == AT_ONCE or event.seen < last_end(now, digest_at, one.digest)
    ]
    if not direct:
        return _stopped(f"the subscriber now gets a {active[0].digest} digest, which will tell of it")
    known = {one.name for one in direct}
    recipients = tuple(one for one in delivery.subscribers if one.name in known)
    until = None if delivery.requested else quiet_until(event, direct, now)
    deadline = delivery.created + LONGEST_HOLD
    if until is not None and now < deadline:
        return Standing(DeliveryState.HELD, recipients, QUIET, min(until, deadline))
    return Standing(DeliveryState.TAKEN, recipients)


def quiet_until(event: Event, subscriptions: Iterable[Subscription], moment: datetime) -> datetime | None:
    """Say until when an event waits for all these subscribers; None if one of them may hear of it now."""
    ends = [one.held_until(event.band, moment) for one in subscriptions]
    return None if any(end is None for end in ends) else min(end for end in ends if end is not None)


def _stopped(why: str) -> Standing:
    return Standing(DeliveryState.SUPPRESSED, why=why)
