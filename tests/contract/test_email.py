"""The mail channel against real SMTP servers: one that behaves, and one that fails as it is told."""

import socket
import ssl
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default as default_policy
from typing import Any

import pytest
import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from monitor.domain.events import EventKind, Rendered
from monitor.domain.links import Links
from monitor.errors import ConfigError, DeliveryDeferred, DeliveryError, DeliveryRejected, DeliveryUncertain
from monitor.notify.email import EmailChannel, EmailSettings
from monitor.notify.mail import checked_address, sender_address, write_mail
from tests.builders import a_known_event

NOW = datetime(2026, 5, 27, 8, 32, 5, tzinfo=UTC)
MESSAGE = Rendered(
    subject="Kestrelshire: report published – outcome being confirmed",
    text="Zoë reads this.\n.a line that begins with a dot\n.\n..two dots\n",
    html="<!DOCTYPE html><p>Zoë reads this.</p>\n.dot\n",
    blocks=(),
)
ADDRESS = "chair@forum.example"
MESSAGE_ID = "<0123456789abcdef@alerts.example>"
EVENT = a_known_event()
SENDER = "SEND monitor Ælfric <alerts@alerts.example>"
PASSWORD = "correct-horse-5taple"


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


# --- a server that behaves ---------------------------------------------------------------------------


@dataclass
class Mailbox:
    """Keeps what a server took, with the sender, recipients and whether the line was encrypted."""

    envelopes: list[Envelope] = field(default_factory=list)
    peers: set[Any] = field(default_factory=set)
    encrypted: list[bool] = field(default_factory=list)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.envelopes.append(envelope)
        self.peers.add(session.peer)
        self.encrypted.append(session.ssl is not None)
        return "250 2.0.0 queued as 4711"

    def mails(self) -> list[EmailMessage]:
        return [message_from_bytes(_content(one), policy=default_policy) for one in self.envelopes]


def _content(envelope: Envelope) -> bytes:
    assert isinstance(envelope.content, bytes)
    return envelope.content


def _authenticate(server: SMTP, session: Session, envelope: Envelope, how: str, data: Any) -> AuthResult:
    good = isinstance(data, LoginPassword) and data.password == PASSWORD.encode()
    return AuthResult(success=good, handled=False)


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox()


@pytest.fixture
def server(mailbox: Mailbox) -> Iterator[Controller]:
    controller = Controller(mailbox, hostname="127.0.0.1", port=free_port())
    with running(controller):
        yield controller


class running:  # noqa: N801 - used as a verb
    """Starts a server and stops it at the end, whatever happens."""

    def __init__(self, controller: Controller) -> None:
        self.controller = controller

    def __enter__(self) -> Controller:
        self.controller.start()
        return self.controller

    def __exit__(self, *_: object) -> None:
        self.controller.stop()


def free_port() -> int:
    # aiosmtpd greets itself to see that it runs, so it must know its port before it starts.
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def channel_to(port: int, **changes: Any) -> EmailChannel:
    clock = changes.pop("clock", Clock())
    context = changes.pop("ssl_context", None)
    links = changes.pop("links", None)
    settings = {
        "host": "127.0.0.1",
        "port": port,
        "security": "none",
        "sender": SENDER,
        "timeout": 5,
        "local_hostname": "localhost",
        **changes,
    }
    return EmailChannel(EmailSettings(**settings), clock=clock, links=links, ssl_context=context)


@pytest.fixture
def channel(server: Controller) -> Iterator[EmailChannel]:
    made = channel_to(server.port)
    yield made
    made.close()


def send(channel: EmailChannel, address: str = ADDRESS, message: Rendered = MESSAGE) -> str:
    return channel.send(address, message, message_id=MESSAGE_ID, event=EVENT)


def test_a_mail_arrives_as_it_was_written(channel: EmailChannel, mailbox: Mailbox) -> None:
    answer = send(channel)
    assert answer == "250 2.0.0 queued as 4711"
    (envelope,), (mail,) = mailbox.envelopes, mailbox.mails()
    assert (envelope.mail_from, envelope.rcpt_tos) == ("alerts@alerts.example", [ADDRESS])
    text, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert text is not None
    assert html is not None
    assert text.get_content().replace("\r\n", "\n") == MESSAGE.text
    assert html.get_content().replace("\r\n", "\n") == MESSAGE.html
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]


