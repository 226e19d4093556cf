"""A host's turn while its request is under way: kept while we live, and free soon after a kill."""

import threading
from datetime import datetime
from itertools import repeat

import pytest

from monitor.domain.events import DeliveryState
from monitor.errors import FetchFailed, StoreError
from monitor.ports.hosts import HostTurn
from monitor.services.lanes import Ended, Lanes, Work
from monitor.sources.turns import HeldTurn, TurnKeeper
from tests.contract.test_store_cases import World
from tests.fakes import FakeGate

HOST = "reports.example.org"
LONGEST = 30.0  # seconds that a test waits for a thread


class Impatient(threading.Event):
    """An event that is waited for in vain so many times, at once, and then is set."""

    def __init__(self, times: int) -> None:
        super().__init__()
        self._left = times

    def wait(self, timeout: float | None = None) -> bool:
        self._left -= 1
        return self._left < 0


def renewed(*answers: bool | StoreError) -> HeldTurn:
    """Give a turn whose renewals ended so, one after the other, at the times 1, 2, 3 ..."""
    coming, ticks = iter(answers), iter(range(1, 1000))

    def renew() -> bool:
        answer = next(coming)
        if isinstance(answer, StoreError):
            raise answer
        return answer

    turn = HeldTurn(renew, lambda: float(next(ticks)), 10.0, 5.0, Impatient(len(answers)))
    turn.keep()
    return turn


def test_renewal_prolongs_what_we_are_sure_of() -> None:
    assert renewed(True, True).sure_until == 2 + 10


def test_store_that_does_not_answer_leaves_what_we_were_sure_of() -> None:
    assert renewed(True, StoreError("down"), StoreError("down")).sure_until == 1 + 10
    assert renewed(StoreError("down"), True).sure_until == 2 + 10


def test_request_is_broken_off_once_the_turn_is_lost() -> None:
    with pytest.raises(FetchFailed, match="our turn"):
        renewed(True, False).require("http://reports.example.org/")


def test_request_is_broken_off_before_an_unrenewed_hold_runs_out() -> None:
    now = iter([10.0, 10.1])
    turn = HeldTurn(lambda: True, lambda: next(now), 10.0, 5.0)
    turn.require("http://reports.example.org/")
    with pytest.raises(FetchFailed, match="our turn"):
        turn.require("http://reports.example.org/")


def test_slow_request_stays_the_only_one_in_flight(world: World) -> None:
    again = threading.Semaphore(0)

    class Counted(FakeGate):
        def keep(self, host: str, *, entered: datetime, hold: float) -> bool:
            kept = world.store.keep(host, entered=entered, hold=hold)
            again.release()
            return kept

    keeper = TurnKeeper(Counted(world.clock), world.clock, lambda: 0.0, 25.0, every=0.001)
    mine = world.store.enter(HOST, spacing=1, hold=keeper.hold)
    with keeper.kept(HOST, mine):
        for _ in range(6):
            world.wait(20)
            for _ in repeat(None, 2):  # of two renewals, the second began after the clock went on
                assert again.acquire(timeout=LONGEST)
            assert not world.store.enter(HOST, spacing=1, hold=keeper.hold).granted
    world.store.leave(HOST, spacing=1, entered=mine.entered)
    assert world.store.enter(HOST, spacing=1, hold=keeper.hold).granted


def test_slow_post_stays_the_only_one_at_its_webhook(world: World) -> None:
    again = threading.Semaphore(0)

    class Counted(FakeGate):
        def enter(self, host: str, *, spacing: float, hold: float) -> HostTurn:
            return world.store.enter(host, spacing=spacing, hold=hold)

        def keep(self, host: str, *, entered: datetime, hold: float) -> bool:
            kept = world.store.keep(host, entered=entered, hold=hold)
            again.release()
            return kept

        def leave(self, host: str, *, spacing: float, entered: datetime | None = None) -> None:
            world.store.leave(host, spacing=spacing, entered=entered)

    put_back: list[datetime | None] = []

    def elsewhere(work: Work) -> Ended:
        return Lanes(world.store).do("slack", "team", work, further=lambda: None, later=later)

    def later(until: datetime | None) -> Ended:
        put_back.append(until)
        return []

    def slow() -> Ended:
        for _ in range(4):
            world.wait(8)
            for _ in repeat(None, 2):  # of two renewals, the second began after the clock went on
                assert again.acquire(timeout=LONGEST)
            elsewhere(never)
        return [DeliveryState.SENT]

    def never() -> Ended:
        raise AssertionError("this was not to happen")

    lanes = Lanes(Counted(world.clock), every=0.001)
    assert lanes.do("slack", "team", slow, further=lambda: None, later=later) == [DeliveryState.SENT]
    assert put_back == [None] * 4
    world.wait(8)
    assert elsewhere(lambda: [DeliveryState.SENT]) == [DeliveryState.SENT]


def test_gate_that_knows_no_turns_has_none_kept(world: World) -> None:
    keeper = TurnKeeper(world.store, world.clock, lambda: 0.0, 25.0)
    with keeper.kept(HOST, HostTurn(True, 0.0, None)) as held:
        assert held is None
