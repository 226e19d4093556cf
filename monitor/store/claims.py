"""Owning a delivery: taking it, saying that it is being sent, recording how that ended.

A row is owned by compare-and-set on its state, never by a lock. These changes are made for every message, by
many threads at once, so they share commits, and their statements are prepared.
"""

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, and_, bindparam, func, null, or_, select, update

from monitor.domain.events import Delivery, DeliveryState, Rendered
from monitor.domain.grouping import (
    ALONE,
    LARGEST_GROUP,
    SENT_ALONE,
    SMALLEST_GROUP,
    TRIED_TOGETHER,
    UNGROUPED_CHANNELS,
)
from monitor.errors import StoreError
from monitor.store.connections import reading
from monitor.store.group_commit import GroupCommit
from monitor.store.outbox import SETTLED, WAITING, delivery_of, with_key
from monitor.store.prepared import Prepared, PreparedSelect
from monitor.store.schema import deliveries, events

_WORDS = tuple(field.name for field in fields(Rendered))
_rows = deliveries.c
_OURS = _rows.id == bindparam("ours")
_IS_WAITING = or_(*(_rows.state == state for state in WAITING))

_LEAD = PreparedSelect(
    with_key()
    .add_columns(events.c.kind.label("kind"))
    .where(_rows.id == bindparam("wanted"), _IS_WAITING, _rows.due <= bindparam("now"))
    # On a server: who claims a row at this moment has it, and nobody waits for that (nor in a ring).
    .with_for_update(of=deliveries, skip_locked=True)
)
_TAKE = Prepared(
    update(deliveries)
    .where(_OURS)
    .values(
        attempts=_rows.attempts + 1,
        state=DeliveryState.TAKEN,
        holder=bindparam("by"),
        lease_until=bindparam("until"),
    )
)
_TAKEN = PreparedSelect(with_key().where(_OURS))
_MARK = (
    update(deliveries)
    .where(_OURS, _rows.state == DeliveryState.TAKEN)
    .values(state=DeliveryState.SENDING, message_id=bindparam("reference"), lease_until=bindparam("until"))
)
_SENDING = Prepared(_MARK.values(rendered=null()))
_SENDING_WORDS = Prepared(_MARK.values(rendered=bindparam("words")))
_SETTLE = (
    update(deliveries)
    .where(_OURS)
    .values(
        state=bindparam("ended"),
        error=bindparam("why"),
        answer=bindparam("said"),
        settled=bindparam("now"),
        unended=0,
        holder=None,
        lease_until=None,
    )
)

_PUT_BACK = Prepared(
    update(deliveries)
    .where(_OURS, _rows.state == DeliveryState.TAKEN, _rows.holder == bindparam("by"))
    .values(
        attempts=_rows.attempts - 1,
        state=DeliveryState.DUE,
        due=bindparam("again"),
        holder=None,
        lease_until=None,
    )
)
_NEXT = PreparedSelect(
    select(_rows.id)
    .where(
        _rows.channel == bindparam("channel"),
        _rows.address == bindparam("address"),
        _IS_WAITING,
        _rows.due <= bindparam("now"),
    )
    .order_by(_rows.due, _rows.id)
    .limit(1)
)


def _ending(state: DeliveryState) -> Prepared:
    """Prepare how a row ends in a state: sent always, in another only what was not settled differently."""
    change = _SETTLE
    if state is not DeliveryState.SENT:
        change = change.where(*(_rows.state != other for other in SETTLED if other != state))
    if state in WAITING:
        change = change.values(due=bindparam("again"))
    if state is DeliveryState.MAYBE_SENT:
        change = change.values(maybe_sent_at=func.coalesce(_rows.maybe_sent_at, bindparam("now")))
    if state is DeliveryState.HELD:  # it was looked at, and not tried
        change = change.values(attempts=_rows.attempts - 1)
    if state in (DeliveryState.HELD, DeliveryState.SUPPRESSED):  # its words may tell of what others were told
        change = change.values(rendered=null())
    return Prepared(change)


_ENDED = {state: _ending(state) for state in DeliveryState}


def _together(*same: Any) -> PreparedSelect:
    """Find the rows to the lead's address that are waiting, and are alike in what is given."""
    where = and_(_rows.channel == bindparam("channel"), _rows.address == bindparam("address"))
    waiting = and_(_IS_WAITING, _rows.id != bindparam("wanted"))
    found = select(_rows.id).join(events).where(where, waiting, *same).order_by(_rows.id)
    return PreparedSelect(found.limit(LARGEST_GROUP - 1).with_for_update(of=deliveries, skip_locked=True))


_OF_ONE_MESSAGE = _together(_rows.message_id == bindparam("reference"))
_OF_ONE_BURST = _together(
    or_(
        and_(_rows.state == DeliveryState.DUE, _rows.due <= bindparam("group_until")),
        _rows.due <= bindparam("now"),
    ),
    _rows.message_id.is_(None),
    _rows.unended < TRIED_TOGETHER,
    func.coalesce(_rows.error, "") != ALONE,
    *(events.c.kind != kind for kind in SENT_ALONE),
)


