"""What the services need from outside, as Protocols, and the plain values that pass through them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Protocol

from monitor.domain.block import Block
from monitor.domain.deadlines import RecordedDate
from monitor.domain.events import (
    Delivery,
    DeliveryState,
    Event,
    EventKind,
    NewDelivery,
    NewEvent,
    Rendered,
)
from monitor.domain.fact_table import Sheet
from monitor.domain.feeds import FeedEntry
from monitor.domain.figures import Counts, Reads, Recent
from monitor.domain.inspection import Inspection
from monitor.domain.publication import ListedProvider, ListedReport, Publication, PublicationState
from monitor.domain.tables import RuledTable

Clock = Callable[[], datetime]
"""Gives the time now, in UTC and aware of it."""


# --- sources -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PageMark:
    """What we keep of a page that was read well, so that next time an unchanged page is not parsed.

    `parsed` is the adapter's own JSON of what it read; only a page that passed all its checks gets a mark.
    """

    url: str
    etag: str | None
    last_modified: str | None
    sha256: str
    parsed: str


class PageMarks(Protocol):
    """The kept marks, by URL."""

    def page_mark(self, url: str) -> PageMark | None: ...


@dataclass(frozen=True, slots=True)
class ListingReading:
    """The whole authority listing, as received. `notices` are oddities for the operator, not errors."""

    providers: tuple[ListedProvider, ...]
    total: int | None  # what the page itself says; None if it cannot be read
    pages: int
    not_modified: int
    marks: tuple[PageMark, ...]
    notices: tuple[str, ...]
    banner: str | None = None  # the site's maintenance notice, if one is up


class Listing(Protocol):
    """The list of local authorities on Ofsted's reports site."""

    def read(self, *, newest_first: bool) -> ListingReading:
        """Read all pages of it. Raises SourceError; Truncated when links and total disagree."""
        ...


@dataclass(frozen=True, slots=True)
class PageReading:
    """One provider's page: its reports in date order, newest first."""

    urn: str
    name: str
    reports: tuple[ListedReport, ...]
    not_modified: bool
    mark: PageMark
    notices: tuple[str, ...]
    url: str
    mark_changed: bool = True  # whether the mark is another than the one that is kept


class ProviderPages(Protocol):
    """The pages that hold each authority's reports."""

    def read(self, urn: str) -> PageReading:
        """Read one page. Raises SourceError."""
        ...

    def url(self, urn: str) -> str:
        """Give the page's address, for people to follow."""
        ...


class Files(Protocol):
    """The file service: report documents by address."""

    def fetch(self, url: str) -> bytes:
        """Give a document that is a PDF by its bytes. Raises SourceError, UnreadableReport."""
        ...


@dataclass(frozen=True, slots=True)
class DocumentText:
    """The text of a document, page by page, the title in its metadata, if any, and its ruled tables."""

    pages: tuple[str, ...]
    title: str | None
    tables: tuple[RuledTable, ...] = ()


class Reader(Protocol):
    """Turns the bytes of a PDF into text, in a process of its own that can be killed."""

    def read(self, data: bytes) -> DocumentText:
        """Give the text. Raises UnreadableReport, never hangs, never takes the caller down."""
        ...


@dataclass(frozen=True, slots=True)
class FeedReading:
    """A feed as received; `entries` is None when it is as it was. `asked`: how long it calls itself fresh."""

    entries: tuple[FeedEntry, ...] | None
    mark: PageMark
    asked: timedelta
    home: str | None = None  # the site's own address, as the feed gives it
    oddities: tuple[str, ...] = ()


class Feeds(Protocol):
    """News feeds, by address."""

    def read(self, url: str, mark: PageMark | None) -> FeedReading:
        """Read a feed, unless it is as it was when `mark` was made. Raises SourceError."""
        ...


class Articles(Protocol):
    """The pages that feeds lead to."""

    def text(self, url: str, *, feed_url: str) -> str:
        """Give the main text of a story's page. Raises SourceError."""
        ...


