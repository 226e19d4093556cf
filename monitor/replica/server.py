"""The replica as servers: the reports site, the file service and a control port, each a host of its own.

HTTP/1.1 with kept connections. Only the file service and the site are faulty, slow or rude, and only as the
world's switches say.
"""

import contextlib
import hashlib
import os
import socket
import struct
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from email.utils import format_datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, ClassVar, cast

from monitor.replica.actions import flip
from monitor.replica.answers import Answer, Answers, Asked, Route
from monitor.replica.control import ControlPort
from monitor.replica.records import MakePdf
from monitor.replica.request_log import LOGGED_HEADERS, Request, RequestLog
from monitor.replica.stub_pdf import stub_pdf
from monitor.replica.switches import is_target
from monitor.replica.world import World

LOOPBACK = "127.0.0.1"
SLOW_CHUNKS = 10
STOP_WITHIN = 5.0


class Replica:
    """The two hosts and their control port; `with` starts and stops them.

    `delay` is how many seconds each answer waits. `routes` adds pages to the site, by path prefix. `ports`
    are those of site, files and control; 0 takes a free one.
    """

    def __init__(
        self,
        world: World,
        host: str = LOOPBACK,
        delay: float = 0.05,
        *,
        make_pdf: MakePdf = stub_pdf,
        routes: Mapping[str, Route] | None = None,
        ports: tuple[int, int, int] = (0, 0, 0),
    ) -> None:
        self.world, self.delay = world, delay
        self.log = RequestLog()
        self.answers = Answers(world, make_pdf, routes or {})
        self.validators: dict[str, tuple[str, datetime]] = {}
        self.stopping = threading.Event()
        self._host, self._ports = host, ports
        self._servers: list[_Server] = []

    def start(self) -> "Replica":
        """Listen on all three ports. Raises OSError when one is taken."""
        self.stopping.clear()
        self._servers = []
        hosts = (self._host, self._host, LOOPBACK)
        handlers = (_SiteRequest, _FilesRequest, ControlPort)
        with contextlib.ExitStack() as opened:  # if one port is taken, the others are given back
            for address, handler in zip(zip(hosts, self._ports, strict=True), handlers, strict=True):
                self._servers.append(_Server(address, handler, self))
                opened.callback(self._servers[-1].server_close)
            opened.pop_all()
        self.answers.site, self.answers.files = self.site_url, self.files_url
        for server in self._servers:
            server.begin()
        return self

    def stop(self) -> None:
        """Stop listening, cut what connections there are and wait for their threads."""
        self.stopping.set()
        for server in self._servers:
            server.end()
        self._servers = []

    def __enter__(self) -> "Replica":
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def site_url(self) -> str:
        """Give the address of the reports site."""
        return self._servers[0].url

    @property
    def files_url(self) -> str:
        """Give the address of the file service."""
        return self._servers[1].url

    @property
    def control_url(self) -> str:
        """Give the address of the control port."""
        return self._servers[2].url

    @property
    def requests(self) -> list[Request]:
        """Give all requests to site and files, in order of arrival."""
        return self.log.all()

    def switch(self, name: str, value: Any = True) -> Any:
        """Set a switch, or have one act. Raises KeyError, ValueError."""
        return flip(self.world, name, value)

    def reset(self) -> None:
        """Go back to the beginning: world, switches, time and log."""
        self.world.reset()
        self.answers.forget()
        self.validators.clear()
        self.log.clear()


class _Server(ThreadingHTTPServer):
    daemon_threads = False  # so that closing waits for them
    request_queue_size = 128

    def __init__(
        self, address: tuple[str, int], handler: Callable[..., BaseHTTPRequestHandler], replica: Replica
    ) -> None:
        super().__init__(address, handler)
        self.replica = replica
        self._live: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self.serve_forever, args=(0.02,), name="replica")

    @property
    def url(self) -> str:
        host, port = cast(tuple[str, int], self.server_address[:2])
        return f"http://{host}:{port}"

    def server_bind(self) -> None:
        # The stock one asks the resolver for the machine's name, which may take seconds.
        socket.socket.bind(self.socket, cast(tuple[str, int], self.server_address))
        self.server_address = self.socket.getsockname()
        self.server_name, self.server_port = "replica", self.server_address[1]

    def begin(self) -> None:
        self._thread.start()

    def end(self) -> None:
        self.shutdown()
        with self._lock:
            for connection in self._live:
                _shut(connection)
        self.server_close()
        self._thread.join(STOP_WITHIN)

    def process_request(self, request: Any, client_address: Any) -> None:
        with self._lock:
            self._live.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        with self._lock:
            self._live.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of clients that went away: they may. Anything else is a mistake of the replica's."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)


