"""When a row is put into the queue again, and when not."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import dramatiq
import pytest
from dramatiq import Actor, Message

from tests.builders import MORNING
from workers.broker import local_broker
from workers.post import AGAIN, ROOM, SHORT, SOON, Post


class FakeCarrier:
    """A queue in memory; `taken` is what was put in, `waiting` what it says to hold."""

    def __init__(self) -> None:
        self.taken: list[int] = []
        self.waiting = 0

    def enqueue_all(self, messages: Iterable[Message[Any]]) -> None:
        for message in messages:
            self.taken.append(message.args[0])
            self.waiting += 1

    def unfinished(self, _queue: str) -> int:
        return self.waiting


@pytest.fixture
def carrier() -> FakeCarrier:
    return FakeCarrier()


@pytest.fixture
def actor() -> Actor[[int], None]:
    @dramatiq.actor(broker=local_broker(), queue_name="deliver", max_retries=0)
    def work(row: int) -> None:
        """Do nothing."""

    return work


def test_row_is_sent_once_while_its_message_waits(carrier: FakeCarrier, actor: Actor[[int], None]) -> None:
    post = Post(carrier)
    post.send_due(actor, [1, 2], MORNING)
    post.send_due(actor, [1, 2, 3], MORNING + timedelta(seconds=1))
    assert carrier.taken == [1, 2, 3]


def test_row_that_was_done_and_is_due_anew_is_sent_anew(
    carrier: FakeCarrier, actor: Actor[[int], None]
) -> None:
    post = Post(carrier)
    post.send_due(actor, [1], MORNING)
    post.send_due(actor, [], MORNING)
    post.send_due(actor, [1], MORNING)
    assert carrier.taken == [1, 1]


def test_queue_that_lost_everything_is_filled_again_at_once(
    carrier: FakeCarrier, actor: Actor[[int], None]
) -> None:
    post = Post(carrier)
    post.send_due(actor, [1, 2], MORNING)
    carrier.waiting = 0
    post.send_due(actor, [1, 2], MORNING)
    assert carrier.taken == [1, 2, 1, 2]


@pytest.mark.parametrize(("waiting", "patience"), [(SHORT - 1, SOON), (SHORT, AGAIN)])
def test_row_whose_message_went_astray_is_sent_again_in_time(
    carrier: FakeCarrier, actor: Actor[[int], None], waiting: int, patience: timedelta
) -> None:
    post = Post(carrier)
    post.send_due(actor, [1], MORNING)
    carrier.waiting = waiting
    post.send_due(actor, [1], MORNING + patience - timedelta(seconds=1))
    assert carrier.taken == [1]
    post.send_due(actor, [1], MORNING + patience)
    assert carrier.taken == [1, 1]


def test_full_queue_takes_no_more(carrier: FakeCarrier, actor: Actor[[int], None]) -> None:
    post = Post(carrier)
    carrier.waiting = ROOM - 2
    post.send_due(actor, range(5), MORNING)
    assert carrier.taken == [0, 1]
    carrier.waiting = ROOM
    post.send_due(actor, range(5), MORNING)
    assert carrier.taken == [0, 1]


def test_what_a_dead_holder_left_is_sent_though_it_was_sent_a_moment_ago(
    carrier: FakeCarrier, actor: Actor[[int], None]
) -> None:
    post = Post(carrier)
    post.send_due(actor, [1], MORNING)
    post.forget_all()
    post.send_due(actor, [1], MORNING)
    assert carrier.taken == [1, 1]


def test_some_rows_sent_early_leave_the_others_as_they_were(
    carrier: FakeCarrier, actor: Actor[[int], None]
) -> None:
    post = Post(carrier)
    post.send_due(actor, [1], MORNING)
    post.send(actor, [2], MORNING)
    post.send_due(actor, [1, 2], MORNING)
    assert carrier.taken == [1, 2]
