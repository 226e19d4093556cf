"""The commands of a deployment with a queue, as processes of their own."""

import json
import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from monitor.domain.events import DeliveryState
from tests.e2e.stage import CHARITY, COMMAND, FORUM, TEAM, Stage, clean_environ, send_monitor
from tests.servers import RedisServer, wait_until

OFTEN = {"listing": "1s", "quiet_listing": "1s", "jitter": 0.0, "sweep": []}


@pytest.fixture
def queue(tmp_path: Path) -> Iterator[RedisServer]:
    with RedisServer(tmp_path / "redis") as server:
        yield server


@contextmanager
def started(stage: Stage, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    """Start a command, and make sure that it ends when it is asked to."""
    command = [str(COMMAND), "--config", str(stage.folder), "--now", stage.clock().isoformat(), *arguments]
    with subprocess.Popen(
        command, env=clean_environ() | stage.environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            yield process
            process.send_signal(signal.SIGTERM)
            assert process.wait(60) == 0
        finally:
            process.kill()


def children(process: subprocess.Popen[bytes]) -> list[int]:
    """Give the worker processes of a crew, without the readers that they start themselves."""
    return [child.pid for child in psutil.Process(process.pid).children() if child.is_running()]


def sent(stage: Stage) -> int:
    with stage.memory() as store:
        return store.delivery_counts()[DeliveryState.SENT]


def test_report_goes_through_scheduler_and_crew_and_a_worker_that_dies_is_replaced(
    stage: Stage, queue: RedisServer
) -> None:
    stage.configure(queue={"url": queue.url}, poll=OFTEN)
    with started(stage, "worker", "--processes", "2") as crew:
        wait_until(lambda: len(children(crew)) == 2, "the crew did not start")
        first = set(children(crew))
        with started(stage, "scheduler"):
            stage.publish("Kestrelshire")
            wait_until(lambda: sent(stage) == 3, "not all was sent")
            os.kill(min(first), signal.SIGKILL)
            wait_until(lambda: len(set(children(crew)) - first) == 1, "nobody took its place")
    assert not any(psutil.pid_exists(pid) for pid in first)
    assert sorted(stage.addressees()) == sorted([FORUM, CHARITY, TEAM])


def test_workers_of_dramatiqs_own_command_do_the_same(stage: Stage, queue: RedisServer) -> None:
    stage.configure(queue={"url": queue.url}, poll=OFTEN, delivery={"only_to": ["*"], "group_wait": "0s"})
    stage.publish("Wyndale")
    program = COMMAND.with_name("dramatiq")
    environ = clean_environ() | stage.environ | {"SEND_MONITOR_CONFIG": str(stage.folder)}
    with (
        subprocess.Popen(
            [str(program), "workers.main:start", "--processes", "1", "--threads", "4"],
            env=environ,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        ) as worker,
        subprocess.Popen(
            [str(COMMAND), "--config", str(stage.folder), "scheduler"],
            env=environ,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        ) as scheduler,
    ):
        try:
            # By the machine's own clock this report is old news: it is read, and nobody is written to.
            wait_until(lambda: "report.backfilled" in stage.kinds(), "the report was not read")
        finally:
            for process in (worker, scheduler):
                process.terminate()
        assert (worker.wait(60), scheduler.wait(60)) == (0, 0)


def test_queue_is_shown(stage: Stage, queue: RedisServer) -> None:
    stage.configure(queue={"url": queue.url})
    shown = send_monitor(stage.folder, "queue", "--json", environ=stage.environ)
    assert shown.returncode == 0, shown.stderr
    rows = [json.loads(line) for line in shown.stdout.splitlines()]
    assert {"queue": "deliver", "waiting": 0, "dead": 0} in rows
    for option in ("--dead", "--drop-dead"):
        none = send_monitor(stage.folder, "queue", option, environ=stage.environ)
        assert (none.returncode, none.stdout) == (0, "No message is dead.\n"), none.stderr
    queue.kill()
    gone = send_monitor(stage.folder, "queue", environ=stage.environ)
    assert gone.returncode == 1
    assert "the queue does not answer" in gone.stderr


@pytest.mark.parametrize("command", ["scheduler", "worker", "queue"])
def test_without_a_queue_they_say_what_is_missing(stage: Stage, command: str) -> None:
    done = send_monitor(stage.folder, command, environ=stage.environ)
    assert done.returncode == 2
    assert "monitor.toml: queue.url: is empty" in done.stderr


def test_workers_do_not_set_up_a_store(stage: Stage, queue: RedisServer, tmp_path: Path) -> None:
    stage.configure(queue={"url": queue.url})
    done = send_monitor(
        stage.folder, "--store", f"sqlite:///{tmp_path}/none", "worker", environ=stage.environ
    )
    assert done.returncode == 1
    assert "run `send-monitor migrate`" in done.stderr
