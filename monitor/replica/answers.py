"""What each host answers to a request, switches included; the wire is the server's matter."""

import re
import threading
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import unquote

from monitor.replica.pages import listing_page, robots_text
from monitor.replica.press import FEEDS, STORIES, quirks_of
from monitor.replica.records import MakePdf, Provider, Report, long_date
from monitor.replica.search import read_query, search
from monitor.replica.shell import (
    CAMPAIGNS,
    Frame,
    challenge,
    home,
    page_not_found,
    refused,
    report_not_found,
    unavailable,
)
from monitor.replica.switches import is_target
from monitor.replica.timeline import provider_page
from monitor.replica.world import World

HTML = "text/html; charset=UTF-8"
RSS = "application/rss+xml; charset=UTF-8"
PRIVATE = "http://127.0.0.2:9"  # loopback, but nobody is there
PROVIDER, FILE, MOVED = "/provider/44/", "/v1/file/", "/moved"


@dataclass(frozen=True, slots=True)
class Asked:
    """A request: `host` is `site` or `files`, `at` the second it came, on the server's own clock."""

    host: str
    method: str
    path: str
    query: str
    at: float

    @property
    def target(self) -> str:
        """Give path and query as one."""
        return f"{self.path}?{self.query}" if self.query else self.path


@dataclass(frozen=True, slots=True)
class Answer:
    """A response. `broken`: `reset` sends half and resets, `drop` resets at once, `cut` ends after half."""

    status: int
    body: bytes = b""
    content_type: str | None = HTML
    headers: Mapping[str, str] = field(default_factory=dict)
    broken: str = ""


Route = Callable[[Asked], Answer]


