"""What we remember of areas and their reports: pages, documents, readings, facts and dates."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from monitor.domain.deadlines import RecordedDate
from monitor.domain.events import (
    NewDelivery,
    NewEvent,
)
from monitor.domain.fact_table import Sheet
from monitor.domain.inspection import Inspection
from monitor.domain.publication import ListedProvider, ListedReport, Publication, PublicationState
from monitor.ports.sources import PageMark


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
    sha256: str | None  # None: a person settled it without a document
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
    """Everything that reading one document leads to, written in one transaction.

    Without a document a person has settled the report, and the document is looked for as before.
    """

    publication_id: int
    document: bytes | None
    sha256: str | None
    parser_version: str
    report: dict[str, Any]
    events: tuple[tuple[NewEvent, tuple[NewDelivery, ...]], ...]
    recheck_due: datetime | None
    recheck_step: int
    read_seconds: float | None = None  # how long it took
    current: bool = True  # False: what was known of the report stands


class Knowledge(Protocol):
    """What we remember of areas and reports. Every method is one transaction; all raise StoreError."""

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

    def due_rechecks(self, now: datetime, *, new: bool | None = None) -> list[int]:
        """Ids whose bytes are to be compared again now; `new`: of new documents alone, or of the others."""
        ...

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

    def document(self, sha256: str | None) -> bytes | None: ...
    def document_versions(self, publication_id: int) -> list[DocumentVersion]:
        """Every version a publication's document has had, oldest first."""
        ...

    def report_of(self, publication_id: int) -> StoredReport | None:
        """The current report of a publication."""
        ...

    def keep_reading(
        self,
        publication_id: int,
        sha256: str | None,
        parser_version: str,
        data: Mapping[str, Any],
        now: datetime,
    ) -> None:
        """Keep what a parser read in a document, without making it the current report."""
        ...

    def kept_reading(
        self, publication_id: int, sha256: str | None, parser_version: str
    ) -> dict[str, Any] | None:
        """What a parser read in a document, if it has."""
        ...

    def use_reading(self, publication_id: int, sha256: str | None, parser_version: str) -> None:
        """Make a kept reading the current report."""
        ...

    def reports_of_area(self, area: str) -> list[tuple[Publication, StoredReport]]:
        """The current reports of an area, newest inspection first."""
        ...

    def latest_reports(self) -> Iterator[tuple[Publication, StoredReport]]:
        """The current report of every publication, by area, newest inspection first; read as asked for."""
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
