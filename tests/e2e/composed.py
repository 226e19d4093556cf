"""docker-compose.yml, read, and its services as processes of this machine: the same commands and environment.

There is no container engine where this is tested. What differs is only where things are: `Places` says what
a path or an address inside a container is outside.
"""

import json
import re
import shlex
import signal
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any, Self

from tests.e2e.stage import COMMAND, clean_environ

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = ROOT / "docker-compose.yml"
DOCKERFILE = ROOT / "Dockerfile"

Service = Mapping[str, Any]


def composed() -> dict[str, Any]:
    """Read the file, its anchors resolved."""
    found: dict[str, Any] = import_module("yaml").safe_load(COMPOSE.read_text("utf-8"))
    return found


def instructions(name: str) -> list[str]:
    """Give what follows each such instruction of the Dockerfile, continued lines as one."""
    text = DOCKERFILE.read_text("utf-8").replace("\\\n", " ")
    return re.findall(rf"^{name} (.+)$", text, re.M)


@dataclass
class Local:
    """Services as processes; `with` ends what runs. `places` maps what stands in the file to what is here."""

    folder: Path
    places: dict[str, str]
    running: dict[str, subprocess.Popen[str]] = field(default_factory=dict)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for process in self.running.values():
            process.kill()
            process.communicate()

    def start(self, name: str, number: int = 1) -> subprocess.Popen[str]:
        """Start a service."""
        service = composed()["services"][name]
        given = [*service.get("entrypoint", json.loads(instructions("ENTRYPOINT")[0])), *service["command"]]
        argv = [self.here(part) for part in given]
        argv[0] = str(COMMAND.with_name(argv[0]))
        with (self.folder / f"{name}-{number}.log").open("ab") as log:
            process = subprocess.Popen(
                argv,
                cwd=self.folder,
                env=clean_environ() | self.environ_of(service),
                stdin=subprocess.PIPE if service.get("stdin_open") else subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        self.running[f"{name}-{number}"] = process
        return process

    def environ_of(self, service: Service) -> dict[str, str]:
        """Give the environment a service has: the image's and its own."""
        image = dict(part.partition("=")[::2] for line in instructions("ENV") for part in shlex.split(line))
        given = image | {name: str(value) for name, value in service.get("environment", {}).items()}
        return {name: self.here(value) for name, value in given.items() if name != "PATH"}

    def here(self, text: str) -> str:
        """Give what a text of the file means on this machine."""
        return re.sub("|".join(map(re.escape, self.places)), lambda found: self.places[found[0]], text)

    def end(self, name: str) -> int:
        """Ask a service to end, as `docker compose stop` does; give its exit code."""
        process = self.running.pop(name)
        process.send_signal(signal.SIGTERM)
        service = composed()["services"][name.rpartition("-")[0]]
        process.communicate(timeout=seconds(service["stop_grace_period"]))
        return process.returncode

    def said(self) -> str:
        """Give what the services have said so far."""
        return "\n".join(f"{log.name}:\n{log.read_text()[-2000:]}" for log in self.folder.glob("*.log"))


def seconds(length: str) -> float:
    """Read a length of time such as `40s`."""
    found = re.fullmatch(r"(\d+)(s|m)", length)
    assert found, length
    return float(found[1]) * {"s": 1, "m": 60}[found[2]]
