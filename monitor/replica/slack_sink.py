"""A webhook server on loopback that answers as Slack's incoming webhooks do and keeps what is posted to it.

Slack answers 200 with the word "ok", or a status with one word of reason; it takes at most 50 blocks, 3,000
characters in a section and 150 in a header.
"""

import json
import math
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self, cast

from monitor.replica.sink_script import Script
from monitor.replica.sink_texts import post_as_text

_PREFIX = "/services/"
_LARGEST = 1_000_000
_REASONS = {
    400: "invalid_token",
    403: "action_prohibited",
    404: "no_service",
    410: "channel_is_archived",
    429: "rate_limited",
    500: "rollup_error",
}


@dataclass(frozen=True, slots=True)
class Post:
    """One request: the webhook's name, JSON body, time, and status answered (None: the line was dropped).

    `payload` is {} if the body was no JSON object.
    """

    name: str
    payload: dict[str, Any]
    received: float
    status: int | None

    @property
    def text(self) -> str:
        """The message as its reader sees it."""
        return post_as_text(self.payload)


@dataclass(frozen=True, slots=True)
class _Answer:
    """What to say; status 0 means to drop the line."""

    status: int
    body: str = ""
    retry_after: int | None = None


class SlackSink:
    """The server, in threads of its own while the context is open.

    `posts` holds what was taken, also where the line was dropped after it; `refused` the rest. `on_post` is
    called with each message taken, `delay` seconds before it is answered. `spacing`: to each webhook one post
    in so many seconds is taken, and others are answered 429, as Slack does. `clock` gives seconds.
    """

    def __init__(
        self,
        *,
        port: int = 0,
        on_post: Callable[[Post], None] | None = None,
        delay: float = 0.0,
        spacing: float = 0.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.host = "127.0.0.1"
        self.port = port
        self.posts: list[Post] = []
        self.refused: list[Post] = []
        self._on_post, self._delay, self._clock = on_post, delay, clock
        self._spacing = spacing
        self._free_at: dict[str, float] = {}
        self._script: Script[_Answer] = Script()
        self._news = threading.Condition()
        self._stopping = threading.Event()

    def __enter__(self) -> Self:
        """Open the port. Raises: OSError if it cannot be had."""
        self._server = _Server((self.host, self.port), _Request)
        self._server.sink = self
        self.port = self._server.server_address[1]
        # The wait between looks at the stop flag bounds how long closing takes.
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), name="slack sink")
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Close the port and every line."""
        self._stopping.set()
        self._server.shutdown()
        self._server.drop_lines()
        self._server.server_close()
        self._thread.join()

    def url(self, name: str) -> str:
        """Give the address of a webhook; every name has one."""
        return f"http://{self.host}:{self.port}{_PREFIX}{name}"

    def answer(
        self,
        status: int,
        *,
        name: str | None = None,
        times: int | None = 1,
        retry_after: int | None = None,
        body: str | None = None,
    ) -> None:
        """Answer so to the next posts: to one webhook if it is named, always if `times` is None.

        `retry_after` (seconds) becomes the header; without a body, the reason is the one Slack gives.
        """
        words = _REASONS.get(status, "") if body is None else body
        self._script.add(_Answer(status, words, retry_after), only=name, times=times)

    def hang_up(self, *, name: str | None = None, times: int | None = 1) -> None:
        """Take the next posts and close the line in place of an answer."""
        self._script.add(_Answer(0), only=name, times=times)

    def behave(self) -> None:
        """Forget all orders: take everything from now on."""
        self._script.clear()

    def wait(self, count: int, timeout: float = 10.0) -> list[Post]:
        """Wait until so many posts were taken. Raises: TimeoutError."""
        with self._news:
            if not self._news.wait_for(lambda: len(self.posts) >= count, timeout):
                raise TimeoutError(f"{len(self.posts)} posts instead of {count} after {timeout:g} s")
            return list(self.posts)

    def take(self, name: str, body: bytes) -> _Answer:
        """Keep what was posted and say what to answer."""
        payload, received = _payload(body), self._clock()
        answer = self._script.take(name) or self._limited(name, received) or _judge(payload)
        post = Post(name, payload or {}, received, answer.status or None)
        if answer.status not in (0, 200):
            with self._news:
                self.refused.append(post)
            return answer
        if self._on_post is not None:
            self._on_post(post)
        with self._news:
            self.posts.append(post)
            self._news.notify_all()
        if self._delay:
            self._stopping.wait(self._delay)
        return answer

    def _limited(self, name: str, now: float) -> _Answer | None:
        """Refuse a post that comes too soon after the last that was not refused."""
        with self._news:
            left = self._free_at.get(name, now) - now
            if left > 0:
                return _Answer(429, _REASONS[429], math.ceil(left))
            self._free_at[name] = now + self._spacing
        return None


class _Server(ThreadingHTTPServer):
    """Knows its open lines, so that it can close them instead of waiting for clients to go."""

    daemon_threads = False
    request_queue_size = 128
    sink: SlackSink

    def __init__(self, *arguments: Any) -> None:
        self._lines: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._closing = False
        super().__init__(*arguments)

    def opened(self, line: socket.socket) -> None:
        with self._lock:
            self._lines.add(line)
            if self._closing:
                _shut(line)

    def closed(self, line: socket.socket) -> None:
        with self._lock:
            self._lines.discard(line)

    def drop_lines(self) -> None:
        with self._lock:
            self._closing = True
            for line in self._lines:
                _shut(line)

    def handle_error(self, _request: Any, _address: Any) -> None:
        """Say nothing of clients that go away in the middle; tests kill them."""


class _Request(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def setup(self) -> None:
        super().setup()
        cast(_Server, self.server).opened(self.connection)

    def finish(self) -> None:
        cast(_Server, self.server).closed(self.connection)
        super().finish()

    def do_POST(self) -> None:
        length = self.headers.get("Content-Length", "")
        if not length.isdigit() or int(length) > _LARGEST:
            self.close_connection = True
            self._say(_Answer(413 if length.isdigit() else 411))
            return
        body = self.rfile.read(int(length))
        if not self.path.startswith(_PREFIX):
            self._say(_Answer(404, "no_service"))
            return
        answer = cast(_Server, self.server).sink.take(self.path.removeprefix(_PREFIX), body)
        if answer.status == 0:
            self.close_connection = True
        else:
            self._say(answer)

    def _say(self, answer: _Answer) -> None:
        body = answer.body.encode()
        self.send_response(answer.status)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        if answer.retry_after is not None:
            self.send_header("Retry-After", str(answer.retry_after))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *arguments: Any) -> None:  # noqa: A002
        """Keep quiet: what came is in the sink."""


def _payload(body: bytes) -> dict[str, Any] | None:
    try:
        payload = json.loads(body)
    except ValueError:
        return None
    return payload if isinstance(payload, dict) else None


def _judge(payload: dict[str, Any] | None) -> _Answer:
    if payload is None:
        return _Answer(400, "invalid_payload")
    blocks = payload.get("blocks") or []
    if not (blocks or payload.get("text") or payload.get("attachments")):
        return _Answer(400, "no_text")
    fits = isinstance(blocks, list) and len(blocks) <= 50 and all(_block_fits(block) for block in blocks)
    return _Answer(200, "ok") if fits else _Answer(400, "invalid_blocks")


def _block_fits(block: Any) -> bool:
    if not isinstance(block, dict) or "type" not in block:
        return False
    text = block.get("text")
    if not isinstance(text, dict):
        return bool(block["type"] != "header")
    words = text.get("text")
    return isinstance(words, str) and 0 < len(words) <= (150 if block["type"] == "header" else 3000)


def _shut(line: socket.socket) -> None:
    try:
        line.shutdown(socket.SHUT_RDWR)
    except OSError:  # the client was quicker
        return
