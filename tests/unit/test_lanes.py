"""Lanes: one message at a time to a destination, spaced, and nobody else held up by it."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Event, Semaphore

import pytest

from monitor.domain.events import DeliveryState
from monitor.errors import StoreError
from monitor.services.lanes import HOLD, LONGEST_GO, LONGEST_WAIT, Ended, Lanes, Work
from tests.fakes import MORNING, FakeClock, FakeGate

SENT = [DeliveryState.SENT]
LONGEST = 30.0  # seconds that a test waits for a thread


class Processes:
    """Lanes of several processes with one store, and a time that passes only when somebody sleeps.

    `sent` is when what was sent; what waits in `line` is due, by its name. `put_back` is what was left to
    others, each with until when.
    """

    def __init__(self) -> None:
        self.clock = FakeClock()
        self.gate = FakeGate(self.clock)
        self.line: list[str] = []
        self.sent: list[tuple[float, str]] = []
        self.put_back: list[datetime | None] = []

    def lanes(self, *, every: float = 5.0) -> Lanes:
        spacing = {"slack": 1.0}
        return Lanes(self.gate, spacing, every=every, ticks=lambda: self.seconds, sleep=self.clock.sleep)

    @property
    def seconds(self) -> float:
        return (self.clock.now - MORNING).total_seconds()

    @property
    def times(self) -> list[float]:
        return [when for when, _ in self.sent]

    def post(self, name: str = "") -> Work:
        def send() -> Ended:
            self.sent.append((self.seconds, name))
            return SENT

        return send

    def further(self) -> Work | None:
        return self.post(self.line.pop(0)) if self.line else None

    def later(self, until: datetime | None) -> Ended:
        self.put_back.append(until)
        return []

    def do(self, lanes: Lanes, channel: str, address: str, work: Work | None = None) -> Ended:
        return lanes.do(channel, address, work or self.post(), further=self.further, later=self.later)


@pytest.fixture
def world() -> Processes:
    return Processes()


def test_a_destination_is_written_to_once_a_second_and_others_at_once(world: Processes) -> None:
    lanes = world.lanes()
    for _ in range(3):
        assert world.do(lanes, "slack", "team") == SENT
        assert world.do(lanes, "email", "a@example.org") == SENT
    world.do(lanes, "slack", "other")
    assert world.times == [0, 0, 1, 1, 2, 2, 2]
    assert {name for name, _ in world.gate.entered} == {"slack:team", "slack:other"}  # a mail asks nobody


def test_all_processes_together_write_once_a_second(world: Processes) -> None:
    several = [world.lanes() for _ in range(3)]
    for lanes in several * 2:
        assert world.do(lanes, "slack", "team") == SENT
    assert world.times == [0, 1, 2, 3, 4, 5]


def test_the_second_counts_from_the_answer_however_long_writing_the_message_took(world: Processes) -> None:
    one, other = world.lanes(), world.lanes()

    def slow() -> Ended:
        world.clock.advance(seconds=0.7)
        return world.post()()

    for lanes in (one, other, one):
        assert world.do(lanes, "slack", "team", slow) == SENT
    assert world.times == pytest.approx([0.7, 2.4, 4.1])


def test_whoever_has_the_turn_sends_all_that_is_due_there_in_order(world: Processes) -> None:
    world.line = ["second", "third"]
    assert world.do(world.lanes(), "slack", "team", world.post("first")) == SENT * 3
    assert world.sent == [(0, "first"), (1, "second"), (2, "third")]


def test_claiming_the_next_message_takes_part_of_the_second(world: Processes) -> None:
    world.line = ["second"]

    def further() -> Work | None:
        world.clock.advance(seconds=0.4)
        return world.further()

    world.lanes().do("slack", "team", world.post(), further=further, later=world.later)
    assert world.times == pytest.approx([0, 1])


def test_whoever_waits_out_a_dead_process_has_its_turn(world: Processes) -> None:
    assert world.gate.enter("slack:team", spacing=1.0, hold=HOLD).granted
    lanes = world.lanes()
    assert world.do(lanes, "slack", "team") == []
    lanes.outwait()
    assert world.do(lanes, "slack", "team") == SENT


def test_whoever_finds_it_busy_leaves_the_work_and_goes_on(world: Processes) -> None:
    here, elsewhere = world.lanes(), world.lanes()
    begun, go_on = Event(), Event()

    def slow() -> Ended:
        begun.set()
        go_on.wait(LONGEST)
        return world.post()()

    with ThreadPoolExecutor(1) as thread:
        first = thread.submit(world.do, here, "slack", "team", slow)
        begun.wait(LONGEST)
        for lanes in (here, elsewhere):
            assert world.do(lanes, "slack", "team") == []
            assert world.do(lanes, "slack", "other") == SENT
        go_on.set()
        assert first.result() == SENT
    assert world.put_back == [None, None]
    assert world.clock.naps == [1]  # between the two to the other, and for nobody who was at work


@pytest.mark.parametrize("bad", [DeliveryState.DUE, DeliveryState.MAYBE_SENT])
def test_nothing_more_is_sent_once_a_message_was_not_taken(world: Processes, bad: DeliveryState) -> None:
    world.line = ["second"]
    assert world.do(world.lanes(), "slack", "team", lambda: [bad]) == [bad]
    assert world.sent == []


def test_turn_ends_after_a_while(world: Processes) -> None:
    world.line = [str(number) for number in range(int(LONGEST_GO) + 30)]
    world.do(world.lanes(), "slack", "team")
    assert world.times[-1] == LONGEST_GO
    world.do(world.lanes(), "slack", "team")
    assert world.times[int(LONGEST_GO) + 1] == LONGEST_GO + 1


def test_process_that_is_to_end_takes_no_further_message(world: Processes) -> None:
    lanes = world.lanes()
    world.line = ["second", "third"]

    def further() -> Work | None:
        lanes.close()
        return world.further()

    assert lanes.do("slack", "team", world.post("first"), further=further, later=world.later) == SENT * 2
    assert world.line == ["third"]
    assert world.do(lanes, "slack", "team") == SENT
    assert world.line == ["third"]


def test_destination_that_wants_to_be_left_alone_is_left_by_all(world: Processes) -> None:
    lanes = world.lanes()

    def refused() -> Ended:
        lanes.rest("slack", "team", 30)
        lanes.rest("email", "a@example.org", 30)  # which has no turns
        return [DeliveryState.DUE]

    world.line = ["second"]
    world.do(lanes, "slack", "team", refused)
    until = world.clock() + timedelta(seconds=30)
    for one in (lanes, world.lanes()):
        assert world.do(one, "slack", "team") == []
    assert world.put_back == [until, until]
    assert world.gate.refused == [("slack:team", 30)]


def test_turn_that_never_comes_puts_the_message_off(world: Processes) -> None:
    world.gate.leave("slack:team", spacing=0)
    world.gate.enter("slack:team", spacing=LONGEST_WAIT * 2, hold=0)
    assert world.do(world.lanes(), "slack", "team") == []
    assert world.put_back == [None]


def test_work_that_fails_leaves_the_lane_free(world: Processes) -> None:
    lanes = world.lanes()

    def failing() -> Ended:
        raise ValueError("no store")

    with pytest.raises(ValueError, match="no store"):
        world.do(lanes, "slack", "team", failing)
    assert world.do(lanes, "slack", "team") == SENT
    assert world.times == [1]


def watched(world: Processes, answer: Callable[[], bool]) -> Semaphore:
    """Count each renewal of a turn, which ends as `answer` says."""
    renewed = Semaphore(0)

    def keep(host: str, *, entered: datetime, hold: float) -> bool:
        assert (host, hold) == ("slack:team", HOLD)
        try:
            return answer()
        finally:
            renewed.release()

    world.gate.keep = keep  # type: ignore[method-assign]
    return renewed


def test_turn_is_renewed_for_as_long_as_an_answer_takes(world: Processes) -> None:
    renewed = watched(world, lambda: True)

    def slow() -> Ended:
        for _ in range(3):
            assert renewed.acquire(timeout=LONGEST)
        return SENT

    assert world.do(world.lanes(every=0.001), "slack", "team", slow) == SENT


def test_nothing_more_is_sent_once_the_turn_is_lost(world: Processes) -> None:
    answers: list[StoreError | None] = [None, StoreError("down")]  # after which it is tried again

    def answer() -> bool:
        error = answers.pop()
        if error is not None:
            raise error
        return False

    def slow() -> Ended:
        [renewal] = [one for one in threading.enumerate() if one.name == "turn at slack:team"]
        renewal.join(LONGEST)  # it ends when the turn is lost
        return world.post()()

    watched(world, answer)
    world.line = ["second"]
    assert world.do(world.lanes(every=0.001), "slack", "team", slow) == SENT
    assert answers == []
