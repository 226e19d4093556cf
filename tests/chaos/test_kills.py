"""The process is killed at every named point of a poll, once or again and again, and polled to the end after.

Nothing may be lost, and nothing repeated but what the ledger owns up to as maybe sent. `CHAOS_ROUNDS` in the
environment says how often each point is tried; later rounds are longer and draw their points by lot.
"""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from random import Random

import pytest

from monitor.domain.events import DeliveryState
from monitor.services.poll import is_baselined
from tests.chaos.collector import Collector, check_ledger, collector
from tests.e2e.stage import (
    CHARITY,
    COMMAND,
    FORUM,
    HOOK,
    MORNING,
    OPERATOR,
    PLACES,
    STORE,
    TEAM,
    Stage,
    clean_environ,
    invented,
)
from tests.fakes import FakeClock

POINTS = (
    "after-page",
    "after-look",
    "after-claim-publication",
    "after-ingest",
    "after-claim",
    "before-send",
    "after-send",
)
SENDING = ("after-claim", "before-send", "after-send")
ROUNDS = int(os.environ.get("CHAOS_ROUNDS", "1"))
BANDS = ("typically_positive", "inconsistent", "systemic_failings")
KILLED = -signal.SIGKILL


class KilledStage(Stage):
    """A stage whose alerts go to a collector in another process."""

    inbox: Collector

    def prepare(self, inbox: Collector) -> None:
        """Send everything to the collector from now on."""
        self.inbox = inbox
        self.configure()

    def configure(self, **changes: object) -> None:
        """Write the config with the collector's mail server."""
        mail = {"port": self.inbox.mail_port} if hasattr(self, "inbox") else {}
        super().configure(email=mail, **changes)  # type: ignore[arg-type]

    @property
    def environ(self) -> dict[str, str]:
        """Give the environment with the collector's webhook."""
        if not hasattr(self, "inbox"):
            return super().environ
        return {HOOK: f"{self.inbox.slack_url}{TEAM}"}


@pytest.fixture(scope="module")
def at_rest(tmp_path_factory: pytest.TempPathFactory, empty_store: Path) -> Iterator[KilledStage]:
    """Give a stage whose baseline has been read, with a collector that outlives every kill."""
    folder = tmp_path_factory.mktemp("chaos")
    clock = FakeClock(MORNING)
    with (
        collector(folder) as inbox,
        KilledStage(folder, invented(PLACES, clock), clock, empty_store=empty_store) as stage,
    ):
        stage.prepare(inbox)
        stage.baseline()
        yield stage


@pytest.fixture
def stage(at_rest: KilledStage, tmp_path: Path) -> KilledStage:
    """Give the stage as it was after its baseline, with a store and an inbox of its own."""
    store = tmp_path / "kept.sqlite3"
    shutil.copy(at_rest.folder / STORE, store)
    at_rest.inbox.clear()
    at_rest.restart(tmp_path, _pristine(at_rest), MORNING)
    return at_rest


def _pristine(stage: KilledStage) -> Path:
    """Give the store of right after the baseline, kept beside the collector's log."""
    kept = stage.inbox.log.parent / "after-baseline.sqlite3"
    if not kept.exists():
        shutil.copy(stage.folder / STORE, kept)
    return kept


def publish_some(stage: Stage, rng: Random, count: int) -> set[tuple[str, str]]:
    """Publish reports at so many places; gives the (area, address) pairs that are to hear of them."""
    places = ["Kestrelshire", *rng.sample([place for place in PLACES if place != "Kestrelshire"], count - 1)]
    for place in places:
        stage.publish(place, rng.choice(BANDS))
    heard = {(place, CHARITY) for place in places}
    return heard | {("Kestrelshire", FORUM), ("Kestrelshire", TEAM)}


def _kills(rng: Random, first: str, more: int) -> list[str]:
    """Draw where the next polls are killed too; twice at most while sending: a third parks the message."""
    points = [first]
    for _ in range(more):
        sending = sum(one in SENDING for one in points)
        points.append(rng.choice([one for one in POINTS if sending < 2 or one not in SENDING]))
    return points


@pytest.mark.parametrize("number", range(ROUNDS))
@pytest.mark.parametrize("point", POINTS)
def test_killed_poll_loses_nothing_and_repeats_only_what_it_owns_up_to(
    stage: KilledStage, point: str, number: int
) -> None:
    rng = Random(f"{point} {number}")
    expected = publish_some(stage, rng, rng.randint(1, 3))
    points = _kills(rng, point, rng.randint(0, 3) if number else 0)

    codes = [stage.run("poll", fault=one).returncode for one in points]
    done = stage.poll()

    assert codes[0] == KILLED
    assert set(codes) <= {KILLED, 0}
    assert done["problems"] == []
    check_ledger(stage, stage.inbox.arrivals(), expected)
    again = stage.poll(full=True, minutes=10)
    assert (again["problems"], again["events"], again["deliveries"]["sent"]) == ([], [], 0)
    check_ledger(stage, stage.inbox.arrivals(), expected)