class _HostRequest(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    role: ClassVar[str]

    def do_GET(self) -> None:
        self._respond()

    def do_HEAD(self) -> None:
        self._respond()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name is inherited
        """Leave standard error alone: the request log has it all."""

    def _respond(self) -> None:
        replica = cast(_Server, self.server).replica
        at = time.monotonic()
        path, _, query = self.path.partition("?")
        asked = Asked(self.role, self.command, path, query, at)
        delay = replica.world.get("delay")
        replica.stopping.wait(replica.delay if delay is None else float(delay))
        answer = replica.answers.answer(asked)
        marked = replica.world.get("etags") or is_target(
            replica.world.get("feed_q10"), path.rpartition("/")[2]
        )
        if marked and answer.status == HTTPStatus.OK:
            answer = self._validated(replica, asked, answer)
        headers = {name: self.headers[name] for name in LOGGED_HEADERS if name in self.headers}

        def note(sent: int) -> None:
            # Before the last byte leaves: who has an answer finds it in the log, and no request of theirs
            # that follows seems to overlap with this one.
            replica.log.add(
                Request(
                    at,
                    self.role,
                    self.command,
                    self.path,
                    headers,
                    int(answer.status),
                    sent,
                    time.monotonic(),
                    self.client_address[1],
                )
            )

        self._send(replica, answer, note)

    def _validated(self, replica: Replica, asked: Asked, answer: Answer) -> Answer:
        tag = f'"{hashlib.sha256(answer.body).hexdigest()[:20]}"'
        key = f"{asked.host} {asked.target}"
        known = replica.validators.get(key)
        changed = known[1] if known and known[0] == tag else replica.world.clock.now()
        replica.validators[key] = tag, changed
        marks = {"ETag": tag, "Last-Modified": format_datetime(changed, usegmt=True)}
        asked_tag, asked_time = self.headers["If-None-Match"], self.headers["If-Modified-Since"]
        if asked_tag == tag or (asked_tag is None and asked_time == marks["Last-Modified"]):
            return Answer(HTTPStatus.NOT_MODIFIED, b"", None, marks)
        return replace(answer, headers={**answer.headers, **marks})

    def _send(self, replica: Replica, answer: Answer, note: Callable[[int], None]) -> None:
        if answer.broken == "drop":
            note(0)
            self._reset_connection()
            return
        body = b"" if self.command == "HEAD" else answer.body
        if answer.broken:
            body = body[: len(body) // 2]
        head, slow = self._head(replica, answer), float(replica.world.get("slow_body"))
        if slow and body:
            self.wfile.write(head)
            head, body, sent = b"", self._trickle(replica, body, slow), len(body)
        else:
            sent = len(body)
        note(sent)
        self.wfile.write(head + body)
        if answer.broken == "reset":
            self._reset_connection()
        elif answer.broken == "cut":
            self.close_connection = True

    def _head(self, replica: Replica, answer: Answer) -> bytes:
        lines = [
            f"HTTP/1.1 {int(answer.status)} {HTTPStatus(answer.status).phrase}",
            f"Date: {format_datetime(replica.world.clock.now(), usegmt=True)}",
        ]
        if answer.content_type and answer.status != HTTPStatus.NOT_MODIFIED:
            lines.append(f"Content-Type: {answer.content_type}")
        if answer.status != HTTPStatus.NOT_MODIFIED:
            lines.append(f"Content-Length: {len(answer.body)}")
        lines += [f"{name}: {value}" for name, value in answer.headers.items()]
        return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")

    def _trickle(self, replica: Replica, body: bytes, seconds: float) -> bytes:
        """Send all but the last part of a body, slowly, and give that part."""
        size = -(-len(body) // SLOW_CHUNKS)
        *parts, last = (body[offset : offset + size] for offset in range(0, len(body), size))
        for part in parts:
            replica.stopping.wait(seconds / SLOW_CHUNKS)
            self.wfile.write(part)
        replica.stopping.wait(seconds / SLOW_CHUNKS)
        return last

    def _reset_connection(self) -> None:
        self.close_connection = True
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        os.close(self.connection.detach())  # at once and without a farewell: the client sees a reset


class _SiteRequest(_HostRequest):
    role = "site"


class _FilesRequest(_HostRequest):
    role = "files"


def _shut(connection: socket.socket) -> None:
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # gone already
