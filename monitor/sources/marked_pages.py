"""Reading a page only when it has changed: ask conditionally, then compare hashes, only then parse.

A parser takes 600 times as long as a hash and holds up every other thread; most pages never change. What was
read is kept with the page's mark, so that a reader of an unchanged page still gets all of it.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from threading import Lock
from typing import Any

from monitor.ports.sources import PageMark, PageMarks
from monitor.sources.http import PoliteSession
from monitor.sources.page_text import PAGE_LIMIT

_ACCEPT = "text/html, application/xhtml+xml;q=0.9, */*;q=0.1"

Parsed = dict[str, Any]
"""What a parser read, as JSON can hold it."""


@dataclass(frozen=True, slots=True)
class MarkedPage:
    """What a page says, whether it is as it was, and its mark (the kept one, if nothing has changed)."""

    parsed: Parsed
    not_modified: bool
    mark: PageMark
    mark_changed: bool


class MarkedPages:
    """Pages of one kind. `version` names the parser: what another version read is read again."""

    def __init__(
        self, session: PoliteSession, marks: PageMarks, parse: Callable[[bytes, str], Parsed], version: int
    ) -> None:
        self.parser_calls = 0
        self._session, self._marks, self._parse, self._version = session, marks, parse, version
        self._lock = Lock()

    def read(self, url: str) -> MarkedPage:
        """Read a page. Raises SourceError; a page that fails its checks gets no mark."""
        kept = self._marks.page_mark(url)
        parsed = self._kept(kept)
        known = kept if parsed is not None else None
        answer = self._session.get(url, mark=known, limit=PAGE_LIMIT, accept=_ACCEPT)
        if known is not None and parsed is not None and answer.not_modified:
            return MarkedPage(parsed, True, known, False)
        sha256 = hashlib.sha256(answer.body).hexdigest()
        if known is not None and parsed is not None and known.sha256 == sha256:
            mark = replace(known, etag=answer.etag, last_modified=answer.last_modified)
            return MarkedPage(parsed, True, mark, mark != known)
        with self._lock:
            self.parser_calls += 1
        read = self._parse(answer.body, answer.url)
        kept_form = json.dumps({"version": self._version, "page": read}, ensure_ascii=False)
        mark = PageMark(url, answer.etag, answer.last_modified, sha256, kept_form)
        return MarkedPage(read, False, mark, True)

    def _kept(self, mark: PageMark | None) -> Parsed | None:
        """Give what was read into a mark, if this parser read it."""
        try:
            kept = json.loads(mark.parsed) if mark is not None else None
        except ValueError:
            return None
        if isinstance(kept, dict) and kept.get("version") == self._version and isinstance(kept["page"], dict):
            return kept["page"]
        return None