@dataclass(frozen=True, slots=True)
class HostTurn:
    """Whether the caller may ask a host now; if not, `wait` seconds, or `closed_until` if it refused us."""

    granted: bool
    wait: float
    closed_until: datetime | None


class HostGate(Protocol):
    """One request in flight and one per spacing to each host, across all processes that share the store."""

    def enter(self, host: str, *, spacing: float, hold: float) -> HostTurn:
        """Take the host's turn if it is free; it is held for at most `hold` seconds."""
        ...

    def leave(self, host: str, *, spacing: float) -> None:
        """Give the turn back after an ordinary answer; forgets earlier refusals."""
        ...

    def refuse(self, host: str, *, close: Callable[[int], float]) -> datetime:
        """Give the turn back after a refusal; `close(n)` is how many seconds to stay away after the n-th."""
        ...


# --- memory ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class KnownProvider:
    """A provider as of the last accepted reading."""

    urn: str
    area: str  # Area.id
    name: str
    latest_report: str | None  # ISO date shown by the listing when its page was last read
    page_read_at: datetime | None  # None: its page has never been read


@dataclass(frozen=True, slots=True)
class TimelineChanges:
    """What a reading of a provider page changes in what we remember."""

    area: str
    urn: str
    latest_report: str | None
    found: tuple[tuple[ListedReport, PublicationState, bool], ...]  # new: link, first state, baseline
    retitled: tuple[tuple[int, ListedReport], ...]  # publication id, what it now says
    missing: tuple[int, ...]  # known ids not on the page
    returned: tuple[int, ...]  # ids that had been missing
    trace: str | None = None  # names the look, in the log


@dataclass(frozen=True, slots=True)
class StoredReport:
    """A report row: the record as JSON (5.2 shape) with what it was read from."""

    id: int
    publication_id: int
    sha256: str
    parser_version: str
    data: dict[str, Any]
    created: datetime


@dataclass(frozen=True, slots=True)
class FactFile:
    """A file of facts about past inspections, as it was read."""

    name: str
    sha256: str
    sheets: tuple[Sheet, ...]


@dataclass(frozen=True, slots=True)
class StoredFact:
    """What a file says of one inspection; `version` counts what was said of it, from 1."""

    key: str
    version: int
    inspection: Inspection
    source: str  # the file's name
    sha256: str
    as_at: date | None  # the day the file says it stands at
    imported: datetime


@dataclass(frozen=True, slots=True)
class DocumentVersion:
    """One version of a publication's document, from the first (1) on."""

    version: int
    sha256: str
    size: int
    seen: datetime


@dataclass(frozen=True, slots=True)
class IngestRecord:
    """Everything that reading one document leads to, written in one transaction."""

    publication_id: int
    document: bytes
    sha256: str
    parser_version: str
    report: dict[str, Any]
    events: tuple[tuple[NewEvent, tuple[NewDelivery, ...]], ...]
    recheck_due: datetime | None
    recheck_step: int
    read_seconds: float | None = None  # how long it took


@dataclass(frozen=True, slots=True)
class SourceHealth:
    """How a source has been doing. `failures` counts those in a row."""

    name: str
    failures: int
    first_failed: datetime | None
    last_ok: datetime | None
    last_error: str | None
    told: bool  # the operator has been told of this run of failures


@dataclass(frozen=True, slots=True)
class PollRecord:
    """One finished or broken-off poll."""

    kind: str  # "baseline", "fast", "full"
    started: datetime
    finished: datetime | None
    ok: bool
    summary: dict[str, Any]


@dataclass(frozen=True, slots=True)
class ClaimedTick:
    """A tick whose work is ours: since when it is wanted, and how many starts before ours never ended."""

    wanted: datetime
    unended: int


