"""A real web server on loopback that answers as a test tells it to, and says what it was asked."""

import hashlib
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from monitor.sources.http import PoliteSession
from monitor.sources.http_settings import HttpSettings
from tests.fakes import FakeClock, FakeGate, FakeMarks

Act = Callable[[BaseHTTPRequestHandler], None]


@dataclass(frozen=True)
class Page:
    """One answer. `act` takes the connection over; `etag` makes conditional requests work."""

    body: bytes | str = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    etag: bool = False
    act: Act | None = None


@dataclass(frozen=True)
class Asked:
    """One request as it arrived."""

    target: str
    headers: dict[str, str]
    port: int  # the client's: tells connections apart


class LocalSite:
    """Pages by target (path and query); a list of answers is used up, its last one kept. 404 otherwise."""

    def __init__(self, context: ssl.SSLContext | None = None) -> None:
        self.pages: dict[str, Page | list[Page]] = {}
        self.asked: list[Asked] = []
        self.lock = threading.Lock()
        self.server = _Server(("127.0.0.1", 0), _Handler)
        self.server.site = self
        if context is not None:
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.scheme = "https" if context else "http"
        self.port = int(self.server.server_address[1])
        self.url = f"{self.scheme}://127.0.0.1:{self.port}"
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01})
        self.thread.start()

    def close(self) -> None:
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()

    def targets(self) -> list[str]:
        """What was asked for, robots.txt apart."""
        return [asked.target for asked in self.asked if asked.target != "/robots.txt"]

    def answer(self, target: str) -> Page:
        with self.lock:
            page = self.pages.get(target, Page("<html><title>Not found</title></html>", 404))
            if isinstance(page, list):
                page = page.pop(0) if len(page) > 1 else page[0]
            return page


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    site: LocalSite

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is part of the tests."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # headers and body are written apart: 40 ms each otherwise
    server: _Server

    def do_GET(self) -> None:
        site = self.server.site
        with site.lock:
            site.asked.append(Asked(self.path, dict(self.headers.items()), self.client_address[1]))
        self._give(site.answer(self.path))

    def _give(self, page: Page) -> None:
        if page.act is not None:
            self.close_connection = True
            page.act(self)
            return
        body = page.body.encode() if isinstance(page.body, str) else page.body
        headers = dict(page.headers)
        if page.etag:
            headers["ETag"] = '"' + hashlib.sha256(body).hexdigest()[:16] + '"'
        unchanged = page.etag and self.headers.get("If-None-Match") == headers["ETag"]
        self.send_response(304 if unchanged else page.status)
        for name, value in headers.items():
            self.send_header(name, value)
        if not unchanged:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if not unchanged:
            self.wfile.write(body)

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Keep quiet."""


@contextmanager
def local_site(context: ssl.SSLContext | None = None) -> Iterator[LocalSite]:
    site = LocalSite(context)
    try:
        yield site
    finally:
        site.close()


@dataclass
class Rig:
    """A session with everything it needs, all to be looked at."""

    session: PoliteSession
    clock: FakeClock
    gate: FakeGate
    marks: FakeMarks


@contextmanager
def rig(
    *allowed: str,
    rate: float = 0.0,
    contact: str = "",
    marks: FakeMarks | None = None,
    chance: float = 0.0,
    **more: Any,
) -> Iterator[Rig]:
    clock = FakeClock()
    gate = FakeGate(clock)
    kept = marks or FakeMarks()
    settings = HttpSettings(contact=contact, allowed=allowed, rate=rate)
    session = PoliteSession(settings, gate, clock, clock.sleep, kept, chance=lambda: chance, **more)
    try:
        yield Rig(session, clock, gate, kept)
    finally:
        session.close()
