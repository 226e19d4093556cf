"""The webhook channel against a real HTTP server, and the receiver's side as the docs show it."""

import json
import re
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from monitor.domain.events import Rendered
from monitor.errors import DeliveryDeferred, DeliveryRejected, DeliveryUncertain
from monitor.notify.webhook import Receiver, WebhookChannel
from tests.builders import a_known_event, a_table
from tests.fakes import MORNING, FakeClock

ROOT = Path(__file__).resolve().parents[2]
SECRET = "a signing secret"
MESSAGE_ID = "<0123456789abcdef@alerts.example>"
MESSAGE = Rendered("Ashbourne Vale: “inconsistent”", "In words.\n", "<p>In words.", ({"type": "divider"},))
EVENT = a_known_event(data={"title": "Área SEND full inspection"})


@dataclass
class Took:
    """One post as it came."""

    path: str
    headers: Mapping[str, str]
    body: bytes


@dataclass
class Script:
    """What the server answers: (status, headers) one by one, then 200; status 0 hangs up."""

    answers: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    posts: list[Took] = field(default_factory=list)


class Server(ThreadingHTTPServer):
    script: Script


class Answerer(BaseHTTPRequestHandler):
    server: Server

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        script = self.server.script
        script.posts.append(Took(self.path, dict(self.headers), body))
        status, headers = script.answers.pop(0) if script.answers else (200, {})
        if not status:
            self.close_connection = True
            return
        self.send_response(status)
        for name, value in ({"Content-Length": "2"} | headers).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        return


@pytest.fixture
def server() -> Iterator[Server]:
    with Server(("127.0.0.1", 0), Answerer) as server:
        server.script = Script()
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


def channel_to(url: str, clock: Callable[[], Any], *, timeout: float = 10) -> WebhookChannel:
    receivers = {"council": Receiver(url, SECRET)}
    return WebhookChannel(receivers, areas=a_table(), clock=clock, timeout=timeout)


@pytest.fixture
def channel(server: Server, clock: FakeClock) -> WebhookChannel:
    return channel_to(f"http://127.0.0.1:{server.server_port}/hook?from=send", clock)


def send(channel: WebhookChannel) -> str:
    return channel.send("council", MESSAGE, message_id=MESSAGE_ID, event=EVENT)


def test_an_event_arrives_as_json_with_its_words(channel: WebhookChannel, server: Server) -> None:
    assert send(channel) == "200 ok"
    (post,) = server.script.posts
    assert post.path == "/hook?from=send"
    assert post.headers["Content-Type"] == "application/json"
    assert post.headers["Idempotency-Key"] == "0123456789abcdef@alerts.example"
    assert json.loads(post.body) == {
        "version": 1,
        "event": {
            "id": 1,
            "key": EVENT.key,
            "kind": "report.published",
            "area": {"urn": "90001", "name": "Ashbourne Vale"},
            "band": "inconsistent",
            "occurred": "2026-09-08T08:30:00Z",
            "seen": "2026-09-08T08:30:00Z",
            "data": {"title": "Área SEND full inspection"},
        },
        "subject": MESSAGE.subject,
        "text": MESSAGE.text,
    }