@dataclass(frozen=True, slots=True)
class FeedState:
    """How a feed stood when it was last read. `mark` is None after a failure: the next body is read whole."""

    url: str
    name: str
    mark: PageMark | None
    first_read: datetime | None  # its baseline; None: never read well
    last_read: datetime | None
    due: datetime | None
    unchanged: int  # readings in a row that brought nothing new
    failures: int  # in a row
    entries: int  # in its last body
    oddities: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NewStory:
    """A story to be remembered. `keys` are those it is known by; `due`: it is still to be read and placed."""

    keys: tuple[str, ...]
    title: str
    url: str | None
    summary: str
    published: datetime | None
    triage: dict[str, Any]  # what the headline gave, in the shape of `triage --json`
    areas: tuple[str, ...]  # Area.id
    due: bool
    silent: bool  # from a feed's baseline or a flood: nobody is told of it


@dataclass(frozen=True, slots=True)
class Story:
    """A story as remembered; `moment` is when it was published, or first seen where that is not known."""

    id: int
    feed_url: str
    feed: str
    title: str
    url: str | None
    summary: str
    published: datetime | None
    first_seen: datetime
    triage: dict[str, Any]
    silent: bool
    due: bool
    attempts: int
    body_sha256: str | None

    @property
    def moment(self) -> datetime:
        return self.published or self.first_seen


@dataclass(frozen=True, slots=True)
class Placed:
    """A story's place in a cluster: all that is told of one inspection of one area.

    `publication_id` is the report it is tied to; None: a lead, with nothing on Ofsted's site yet. `copy`: it
    repeats an earlier story of the cluster word for word.
    """

    story: Story
    cluster_id: int
    area: str
    kind: str  # "full" or "monitoring"
    publication_id: int | None
    opened: datetime  # the moment of the cluster's first story
    copy: bool


class NewsMemory(Protocol):
    """What we remember of news."""

    def feeds(self) -> dict[str, FeedState]:
        """Give the state of every feed ever read, by its address."""
        ...

    def keep_feeds(self, states: Sequence[FeedState]) -> None:
        """Write down readings that brought nothing new, in one go."""
        ...

    def known_keys(self, keys: Sequence[str]) -> set[str]: ...
    def accept_feed(
        self, state: FeedState, stories: Sequence[NewStory], now: datetime
    ) -> tuple[int, tuple[int, ...]]:
        """Write down a reading with the stories that are new: how many, and the ids of those still due."""
        ...

    def free_stories(self, now: datetime, *, dead: Callable[[str], bool]) -> None:
        """Free the stories that somebody took and never finished."""
        ...

    def due_stories(self) -> list[int]:
        """Give the ids of stories that are still to be read and placed, oldest first."""
        ...

    def claim_story(self, story_id: int, *, holder: str, lease_until: datetime) -> Story | None:
        """Take a story that is to be read and placed; None if somebody else has it."""
        ...

    def place_story(
        self,
        story_id: int,
        area: str,
        kind: str,
        *,
        publication_id: int | None,
        triage: Mapping[str, Any],
        body_sha256: str | None,
    ) -> Placed:
        """Keep what was read and put the story into its report's cluster, or into the area's open lead."""
        ...

    def finish_story(
        self,
        story_id: int,
        triage: Mapping[str, Any],
        body_sha256: str | None,
        events: Sequence[tuple[NewEvent, Sequence[NewDelivery]]],
        now: datetime,
    ) -> list[int]:
        """Keep what was read, with the events it leads to; the story is done. Gives the ids of new events."""
        ...

    def stories(
        self, *, area: str | None = None, limit: int | None = None, everything: bool = True
    ) -> list[Story]:
        """Give stories, newest first; of an area, those that name it; else leave out what is none of ours."""
        ...

    def placed(self, *, area: str | None = None, publication_id: int | None = None) -> list[Placed]:
        """Give the placed stories in order of `moment`."""
        ...

    def settle_lead(self, cluster_id: int, publication_id: int) -> None:
        """Tie an open lead to the report that it was about."""
        ...


