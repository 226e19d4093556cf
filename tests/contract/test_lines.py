"""Kept lines to a web server: used again while they are good, and never trusted when they are not."""

import http.client
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from monitor.notify.lines import Lines
from monitor.notify.safe_post import Answer, NoAnswer, post


class Server(ThreadingHTTPServer):
    """Notes each line and each post; `ends` says after which path it hangs up without a word."""

    daemon_threads = True

    def __init__(self) -> None:
        self.lines: list[Any] = []
        self.paths: list[str] = []
        super().__init__(("127.0.0.1", 0), Answerer)


class Answerer(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Server

    def setup(self) -> None:
        super().setup()
        self.server.lines.append(self.connection)

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.server.paths.append(self.path)
        if self.path == "/silent":
            self.close_connection = True
            return
        body = b"x" * (10_000 if self.path == "/long" else 2)
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        if self.path == "/leaves":  # it said nothing of it
            self.close_connection = True

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        return


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def lines() -> Iterator[Lines]:
    lines = Lines()
    yield lines
    lines.close()


def send(server: Server, lines: Lines, path: str = "/x") -> Answer:
    url = f"http://127.0.0.1:{server.server_port}{path}"
    return post(url, b"{}", {}, timeout=5, ssl_context=None, lines=lines)


def test_a_line_is_used_again(server: Server, lines: Lines) -> None:
    for _ in range(3):
        assert send(server, lines).body == "xx"
    assert (len(server.lines), len(server.paths)) == (1, 3)


def test_a_line_that_the_server_closed_is_not_posted_on(server: Server, lines: Lines) -> None:
    send(server, lines, "/leaves")
    place = ("http", "127.0.0.1", server.server_port)
    while (line := lines.take(place)) is not None:
        lines.keep(place, line)  # until its end has come
    assert send(server, lines).status == 200
    assert len(server.paths) == 2


def _open_lines(lines: Lines) -> int:
    return sum(map(len, lines._idle.values()))


def test_an_answer_that_was_not_read_to_its_end_ends_the_line(server: Server, lines: Lines) -> None:
    assert len(send(server, lines, "/long").body) == 4096
    assert _open_lines(lines) == 0
    send(server, lines)
    assert len(server.lines) == 2


def test_silence_on_a_kept_line_is_not_tried_again_by_itself(server: Server, lines: Lines) -> None:
    send(server, lines)
    with pytest.raises(NoAnswer):
        send(server, lines, "/silent")
    assert server.paths == ["/x", "/silent"], "it may have arrived"


def test_an_old_line_is_not_trusted() -> None:
    now = [0.0]
    lines = Lines(ticks=lambda: now[0])
    lines.keep(("http", "x", 80), http.client.HTTPConnection("x"))
    now[0] = 6.0
    assert lines.take(("http", "x", 80)) is None
    assert lines.take(("http", "x", 80)) is None
