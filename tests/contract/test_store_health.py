"""Health of sources, polls, ticks, and turns at hosts."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from monitor.domain.events import DeliveryState
from monitor.errors import StoreError
from monitor.ports.health import PollRecord, SourceHealth
from monitor.ports.hosts import HostTurn
from tests.contract.test_store_cases import LATER, LEASE, NOW, World, new_event, to

HOST = "reports.example.org"
GRANTED = HostTurn(granted=True, wait=0.0, closed_until=None)


def test_failures_in_a_row_are_counted(world: World) -> None:
    first = world.store.source_failed("listing", "no answer", NOW)
    second = world.store.source_failed("listing", "503", LATER)
    assert first == SourceHealth("listing", 1, NOW, None, "no answer", told=False)
    assert second == SourceHealth("listing", 2, NOW, None, "503", told=False)
    assert world.store.sources() == [second]


def test_success_gives_what_was_before_and_ends_the_run(world: World) -> None:
    world.store.source_failed("listing", "503", NOW)
    world.store.source_told("listing")
    assert world.store.source_failed("listing", "503", NOW).told
    before = world.store.source_ok("listing", LATER)
    assert (before.failures, before.told, before.first_failed) == (2, True, NOW)
    assert world.store.sources() == [SourceHealth("listing", 0, None, LATER, None, told=False)]


def test_new_run_of_failures_is_untold(world: World) -> None:
    world.store.source_failed("listing", "503", NOW)
    world.store.source_told("listing")
    world.store.source_ok("listing", NOW)
    again = world.store.source_failed("listing", "timeout", LATER)
    assert again == SourceHealth("listing", 1, LATER, NOW, "timeout", told=False)


def test_first_word_of_a_source_is_a_success(world: World) -> None:
    before = world.store.source_ok("files", NOW)
    assert before == SourceHealth("files", 0, None, None, None, told=False)


def test_nothing_to_tell_of_a_healthy_source(world: World) -> None:
    world.store.source_ok("files", NOW)
    world.store.source_told("files")
    world.store.source_told("never heard of")
    assert world.store.sources() == [SourceHealth("files", 0, None, NOW, None, told=False)]


def test_polls_are_newest_first_and_a_broken_one_has_no_end(world: World) -> None:
    first = world.store.start_poll("full", NOW)
    world.store.start_poll("fast", LATER)
    world.store.finish_poll(first, ok=True, summary={"requests": 156}, now=LATER)
    assert world.store.polls() == [
        PollRecord("fast", LATER, None, False, {}),
        PollRecord("full", NOW, LATER, True, {"requests": 156}),
    ]
    assert [poll.kind for poll in world.store.polls(limit=1)] == ["fast"]


def test_poll_that_never_began_cannot_end(world: World) -> None:
    with pytest.raises(StoreError, match="no poll 7"):
        world.store.finish_poll(7, ok=True, summary={}, now=NOW)


def nobody_died(_holder: str) -> bool:
    return False


def claim_tick(
    world: World,
    holder: str = "worker-1",
    now: datetime = NOW,
    dead: Callable[[str], bool] = nobody_died,
) -> datetime | None:
    """Take the tick and give since when it is wanted."""
    tick = world.store.claim_tick("sweep", holder=holder, now=now, lease_until=now + LEASE, dead=dead)
    return tick.wanted if tick else None


def test_tick_that_came_is_wanted_until_it_is_done(world: World) -> None:
    world.store.take_tick("sweep", expected=None, next_due=LATER, wanted=NOW)
    assert world.store.wanted_ticks(NOW, dead=nobody_died) == ["sweep"]
    assert claim_tick(world) == NOW
    assert world.store.wanted_ticks(NOW, dead=nobody_died) == []
    world.store.finish_tick("sweep", wanted=NOW)
    assert world.store.wanted_ticks(LATER, dead=nobody_died) == []
    assert claim_tick(world, now=LATER) is None


def test_tick_is_worked_on_by_one(world: World) -> None:
    world.store.take_tick("sweep", expected=None, next_due=LATER, wanted=NOW)
    assert claim_tick(world) == NOW
    assert claim_tick(world, "worker-2") is None


@pytest.mark.parametrize(
    ("now", "dead"), [(NOW + LEASE, nobody_died), (NOW, lambda holder: holder == "worker-1")]
)
def test_tick_of_one_who_died_is_taken_up_by_another(
    world: World, now: datetime, dead: Callable[[str], bool]
) -> None:
    world.store.take_tick("sweep", expected=None, next_due=LATER, wanted=NOW)
    claim_tick(world)
    assert world.store.wanted_ticks(now, dead=dead) == ["sweep"]
    assert claim_tick(world, "worker-2", now, dead=dead) == NOW


def test_starts_of_a_tick_count_until_one_ends(world: World) -> None:
    world.store.take_tick("sweep", expected=None, next_due=LATER, wanted=NOW)
    counted = []
    for number, ended_with in enumerate((None, None, 2, None, 0, None)):
        now = NOW + number * LEASE
        tick = world.store.claim_tick(
            "sweep", holder="worker-1", now=now, lease_until=now + LEASE, dead=nobody_died
        )
        assert tick is not None
        counted.append(tick.unended)
        if ended_with is not None:
            world.store.finish_tick("sweep", wanted=tick.wanted, unended=ended_with)
            due = world.store.tick_due("sweep")
            world.store.take_tick("sweep", expected=due, next_due=now + LEASE, wanted=now)
    assert counted == [0, 1, 2, 2, 3, 0]


def test_renewed_tick_stays_with_its_holder(world: World) -> None:
    world.store.take_tick("sweep", expected=None, next_due=LATER, wanted=NOW)
    claim_tick(world)
    world.store.renew_tick("sweep", holder="worker-2", lease_until=NOW)
    world.store.renew_tick("sweep", holder="worker-1", lease_until=LATER + LEASE)
    assert claim_tick(world, "worker-2", LATER) is None


def test_tick_that_comes_while_its_work_is_done_stays_wanted(world: World) -> None:
    world.store.take_tick("sweep", expected=None, next_due=LATER, wanted=NOW)
    claim_tick(world)
    world.store.take_tick("sweep", expected=LATER, next_due=LATER + LEASE, wanted=LATER)
    world.store.finish_tick("sweep", wanted=NOW)
    assert world.store.wanted_ticks(LATER, dead=nobody_died) == ["sweep"]


def test_tick_that_nobody_waits_for_is_not_wanted(world: World) -> None:
    world.store.take_tick("sweep", expected=None, next_due=LATER)
    assert world.store.wanted_ticks(LATER, dead=nobody_died) == []
    assert world.store.ticks() == {"sweep": LATER}


def test_tick_moves_only_from_where_it_was_seen(world: World) -> None:
    assert world.store.tick_due("sweep") is None
    assert world.store.take_tick("sweep", expected=None, next_due=NOW)
    assert not world.store.take_tick("sweep", expected=None, next_due=LATER)
    assert world.store.tick_due("sweep") == NOW
    assert world.store.take_tick("sweep", expected=NOW, next_due=LATER)
    assert not world.store.take_tick("sweep", expected=NOW, next_due=LATER)
    assert world.store.tick_due("sweep") == LATER
    assert not world.store.take_tick("never set", expected=NOW, next_due=LATER)
    assert world.store.tick_due("never set") is None


def test_one_request_in_flight(world: World) -> None:
    assert world.store.enter(HOST, spacing=1, hold=60) == GRANTED
    world.wait(5)
    turn = world.store.enter(HOST, spacing=1, hold=60)
    assert not turn.granted
    assert 0 < turn.wait <= 1
    world.store.leave(HOST, spacing=1)
    assert world.store.enter(HOST, spacing=1, hold=60) == GRANTED


def test_spacing_counts_from_the_start_of_the_last_request(world: World) -> None:
    world.store.enter(HOST, spacing=1, hold=60)
    world.wait(0.4)
    world.store.leave(HOST, spacing=1)
    turn = world.store.enter(HOST, spacing=1, hold=60)
    assert not turn.granted
    assert turn.wait == pytest.approx(0.6)
    world.wait(turn.wait)
    assert world.store.enter(HOST, spacing=1, hold=60).granted


def test_wait_while_in_flight_covers_the_spacing(world: World) -> None:
    world.store.enter(HOST, spacing=10, hold=60)
    assert world.store.enter(HOST, spacing=10, hold=60).wait == pytest.approx(10)


def test_longer_spacing_on_leaving_counts(world: World) -> None:
    world.store.enter(HOST, spacing=1, hold=60)
    world.store.leave(HOST, spacing=5)
    assert world.store.enter(HOST, spacing=1, hold=60).wait == pytest.approx(5)


def test_hosts_do_not_wait_for_each_other(world: World) -> None:
    assert world.store.enter(HOST, spacing=1, hold=60).granted
    assert world.store.enter("files.example.org", spacing=1, hold=60).granted


def test_turn_of_one_who_died_ends_with_its_hold(world: World) -> None:
    world.store.enter(HOST, spacing=1, hold=60)
    world.wait(59.9)
    assert not world.store.enter(HOST, spacing=1, hold=60).granted
    world.wait(0.1)
    assert world.store.enter(HOST, spacing=1, hold=60).granted


def test_turn_that_is_kept_is_held_for_longer(world: World) -> None:
    mine = world.store.enter(HOST, spacing=1, hold=35)
    assert mine.entered is not None
    for _ in range(5):
        world.wait(30)
        assert world.store.keep(HOST, entered=mine.entered, hold=35)
        assert not world.store.enter(HOST, spacing=1, hold=35).granted
    world.wait(35)
    assert world.store.enter(HOST, spacing=1, hold=35).granted


def test_turn_that_was_lost_or_given_back_is_not_kept(world: World) -> None:
    mine = world.store.enter(HOST, spacing=1, hold=35)
    assert mine.entered is not None
    world.wait(35)
    theirs = world.store.enter(HOST, spacing=1, hold=35)
    assert not world.store.keep(HOST, entered=mine.entered, hold=35)
    assert theirs.entered is not None
    world.store.leave(HOST, spacing=1, entered=theirs.entered)
    assert not world.store.keep(HOST, entered=theirs.entered, hold=35)
    assert not world.store.keep("never.example.org", entered=theirs.entered, hold=35)


def test_who_comes_back_late_does_not_give_back_the_turn_of_another(world: World) -> None:
    mine = world.store.enter(HOST, spacing=1, hold=35)
    world.wait(35)
    theirs = world.store.enter(HOST, spacing=1, hold=35)
    world.store.leave(HOST, spacing=1, entered=mine.entered)
    world.wait(2)
    assert not world.store.enter(HOST, spacing=1, hold=35).granted
    world.store.refuse(HOST, close=lambda refusals: 1.0, entered=mine.entered)
    world.wait(2)
    assert not world.store.enter(HOST, spacing=1, hold=35).granted
    world.store.leave(HOST, spacing=1, entered=theirs.entered)
    assert world.store.enter(HOST, spacing=1, hold=35).granted


def test_turn_held_no_longer_than_the_spacing_need_not_be_given_back(world: World) -> None:
    assert world.store.enter("slack:team", spacing=1, hold=1) == GRANTED
    world.wait(0.25)
    assert world.store.enter("slack:team", spacing=1, hold=1) == HostTurn(False, 0.75, None)
    assert world.store.enter("slack:other", spacing=1, hold=1) == GRANTED
    world.wait(0.75)
    assert world.store.enter("slack:team", spacing=1, hold=1) == GRANTED


def test_refusals_close_the_host_for_longer_each_time(world: World) -> None:
    counted: list[int] = []

    def close(refusals: int) -> float:
        counted.append(refusals)
        return 100.0 * refusals

    world.store.enter(HOST, spacing=1, hold=60)
    until = world.store.refuse(HOST, close=close)
    assert until == NOW + timedelta(seconds=100)
    world.wait(40)
    assert world.store.enter(HOST, spacing=1, hold=60) == HostTurn(False, 60.0, until)
    world.wait(60)
    assert world.store.enter(HOST, spacing=1, hold=60).granted
    assert world.store.refuse(HOST, close=close) == world.now + timedelta(seconds=200)
    assert counted == [1, 2]


def test_ordinary_answer_forgets_refusals(world: World) -> None:
    world.store.refuse(HOST, close=lambda refusals: 10.0)
    world.wait(10)
    world.store.enter(HOST, spacing=1, hold=60)
    world.store.leave(HOST, spacing=1)
    until = world.store.refuse(HOST, close=float)
    assert until == world.now + timedelta(seconds=1)


def test_later_refusal_never_opens_a_host_sooner(world: World) -> None:
    first = world.store.refuse(HOST, close=lambda refusals: 3600.0)
    assert world.store.refuse(HOST, close=lambda refusals: 1.0) == first


def test_leaving_a_host_never_entered_is_nothing(world: World) -> None:
    world.store.leave(HOST, spacing=1)
    assert world.store.enter(HOST, spacing=1, hold=60).granted


@pytest.mark.parametrize("behind", [0.001, 5])
def test_who_has_a_clock_that_is_a_little_behind_waits_like_everybody(world: World, behind: float) -> None:
    world.store.enter("slack:team", spacing=1, hold=1)
    world.wait(-behind)
    turn = world.store.enter("slack:team", spacing=1, hold=1)
    assert (turn.granted, turn.wait) == (False, 1 + behind)


def test_a_clock_that_was_put_back_locks_nobody_out(world: World) -> None:
    world.store.enter(HOST, spacing=1, hold=60)
    world.store.leave(HOST, spacing=1)
    world.wait(-7200)
    assert world.store.enter(HOST, spacing=1, hold=60).granted


def test_work_that_is_wanted_and_that_nobody_is_at(world: World) -> None:
    store = world.store
    for name in ("look", "sweep", "news"):
        store.take_tick(name, expected=None, next_due=LATER, wanted=None if name == "news" else NOW)
    assert store.work_not_begun(NOW) == {"look": NOW, "sweep": NOW}
    store.claim_tick("look", holder="x", now=NOW, lease_until=LATER, dead=nobody_died)
    assert store.work_not_begun(NOW) == {"sweep": NOW}
    assert store.work_not_begun(LATER) == {"look": LATER, "sweep": NOW}  # who was at it is gone
    store.finish_tick("look", wanted=NOW)
    assert store.work_not_begun(LATER) == {"sweep": NOW}


def test_tick_that_comes_again_is_wanted_since_nobody_began_it(world: World) -> None:
    store, soon = world.store, LATER + LEASE / 2
    store.take_tick("look", expected=None, next_due=NOW, wanted=NOW)
    store.take_tick("look", expected=NOW, next_due=LATER, wanted=LATER)
    assert store.work_not_begun(LATER) == {"look": NOW}
    taken = store.claim_tick("look", holder="x", now=LATER, lease_until=LATER + LEASE, dead=nobody_died)
    assert taken is not None
    store.take_tick("look", expected=LATER, next_due=soon, wanted=soon)  # while it is being worked on
    store.finish_tick("look", wanted=taken.wanted)
    assert store.work_not_begun(soon) == {"look": soon}


# --- sending -------------------------------------------------------------------------------------------


def tried(world: World, address: str, *, times: int, channel: str = "email", made: datetime = NOW) -> int:
    """Write a message down and let so many tries of it fail."""
    event_id = world.store.record_event(new_event(f"of {address}"), [to(address, channel=channel)], made)
    (row,) = world.store.deliveries(event_id=event_id)
    for _ in range(times):
        send(world, row.id, DeliveryState.DUE)
    return row.id


def send(world: World, delivery_id: int, state: DeliveryState = DeliveryState.SENT) -> None:
    moment = world.wait(1)
    until = moment + LEASE
    error = None if state is DeliveryState.SENT else "no answer"
    world.store.claim_message(delivery_id, holder="x", now=moment, lease_until=until, group_until=moment)
    world.store.settle_deliveries([delivery_id], state=state, error=error, now=moment, due=moment)


def test_channel_is_silent_whose_message_failed_three_times_and_that_took_none_since(world: World) -> None:
    tried(world, "a@x.org", times=2)
    assert world.store.silent_channels(LATER) == {}
    waiting = tried(world, "b@x.org", times=3)
    tried(world, "team", times=3, channel="slack")
    assert world.store.silent_channels(NOW) == {}  # not for so long yet
    assert world.store.silent_channels(LATER) == {"email": "no answer", "slack": "no answer"}
    send(world, waiting)
    assert world.store.silent_channels(LATER) == {"slack": "no answer"}


def test_one_address_that_takes_nothing_makes_no_channel_silent(world: World) -> None:
    tried(world, "full@x.org", times=5)
    send(world, tried(world, "b@x.org", times=0))
    assert world.store.silent_channels(LATER) == {}


def test_whether_anything_has_gone_out_by_a_channel(world: World) -> None:
    tried(world, "b@x.org", times=3)
    assert not world.store.has_sent("email", NOW - timedelta(days=1))
    send(world, tried(world, "a@x.org", times=0))
    [settled] = [row.settled for row in world.store.deliveries(states=[DeliveryState.SENT])]
    assert settled is not None
    assert world.store.has_sent("email", settled)
    assert not world.store.has_sent("email", settled + timedelta(seconds=1))
    assert not world.store.has_sent("slack", settled)


def test_oldest_message_that_is_due(world: World) -> None:
    assert world.store.oldest_due(LATER) is None
    tried(world, "a@x.org", times=0)
    assert world.store.oldest_due(NOW - timedelta(seconds=1)) is None
    assert world.store.oldest_due(LATER) == NOW