@pytest.mark.parametrize("length", range(60, 90))
def test_a_subject_of_any_length_is_read_as_it_was_written(length: int) -> None:
    subject = "Kestrelshire: the next full inspection is expected around March of the year 2029 (a reminder)"
    message, sender = replace(MESSAGE, subject=subject[:length].strip()), sender_address(SENDER)
    written = write_mail(sender, ADDRESS, message, message_id=MESSAGE_ID, date=NOW)
    assert message_from_bytes(written, policy=default_policy)["Subject"] == message.subject


def test_headers_say_who_when_and_that_it_is_automatic(channel: EmailChannel, mailbox: Mailbox) -> None:
    send(channel)
    (mail,) = mailbox.mails()
    assert mail["From"] == "SEND monitor Ælfric <alerts@alerts.example>"
    assert mail["To"] == ADDRESS
    assert mail["Subject"] == MESSAGE.subject
    assert mail["Date"].datetime == NOW
    assert mail["Message-ID"] == MESSAGE_ID
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["List-Id"].endswith("<send-inspection-alerts.alerts.example>")
    assert "kestrelshire/full" not in mail.as_string()


def test_the_mail_is_plain_ascii_in_short_lines(channel: EmailChannel, mailbox: Mailbox) -> None:
    send(channel, message=Rendered("s", "é" * 3000 + "\n", "<p>" + "x" * 3000 + "</p>", ()))
    content = _content(mailbox.envelopes[0])
    assert content.isascii()
    assert max(map(len, content.splitlines())) < 200


def test_a_message_without_html_is_plain_text(channel: EmailChannel, mailbox: Mailbox) -> None:
    send(channel, message=Rendered("s", "Only text.\n", "", ()))
    (mail,) = mailbox.mails()
    assert mail.get_content_type() == "text/plain"
    assert mail.get_content() == "Only text.\r\n"


def test_the_line_is_kept_for_the_next_mail(channel: EmailChannel, mailbox: Mailbox) -> None:
    for _ in range(3):
        send(channel)
    assert len(mailbox.envelopes) == 3
    assert len(mailbox.peers) == 1


def test_a_line_that_stood_long_is_not_trusted(server: Controller, mailbox: Mailbox) -> None:
    clock = Clock()
    channel = channel_to(server.port, clock=clock)
    send(channel)
    clock.now += timedelta(minutes=5)
    send(channel)
    clock.now -= timedelta(hours=2)
    send(channel)
    channel.close()
    assert len(mailbox.peers) == 3


def test_a_closed_channel_opens_a_new_line(channel: EmailChannel, mailbox: Mailbox) -> None:
    send(channel)
    channel.close()
    send(channel)
    assert len(mailbox.peers) == 2


def test_many_threads_send_each_mail_once(channel: EmailChannel, mailbox: Mailbox) -> None:
    addresses = [f"reader{number}@forum.example" for number in range(40)]
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda address: send(channel, address), addresses))
    assert len(answers) == 40
    assert sorted(one.rcpt_tos[0] for one in mailbox.envelopes) == sorted(addresses)


# --- encryption and passwords ------------------------------------------------------------------------


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


def server_context(authority: trustme.CA, name: str) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(name).configure_cert(context)
    return context


def trusting(authority: trustme.CA) -> ssl.SSLContext:
    context = ssl.create_default_context()
    authority.configure_trust(context)
    return context


@pytest.fixture
def secure_server(mailbox: Mailbox, authority: trustme.CA) -> Iterator[Controller]:
    context = server_context(authority, "127.0.0.1")
    controller = Controller(
        mailbox,
        hostname="127.0.0.1",
        port=free_port(),
        tls_context=context,
        require_starttls=True,
        auth_required=True,
        authenticator=_authenticate,
    )
    with running(controller):
        yield controller


