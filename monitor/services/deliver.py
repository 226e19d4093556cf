"""Send one message: claim its rows, say in the ledger that we are sending, send, record how it went.

Mark-before-send loses alerts and mark-after-send repeats them. A row that was being sent when its process
died is `maybe_sent`: it is sent once more, visibly, with the same Message-ID.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

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
from monitor.domain.grouping import ALONE
from monitor.domain.matching import allowed
from monitor.domain.message_id import make_message_id
from monitor.domain.standing import Standing, standing
from monitor.errors import (
    DeliveryDeferred,
    DeliveryError,
    DeliveryRejected,
    DeliveryUncertain,
    StoreError,
)
from monitor.services.alert import tell_operator
from monitor.services.closing import close_address
from monitor.services.heard import for_reader
from monitor.services.house import House
from monitor.services.letter import Letter
from monitor.services.overtaken import overtaken, still_news
from monitor.trace import traced

log = logging.getLogger(__name__)

UNCERTAIN_TRIES = 3
"""A server that takes each message and never says so must not fill somebody's inbox for three days."""
PATIENT_TRIES = 3
"""So often each message is tried, however old: after days of downtime the first answer may be a delay."""
CANARY_GONE = "operator.canary was changed in the config"
_NOT_NEEDED: Mapping[str, Mapping[str, Any]] = {
    "email": {"blocks": ()},
    "slack": {"html": ""},
    "webhook": {"blocks": (), "html": ""},
    "apprise": {"blocks": (), "html": ""},
}
"""What a channel does not send is not kept with each of its rows, of which there are thousands."""
PAUSES = (0.5, 1.0, 2.0, 4.0, 8.0)
"""Seconds between tries to write down that a message went out; in all, less than its lease lasts."""
STARTS = 3
"""A row that was begun so often and never ended is parked: whatever it is, it kills whoever sends it."""


def deliver(house: House, delivery_id: int) -> list[DeliveryState]:
    """Send one row, and what goes out in the same message, if it is ours to send; give how each ended.

    Empty if somebody else has it, or is at its destination and sends it next.
    """
    rows = _claimed(house, delivery_id)
    if not rows:
        return []
    channel, address = rows[0].channel, rows[0].address
    return house.lanes.do(
        channel,
        address,
        partial(_deliver_rows, house, rows),
        further=partial(_next_in_line, house, channel, address),
        later=partial(_put_back, house, rows),
    )


def _claimed(house: House, delivery_id: int) -> list[Delivery]:
    now = house.clock()
    rows = house.store.claim_message(
        delivery_id,
        holder=house.holder,
        now=now,
        lease_until=now + house.ledger.lease,
        group_until=now + house.watch.rules.group_wait,
    )
    if rows:
        house.fault("after-claim")
    return rows


def _next_in_line(house: House, channel: str, address: str) -> Callable[[], list[DeliveryState]] | None:
    """Claim what is due next at an address, and give what sends it; None if nothing is."""
    following = house.store.next_due(channel, address, house.clock())
    if following is None:
        return None
    return partial(_deliver_rows, house, _claimed(house, following))


def _put_back(house: House, rows: Sequence[Delivery], until: datetime | None) -> list[DeliveryState]:
    """Leave rows to whoever is at their address, or until it wants to be written to again."""
    house.store.put_back(rows, holder=house.holder, until=until)
    return []


def _deliver_rows(house: House, rows: Sequence[Delivery]) -> list[DeliveryState]:
    if not rows:  # somebody else was quicker
        return []
    lead = _event_of(house, rows[0])
    with traced(lead.trace or lead.key), house.leases.given_back(rows, house.holder):
        letter, ended = _looked_at_again(house, rows)
        words = letter.kept if len(letter.rows) == len(rows) else None  # else they tell of what was stopped
        ended += _send(house, letter, words) if letter.rows else []
        # Not to whom: the log is read by more people than the ledger.
        said = {"delivery": rows[0].id, "event_key": lead.key, "channel": rows[0].channel, "rows": len(rows)}
        log.info("a message", extra=said | {"state": ended[-1]})
    return ended


