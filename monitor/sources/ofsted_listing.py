"""The list of local authorities on Ofsted's reports site, 100 to a page.

The site once cut its page size from what was asked to 100, with status 200 and no error, and tools that
trusted what they had asked for lost a third of the country: what is received is counted (`sources.md` 1.4).
"""

from collections import Counter
from datetime import date

from monitor.deferred import deferred
from monitor.domain.publication import ListedProvider
from monitor.errors import LayoutChanged, Truncated
from monitor.ports.sources import ListingReading, PageMarks
from monitor.sources.http import PoliteSession
from monitor.sources.marked_pages import MarkedPage, MarkedPages, Parsed

ROWS = 100  # the site gives no more, whatever is asked
MAX_PAGES = 20
PARSER_VERSION = 1

# 3 is children's social care, 12 local authority children's services; empty strings are the site's own habit.
_QUERY = "q=&location=&lat=&lon=&radius=&level_1_types=3&level_2_types%5B%5D=12"
_NEWEST_FIRST = "&sort=date&order=desc&status%5B%5D=1"
_PARSE = deferred("monitor.sources.listing_page", "parse_listing_page")


class OfstedListing:
    """Reads the authority listing; `parser_calls` counts pages that had to be parsed."""

    def __init__(self, session: PoliteSession, marks: PageMarks, listing_url: str) -> None:
        self._site = listing_url.rstrip("/")
        self._pages = MarkedPages(session, marks, _PARSE, PARSER_VERSION)

    @property
    def parser_calls(self) -> int:
        """How many pages have been parsed so far."""
        return self._pages.parser_calls

    def read(self, *, newest_first: bool) -> ListingReading:
        """Read all pages. Raises SourceError; Truncated with the numbers when something is missing.

        `marks` are those of pages that changed.
        """
        pages = self._all_pages(self.page_url(0, newest_first=newest_first), newest_first)
        return _reading(pages, self.page_url(0, newest_first=newest_first))

    def page_url(self, start: int, *, newest_first: bool) -> str:
        """Give the address of the page that begins with the row of this number, counted from 0."""
        order = _NEWEST_FIRST if newest_first else ""
        return f"{self._site}/search?{_QUERY}{order}&start={start}&rows={ROWS}"

    def _all_pages(self, first_url: str, newest_first: bool) -> list[MarkedPage]:
        """Step by what was received, until an empty page, or until all that was promised is there.

        A full page is always followed by another request (L5): its total may be as wrong as its rows.
        """
        pages: list[MarkedPage] = []
        seen: set[str] = set()
        received = 0
        while len(pages) < MAX_PAGES:
            page = self._pages.read(self.page_url(received, newest_first=newest_first))
            pages.append(page)
            _check_first(pages[0], first_url)
            links = page.parsed["links"]
            received += len(links)
            total = pages[0].parsed["total"]
            all_there = len(links) != ROWS and total is not None and received >= total
            if seen.issuperset(links) or all_there:  # no links at all, or a page we have had before
                return pages
            seen.update(links)
        raise Truncated(f"no end after {MAX_PAGES} pages and {received} links", url=first_url)


def _reading(pages: list[MarkedPage], url: str) -> ListingReading:
    """Put the pages together and check the whole."""
    parts = [page.parsed for page in pages]
    notices = [notice for part in parts for notice in part["notices"]]
    total = _agreed_total(parts, url)
    notices += _check_count([link for part in parts for link in part["links"]], total, url)
    rows: dict[str, Parsed] = {}
    for row in (row for part in parts for row in part["rows"]):
        rows.setdefault(row["urn"], row)
    return ListingReading(
        providers=tuple(_provider(row) for row in rows.values()),
        total=total,
        pages=len(pages),
        not_modified=sum(page.not_modified for page in pages),
        marks=tuple(page.mark for page in pages if page.mark_changed),
        notices=tuple(notices),
        banner=next((part["banner"] for part in parts if part["banner"]), None),
    )


def _provider(row: Parsed) -> ListedProvider:
    latest = row["latest"]
    return ListedProvider(row["urn"], row["name"], date.fromisoformat(latest) if latest else None)


def _check_first(page: MarkedPage, url: str) -> None:
    """Make sure that the first page is a list with something in it (L6). Raises LayoutChanged, Truncated."""
    part = page.parsed
    if part["links"] and part["list"]:
        return
    if part["list"] or part["empty"] or part["total"] == 0:
        raise Truncated("the listing is empty: 0 areas received", url=url)
    raise LayoutChanged(f"L6: the page has no list of results; {part['what']}", url=url)


def _agreed_total(parts: list[Parsed], url: str) -> int | None:
    """Give the total that all pages with links agree on. Raises Truncated if they do not."""
    totals = {part["total"] for part in parts if part["links"] and part["total"] is not None}
    if len(totals) > 1:
        raise Truncated(f"the pages give different totals: {', '.join(map(str, sorted(totals)))}", url=url)
    return totals.pop() if totals else None


def _check_count(links: list[str], total: int | None, url: str) -> list[str]:
    """Compare links, distinct links and total (L1, L2); give notices. Raises Truncated."""
    repeated = [f"{link.rsplit('/', 1)[-1]} ({n} times)" for link, n in Counter(links).items() if n > 1]
    distinct = len(set(links))
    numbers = f"{len(links)} links to {distinct} areas received"
    if total is not None and distinct != total:
        twice = f"; repeated: {', '.join(repeated[:10])}" if repeated else ""
        received = frozenset(link.rpartition("/")[2] for link in links)
        raise Truncated(f"L1: {total} areas promised, {numbers}{twice}", url=url, received=received)
    if repeated and total is None:
        raise Truncated(f"L2: {numbers}, and no total; repeated: {', '.join(repeated[:10])}", url=url)
    if repeated:  # a row that moved on while we turned the page: nothing is missing
        return [f"L2: {numbers}; repeated: {', '.join(repeated[:10])}"]
    return ["L1: the listing shows no total that can be read"] if total is None else []