def test_starttls_encrypts_before_the_password_is_sent(
    secure_server: Controller, mailbox: Mailbox, authority: trustme.CA
) -> None:
    channel = channel_to(
        secure_server.port,
        security="starttls",
        username="alerts",
        password=PASSWORD,
        ssl_context=trusting(authority),
    )
    send(channel)
    channel.close()
    assert mailbox.encrypted == [True]


def test_tls_from_the_first_byte(mailbox: Mailbox, authority: trustme.CA) -> None:
    context = server_context(authority, "127.0.0.1")
    with running(Controller(mailbox, hostname="127.0.0.1", port=free_port(), ssl_context=context)) as server:
        channel = channel_to(server.port, security="tls", ssl_context=trusting(authority))
        send(channel)
        channel.close()
    assert len(mailbox.envelopes) == 1


def test_a_certificate_nobody_vouches_for_is_refused(secure_server: Controller, mailbox: Mailbox) -> None:
    channel = channel_to(secure_server.port, security="starttls")
    with pytest.raises(DeliveryDeferred, match="certificate cannot be trusted"):
        send(channel)
    assert mailbox.envelopes == []


def test_a_certificate_for_another_host_is_refused(mailbox: Mailbox, authority: trustme.CA) -> None:
    context = server_context(authority, "mail.elsewhere.example")
    with running(Controller(mailbox, hostname="127.0.0.1", port=free_port(), tls_context=context)) as server:
        channel = channel_to(server.port, security="starttls", ssl_context=trusting(authority))
        with pytest.raises(DeliveryDeferred, match="certificate cannot be trusted"):
            send(channel)
    assert mailbox.envelopes == []


def test_a_server_without_starttls_gets_no_mail(server: Controller, mailbox: Mailbox) -> None:
    channel = channel_to(server.port, security="starttls")
    with pytest.raises(DeliveryDeferred, match=r"\[email\] security"):
        send(channel)
    assert mailbox.envelopes == []


def test_a_wrong_password_is_the_operators_mistake_and_is_not_shown(
    secure_server: Controller, authority: trustme.CA
) -> None:
    wrong = "wr0ng-passw0rd"
    channel = channel_to(
        secure_server.port,
        security="starttls",
        username="alerts",
        password=wrong,
        ssl_context=trusting(authority),
    )
    with pytest.raises(DeliveryDeferred, match="user name or password") as caught:
        send(channel)
    assert wrong not in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


def test_settings_do_not_show_the_password() -> None:
    settings = EmailSettings("h", 25, "none", SENDER, username="alerts", password=PASSWORD)
    assert PASSWORD not in repr(settings)


# --- a server that fails as it is told ---------------------------------------------------------------

DROP = "drop"
SILENCE = "silence"


class FailingServer:
    """Speaks SMTP line by line; `script` holds what to answer instead, by command, used up one by one.

    An answer of DROP hangs up, SILENCE says nothing more. "TEXT" is the answer after the message, "OPEN" the
    greeting. What follows "|" happens after the answer is given.
    """

    def __init__(self, **script: list[str]) -> None:
        self.script = script
        self.commands: list[str] = []
        self.texts = 0
        self.lines = 0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        self._open: list[socket.socket] = []
        self._threads: list[threading.Thread] = []
        self._acceptor = threading.Thread(target=self._accept)
        self._acceptor.start()

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._acceptor.join()
        for line in self._open:
            _shut(line)
        for thread in self._threads:
            thread.join()

    def _accept(self) -> None:
        while True:
            try:
                line, _ = self._listener.accept()
            except OSError:
                return
            self.lines += 1
            self._open.append(line)
            thread = threading.Thread(target=self._converse, args=(line,))
            self._threads.append(thread)
            thread.start()

    def _converse(self, line: socket.socket) -> None:
        with line, line.makefile("rb") as incoming:
            try:
                if not self._answer(line, "OPEN", "220 ready"):
                    return
                for received in incoming:
                    command = received.decode().split()[0].upper()
                    self.commands.append(command)
                    usual = {"EHLO": "250 hello", "DATA": "354 go on", "QUIT": "221 bye|drop"}
                    if not self._answer(line, command, usual.get(command, "250 fine")):
                        return
                    if command == "DATA" and self._last.startswith("354"):
                        while incoming.readline() not in {b".\r\n", b""}:
                            pass
                        self.texts += 1
                        if not self._answer(line, "TEXT", "250 taken"):
                            return
            except OSError:
                return

    def _answer(self, line: socket.socket, command: str, usual: str) -> bool:
        """Give the next scripted answer; False when the line is to be dropped."""
        waiting = self.script.get(command)
        words, _, then = (waiting.pop(0) if waiting else usual).partition("|")
        self._last = words
        if words == DROP:
            _shut(line)
            return False
        if words == SILENCE:
            return True
        line.sendall(words.encode() + b"\r\n")
        if then == DROP:
            _shut(line)
        return then != DROP


