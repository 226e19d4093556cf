"""News feeds: asked for conditionally, then compared by hash, and only then parsed.

feedparser takes 600 times as long as a hash and holds up every other thread, so it is called once for a body
that has changed, and loaded only then. What feeds do is `sources.md` 6.3.
"""

import hashlib
import re
from dataclasses import replace
from threading import Lock

from monitor.deferred import deferred
from monitor.domain.feed_timing import freshness
from monitor.errors import LayoutChanged, Truncated
from monitor.ports.clock import Clock
from monitor.ports.sources import FeedReading, PageMark
from monitor.sources.http import PoliteSession

LARGEST = 4 * 1024 * 1024
_ACCEPT = "application/rss+xml, application/atom+xml, application/xml;q=0.9, text/xml;q=0.8, */*;q=0.1"
_BEGINS_WITHIN = 4096  # bytes: comments and stylesheets may come first
_BEGINNING = re.compile(r"<(?:\w+:)?(?:rss|feed|rdf|channel)[\s>]", re.I)
_ENDS_WITHIN = 4096  # bytes: comments of caches come last
_END = re.compile(rb"</(?:\w+:)?(?:rss|feed|rdf)\s*>", re.I)
_PAGE = re.compile(r"<!doctype\s+html|<html[\s>]", re.I)

_parse = deferred("monitor.sources.feed_parser", "parse_feed")


class NewsFeeds:
    """Reads feeds over a polite session; `parser_calls` counts the bodies that had to be parsed."""

    def __init__(self, session: PoliteSession, clock: Clock) -> None:
        self.parser_calls = 0
        self._session, self._clock = session, clock
        self._lock = Lock()

    def read(self, url: str, mark: PageMark | None) -> FeedReading:
        """Read a feed. Raises SourceError; one that is no feed, or empty, is a failure too."""
        answer = self._session.get(url, mark=mark, limit=LARGEST, accept=_ACCEPT)
        asked = freshness(answer.headers, None, self._clock())
        if answer.not_modified and mark is not None:
            return FeedReading(None, mark, asked)
        sha256 = hashlib.sha256(answer.body).hexdigest()
        fresh = PageMark(url, answer.etag, answer.last_modified, sha256, "")
        if not (whole := _is_whole(answer.body)):
            # What the server says of the whole feed must not keep us from asking for the rest of it.
            fresh = replace(fresh, etag=None, last_modified=None)
        if mark is not None and mark.sha256 == sha256:
            return FeedReading(None, fresh, asked)
        _require_feed(url, answer.body)
        with self._lock:
            self.parser_calls += 1
        parsed = _parse(answer.body, answer.url, answer.headers.get("Content-Type"), self._clock())
        if not parsed.entries:
            raise Truncated("the feed has no entries", url=url)
        asked = freshness(answer.headers, parsed.ttl_minutes, self._clock())
        oddities = parsed.oddities if whole else (*parsed.oddities, "cut off before its end")
        return FeedReading(parsed.entries, fresh, asked, home=parsed.home, oddities=oddities)


def _is_whole(body: bytes) -> bool:
    """Tell whether a feed has an end: a server may cut what it sends, and call it whole."""
    return _END.search(body[-_ENDS_WITHIN:].replace(b"\x00", b"")) is not None


def _require_feed(url: str, body: bytes) -> None:
    """Refuse a web page or nothing at all in place of a feed. Raises LayoutChanged."""
    if not body.strip():
        raise LayoutChanged("an empty answer in place of a feed", url=url)
    start = body[:_BEGINS_WITHIN].replace(b"\x00", b"").decode("latin-1")  # UTF-16 too looks right like this
    page, feed = _PAGE.search(start), _BEGINNING.search(start)
    if feed is None or (page is not None and page.start() < feed.start()):
        what = "a web page" if page else "something that is no feed"
        raise LayoutChanged(f"{what} in place of a feed", url=url)
