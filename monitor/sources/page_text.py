"""What can be read from a page of the reports site, or from text on it, without parsing it as HTML."""

import re
from datetime import date

from monitor.domain.titles import normalise

PAGE_LIMIT = 2 * 1024 * 1024  # bytes; the listing is 161 KB a page

_MONTHS: tuple[str, ...] = ("january", "february", "march", "april", "may", "june", "july")
_MONTHS += ("august", "september", "october", "november", "december")
_DATE = re.compile(r"(\d{1,2}) ([a-z]{3,9}) (\d{4})", re.IGNORECASE | re.ASCII)
_TITLE = re.compile(r"<title\b[^>]{0,200}>([^<]{0,300})", re.IGNORECASE)


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


def page_title(body: bytes) -> str:
    """Give the title of an HTML page that need not be a good one."""
    found = _TITLE.search(decoded(body[:20_000]))
    return normalise(found.group(1))[:100] if found else ""


def decoded(body: bytes) -> str:
    """Give a page's text; bytes that are no UTF-8 are taken for Windows ones."""
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return body.decode("cp1252", errors="replace")
