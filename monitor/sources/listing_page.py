"""One page of the list of local authorities, as HTML: its rows, its total, and what is odd about it.

Everything is found by its label or its link, nothing by its place (`sources.md` 1.2 and 1.3).
"""

import re
from collections.abc import Iterator
from datetime import date
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup, Tag

from monitor.sources.marked_pages import Parsed
from monitor.sources.page_text import parse_date
from monitor.sources.page_tree import (
    attribute,
    describe,
    joined_text,
    maintenance_notice,
    parse_page,
    text_of,
)

_PROVIDER_PATH = re.compile(r"/provider/44/(\d+)", re.ASCII)
_LINKS = 'a[href*="/provider/"], .search-result__title a[href]'
_COUNTS = ".results-count, .js-results-count"
_RESULTS = re.compile(
    r"(\d[\d,]*)\s+(?:search\s+)?results?\b(?!\s+(?:per|a|on each)\b)", re.IGNORECASE | re.ASCII
)
_OF = re.compile(r"\bof\s+(\d[\d,]*)", re.IGNORECASE | re.ASCII)
_NUMBER = re.compile(r"\d[\d,]*", re.ASCII)


def parse_listing_page(body: bytes, url: str) -> Parsed:
    """Read one page: total, banner, the addresses of all result links, the good rows, and notices."""
    page = parse_page(body, url)
    listed = page.select_one("ul.results-list") is not None
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
        "list": listed,
        "empty": not listed and page.select_one(".search-no-results") is not None,
        "what": describe(page),
        "links": links,
        "rows": rows,
        "notices": notices,
    }


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


def _by_trust(place: Tag) -> int:
    """Order the places of the count: first the one in the heading, then the one that scripts write to."""
    classes = attribute(place, "class").split()
    if "results-count" in classes and place.find_parent(class_="search-results__heading"):
        return 0
    return 1 if "js-results-count" in classes else 2


def _total(page: BeautifulSoup) -> int | None:
    """Read how many results there are, from the places the site has put it in, else from its words."""
    for place in sorted(page.select(_COUNTS), key=_by_trust):
        shown = text_of(place)
        numbers = _NUMBER.findall(shown)
        found = _RESULTS.findall(shown) or _OF.findall(shown) or (numbers if len(numbers) == 1 else [])
        if found:
            return int(found[0].replace(",", ""))
    words = joined_text(page, without="ul.results-list, select, head")
    said = _RESULTS.search(words)
    return int(said.group(1).replace(",", "")) if said else None
