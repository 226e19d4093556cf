"""What one machine does in a second: the rates that `docs/scale.md` is worked out from.

Absolute figures of one machine, so no goal is held against them; the goals are ratios.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from monitor.domain.area import AreaTable
from monitor.domain.parse import parse
from monitor.domain.triage import triage
from monitor.replica.samples import full_report_pdf
from monitor.sources.feed_parser import parse_feed
from monitor.sources.http import PoliteSession
from monitor.sources.http_settings import HttpSettings
from monitor.sources.news_feeds import NewsFeeds
from monitor.sources.pdf import PdfReader
from monitor.store.database import open_store
from tests.benchmarks import delivering, stories
from tests.benchmarks.ledger import NOW, RECIPIENTS, alert, empty_store
from tests.benchmarks.measure import Mark, figure
from tests.benchmarks.stage import Scene
from tests.replay.headline_score import shipped_names

ROUNDS = 3
EVENTS = 20
FEEDS = 300
ITEMS = 50
REPORTS = 10
TAG = '"as it was"'


def rates(scene: Scene) -> list[Mark]:
    """Measure each of them a few times."""
    body = _feed()
    places = shipped_names()
    told = stories.items(places)[:1_000]
    with _unchanged() as ask:
        unchanged = _repeated(FEEDS, ask)
    return [
        _mark("mails a second through the ledger", delivering.mails_a_second(scene, ROUNDS)),
        _mark("delivery rows a second, 500 to an event", _repeated(EVENTS * RECIPIENTS, _events(scene))),
        _mark("unchanged feeds a second", unchanged),
        _mark("changed feeds of 50 stories parsed a second", _repeated(10, lambda: _parsed(body))),
        _mark("stories judged a second", _repeated(len(told), lambda: [triage(one, places) for one in told])),
        _mark("reports read a second, one reader", _repeated(REPORTS, _reports(scene))),
    ]


def _mark(what: str, each: list[float]) -> Mark:
    return Mark("scale", what, figure(each), (), unit="/s")


def _repeated(many: int, work: Callable[[], object]) -> list[float]:
    """Do it a few times, the first for nothing; give how many a second."""
    found = []
    for _ in range(ROUNDS + 1):
        begun = time.perf_counter()
        work()
        found.append(many / (time.perf_counter() - begun))
    return found[1:]


def _events(scene: Scene) -> Callable[[], object]:
    store = open_store(f"sqlite:///{empty_store(scene.folder / 'rates')}", lambda: NOW)
    numbers = iter(range(10**6))

    def write() -> None:
        for _ in range(EVENTS):
            store.record_event(*alert(next(numbers), RECIPIENTS), NOW)

    return write


@contextmanager
def _unchanged() -> Iterator[Callable[[], object]]:
    """Give what asks so many feeds, one after another, that say that nothing has changed."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Unchanged)
    Thread(target=server.serve_forever, daemon=True).start()
    base = f"http://127.0.0.1:{server.server_port}"
    settings = HttpSettings(contact="me@example.org", allowed=(base,), rate=0)
    with PoliteSession(settings, None, lambda: NOW) as session:
        feeds = NewsFeeds(session, lambda: NOW)
        marks = {url: feeds.read(url, None).mark for url in (f"{base}/{one}" for one in range(FEEDS))}
        yield lambda: [feeds.read(url, mark) for url, mark in marks.items()]
    server.shutdown()
    server.server_close()


class _Unchanged(BaseHTTPRequestHandler):
    """Serves one feed, or says that it has not changed."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        known = self.headers.get("If-None-Match") == TAG
        missing = self.path == "/robots.txt"
        body = b"" if known or missing else _feed(1)
        self.send_response(404 if missing else 304 if known else 200)
        self.send_header("ETag", TAG)
        self.send_header("Content-Type", "application/rss+xml")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""


def _parsed(body: bytes) -> None:
    for _ in range(10):
        parse_feed(body, "https://paper.example/rss", "application/rss+xml", NOW)


def _feed(items: int = ITEMS) -> bytes:
    stories = "".join(
        f"<item><title>Story {number} of the day</title><link>https://paper.example/{number}</link>"
        f"<guid>{number}</guid><description>What happened, in two lines or so of text.</description>"
        "<pubDate>Tue, 08 Sep 2026 08:00:00 GMT</pubDate></item>"
        for number in range(items)
    )
    return f'<rss version="2.0"><channel><title>Paper</title>{stories}</channel></rss>'.encode()


def _reports(scene: Scene) -> Callable[[], object]:
    document = full_report_pdf(
        area="Kestrelshire",
        band="inconsistent",
        start=date(2026, 6, 29),
        end=date(2026, 7, 3),
        previous="Not previously inspected",
        seed=1,
    )
    areas = AreaTable.from_csv_text("urn,name,region\n90001,Kestrelshire,Westmark\n")
    reader = PdfReader()
    scene.keep(reader)

    def read() -> None:
        for _ in range(REPORTS):
            text = reader.read(document)
            parse(text.pages, text.title, areas, text.tables)

    return read
