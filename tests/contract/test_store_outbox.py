"""Events and deliveries: each event once, each address once, and every state a delivery goes through."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from sqlalchemy import Engine, bindparam
from sqlalchemy.event import listen, remove

from monitor.domain.events import Delivery, DeliveryState, Event, EventKind, Recipient
from monitor.errors import StoreError
from monitor.store.connections import reading
from monitor.store.outbox import with_key
from monitor.store.prepared import PreparedSelect
from monitor.store.schema import deliveries
from tests.contract.test_store_cases import (
    LATER,
    LEASE,
    MESSAGE,
    NOW,
    World,
    add_delivery,
    new_event,
    start_sending,
    take,
    to,
)


def the(world: World, delivery_id: int) -> Delivery:
    [found] = [row for row in world.store.deliveries() if row.id == delivery_id]
    return found


def settle(world: World, delivery_id: int, state: DeliveryState, **given: object) -> None:
    values = {"error": None, "now": LATER, **given}
    world.store.settle_deliveries([delivery_id], state=state, **values)  # type: ignore[arg-type]


def post(world: World, address: str = "team", *, due: datetime = NOW) -> int:
    """Add a delivery to a webhook, of an event of its own."""
    key = f"post {len(world.store.deliveries())}"
    return add_delivery(world.store, to(address, channel="slack", due=due), key=key)


def nobody(_holder: str) -> bool:
    return False


def test_prepared_statement_finds_what_the_ordinary_one_does(world: World) -> None:
    delivery_id = add_delivery(world.store)
    start_sending(world.store, delivery_id)
    wanted = with_key().where(deliveries.c.id == bindparam("wanted"), deliveries.c.state == "sending")
    with reading(world.store._engine) as connection:
        ordinary = connection.execute(wanted, {"wanted": delivery_id}).one()
        prepared = PreparedSelect(wanted)
        [row] = prepared.all(connection, {"wanted": delivery_id})
        assert row._asdict() == dict(ordinary._mapping)
        assert (row.due, row.rendered["subject"], row.error) == (NOW, MESSAGE.subject, None)
        assert prepared.first(connection, {"wanted": delivery_id + 1}) is None


def test_event_comes_back_as_it_was_recorded(world: World) -> None:
    new = new_event()
    event_id = world.store.record_event(new, [to()], LATER)
    assert event_id is not None
    assert world.store.event(event_id) == Event(
        id=event_id,
        key=new.key,
        kind=new.kind,
        area=new.area,
        band=new.band,
        occurred=new.occurred,
        seen=LATER,
        data=new.data,
    )
    assert world.store.event(event_id + 1) is None


def test_event_without_area_and_band(world: World) -> None:
    new = new_event("source/listing/1", kind=EventKind.SOURCE_DEGRADED, area=None, band=None)
    event_id = world.store.record_event(new, [], NOW)
    [event] = world.store.events()
    assert (event.id, event.area, event.band) == (event_id, None, None)


def test_known_key_writes_nothing(world: World) -> None:
    first = world.store.record_event(new_event(), [to()], NOW)
    again = new_event(data={"other": True})
    assert world.store.record_event(again, [to("new@example.org")], LATER) is None
    assert [event.data for event in world.store.events()] == [new_event().data]
    assert [row.address for row in world.store.deliveries(event_id=first)] == ["chair@example.org"]


def test_delivery_comes_back_as_it_was_recorded(world: World) -> None:
    subscribers = (Recipient("Merrow forum", "watches Port Merrow"), Recipient("Ash", "watches all"))
    given = to(subscribers=subscribers, state=DeliveryState.HELD, due=LATER, error="quiet hours")
    event_id = world.store.record_event(new_event("k"), [given], NOW)
    assert event_id is not None
    [row] = world.store.deliveries()
    assert row == Delivery(
        id=row.id,
        event_id=event_id,
        event_key="k",
        channel="email",
        address="chair@example.org",
        subscribers=subscribers,
        state=DeliveryState.HELD,
        attempts=0,
        due=LATER,
        created=NOW,
        maybe_sent_at=None,
        message_id=None,
        rendered=None,
        error="quiet hours",
    )


def test_event_and_five_hundred_deliveries_are_one_commit(world: World) -> None:
    commits: list[object] = []

    def count(connection: object) -> None:
        commits.append(connection)

    listen(Engine, "commit", count)
    try:
        event_id = world.store.record_event(new_event(), [to(f"{n}@example.org") for n in range(500)], NOW)
    finally:
        remove(Engine, "commit", count)
    assert len(commits) == 1
    addresses = [row.address for row in world.store.deliveries(event_id=event_id)]
    assert addresses == [f"{n}@example.org" for n in range(500)]


def test_same_address_twice_records_nothing(world: World) -> None:
    with pytest.raises(StoreError):
        world.store.record_event(new_event(), [to(), to()], NOW)
    assert world.store.events() == []


def test_same_address_on_two_channels_is_two_deliveries(world: World) -> None:
    world.store.record_event(new_event(), [to("team"), to("team", channel="slack")], NOW)
    assert len(world.store.deliveries()) == 2


def test_events_are_filtered_by_area_and_by_when_they_were_written(world: World) -> None:
    for number, area in enumerate(("port-merrow", "kestrelshire", "port-merrow")):
        world.store.record_event(new_event(f"k{number}", area=area), [], NOW + timedelta(seconds=number))
    assert [event.key for event in world.store.events(area="port-merrow")] == ["k0", "k2"]
    since = world.store.events(since=NOW + timedelta(seconds=1))
    assert [event.key for event in since] == ["k1", "k2"]


def test_times_of_any_zone_come_back_in_utc(world: World) -> None:
    summer = datetime(2025, 7, 1, 10, 0, tzinfo=timezone(timedelta(hours=1)))
    world.store.record_event(new_event(occurred=summer), [to(due=summer)], summer)
    [event] = world.store.events()
    assert (event.occurred, event.occurred.tzinfo) == (summer, UTC)
    assert world.store.due_deliveries(datetime(2025, 7, 1, 9, 0, tzinfo=UTC)) != []
    assert world.store.due_deliveries(datetime(2025, 7, 1, 8, 59, 59, tzinfo=UTC)) == []


def test_time_without_a_zone_is_refused(world: World) -> None:
    with pytest.raises(StoreError, match="without a zone"):
        world.store.record_event(new_event(occurred=datetime(2025, 7, 1)), [], NOW)  # noqa: DTZ001


def test_due_deliveries_are_those_whose_time_has_come_oldest_first(world: World) -> None:
    given = [
        to("later@x.org", due=LATER),
        to("held@x.org", state=DeliveryState.HELD),
        to("old@x.org", due=NOW - timedelta(days=1)),
        to("off@x.org", state=DeliveryState.SUPPRESSED),
    ]
    world.store.record_event(new_event(), given, NOW)
    addresses = {row.id: row.address for row in world.store.deliveries()}
    assert [addresses[one] for one in world.store.due_deliveries(NOW)] == ["old@x.org", "held@x.org"]
    assert len(world.store.due_deliveries(LATER)) == 3


def test_of_a_webhook_that_wants_its_messages_spaced_only_the_first_is_due(world: World) -> None:
    team = [post(world, due=NOW - timedelta(minutes=minutes)) for minutes in (1, 3)]
    board = post(world, "board")
    mails = [add_delivery(world.store, to("team"), key=f"mail {number}") for number in range(2)]
    assert world.store.due_deliveries(NOW) == [team[1], board, *mails]
    take(world.store, team[1])
    assert world.store.due_deliveries(NOW) == [team[0], board, *mails]


def test_next_at_an_address_is_the_row_that_has_been_due_longest(world: World) -> None:
    post(world, due=LATER)
    post(world, "other", due=NOW - timedelta(days=1))
    assert world.store.next_due("slack", "team", NOW) is None
    due = [post(world, due=NOW - leases * LEASE) for leases in (1, 2, 2)]
    for following in (due[1], due[2], due[0]):
        assert world.store.next_due("slack", "team", NOW) == following
        take(world.store, following)


def test_row_that_is_put_back_was_not_tried(world: World) -> None:
    delivery_id = add_delivery(world.store)
    taken = take(world.store, delivery_id)
    assert taken is not None
    world.store.put_back([taken], holder="worker-1", until=None)
    assert the(world, delivery_id) == replace(taken, state=DeliveryState.DUE, attempts=0)
    again = take(world.store, delivery_id)
    assert again is not None
    world.store.put_back([again], holder="worker-1", until=LATER)
    assert (the(world, delivery_id).due, the(world, delivery_id).attempts) == (LATER, 0)


def test_only_its_holder_puts_a_row_back(world: World) -> None:
    delivery_id = add_delivery(world.store)
    taken = take(world.store, delivery_id)
    assert taken is not None
    world.store.put_back([taken], holder="worker-2", until=None)
    assert the(world, delivery_id).state is DeliveryState.TAKEN
    world.store.put_back([taken], holder="worker-1", until=None)
    world.store.put_back([taken], holder="worker-1", until=None)
    assert (the(world, delivery_id).state, the(world, delivery_id).attempts) == (DeliveryState.DUE, 0)


def test_claim_counts_before_the_work_and_only_one_has_it(world: World) -> None:
    delivery_id = add_delivery(world.store)
    taken = take(world.store, delivery_id)
    assert (taken.id, taken.state, taken.attempts) == (delivery_id, DeliveryState.TAKEN, 1)
    assert (taken.event_key, taken.rendered) == ("an-event", None)
    assert take(world.store, delivery_id, holder="worker-2") is None
    assert world.store.due_deliveries(LATER) == []


@pytest.mark.parametrize("state", [DeliveryState.DUE, DeliveryState.HELD])
def test_claim_waits_for_its_time(world: World, state: DeliveryState) -> None:
    delivery_id = add_delivery(world.store, to(state=state, due=LATER))
    assert take(world.store, delivery_id, NOW) is None
    assert take(world.store, delivery_id, LATER) is not None


def test_row_that_was_looked_at_and_held_was_not_tried(world: World) -> None:
    delivery_id = add_delivery(world.store)
    for _ in range(3):
        take(world.store, delivery_id)
        world.store.settle_deliveries(
            [delivery_id], state=DeliveryState.HELD, error="quiet hours", now=NOW, due=NOW
        )
    assert the(world, delivery_id).attempts == 0


def test_suppressed_row_cannot_be_claimed(world: World) -> None:
    delivery_id = add_delivery(world.store, to(state=DeliveryState.SUPPRESSED, error="only_to"))
    assert take(world.store, delivery_id, LATER) is None
    assert the(world, delivery_id).attempts == 0


def test_message_is_on_record_before_it_is_sent(world: World) -> None:
    delivery_id = add_delivery(world.store)
    start_sending(world.store, delivery_id)
    row = the(world, delivery_id)
    assert (row.state, row.message_id, row.rendered) == (DeliveryState.SENDING, "<1@x>", MESSAGE)


def test_second_sender_is_stopped(world: World) -> None:
    delivery_id = add_delivery(world.store)
    start_sending(world.store, delivery_id)
    with pytest.raises(StoreError, match="is sending"):
        world.store.mark_sending([delivery_id], message_id="<2@x>", rendered=MESSAGE, lease_until=LATER)
    assert the(world, delivery_id).message_id == "<1@x>"


def test_row_that_was_freed_cannot_be_sent_by_its_old_holder(world: World) -> None:
    delivery_id = add_delivery(world.store)
    take(world.store, delivery_id)
    world.store.release_stale(NOW + LEASE, dead=nobody)
    with pytest.raises(StoreError, match="is due"):
        world.store.mark_sending([delivery_id], message_id="<1@x>", rendered=MESSAGE, lease_until=LATER)


def test_sending_what_is_not_there_is_an_error(world: World) -> None:
    with pytest.raises(StoreError, match="no delivery 404"):
        world.store.mark_sending([404], message_id="<1@x>", rendered=MESSAGE, lease_until=LATER)
    with pytest.raises(StoreError, match="no delivery 404"):
        settle(world, 404, DeliveryState.SENT)


@pytest.mark.parametrize(
    "state", [DeliveryState.SENT, DeliveryState.FAILED, DeliveryState.SUPPRESSED], ids=str
)
def test_settled_row_is_not_sent_again(world: World, state: DeliveryState) -> None:
    delivery_id = add_delivery(world.store)
    start_sending(world.store, delivery_id)
    settle(world, delivery_id, state, error="why", answer="250 ok")
    row = the(world, delivery_id)
    assert (row.state, row.error, row.maybe_sent_at) == (state, "why", None)
    assert world.store.due_deliveries(NOW + timedelta(days=9)) == []
    assert take(world.store, delivery_id, NOW + timedelta(days=9)) is None
    assert world.store.release_stale(NOW + timedelta(days=9), dead=lambda holder: True) == (0, 0)


def test_deferred_row_keeps_its_message_for_the_next_try(world: World) -> None:
    delivery_id = add_delivery(world.store)
    start_sending(world.store, delivery_id)
    due = LATER + timedelta(minutes=5)
    settle(world, delivery_id, DeliveryState.DUE, error="451 later", due=due)
    assert world.store.due_deliveries(due - timedelta(microseconds=1)) == []
    again = take(world.store, delivery_id, due)
    assert (again.attempts, again.message_id, again.rendered) == (2, "<1@x>", MESSAGE)
    assert again.error == "451 later"


def test_uncertain_row_says_so_for_ever(world: World) -> None:
    delivery_id = add_delivery(world.store)
    start_sending(world.store, delivery_id)
    settle(world, delivery_id, DeliveryState.MAYBE_SENT, error="line dropped", due=LATER)
    row = the(world, delivery_id)
    assert (row.state, row.maybe_sent_at) == (DeliveryState.MAYBE_SENT, LATER)
    start_sending(world.store, delivery_id, LATER)
    settle(world, delivery_id, DeliveryState.SENT, now=LATER + LEASE)
    row = the(world, delivery_id)
    assert (row.state, row.maybe_sent_at, row.error) == (DeliveryState.SENT, LATER, None)


def test_late_success_is_taken_down_but_nothing_else_is(world: World) -> None:
    delivery_id = add_delivery(world.store)
    start_sending(world.store, delivery_id)
    world.store.release_stale(NOW + LEASE, dead=nobody)
    settle(world, delivery_id, DeliveryState.SENT)
    assert the(world, delivery_id).state == DeliveryState.SENT
    for late in (DeliveryState.DUE, DeliveryState.FAILED, DeliveryState.MAYBE_SENT):
        with pytest.raises(StoreError, match="is sent"):
            settle(world, delivery_id, late, due=LATER)
    assert the(world, delivery_id).state == DeliveryState.SENT


def test_settling_twice_the_same_way_is_harmless(world: World) -> None:
    delivery_id = add_delivery(world.store)
    start_sending(world.store, delivery_id)
    for _ in range(2):
        settle(world, delivery_id, DeliveryState.FAILED, error="550 no such box")
    assert the(world, delivery_id).error == "550 no such box"


def test_taken_row_whose_lease_ran_out_is_due_again(world: World) -> None:
    delivery_id = add_delivery(world.store)
    take(world.store, delivery_id)
    assert world.store.release_stale(NOW, dead=nobody) == (0, 0)
    assert world.store.release_stale(NOW + LEASE, dead=nobody) == (1, 0)
    row = the(world, delivery_id)
    assert (row.state, row.due, row.maybe_sent_at) == (DeliveryState.DUE, NOW + LEASE, None)


def test_row_that_was_being_sent_is_maybe_sent_and_due(world: World) -> None:
    delivery_id = add_delivery(world.store)
    start_sending(world.store, delivery_id)
    assert world.store.release_stale(NOW, dead=lambda holder: holder == "worker-1") == (0, 1)
    row = the(world, delivery_id)
    assert (row.state, row.maybe_sent_at, row.due) == (DeliveryState.MAYBE_SENT, NOW, NOW)
    assert world.store.due_deliveries(NOW) == [delivery_id]
    assert world.store.release_stale(LATER, dead=lambda holder: True) == (0, 0)


def test_first_maybe_sent_time_is_the_one_kept(world: World) -> None:
    delivery_id = add_delivery(world.store)
    start_sending(world.store, delivery_id)
    world.store.release_stale(NOW + LEASE, dead=nobody)
    start_sending(world.store, delivery_id, NOW + LEASE)
    world.store.release_stale(NOW + 2 * LEASE, dead=nobody)
    assert the(world, delivery_id).maybe_sent_at == NOW + LEASE
    assert take(world.store, delivery_id, NOW + 2 * LEASE).attempts == 3


def test_row_settled_while_the_holder_was_asked_after_is_left_alone(world: World) -> None:
    delivery_id = add_delivery(world.store)
    start_sending(world.store, delivery_id)

    def dead(_holder: str) -> bool:
        settle(world, delivery_id, DeliveryState.SENT)
        return True

    assert world.store.release_stale(NOW, dead=dead) == (0, 0)
    assert the(world, delivery_id).state == DeliveryState.SENT


def test_operator_can_send_a_settled_row_again(world: World) -> None:
    delivery_id = add_delivery(world.store, to(state=DeliveryState.SUPPRESSED))
    assert world.store.requeue_delivery(delivery_id, now=LATER)
    assert world.store.due_deliveries(LATER) == [delivery_id]
    assert the(world, delivery_id).requested == LATER
    assert not world.store.requeue_delivery(delivery_id, now=LATER)


def test_operator_can_have_a_row_tried_now_that_waits_for_its_next_try(world: World) -> None:
    delivery_id = add_delivery(world.store)
    start_sending(world.store, delivery_id)
    assert not world.store.hasten_delivery(delivery_id, now=NOW)  # somebody is at it
    settle(world, delivery_id, DeliveryState.DUE, due=LATER + timedelta(hours=6))
    assert world.store.hasten_delivery(delivery_id, now=LATER)
    assert world.store.due_deliveries(LATER) == [delivery_id]
    assert the(world, delivery_id).attempts == 1
    settle(world, delivery_id, DeliveryState.SENT)
    assert not world.store.hasten_delivery(delivery_id, now=LATER)


def test_counts_name_every_state(world: World) -> None:
    assert world.store.delivery_counts() == dict.fromkeys(DeliveryState, 0)
    world.store.record_event(new_event(), [to("a@x.org"), to("b@x.org")], NOW)
    take(world.store, world.store.due_deliveries(NOW)[0])
    counts = world.store.delivery_counts()
    assert (counts[DeliveryState.DUE], counts[DeliveryState.TAKEN], counts[DeliveryState.SENT]) == (1, 1, 0)


def test_deliveries_are_filtered(world: World) -> None:
    first = add_delivery(world.store, key="one")
    second = add_delivery(world.store, key="two")
    take(world.store, second)
    assert [row.id for row in world.store.deliveries(states=[DeliveryState.DUE])] == [first]
    both = world.store.deliveries(states=[DeliveryState.DUE, DeliveryState.TAKEN])
    assert [row.id for row in both] == [first, second]


# --- rows that go out in one message -----------------------------------------------------------------


def burst(world: World, count: int, **changes: Any) -> list[int]:
    """Record events for one address; gives the ids of their rows."""
    for number in range(count):
        world.store.record_event(new_event(f"burst-{number}"), [to(**changes)], NOW)
    return [row.id for row in world.store.deliveries()]


def claimed(world: World, delivery_id: int, now: datetime = NOW, wait: int = 0) -> list[int]:
    rows = world.store.claim_message(
        delivery_id,
        holder="worker-1",
        now=now,
        lease_until=now + LEASE,
        group_until=now + timedelta(seconds=wait),
    )
    return [row.id for row in rows]


def test_burst_is_claimed_as_one_message_the_row_asked_for_first(world: World) -> None:
    ids = burst(world, 13)
    assert claimed(world, ids[3]) == [ids[3], *ids[:3], *ids[4:]]
    assert {row.attempts for row in world.store.deliveries()} == {1}
    assert claimed(world, ids[0]) == []


@pytest.mark.parametrize("count", [2, 3])
def test_few_are_claimed_one_by_one(world: World, count: int) -> None:
    ids = burst(world, count)
    assert claimed(world, ids[0]) == [ids[0]]


def test_large_burst_is_several_messages(world: World) -> None:
    ids = burst(world, 45)
    assert [len(claimed(world, ids[start])) for start in (0, 20, 40)] == [20, 20, 5]


def test_group_has_only_what_waits_for_that_address(world: World) -> None:
    ids = burst(world, 5)
    world.store.record_event(new_event("other"), [to("other@example.org")], NOW)
    world.store.record_event(new_event("posted"), [to(channel="slack")], NOW)
    world.store.record_event(new_event("stopped"), [to(state=DeliveryState.SUPPRESSED)], NOW)
    world.store.record_event(new_event("ours", kind=EventKind.SOURCE_DEGRADED), [to()], NOW)
    assert claimed(world, ids[0]) == ids


def test_what_is_for_the_operator_goes_one_by_one(world: World) -> None:
    for number in range(5):
        world.store.record_event(new_event(f"k{number}", kind=EventKind.SOURCE_DEGRADED), [to()], NOW)
    first = world.store.deliveries()[0].id
    assert claimed(world, first) == [first]


def test_rows_still_in_their_group_wait_come_along(world: World) -> None:
    ids = burst(world, 1)
    for number in range(4):
        new = new_event(f"later-{number}")
        world.store.record_event(new, [to(due=NOW + timedelta(seconds=number * 40))], NOW)
    assert len(claimed(world, ids[0], wait=90)) == 4
    waiting = [row.due for row in world.store.deliveries(states=[DeliveryState.DUE])]
    assert waiting == [NOW + timedelta(seconds=120)]


def test_message_tried_before_is_claimed_whole_and_alone(world: World) -> None:
    ids = burst(world, 5)
    assert claimed(world, ids[0]) == ids
    world.store.mark_sending(ids, message_id="<1@x>", rendered=MESSAGE, lease_until=NOW + LEASE)
    settled = {"state": DeliveryState.MAYBE_SENT, "error": "line dropped", "now": LATER}
    world.store.settle_deliveries(ids, due=LATER, **settled)  # type: ignore[arg-type]
    fresh = add_delivery(world.store, key="fresh")
    assert claimed(world, ids[2], LATER) == [ids[2], ids[0], ids[1], ids[3], ids[4]]
    rows = {row.id: row for row in world.store.deliveries()}
    assert [rows[one].message_id for one in ids] == ["<1@x>"] * 5
    assert [rows[one].rendered for one in ids] == [MESSAGE, None, None, None, None]
    assert rows[fresh].state == DeliveryState.DUE


def test_group_is_marked_and_settled_whole_or_not_at_all(world: World) -> None:
    ids = burst(world, 4)
    claimed(world, ids[0])
    settle(world, ids[3], DeliveryState.SUPPRESSED)
    with pytest.raises(StoreError, match=f"delivery {ids[3]} is suppressed"):
        world.store.mark_sending(ids, message_id="<1@x>", rendered=MESSAGE, lease_until=LATER)
    assert {row.state for row in world.store.deliveries()} == {DeliveryState.TAKEN, DeliveryState.SUPPRESSED}


def test_rows_whose_senders_died_twice_go_one_by_one(world: World) -> None:
    ids = burst(world, 5)
    for round_ in range(2):
        assert len(claimed(world, ids[0], NOW + round_ * LEASE)) == 5
        world.store.release_stale(NOW + (round_ + 1) * LEASE, dead=nobody)
    assert {row.unended for row in world.store.deliveries()} == {2}
    assert claimed(world, ids[0], NOW + 2 * LEASE) == [ids[0]]
    settle(world, ids[0], DeliveryState.DUE, error="later", due=LATER)
    assert the(world, ids[0]).unended == 0


def test_deliveries_are_given_in_order_whole_the_last_ones_or_page_by_page(world: World) -> None:
    rows = tuple(to(f"reader{number}@example.org") for number in range(5))
    world.store.record_event(new_event(), rows, NOW)
    whole = world.store.deliveries()
    assert [row.address for row in whole] == [row.address for row in rows]
    assert world.store.deliveries(limit=2) == whole[3:]
    assert world.store.deliveries(after=whole[1].id, limit=2) == whole[2:4]
    assert world.store.deliveries(after=whole[4].id, limit=2) == []


def test_rows_of_one_address_are_those_of_its_channel_too(world: World) -> None:
    rows = [to("a@example.org"), to("a@example.org", channel="slack"), to()]
    world.store.record_event(new_event(), rows, NOW)
    (row,) = world.store.deliveries(where=("slack", "a@example.org"))
    assert (row.channel, row.address) == ("slack", "a@example.org")