def _shut(line: socket.socket) -> None:
    try:
        line.shutdown(socket.SHUT_RDWR)
    except OSError:
        return


@dataclass
class Trial:
    """A failing server with a channel to it."""

    server: FailingServer
    channel: EmailChannel


@pytest.fixture
def trial(request: pytest.FixtureRequest) -> Iterator[Trial]:
    script = getattr(request, "param", {})
    server = FailingServer(**{command: list(answers) for command, answers in script.items()})
    channel = channel_to(server.port, timeout=0.2)
    yield Trial(server, channel)
    channel.close()
    server.close()


OUTCOMES = [
    ({"OPEN": ["421 too busy"]}, DeliveryDeferred),
    ({"OPEN": ["554 no service here"]}, DeliveryDeferred),
    ({"OPEN": [DROP]}, DeliveryDeferred),
    ({"OPEN": [SILENCE]}, DeliveryDeferred),
    ({"EHLO": ["500 what?"], "HELO": ["502 what?"]}, DeliveryDeferred),
    ({"MAIL": ["421 closing|drop"]}, DeliveryDeferred),
    ({"MAIL": ["450 later"]}, DeliveryDeferred),
    ({"MAIL": ["530 5.7.0 authenticate first"]}, DeliveryDeferred),
    ({"MAIL": ["553 5.7.1 not your sender"]}, DeliveryDeferred),
    ({"RCPT": ["421 closing|drop"]}, DeliveryDeferred),
    ({"RCPT": ["450 4.2.1 greylisted"]}, DeliveryDeferred),
    ({"RCPT": ["451 local trouble"]}, DeliveryDeferred),
    ({"RCPT": ["452 mailbox full"]}, DeliveryDeferred),
    ({"RCPT": ["550 5.1.1 no such user"]}, DeliveryRejected),
    ({"RCPT": ["551 moved"]}, DeliveryRejected),
    ({"RCPT": ["550 5.1.1 no such user|drop"]}, DeliveryRejected),
    ({"RCPT": [DROP]}, DeliveryDeferred),
    ({"RCPT": [SILENCE]}, DeliveryDeferred),
    ({"RCPT": ["nonsense"]}, DeliveryDeferred),
    ({"RCPT": ["354 nonsense"]}, DeliveryDeferred),
    ({"DATA": ["451 later"]}, DeliveryDeferred),
    ({"DATA": ["554 no"]}, DeliveryRejected),
    ({"DATA": [DROP]}, DeliveryDeferred),
    ({"TEXT": ["450 later"]}, DeliveryDeferred),
    ({"TEXT": ["421 closing|drop"]}, DeliveryDeferred),
    ({"TEXT": ["552 too big"]}, DeliveryRejected),
    ({"TEXT": ["554 looks like spam"]}, DeliveryRejected),
    ({"TEXT": [DROP]}, DeliveryUncertain),
    ({"TEXT": [SILENCE]}, DeliveryUncertain),
    ({"TEXT": ["nonsense"]}, DeliveryUncertain),
    ({"TEXT": ["354 again?"]}, DeliveryUncertain),
]


