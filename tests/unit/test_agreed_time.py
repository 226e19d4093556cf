"""One time for all machines that share a database server: the server's."""

import logging
from datetime import datetime, timedelta

import pytest

from monitor.errors import StoreError
from monitor.services import agreed_time
from monitor.services.agreed_time import AgreedTime
from tests.fakes import MORNING, FakeClock
from tests.servers import wait_until


def agreed(machine: FakeClock, theirs: datetime | None) -> AgreedTime:
    clock = AgreedTime(machine)
    with clock.kept_to(lambda: theirs):
        return clock


@pytest.mark.parametrize("seconds", [-3600, -60, -1, 1, 60, 3600])
def test_a_clock_that_is_off_goes_by_the_servers(seconds: int) -> None:
    clock = agreed(FakeClock(MORNING + timedelta(seconds=seconds)), MORNING)
    assert (clock(), clock.ahead()) == (MORNING, timedelta(seconds=seconds))


@pytest.mark.parametrize("seconds", [-0.4, 0, 0.4])
def test_a_small_difference_moves_no_clock(seconds: float) -> None:
    machine = FakeClock(MORNING + timedelta(seconds=seconds))
    clock = agreed(machine, MORNING)
    assert (clock(), clock.ahead()) == (machine.now, timedelta())


def test_without_a_server_the_machine_is_right() -> None:
    clock = agreed(FakeClock(MORNING), None)
    assert (clock(), clock.ahead()) == (MORNING, timedelta())


def test_an_answer_that_took_long_says_nothing_of_the_time() -> None:
    machine = FakeClock(MORNING)

    def slow() -> datetime:
        machine.advance(seconds=50)
        return MORNING

    clock = AgreedTime(machine)
    with clock.kept_to(slow):
        assert clock.ahead() == timedelta()


def test_a_clock_that_is_set_right_later_is_noticed_and_a_server_that_is_down_changes_nothing(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(agreed_time, "EVERY", 0.01)
    machine = FakeClock(MORNING + timedelta(minutes=1))
    asked: list[int] = []

    def server() -> datetime:
        asked.append(1)
        if len(asked) in (2, 3):
            raise StoreError("no answer")
        return MORNING

    clock = AgreedTime(machine)
    with caplog.at_level(logging.WARNING), clock.kept_to(server):
        wait_until(lambda: len(asked) > 4, "it was not asked again")
        assert clock() == MORNING
        machine.now = MORNING
        wait_until(lambda: not clock.ahead(), "it did not notice")
        assert clock() == MORNING
    assert [record.getMessage() for record in caplog.records] == [
        "the clock is 60 seconds ahead of the database server's; the server's time is used"
    ]


def test_a_server_that_does_not_answer_at_the_start_is_said() -> None:
    def down() -> datetime:
        raise StoreError("no answer")

    with pytest.raises(StoreError), AgreedTime(FakeClock()).kept_to(down):
        pass
