"""What we remember of each host's robots.txt: fetched when first needed, asked for again after a day."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from threading import Lock
from typing import Protocol

from monitor.errors import FetchFailed, Refused
from monitor.ports.clock import Clock
from monitor.ports.sources import PageMark
from monitor.sources.addresses import Place
from monitor.sources.answers import Response
from monitor.sources.robots import Robots, parse_robots

KEPT = timedelta(hours=24)
KEPT_AFTER_REFUSAL = timedelta(hours=1)  # a 403 may be about load, not about the file
LIMIT = 512 * 1024  # bytes, as RFC 9309 allows

_REFUSALS = (401, 403)


class MarksStore(Protocol):
    """Kept marks that can be added to; the store is one."""

    def page_mark(self, url: str) -> PageMark | None:
        """Give the mark of a URL."""
        ...

    def keep_marks(self, marks: Iterable[PageMark]) -> None:
        """Keep marks, in place of earlier ones of the same URLs."""
        ...


@dataclass(frozen=True, slots=True)
class _Memory:
    """One host's robots.txt; `status` 200, or the 4xx that stands for "no rules"."""

    fetched: datetime
    status: int
    text: str
    robots: Robots
    mark: PageMark

    def fresh(self, now: datetime) -> bool:
        kept = KEPT_AFTER_REFUSAL if self.status in _REFUSALS else KEPT
        return now - kept < self.fetched <= now


class RobotsMemory:
    """Knows the rules of each place, in this process and, through the marks, across processes."""

    def __init__(
        self,
        fetch: Callable[[Place, PageMark | None, int], Response],
        marks: MarksStore | None,
        clock: Clock,
        *,
        agent: str,
    ) -> None:
        self._fetch, self._marks, self._clock, self._agent = fetch, marks, clock, agent
        self._known: dict[str, _Memory] = {}
        self._lock = Lock()
        self._fetching: defaultdict[str, Lock] = defaultdict(Lock)

    def rules(self, place: Place) -> Robots:
        """Give a place's rules. Raises FetchFailed, Refused when they cannot be had."""
        url = place.robots_url
        with self._lock:
            fetching = self._fetching[url]
        with fetching:
            memory = self._known.get(url) or self._remembered(url)
            if memory is None or not memory.fresh(self._clock()):
                memory = self._ask(place, memory)
                if self._marks is not None:
                    self._marks.keep_marks([memory.mark])
            self._known[url] = memory
            return memory.robots

    def _remembered(self, url: str) -> _Memory | None:
        mark = self._marks.page_mark(url) if self._marks is not None else None
        if mark is None:
            return None
        try:
            kept = json.loads(mark.parsed)
            fetched = datetime.fromisoformat(kept["fetched"])
            return self._memory(mark, fetched, int(kept["status"]), str(kept["text"]))
        except (ValueError, KeyError, TypeError):
            return None  # kept by another version: ask again

    def _ask(self, place: Place, memory: _Memory | None) -> _Memory:
        url = place.robots_url
        mark = memory.mark if memory is not None and memory.status == 200 else None
        try:
            answer = self._fetch(place, mark, LIMIT)
        except Refused as error:
            if error.status is None or not 400 <= error.status < 500:
                raise
            return self._new(PageMark(url, None, None, "", ""), error.status, "")
        except FetchFailed as error:
            message = f"robots.txt could not be read, so nothing else is asked: {error.message}"
            raise FetchFailed(message, url=url, retry_at=error.retry_at) from error
        if answer.not_modified and memory is not None:
            return self._new(memory.mark, 200, memory.text)
        found = PageMark(url, answer.etag, answer.last_modified, "", "")
        return self._new(found, 200, answer.body.decode("utf-8", errors="replace"))

    def _new(self, found: PageMark, status: int, text: str) -> _Memory:
        now = self._clock()
        kept = {"fetched": now.astimezone(UTC).isoformat(), "status": status, "text": text}
        sha256 = hashlib.sha256(text.encode()).hexdigest()
        mark = PageMark(found.url, found.etag, found.last_modified, sha256, json.dumps(kept))
        return self._memory(mark, now, status, text)

    def _memory(self, mark: PageMark, fetched: datetime, status: int, text: str) -> _Memory:
        return _Memory(fetched, status, text, parse_robots(text, agent=self._agent), mark)