def _looked_at_again(house: House, rows: Sequence[Delivery]) -> tuple[Letter, list[DeliveryState]]:
    """Part what is still to be sent from what is not, which is settled with the reason."""
    left, events, ended = [], [], []
    for row in rows:
        found = _event_of(house, row)
        if row.unended >= STARTS:  # before it is looked at, which may be what kills us
            ended += _give_up(house, Letter((row,), (found,)), f"{row.unended} starts, and none that ended")
            continue
        event = still_news(house, found, row)
        stands = _standing(house, row, event)
        if stands.state is not DeliveryState.TAKEN:
            ended += _settle(house, [row.id], stands.state, stands.why, stands.until)
        else:
            words = row.rendered if event is found else None
            left.append(replace(row, subscribers=stands.recipients, rendered=words))
            events.append(event)
    return Letter(tuple(left), tuple(events)), ended


def _event_of(house: House, delivery: Delivery) -> Event:
    event = house.store.event(delivery.event_id)
    if event is None:
        raise StoreError(f"delivery {delivery.id} belongs to event {delivery.event_id}, which does not exist")
    return event


def _standing(house: House, delivery: Delivery, event: Event) -> Standing:
    """Look once more, just before sending, whether this address may still be written to."""
    channel, address = delivery.channel, delivery.address
    if not allowed(channel, address, house.watch.rules.only_to):
        return _stopped(f"{channel}:{address} is not in [delivery] only_to")
    if event.kind in OPERATOR_KINDS and (channel, address) in house.watch.operator:
        return Standing(DeliveryState.TAKEN, delivery.subscribers)
    if event.kind in OPERATOR_KINDS and event.kind != EventKind.CHANNEL_CLOSED:
        return _stopped("the operator's address was taken out of the config")
    block = house.store.is_blocked(channel, address, event.area)
    if block is not None:
        return _stopped(block.says())
    if event.kind == EventKind.DRILL:
        is_ours = (channel, address) == house.watch.canary
        return Standing(DeliveryState.TAKEN, delivery.subscribers) if is_ours else _stopped(CANARY_GONE)
    known = house.watch.by_name
    behind = [known[recipient.name] for recipient in delivery.subscribers if recipient.name in known]
    if event.kind == EventKind.CHANNEL_CLOSED and behind:
        return Standing(DeliveryState.TAKEN, delivery.subscribers)  # whatever they get otherwise, and when
    stands = standing(event, delivery, behind, house.clock(), house.watch.rules.digest_at)
    other = overtaken(house, event, delivery) if stands.state is DeliveryState.TAKEN else None
    return other or stands


def _stopped(why: str) -> Standing:
    return Standing(DeliveryState.SUPPRESSED, why=why)


def _send(house: House, letter: Letter, words: Rendered | None) -> list[DeliveryState]:
    channel = house.channels.get(letter.channel)
    if channel is None:
        return _give_up(house, letter, f"there is no channel called {letter.channel}")
    message = words or _written(house, letter)
    if message is None and len(letter.rows) > 1:  # one that cannot be written must not hold up the others
        return _settle(house, letter.ids, DeliveryState.DUE, ALONE)
    if message is None:
        return _give_up(house, letter, "the message could not be written; see the log")
    event = letter.about
    message_id = letter.message_id or make_message_id(
        event.key, letter.channel, letter.address, house.ledger.sender_domain
    )
    lease_until = house.clock() + house.ledger.lease
    house.store.mark_sending(letter.ids, message_id=message_id, rendered=message, lease_until=lease_until)
    house.fault("before-send")
    try:
        with house.leases.held(letter.ids):
            answer = channel.send(letter.address, message, message_id=message_id, event=event)
    except DeliveryError as error:
        return _not_sent(house, letter, error)
    except Exception as error:  # a mistake of ours, before or after the other side took it
        log.exception("sending the message of event %s failed", letter.events[0].key)
        why = f"a mistake of ours ({type(error).__name__}); see the log"
        return _not_sent(house, letter, DeliveryUncertain(why, channel=letter.channel))
    house.fault("after-send")
    _write_down(house, letter, answer)
    return [DeliveryState.SENT] * len(letter.rows)


