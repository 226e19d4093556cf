"""The mail and Slack sinks take real connections, keep what comes, refuse as told, and close cleanly."""

import gc
import http.client
import json
import signal
import smtplib
import socket
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from email.message import EmailMessage
from email.policy import SMTP
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
import trustme
from slack_sdk.webhook import WebhookClient

from monitor.replica.sinks import Mail, MailSink, Post, SlackSink, mail_as_text, post_as_text

READER = "reader@port-merrow.example"


@pytest.fixture
def mail() -> Iterator[MailSink]:
    with MailSink() as sink:
        yield sink


@pytest.fixture
def slack() -> Iterator[SlackSink]:
    with SlackSink() as sink:
        yield sink


def letter(subject: str = "Port Merrow: inconsistent", to: str = READER) -> EmailMessage:
    message = EmailMessage()
    message["From"] = "SEND monitor <alerts@monitor.example>"
    message["To"] = to
    message["Subject"] = subject
    message["Message-ID"] = "<one@monitor.example>"
    message.set_content("The report came out today.\n.\nIt is ten pages long – see below.\n")
    message.add_alternative("<p>The <b>report</b> came out today.</p>", subtype="html")
    return message


def line(sink: MailSink) -> smtplib.SMTP:
    return smtplib.SMTP(sink.host, sink.port, timeout=10)


def post(sink: SlackSink, name: str = "team", **payload: Any) -> requests.Response:
    with requests.Session() as session:
        return session.post(sink.url(name), json=payload or {"text": "news"}, timeout=5)


# --- mail --------------------------------------------------------------------------------------------


def test_a_mail_is_kept_with_its_envelope_its_bytes_and_the_time() -> None:
    ticks = count(100)
    heard: list[Mail] = []
    with MailSink(clock=lambda: next(ticks), on_mail=heard.append) as sink:
        with line(sink) as client:
            client.send_message(letter(), to_addrs=[READER, "second@port-merrow.example"])
            client.send_message(letter("Another"))
        first, second = sink.mails
    assert heard == [first, second]
    assert first.sender == "alerts@monitor.example"
    assert first.recipients == (READER, "second@port-merrow.example")
    assert (first.received, second.received) == (100, 101)
    assert first.answer == "250 2.0.0 OK: message taken"
    assert b"\r\n.\r\nIt is ten pages" in first.content


@pytest.mark.parametrize("reply", ["450 4.2.0 try later", "550 5.1.1 no such mailbox"])
def test_the_next_recipients_are_refused_as_often_as_told(mail: MailSink, reply: str) -> None:
    mail.answer(reply, times=2)
    with line(mail) as client:
        for _ in range(2):
            with pytest.raises(smtplib.SMTPRecipientsRefused) as refusal:
                client.send_message(letter())
            assert refusal.value.recipients[READER] == (int(reply[:3]), reply[4:].encode())
        client.send_message(letter())
    assert len(mail.mails) == 1
    assert [(one.address, one.answer) for one in mail.refused] == [(READER, reply)] * 2


def test_one_address_can_be_refused_for_good_while_others_get_their_mail(mail: MailSink) -> None:
    mail.answer("550 5.1.1 gone", address="Gone@Port-Merrow.example", times=None)
    with line(mail) as client:
        for _ in range(3):
            refused = client.send_message(letter(), to_addrs=[READER, "gone@port-merrow.example"])
            assert list(refused) == ["gone@port-merrow.example"]
        mail.behave()
        assert client.send_message(letter(), to_addrs=["gone@port-merrow.example"]) == {}
    assert [one.recipients for one in mail.mails] == [(READER,)] * 3 + [("gone@port-merrow.example",)]


