"""The list of local authorities on Ofsted's reports site, 100 to a page.

The site once cut its page size from what was asked to 100, with status 200 and no error, and tools that
trusted what they had asked for lost a third of the country: what is received is counted (`sources.md` 1.4).
"""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup, Tag

from monitor.domain.publication import ListedProvider
from monitor.errors import LayoutChanged, Truncated
from monitor.ports import ListingReading, PageMarks
from monitor.sources.http import PoliteSession
from monitor.sources.marked_pages import MarkedPage, MarkedPages, Parsed
from monitor.sources.page_text import (
    attribute,
    describe,
    joined_text,
    maintenance_notice,
    parse_date,
    parse_page,
    text_of,
)

ROWS = 100  # the site gives no more, whatever is asked
MAX_PAGES = 20
PARSER_VERSION = 1

# 3 is children's social care, 12 local authority children's services; empty strings are the site's own habit.
_QUERY = "q=&location=&lat=&lon=&radius=&level_1_types=3&level_2_types%5B%5D=12"
_NEWEST_FIRST = "&sort=date&order=desc&status%5B%5D=1"
_PROVIDER_PATH = re.compile(r"/provider/44/(\d+)", re.ASCII)
_LINKS = 'a[href*="/provider/"], .search-result__title a[href]'
_TOTAL_SELECTORS = (".search-results__heading .results-count", ".js-results-count", ".results-count")
_RESULTS = re.compile(
    r"(\d[\d,]*)\s+(?:search\s+)?results?\b(?!\s+(?:per|a|on each)\b)", re.IGNORECASE | re.ASCII
)
_OF = re.compile(r"\bof\s+(\d[\d,]*)", re.IGNORECASE | re.ASCII)
_NUMBER = re.compile(r"\d[\d,]*", re.ASCII)


class OfstedListing:
    """Reads the authority listing; `parser_calls` counts pages that had to be parsed."""

    def __init__(self, session: PoliteSession, marks: PageMarks, listing_url: str) -> None:
        self._site = listing_url.rstrip("/")
        self._pages = MarkedPages(session, marks, parse_listing_page, PARSER_VERSION)

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


def parse_listing_page(body: bytes, url: str) -> Parsed:
    """Read one page: total, banner, the addresses of all result links, the good rows, and notices."""
    page = parse_page(body, url)
    links, rows, notices = [], [], []
    without_urn = 0
    for anchor, row in _result_links(page):
        href = _absolute(attribute(anchor, "href"), url)
        links.append(href)
        urn = _linked_urn(href, url)
        if urn is None:
            notices.append(f"L7: left out a link that is no local authority's: {href[:200]}")
            continue
        facts = _facts(row)
        shown = facts.get("urn")
        without_urn += shown is None
        if shown is not None and shown != urn:
            notices.append(f"L4: left out a row whose link says {urn} and whose URN line says {shown[:40]}")
            continue
        name = joined_text(anchor, without="[class*=badge]")
        latest = _latest(facts.get("latest report"), name, urn, notices)
        notices += _status_notice(anchor, name, urn)
        rows.append({"urn": urn, "name": name, "latest": latest.isoformat() if latest else None})
    if without_urn:
        notices.append(f"L4: {without_urn} of {len(links)} rows show no URN line")
    return {
        "total": _total(page),
        "banner": maintenance_notice(page),
        "list": page.select_one("ul.results-list") is not None,
        "empty": page.select_one(".search-no-results") is not None,
        "what": describe(page),
        "links": links,
        "rows": rows,
        "notices": notices,
    }


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


def _result_links(page: BeautifulSoup) -> Iterator[tuple[Tag, Tag]]:
    """Give each result's link with its row; a second link to the same place in a row is the same result."""
    seen = set()
    within = page.select("ul.results-list") or [page]
    for anchor in (link for part in within for link in part.select(_LINKS)):
        row = anchor.find_parent("li", class_="search-result") or anchor.find_parent("li") or anchor
        key = (id(row), attribute(anchor, "href"))
        if key not in seen:
            seen.add(key)
            yield anchor, row


def _absolute(href: str, url: str) -> str:
    try:
        return urljoin(url, href)
    except ValueError:  # no address at all: kept as it is, to be told
        return href


def _linked_urn(href: str, page_url: str) -> str | None:
    """Give the URN in a link to an authority's page on the same host."""
    try:
        parts, own = urlsplit(href), urlsplit(page_url)
    except ValueError:
        return None
    found = _PROVIDER_PATH.fullmatch(parts.path)
    return found.group(1) if found and parts.netloc == own.netloc and not parts.query else None


def _facts(row: Tag) -> dict[str, str]:
    """Read a row's labelled lines; the lists they stand in have changed their order before."""
    lines = (text_of(line).partition(":") for line in row.find_all("li"))
    return {label.strip().lower(): value.strip() for label, colon, value in lines if colon}


def _latest(shown: str | None, name: str, urn: str, notices: list[str]) -> date | None:
    if not shown:
        return None
    found = parse_date(shown)
    if found is None:
        notices.append(f'{name} ({urn}): the date of its latest report cannot be read: "{shown[:80]}"')
    return found


def _status_notice(anchor: Tag, name: str, urn: str) -> list[str]:
    heading = anchor.find_parent("h3")
    classes = attribute(heading, "class") if heading is not None else ""
    return [
        f"{name} ({urn}) is marked as {status}"
        for status in ("closed", "proposed")
        if f"search-result__title--{status}" in classes
    ]


def _total(page: BeautifulSoup) -> int | None:
    """Read how many results there are, from the places the site has put it in, else from its words."""
    for selector in _TOTAL_SELECTORS:
        shown = text_of(page.select_one(selector))
        numbers = _NUMBER.findall(shown)
        found = _RESULTS.findall(shown) or _OF.findall(shown) or (numbers if len(numbers) == 1 else [])
        if found:
            return int(found[0].replace(",", ""))
    words = joined_text(page, without="ul.results-list, select, head")
    said = _RESULTS.search(words)
    return int(said.group(1).replace(",", "")) if said else None
