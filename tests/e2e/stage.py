"""A stage for tests of the whole product: invented areas on a replica, sinks for alerts, the real program.

Replica and program share one `FakeClock`, so that nothing waits. `send_monitor` starts the real command in a
process of its own, where time begins at `--now` and runs on.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes, policy
from functools import partial
from pathlib import Path
from typing import Any, Self
from unittest import mock

from sqlalchemy import Engine

from monitor import bootstrap
from monitor.bootstrap import Configured, configured, open_house, open_memory
from monitor.domain.events import Delivery, Event
from monitor.domain.publication import Publication
from monitor.options import Options
from monitor.ports.health import SourceHealth
from monitor.replica.clock import ReplicaClock
from monitor.replica.pdfs import make_pdf
from monitor.replica.records import FULL
from monitor.replica.server import Replica
from monitor.replica.sinks import MailSink, SlackSink
from monitor.replica.world import World
from monitor.services.house import House
from monitor.services.lanes import Lanes
from monitor.services.poll import baseline, poll
from monitor.services.read_feeds import Which
from monitor.services.scan_news import NewsRound, scan_news
from monitor.sources.http import PoliteSession
from monitor.sources.pdf import PdfReader
from monitor.store import database
from monitor.store.connections import connect
from monitor.store.database import SqlStore
from tests.fakes import FakeClock

PLACES = (
    "Ashbourne Vale",
    "Hollin Bridge",
    "Kestrelshire",
    "North Corriden",
    "Port Merrow",
    "Saltmarsh",
    "Thornmere",
    "Wyndale",
)
HEADS = (
    "Alder",
    "Birk",
    "Cawder",
    "Dun",
    "Elling",
    "Farrow",
    "Garth",
    "Iver",
    "Kelder",
    "Larch",
    "Marl",
    "Wold",
)
TAILS = ("by", "combe", "dale", "den", "ford", "holt", "ley", "mere", "pool", "sett", "stow", "ton", "wick")
MORNING = datetime(2026, 9, 8, 8, 35, tzinfo=UTC)  # a Tuesday, 09:35 in London
OPERATOR = "ops@example.org"
FORUM = "chair@example.org"
CHARITY = "desk@example.org"
TEAM = "send-team"
HOOK = "TEST_HOOK"  # the variable that holds the address of the Slack sink's webhook
STORE = "monitor.sqlite3"
COMMAND = Path(sys.executable).with_name("send-monitor")

SUBSCRIBERS: tuple[dict[str, Any], ...] = (
    {
        "name": "Kestrelshire forum",
        "areas": ["Kestrelshire"],
        "to": [f"email:{FORUM}", f"slack:{TEAM}"],
    },
    {"name": "National charity", "areas": ["*"], "events": ["report.*"], "to": [f"email:{CHARITY}"]},
)


@dataclass(frozen=True, slots=True)
class Alert:
    """One message as it arrived. `to` is a mail address or a webhook's name; text has single blanks."""

    to: str
    subject: str
    text: str
    reference: str  # the Message-ID; in Slack, the words of the reference line