def test_a_421_closes_the_line_and_a_new_line_is_served(mail: MailSink) -> None:
    mail.answer("421 4.3.2 going down")
    with line(mail) as client:
        with pytest.raises(smtplib.SMTPRecipientsRefused):
            client.send_message(letter())
        with pytest.raises(smtplib.SMTPServerDisconnected):
            client.noop()
    with line(mail) as client:
        client.send_message(letter())
    assert len(mail.mails) == 1


def test_a_message_can_be_refused_after_its_data_and_is_then_not_kept(mail: MailSink) -> None:
    mail.answer("451 4.3.0 disk full", stage="data")
    with line(mail) as client:
        with pytest.raises(smtplib.SMTPDataError):
            client.send_message(letter())
        assert mail.mails == []
        client.send_message(letter())
    assert len(mail.mails) == len(mail.refused) == 1


def test_the_line_can_drop_after_the_data_and_the_message_is_kept(mail: MailSink) -> None:
    mail.hang_up(address=READER)
    sending = ("alerts@monitor.example", [READER], letter().as_bytes())
    client = line(mail)
    with pytest.raises((smtplib.SMTPServerDisconnected, ConnectionResetError)):
        client.sendmail(*sending)
    client.close()
    with line(mail) as again:
        again.sendmail(*sending)
    assert [one.answer is None for one in mail.mails] == [True, False]
    assert mail.mails[0].content == mail.mails[1].content


def test_starttls_and_a_login_can_be_asked_for() -> None:
    authority = trustme.CA()
    server, client_side = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH), ssl.create_default_context()
    authority.issue_cert("127.0.0.1").configure_cert(server)
    authority.configure_trust(client_side)
    with (
        MailSink(tls=server, login=("postman", "rings twice")) as sink,
        line(sink) as client,
    ):
        client.starttls(context=client_side)
        with pytest.raises(smtplib.SMTPSenderRefused) as refusal:
            client.send_message(letter())
        assert refusal.value.smtp_code == 530
        with pytest.raises(smtplib.SMTPAuthenticationError):
            client.login("postman", "never")
        client.login("postman", "rings twice")
        client.send_message(letter())
        assert len(sink.mails) == 1


def test_tls_can_be_spoken_from_the_start() -> None:
    authority = trustme.CA()
    server, client_side = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH), ssl.create_default_context()
    authority.issue_cert("127.0.0.1").configure_cert(server)
    authority.configure_trust(client_side)
    with MailSink(tls=server, implicit_tls=True) as sink:
        with smtplib.SMTP_SSL(sink.host, sink.port, context=client_side) as client:
            client.send_message(letter())
        assert len(sink.mails) == 1


def test_the_mail_sink_closes_with_a_line_open_and_frees_its_port() -> None:
    with MailSink() as sink:
        client = line(sink)
    with pytest.raises(smtplib.SMTPServerDisconnected):
        client.noop()
    client.close()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((sink.host, sink.port), timeout=2)
    gc.collect()  # an unclosed socket would warn here, and warnings are errors


def test_a_port_in_use_is_said_at_once() -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(OSError, match="in use"), MailSink(port=port):
            pass
        with pytest.raises(OSError, match="in use"), SlackSink(port=port):
            pass


def test_waiting_for_more_mails_than_come_ends(mail: MailSink) -> None:
    with pytest.raises(TimeoutError, match="0 mails instead of 1"):
        mail.wait(1, timeout=0.01)
    with line(mail) as client:
        client.send_message(letter())
    assert len(mail.wait(1)) == 1


# --- Slack -------------------------------------------------------------------------------------------


def test_a_post_is_kept_under_its_name_and_answered_as_slack_does() -> None:
    ticks = count(7)
    heard: list[Post] = []
    with SlackSink(clock=lambda: next(ticks), on_post=heard.append) as sink:
        answer = WebhookClient(sink.url("T0/B0/secret")).send(text="news", blocks=[{"type": "divider"}])
        assert (answer.status_code, answer.body) == (200, "ok")
        (kept,) = sink.posts
    assert heard == [kept]
    assert kept == Post("T0/B0/secret", {"text": "news", "blocks": [{"type": "divider"}]}, 7, 200)