class Store(PageMarks, HostGate, NewsMemory, Protocol):
    """What we remember. Every method is one transaction; all raise StoreError."""

    # meta
    def get_meta(self, key: str) -> str | None: ...
    def set_meta(self, key: str, value: str) -> None: ...

    # pages and roll-call
    def keep_marks(self, marks: Iterable[PageMark]) -> None: ...
    def providers(self) -> dict[str, KnownProvider]:
        """Give the accepted roll-call by URN."""
        ...

    def accept_listing(self, providers: Mapping[str, ListedProvider], areas: Mapping[str, str]) -> None:
        """Remember the roll-call: rows by URN, and the area id of each URN. Leaves `latest_report` alone."""
        ...

    # publications
    def publications(
        self, *, area: str | None = None, states: Sequence[PublicationState] = (), with_id: int | None = None
    ) -> list[Publication]: ...
    def accept_page(self, changes: TimelineChanges, mark: PageMark | None, now: datetime) -> list[int]:
        """Apply a page's changes; give the ids of publications that are new to us."""
        ...

    def due_publications(self, now: datetime) -> list[int]:
        """Ids whose document is to be fetched and read now, oldest publication first."""
        ...

    def due_rechecks(self, now: datetime) -> list[int]: ...
    def claim_publication(
        self, publication_id: int, *, holder: str, now: datetime, lease_until: datetime
    ) -> Publication | None:
        """Take a due publication (or a due re-check) for ourselves; None if somebody else has it."""
        ...

    def fail_publication(
        self, publication_id: int, *, state: PublicationState, error: str, due: datetime | None
    ) -> None:
        """Give a claimed publication back with what went wrong; `due` is when to try again."""
        ...

    def finish_recheck(self, publication_id: int, *, step: int, due: datetime | None) -> None:
        """A re-check found the same bytes (or nothing to compare)."""
        ...

    def record_ingest(self, record: IngestRecord, now: datetime) -> list[int]:
        """Write document, report, events and deliveries, and mark the publication done; ids of new events."""
        ...

    def document_hash(self, publication_id: int) -> str | None:
        """Hash of the current document of a publication."""
        ...

    def document(self, sha256: str) -> bytes | None: ...
    def document_versions(self, publication_id: int) -> list[DocumentVersion]:
        """Every version a publication's document has had, oldest first."""
        ...

    def report_of(self, publication_id: int) -> StoredReport | None:
        """The current report of a publication."""
        ...

    def keep_reading(
        self, publication_id: int, sha256: str, parser_version: str, data: Mapping[str, Any], now: datetime
    ) -> None:
        """Keep what a parser read in a document, without making it the current report."""
        ...

    def kept_reading(self, publication_id: int, sha256: str, parser_version: str) -> dict[str, Any] | None:
        """What a parser read in a document, if it has."""
        ...

    def use_reading(self, publication_id: int, sha256: str, parser_version: str) -> None:
        """Make a kept reading the current report."""
        ...

    def reports_of_area(self, area: str) -> list[tuple[Publication, StoredReport]]:
        """The current reports of an area, newest inspection first."""
        ...

    def latest_reports(self) -> list[tuple[Publication, StoredReport]]:
        """The current report of every publication, by area, newest inspection first."""
        ...

    # facts that others publish
    def facts(self, *, area: str | None = None, superseded: bool = False) -> list[StoredFact]:
        """What we go by, by area; with `superseded` every version of it, oldest first."""
        ...

    def record_facts(self, facts: Sequence[StoredFact]) -> None:
        """Write new versions of facts, all or none."""
        ...

    # dates that the operator recorded
    def recorded_dates(self, *, area: str | None = None) -> list[RecordedDate]:
        """All that was ever recorded, oldest first."""
        ...

    def record_date(self, record: RecordedDate) -> None: ...

    # events and deliveries
    def record_event(self, event: NewEvent, deliveries: Sequence[NewDelivery], now: datetime) -> int | None:
        """Write an event with its deliveries; None if the key is known already."""
        ...

    def event(self, event_id: int) -> Event | None: ...
    def events(
        self, *, area: str | None = None, since: datetime | None = None, kinds: Sequence[EventKind] = ()
    ) -> list[Event]:
        """Give events in order; what we do ourselves (digests, drills) only where its kind is asked for."""
        ...

    def last_event(self, key: str) -> Event | None:
        """Give the event that was written last of those whose keys begin so."""
        ...

    def deliveries(
        self,
        *,
        event_id: int | None = None,
        states: Sequence[DeliveryState] = (),
        after: int | None = None,
        limit: int | None = None,
    ) -> list[Delivery]:
        """In the order they were written down; `limit` gives the last so many, or the first `after` an id."""
        ...

    def due_deliveries(self, now: datetime) -> list[int]:
        """Ids of rows to send now (due, held until now, or maybe sent), oldest first."""
        ...

    def claim_message(
        self, delivery_id: int, *, holder: str, now: datetime, lease_until: datetime, group_until: datetime
    ) -> list[Delivery]:
        """Take a row, and with it what goes out in the same message; the row asked for comes first.

        Attempts are counted here, before the work. Empty if somebody else has the row.
        """
        ...

    def mark_sending(
        self, delivery_ids: Sequence[int], *, message_id: str, rendered: Rendered, lease_until: datetime
    ) -> None: ...
    def settle_deliveries(
        self,
        delivery_ids: Sequence[int],
        *,
        state: DeliveryState,
        error: str | None,
        now: datetime,
        due: datetime | None = None,
        answer: str | None = None,
    ) -> None:
        """Record how a try ended: SENT, FAILED, SUPPRESSED; DUE, HELD and MAYBE_SENT with `due`."""
        ...

    def requeue_delivery(self, delivery_id: int, *, now: datetime) -> bool:
        """Make a settled row due again because the operator says so; False if it is not settled."""
        ...

    def renew_deliveries(self, ids: Iterable[int], *, lease_until: datetime) -> None:
        """Prolong the leases of deliveries that their holder is still working on."""
        ...

    def renew_publications(self, ids: Iterable[int], *, lease_until: datetime) -> None:
        """Prolong the leases of publications that their holder is still reading."""
        ...

    def release_stale(self, now: datetime, *, dead: Callable[[str], bool]) -> tuple[int, int]:
        """Free what was taken and never finished: lease run out, or holder dead.

        Taken rows go back to due; rows that were being sent become maybe_sent and due. Taken publications
        go back to due. Gives (rows freed, rows now maybe_sent).
        """
        ...

    def delivery_counts(self) -> dict[DeliveryState, int]: ...

    # closed addresses
    def suppress(self, channel: str, address: str, why: str, now: datetime) -> bool:
        """Close an address that will never take our messages; False if it was closed already."""
        ...

    def disable_channel(self, channel: str, address: str, why: str, now: datetime) -> bool:
        """Close a channel that is gone, such as a revoked webhook; False if it was closed already."""
        ...

    def unsubscribe(
        self, channel: str, address: str, why: str, now: datetime, *, area: str | None = None
    ) -> bool:
        """Write to an address no more, of one area or of all; False if that was so already."""
        ...

    def is_blocked(self, channel: str, address: str, area: str | None = None) -> Block | None:
        """Give what closes an address for an event of an area (or for anything, without one), if it is."""
        ...

    def blocks(self) -> list[Block]: ...
    def lift(self, channel: str, address: str, *, area: str | None = None) -> bool:
        """Open an address again, or one area of it; False if it was not closed."""
        ...

    # health
    def source_failed(self, name: str, error: str, now: datetime) -> SourceHealth: ...
    def source(self, name: str) -> SourceHealth:
        """Give the health of one source; one that was never heard of has not failed."""
        ...

    def source_ok(self, name: str, now: datetime) -> SourceHealth:
        """Note a success; gives the health as it was before, so that a recovery can be told."""
        ...

    def sources_ok(self, names: Sequence[str], now: datetime) -> None:
        """Note a success of many sources that were not failing."""
        ...

    def source_told(self, name: str) -> None: ...
    def sources(self) -> list[SourceHealth]: ...
    def start_poll(self, kind: str, now: datetime) -> int: ...
    def finish_poll(self, poll_id: int, *, ok: bool, summary: Mapping[str, Any], now: datetime) -> None: ...
    def polls(self, *, limit: int = 20) -> list[PollRecord]: ...
    def looks(self, since: datetime, until: datetime) -> tuple[int, datetime | None, int]:
        """Count the looks that went well in a period; gives the last one's end and how many areas it saw."""
        ...

    def last_good_poll(self) -> PollRecord | None:
        """The last look at the site that ended without a problem."""
        ...

    def is_sending_stuck(self, since: datetime) -> bool:
        """Say whether a channel has an unsent message from before `since`, and has sent none after it."""
        ...

    # figures for whoever watches us
    def counts(self) -> Counts:
        """Rows by what they are and how they stand; may take a while in a large store."""
        ...

    def recent(self, now: datetime) -> Recent: ...
    def stuck(self, now: datetime) -> dict[str, int]:
        """What should long have moved, by what it is."""
        ...

    def reads(self) -> list[Reads]:
        """How often each source was read."""
        ...

    # due table of the scheduler
    def tick_due(self, name: str) -> datetime | None: ...
    def ticks(self) -> dict[str, datetime]:
        """When each tick is due."""
        ...

    def take_tick(
        self, name: str, *, expected: datetime | None, next_due: datetime, wanted: datetime | None = None
    ) -> bool:
        """Move a tick on if it still stands where we saw it; True for the one who moved it.

        `wanted` notes that its work is to be done, until `finish_tick`.
        """
        ...

    def wanted_ticks(self, now: datetime, *, dead: Callable[[str], bool]) -> list[str]:
        """Name the ticks whose work is to be done and that nobody is at, the longest waiting first."""
        ...

    def claim_tick(
        self, name: str, *, holder: str, now: datetime, lease_until: datetime, dead: Callable[[str], bool]
    ) -> ClaimedTick | None:
        """Take a wanted tick; None if it is not wanted, or somebody has it. Starts are counted here."""
        ...

    def renew_tick(self, name: str, *, holder: str, lease_until: datetime) -> None:
        """Prolong the lease of a tick that its holder is still working on."""
        ...

    def finish_tick(self, name: str, *, wanted: datetime, unended: int = 0) -> None:
        """Note that a tick's work is done, or put off; one that has come anew meanwhile stays wanted.

        `unended` is how many starts that never ended still count.
        """
        ...


