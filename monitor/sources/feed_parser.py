"""What feedparser makes of a feed's bytes, as plain entries; the only module that loads it.

A feed that is slightly broken keeps the entries it has. Entities that a feed declares are never expanded, and
no feed is read beyond so many entries: the parser would be at it for minutes.
"""

import calendar
import codecs
import html
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from io import BytesIO
from typing import Any
from urllib.parse import urljoin, urlsplit

import feedparser  # type: ignore[import-untyped]

from monitor.domain.feeds import FeedEntry
from monitor.errors import LayoutChanged

MOST_ENTRIES = 1000
DEEPEST = 200  # elements inside each other; a feed has about ten
LONGEST_TITLE, LONGEST_SUMMARY, LONGEST_ADDRESS = 500, 4000, 2000  # characters
LONGEST_TTL = 7 * 24 * 60  # minutes
AHEAD = timedelta(days=1)  # a date further ahead than this is a slip

_DOCTYPE = re.compile(rb"<!DOCTYPE[^\[>]*(\[.*?\]\s*)?>", re.I | re.S)
_DECLARATION = re.compile(rb"<!(?:ENTITY|ELEMENT|ATTLIST|NOTATION)\b[^>]*>?", re.I)
_NUMBERED = re.compile(rb"&#([xX][0-9A-Fa-f]{1,40}|\d{1,40});?")
_ENTRY_END = re.compile(rb"</(?:\w+:)?(?:item|entry)\s*>", re.I)
_TAG_MARK = re.compile(rb"<!\[CDATA\[.*?\]\]>|<!--.*?-->|<(/?)([A-Za-z_][^\s<>/]*)[^<>]*?(/?)>", re.S)
_XML_LABEL = re.compile(rb"^(\s*<\?xml[^>]*?)\s+encoding\s*=\s*[\"'][^\"']*[\"']", re.I)
_LABELLED = re.compile(rb"^\s*<\?xml[^>]*?encoding\s*=\s*[\"']([^\"']*)[\"']", re.I)
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.I)
_MARKUP = re.compile(r"<(?:script|style)\b.*?</(?:script|style)>|<[^>]{0,2000}>", re.I | re.S)
_INVISIBLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+")


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """A feed as read. `home` is the site's address; `oddities` say what is wrong with it, in plain words."""

    entries: tuple[FeedEntry, ...]
    home: str | None
    ttl_minutes: int | None
    oddities: tuple[str, ...]


def parse_feed(body: bytes, url: str, content_type: str | None, now: datetime) -> ParsedFeed:
    """Read the entries of a feed found at `url`. Raises LayoutChanged if nothing can be made of it."""
    oddities: list[str] = []
    content = _bounded(_lettered(_inert(_as_utf8(body, content_type, oddities))), oddities)
    try:
        # Bytes are given as a stream: a string might be taken for an address or a file to be opened.
        found = feedparser.parse(BytesIO(content), sanitize_html=False, resolve_relative_uris=False)
    except Exception as error:  # it stumbles in many ways over what nobody should have written
        raise LayoutChanged(f"the feed cannot be read ({_said(error)})", url=url) from error
    if found.bozo:
        oddities.append(_said(found.get("bozo_exception")))
    entries = [entry for given in found.entries[:MOST_ENTRIES] if (entry := _entry(given, url, now))]
    if left_out := len(found.entries) - len(entries):
        oddities.append(f"{left_out} entries left out")
    home = _address(found.feed.get("link"), url)
    return ParsedFeed(tuple(entries), home, _ttl(found.feed), tuple(oddities))


# --- the bytes ---------------------------------------------------------------------------------------


