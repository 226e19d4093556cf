"""The service as a real process: it reads silently first, then tells within seconds, and ends cleanly."""

import signal
import socket
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from queue import Queue

import pytest
import requests

from monitor.domain.events import DeliveryState
from tests.e2e.stage import CHARITY, COMMAND, FORUM, OPERATOR, TEAM, Stage, clean_environ

FAST = {"listing": "1s", "quiet_listing": "1s", "jitter": 0.0, "sweep": []}
SOON = 20.0  # seconds; a loaded machine is slow, and a hung service never gets there


@contextmanager
def running(stage: Stage) -> Iterator[tuple[subprocess.Popen[str], Queue[str]]]:
    """Start the service; gives the process and the lines it prints."""
    lines: Queue[str] = Queue()
    now = stage.clock().isoformat()
    stage.clock.advance(minutes=5)  # for whoever is started next
    command = [str(COMMAND), "--config", str(stage.folder), "--now", now, "run"]
    with subprocess.Popen(
        command,
        env=clean_environ() | stage.environ | {"PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:

        def relay() -> None:
            for line in process.stdout or ():
                lines.put(line.strip())

        reader = threading.Thread(target=relay)
        reader.start()
        try:
            yield process, lines
        finally:
            process.kill()
            reader.join(SOON)


def wait_for(lines: Queue[str], words: str) -> list[str]:
    """Read lines until one holds these words; gives all of them. Raises queue.Empty when none comes."""
    seen = [lines.get(timeout=SOON)]
    while words not in seen[-1]:
        seen.append(lines.get(timeout=SOON))
    return seen


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT])
def test_service_reads_silently_then_tells_within_seconds_and_ends_cleanly(
    bare_stage: Stage, ending: signal.Signals
) -> None:
    stage = bare_stage
    stage.configure(poll=FAST)
    stage.publish("Kestrelshire", "inconsistent", day=date(2024, 5, 7))
    with running(stage) as (process, lines):
        said = wait_for(lines, "Watching.")
        assert any("nobody is written to" in line for line in said)
        assert stage.taken() == []

        stage.publish("Kestrelshire", "systemic_failings")
        stage.publish("Wyndale", "typically_positive")
        stage.mail.wait(3, SOON)
        stage.slack.wait(1, SOON)

        process.send_signal(ending)
        assert process.wait(SOON) == 0
    assert wait_for(lines, "Stopped.")[-1] == "Stopped."
    alerts = sorted((alert.to, alert.subject.partition(":")[0]) for alert in stage.taken())
    assert alerts == [
        (FORUM, "Kestrelshire"),
        (CHARITY, "Kestrelshire"),
        (CHARITY, "Wyndale"),
        (TEAM, "Kestrelshire"),
    ]


def test_service_started_again_takes_up_what_was_left(bare_stage: Stage) -> None:
    """It is killed with a message that could not go out, and sends it once when it runs again."""
    stage = bare_stage
    stage.configure(poll=FAST, delivery={"retry": ["1s"]})
    stage.mail.answer("451 4.3.0 later", address=FORUM, times=None)
    with running(stage) as (process, lines):
        wait_for(lines, "Watching.")
        stage.publish("Kestrelshire")
        stage.slack.wait(1, SOON)
        stage.mail.wait(1, SOON)
        process.kill()
        process.wait(SOON)
    stage.mail.behave()
    stage.taken()

    with running(stage) as (process, lines):
        said = wait_for(lines, "Watching.")
        assert not any("silently" in line for line in said)
        stage.mail.wait(2, SOON)
        process.terminate()
        assert process.wait(SOON) == 0

    repeated = {row.address for row in stage.deliveries() if row.maybe_sent_at is not None}
    assert {FORUM} <= set(stage.addressees()) <= {FORUM, *repeated}
    assert {row.state for row in stage.deliveries()} == {DeliveryState.SENT}


def test_service_tells_of_a_listing_that_broke(bare_stage: Stage) -> None:
    stage = bare_stage
    stage.configure(poll=FAST)
    with running(stage) as (process, lines):
        wait_for(lines, "Watching.")
        stage.replica.switch("drop_area", stage.urn("Wyndale"))
        stage.mail.wait(1, SOON)
        wait_for(lines, "Problem with listing")
        stage.replica.switch("drop_area", None)
        stage.mail.wait(2, SOON)
        process.terminate()
        assert process.wait(SOON) == 0
    notes = stage.taken()
    assert [note.to for note in notes] == [OPERATOR, OPERATOR]
    assert "Wyndale" in notes[0].text + notes[1].text


def test_service_answers_for_its_health_and_goes_without_where_it_cannot(bare_stage: Stage) -> None:
    stage = bare_stage
    with socket.create_server(("127.0.0.1", 0)) as taken:
        stage.configure(poll=FAST, web={"bind": f"127.0.0.1:{taken.getsockname()[1]}"})
        with running(stage) as (process, lines):
            assert any("no web part" in line for line in wait_for(lines, "Watching."))
            process.terminate()
            assert process.wait(SOON) == 0
    stage.configure(poll=FAST, web={"bind": "127.0.0.1:0"})
    with running(stage) as (process, lines):
        address = wait_for(lines, "Health and figures are at")[-1].split()[-1].rstrip(".")
        wait_for(lines, "Watching.")
        assert requests.get(f"{address}/healthz", timeout=SOON).ok
        process.terminate()
        assert process.wait(SOON) == 0
