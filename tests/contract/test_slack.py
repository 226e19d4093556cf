"""The Slack channel against a real HTTP server that answers, fails and hangs up as Slack may."""

import ipaddress
import json
import logging
import socket
import ssl
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
import trustme

from monitor.domain.events import Rendered
from monitor.errors import DeliveryDeferred, DeliveryError, DeliveryRejected, DeliveryUncertain
from monitor.notify.blocks import BLOCK_LIMIT
from monitor.notify.safe_post import is_public
from monitor.notify.slack import SlackChannel
from tests.builders import a_known_event

NOW = datetime(2026, 5, 27, 8, 32, 5, tzinfo=UTC)
SECRET = "T000SECRET/B000SECRET/xyzzySECRET"
MESSAGE_ID = "<0123456789abcdef@alerts.example>"
EVENT = a_known_event()
MESSAGE = Rendered(
    subject="Kestrelshire: <!channel> & more",
    text="As text.",
    html="",
    blocks=({"type": "section", "text": {"type": "mrkdwn", "text": "Found.", "verbatim": True}},),
)


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@dataclass
class Reply:
    """What the server does with a post: `then` is "answer", "hang_up", "say_nothing" or "cut_short"."""

    status: int = 200
    body: str = "ok"
    headers: dict[str, str] = field(default_factory=dict)
    then: str = "answer"


class SlackLike(ThreadingHTTPServer):
    """Takes posts as Slack's webhook host does; `replies` are given one by one, then "ok" for ever."""

    daemon_threads = False
    request_queue_size = 64

    def __init__(self) -> None:
        self.replies: list[Reply] = []
        self.posts: list[dict[str, Any]] = []
        self.paths: list[str] = []
        self.requests: list[str] = []
        self.finish = threading.Event()
        super().__init__(("127.0.0.1", 0), _Answerer)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/services/{SECRET}"


class _Answerer(BaseHTTPRequestHandler):
    server: SlackLike

    def do_GET(self) -> None:
        self.server.requests.append("GET")
        self.send_error(400)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.requests.append("POST")
        self.server.paths.append(self.path)
        self.server.posts.append(json.loads(body))
        reply = self.server.replies.pop(0) if self.server.replies else Reply()
        if reply.then == "say_nothing":
            self.server.finish.wait(10)
        if reply.then in {"hang_up", "say_nothing"}:
            self.close_connection = True
            return
        text = reply.body.encode()
        self.send_response(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(text) + (100 if reply.then == "cut_short" else 0)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        return


@pytest.fixture
def slack() -> Iterator[SlackLike]:
    with SlackLike() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.finish.set()
        server.shutdown()
        thread.join()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def channel(slack: SlackLike, clock: Clock) -> SlackChannel:
    return SlackChannel({"send-team": slack.url, "desk": slack.url + "-desk"}, clock=clock, timeout=0.3)


def send(channel: SlackChannel, address: str = "send-team", message: Rendered = MESSAGE) -> str:
    return channel.send(address, message, message_id=MESSAGE_ID, event=EVENT)


# --- what is posted ----------------------------------------------------------------------------------


def test_a_message_is_posted_once_with_its_blocks_and_a_harmless_summary(
    channel: SlackChannel, slack: SlackLike
) -> None:
    assert send(channel) == "200 ok"
    (post,) = slack.posts
    assert slack.paths == [f"/services/{SECRET}"]
    assert post["text"] == "Kestrelshire: &lt;!channel&gt; &amp; more"
    assert post["blocks"][0] == MESSAGE.blocks[0]
    assert post["unfurl_links"] is False


def test_every_try_carries_the_same_reference(channel: SlackChannel, slack: SlackLike) -> None:
    send(channel)
    send(channel)
    channel.send("send-team", MESSAGE, message_id="<fedcba9876543210@alerts.example>", event=EVENT)
    last = [post["blocks"][-1]["elements"][0]["text"] for post in slack.posts]
    assert last == ["Reference 0123456789ab", "Reference 0123456789ab", "Reference fedcba987654"]


def test_the_status_counts_even_if_the_rest_of_the_answer_is_lost(
    channel: SlackChannel, slack: SlackLike
) -> None:
    slack.replies = [Reply(then="cut_short")]
    assert send(channel).startswith("200")


def test_a_message_without_blocks_is_posted_as_text(channel: SlackChannel, slack: SlackLike) -> None:
    send(channel, message=Rendered("s", "<@U1> " + "word " * 2000, "", ()))
    (post,) = slack.posts
    assert "blocks" not in post
    assert post["text"].startswith("&lt;@U1&gt; word")
    assert len(post["text"]) <= 3000


def test_no_more_blocks_are_posted_than_slack_takes(channel: SlackChannel, slack: SlackLike) -> None:
    send(channel, message=Rendered("s", "t", "", MESSAGE.blocks * 60))
    assert len(slack.posts[0]["blocks"]) == BLOCK_LIMIT


def test_threads_post_each_message_once(channel: SlackChannel, slack: SlackLike) -> None:
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: send(channel), range(24)))
    assert answers == ["200 ok"] * 24
    assert len(slack.posts) == 24