class Stage:
    """A world, its replica, two sinks and a config folder; `with` starts and stops the servers."""

    def __init__(
        self,
        folder: Path,
        world: World,
        clock: FakeClock,
        *,
        empty_store: Path | None = None,
        reader: PdfReader | None = None,
    ) -> None:
        self.folder, self.world, self.clock = folder, world, clock
        self.replica = Replica(world, delay=0, make_pdf=make_pdf)
        self.mail, self.slack = MailSink(), SlackSink()
        self._seen = (0, 0)
        self._open = ExitStack()
        self._reader = reader
        self._engines: dict[str, Engine] = {}
        self.areas: str | None = area_table(world)  # None: the shipped table
        self._expected = len(world.providers())
        if empty_store is not None:
            shutil.copy(empty_store, folder / STORE)

    def __enter__(self) -> Self:
        for server in (self.replica, self.mail, self.slack):
            self._open.enter_context(server)
        if self._reader is None:
            self._reader = self._open.enter_context(PdfReader())
        self.configure()
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def restart(self, folder: Path, store: Path, now: datetime) -> None:
        """Go back to the world of the beginning, with a copy of a store in a folder, at a moment."""
        self.clock.now, self.folder = now, folder
        self.replica.reset()
        self.world.clock = shared(self.clock)
        self.mail.behave()
        self.slack.behave()
        for taken in (self.mail.mails, self.mail.refused, self.slack.posts, self.slack.refused):
            taken.clear()
        self._seen = (0, 0)
        for name in ("areas.toml", "feeds.toml", f"{STORE}-wal", f"{STORE}-shm"):
            (folder / name).unlink(missing_ok=True)
        shutil.copy(store, folder / STORE)
        self.configure()

    # config

    def configure(
        self, *, subscribers: Sequence[Mapping[str, Any]] = SUBSCRIBERS, **sections: Mapping[str, Any]
    ) -> None:
        """Write the config folder; sections add to or change those of the stage."""
        write_config(
            self.folder,
            site=self.replica.site_url,
            files=self.replica.files_url,
            areas=self.areas,
            expected=self._expected,
            mail_port=self.mail.port,
            subscribers=subscribers,
            sections=sections,
        )

    def feeds(self, **papers: Sequence[str]) -> None:
        """Read these papers, each with the places it covers; they have told nothing yet."""
        self.world.press.open(*papers)
        site = self.replica.site_url
        rows = [
            {"name": name, "url": f"{site}/feeds/{name}", "covers": list(places)}
            for name, places in papers.items()
        ]
        text = "\n".join(f"[[feed]]\n{_toml(row)}" for row in rows)
        (self.folder / "feeds.toml").write_text(text, encoding="utf-8")

    @property
    def environ(self) -> dict[str, str]:
        """Give the environment that the config needs."""
        return {HOOK: self.slack.url(TEAM)}

    def settings(self) -> Configured:
        """Read the config as a command does, with the stage's clock."""
        options = Options(self.folder, None, None, False)
        return replace(configured(options, self.environ), clock=self.clock)

    # the program, in this process

    @contextmanager
    def house(self) -> Iterator[House]:
        """Open the real house; waiting for a host only moves the clock.

        One reader and one engine serve all houses of a stage: starting them is most of a poll's time.
        """
        waits = partial(PoliteSession, sleep=self.clock.sleep)
        with (
            mock.patch.object(bootstrap, "PoliteSession", waits),
            mock.patch.object(
                bootstrap, "Lanes", partial(Lanes, spacing={"slack": 0.001}, sleep=self.clock.sleep)
            ),
            mock.patch.object(bootstrap, "PdfReader", lambda: nullcontext(self._reader)),
            mock.patch.object(database, "connect", self._engine),
            open_house(self.settings()) as house,
        ):
            yield house

    def _engine(self, url: str, *, busy_seconds: float) -> Engine:
        if url not in self._engines:
            self._engines[url] = connect(url, busy_seconds=busy_seconds)
        return self._engines[url]

    def baseline(self) -> dict[str, Any]:
        """Read everything silently; gives the summary of `baseline --json`."""
        with self.house() as house:
            return baseline(house).as_json()

    def poll(self, *, full: bool = False, **later: float) -> dict[str, Any]:
        """Move the clock on by `later` and poll once; gives the summary of `poll --json`."""
        self.clock.advance(**later)
        with self.house() as house:
            return poll(house, full=full).as_json()

    def read_news(self, which: Which = "all", **later: float) -> NewsRound:
        """Move the clock on by `later` and read the feeds, and only those."""
        self.clock.advance(**later)
        with self.house() as house:
            return scan_news(house, which)

    # the program, in a process of its own

    def run(self, *arguments: str, fault: str | None = None) -> subprocess.CompletedProcess[str]:
        """Run a command at the stage's time, which is a minute later afterwards.

        `fault` names the point at which the process is killed.
        """
        more = {"SEND_MONITOR_FAULT": fault} if fault else {}
        now = self.clock().isoformat()
        self.clock.advance(minutes=1)
        return send_monitor(self.folder, "--now", now, *arguments, environ=self.environ | more)

    # what is remembered

    @contextmanager
    def memory(self) -> Iterator[SqlStore]:
        """Open the store alone."""
        with open_memory(self.settings()) as store:
            yield store

    def events(self, prefix: str = "") -> list[Event]:
        """Give the remembered events whose kind begins so."""
        with self.memory() as store:
            return [event for event in store.events() if event.kind.startswith(prefix)]

    def kinds(self) -> list[str]:
        """Give the kinds of all remembered events, in order."""
        return [event.kind.value for event in self.events()]

    def deliveries(self, address: str | None = None) -> list[Delivery]:
        """Give the delivery rows, of one address if it is given."""
        with self.memory() as store:
            return [row for row in store.deliveries() if address in (None, row.address)]

    def publications(self, place: str) -> list[Publication]:
        """Give what is remembered of a place's page."""
        with self.memory() as store:
            area = next(one.area for one in store.providers().values() if one.urn == self.urn(place))
            return store.publications(area=area)

    def source(self, name: str) -> SourceHealth | None:
        """Give how a source has been doing."""
        with self.memory() as store:
            return next((one for one in store.sources() if one.name == name), None)

    # the outside world

    def urn(self, place: str) -> str:
        """Give a place's provider number."""
        return next(one.urn for one in self.world.providers() if one.area == place)

    def publish(
        self,
        place: str,
        band: str | None = "inconsistent",
        *,
        title: str = FULL,
        day: date | None = None,
        start: date | None = None,
        pdf: bytes | None = None,
    ) -> str:
        """Publish a report at a place, today if not told otherwise; gives its file id."""
        published = day or self.world.today()
        monday = published - timedelta(days=63 + published.weekday())
        return self.world.publish(
            self.urn(place), title, start or monday, pdf=pdf, published=published, band=band
        )

    def taken(self) -> list[Alert]:
        """Give the messages that arrived since the last call, by address, mails before posts."""
        mails, posts = self._seen
        self._seen = (len(self.mail.mails), len(self.slack.posts))
        new = [as_alert(one.recipients[0], one.content) for one in self.mail.mails[mails:]]
        new.sort(key=lambda alert: alert.to)
        return new + [posted(one.name, one.text) for one in self.slack.posts[posts:]]

    def addressees(self) -> list[str]:
        """Give to whom messages arrived since the last call."""
        return [alert.to for alert in self.taken()]


