"""The line to PostgreSQL is cut at a commit, whose outcome nobody then knows: nothing is lost by it.

Cut before, the server has forgotten all of it; cut after, it has all of it. The caller gets the same error.
"""

import os
import socket
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from threading import Event as Signal
from typing import Any

import pytest
from sqlalchemy import Connection, make_url

from monitor.domain.events import Delivery, DeliveryState
from monitor.errors import StoreError
from monitor.store.database import SqlStore, open_store
from tests.contract.test_store_cases import (
    LATER,
    LEASE,
    MESSAGE,
    NOW,
    add_delivery,
    new_event,
    new_world,
    start_sending,
    take,
    to,
)
from tests.proxy import Line
from tests.servers import shared_postgres, wait_until

GONE = "connection|terminat|closed"


@dataclass
class Cut:
    """A store on a line that is cut at its next commit, and the same store on a sound one."""

    store: SqlStore
    sound: SqlStore
    line: Line
    after: bool

    def at_next_commit(self) -> None:
        """Cut the line at the next commit."""
        self.line.cut = "after" if self.after else "before"

    def row(self) -> Delivery:
        """Give the one delivery there is."""
        (row,) = self.sound.deliveries()
        return row


@pytest.fixture(params=[False, True], ids=["before", "after"])
def cut(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Cut]:
    server = shared_postgres()
    with new_world("postgresql", tmp_path) as world, Line(server.folder / ".s.PGSQL.5432").open() as line:
        database = make_url(world.url).database
        url = f"postgresql://postgres@127.0.0.1:{line.port}/{database}?sslmode=disable&gssencmode=disable"
        store = open_store(url, lambda: NOW)
        yield Cut(store, world.store, line, request.param)
        store.close()


def test_event_is_recorded_once_when_it_is_recorded_again(cut: Cut) -> None:
    cut.at_next_commit()
    with pytest.raises(StoreError, match=GONE):
        cut.store.record_event(new_event(), [to()], NOW)
    assert (cut.store.record_event(new_event(), [to()], NOW) is None) is cut.after
    assert (len(cut.sound.events()), len(cut.sound.deliveries())) == (1, 1)


def test_row_that_nobody_knows_to_be_claimed_is_due_again_when_its_lease_is_over(cut: Cut) -> None:
    delivery_id = add_delivery(cut.sound)
    cut.at_next_commit()
    with pytest.raises(StoreError, match=GONE):
        take(cut.store, delivery_id)
    assert cut.row().state == (DeliveryState.TAKEN if cut.after else DeliveryState.DUE)
    cut.store.release_stale(NOW + LEASE, dead=lambda holder: False)
    assert (cut.row().state, cut.row().maybe_sent_at) == (DeliveryState.DUE, None)
    assert take(cut.store, delivery_id, NOW + LEASE) is not None


def test_row_that_nobody_knows_to_be_marked_is_owned_up_to(cut: Cut) -> None:
    delivery_id = add_delivery(cut.sound)
    take(cut.sound, delivery_id)
    cut.at_next_commit()
    with pytest.raises(StoreError, match=GONE):
        cut.store.mark_sending([delivery_id], message_id="<1>", rendered=MESSAGE, lease_until=LATER)
    cut.store.release_stale(LATER, dead=lambda holder: False)
    assert cut.row().state == (DeliveryState.MAYBE_SENT if cut.after else DeliveryState.DUE)
    assert (cut.row().maybe_sent_at is not None) is cut.after
    assert take(cut.store, delivery_id, LATER) is not None


def test_what_went_out_is_written_down_by_the_next_try(cut: Cut) -> None:
    delivery_id = add_delivery(cut.sound)
    start_sending(cut.sound, delivery_id)
    sent = partial(cut.store.settle_deliveries, [delivery_id], state=DeliveryState.SENT, error=None, now=NOW)
    cut.at_next_commit()
    with pytest.raises(StoreError, match=GONE):
        sent()
    assert cut.row().state == (DeliveryState.SENT if cut.after else DeliveryState.SENDING)
    sent()
    assert (cut.row().state, cut.row().maybe_sent_at) == (DeliveryState.SENT, None)


@pytest.mark.parametrize("cut", [False], indirect=True)
def test_line_that_went_dead_is_noticed_before_a_lease_has_run_out(cut: Cut) -> None:
    with cut.store._engine.connect() as connection, ExitStack() as stack:
        driver: Any = connection.connection.driver_connection
        line = stack.enter_context(socket.socket(fileno=os.dup(driver.fileno())))
        assert line.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) == 25_000
        parts = (socket.TCP_KEEPIDLE, socket.TCP_KEEPINTVL, socket.TCP_KEEPCNT)
        idle, between, count = (line.getsockopt(socket.IPPROTO_TCP, part) for part in parts)
    assert timedelta(seconds=idle + between * count) < LEASE


def together(cut: Cut, *changes: Callable[[], Any]) -> list[Any]:
    """Make changes by one commit, at which the line is cut; give what each gave, or its error."""
    begun, go_on = Signal(), Signal()

    def wait(_connection: Connection) -> None:  # with no statement there is no commit
        begun.set()
        go_on.wait(10)

    commits = cut.store._commits
    with ThreadPoolExecutor(len(changes) + 1) as threads:
        first = threads.submit(commits.write, wait)
        begun.wait(10)
        made = [threads.submit(change) for change in changes]
        wait_until(lambda: len(commits._waiting) == len(changes), "they do not wait")
        cut.at_next_commit()
        go_on.set()
        first.result()
        return [one.exception() or one.result() for one in made]


def test_changes_of_one_commit_are_made_again_and_none_is_lost(cut: Cut) -> None:
    claimed, marked, sent = [add_delivery(cut.sound, key=f"event {number}") for number in range(3)]
    take(cut.sound, marked)
    start_sending(cut.sound, sent)

    claim, mark, settle = together(
        cut,
        lambda: take(cut.store, claimed),
        lambda: cut.store.mark_sending([marked], message_id="<1>", rendered=MESSAGE, lease_until=LATER),
        lambda: cut.store.settle_deliveries([sent], state=DeliveryState.SENT, error=None, now=NOW),
    )

    assert cut.line.cuts == 1
    assert (claim is None, isinstance(mark, StoreError), settle) == (cut.after, cut.after, None)
    states = {row.id: row.state for row in cut.sound.deliveries()}
    assert states == {
        claimed: DeliveryState.TAKEN,
        marked: DeliveryState.SENDING,
        sent: DeliveryState.SENT,
    }
    assert {row.attempts for row in cut.sound.deliveries()} == {1}
    cut.sound.release_stale(LATER, dead=lambda holder: False)  # nobody is at them, if it was cut after
    states = {row.id: row.state for row in cut.sound.deliveries()}
    assert (states[claimed], states[marked]) == (DeliveryState.DUE, DeliveryState.MAYBE_SENT)