class Answers:
    """Answers requests from a world; pages and made documents are kept until the world changes."""

    def __init__(self, world: World, make_pdf: MakePdf, routes: Mapping[str, Route]) -> None:
        self.world, self.site, self.files = world, "", ""
        self._make_pdf, self._routes = make_pdf, dict(routes)
        self._pages: dict[tuple[Any, ...], Answer] = {}
        self._pages_of: tuple[Any, ...] = ()
        self._documents: dict[tuple[str, int], bytes] = {}
        self._making = threading.Lock()
        self._churn = 0
        self._arrivals: dict[str, deque[float]] = {"site": deque(), "files": deque()}

    def answer(self, asked: Asked) -> Answer:
        """Answer one request."""
        self.world.settle()
        if asked.path == "/robots.txt":
            text = robots_text(self.world.get("robots"), asked.host)
            return self._not_found() if text is None else Answer(200, text.encode(), "text/plain")
        answer = self._load_fault(asked) or (self._site(asked) if asked.host == "site" else self._file(asked))
        if answer.status == 200 and self.world.take("body_cut", host=asked.host, path=asked.target):
            return replace(answer, broken="cut")
        return answer

    def _load_fault(self, asked: Asked) -> Answer | None:
        for switch, fault in _LOAD_FAULTS.items():
            taken = self.world.take(switch, host=asked.host, path=asked.target)
            if taken is not None:
                wait = {} if taken.retry_after is None else {"Retry-After": str(taken.retry_after)}
                return Answer(fault.status, fault.body, fault.content_type, wait, fault.broken)
        if self._is_too_fast(asked):
            return Answer(403, refused(403))
        if self.world.get("maintenance_outage"):
            return Answer(503, unavailable(self._frame(asked)))
        return None

    def _is_too_fast(self, asked: Asked) -> bool:
        limit, arrivals = self.world.get("refuse_above"), self._arrivals[asked.host]
        if limit is None:
            return False
        with self.world.lock:
            arrivals.append(asked.at)
            while arrivals[0] <= asked.at - 1:
                arrivals.popleft()
            return len(arrivals) > float(limit)

    # the site

    def _site(self, asked: Asked) -> Answer:
        for prefix, route in self._routes.items():
            if asked.path.startswith(prefix):
                return route(asked)
        if asked.path.startswith((FEEDS, STORIES, MOVED)):
            return self._press(asked)
        redirect = self.world.get("redirect")
        if redirect and not _hop(asked):
            return self._redirect(redirect, asked, self.site)
        frame = self._frame(asked)
        return self._kept((asked.path, asked.query, frame), lambda: self._page(asked, frame))

    def _press(self, asked: Asked) -> Answer:
        if asked.path.startswith(MOVED):
            return Answer(302, headers={"Location": f"{self.site}{asked.path.removeprefix(MOVED)}"})
        name = unquote(asked.path.removeprefix(FEEDS))
        if asked.path.startswith(STORIES):
            page = self.world.press.story(asked.path)
            return self._not_found() if page is None else Answer(200, page)
        quirks = quirks_of(name, self.world.switched())
        if "q9" in quirks:
            return Answer(403, refused(403))
        feed = self.world.press.feed(name, self.site, quirks)
        return self._not_found() if feed is None else Answer(200, feed, RSS)

    def _page(self, asked: Asked, frame: Frame) -> Answer:
        if asked.path == "/search":
            return Answer(200, listing_page(self.world, search(self.world, read_query(asked.query)), frame))
        if asked.path == "/":
            return Answer(200, home(frame))
        if asked.path == "/css/style.css":
            return Answer(200, b".nonvisual { position: absolute; left: -9999px }\n", "text/css")
        if asked.path == "/report-not-found":
            return Answer(404, report_not_found(frame))
        provider = self.world.provider(asked.path.removeprefix(PROVIDER)) if PROVIDER in asked.path else None
        if provider is None:
            return self._not_found()
        return Answer(200, provider_page(self.world, provider, site=self.site, files=self.files, frame=frame))

    def _kept(self, key: tuple[Any, ...], render: Callable[[], Answer]) -> Answer:
        with self.world.lock:
            state = (self.world.version, self.world.today())
            if self._pages_of != state:
                self._pages.clear()
                self._pages_of = state
            if key not in self._pages:
                self._pages[key] = render()
            return self._pages[key]

    def _frame(self, asked: Asked) -> Frame:
        campaign = int(self.world.get("campaign"))
        if self.world.get("campaign_churn") and asked.host == "site":
            self._churn += 1
            campaign = self._churn % (CAMPAIGNS + 1)
        return Frame(self._notice(), campaign, int(self.world.get("page_weight")))

    def _notice(self) -> str:
        text = self.world.get("maintenance_notice")
        if text is True or (not text and self.world.get("maintenance_outage")):
            today = self.world.today()
            day = long_date(today, padded=False)
            return f"Maintenance work: {today:%A} {day}. The site may be unavailable from 5:30 PM to 6 PM."
        return str(text or "")

    def _not_found(self) -> Answer:
        return Answer(404, page_not_found(Frame()))

    # the file service

    def _file(self, asked: Asked) -> Answer:
        file_id = asked.path.removeprefix(FILE)
        found = self.world.find(file_id) if asked.path.startswith(FILE) else None
        if found is None:
            return self._missing()
        if asked.method == "HEAD" and self.world.get("head_refused"):
            return Answer(405, b"", None, {"Allow": "GET"})
        redirected = self._file_redirect(asked, file_id)
        if redirected is not None:
            return redirected
        provider, report = found
        is_gone = report.missing or report.withdrawn or is_target(self.world.get("file_404"), file_id)
        if is_gone or self.world.take_missing(file_id):
            return self._missing()
        return self._document(provider, report)

    def _document(self, provider: Provider, report: Report) -> Answer:
        def struck(name: str) -> bool:
            return is_target(self.world.get(name), report.file_id, provider.urn)

        kind = self.world.get("content_type")
        if struck("file_200_html"):
            return Answer(200, report_not_found(Frame()))
        if struck("file_empty"):
            return Answer(200, b"", kind)
        whole = self._bytes(provider, report)
        if struck("file_unreadable"):
            return Answer(200, b"%PDF-1.7\n" + b"\x00\xff nothing here \n" * 2_000 + b"%%EOF\n", kind)
        if struck("file_truncated"):
            return Answer(200, whole[: len(whole) // 2], kind)
        broken = "reset" if struck("file_reset") else "cut" if struck("file_cut") else ""
        return Answer(200, whole, kind, broken=broken)

    def _bytes(self, provider: Provider, report: Report) -> bytes:
        key = report.file_id, report.revision
        with self._making:
            if key not in self._documents:
                self._documents[key] = _document_bytes(report, provider, self._make_pdf)
            return self._documents[key]

    def forget(self) -> None:
        """Drop kept documents and arrivals, as the world goes back to its beginning."""
        with self._making, self.world.lock:
            self._documents.clear()
            for arrivals in self._arrivals.values():
                arrivals.clear()

    def _missing(self) -> Answer:
        if self.world.get("file_404_by_redirect"):
            return Answer(302, headers={"Location": f"{self.site}/report-not-found"})
        return Answer(404, report_not_found(Frame()))

    def _file_redirect(self, asked: Asked, file_id: str) -> Answer | None:
        hops = {"same_host": int(self.world.get("redirect_hops")), "off_host": 1, "private": 1}
        for kind, most in hops.items():
            if is_target(self.world.get(f"file_redirect_{kind}"), file_id) and _hop(asked) < most:
                return self._redirect(kind, asked, self.files)
        return None

    def _redirect(self, kind: str, asked: Asked, own: str) -> Answer:
        # The other name leads back here, so that the log shows whoever followed.
        elsewhere = own.replace("127.0.0.1", "localhost")
        to = {"same_host": own, "off_host": elsewhere, "private": self.world.get("redirect_to") or PRIVATE}[
            kind
        ]
        rest = re.sub(r"&?hop=\d+$", "", asked.query)
        query = f"{rest}&hop={_hop(asked) + 1}" if rest else f"hop={_hop(asked) + 1}"
        return Answer(302, headers={"Location": f"{to}{asked.path}?{query}"})


def _hop(asked: Asked) -> int:
    found = re.search(r"(?:^|&)hop=(\d+)$", asked.query)
    return int(found[1]) if found else 0


def _document_bytes(report: Report, provider: Provider, make_pdf: MakePdf) -> bytes:
    if report.pdf is None:
        return make_pdf(report, provider)
    return report.pdf if isinstance(report.pdf, bytes) else report.pdf.read_bytes()


_LOAD_FAULTS = {
    "connection_reset": Answer(0, broken="drop"),
    "refuse_403": Answer(403, refused(403)),
    "refuse_429": Answer(429, refused(429)),
    "refuse_503": Answer(503, refused(503)),
    "challenge_200": Answer(200, challenge()),
    "challenge_403": Answer(403, challenge()),
}