# --- queue -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class QueueDepth:
    """How many messages a queue holds, and how many of them it has given up."""

    queue: str
    waiting: int
    dead: int


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A message whose work failed: its actor and what it was to work on, as far as these can be read."""

    queue: str
    actor: str | None
    of: str | int | None  # a row's id, or what to look at
    died: datetime


QueueFigures = Callable[[], Sequence[QueueDepth]]
"""Counts the messages of every queue. Raises QueueError if the queue's server does not answer."""


# --- channels ----------------------------------------------------------------------------------------


class Channel(Protocol):
    """A way to reach people."""

    name: str

    def send(self, address: str, message: Rendered, *, message_id: str, event: Event) -> str:
        """Hand one message about an event over and give the remote's answer.

        Raises DeliveryDeferred, DeliveryRejected, DeliveryUncertain.
        """
        ...

    def close(self) -> None:
        """Give back what is kept; the channel may be used again."""
        ...


class Renderer(Protocol):
    """Turns an event into the words a reader gets."""

    def render(self, event: Event, recipients: Sequence[str]) -> Rendered: ...
    def render_group(self, told: Sequence[tuple[Event, Sequence[str]]]) -> Rendered:
        """Write one message for several events, each with its own recipients."""
        ...

    def summarise(self, event: Event) -> dict[str, Any]:
        """Sum an event up in plain data, to be kept in a digest."""
        ...