@pytest.mark.parametrize(
    ("status", "words"),
    [(400, "invalid_token"), (404, "no_service"), (410, "channel_is_archived"), (500, "rollup_error")],
)
def test_the_next_posts_are_refused_as_told_and_not_kept(slack: SlackSink, status: int, words: str) -> None:
    slack.answer(status, times=2)
    answers = [post(slack) for _ in range(3)]
    assert [one.status_code for one in answers] == [status, status, 200]
    assert answers[0].text == words
    assert [one.status for one in slack.refused] == [status] * 2
    assert len(slack.posts) == 1


def test_a_limited_webhook_says_when_to_come_back_and_the_others_are_served(slack: SlackSink) -> None:
    slack.answer(429, name="team", retry_after=30, times=None)
    for _ in range(2):
        limited = post(slack, "team")
        assert (limited.status_code, limited.headers["Retry-After"]) == (429, "30")
        assert post(slack, "other").status_code == 200
    slack.behave()
    assert post(slack, "team").status_code == 200
    assert [one.name for one in slack.posts] == ["other", "other", "team"]


def test_a_sink_that_wants_its_posts_spaced_says_429_to_each_webhook_that_is_too_quick() -> None:
    times = iter((0, 0.6, 0.7, 1.0))
    with SlackSink(spacing=1.0, clock=lambda: next(times)) as sink:
        answers = [post(sink), post(sink), post(sink, "other"), post(sink)]
        assert [answer.status_code for answer in answers] == [200, 429, 200, 200]
        assert answers[1].headers["Retry-After"] == "1"
        assert [(one.name, one.received) for one in sink.posts] == [
            ("team", 0),
            ("other", 0.7),
            ("team", 1.0),
        ]


def test_the_line_can_close_without_an_answer_and_the_post_is_kept(slack: SlackSink) -> None:
    slack.hang_up(name="team")
    with pytest.raises(requests.ConnectionError):
        post(slack)
    assert post(slack).status_code == 200
    assert [one.status for one in slack.posts] == [None, 200]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"not json", "invalid_payload"),
        (b"[1]", "invalid_payload"),
        (b"\xff", "invalid_payload"),
        (b"{}", "no_text"),
        (json.dumps({"blocks": [{"type": "divider"}] * 51}).encode(), "invalid_blocks"),
        (json.dumps({"blocks": ["divider"]}).encode(), "invalid_blocks"),
        (
            json.dumps(
                {"blocks": [{"type": "header", "text": {"type": "plain_text", "text": "x" * 151}}]}
            ).encode(),
            "invalid_blocks",
        ),
        (
            json.dumps(
                {"blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3001}}]}
            ).encode(),
            "invalid_blocks",
        ),
    ],
)
def test_what_slack_would_not_take_is_not_taken(slack: SlackSink, body: bytes, words: str) -> None:
    with requests.Session() as session:
        answer = session.post(slack.url("team"), data=body, timeout=5)
    assert (answer.status_code, answer.text) == (400, words)
    assert slack.posts == []


def test_other_paths_are_not_webhooks(slack: SlackSink) -> None:
    with requests.Session() as session:
        assert (
            session.post(
                f"http://{slack.host}:{slack.port}/elsewhere", json={"text": "x"}, timeout=5
            ).status_code
            == 404
        )
    assert slack.posts == slack.refused == []


def test_the_slack_sink_closes_with_lines_open() -> None:
    with SlackSink() as sink:
        idle = socket.create_connection((sink.host, sink.port))
        kept = http.client.HTTPConnection(sink.host, sink.port)
        kept.request("POST", "/services/team", json.dumps({"text": "news"}))
        assert kept.getresponse().read() == b"ok"
    assert idle.recv(1) == b""
    idle.close()
    kept.close()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((sink.host, sink.port), timeout=2)
    gc.collect()