@pytest.mark.parametrize(("trial", "error"), OUTCOMES, indirect=["trial"], ids=lambda value: str(value)[:60])
def test_every_failure_says_whether_a_later_try_could_help(trial: Trial, error: type[DeliveryError]) -> None:
    with pytest.raises(DeliveryError) as caught:
        send(trial.channel)
    assert type(caught.value) is error
    assert caught.value.channel == "email"
    assert trial.server.texts <= 1


@pytest.mark.parametrize(("trial", "error"), OUTCOMES, indirect=["trial"], ids=lambda value: str(value)[:60])
def test_after_any_failure_the_next_mail_goes_out_once(trial: Trial, error: type[DeliveryError]) -> None:
    with pytest.raises(error):
        send(trial.channel)
    before = trial.server.texts
    assert send(trial.channel) == "250 taken"
    assert trial.server.texts == before + 1


def test_a_refused_address_leaves_the_line_open(trial: Trial) -> None:
    trial.server.script["RCPT"] = ["550 no such user", "250 fine"]
    with pytest.raises(DeliveryRejected, match="550 no such user"):
        send(trial.channel, "gone@forum.example")
    send(trial.channel)
    assert trial.server.lines == 1
    assert "RSET" in trial.server.commands


@pytest.mark.parametrize("hung_up", ["421 idle too long|drop", DROP])
def test_a_kept_line_that_was_hung_up_is_opened_anew(trial: Trial, hung_up: str) -> None:
    send(trial.channel)
    trial.server.script["MAIL"] = [hung_up]
    assert send(trial.channel) == "250 taken"
    assert trial.server.lines == 2
    assert trial.server.texts == 2


def test_a_mail_that_may_have_arrived_is_not_sent_again_by_itself(trial: Trial) -> None:
    send(trial.channel)
    trial.server.script["TEXT"] = [DROP]
    with pytest.raises(DeliveryUncertain, match="after the message was sent"):
        send(trial.channel)
    assert trial.server.texts == 2
    assert trial.server.lines == 1


def test_nobody_listening_is_worth_another_try() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = int(listener.getsockname()[1])
    with pytest.raises(DeliveryDeferred, match=f"cannot connect to 127.0.0.1:{port}"):
        send(channel_to(port))


@pytest.mark.parametrize("trial", [{"EHLO": ["250-hello\r\n250 AUTH PLAIN"]}], indirect=True)
def test_a_server_that_echoes_the_password_does_not_get_it_into_the_error(trial: Trial) -> None:
    trial.server.script["AUTH"] = [f"535 wrong: {PASSWORD}"]
    channel = channel_to(trial.server.port, username="alerts", password=PASSWORD)
    with pytest.raises(DeliveryDeferred) as caught:
        send(channel)
    assert PASSWORD not in str(caught.value)
    assert "535" in str(caught.value)


# --- addresses and headers ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [
        "",
        "chair",
        "@forum.example",
        "chair@",
        "chair@@forum.example",
        "chair@forum..example",
        "chair@-forum.example",
        "chair@forum.example\r\nRCPT TO:<all@forum.example>",
        "chair@forum.example\n",
        "chair @forum.example",
        "Chair <chair@forum.example>",
        "<chair@forum.example>",
        "a@forum.example, b@forum.example",
        "chair@forum.example SIZE=1",
        ".chair@forum.example",
        "ch á ir@forum.example",
        "cháir\u202e@forum.example",
        "chair@[127.0.0.1]",
        "chair\x00@forum.example",
        "c" * 65 + "@forum.example",
        "chair@" + "f" * 64 + ".example",
        "chair@" + "f." * 130 + "example",
        '"chair\\" x"@forum.example',
    ],
)
def test_what_is_not_one_bare_address_is_refused_before_any_line_is_opened(address: str) -> None:
    with pytest.raises(DeliveryRejected, match="is not a mail address"):
        send(channel_to(1), address)


@pytest.mark.parametrize(
    ("address", "carried"),
    [
        ("chair@forum.example", "chair@forum.example"),
        ("o'neil+send@forum.example", "o'neil+send@forum.example"),
        ("ops@localhost", "ops@localhost"),
        ("chair@fórum.example", "chair@xn--frum-qqa.example"),
    ],
)
def test_an_address_is_carried_in_ascii(address: str, carried: str) -> None:
    assert checked_address(address) == carried


