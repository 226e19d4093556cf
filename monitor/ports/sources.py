"""Where things come from: Ofsted's listing, pages and files, the reading of documents, and news feeds."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from monitor.domain.feeds import FeedEntry
from monitor.domain.publication import ListedProvider, ListedReport
from monitor.domain.tables import RuledTable


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
