"""The parts of a deployment with a queue, on a real Redis: nothing is lost, and nothing comes twice."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from dramatiq import Message

from monitor.domain.bank_holidays import is_bank_holiday
from monitor.domain.events import DeliveryState
from monitor.errors import QueueError, StoreError
from monitor.ports.queue import DeadLetter
from monitor.services.discover import Discovery
from monitor.services.house import House
from monitor.services.ingest import ingest
from monitor.services.poll import is_baselined, look
from monitor.services.ticking import do_tick
from tests.e2e.stage import Stage
from tests.servers import RedisServer, wait_until
from workers import redis_queue, scheduler
from workers.actors import declare
from workers.broker import LANES, local_broker
from workers.post import Post
from workers.redis_queue import RemoteBroker, dead_letters, queue_depths, redis_broker, try_out
from workers.scheduler import Scheduler, Timetable
from workers.shift import at_work

QUEUES = [lane.queue for lane in LANES]
TIMETABLE = Timetable(
    busy=timedelta(minutes=10),
    quiet=timedelta(hours=2),
    news=timedelta(minutes=15),
    jitter=0.0,
    sweeps=(time(9, 45), time(10, 30), time(12, 10), time(16, 10), time(2, 10)),
    closed=is_bank_holiday,
)
RECORDED = Path(__file__).resolve().parents[1] / "replay" / "messages"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    with RedisServer(tmp_path_factory.mktemp("redis")) as started:
        yield started


@pytest.fixture
def queue(server: RedisServer) -> RedisServer:
    """Give an empty Redis."""
    with server.client() as client:
        client.flushall()
    return server


@dataclass
class Part:
    """One process of a deployment, as far as the queue is concerned."""

    broker: RemoteBroker
    scheduler: Scheduler


def part(house: House, queue: RedisServer) -> Part:
    broker = redis_broker(queue.url)
    post = Post(broker)
    return Part(broker, Scheduler(house, declare(broker, house, post, _quiet), TIMETABLE, post))


def _quiet(_discovery: Discovery) -> None:
    """Nobody listens."""


@contextmanager
def house_with_due(stage: Stage, people: int, overlapping: int = 0) -> Iterator[House]:
    """Open a house in which one report is to be told to so many people; some of them have two reasons."""
    subscribers = [
        {"name": f"Reader {number}", "areas": ["*"], "to": [f"email:reader{number}@example.org"]}
        for number in range(people)
    ]
    again = [
        one | {"name": f"{one['name']}, again", "areas": ["Wyndale"]} for one in subscribers[:overlapping]
    ]
    stage.configure(subscribers=[*subscribers, *again])
    stage.publish("Wyndale")
    with stage.house() as house:
        for name in ("look", "sweep"):
            house.store.take_tick(name, expected=None, next_due=stage.clock() + timedelta(days=1))
        look(house, "fast")
        for publication_id in house.store.due_publications(stage.clock()):
            ingest(house, publication_id)
        assert len(house.store.due_deliveries(stage.clock())) == people
        yield house


def sent(house: House) -> int:
    return house.store.delivery_counts()[DeliveryState.SENT]


def unfinished(queue: RedisServer) -> dict[str, int]:
    return {depth.queue: depth.waiting for depth in queue_depths(queue.url, QUEUES)}


def check_each_once(stage: Stage, house: House, people: int) -> None:
    """Make sure that everybody got one mail, from a row that was taken once."""
    assert sorted(stage.addressees()) == sorted(f"reader{number}@example.org" for number in range(people))
    rows = house.store.deliveries()
    assert {(row.state, row.attempts, row.maybe_sent_at) for row in rows} == {(DeliveryState.SENT, 1, None)}


# --- sending -------------------------------------------------------------------------------------------


def test_three_parts_tell_each_of_many_people_once(stage: Stage, queue: RedisServer) -> None:
    with house_with_due(stage, 200, overlapping=20) as house, ExitStack() as stack:
        parts = [part(house, queue) for _ in range(3)]
        for one in parts:
            one.scheduler.tick()  # each sweeps and queues all of them
        for one in parts:
            stack.enter_context(at_work(one.broker, LANES))
        wait_until(lambda: sent(house) == 200, "not all was sent")
        wait_until(lambda: not any(unfinished(queue).values()), "messages are left")
        check_each_once(stage, house, 200)
        both = [row for row in house.store.deliveries() if len(row.subscribers) == 2]
        assert len(both) == 20


def test_redis_that_came_back_empty_is_filled_within_two_sweeps(stage: Stage, queue: RedisServer) -> None:
    with house_with_due(stage, 100) as house:
        one = part(house, queue)
        one.scheduler.tick()
        assert unfinished(queue)["deliver"] == 100
        queue.kill()
        queue.start(empty=True)
        assert unfinished(queue)["deliver"] == 0
        for _ in range(2):
            with suppress(QueueError):  # the first may meet the line that was cut
                one.scheduler.tick()
        assert unfinished(queue)["deliver"] == 100
        with at_work(one.broker, LANES):
            wait_until(lambda: sent(house) == 100, "not all was sent")
        check_each_once(stage, house, 100)


def test_redis_stopped_in_its_tracks_crashes_nobody(
    stage: Stage, queue: RedisServer, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(redis_queue, "ANSWER_WITHIN", 0.3)
    monkeypatch.setattr(scheduler, "NAP_IN_TROUBLE", 0.1)
    with house_with_due(stage, 30) as house:
        one = part(house, queue)
        running = Thread(target=one.scheduler.run)
        queue.freeze()
        try:
            with at_work(one.broker, LANES):
                running.start()
                with pytest.raises(QueueError, match="does not answer"):
                    one.scheduler.post.carrier.unfinished("deliver")
                wait_until(lambda: "trying again" in caplog.text, "the scheduler met nothing")
                assert running.is_alive()
                assert len(house.store.due_deliveries(stage.clock())) == 30  # the backlog can be seen
                queue.thaw()
                wait_until(lambda: sent(house) == 30, "not all was sent")
        finally:
            queue.thaw()
            one.scheduler.stopped.set()
            running.join()
        check_each_once(stage, house, 30)


@pytest.mark.parametrize(
    "trouble",
    [
        (("CONFIG", "SET", "maxmemory", "1"), ("CONFIG", "SET", "maxmemory", "0"), "maxmemory"),
        (("REPLICAOF", "127.0.0.1", "1"), ("REPLICAOF", "NO", "ONE"), "READONLY|read only"),
    ],
    ids=["full", "replica"],
)
def test_redis_that_takes_nothing_is_said_to(
    stage: Stage,
    queue: RedisServer,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    trouble: tuple[Sequence[str], Sequence[str], str],
) -> None:
    into, out_of, why = trouble
    kept: list[House] = []
    monkeypatch.setattr(scheduler, "keep_up", kept.append)
    with house_with_due(stage, 3) as house, queue.client() as client:
        one = part(house, queue)
        try_out(queue.url)
        client.execute_command(*into)
        try:
            with pytest.raises(QueueError, match=f"^the queue takes nothing: .*({why})"):
                one.scheduler.tick()
            assert kept == [house]  # digests and the operator's notes need no queue
            with pytest.raises(QueueError, match=why):
                try_out(queue.url)
            with at_work(one.broker, LANES):
                wait_until(lambda: "connection error" in caplog.text, "the worker met nothing")
        finally:
            client.execute_command(*out_of)
        assert not any(record.exc_info for record in caplog.records)  # a line each time, not our source
        one.scheduler.tick()
        assert unfinished(queue)["deliver"] == 3


def test_row_is_not_queued_again_while_its_message_waits(stage: Stage, queue: RedisServer) -> None:
    with house_with_due(stage, 10) as house:
        one = part(house, queue)
        for _ in range(3):
            one.scheduler.tick()
        assert unfinished(queue)["deliver"] == 10
        stage.clock.advance(minutes=2)  # a message that waits for so long may have been lost
        one.scheduler.tick()
        assert unfinished(queue)["deliver"] == 20


# --- ticks ---------------------------------------------------------------------------------------------


def test_old_documents_to_be_compared_are_queued_a_few_at_a_time(stage: Stage, queue: RedisServer) -> None:
    """A hundred of them, after a week in which we were off, would stand before a new report."""
    for area in ("Kestrelshire", "Wyndale", "Saltmarsh"):
        stage.publish(area)
    stage.poll()
    with stage.house() as house:
        for publication in [one for one in house.store.publications() if one.state == "done"]:
            house.store.finish_recheck(publication.id, step=4, due=stage.clock())
        assert len(house.store.due_rechecks(stage.clock())) > scheduler.COMPARED_AT_ONCE
        one = part(house, queue)
        for _ in range(2):
            one.scheduler.tick()
            assert unfinished(queue)["read"] == scheduler.COMPARED_AT_ONCE
        with at_work(one.broker, LANES):
            wait_until(lambda: _all_compared(house, one), "some were not compared")


def _all_compared(house: House, one: Part) -> bool:
    one.scheduler.tick()
    return not house.store.due_rechecks(house.clock())


def test_two_schedulers_for_a_day_take_each_tick_once(stage: Stage, queue: RedisServer) -> None:
    """The day the clocks go back, which has 25 hours; the due table decides, not the schedulers."""
    stage.clock.now = datetime(2026, 10, 24, 22, 59, 30, tzinfo=UTC)
    came: list[tuple[str, datetime]] = []
    with stage.house() as house:
        house.store.take_tick("look", expected=None, next_due=stage.clock() + timedelta(minutes=1))
        house.store.take_tick("sweep", expected=None, next_due=datetime(2026, 10, 25, 2, 10, tzinfo=UTC))
        parts = [part(house, queue), part(house, queue)]
        for _ in range(25 * 12):
            stage.clock.advance(minutes=5)
            for one in parts:
                one.scheduler.tick()
            for name in house.store.wanted_ticks(stage.clock(), dead=house.is_dead):
                wanted = do_tick(house, name, stage.clock)
                assert wanted is not None
                came.append((name, wanted))
    sweeps = [f"{when:%d %H:%M}" for name, when in came if name == "sweep"]
    assert sweeps == ["25 02:14", "25 12:14"]  # a Sunday: after the night's, the one after midday
    looks = [when for name, when in came if name == "look"]
    gaps = {(later - sooner) for sooner, later in pairwise(looks)}
    assert gaps == {timedelta(hours=2)}
    assert len(looks) == 13


def test_ticks_that_were_missed_are_made_up_once(stage: Stage, queue: RedisServer) -> None:
    with stage.house() as house:
        due = stage.clock()
        for name in ("look", "sweep"):
            house.store.take_tick(name, expected=None, next_due=due)
        stage.clock.advance(hours=4)  # nobody scheduled in between
        parts = [part(house, queue), part(house, queue)]
        for one in parts:
            one.scheduler.tick()
        assert sorted(house.store.wanted_ticks(stage.clock(), dead=house.is_dead)) == ["look", "sweep"]
        with at_work(parts[0].broker, LANES):
            wait_until(lambda: len([one for one in house.store.polls() if one.finished]) == 3, "not looked")
            wait_until(lambda: not any(unfinished(queue).values()), "messages are left")
        assert sorted(poll.kind for poll in house.store.polls(limit=2)) == ["fast", "full"]


def test_look_of_a_message_that_was_lost_is_not(stage: Stage, queue: RedisServer) -> None:
    with stage.house() as house:
        house.store.take_tick("sweep", expected=None, next_due=stage.clock() + timedelta(days=1))
        one = part(house, queue)
        one.scheduler.tick()
        assert unfinished(queue)["poll"] == 1
        with queue.client() as client:
            client.flushall()
        one.scheduler.tick()
        assert unfinished(queue)["poll"] == 1
        with at_work(one.broker, LANES):
            wait_until(lambda: not house.store.wanted_ticks(stage.clock(), dead=house.is_dead), "not looked")


def test_empty_store_is_read_silently_first(bare_stage: Stage, queue: RedisServer) -> None:
    bare_stage.publish("Wyndale")
    with bare_stage.house() as house:
        one = part(house, queue)
        one.scheduler.tick()
        with at_work(one.broker, LANES):
            wait_until(lambda: is_baselined(house), "the first read was not made")
    assert bare_stage.taken() == []
    assert bare_stage.deliveries() == []


# --- messages of other releases, and messages that fail --------------------------------------------------


@pytest.mark.parametrize("file", sorted(RECORDED.glob("*.jsonl")), ids=lambda path: path.stem)
def test_messages_of_a_past_release_do_no_harm_and_what_is_due_is_sent(
    stage: Stage, queue: RedisServer, file: Path
) -> None:
    messages = [Message.decode(line) for line in file.read_bytes().splitlines()]
    foreign: Message[None] = Message("deliver", "an_actor_of_another_release", (1,), {}, {})
    with house_with_due(stage, 3) as house:
        one = part(house, queue)
        one.broker.enqueue_all([*messages, foreign])
        looks = len(house.store.polls())
        one.scheduler.tick()
        with at_work(one.broker, LANES):
            wait_until(lambda: sent(house) == 3, "not all was sent")
            wait_until(lambda: not any(unfinished(queue).values()), "messages are left")
        check_each_once(stage, house, 3)
        assert len(house.store.polls()) == looks  # nobody wanted a look
    dead = {depth.queue: depth.dead for depth in queue_depths(queue.url, QUEUES) if depth.dead}
    assert dead == {"deliver": 1}


def test_store_that_fails_while_a_message_goes_out_costs_no_repeat(
    stage: Stage, queue: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is tried again to write down that it went out; and a store that is down is no fault of ours."""
    monkeypatch.setattr("monitor.services.deliver.PAUSES", (0.0, 0.0))
    with house_with_due(stage, 3) as house:
        kept, failures = house.store.settle_deliveries, [StoreError("no answer")] * 2

        def settle(*arguments: Any, **named: Any) -> None:
            if failures:
                raise failures.pop()
            kept(*arguments, **named)

        monkeypatch.setattr(house.store, "settle_deliveries", settle)
        one = part(house, queue)
        one.scheduler.tick()
        with at_work(one.broker, LANES):
            wait_until(lambda: sent(house) == 3, "not all was sent")
        check_each_once(stage, house, 3)

        monkeypatch.setattr(house.store, "claim_message", _no_answer)
        one = part(house, queue)
        one.broker.enqueue_all([one.scheduler.actors.deliver.message(1)])
        with at_work(one.broker, LANES):
            wait_until(lambda: not any(unfinished(queue).values()), "messages are left")
        assert dead_letters(queue.url, QUEUES) == []


