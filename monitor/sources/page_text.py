"""Getting at the parts of an HTML page of the reports site.

Pages are UTF-8 with mixed line ends. A page that is cut off still parses, so the end is looked for.
"""

import re
from datetime import date
from typing import cast

from bs4 import BeautifulSoup, NavigableString, Tag

from monitor.domain.titles import normalise
from monitor.errors import LayoutChanged, Truncated

PAGE_LIMIT = 2 * 1024 * 1024  # bytes; the listing is 161 KB a page

_MONTHS: tuple[str, ...] = ("january", "february", "march", "april", "may", "june", "july")
_MONTHS += ("august", "september", "october", "november", "december")
_DATE = re.compile(r"(\d{1,2}) ([a-z]{3,9}) (\d{4})", re.IGNORECASE | re.ASCII)
_MAINTENANCE = re.compile(
    r"maintenance|unavailable|not be available|outage|downtime|offline|disruption|technical (?:issue|diffic)",
    re.IGNORECASE,
)
_TITLE = re.compile(r"<title\b[^>]{0,200}>([^<]{0,300})", re.IGNORECASE)
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
    return BeautifulSoup(_decoded(body), "lxml")


def text_of(element: Tag | None) -> str:
    """Give an element's text in one spelling; "" for no element."""
    return "" if element is None else normalise(element.get_text(" "))


def joined_text(element: Tag, *, without: str) -> str:
    """Give an element's text, leaving out descendants that match a selector."""
    left_out = set(map(id, element.select(without)))
    # `strings` leaves out comments and code; the stubs do not know that it gives nodes.
    nodes = (cast("NavigableString", text) for text in element.strings)
    strings = (str(node) for node in nodes if left_out.isdisjoint(map(id, node.parents)))
    return normalise("".join(strings))


def attribute(element: Tag, name: str) -> str:
    """Give an attribute's text; "" if it is absent."""
    value = element.get(name)
    return value if isinstance(value, str) else " ".join(value or ())


def parse_date(text: str) -> date | None:
    """Read "8 September 2026"; None for anything else. Abbreviated months are read too."""
    found = _DATE.fullmatch(normalise(text))
    if found is None:
        return None
    day, name, year = found.groups()
    month = "september" if name.lower() == "sept" else name.lower()
    numbers = [n for n, full in enumerate(_MONTHS, start=1) if month in (full, full[:3])]
    try:
        return date(int(year), numbers[0], int(day))
    except (ValueError, IndexError):
        return None


def maintenance_notice(page: BeautifulSoup) -> str | None:
    """Give the notice of maintenance in the page's header, if one is up; campaign banners are not one."""
    texts = (text_of(banner) for banner in page.select("header .banners"))
    return next((text[:_NOTICE_LENGTH] for text in texts if _MAINTENANCE.search(text)), None)


def describe(page: BeautifulSoup) -> str:
    """Say what a page is that is not the one we wanted, for the operator."""
    title = text_of(page.title)[:100]
    notice = maintenance_notice(page)
    said = f'it is titled "{title}"' if title else "it has no title"
    return f'{said} and says "{notice}"' if notice else said


def page_title(body: bytes) -> str:
    """Give the title of an HTML page that need not be a good one."""
    found = _TITLE.search(_decoded(body[:20_000]))
    return normalise(found.group(1))[:100] if found else ""


def _decoded(body: bytes) -> str:
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return body.decode("cp1252", errors="replace")
