"""Getting at the parts of an HTML page of the reports site.

Pages are UTF-8 with mixed line ends. A page that is cut off still parses, so the end is looked for.
"""

import re
from typing import cast

from bs4 import BeautifulSoup, NavigableString, Tag

from monitor.domain.titles import normalise
from monitor.errors import LayoutChanged, Truncated
from monitor.sources.page_text import decoded

_MAINTENANCE = re.compile(
    r"maintenance|unavailable|not be available|outage|downtime|offline|disruption|technical (?:issue|diffic)",
    re.IGNORECASE,
)
_NOTICE_LENGTH = 500  # characters


def parse_page(body: bytes, url: str) -> BeautifulSoup:
    """Parse a whole HTML page. Raises LayoutChanged for something else, Truncated for a part of one."""
    start = body[:500].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if not start:
        raise LayoutChanged("the page is empty", url=url)
    if not start.startswith(b"<") or (start.startswith(b"<?xml") and b"<html" not in start):
        raise LayoutChanged("the answer is not an HTML page", url=url)
    lowered = body.lower()
    if b"<html" in lowered and b"</html" not in lowered:
        raise Truncated(f"the page is cut off after {len(body):,} bytes", url=url)
    return BeautifulSoup(decoded(body), "lxml")


def text_of(element: Tag | None) -> str:
    """Give an element's text in one spelling; "" for no element."""
    return "" if element is None else normalise(element.get_text(" "))


def joined_text(element: Tag, *, without: str) -> str:
    """Give an element's text, leaving out descendants that match a selector."""
    # Most elements hold nothing but text, and there are hundreds of them.
    left_out = set(map(id, element.select(without))) if element.find(True) else set()
    # `strings` leaves out comments and code; the stubs do not know that it gives nodes.
    nodes = (cast("NavigableString", text) for text in element.strings)
    strings = (str(node) for node in nodes if left_out.isdisjoint(map(id, node.parents)))
    return normalise("".join(strings))


def attribute(element: Tag, name: str) -> str:
    """Give an attribute's text; "" if it is absent."""
    value = element.get(name)
    return value if isinstance(value, str) else " ".join(value or ())


def maintenance_notice(page: BeautifulSoup) -> str | None:
    """Give the notice of maintenance in the page's header, if one is up; campaign banners are not one."""
    banners = (banner for header in page.find_all("header") for banner in header.select(".banners"))
    texts = map(text_of, banners)
    return next((text[:_NOTICE_LENGTH] for text in texts if _MAINTENANCE.search(text)), None)


def describe(page: BeautifulSoup) -> str:
    """Say what a page is that is not the one we wanted, for the operator."""
    title = text_of(page.title)[:100]
    notice = maintenance_notice(page)
    said = f'it is titled "{title}"' if title else "it has no title"
    return f'{said} and says "{notice}"' if notice else said