def _as_utf8(body: bytes, content_type: str | None, oddities: list[str]) -> bytes:
    """Give the body in UTF-8 where it says, or says nothing else, that it is; other encodings as they are.

    A few Latin-1 bytes under a UTF-8 label would otherwise spoil every other letter of the feed.
    """
    for mark, name in (
        (codecs.BOM_UTF32_LE, "utf-32"),
        (codecs.BOM_UTF32_BE, "utf-32"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if body.startswith(mark):
            return _XML_LABEL.sub(rb"\1", body.decode(name, errors="replace").encode())
    body = body.removeprefix(codecs.BOM_UTF8).lstrip()
    try:
        body.decode()
    except UnicodeDecodeError:
        if _label(body, content_type) not in ("utf8", "usascii", ""):
            return body
        oddities.append("letters in another encoding than it says")
        return body.decode("utf-8", errors=_AS_LATIN).encode()
    return _XML_LABEL.sub(rb"\1", body)


def _label(body: bytes, content_type: str | None) -> str:
    found = _LABELLED.search(body[:512])
    given = _CHARSET.search(content_type or "")
    name = found[1].decode("latin-1") if found else given[1] if given else ""
    return re.sub(r"[^a-z0-9]", "", name.lower())


def _latin(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    wrong = error.object[error.start : error.end]
    return wrong.decode("windows-1252", errors="replace"), error.end


_AS_LATIN = "monitor.feed.latin"
codecs.register_error(_AS_LATIN, _latin)


def _inert(body: bytes) -> bytes:
    """Take out what a feed declares of entities and elements: nothing of it is expanded or fetched."""
    if b"<!" not in body:
        return body
    return _DECLARATION.sub(b"", _DOCTYPE.sub(b"", body, count=1))


def _lettered(body: bytes) -> bytes:
    """Take out numbers of characters that there are not: feedparser gives up over them."""
    return _NUMBERED.sub(lambda found: found[0] if _is_character(found[1]) else b"?", body)


def _is_character(number: bytes) -> bool:
    code = int(number[1:], 16) if number[:1] in b"xX" else int(number)
    return code < 0x110000 and not 0xD800 <= code < 0xE000 and (code >= 0x20 or code in (9, 10, 13))


def _bounded(body: bytes, oddities: list[str]) -> bytes:
    """Cut a body after so many entries, or where its elements nest deeper than any feed's."""
    for number, end in enumerate(_ENTRY_END.finditer(body), start=1):
        if number == MOST_ENTRIES:
            if _ENTRY_END.search(body, end.end()):
                oddities.append(f"more than {MOST_ENTRIES} entries; the rest is not read")
            body = body[: end.end()]
            break
    cut = _too_deep(body)
    if cut is not None:
        oddities.append(f"elements nested more than {DEEPEST} deep; the rest is not read")
    return body if cut is None else body[:cut]


def _too_deep(body: bytes) -> int | None:
    if body.count(b"<") < DEEPEST:
        return None
    depth = 0
    for tag in _TAG_MARK.finditer(body):
        if tag[2] is None or tag[3]:
            continue
        # What an entry leaves open does not count against the next one.
        depth = 0 if _ENTRY_END.fullmatch(tag[0]) else depth + (-1 if tag[1] else 1)
        if depth > DEEPEST:
            return tag.start()
    return None


# --- the entries -------------------------------------------------------------------------------------


def _entry(given: dict[str, Any], url: str, now: datetime) -> FeedEntry | None:
    """Read one entry; one that says nothing is none."""
    summary = _plain(_text_of(given), LONGEST_SUMMARY)
    title = _without_publisher(_plain(given.get("title"), LONGEST_TITLE), given) or summary[:LONGEST_TITLE]
    if not title:
        return None
    guid = str(given.get("id") or "").strip()[:LONGEST_ADDRESS] or None
    return FeedEntry(title, _address(given.get("link"), url), guid, _published(given, now), summary)


def _text_of(given: Mapping[str, Any]) -> Any:
    contents = given.get("content") or [{}]
    return given.get("summary") or contents[0].get("value")


def _without_publisher(title: str, given: Mapping[str, Any]) -> str:
    """Take the publisher's name off the end of a title, where a collector of news put it."""
    source = given.get("source")
    name = _plain(source.get("title"), 200) if isinstance(source, Mapping) else ""
    return title.removesuffix(f" - {name}") if name else title


def _published(given: dict[str, Any], now: datetime) -> datetime | None:
    """Give when an entry says it was published; a time that cannot be is none."""
    for name in ("published", "updated", "created"):
        moment = _moment(given, name)
        if moment is not None and moment.year >= 1995 and moment <= now + AHEAD:
            return moment
    return None


def _moment(given: dict[str, Any], name: str) -> datetime | None:
    """Read a date; feedparser makes nothing of one without a zone behind the name of its day."""
    # feedparser's own lookup takes one date for another, with a warning.
    parts, written = dict.get(given, f"{name}_parsed"), dict.get(given, name)
    try:
        if parts is not None:
            return datetime.fromtimestamp(calendar.timegm(parts), UTC)
        moment = parsedate_to_datetime(written) if isinstance(written, str) else None
    except (ValueError, OverflowError, OSError, TypeError, IndexError):
        return None
    return None if moment is None else moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)


def _address(link: Any, url: str) -> str | None:
    """Give a whole web address, or None."""
    text = str(link or "").strip()
    if not text or len(text) > LONGEST_ADDRESS or _INVISIBLE.search(text):
        return None
    try:
        whole = urljoin(url, text)
        parts = urlsplit(whole)
        fine = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return None
    return whole if fine and parts.username is None else None


def _ttl(feed: Mapping[str, Any]) -> int | None:
    text = str(feed.get("ttl") or "").strip()
    return min(int(text[:9]), LONGEST_TTL) if text.isascii() and text.isdigit() else None


def _plain(value: Any, limit: int) -> str:
    """Give HTML as one line of text."""
    text = str(value or "")[: limit * 8]
    for _ in range(2):  # descriptions are often escaped twice
        text = html.unescape(_MARKUP.sub(" ", text))
    return " ".join(_INVISIBLE.sub(" ", text).split())[:limit]


def _said(error: Any) -> str:
    words = " ".join(str(error or "").split())[:200]
    return f"{type(error).__name__}: {words}" if error is not None else "not well formed"
