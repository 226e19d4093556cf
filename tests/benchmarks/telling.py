"""From a look to the inbox: a morning on which every area changes, and how soon one report is told."""

import json
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import requests

from monitor.bootstrap import configured, open_memory
from monitor.domain.area import AreaTable
from monitor.domain.parse import parse
from monitor.options import Options
from monitor.replica.mail_sink import MailSink
from monitor.replica.slack_sink import SlackSink
from monitor.sources.pdf import PdfReader
from tests.benchmarks.measure import ROOT, Mark, clean_environ, figure, in_turn, must_be, ratio, spend
from tests.benchmarks.places import AREAS, invented_country
from tests.benchmarks.queueing import hop_here, idle_hop
from tests.benchmarks.stage import Monitor, Scene, Site, replica, set_up
from tests.servers import RedisServer, wait_until

LARGEST_GROUP = 20
SECOND = 1.0
HOOKS = ("forum", "charity", "press")
READER = "reader@example.org"
HOPS = 2  # from the look to the reading, and from there to the sending
REQUESTS = 4  # two of the listing, the area's page, the report
SETTLING = 1.5  # seconds after a message: the look that led to it is over, and the next is not due


def burst(scene: Scene) -> list[Mark]:
    """Publish a report in every area at once, poll, and see what webhooks get that take one post a second."""
    folder = scene.folder / "burst"
    place = invented_country(folder, reports=1)
    with replica(place, delay=0) as site, SlackSink(spacing=SECOND, clock=time.time) as sink:
        monitor = set_up(folder / "monitor", place, site)
        environ = _reach(monitor, {name: sink.url(name) for name in HOOKS})
        for urn in place.urns:
            _publish(site, urn)
        done = json.loads(spend(monitor.command("poll", "--json"), environ=environ).printed)
        must_be("rows that are sent", done["deliveries"]["sent"], AREAS * len(HOOKS))
        written = _last_written(monitor, environ)
    times = [sorted(post.received for post in sink.posts if post.name == name) for name in HOOKS]
    gaps = [later - one for each in times for one, later in pairwise(each)]
    most = -(-AREAS // LARGEST_GROUP)
    return [
        Mark(
            "23",
            f"{AREAS} changes: posts to a webhook",
            figure([len(each) for each in times]),
            (most,),
            unit="",
        ),
        Mark("23", "posts answered 429", figure([len(sink.refused)]), (0,), unit=""),
        Mark("23", "least time between two posts", figure([min(gaps)]), (SECOND,), at_most=False, unit="s"),
        Mark(
            "23",
            "last post, after the last row",
            figure([each[-1] - written for each in times]),
            (15,),
            unit="s",
        ),
    ]


def seen_to_told(scene: Scene) -> list[Mark]:
    """Compare the time from a look to mail and post with that of its parts: in one process, and by Redis."""
    site, known = scene.known()
    urns = iter(scene.country.urns)
    with ExitStack() as stack:
        slack, mail = stack.enter_context(SlackSink()), stack.enter_context(MailSink())
        session, reader = stack.enter_context(requests.Session()), stack.enter_context(PdfReader())
        queue = stack.enter_context(RedisServer(scene.folder / "telling-redis"))
        environ = _reach(known, {"forum": slack.url("forum")}, mail.port)
        by_redis = environ | {"SEND_MONITOR_QUEUE__URL": queue.url}
        areas = AreaTable.from_csv_text(scene.country.areas_file.read_text("utf-8"))
        asked: list[str] = []

        def told() -> float:
            found, asked[:] = _told(site, next(urns), slack, mail)
            return found

        def parts(hop: float) -> float:
            return _asked_and_read(session, reader, areas, asked) + HOPS * hop

        bare_here, bare_there = hop_here(), idle_hop(queue)
        with _running(known, environ, "run"):
            here = in_turn(told, lambda: parts(bare_here))
        with _running(known, by_redis, "scheduler"), _running(known, by_redis, "worker"):
            there = in_turn(told, lambda: parts(bare_there))
    return [
        Mark("24", "a look to mail and post / its parts", ratio(here, float), (2, 1.3)),
        Mark("24", "the same with a worker on Redis", ratio(there, float), (2, 1.3)),
    ]


def _told(site: Site, urn: str, slack: SlackSink, mail: MailSink) -> tuple[float, list[str]]:
    """Publish a report between two looks; give the seconds from the look that finds it to its last message.

    Beside them, the addresses that were asked in that time.
    """
    time.sleep(SETTLING)
    site.log()
    posts, mails = len(slack.posts), len(mail.mails)
    _publish(site, urn)
    wait_until(lambda: len(slack.posts) > posts and len(mail.mails) > mails, f"nothing was told of {urn}")
    asked = site.log()["requests"][-REQUESTS:]
    hosts = {"site": site.site, "files": site.files}
    addresses = [hosts[one["host"]] + one["path"] for one in asked]
    must_be("the hosts of a look and its report", [one["host"] for one in asked], ["site"] * 3 + ["files"])
    return max(slack.posts[-1].received, mail.mails[-1].received) - asked[0]["at"], addresses


def _asked_and_read(
    session: requests.Session, reader: PdfReader, areas: AreaTable, addresses: list[str]
) -> float:
    """Ask for the same by bare means, one after the other, and read the report; give the seconds."""
    begun = time.perf_counter()
    *_, document = [session.get(address).content for address in addresses]
    text = reader.read(document)
    parse(text.pages, text.title, areas, text.tables)
    return time.perf_counter() - begun


def _publish(site: Site, urn: str) -> None:
    today = datetime.now(UTC).date()
    inspected = (today - timedelta(days=70)).isoformat()
    order = {"title": "Area SEND full inspection", "inspected": inspected, "published": today.isoformat()}
    site.order("/publish", {"urn": urn, "band": "inconsistent"} | order)


def _reach(monitor: Monitor, hooks: Mapping[str, str], mail_port: int | None = None) -> dict[str, str]:
    """Have a monitor write to these webhooks, and to a reader; give the environment it needs for that."""
    tables = "".join(f'[slack.{name}]\nwebhook_env = "HOOK_{name}"\n' for name in hooks)
    with (monitor.folder / "monitor.toml").open("a", encoding="utf-8") as config:
        config.write(tables)
    to = [f"slack:{name}" for name in hooks] + ([f"email:{READER}"] if mail_port else [])
    (monitor.folder / "subscribers.toml").write_text(
        f'[[subscriber]]\nname = "Everybody"\nevents = ["report.*"]\nto = {json.dumps(to)}\n',
        encoding="utf-8",
    )
    port = {"SEND_MONITOR_EMAIL__PORT": str(mail_port)} if mail_port else {}
    return monitor.environ | {f"HOOK_{name}": url for name, url in hooks.items()} | port


@contextmanager
def _running(monitor: Monitor, environ: Mapping[str, str], part: str) -> Iterator[None]:
    """Run a part of the monitor until the end of the block."""
    process = subprocess.Popen(
        monitor.command(part),
        cwd=ROOT,
        env=clean_environ() | dict(environ) | {"PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        must_be(f"{part} began", any("Press Ctrl-C" in line for line in process.stdout or ()), True)
        yield
    finally:
        process.terminate()
        process.communicate()


def _last_written(monitor: Monitor, environ: Mapping[str, str]) -> float:
    """Give when the last event was written, in seconds since 1970."""
    with open_memory(configured(Options(monitor.folder, None, None, False), environ)) as store:
        return max(event.seen.timestamp() for event in store.events())
