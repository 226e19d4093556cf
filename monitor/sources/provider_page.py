"""One provider's page, as HTML: whose it is, and the entries of its timeline (`sources.md` 2.2 and 2.3)."""

import re
from dataclasses import asdict

from monitor.errors import LayoutChanged
from monitor.sources.marked_pages import Parsed
from monitor.sources.page_tree import describe, joined_text, parse_page, text_of
from monitor.sources.timeline import read_entries, read_oddities

_URN = re.compile(r"\bURN\b\W{0,5}(\d+)", re.ASCII | re.IGNORECASE)


def parse_provider_page(body: bytes, url: str) -> Parsed:
    """Read a page's URN, name, timeline entries and oddities. Raises LayoutChanged, Truncated."""
    page = parse_page(body, url)
    entries = read_entries(page)
    if not entries and page.select_one("ol.timeline") is None:
        raise LayoutChanged(f"P1: the page has no timeline; {describe(page)}", url=url)
    found = _URN.search(text_of(page.select_one(".title-block")))
    heading = page.select_one(".title-block h1")
    if found is None or heading is None:
        raise LayoutChanged(f"P2: the page has no title block with name and URN; {describe(page)}", url=url)
    return {
        "urn": found.group(1),
        "name": joined_text(heading, without="[class*=badge]"),
        "entries": [asdict(entry) for entry in entries],
        "notices": read_oddities(page),
    }