def _write_down(house: House, letter: Letter, answer: str) -> None:
    """Write down that a message went out, if need be in several tries: what is not known is sent again."""
    sent = partial(house.store.settle_deliveries, letter.ids, state=DeliveryState.SENT, error=None)
    for pause in PAUSES:
        try:
            return sent(now=house.clock(), answer=answer)
        except StoreError as error:
            log.warning("%s; a message that went out could not be written down, trying again", error)
            house.leases.rest(pause)
    return sent(now=house.clock(), answer=answer)


def _written(house: House, letter: Letter) -> Rendered | None:
    where = (letter.channel, letter.address)
    try:
        told = [
            (
                for_reader(house, event, where, besides=letter.events),
                [one.said for one in row.subscribers],
            )
            for row, event in zip(letter.rows, letter.events, strict=True)
        ]
        written = house.renderer.render(*told[0]) if len(told) == 1 else house.renderer.render_group(told)
        return replace(written, **_NOT_NEEDED.get(letter.channel, {}))
    except StoreError:
        raise
    except Exception:  # one message that cannot be written must not hold up the others
        log.exception("writing the message of event %s failed", letter.events[0].key)
        return None


def _not_sent(house: House, letter: Letter, error: DeliveryError) -> list[DeliveryState]:
    now = house.clock()
    if isinstance(error, DeliveryRejected):
        ended = _give_up(house, letter, str(error), closed=error.gone)
        if error.gone:  # last: if we die before, the next message finds the same out
            close_address(house, (letter.channel, letter.address), str(error))
        return ended
    again = isinstance(error, DeliveryUncertain) and letter.may_have_arrived
    if again and letter.attempts >= UNCERTAIN_TRIES:
        return _give_up(
            house, letter, f"{error}; it may have arrived more than once in {letter.attempts} tries"
        )
    if letter.attempts >= PATIENT_TRIES and now - _asked_for(letter) >= house.ledger.give_up:
        hours = house.ledger.give_up // timedelta(hours=1)
        return _give_up(house, letter, f"{error}; given up after {hours} hours")
    due = now + retry_delivery(letter.attempts, house.ledger.retry)
    if isinstance(error, DeliveryDeferred) and error.retry_at is not None:
        due = max(due, error.retry_at)
        house.lanes.rest(letter.channel, letter.address, (error.retry_at - now).total_seconds())
    state = DeliveryState.MAYBE_SENT if isinstance(error, DeliveryUncertain) else DeliveryState.DUE
    return _settle(house, letter.ids, state, str(error), due)


def _asked_for(letter: Letter) -> datetime:
    """Say since when we try: since the rows were made, or since the operator asked for them again."""
    return max(row.requested or row.created for row in letter.rows)


def _give_up(house: House, letter: Letter, error: str, *, closed: bool = False) -> list[DeliveryState]:
    """Tell the operator, unless it is their own note that failed, and then mark the rows failed.

    In this order a process that dies in between tells it again, which the event's key makes harmless.
    """
    event = letter.events[0]
    if event.kind not in OPERATOR_KINDS | {EventKind.DRILL}:  # of a drill the operator hears as a whole
        data = {
            "channel": letter.channel,
            "address": letter.address,
            "event": event.key,
            "error": error,
            "delivery": letter.rows[0].id,
            "messages": len(letter.rows),
            "closed": closed,
        }
        key = f"delivery.failed:{event.key}:{letter.channel}:{letter.address}"
        now = house.clock()
        tell_operator(house, NewEvent(key, EventKind.DELIVERY_FAILED, event.area, None, now, data))
    return _settle(house, letter.ids, DeliveryState.FAILED, error)


def _settle(
    house: House, ids: Sequence[int], state: DeliveryState, error: str | None, due: datetime | None = None
) -> list[DeliveryState]:
    house.store.settle_deliveries(ids, state=state, error=error, now=house.clock(), due=due)
    return [state] * len(ids)