def _no_answer(*_: object, **__: object) -> None:
    raise StoreError("no answer")


def test_dead_messages_are_shown_and_dropped_and_their_rows_are_queued_again(
    stage: Stage, queue: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("a mistake of ours")

    with house_with_due(stage, 1) as house:
        one = part(house, queue)
        [row] = house.store.due_deliveries(stage.clock())
        with monkeypatch.context() as broken, at_work(one.broker, LANES):
            broken.setattr("workers.actors.deliver", fail)
            one.scheduler.tick()
            wait_until(lambda: bool(dead_letters(queue.url, QUEUES)), "nothing died")
        [letter] = dead_letters(queue.url, QUEUES)
        assert (letter.queue, letter.actor, letter.of) == ("deliver", "send_delivery", row)
        with queue.client() as client:
            client.hset(f"{redis_queue.NAMESPACE}:read.XQ.msgs", "1", b"not a message")
            client.zadd(f"{redis_queue.NAMESPACE}:read.XQ", {"1": 1_000, "2": 2_000})
        unread = [DeadLetter("read", None, None, datetime.fromtimestamp(second, UTC)) for second in (1, 2)]
        assert dead_letters(queue.url, QUEUES, drop=True) == [*unread, letter]
        assert dead_letters(queue.url, QUEUES) == []
        again = part(house, queue)
        with at_work(again.broker, LANES):
            again.scheduler.tick()
            wait_until(lambda: sent(house) == 1, "it was not sent")


def test_recorded_messages_name_every_actor_there_is(stage: Stage) -> None:
    """Renaming an actor or a queue would leave the messages of a running deployment without anybody."""
    recorded = {
        (message.queue_name, message.actor_name)
        for file in RECORDED.glob("*.jsonl")
        for message in map(Message.decode, file.read_bytes().splitlines())
    }
    broker = local_broker()
    with stage.house() as house:
        declare(broker, house, Post(broker), _quiet)
    assert recorded <= {(actor.queue_name, actor.actor_name) for actor in broker.actors.values()}


def test_document_on_which_we_fail_is_not_asked_for_again_at_once(
    stage: Stage, queue: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("a mistake of ours")

    stage.publish("Wyndale")
    monkeypatch.setattr("monitor.services.ingest._events", fail)
    with stage.house() as house:
        look(house, "fast")
        [publication_id] = house.store.due_publications(stage.clock())
        with pytest.raises(RuntimeError):
            ingest(house, publication_id)
        assert house.store.due_publications(stage.clock()) == []
        stage.clock.advance(minutes=2)
        assert house.store.due_publications(stage.clock()) == [publication_id]