@pytest.mark.parametrize("number", range(ROUNDS))
@pytest.mark.parametrize("point", SENDING)
def test_killed_burst_is_still_one_message_for_each_address(
    stage: KilledStage, point: str, number: int
) -> None:
    rng = Random(f"burst {point} {number}")
    expected = publish_some(stage, rng, rng.randint(4, len(PLACES)))

    # Once: a second kill may find the burst claimed and not yet begun again, and then each goes by itself.
    code = stage.run("poll", fault=point).returncode
    stage.poll()

    assert code == KILLED
    arrivals = stage.inbox.arrivals()
    check_ledger(stage, arrivals, expected)
    rows = stage.deliveries(CHARITY)
    assert len({row.message_id for row in rows}) == 1
    # Three addresses are written to at once, so that a kill finds up to three messages on their way.
    assert len(arrivals) <= 3 + 3


def test_repeat_after_the_remote_yes_carries_the_first_reference(stage: KilledStage) -> None:
    stage.publish("Wyndale")

    assert stage.run("poll", fault="after-send").returncode == KILLED
    assert stage.run("poll").returncode == 0

    first, second = stage.inbox.arrivals()
    assert first == second
    (row,) = stage.deliveries()
    assert (row.state, row.maybe_sent_at is not None) == (DeliveryState.SENT, True)


def test_killed_before_sending_is_owned_up_to_though_it_went_out_once(stage: KilledStage) -> None:
    stage.publish("Wyndale")

    assert stage.run("poll", fault="before-send").returncode == KILLED
    assert stage.run("poll").returncode == 0

    assert len(stage.inbox.arrivals()) == 1
    assert [row.maybe_sent_at is not None for row in stage.deliveries()] == [True]


def test_killed_after_a_page_still_tells_the_operator_of_its_unknown_title(stage: KilledStage) -> None:
    stage.replica.switch("unknown_send_title", stage.urn("Saltmarsh"))

    assert stage.run("poll", fault="after-page").returncode == KILLED
    assert stage.run("poll").returncode == 0

    check_ledger(stage, stage.inbox.arrivals(), {("Saltmarsh", OPERATOR)})


def test_killed_after_a_page_still_tells_the_operator_of_a_vanished_report(stage: KilledStage) -> None:
    first = stage.world.providers()[0]  # the page that is read first, so that the kill falls on it
    stage.replica.switch("vanish", first.shown()[0].file_id)
    stage.poll(full=True)
    stage.clock.advance(minutes=40)

    assert stage.run("poll", "--full", fault="after-page").returncode == KILLED
    assert stage.run("poll", "--full").returncode == 0

    assert [arrival.address for arrival in stage.inbox.arrivals()] == [OPERATOR]


@pytest.mark.parametrize("number", range(ROUNDS))
def test_killed_at_any_moment(stage: KilledStage, number: int) -> None:
    """No named point: the kill falls where the clock says, wherever that is."""
    rng = Random(number)
    expected = publish_some(stage, rng, 4)
    for _ in range(2):
        command = [str(COMMAND), "--config", str(stage.folder), "--now", stage.clock().isoformat(), "poll"]
        with subprocess.Popen(
            command, env=clean_environ() | stage.environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as process:
            time.sleep(rng.uniform(0.6, 2.2))  # a kill by the clock is what is tried here
            process.kill()
        stage.clock.advance(minutes=1)

    assert stage.run("poll").returncode == 0

    check_ledger(stage, stage.inbox.arrivals(), expected)


@pytest.mark.parametrize("point", POINTS[:4] if ROUNDS > 1 else ("after-page", "after-ingest"))
def test_killed_baseline_goes_on_where_it_stopped_and_stays_silent(
    tmp_path: Path, empty_store: Path, at_rest: KilledStage, point: str
) -> None:
    clock = FakeClock(MORNING)
    at_rest.inbox.clear()
    with KilledStage(tmp_path, invented(PLACES, clock), clock, empty_store=empty_store) as stage:
        stage.prepare(at_rest.inbox)
        for place in PLACES:
            stage.publish(place, "inconsistent", day=date(2025, 5, 6))
        stage.publish("Wyndale", "systemic_failings")  # of this very morning

        assert stage.run("baseline", fault=point).returncode == KILLED
        with stage.house() as house:
            assert not is_baselined(house)
        assert stage.run("baseline").returncode == 0

        with stage.house() as house:
            assert is_baselined(house)
            assert len(list(house.store.latest_reports())) == len(PLACES) + 1
        assert stage.run("poll", "--full").returncode == 0
        assert (stage.events(), stage.deliveries(), stage.inbox.arrivals()) == ([], [], [])