def test_the_receiver_in_the_docs_knows_what_is_ours(
    channel: WebhookChannel, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = (ROOT / "docs" / "configuration.md").read_text("utf-8")
    (snippet,) = re.findall(r"^```python\n(.*?)^```", text, re.M | re.S)
    shown: dict[str, Any] = {}
    exec(snippet, shown)
    is_ours = shown["is_ours"]
    send(channel)
    (post,) = server.script.posts
    now = MORNING.timestamp()
    monkeypatch.setattr("time.time", lambda: now + 299)
    assert is_ours(SECRET, post.headers, post.body)
    assert not is_ours("another secret", post.headers, post.body)
    assert not is_ours(SECRET, post.headers, post.body + b" ")
    later = {**post.headers, "X-Send-Monitor-Timestamp": str(int(now) + 1)}
    assert not is_ours(SECRET, later, post.body), "the time is signed too"
    assert not is_ours(SECRET, {}, post.body)
    monkeypatch.setattr("time.time", lambda: now + 301)
    assert not is_ours(SECRET, post.headers, post.body), "an old post that is played again"


def test_every_try_has_the_same_key_and_body_and_its_own_time(
    channel: WebhookChannel, server: Server, clock: FakeClock
) -> None:
    server.script.answers = [(500, {})]
    with pytest.raises(DeliveryDeferred):
        send(channel)
    clock.advance(minutes=1)
    send(channel)
    first, second = server.script.posts
    assert first.body == second.body
    assert first.headers["Idempotency-Key"] == second.headers["Idempotency-Key"]
    assert first.headers["X-Send-Monitor-Signature"] != second.headers["X-Send-Monitor-Signature"]


@pytest.mark.parametrize("status", [408, 425, 500, 502, 504])
def test_what_may_pass_is_tried_again(channel: WebhookChannel, server: Server, status: int) -> None:
    server.script.answers = [(status, {"Retry-After": "60"})]
    with pytest.raises(DeliveryDeferred, match=str(status)) as caught:
        send(channel)
    assert caught.value.retry_at is None
    send(channel)


@pytest.mark.parametrize("status", [429, 503])
def test_retry_after_is_obeyed(
    channel: WebhookChannel, server: Server, clock: FakeClock, status: int
) -> None:
    server.script.answers = [(status, {"Retry-After": "30"})]
    for _ in range(2):  # the second time without asking
        with pytest.raises(DeliveryDeferred) as caught:
            send(channel)
        assert caught.value.retry_at == MORNING + timedelta(seconds=30)
    assert len(server.script.posts) == 1
    clock.advance(seconds=30)
    send(channel)


@pytest.mark.parametrize(("status", "gone"), [(400, False), (401, False), (404, False), (410, True)])
def test_a_final_no_is_final(channel: WebhookChannel, server: Server, status: int, gone: bool) -> None:
    server.script.answers = [(status, {})]
    with pytest.raises(DeliveryRejected, match=str(status)) as caught:
        send(channel)
    assert caught.value.gone is gone


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(channel: WebhookChannel, server: Server, status: int) -> None:
    server.script.answers = [(status, {"Location": f"http://127.0.0.1:{server.server_port}/other"})]
    with pytest.raises(DeliveryRejected, match="redirects are not followed"):
        send(channel)
    assert len(server.script.posts) == 1


def test_no_answer_after_the_post_is_uncertain(channel: WebhookChannel, server: Server) -> None:
    server.script.answers = [(0, {})]
    with pytest.raises(DeliveryUncertain):
        send(channel)


def test_a_receiver_that_is_down_is_tried_again(clock: FakeClock) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    with pytest.raises(DeliveryDeferred, match="cannot post"):
        send(channel_to(f"http://127.0.0.1:{port}/", clock))


def resolved_to(*addresses: str) -> Callable[..., list[Any]]:
    return lambda *_, **__: [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, 443)) for one in addresses]


@pytest.mark.parametrize("addresses", [("10.0.0.1",), ("93.184.216.34", "192.168.1.1"), ("127.0.0.1",)])
def test_a_name_that_leads_into_a_private_network_is_not_posted_to(
    clock: FakeClock, monkeypatch: pytest.MonkeyPatch, addresses: tuple[str, ...]
) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", resolved_to(*addresses))
    monkeypatch.setattr(socket, "create_connection", lambda *_: pytest.fail("it was connected to"))
    with pytest.raises(DeliveryDeferred, match="private network"):
        send(channel_to("https://hooks.example.org/x", clock))


@pytest.mark.parametrize(
    "url",
    ["https://10.0.0.1/", "https://[::ffff:10.0.0.1]/", "https://169.254.169.254/", "http://hooks.example/"],
)
def test_an_address_that_is_private_or_not_https_is_refused(clock: FakeClock, url: str) -> None:
    with pytest.raises(DeliveryRejected):
        send(channel_to(url, clock))


def test_an_unknown_receiver_is_refused(channel: WebhookChannel) -> None:
    with pytest.raises(DeliveryRejected, match="no webhook is called"):
        channel.send("other", MESSAGE, message_id=MESSAGE_ID, event=EVENT)


def test_the_secret_is_in_no_representation(server: Server) -> None:
    assert SECRET not in repr(Receiver("https://example.org", SECRET))
