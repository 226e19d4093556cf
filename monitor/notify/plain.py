"""Makes text and addresses from outside harmless before they go into a message.

Names, titles and quotes come from web pages and PDFs. Control characters could break a header, and marks
that turn the reading direction could make a line read as something else; both are taken out here, once, so
that every template may trust what it gets. Escaping is left to each format.
"""

import re
import unicodedata
from datetime import date, datetime
from textwrap import TextWrapper
from typing import Any
from urllib.parse import quote, urlsplit

# Zl and Zp are line and paragraph separators; Cc has tab, newline and the control characters.
_BECOMES_SPACE = {"Zl", "Zp", "Zs", "Cc"}
# Cf has the bidirectional and zero-width marks, Cs lone surrogates, Cn and Co what no font can show.
_VANISHES = {"Cf", "Cs", "Cn", "Co"}

_LINE_WIDTH = 72
_SAFE_IN_URL = "!#$%&'()*+,-./:;=?@[]~_"


def plain(value: Any, limit: int = 300) -> str:
    """Give a value as one line of visible text of at most `limit` characters; None gives ""."""
    if value is None:
        return ""
    # Far more than anybody reads, but a bound on the work a hostile document can make.
    line = " ".join("".join(map(_visible, str(value)[: limit * 4])).split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def web_address(value: Any) -> str | None:
    """Give an http or https address that is safe to put into a link, or None."""
    if not isinstance(value, str) or len(value) > 500 or plain(value, 500) != value:
        return None
    try:
        parts = urlsplit(value)
        port_is_fine = parts.port is None or parts.port > 0
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username or not port_is_fine:
        return None
    return quote(value, safe=_SAFE_IN_URL)


def wrapped(text: str, first: str = "", rest: str = "") -> str:
    """Break a paragraph into lines for plain-text mail; long addresses stay whole."""
    wrapper = TextWrapper(
        width=_LINE_WIDTH,
        initial_indent=first,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return wrapper.fill(text)


def a_date(value: Any) -> date | None:
    """Read an ISO date of this century; None for anything else."""
    if not isinstance(value, str):
        return None
    try:
        day = date.fromisoformat(value[:10])
    except ValueError:
        return None
    return day if 2000 <= day.year < 2100 else None


def a_moment(value: Any) -> datetime | None:
    """Read an ISO time of this century; None for anything else."""
    if not isinstance(value, str):
        return None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    return moment if 2000 <= moment.year < 2100 else None


def a_count(value: Any, most: int) -> int | None:
    """Read a whole number from 1 to `most`; None for anything else."""
    return value if type(value) is int and 1 <= value <= most else None


def a_hash(value: Any) -> str | None:
    """Read a SHA-256 in hex; None for anything else."""
    return value.lower() if isinstance(value, str) and re.fullmatch(r"[0-9A-Fa-f]{64}", value) else None


def _visible(character: str) -> str:
    category = unicodedata.category(character)
    if category in _BECOMES_SPACE:
        return " "
    return "" if category in _VANISHES else character