def invented(places: Sequence[str], clock: FakeClock) -> World:
    """Make a world of invented areas whose time is the clock's."""
    world = World.invented(places, clock())
    world.clock = shared(clock)
    world.keep_as_seed()
    return world


def shared(clock: FakeClock) -> ReplicaClock:
    """Give a replica's clock that moves with a `FakeClock` alone."""
    return ReplicaClock(clock(), ticks=lambda: clock().timestamp())


def many_places(count: int) -> list[str]:
    """Invent so many names of areas."""
    return [f"{head}{tail}" for head in HEADS for tail in TAILS][:count]


def send_monitor(
    folder: Path, *arguments: str, environ: Mapping[str, str] | None = None, timeout: float = 120
) -> subprocess.CompletedProcess[str]:
    """Run the real command with a clean environment and wait for its end."""
    return subprocess.run(
        [str(COMMAND), "--config", str(folder), *arguments],
        env=clean_environ() | dict(environ or {}),
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
        stdin=subprocess.DEVNULL,
    )


def clean_environ() -> dict[str, str]:
    """Give an environment in which nothing of ours is set."""
    kept = ("PATH", "HOME", "TMPDIR", "SYSTEMROOT")
    return {"LANG": "C.UTF-8"} | {name: os.environ[name] for name in kept if name in os.environ}


def area_table(world: World) -> str:
    """Write the world's areas as an area table."""
    rows = [f'{one.urn},"{one.area}",Westmark' for one in world.providers()]
    return "\n".join(["urn,name,region", *rows]) + "\n"


def write_config(
    folder: Path,
    *,
    site: str,
    files: str,
    areas: str | None,
    expected: int,
    mail_port: int,
    subscribers: Sequence[Mapping[str, Any]],
    sections: Mapping[str, Mapping[str, Any]],
) -> None:
    """Write a config folder; `areas` is the text of an area table, None for the shipped one."""
    settings: dict[str, dict[str, Any]] = {
        "ofsted": {"listing_url": site, "files_url": files, "rate": 0, "expected": expected},
        "store": {"url": f"sqlite:///{folder / STORE}"},
        "email": {"host": "127.0.0.1", "port": mail_port, "security": "none", "from": "alerts@example.org"},
        f"slack.{TEAM}": {"webhook_env": HOOK},
        "operator": {"to": [f"email:{OPERATOR}"]},
        "delivery": {"only_to": ["*"], "group_wait": "0s"},
        "web": {"bind": ""},
    }
    if areas is not None:
        (folder / "areas.csv").write_text(areas, encoding="utf-8")
        settings["ofsted"]["areas_file"] = "areas.csv"
    for name, values in sections.items():
        settings[name] = settings.get(name, {}) | dict(values)
    (folder / "monitor.toml").write_text(
        "\n".join(f"[{name}]\n{_toml(values)}" for name, values in settings.items()), encoding="utf-8"
    )
    (folder / "subscribers.toml").write_text(
        "\n".join(f"[[subscriber]]\n{_toml(one)}" for one in subscribers), encoding="utf-8"
    )


def _toml(values: Mapping[str, Any]) -> str:
    """Write keys and plain values; strings, numbers and lists look in TOML as they do in JSON."""
    return "".join(f"{key} = {json.dumps(value)}\n" for key, value in values.items())


def as_alert(to: str, content: bytes) -> Alert:
    """Read a mail."""
    parsed = message_from_bytes(content, policy=policy.default)
    body = parsed.get_body(("plain",))
    text = "" if body is None else str(body.get_content())
    return Alert(to, str(parsed["Subject"]), " ".join(text.split()), str(parsed["Message-ID"]))


def posted(name: str, text: str) -> Alert:
    """Read a post to a webhook."""
    lines = text.strip().splitlines()
    reference = next((line for line in lines if line.startswith("Reference ")), "")
    return Alert(name, lines[0], " ".join(text.split()), reference)
