"""A world for the soak: a site, documents and channels in memory, each of which fails now and then."""

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from monitor.domain.events import Event, Rendered
from monitor.domain.publication import ListedProvider, ListedReport, PublicationKind
from monitor.errors import (
    DeliveryDeferred,
    DeliveryRejected,
    DeliveryUncertain,
    FetchFailed,
    LayoutChanged,
    Refused,
    StoreError,
    Truncated,
    UnreadableReport,
)
from monitor.ports.sources import DocumentText, ListingReading, PageMark, PageReading
from monitor.ports.store import Store

SITE = "https://reports.example.org"
FILES = "https://files.example.org"
OUTCOMES = (
    "The local area partnership’s arrangements typically lead to positive experiences and outcomes for "
    "children and young people with special educational needs and/or disabilities (SEND). The local area "
    "partnership is taking action where improvements are needed.",
    "The local area partnership’s arrangements lead to inconsistent experiences and outcomes for children "
    "and young people with special educational needs and/or disabilities (SEND). The local area partnership "
    "must work jointly to make improvements.",
    "There are widespread and/or systemic failings leading to significant concerns about the experiences and "
    "outcomes of children and young people with special educational needs and/or disabilities (SEND), which "
    "the local area partnership must address urgently.",
    "The outcome of this inspection is written in words that nobody has seen before.",
)


class Killed(BaseException):
    """The process was killed here. Not an Exception, as nothing in the program may catch it."""


@dataclass
class Odds:
    """How often things go wrong: each of them at this share of its occasions."""

    dice: Random
    share: float
    hits: Counter[str] = field(default_factory=Counter)

    def hit(self, fault: str) -> bool:
        """Say whether this fault strikes now."""
        struck = self.dice.random() < self.share
        self.hits[fault] += struck
        return struck


@dataclass
class Site:
    """Ofsted's site: areas, their reports and the documents of these."""

    odds: Odds
    clock: Callable[[], datetime]
    names: dict[str, str]  # name of each area by its URN
    reports: dict[str, list[ListedReport]] = field(default_factory=lambda: defaultdict(list))
    documents: dict[str, bytes] = field(default_factory=dict)

    def publish(self, urn: str) -> str:
        """Put a report on an area's page, of an inspection that none was of before; gives its file id."""
        file_id = str(50_300_000 + len(self.documents))
        start = self._monday(70 + 7 * len(self.reports[urn]))
        report = ListedReport(
            file_id=file_id,
            url=f"{FILES}/v1/file/{file_id}",
            title="Area SEND full inspection",
            kind=PublicationKind.FULL,
            inspected=start,
            published=self.clock().date(),
        )
        self.reports[urn].insert(0, report)
        self.documents[report.url] = _document(self.names[urn], start, self.odds.dice.choice(OUTCOMES))
        return file_id

    def latest(self, urn: str) -> date | None:
        return self.reports[urn][0].published if self.reports[urn] else None

    def _monday(self, days_ago: int) -> date:
        day = self.clock().date() - timedelta(days=days_ago)
        return day - timedelta(days=day.weekday())


@dataclass
class SiteListing:
    """The `Listing` port."""

    site: Site

    def read(self, *, newest_first: bool) -> ListingReading:
        odds, names = self.site.odds, self.site.names
        rows = [ListedProvider(urn, f"{name} Council", self.site.latest(urn)) for urn, name in names.items()]
        if odds.hit("listing down"):
            raise FetchFailed("server error 503", url=SITE)
        if odds.hit("listing cut off"):
            urns = frozenset(row.urn for row in rows[:-2])
            raise Truncated("fewer entries than promised", url=SITE, received=urns)
        if odds.hit("area missing"):
            del rows[odds.dice.randrange(len(rows))]
        return ListingReading(tuple(rows), len(rows), pages=1, not_modified=0, marks=(), notices=())


@dataclass
class SitePages:
    """The `ProviderPages` port."""

    site: Site

    def read(self, urn: str) -> PageReading:
        if self.site.odds.hit("page down"):
            raise FetchFailed("no whole answer", url=self.url(urn))
        if self.site.odds.hit("page changed"):
            raise LayoutChanged("P1: the page has no timeline", url=self.url(urn))
        reports = tuple(self.site.reports[urn])
        mark = PageMark(self.url(urn), None, None, f"{len(reports):064}", "[]")
        return PageReading(urn, self.site.names[urn], reports, False, mark, (), self.url(urn))

    def url(self, urn: str) -> str:
        return f"{SITE}/provider/44/{urn}"


