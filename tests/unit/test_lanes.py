"""Lanes: one message at a time to a destination, spaced, and nobody else held up by it."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from monitor.domain.events import DeliveryState
from monitor.services.lanes import LONGEST_LINE, Lanes, LineIsLong

SENT = [DeliveryState.SENT]


class Time:
    """Seconds that pass only when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


def lanes_in(time: Time) -> Lanes:
    return Lanes({"slack": 1.0}, ticks=time, sleep=time.sleep)


def noting(time: Time, into: list[float]) -> Callable[[], list[DeliveryState]]:
    return lambda: into.append(time.now) or SENT  # type: ignore[func-returns-value]


def test_a_destination_is_written_to_once_a_second_and_others_at_once() -> None:
    time, team, other, mail = Time(), [], [], []  # type: ignore[var-annotated]
    lanes = lanes_in(time)
    for _ in range(3):
        assert lanes.do("slack", "team", noting(time, team)) == SENT
        assert lanes.do("email", "a@example.org", noting(time, mail)) == SENT
    lanes.do("slack", "other", noting(time, other))
    assert team == [0, 1, 2]
    assert mail == [0, 1, 2]
    assert other == [2]


def test_whoever_finds_it_busy_leaves_the_work_and_goes_on() -> None:
    time, done = Time(), []  # type: ignore[var-annotated]
    lanes = lanes_in(time)
    begun, go_on = Event(), Event()

    def slow() -> list[DeliveryState]:
        begun.set()
        go_on.wait(10)
        return noting(time, done)()

    with ThreadPoolExecutor(1) as thread:
        first = thread.submit(lanes.do, "slack", "team", slow)
        begun.wait(10)
        assert lanes.do("slack", "team", noting(time, done)) == []
        assert lanes.do("slack", "other", noting(time, [])) == SENT
        go_on.set()
        assert first.result() == SENT * 2
    assert done == [0, 1]


def test_a_line_that_is_too_long_is_refused_and_works_again_later() -> None:
    time, done = Time(), []  # type: ignore[var-annotated]
    lanes = lanes_in(time)

    def crowd() -> list[DeliveryState]:
        for _ in range(LONGEST_LINE):
            assert lanes.do("slack", "team", noting(time, done)) == []
        with pytest.raises(LineIsLong):
            lanes.do("slack", "team", noting(time, done))
        return SENT

    assert lanes.do("slack", "team", crowd) == SENT * (LONGEST_LINE + 1)
    assert lanes.do("slack", "team", noting(time, done)) == SENT
    assert done == list(range(1, LONGEST_LINE + 2))


def test_work_that_fails_leaves_the_lane_free_and_forgets_who_waited() -> None:
    time, done = Time(), []  # type: ignore[var-annotated]
    lanes = lanes_in(time)

    def failing() -> list[DeliveryState]:
        lanes.do("slack", "team", noting(time, done))
        raise ValueError("no store")

    with pytest.raises(ValueError, match="no store"):
        lanes.do("slack", "team", failing)
    assert lanes.do("slack", "team", noting(time, done)) == SENT
    assert done == [1]
