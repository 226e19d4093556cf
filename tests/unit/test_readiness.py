"""Readiness: what has to be well for alerts to go out, at any hour."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import cast

import pytest

from monitor.errors import StoreError
from monitor.ports.health import PollRecord
from monitor.ports.store import Store
from monitor.services.readiness import Rhythm, readiness

MORNING = datetime(2026, 9, 8, 8, 30, tzinfo=UTC)  # a Tuesday, 09:30 in London
RHYTHM = Rhythm(timedelta(minutes=10), timedelta(hours=2), lambda day: day == date(2026, 8, 31))


@dataclass
class Memory:
    """A store that knows when the site was last read well, what is scheduled, and what is not sent."""

    last: datetime | None = MORNING
    due: dict[str, datetime] = field(default_factory=lambda: {"look": MORNING, "sweep": MORNING})
    wanted: dict[str, datetime] = field(default_factory=dict)
    silent: tuple[str, ...] = ()
    waiting: datetime | None = None

    def last_good_poll(self) -> PollRecord | None:
        return PollRecord("fast", self.last, self.last, True, {}) if self.last else None

    def ticks(self) -> dict[str, datetime]:
        return self.due

    def work_not_begun(self, _now: datetime) -> dict[str, datetime]:
        return self.wanted

    def silent_channels(self, _since: datetime) -> dict[str, str]:
        return dict.fromkeys(self.silent, "no answer from mail.example.org")

    def oldest_due(self, _now: datetime) -> datetime | None:
        return self.waiting


class Broken(Memory):
    def ticks(self) -> dict[str, datetime]:
        raise StoreError("postgresql://user@host/db: no answer")


def unwell(memory: Memory, now: datetime = MORNING) -> list[str]:
    return [check.name for check in readiness(cast(Store, memory), now, RHYTHM) if not check.ok]


def test_all_is_well_when_the_site_was_read_and_ticks_are_taken() -> None:
    assert unwell(Memory()) == []


def test_a_store_that_does_not_answer_is_said_so_and_not_where_it_is() -> None:
    (check,) = readiness(cast(Store, Broken()), MORNING, RHYTHM)
    assert (check.name, check.ok) == ("store", False)
    assert "postgresql" not in check.found


@pytest.mark.parametrize(
    ("last", "now", "well"),
    [
        ("2026-09-08T08:30", "2026-09-08T09:09", True),  # looks at 08:40, 08:50, 09:00 were missed
        ("2026-09-08T08:30", "2026-09-08T09:11", False),
        ("2026-09-08T17:30", "2026-09-08T19:45", True),  # the evening: every two hours
        ("2026-09-08T17:30", "2026-09-08T20:01", False),
        ("2026-09-08T06:30", "2026-09-08T08:29", True),  # publication hours began at 08:00
        ("2026-09-08T06:30", "2026-09-08T08:31", False),
        ("2026-08-31T09:00", "2026-08-31T11:29", True),  # a bank holiday
    ],
)
def test_how_old_the_last_good_look_may_be_depends_on_the_hour(last: str, now: str, well: bool) -> None:
    memory = Memory(last=at(last), due={"look": at(now)})
    assert ("last look" not in unwell(memory, at(now))) is well


def test_a_site_that_was_never_read_is_not_ready() -> None:
    assert unwell(Memory(last=None)) == ["last look"]


@pytest.mark.parametrize(("minutes", "well"), [(-60, True), (4, True), (6, False)])
def test_a_tick_that_nobody_takes_shows_that_nobody_schedules(minutes: int, well: bool) -> None:
    due = {"look": MORNING + timedelta(hours=1), "sweep": MORNING - timedelta(minutes=minutes)}
    assert ("scheduler" not in unwell(Memory(due=due))) is well


def test_without_any_tick_nobody_schedules() -> None:
    assert unwell(Memory(due={})) == ["scheduler"]


@pytest.mark.parametrize(("minutes", "well"), [(0, True), (5, True), (6, False)])
def test_a_look_that_nobody_begins_shows_that_no_worker_runs(minutes: int, well: bool) -> None:
    memory = Memory(wanted={"sweep": MORNING, "look": MORNING - timedelta(minutes=minutes)})
    assert ("workers" not in unwell(memory)) is well


def test_a_channel_that_sends_nothing_is_named_and_no_server() -> None:
    check = readiness(cast(Store, Memory(silent=("email", "slack"))), MORNING, RHYTHM)[-1]
    assert (check.name, check.ok) == ("sending", False)
    assert check.found == "nothing goes out by email and slack; messages wait"


@pytest.mark.parametrize(("minutes", "well"), [(1, True), (15, True), (16, False)])
def test_a_message_that_nobody_sends_shows_that_nobody_works(minutes: int, well: bool) -> None:
    memory = Memory(waiting=MORNING - timedelta(minutes=minutes))
    assert ("sending" not in unwell(memory)) is well


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