@dataclass
class SiteFiles:
    """The `Files` port."""

    site: Site

    def fetch(self, url: str) -> bytes:
        if self.site.odds.hit("file missing"):
            raise Refused("answered with status 404", url=url, status=404)
        if self.site.odds.hit("file service down"):
            raise FetchFailed("server error 503", url=url)
        if self.site.odds.hit("file is no PDF"):
            raise UnreadableReport("it does not begin as a PDF does")
        return self.site.documents[url]


@dataclass
class PageReader:
    """The `Reader` port: a document here is its text."""

    odds: Odds

    def read(self, data: bytes) -> DocumentText:
        if self.odds.hit("document unreadable"):
            raise UnreadableReport("the file cannot be read: it is damaged")
        if self.odds.hit("reader broken"):
            raise RuntimeError("a mistake in our reading")
        return DocumentText(tuple(json.loads(data)), None)


@dataclass(frozen=True, slots=True)
class Arrival:
    """What reached somebody of one event; a message may tell of several."""

    channel: str
    address: str
    event_key: str
    message_id: str


@dataclass
class Post:
    """A channel that remembers what arrived; not all that arrives is owned up to."""

    name: str
    odds: Odds
    arrived: list[Arrival]

    def send(self, address: str, message: Rendered, *, message_id: str, event: Event) -> str:
        """Take a message, or fail in each of the ways a channel may."""
        if self.odds.hit("message put off"):
            raise DeliveryDeferred("busy", channel=self.name)
        if self.odds.hit("message refused"):
            raise DeliveryRejected("this message is not taken", channel=self.name)
        if self.odds.hit("line dropped before"):
            raise DeliveryUncertain("the line dropped", channel=self.name)
        told = [Arrival(self.name, address, key, message_id) for key in message.text.splitlines()]
        assert event.key in message.text
        self.arrived += told
        if self.odds.hit("line dropped after"):
            raise DeliveryUncertain("the line dropped", channel=self.name)
        return "250 taken"

    def close(self) -> None:
        """Nothing is kept."""


@dataclass
class Writer:
    """The `Renderer` port, which sometimes cannot. The text of a message is the keys of what it tells of."""

    odds: Odds

    def render(self, event: Event, recipients: Sequence[str]) -> Rendered:
        return self.render_group([(event, recipients)])

    def render_group(self, told: Sequence[tuple[Event, Sequence[str]]]) -> Rendered:
        if self.odds.hit("message cannot be written"):
            raise RuntimeError("a mistake in a template")
        return Rendered("news", "\n".join(event.key for event, _ in told), "<p>html</p>", ())

    def summarise(self, event: Event) -> dict[str, Any]:
        return {"title": event.key}


class FlakyStore:
    """The store; a call now and then is refused, as by a full disk. `swept` is when it last swept."""

    def __init__(self, store: Store, odds: Odds) -> None:
        self._store = store
        self._odds = odds
        self.calls_left: int | None = None  # until one is refused
        self.swept: datetime | None = None

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._store, name)

        def call(*arguments: Any, **named: Any) -> Any:
            if self.calls_left is not None:
                self.calls_left -= 1
                if self.calls_left == 0:
                    self.calls_left = None
                    raise StoreError("the disk is full; make room and try again")
            result = method(*arguments, **named)
            if name == "release_stale":
                self.swept = arguments[0]
            return result

        return call


def _document(area: str, start: date, outcome: str) -> bytes:
    """Give the text of a report, page by page, as the reader will find it."""
    days = f"{start.day} {start:%B %Y} to {(start + timedelta(days=4)).day} {start + timedelta(days=4):%B %Y}"
    name = f"{area} Local Area Partnership"
    first = (
        f"Local area partnership report\r\nArea SEND inspection of {name}\r\nInspection dates: {days}\r\n"
        f"Dates of previous inspection: Not previously inspected\r\nInspection outcome\r\n{outcome}\r\n"
        "Information about the local area partnership\r\nThe council runs nine schools."
    )
    head = f"Area SEND inspection report: {name}\r\n{days} 2\r\n"
    second = f"{head}What is it like to be a child or young person with SEND in this area?\r\nThey sail."
    last = f"{head}What does the area partnership need to do better?\r\nSome.\r\n© Crown copyright"
    return json.dumps([first, second, last]).encode()
