"""Send one delivery: claim the row, say in the ledger that we are sending, send, record how it went.

Mark-before-send loses alerts and mark-after-send repeats them. A row that was being sent when its process
died is `maybe_sent`: it is sent once more, visibly, with the same Message-ID.
"""

import logging
from datetime import datetime, timedelta

from monitor.domain.cadence import retry_delivery
from monitor.domain.events import (
    OPERATOR_KINDS,
    Delivery,
    DeliveryState,
    Event,
    EventKind,
    NewEvent,
    Rendered,
)
from monitor.domain.matching import allowed
from monitor.domain.message_id import make_message_id
from monitor.errors import (
    DeliveryDeferred,
    DeliveryError,
    DeliveryRejected,
    DeliveryUncertain,
    StoreError,
)
from monitor.services.alert import tell_operator
from monitor.services.house import House
from monitor.trace import traced

log = logging.getLogger(__name__)

UNCERTAIN_TRIES = 3
"""A server that takes each message and never says so must not fill somebody's inbox for three days."""


def deliver(house: House, delivery_id: int) -> DeliveryState | None:
    """Send one row if it is ours to send; give its state afterwards, None if somebody else has it."""
    now = house.clock()
    delivery = house.store.claim_delivery(
        delivery_id, holder=house.holder, now=now, lease_until=now + house.ledger.lease
    )
    if delivery is None:
        return None
    house.fault("after-claim")
    event = house.store.event(delivery.event_id)
    if event is None:
        raise StoreError(f"delivery {delivery.id} belongs to event {delivery.event_id}, which does not exist")
    with traced(event.trace or event.key):
        refusal = _why_not(house, delivery, event)
        if refusal is not None:
            state = _settle(house, delivery, DeliveryState.SUPPRESSED, refusal)
        else:
            state = _send(house, delivery, event)
        # Not to whom: the log is read by more people than the ledger.
        said = {"delivery": delivery.id, "event_key": event.key, "channel": delivery.channel, "state": state}
        log.info("a message", extra=said)
    return state


def _why_not(house: House, delivery: Delivery, event: Event) -> str | None:
    """Look once more, just before sending, whether this address may still be written to."""
    channel, address = delivery.channel, delivery.address
    if not allowed(channel, address, house.ledger.rules.only_to):
        return f"{channel}:{address} is not in [delivery] only_to"
    if event.kind in OPERATOR_KINDS:
        gone = (channel, address) not in house.watch.operator
        return "the operator's address was taken out of the config" if gone else None
    block = house.store.is_blocked(channel, address, event.area)
    if block is not None:
        return block.says()
    names = {recipient.name for recipient in delivery.subscribers}
    if any(one.name in names and (channel, address) in one.to for one in house.watch.subscriptions):
        return None
    return "the subscriber was taken out of the config"


def _send(house: House, delivery: Delivery, event: Event) -> DeliveryState:
    channel = house.channels.get(delivery.channel)
    if channel is None:
        return _give_up(house, delivery, event, f"there is no channel called {delivery.channel}")
    message = delivery.rendered or _rendered(house, delivery, event)
    if message is None:
        return _give_up(house, delivery, event, "the message could not be written; see the log")
    message_id = delivery.message_id or make_message_id(
        event.key, delivery.channel, delivery.address, house.ledger.sender_domain
    )
    lease_until = house.clock() + house.ledger.lease
    house.store.mark_sending(delivery.id, message_id=message_id, rendered=message, lease_until=lease_until)
    house.fault("before-send")
    try:
        with house.leases.held(delivery.id):
            answer = channel.send(delivery.address, message, message_id=message_id, event=event)
    except DeliveryError as error:
        return _not_sent(house, delivery, event, error)
    house.fault("after-send")
    house.store.settle_delivery(
        delivery.id, state=DeliveryState.SENT, error=None, now=house.clock(), answer=answer
    )
    return DeliveryState.SENT


def _rendered(house: House, delivery: Delivery, event: Event) -> Rendered | None:
    try:
        return house.renderer.render(event, [f"{one.name}: {one.reason}" for one in delivery.subscribers])
    except Exception:  # one message that cannot be written must not hold up the others
        log.exception("writing the message of event %s failed", event.key)
        return None


def _not_sent(house: House, delivery: Delivery, event: Event, error: DeliveryError) -> DeliveryState:
    now = house.clock()
    if isinstance(error, DeliveryRejected):
        return _give_up(house, delivery, event, str(error))
    if isinstance(error, DeliveryUncertain) and delivery.attempts >= UNCERTAIN_TRIES:
        return _give_up(house, delivery, event, f"{error}; it may have arrived {delivery.attempts} times")
    if now - delivery.created >= house.ledger.give_up:
        hours = house.ledger.give_up // timedelta(hours=1)
        return _give_up(house, delivery, event, f"{error}; given up after {hours} hours")
    due = _next_try(house, delivery, error, now)
    state = DeliveryState.MAYBE_SENT if isinstance(error, DeliveryUncertain) else DeliveryState.DUE
    return _settle(house, delivery, state, str(error), due)


def _next_try(house: House, delivery: Delivery, error: DeliveryError, now: datetime) -> datetime:
    due = now + retry_delivery(delivery.attempts, house.ledger.retry)
    asked = error.retry_at if isinstance(error, DeliveryDeferred) else None
    return max(due, asked) if asked else due


def _give_up(house: House, delivery: Delivery, event: Event, error: str) -> DeliveryState:
    """Tell the operator, unless it is their own note that failed, and then mark the row failed.

    In this order a process that dies in between tells it again, which the event's key makes harmless.
    """
    if event.kind not in OPERATOR_KINDS:
        data = {
            "channel": delivery.channel,
            "address": delivery.address,
            "event": event.key,
            "error": error,
            "delivery": delivery.id,
        }
        key = f"delivery.failed:{event.key}:{delivery.channel}:{delivery.address}"
        now = house.clock()
        tell_operator(house, NewEvent(key, EventKind.DELIVERY_FAILED, event.area, None, now, data))
    return _settle(house, delivery, DeliveryState.FAILED, error)


def _settle(
    house: House, delivery: Delivery, state: DeliveryState, error: str, due: datetime | None = None
) -> DeliveryState:
    house.store.settle_delivery(delivery.id, state=state, error=error, now=house.clock(), due=due)
    return state