@pytest.mark.parametrize(
    "subject", ["one\r\nBcc: all@forum.example", "one\ntwo", "one\x00", "\ud800", "x" * 1000]
)
def test_a_subject_that_could_break_the_header_is_refused(channel: EmailChannel, subject: str) -> None:
    with pytest.raises(DeliveryRejected, match="subject"):
        send(channel, message=Rendered(subject, "t", "", ()))


@pytest.mark.parametrize("message_id", ["", "plain", "<a@b\r\nBcc: x>", "<a b@c>", "a@b"])
def test_a_malformed_message_id_is_refused(channel: EmailChannel, message_id: str) -> None:
    with pytest.raises(DeliveryRejected, match="Message-ID"):
        channel.send(ADDRESS, MESSAGE, message_id=message_id, event=EVENT)


@pytest.mark.parametrize(
    "sender",
    [
        "",
        "SEND monitor",
        "SEND monitor <alerts>",
        "Evil\r\nBcc: all@forum.example <alerts@alerts.example>",
        "a@alerts.example, b@alerts.example",
        "SEND monitor <alerts@alerts.example> <b@alerts.example>\n",
    ],
)
def test_a_sender_that_is_no_address_is_a_mistake_in_the_config(sender: str) -> None:
    with pytest.raises(ConfigError, match=r"\[email\] from"):
        channel_to(1, sender=sender)


def test_a_senders_name_with_marks_in_it_stays_a_name(server: Controller, mailbox: Mailbox) -> None:
    channel = channel_to(server.port, sender='"SEND, monitor <x@y>" <alerts@alerts.example>')
    send(channel)
    channel.close()
    (mail,) = mailbox.mails()
    (sender,) = mail["From"].addresses
    assert (sender.display_name, sender.addr_spec) == ("SEND, monitor <x@y>", "alerts@alerts.example")
    assert sender_address("alerts@alerts.example").display_name == ""


# --- letters of all scripts ----------------------------------------------------------------------------


def test_an_address_in_another_script_is_written_to_where_the_server_takes_it(
    channel: EmailChannel, mailbox: Mailbox
) -> None:
    send(channel, "cháir.γονείς@forum.example")
    send(channel)
    wide, plain = mailbox.envelopes
    assert wide.rcpt_tos == ["cháir.γονείς@forum.example"]
    assert wide.smtp_utf8
    assert not plain.smtp_utf8, "only where it is needed"
    mail = message_from_bytes(_content(wide), policy=default_policy)
    assert mail["To"] == "cháir.γονείς@forum.example"


def test_a_server_that_takes_no_such_address_refuses_that_one_alone(mailbox: Mailbox) -> None:
    controller = Controller(mailbox, hostname="127.0.0.1", port=free_port(), enable_SMTPUTF8=False)
    with running(controller):
        channel = channel_to(controller.port)
        with pytest.raises(DeliveryRejected, match="letters beyond a to z") as caught:
            send(channel, "cháir@forum.example")
        assert not caught.value.gone
        send(channel)
        channel.close()
    assert len(mailbox.envelopes) == 1


def test_a_senders_name_may_have_any_letters_and_no_line_breaks(server: Controller, mailbox: Mailbox) -> None:
    channel = channel_to(server.port, sender='"Ελένη, Señora \\"X\\"" <alerts@alerts.example>')
    send(channel)
    channel.close()
    (mail,) = mailbox.mails()
    (address,) = mail["From"].addresses
    assert (address.display_name, address.addr_spec) == ('Ελένη, Señora "X"', "alerts@alerts.example")


@pytest.mark.parametrize("name", ["One\r\nBcc: all@forum.example", "One\nTwo", "One\x00", "One\u2028Two"])
def test_a_senders_name_with_a_line_break_is_refused(name: str) -> None:
    with pytest.raises(ConfigError, match="is not one mail address"):
        channel_to(1, sender=f"{name} <alerts@alerts.example>")