def test_a_webhook_that_is_not_configured_is_refused(channel: SlackChannel) -> None:
    with pytest.raises(DeliveryRejected, match="no webhook is called “elsewhere”"):
        send(channel, "elsewhere")


# --- what can go wrong -------------------------------------------------------------------------------

OUTCOMES = [
    (Reply(400, "invalid_payload"), DeliveryRejected),
    (Reply(400, "invalid_token"), DeliveryRejected),
    (Reply(403, "action_prohibited"), DeliveryRejected),
    (Reply(403, "invalid_token"), DeliveryRejected),
    (Reply(404, "no_service"), DeliveryRejected),
    (Reply(404, "no_team"), DeliveryRejected),
    (Reply(404, ""), DeliveryRejected),
    (Reply(410, "channel_is_archived"), DeliveryRejected),
    (Reply(200, "no_service"), DeliveryRejected),
    (Reply(500, "channel_is_archived"), DeliveryRejected),
    (Reply(408, "slow"), DeliveryDeferred),
    (Reply(429, "rate_limited"), DeliveryDeferred),
    (Reply(500, "rollup_error"), DeliveryDeferred),
    (Reply(502, "<html>bad gateway</html>"), DeliveryDeferred),
    (Reply(503, "maintenance"), DeliveryDeferred),
    (Reply(then="hang_up"), DeliveryUncertain),
    (Reply(then="say_nothing"), DeliveryUncertain),
    (Reply(503, "cut short", then="cut_short"), DeliveryDeferred),
]


@pytest.mark.parametrize(("reply", "error"), OUTCOMES, ids=lambda value: str(value)[:50])
def test_every_failure_says_whether_a_later_try_could_help(
    channel: SlackChannel, slack: SlackLike, reply: Reply, error: type[DeliveryError]
) -> None:
    slack.replies = [reply]
    with pytest.raises(DeliveryError) as caught:
        send(channel)
    assert type(caught.value) is error
    assert caught.value.channel == "slack"
    assert slack.requests == ["POST"]


@pytest.mark.parametrize(("reply", "error"), OUTCOMES, ids=lambda value: str(value)[:50])
def test_no_failure_shows_the_address_anywhere(
    channel: SlackChannel,
    slack: SlackLike,
    caplog: pytest.LogCaptureFixture,
    reply: Reply,
    error: type[DeliveryError],
) -> None:
    slack.replies = [reply]
    with caplog.at_level(logging.DEBUG), pytest.raises(error) as caught:
        send(channel)
    shown: BaseException | None = caught.value
    while shown is not None:
        assert "SECRET" not in str(shown)
        assert "SECRET" not in repr(shown)
        shown = shown.__cause__ or (None if shown.__suppress_context__ else shown.__context__)
    assert "SECRET" not in caplog.text


def test_nothing_about_the_address_is_logged_when_all_goes_well(
    channel: SlackChannel, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        send(channel)
    assert "SECRET" not in caplog.text


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(channel: SlackChannel, slack: SlackLike, status: int) -> None:
    slack.replies = [Reply(status, "", {"Location": slack.url + "-elsewhere"})]
    with pytest.raises(DeliveryDeferred):
        send(channel)
    assert len(slack.requests) == 1


def test_nobody_listening_is_worth_another_try(clock: Clock) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = int(listener.getsockname()[1])
    channel = SlackChannel({"send-team": f"http://127.0.0.1:{port}/{SECRET}"}, clock=clock)
    with pytest.raises(DeliveryDeferred, match="cannot post") as caught:
        send(channel)
    assert "SECRET" not in str(caught.value)


# --- being asked to wait -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "wait"),
    [
        ("30", timedelta(seconds=30)),
        ("0", timedelta(0)),
        ("999999999999999", timedelta(days=1)),
        ("Wed, 27 May 2026 08:33:05 GMT", timedelta(minutes=1)),
        ("Wed, 27 May 2020 08:33:05 GMT", timedelta(0)),
        ("Wed, 27 May 2099 08:33:05 GMT", timedelta(days=1)),
        ("soon", None),
        ("-5", None),
        ("", None),
        (None, None),
    ],
)
def test_retry_after_is_read_as_a_time(
    channel: SlackChannel, slack: SlackLike, header: str | None, wait: timedelta | None
) -> None:
    slack.replies = [Reply(429, "rate_limited", {} if header is None else {"Retry-After": header})]
    with pytest.raises(DeliveryDeferred) as caught:
        send(channel)
    assert caught.value.retry_at == (None if wait is None else NOW + wait)


