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
    Truncated,
    UnreadableReport,
)
from monitor.ports.sources import DocumentText, ListingReading, PageMark, PageReading

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
    """Ofsted's site: areas, their reports and the documents of these; a report may change, move or vanish."""

    odds: Odds
    clock: Callable[[], datetime]
    names: dict[str, str]  # name of each area by its URN
    reports: dict[str, list[ListedReport]] = field(default_factory=lambda: defaultdict(list))
    documents: dict[str, bytes] = field(default_factory=dict)
    gone: list[tuple[str, ListedReport]] = field(default_factory=list)

    def publish(self, urn: str, *, late: timedelta = timedelta()) -> str:
        """Put a report on an area's page, of an inspection that none was of before; gives its file id.

        `late`: how long ago it was published, by its date.
        """
        number = len(self.reports[urn]) + sum(one == urn for one, _ in self.gone)
        report = self._new(self._monday(70 + 7 * number), (self.clock() - late).date())
        self.reports[urn].insert(0, report)
        self._write(urn, report)
        return report.file_id

    def rewrite(self, urn: str) -> None:
        """Put another document behind a link: other words, and mostly another outcome."""
        self._write(urn, self._any(urn))

    def replace_link(self, urn: str) -> None:
        """Put a report on the page anew, under another link in place of its own; mostly it says the same."""
        old = self._any(urn)
        assert old.inspected is not None
        new = self._new(old.inspected, self.clock().date())
        self.reports[urn][self.reports[urn].index(old)] = new
        if self.odds.dice.random() < 0.5:
            self.documents[new.url] = self.documents[old.url]
        else:
            self._write(urn, new)

    def take_down(self, urn: str) -> None:
        """Let a link vanish, but for the last one of a page."""
        if len(self.reports[urn]) > 1:
            report = self._any(urn)
            self.reports[urn].remove(report)
            self.gone.append((urn, report))

    def put_back(self) -> None:
        """Let a link that vanished be there again."""
        if self.gone:
            urn, report = self.gone.pop(self.odds.dice.randrange(len(self.gone)))
            self.reports[urn].append(report)

    def latest(self, urn: str) -> date | None:
        return max((report.published for report in self.reports[urn]), default=None)

    def _new(self, inspected: date, published: date) -> ListedReport:
        file_id = str(50_300_000 + len(self.documents))
        return ListedReport(
            file_id=file_id,
            url=f"{FILES}/v1/file/{file_id}",
            title="Area SEND full inspection",
            kind=PublicationKind.FULL,
            inspected=inspected,
            published=published,
        )

    def _any(self, urn: str) -> ListedReport:
        return self.odds.dice.choice(self.reports[urn])

    def _write(self, urn: str, report: ListedReport) -> None:
        assert report.inspected is not None
        outcome, edition = self.odds.dice.choice(OUTCOMES), len(self.documents) + self.odds.dice.randrange(9)
        self.documents[report.url] = _document(self.names[urn], report.inspected, outcome, edition)

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
    """What reached somebody of one event; a message may tell of several. `listed`: event ids, in a digest."""

    channel: str
    address: str
    event_key: str
    message_id: str
    listed: tuple[int, ...] = ()


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
        lines = [line.split("\t") for line in message.text.splitlines()]
        told = [Arrival(self.name, address, key, message_id, tuple(map(int, ids))) for key, *ids in lines]
        assert event.key in message.text
        self.arrived += told
        if self.odds.hit("line dropped after"):
            raise DeliveryUncertain("the line dropped", channel=self.name)
        return "250 taken"

    def close(self) -> None:
        """Nothing is kept."""


@dataclass
class Writer:
    """The `Renderer` port, which sometimes cannot.

    The text of a message is the keys of what it tells of, and behind that of a digest the ids in it.
    """

    odds: Odds

    def render(self, event: Event, recipients: Sequence[str]) -> Rendered:
        return self.render_group([(event, recipients)])

    def render_group(self, told: Sequence[tuple[Event, Sequence[str]]]) -> Rendered:
        if self.odds.hit("message cannot be written"):
            raise RuntimeError("a mistake in a template")
        lines = ["\t".join([event.key, *map(str, event.data.get("events", ()))]) for event, _ in told]
        return Rendered("news", "\n".join(lines), "<p>html</p>", ())

    def summarise(self, event: Event) -> dict[str, Any]:
        return {"title": event.key}


def _document(area: str, start: date, outcome: str, edition: int) -> bytes:
    """Give the text of a report, page by page, as the reader will find it."""
    days = f"{start.day} {start:%B %Y} to {(start + timedelta(days=4)).day} {start + timedelta(days=4):%B %Y}"
    name = f"{area} Local Area Partnership"
    first = (
        f"Local area partnership report\r\nArea SEND inspection of {name}\r\nInspection dates: {days}\r\n"
        f"Dates of previous inspection: Not previously inspected\r\nInspection outcome\r\n{outcome}\r\n"
        f"Information about the local area partnership\r\nThe council runs {edition} schools."
    )
    head = f"Area SEND inspection report: {name}\r\n{days} 2\r\n"
    second = f"{head}What is it like to be a child or young person with SEND in this area?\r\nThey sail."
    last = f"{head}What does the area partnership need to do better?\r\nSome.\r\n© Crown copyright"
    return json.dumps([first, second, last]).encode()
