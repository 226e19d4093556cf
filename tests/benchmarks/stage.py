"""What a measurement plays on: the replica in a process of its own, and a monitor set up to watch it."""

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

from tests.benchmarks.measure import ROOT, clean_environ, must_be, spend
from tests.benchmarks.places import Country, country

DELAY = 0.05  # seconds that each answer takes: the round trip of these measurements
NOBODY = "http://127.0.0.1:9/"  # a webhook that is never posted to
WEIGHT = 32  # kilobytes of filler that make a provider page 40 KB

_SETTINGS = """\
[ofsted]
listing_url = "{site}"
files_url = "{files}"
contact = "https://monitor.example/about"
rate = {rate}
expected = {expected}
areas_file = "{areas_file}"
[poll]
listing = "5s"
quiet_listing = "5s"
jitter = 0.0
sweep = []
[store]
url = "sqlite:///{folder}/monitor.sqlite3"
[email]
host = "127.0.0.1"
security = "none"
[slack.council]
webhook_env = "BENCHMARK_WEBHOOK"
[delivery]
only_to = ["*"]
group_wait = "0s"
"""
_SUBSCRIBERS = """\
[[subscriber]]
name = "Council"
areas = ["*"]
events = ["report.*"]
to = ["slack:council"]
"""


@dataclass(frozen=True, slots=True)
class Site:
    """A running replica, by the addresses of its hosts."""

    site: str
    files: str
    control: str

    def switch(self, name: str, value: Any) -> None:
        """Set one of the replica's switches."""
        self.order("/switch", {"name": name, "value": value})

    def order(self, path: str, order: Any) -> Any:
        """Give an order to the control port."""
        request = Request(self.control + path, json.dumps(order).encode(), method="POST")
        with urlopen(request) as answer:
            return json.load(answer)

    def log(self) -> dict[str, Any]:
        """Give what was asked of both hosts since the last time, and forget it."""
        with urlopen(self.control + "/requests") as answer:
            found: dict[str, Any] = json.load(answer)
        self.order("/reset", {"what": "requests"})
        return found


@dataclass(frozen=True, slots=True)
class Monitor:
    """A monitor set up in a folder, with its config and its store."""

    folder: Path
    webhook: str = NOBODY

    @property
    def store(self) -> Path:
        """Give the file it remembers in."""
        return self.folder / "monitor.sqlite3"

    @property
    def environ(self) -> dict[str, str]:
        """Give what its environment needs on top of ours."""
        return {"BENCHMARK_WEBHOOK": self.webhook}

    def command(self, *words: str) -> list[str]:
        """Give the command line of one of its commands."""
        return [str(Path(sys.executable).with_name("send-monitor")), "--config", str(self.folder), *words]


@contextmanager
def replica(
    place: Country, *, etags: bool = True, weight: int = WEIGHT, delay: float = DELAY
) -> Iterator[Site]:
    """Run the replica of a country, with pages as heavy as the real ones."""
    command = [sys.executable, "-m", "monitor.replica", "--delay", str(delay)]
    command += ["--areas", str(place.areas_file), "--through", place.through.isoformat()]
    for table in place.reports_files:
        command += ["--reports", str(table)]
    command += ["--pdfs", str(place.pdfs)] if place.pdfs else []
    with served([*command, *(["--etags"] if etags else [])]) as addresses:
        site = Site(**addresses)
        site.switch("page_weight", weight)
        yield site


@contextmanager
def served(command: Sequence[str]) -> Iterator[Any]:
    """Run a server that prints its addresses as one line of JSON and ends when its input does."""
    process = subprocess.Popen(
        command, cwd=ROOT, env=clean_environ(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        yield json.loads(process.stdout.readline() if process.stdout else "")
    finally:
        process.communicate()


def set_up(folder: Path, place: Country, site: Site, *, rate: float = 0, webhook: str = NOBODY) -> Monitor:
    """Write a monitor's config and let it read all there is once, so that from here on all is known."""
    folder.mkdir(parents=True)
    settings = _SETTINGS.format(
        site=site.site,
        files=site.files,
        rate=rate,
        expected=place.areas,
        areas_file=place.areas_file,
        folder=folder,
    )
    (folder / "monitor.toml").write_text(settings, encoding="utf-8")
    (folder / "subscribers.toml").write_text(_SUBSCRIBERS, encoding="utf-8")
    monitor = Monitor(folder, webhook)
    first = spend(monitor.command("baseline", "--json"), environ=monitor.environ)
    summary = json.loads(first.printed)
    must_be("reports read by the baseline", summary["publications"]["ingested"], place.reports)
    must_be("problems of the baseline", summary["problems"], [])
    # The baseline asks for the A-Z listing; a poll, for the one by date. What we measure knows both.
    spend(monitor.command("poll", "--json"), environ=monitor.environ)
    site.log()
    return monitor


class Scene:
    """What measurements share: a folder, the country, one replica and one monitor that knows all of it.

    They are made when first asked for, and last until the end of the run.
    """

    def __init__(self, folder: Path, stack: ExitStack, *, full: bool) -> None:
        self.folder, self.full = folder, full
        self._stack = stack
        self._known: tuple[Site, Monitor] | None = None
        self._country: Country | None = None

    @property
    def country(self) -> Country:
        """Give the country."""
        self._country = self._country or country(self.folder)
        return self._country

    def keep(self, part: AbstractContextManager[object]) -> None:
        """Keep something open until all is measured."""
        self._stack.enter_context(part)

    def known(self) -> tuple[Site, Monitor]:
        """Give the replica of the country, and the monitor that has read all of it."""
        if self._known is None:
            site = self._stack.enter_context(replica(self.country))
            self._known = site, set_up(self.folder / "known", self.country, site)
        return self._known