def test_a_webhook_that_asked_for_time_gets_it_and_the_others_go_on(
    channel: SlackChannel, slack: SlackLike, clock: Clock
) -> None:
    slack.replies = [Reply(429, "rate_limited", {"Retry-After": "30"})]
    with pytest.raises(DeliveryDeferred):
        send(channel)
    clock.now += timedelta(seconds=29)
    with pytest.raises(DeliveryDeferred) as caught:
        send(channel)
    assert caught.value.retry_at == NOW + timedelta(seconds=30)
    assert len(slack.posts) == 1
    assert send(channel, "desk") == "200 ok"
    clock.now += timedelta(seconds=1)
    assert send(channel) == "200 ok"
    assert len(slack.posts) == 3


# --- where it may post -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "url",
    [
        "https://10.0.0.7/x",
        "https://192.168.1.1/x",
        "https://169.254.169.254/latest",
        "https://0.0.0.0/x",
        "https://[fe80::1]/x",
        "https://[::ffff:10.0.0.7]/x",
        "https://[fd00::1]/x",
        "http://hooks.example/x",
        "http://93.184.216.34/x",
        "file:///etc/passwd",
        "ftp://hooks.example/x",
        "hooks.example/x",
        "https://",
        "https://[broken/x",
        "https://hooks.example:0/x",
        "https://hooks.example/a b",
        "https://hooks.example/x\r\nHost: other",
    ],
)
def test_an_address_we_never_post_to_is_refused(clock: Clock, url: str) -> None:
    with pytest.raises(DeliveryRejected) as caught:
        send(SlackChannel({"send-team": url}, clock=clock, timeout=0.3))
    assert "hooks.example" not in str(caught.value)


@pytest.mark.parametrize("host", ["2130706433", "0177.0.0.1", "0x7f.1", "127.1"])
def test_a_host_in_disguise_does_not_reach_this_machine(slack: SlackLike, clock: Clock, host: str) -> None:
    channel = SlackChannel({"send-team": f"https://{host}:{slack.server_port}/x"}, clock=clock, timeout=0.3)
    with pytest.raises(DeliveryDeferred, match="private network"):
        send(channel)
    assert slack.requests == []


def test_a_name_that_leads_into_a_private_network_is_refused_at_connect(
    clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter(["93.184.216.34", "10.0.0.7"])

    def resolve(host: str, port: int, **_: Any) -> list[Any]:
        return [
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))
            for address in (next(answers), next(answers))
        ]

    def connect(*_: Any) -> socket.socket:
        raise AssertionError("no line may be opened")

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    monkeypatch.setattr(socket, "create_connection", connect)
    with pytest.raises(DeliveryDeferred, match="private network"):
        send(SlackChannel({"send-team": "https://hooks.example/x"}, clock=clock))


def test_localhost_is_allowed_only_by_its_own_name(slack: SlackLike, clock: Clock) -> None:
    url = f"http://localhost:{slack.server_port}/services/x"
    assert send(SlackChannel({"send-team": url}, clock=clock)) == "200 ok"


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1::1", True),
        ("::ffff:93.184.216.34", True),
        ("64:ff9b::5db8:d822", True),
        ("127.0.0.1", False),
        ("100.64.0.1", False),
        ("224.0.0.1", False),
        ("240.0.0.1", False),
        ("::1", False),
        ("::", False),
        ("::ffff:127.0.0.1", False),
        ("2002:7f00:1::", False),
        ("64:ff9b::7f00:1", False),
        ("2001:db8::1", False),
        ("ff02::1", False),
    ],
)
def test_an_address_is_public_or_not_also_when_it_is_wrapped(address: str, public: bool) -> None:
    assert is_public(ipaddress.ip_address(address)) is public


# --- encryption --------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


def secured(slack: SlackLike, authority: trustme.CA, name: str) -> str:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(name).configure_cert(context)
    slack.socket = context.wrap_socket(slack.socket, server_side=True, do_handshake_on_connect=False)
    return slack.url.replace("http:", "https:")


def test_posts_are_encrypted(slack: SlackLike, clock: Clock, authority: trustme.CA) -> None:
    context = ssl.create_default_context()
    authority.configure_trust(context)
    url = secured(slack, authority, "127.0.0.1")
    assert send(SlackChannel({"send-team": url}, clock=clock, ssl_context=context)) == "200 ok"


@pytest.mark.parametrize("name", ["127.0.0.1", "hooks.elsewhere.example"])
def test_a_certificate_that_does_not_fit_gets_no_message(
    slack: SlackLike,
    clock: Clock,
    authority: trustme.CA,
    name: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    context = ssl.create_default_context()
    if name != "127.0.0.1":
        authority.configure_trust(context)
    url = secured(slack, authority, name)
    with pytest.raises(DeliveryDeferred, match="certificate cannot be trusted"):
        send(SlackChannel({"send-team": url}, clock=clock, ssl_context=context))
    assert slack.posts == []
    capsys.readouterr()  # the server complains of the broken handshake