# --- how to leave -----------------------------------------------------------------------------------------

LINKS = Links("https://send.example.org", "a key of sixteen letters")


def test_every_mail_says_how_to_leave_by_mail(channel: EmailChannel, mailbox: Mailbox) -> None:
    send(channel)
    (mail,) = mailbox.mails()
    assert mail["List-Unsubscribe"] == "<mailto:alerts@alerts.example?subject=unsubscribe>"
    assert mail["List-Unsubscribe-Post"] is None


def test_with_a_web_part_a_mail_can_be_left_at_one_click(server: Controller, mailbox: Mailbox) -> None:
    channel = channel_to(server.port, links=LINKS)
    send(channel)
    channel.close()
    (mail,) = mailbox.mails()
    link = LINKS.unsubscribe(("email", ADDRESS))
    assert mail["List-Unsubscribe"] == f"<{link}>, <mailto:alerts@alerts.example?subject=unsubscribe>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    page = LINKS.unsubscribe(("email", ADDRESS), area=EVENT.area)
    for kind in ("plain", "html"):
        body = mail.get_body((kind,))
        assert body is not None
        assert page in body.get_content()
    assert ADDRESS not in link
    assert ADDRESS.split("@", maxsplit=1)[0] not in link


def test_the_operators_notes_are_no_list_to_leave(server: Controller, mailbox: Mailbox) -> None:
    channel = channel_to(server.port, links=LINKS)
    event = a_known_event(kind=EventKind.DELIVERY_FAILED, band=None)
    channel.send(ADDRESS, MESSAGE, message_id=MESSAGE_ID, event=event)
    channel.close()
    (mail,) = mailbox.mails()
    assert "https://" not in mail["List-Unsubscribe"]


def test_the_same_event_is_put_into_mime_once(
    channel: EmailChannel, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    built: list[str] = []
    plainly = EmailMessage.as_bytes

    def counted(mail: EmailMessage, *arguments: Any, **named: Any) -> bytes:
        built.append(mail["Subject"])
        return plainly(mail, *arguments, **named)

    monkeypatch.setattr(EmailMessage, "as_bytes", counted)
    message = Rendered("A subject of its own", "Text.\n", "<p>Text.</p>", ())
    for number in range(20):
        send(channel, f"reader{number}@forum.example", message)
    assert built == ["A subject of its own"]
    assert [mail["To"] for mail in mailbox.mails()] == [
        f"reader{number}@forum.example" for number in range(20)
    ]


# --- whom a refusal is about -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stage", "reply", "gone"),
    [
        ("rcpt", "550 no such user", True),
        ("rcpt", "550 5.1.1 unknown", True),
        ("rcpt", "553 5.1.3 bad address", True),
        ("rcpt", "550 5.2.1 mailbox disabled", True),
        ("rcpt", "551 user has moved", True),
        ("data", "550 5.1.1 unknown", True),
        ("rcpt", "552 5.2.2 mailbox full", False),
        ("rcpt", "550 5.7.1 relaying denied", False),
        ("rcpt", "550 relaying denied", False),
        ("rcpt", "550 blocked as spam", False),
        ("rcpt", "530 5.7.0 authentication required", False),
        ("rcpt", "550 5.1.8 bad sender", False),
        ("data", "554 5.6.0 bad content", False),
        ("data", "550 looks like spam", False),
        ("data", "550 no", False),
    ],
)
def test_only_what_is_said_of_the_mailbox_closes_it(
    mailbox: Mailbox, stage: str, reply: str, gone: bool
) -> None:
    class Refusing(Mailbox):
        async def handle_RCPT(  # noqa: N802
            self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
        ) -> str:
            if stage == "rcpt":
                return reply
            envelope.rcpt_tos.append(address)
            return "250 ok"

        async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
            return reply

    controller = Controller(Refusing(), hostname="127.0.0.1", port=free_port())
    with running(controller):
        channel = channel_to(controller.port)
        with pytest.raises(DeliveryRejected) as caught:
            send(channel)
        channel.close()
    assert caught.value.gone is gone