def test_many_senders_at_once_are_all_kept(slack: SlackSink, mail: MailSink) -> None:
    def send(number: int) -> None:
        post(slack, f"team-{number}")
        with line(mail) as client:
            client.send_message(letter(str(number)))

    senders = [threading.Thread(target=send, args=(number,)) for number in range(16)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    assert {one.name for one in slack.wait(16)} == {f"team-{number}" for number in range(16)}
    assert {one.text.split("Subject: ")[1].split("\n")[0] for one in mail.wait(16)} == set(
        map(str, range(16))
    )


def test_an_order_for_no_times_is_a_mistake(slack: SlackSink, mail: MailSink) -> None:
    with pytest.raises(ValueError, match="at least 1"):
        slack.answer(500, times=0)
    with pytest.raises(ValueError, match="at least 1"):
        mail.hang_up(times=0)


# --- as a reader sees them ---------------------------------------------------------------------------


def test_a_mail_reads_as_headers_and_plain_text() -> None:
    message = letter("Bürger’s report")
    assert mail_as_text(message.as_bytes()) == (
        "From: SEND monitor <alerts@monitor.example>\n"
        f"To: {READER}\n"
        "Subject: Bürger’s report\n"
        "\n"
        "The report came out today.\n"
        ".\n"
        "It is ten pages long – see below.\n"
    )


def test_a_mail_without_plain_text_or_without_anything_still_reads() -> None:
    message = EmailMessage()
    message["Subject"] = "Only HTML"
    message.set_content("<style>p {}</style><p>One &amp; two</p><p>three<br>four</p>", subtype="html")
    assert mail_as_text(message.as_bytes()) == "Subject: Only HTML\n\nOne & two\nthree\nfour\n"
    assert mail_as_text(b"").strip() == ""
    unknown = b'Content-Type: text/plain; charset="no-such"\n\nhello\n'
    assert mail_as_text(unknown).strip() == "hello"


def test_a_terminal_is_safe_from_what_a_message_holds() -> None:
    assert "\x1b" not in mail_as_text(b"Subject: =?utf-8?q?a=1b=5b31m?=\n\nb\x1b[2Jc\n")
    assert post_as_text({"text": "a\x1b[31mb\u202ec"}) == "a[31mbc\n"


def test_a_post_reads_without_its_markup() -> None:
    payload = {
        "text": "fallback",
        "blocks": [
            {"type": "header", "text": {"type": "plain_text", "text": "Port Merrow &amp; Bay &amp;lt;"}},
            {
                "type": "section",
                "text": {
                    "type": "mrkdwn",
                    "text": "*Outcome:* inconsistent\n> “&lt;x&gt;”\n<https://a.example|Ofsted's page>",
                },
                "fields": [
                    {"type": "mrkdwn", "text": "_Previous:_ none"},
                    {"type": "plain_text", "text": "2 * 3 * 4"},
                ],
            },
            {"type": "divider"},
            {"type": "context", "elements": [{"type": "mrkdwn", "text": "Ref. snake_case_name <!channel>"}]},
            {
                "type": "actions",
                "elements": [
                    {
                        "type": "button",
                        "text": {"type": "plain_text", "text": "Open"},
                        "url": "https://a.example",
                    }
                ],
            },
        ],
    }
    assert post_as_text(payload) == (
        "Port Merrow & Bay &lt;\n"
        "\n"
        "Outcome: inconsistent\n"
        "> “<x>”\n"
        "Ofsted's page (https://a.example)\n"
        "Previous: none\n"
        "2 * 3 * 4\n"
        "\n" + "-" * 40 + "\n"
        "\n"
        "Ref. snake_case_name @channel\n"
        "\n"
        "[Open] https://a.example\n"
    )


@pytest.mark.parametrize(
    ("payload", "shown"),
    [
        ({"text": "only *text*"}, "only text\n"),
        ({"attachments": [{"fallback": "old style"}]}, "old style\n"),
        ({"blocks": "nonsense", "text": "t"}, "t\n"),
        ({"blocks": [{"type": "section", "text": None}, 3], "text": "t"}, "t\n"),
        ({}, "\n"),
    ],
)
def test_posts_of_other_shapes_read_too(payload: dict[str, Any], shown: str) -> None:
    assert post_as_text(payload) == shown


# --- as a process ------------------------------------------------------------------------------------


class Process:
    """`python -m monitor.replica.sinks`, started and read."""

    def __init__(self, log: Path, *more: str) -> None:
        command = [sys.executable, "-m", "monitor.replica.sinks", "--log", str(log), *more]
        self.log = log
        self.child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self.child.stdout is not None
        self.addresses = json.loads(self.child.stdout.readline())

    def __enter__(self) -> "Process":
        return self

    def __exit__(self, *_: object) -> None:
        self.child.kill()
        self.child.communicate()

    def close_input(self) -> None:
        assert self.child.stdin is not None
        self.child.stdin.close()
        self.child.stdin = None

    def wait_for_entries(self, count: int) -> None:
        """Look at the file of another process until it has so many lines: nothing tells us of them."""
        for _ in range(1000):
            if len(self.log.read_text("utf-8").splitlines()) >= count:
                return
            threading.Event().wait(0.01)
        raise TimeoutError(f"no {count} lines in {self.log}")

    def entries(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.log.read_text("utf-8").splitlines()]


def test_the_process_logs_each_message_before_it_answers(tmp_path: Path) -> None:
    with Process(tmp_path / "log.jsonl", "--mail-port", "0", "--slack-port", "0") as process:
        with smtplib.SMTP(**process.addresses["mail"]) as client:
            client.send_message(letter())
        (first,) = process.entries()
        answer = WebhookClient(process.addresses["slack"]["url"] + "team").send(text="Port Merrow: *news*")
        assert answer.status_code == 200
        _, second = process.entries()
        process.child.send_signal(signal.SIGTERM)
        assert process.child.wait(10) == 0
    assert (first["kind"], first["to"], first["subject"]) == ("mail", [READER], "Port Merrow: inconsistent")
    assert first["message_id"] == "<one@monitor.example>"
    assert first["text"].startswith("The report came out today.\n")
    assert (second["kind"], second["to"], second["subject"]) == ("slack", ["team"], "Port Merrow: news")
    assert second["payload"] == {"text": "Port Merrow: *news*"}
    assert first["answered"] is second["answered"] is True
    assert first["received"] < second["received"]


def test_the_process_keeps_a_message_before_its_answer_is_due(tmp_path: Path) -> None:
    with Process(tmp_path / "log.jsonl", "--delay", "60") as process:
        client = smtplib.SMTP(**process.addresses["mail"], timeout=10)
        client.ehlo()
        client.mail("alerts@monitor.example")
        client.rcpt(READER)
        assert client.docmd("DATA")[0] == 354
        client.send(letter().as_bytes(policy=SMTP) + b".\r\n")
        process.wait_for_entries(1)
        assert client.sock is not None
        client.sock.setblocking(False)
        with pytest.raises(BlockingIOError):
            client.sock.recv(1)
        client.close()
        url = urlsplit(process.addresses["slack"]["url"])
        web = http.client.HTTPConnection(str(url.hostname), url.port, timeout=10)
        web.request("POST", url.path + "team", json.dumps({"text": "news"}))
        process.wait_for_entries(2)
        web.sock.setblocking(False)
        with pytest.raises(BlockingIOError):
            web.sock.recv(1)
        web.close()
        assert [entry["kind"] for entry in process.entries()] == ["mail", "slack"]
        process.close_input()
        assert process.child.wait(10) == 0  # the sinks end with their parent, also in the middle of a delay
