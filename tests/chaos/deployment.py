"""A whole deployment with a queue: real PostgreSQL and Redis, and schedulers and workers as processes.

Whoever is killed or gives up is started again, as a supervisor would do. All processes tell the same time:
that of the stage when the deployment began, and what has passed since.
"""

import signal
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random
from typing import Any, Self

import psutil

from monitor.bootstrap import migrate
from monitor.domain.events import DeliveryState
from monitor.domain.publication import PublicationState
from tests.chaos.collector import Collector
from tests.e2e.stage import COMMAND, HOOK, TEAM, Stage, clean_environ
from tests.servers import PostgresServer, RedisServer, wait_until

OFTEN = {"listing": "1s", "quiet_listing": "1s", "jitter": 0.0, "sweep": []}
OPEN = {state for state in DeliveryState if state not in (DeliveryState.SENT, DeliveryState.SUPPRESSED)}
UNREAD = (PublicationState.DUE, PublicationState.TAKEN)


@dataclass
class Deployment:
    """Servers and processes; `with` starts all of them and ends them."""

    stage: Stage
    inbox: Collector
    folder: Path
    subscribers: Sequence[Mapping[str, Any]]
    schedulers: int = 2
    workers: int = 3
    rhythm: Mapping[str, Any] = field(default_factory=lambda: dict(OFTEN))
    database: PostgresServer = field(default_factory=PostgresServer)
    queue: RedisServer = field(init=False)
    began: float = field(init=False)
    _places: list[str] = field(init=False)
    _open: ExitStack = field(default_factory=ExitStack)
    _running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    _said_before: dict[str, int] = field(default_factory=dict)  # bytes in each log when its process started

    def __enter__(self) -> Self:
        self._places = [one.area for one in self.stage.world.providers()]
        self.queue = RedisServer(self.folder / "redis")
        self._open.enter_context(self.database)
        self._open.enter_context(self.queue)
        url = self.database.new_database()
        migrate(url)
        self.stage.configure(
            subscribers=self.subscribers,
            store={"url": url},
            queue={"url": self.queue.url},
            email={"port": self.inbox.mail_port},
            poll=self.rhythm,
            web={"bind": "127.0.0.1:0"},
        )
        self.stage.baseline()
        self.began = time.monotonic()
        for name in self._names():
            self.start(name)
        return self

    def __exit__(self, *_: object) -> None:
        for process in self._running.values():
            process.kill()
            process.wait()
        self._open.close()

    @property
    def environ(self) -> dict[str, str]:
        """Give the environment of every process."""
        return clean_environ() | {HOOK: f"{self.inbox.slack_url}{TEAM}"}

    def now(self) -> datetime:
        """Give the time it is for all processes."""
        return self.stage.clock() + timedelta(seconds=time.monotonic() - self.began)

    def start(self, name: str, *words: str, fault: str | None = None) -> None:
        """Start a process, at the time it is for all of them; `fault` is the point at which it dies.

        Its command is its name up to the first hyphen, with these words after it.
        """
        command = [str(COMMAND), "--config", str(self.stage.folder), "--now", self.now().isoformat()]
        more = {"SEND_MONITOR_FAULT": fault} if fault else {}
        with (self.folder / f"{name}.log").open("ab") as log:
            self._said_before[name] = log.tell()
            self._running[name] = subprocess.Popen(
                [*command, name.partition("-")[0], *words], env=self.environ | more, stdout=log, stderr=log
            )

    def kill(self, name: str, *, again: bool = True) -> None:
        """Kill a process, and start it again."""
        process = self._running[name]
        process.kill()
        process.wait()
        if again:
            self.start(name)

    @contextmanager
    def frozen(self, name: str) -> Iterator[None]:
        """Stop a process in its tracks inside the context."""
        self._running[name].send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self._running[name].send_signal(signal.SIGCONT)

    def is_alive(self, name: str) -> bool:
        """Say whether a process runs."""
        return self._running[name].poll() is None

    def processes(self) -> dict[str, psutil.Process]:
        """Give the running processes by name."""
        running = {name: process for name, process in self._running.items() if process.poll() is None}
        return {name: psutil.Process(process.pid) for name, process in running.items()}

    def publish(self) -> str:
        """Publish a report at the next place that has none yet; give its name."""
        place = self._places.pop(0)
        self.stage.publish(place)
        return place

    def kill_a_worker(self, rng: Random) -> None:
        """Kill one of the workers, once no work waits that two of them died at: the third parks it."""
        wait_until(self._may_kill, self.said(), 60)
        self.kill(f"worker-{rng.randrange(self.workers)}")

    def lose_the_queue(self) -> None:
        """Kill Redis and start it again, empty."""
        self.queue.kill()
        self.queue.start(empty=True)

    def restart_the_database(self) -> None:
        """Break PostgreSQL off and start it again with what it had."""
        self.database.stop(kill=True)
        self.database.start()

    def end(self) -> dict[str, int]:
        """Ask all processes to end, once they are up; give their exit codes by name."""
        for name in self._running:
            wait_until(partial(self._is_up, name), self.said(), 60)
        for process in self._running.values():
            process.terminate()
        return {name: process.wait(60) for name, process in self._running.items()}

    def is_done(self, deliveries: int) -> bool:
        """Say whether there are so many deliveries and all of them are settled."""
        self._supervise()
        with self.stage.memory() as store:
            counts = store.delivery_counts()
        return sum(counts.values()) >= deliveries and not any(counts[state] for state in OPEN)

    def said(self) -> str:
        """Give the last of what the processes have said."""
        logs = sorted(self.folder.glob("*.log"))
        return "\n".join(f"{log.name}:\n{log.read_text()[-1500:]}" for log in logs)

    def _may_kill(self) -> bool:
        self._supervise()
        with self.stage.memory() as store:
            open_rows = store.deliveries(states=tuple(OPEN))
            unread = [one for one in store.publications() if one.state in UNREAD]
        return all(row.unended < 2 for row in open_rows) and all(one.attempts < 2 for one in unread)

    def _is_up(self, name: str) -> bool:
        self._supervise()
        said = (self.folder / f"{name}.log").read_bytes()[self._said_before[name] :]
        return b"Press Ctrl-C to stop" in said

    def _supervise(self) -> None:
        """Start again whoever ended by itself, having found no database, say."""
        for name, process in list(self._running.items()):
            if (process.poll() or 0) > 0:
                self.start(name)

    def _names(self) -> list[str]:
        kinds = {"scheduler": self.schedulers, "worker": self.workers}
        return [f"{kind}-{number}" for kind, count in kinds.items() for number in range(count)]
