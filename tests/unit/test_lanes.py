"""Lanes: one message at a time to a destination, spaced, and nobody else held up by it."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event

import pytest

from monitor.domain.events import DeliveryState
from monitor.services.lanes import LONGEST_LINE, PATIENCE, Lanes
from tests.fakes import MORNING, FakeClock, FakeGate

SENT = [DeliveryState.SENT]
LATER = [DeliveryState.DUE]


class Processes:
    """Lanes of several processes with one store, and a time that passes only when somebody sleeps."""

    def __init__(self) -> None:
        self.clock = FakeClock()
        self.gate = FakeGate(self.clock)

    def lanes(self) -> Lanes:
        return Lanes(self.gate, {"slack": 1.0}, ticks=lambda: self.seconds, sleep=self.clock.sleep)

    @property
    def seconds(self) -> float:
        return (self.clock.now - MORNING).total_seconds()

    def noting(self, into: list[float]) -> Callable[[], list[DeliveryState]]:
        return lambda: into.append(self.seconds) or SENT  # type: ignore[func-returns-value]


def put_off() -> list[DeliveryState]:
    return LATER


def never() -> list[DeliveryState]:
    raise AssertionError("this was not to happen")


def test_a_destination_is_written_to_once_a_second_and_others_at_once() -> None:
    world, team, other, mail = Processes(), [], [], []  # type: ignore[var-annotated]
    lanes = world.lanes()
    for _ in range(3):
        assert lanes.do("slack", "team", world.noting(team), never) == SENT
        assert lanes.do("email", "a@example.org", world.noting(mail), never) == SENT
    lanes.do("slack", "other", world.noting(other), never)
    assert team == [0, 1, 2]
    assert mail == [0, 1, 2]
    assert other == [2]
    assert {name for name, _ in world.gate.entered} == {"slack:team", "slack:other"}  # a mail asks nobody


def test_all_processes_together_write_once_a_second() -> None:
    world, team = Processes(), []  # type: ignore[var-annotated]
    several = [world.lanes() for _ in range(3)]
    for lanes in several * 2:
        assert lanes.do("slack", "team", world.noting(team), never) == SENT
    assert team == [0, 1, 2, 3, 4, 5]


def test_the_second_counts_from_the_answer_however_long_writing_the_message_took() -> None:
    world, team = Processes(), []  # type: ignore[var-annotated]
    one, other = world.lanes(), world.lanes()

    def slow() -> list[DeliveryState]:
        world.clock.advance(seconds=0.7)
        return world.noting(team)()

    for lanes in (one, other, one):
        assert lanes.do("slack", "team", slow, never) == SENT
    assert team == pytest.approx([0.7, 2.4, 4.1])


def test_a_turn_that_does_not_come_puts_the_message_off() -> None:
    world = Processes()
    world.gate.refuse("slack:team", close=lambda _: PATIENCE + 1)
    lanes = world.lanes()
    assert lanes.do("slack", "team", never, put_off) == LATER
    assert lanes.do("slack", "other", world.noting([]), never) == SENT
    assert lanes.do("slack", "team", world.noting([]), never) == SENT


def test_whoever_finds_it_busy_leaves_the_work_and_goes_on() -> None:
    world, done = Processes(), []  # type: ignore[var-annotated]
    lanes = world.lanes()
    begun, go_on = Event(), Event()

    def slow() -> list[DeliveryState]:
        begun.set()
        go_on.wait(10)
        return world.noting(done)()

    with ThreadPoolExecutor(1) as thread:
        first = thread.submit(lanes.do, "slack", "team", slow, never)
        begun.wait(10)
        assert lanes.do("slack", "team", world.noting(done), never) == []
        assert lanes.do("slack", "other", world.noting([]), never) == SENT
        go_on.set()
        assert first.result() == SENT * 2
    assert done == [0, 1]


def test_a_line_that_is_too_long_is_for_later_and_works_again_then() -> None:
    world, done = Processes(), []  # type: ignore[var-annotated]
    lanes = world.lanes()

    def crowd() -> list[DeliveryState]:
        for _ in range(LONGEST_LINE):
            assert lanes.do("slack", "team", world.noting(done), never) == []
        assert lanes.do("slack", "team", never, put_off) == LATER
        return SENT

    assert lanes.do("slack", "team", crowd, never) == SENT * (LONGEST_LINE + 1)
    assert lanes.do("slack", "team", world.noting(done), never) == SENT
    assert done == list(range(1, LONGEST_LINE + 2))


def test_who_waited_behind_a_slow_answer_for_too_long_is_put_off() -> None:
    world = Processes()
    lanes = world.lanes()

    def slow() -> list[DeliveryState]:
        assert lanes.do("slack", "team", never, put_off) == []
        world.clock.now += timedelta(seconds=PATIENCE + 1)
        return SENT

    assert lanes.do("slack", "team", slow, never) == SENT + LATER


def test_work_that_fails_leaves_the_lane_free_and_forgets_who_waited() -> None:
    world, done = Processes(), []  # type: ignore[var-annotated]
    lanes = world.lanes()

    def failing() -> list[DeliveryState]:
        lanes.do("slack", "team", world.noting(done), never)
        raise ValueError("no store")

    with pytest.raises(ValueError, match="no store"):
        lanes.do("slack", "team", failing, never)
    assert lanes.do("slack", "team", world.noting(done), never) == SENT
    assert done == [1]