class ClaimRows:
    """What a sender does with the deliveries of a store."""

    _engine: Engine
    _commits: GroupCommit

    def claim_message(
        self, delivery_id: int, *, holder: str, now: datetime, lease_until: datetime, group_until: datetime
    ) -> list[Delivery]:
        """Take a row, and with it what goes out in the same message; the row asked for comes first.

        Attempts are counted here, before the work. Empty if somebody else has the row. A burst for one
        address is one message: rows that wait for it, due by `group_until`, come along; and of a message that
        was tried before, all its rows.
        """

        def claim(connection: Connection) -> list[Delivery]:
            lead = _LEAD.first(connection, {"wanted": delivery_id, "now": now})
            if lead is None:
                return []
            others = _companions(connection, lead, now, group_until)
            ids = [delivery_id, *others]
            _each(connection, _TAKE, ids, {"by": holder, "until": lease_until})
            if not others:
                return [replace(delivery_of(lead), state=DeliveryState.TAKEN, attempts=lead.attempts + 1)]
            return [delivery_of(_TAKEN.first(connection, {"ours": one})) for one in ids]

        return self._commits.write(claim)

    def next_due(self, channel: str, address: str, now: datetime) -> int | None:
        """Give the id of the row that is to be sent next to an address; None if none is due."""
        where = {"channel": channel, "address": address, "now": now}
        with reading(self._engine) as connection:
            row = _NEXT.first(connection, where)
        return row.id if row else None

    def put_back(self, rows: Sequence[Delivery], *, holder: str, until: datetime | None) -> None:
        """Give back rows that were taken and not begun: they are due as they were, or not before `until`.

        That was no try, and says nothing of whether they can be sent. A row that is another's by now is left
        to them.
        """

        def give(connection: Connection) -> None:
            for row in rows:
                again = max(row.due, until) if until else row.due
                _PUT_BACK.changed(connection, {"ours": row.id, "by": holder, "again": again})

        self._commits.write(give)

    def mark_sending(
        self, delivery_ids: Sequence[int], *, message_id: str, rendered: Rendered, lease_until: datetime
    ) -> None:
        """Write down, before the remote is called, what is about to be sent: one message, for all these rows.

        Its words are kept with the first alone. Of two who both believe to have a row, one gets through here.
        Raises StoreError if one of them is not taken.
        """
        first, *others = delivery_ids
        values = {"reference": message_id, "until": lease_until}

        def mark(connection: Connection) -> None:
            changed = _each(connection, _SENDING_WORDS, [first], values | {"words": _kept(rendered)})
            changed += _each(connection, _SENDING, others, values)
            if changed != len(delivery_ids):
                raise StoreError(
                    f"{_stands(connection, delivery_ids, DeliveryState.SENDING)}, "
                    "so it is not ours to send any more"
                )

        self._commits.write(mark)

    def settle_deliveries(
        self,
        delivery_ids: Sequence[int],
        *,
        state: DeliveryState,
        error: str | None,
        now: datetime,
        due: datetime | None = None,
        answer: str | None = None,
    ) -> None:
        """Record how a try ended: SENT, FAILED, SUPPRESSED; DUE (deferred), HELD and MAYBE_SENT with `due`.

        SENT is always taken down, even from one whose lease had run out: it is a fact. Nothing else changes a
        row that has been settled. Raises StoreError then.
        """
        values: dict[str, Any] = {"ended": state, "why": error, "said": answer, "now": now}
        if state in WAITING:
            values["again"] = due or now

        def settle(connection: Connection) -> None:
            if _each(connection, _ENDED[state], delivery_ids, values) != len(delivery_ids):
                raise StoreError(f"{_stands(connection, delivery_ids, state)}, so it cannot become {state}")

        self._commits.write(settle)


def _each(connection: Connection, change: Prepared, ids: Sequence[int], values: Mapping[str, Any]) -> int:
    """Change each of these rows; gives how many were changed."""
    return sum(change.changed(connection, {**values, "ours": one}) for one in ids)


def _kept(rendered: Rendered) -> dict[str, Any]:
    # Not `asdict`, which copies every block of every message.
    return {name: getattr(rendered, name) for name in _WORDS}


def _companions(connection: Connection, lead: Any, now: datetime, group_until: datetime) -> list[int]:
    """Give the ids of the rows that go out with this one."""
    if lead.kind in SENT_ALONE or lead.channel in UNGROUPED_CHANNELS:
        return []
    where = {"channel": lead.channel, "address": lead.address, "wanted": lead.id}
    if lead.message_id is not None:
        known = where | {"reference": lead.message_id}
        return [row.id for row in _OF_ONE_MESSAGE.all(connection, known)]
    if lead.unended >= TRIED_TOGETHER or lead.error == ALONE:
        return []
    fresh = where | {"now": now, "group_until": group_until}
    found = [row.id for row in _OF_ONE_BURST.all(connection, fresh)]
    return found if len(found) + 1 >= SMALLEST_GROUP else []


def _stands(connection: Connection, delivery_ids: Sequence[int], wanted: DeliveryState) -> str:
    """Say of the first row that would not change how it stands."""
    found = select(_rows.id, _rows.state).where(_rows.id.in_(delivery_ids))
    states = {row.id: row.state for row in connection.execute(found)}
    odd = [one for one in delivery_ids if states.get(one) != wanted] or list(delivery_ids)
    state = states.get(odd[0])
    return f"delivery {odd[0]} is {state}" if state else f"there is no delivery {odd[0]}"
