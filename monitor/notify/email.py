"""Sends mail over SMTP, and says of every failure whether a later try could help.

A mail is handed over in stages (RFC 5321): sender, recipient, DATA, the text, the server's yes. Until the
text is sent, nothing has happened and a failure may be tried again. Once it is sent and the line drops before
the answer, nobody can know, and it is said so. A connection is kept for the next mail.
"""

import re
import smtplib
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from monitor.domain.events import OPERATOR_KINDS, Event, EventKind, Rendered
from monitor.domain.links import Links
from monitor.errors import DeliveryDeferred, DeliveryError, DeliveryRejected, DeliveryUncertain
from monitor.notify.mail import CHANNEL, WayOut, checked_address, sender_address, write_mail
from monitor.notify.plain import plain
from monitor.ports.clock import Clock

# A server or firewall may have hung up on a line this old without telling us.
_KEEP_IDLE = timedelta(seconds=30)
_CLOSING = 421

_STATUS = re.compile(r"\b5\.(\d{1,3}\.\d{1,3})\b")
_MAILBOX_IS_GONE = frozenset({"1.0", "1.1", "1.2", "1.3", "1.6", "1.10", "2.1"})
_ADDRESS_REFUSED = frozenset({550, 551, 553})
_ABOUT_US = re.compile(
    r"\b(relay\w*|spam\w*|block\w*|(black|deny|block)list\w*|reputation|polic\w+|authenti\w+|dkim|spf|dmarc)\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class EmailSettings:
    """How to reach the mail server; `timeout` in seconds. `sender` may have a name before the address."""

    host: str
    port: int
    security: Literal["starttls", "tls", "none"]
    sender: str
    username: str = ""
    password: str = field(default="", repr=False)
    timeout: float = 30
    local_hostname: str | None = None


class EmailChannel:
    """Hands mails to one server; safe to use from several threads at once. Close it when done."""

    name = CHANNEL

    def __init__(
        self,
        settings: EmailSettings,
        *,
        clock: Clock,
        links: Links | None = None,
        ssl_context: ssl.SSLContext | None = None,
    ) -> None:
        """Keep the settings; nothing is connected yet. Raises ConfigError for a sender that is no address.

        `links` make the pages on which a reader can leave, if there are any.
        """
        self._settings = settings
        self._clock = clock
        self._links = links
        self._ssl_context = ssl_context
        self._sender = sender_address(settings.sender)
        self._idle: list[tuple[smtplib.SMTP, datetime]] = []
        self._lock = threading.Lock()

    def send(self, address: str, message: Rendered, *, message_id: str, event: Event) -> str:
        """Send one mail and give the server's answer.

        Raises DeliveryRejected for an address or message that will never be taken, DeliveryDeferred when a
        later try may work, DeliveryUncertain when the line dropped after the text was sent.
        """
        recipient = checked_address(address)
        payload = write_mail(
            self._sender,
            recipient,
            message,
            message_id=message_id,
            date=self._clock(),
            leave=self._way_to_leave(address, event),
        )
        kept = self._take_idle()
        if kept is not None:
            try:
                return self._use(kept, recipient, payload)
            except _LineLost:
                # The server had hung up meanwhile. Nothing was sent, so a fresh line is harmless.
                pass
        try:
            return self._use(self._open(), recipient, payload)
        except _LineLost as error:
            raise DeliveryDeferred(str(error), channel=CHANNEL) from error

    def probe(self) -> None:
        """Connect, and log in where that is asked for, without sending anything. Raises DeliveryDeferred."""
        connection = self._open()
        with self._lock:
            self._idle.append((connection, self._clock()))

    def close(self) -> None:
        """End the kept connections; the channel may still be used and opens new ones."""
        with self._lock:
            idle, self._idle = self._idle, []
        for connection, _ in idle:
            _quietly(connection.quit)
            _quietly(connection.close)

    def _way_to_leave(self, address: str, event: Event) -> WayOut | None:
        """Give the links to leave, but not to those who run this monitor: their notes are no list."""
        if self._links is None or event.kind in OPERATOR_KINDS | {EventKind.DRILL}:
            return None
        where = (CHANNEL, address)
        return WayOut(self._links.unsubscribe(where), self._links.unsubscribe(where, area=event.area))

    def _use(self, connection: smtplib.SMTP, recipient: str, payload: bytes) -> str:
        """Send over a line, and keep it if server and we agree on where we are."""
        agreed = False
        try:
            answer = _hand_over(connection, self._sender.addr_spec, recipient, payload)
            agreed = True
        except (DeliveryRejected, DeliveryDeferred):
            agreed = True
            raise
        finally:
            if agreed and connection.sock is not None:
                with self._lock:
                    self._idle.append((connection, self._clock()))
            else:
                _quietly(connection.close)
        return answer

    def _take_idle(self) -> smtplib.SMTP | None:
        now = self._clock()
        with self._lock:
            idle, self._idle = self._idle, []
            young = [one for one in idle if timedelta(0) <= now - one[1] <= _KEEP_IDLE]
            found = young.pop()[0] if young else None
            self._idle = young
        for connection, since in idle:
            if connection is not found and (connection, since) not in young:
                _quietly(connection.close)
        return found

    def _open(self) -> smtplib.SMTP:
        settings = self._settings
        where = f"{settings.host}:{settings.port}"
        try:
            connection = self._connect()
        except (OSError, smtplib.SMTPException, UnicodeError) as error:
            raise DeliveryDeferred(
                f"cannot connect to {where}: {_trouble(error)}", channel=CHANNEL
            ) from error
        try:
            if settings.security == "starttls":
                connection.starttls(context=self._context())
            if settings.username:
                connection.login(settings.username, settings.password)
        except (OSError, smtplib.SMTPException, UnicodeError) as error:
            _quietly(connection.close)
            # The cause is left out: a server may have echoed the password in it.
            raise DeliveryDeferred(f"{where}: {_trouble(error)}", channel=CHANNEL) from None
        return connection

    def _connect(self) -> smtplib.SMTP:
        settings = self._settings
        if settings.security == "tls":
            return smtplib.SMTP_SSL(
                settings.host,
                settings.port,
                local_hostname=settings.local_hostname,
                timeout=settings.timeout,
                context=self._context(),
            )
        return smtplib.SMTP(
            settings.host, settings.port, local_hostname=settings.local_hostname, timeout=settings.timeout
        )

    def _context(self) -> ssl.SSLContext:
        with self._lock:
            if self._ssl_context is None:
                self._ssl_context = ssl.create_default_context()
            return self._ssl_context


class _LineLost(Exception):
    """The line dropped, or the server is closing it, before any of the text was sent."""


def _hand_over(connection: smtplib.SMTP, sender: str, recipient: str, payload: bytes) -> str:
    _before_text(connection, sender, recipient)
    try:
        connection.send(payload)
        code, answer = connection.getreply()
    except (OSError, smtplib.SMTPException) as error:
        why = f"no answer after the message was sent ({_trouble(error)})"
        raise DeliveryUncertain(why, channel=CHANNEL) from error
    if code == _CLOSING:
        _quietly(connection.close)
    if 200 <= code < 300:
        return _answer(code, answer)
    if 400 <= code < 600:
        raise _refusal(code, answer, "the message")
    raise DeliveryUncertain(f"unexpected answer to the message: {_answer(code, answer)}", channel=CHANNEL)


def _before_text(connection: smtplib.SMTP, sender: str, recipient: str) -> None:
    """Go through the stages in which nothing has been handed over yet."""
    try:
        connection.ehlo_or_helo_if_needed()
        options = () if recipient.isascii() else _wide_options(connection)
        _expect(connection, connection.mail(sender, options), 200, "the sender")
        _expect(connection, connection.rcpt(recipient), 200, "the address")
        _expect(connection, connection.docmd("DATA"), 300, "the message")
    except (OSError, smtplib.SMTPException) as error:
        raise _LineLost(f"lost the server: {_trouble(error)}") from error


def _wide_options(connection: smtplib.SMTP) -> tuple[str, ...]:
    if not connection.has_extn("smtputf8"):
        why = "the mail server takes no address with letters beyond a to z"
        raise DeliveryRejected(why, channel=CHANNEL)
    return ("SMTPUTF8", "BODY=8BITMIME")


def _expect(connection: smtplib.SMTP, reply: tuple[int, bytes], wanted: int, what: str) -> None:
    code, answer = reply
    if wanted <= code < wanted + 100:
        return
    if not 400 <= code < 600 or (code == _CLOSING and what == "the sender"):
        raise _LineLost(_answer(code, answer))
    if code == _CLOSING:
        _quietly(connection.close)
        raise _refusal(code, answer, what)
    # Clears the half-made transaction, so that the line can be kept for the next mail.
    _quietly(connection.rset)
    raise _refusal(code, answer, what)


def _refusal(code: int, answer: bytes, what: str) -> DeliveryError:
    why = f"{what} was refused: {_answer(code, answer)}"
    # A refused sender is our mistake: the address is good, and a corrected setting will reach it.
    if code >= 500 and what != "the sender":
        gone = _no_such_mailbox(code, _answer(code, answer), at_address=what == "the address")
        return DeliveryRejected(why, channel=CHANNEL, gone=gone)
    return DeliveryDeferred(why, channel=CHANNEL)


def _no_such_mailbox(code: int, answer: str, *, at_address: bool) -> bool:
    """Say whether a refusal is about the mailbox, and not about us, our message or a passing state.

    Servers that speak plainly add a status (RFC 3463): 5.1.x is about the address and 5.2.1 about the
    mailbox, but 5.1.7 and 5.1.8 about the sender's. Without one, the code counts, unless its words are of us.
    """
    status = _STATUS.search(answer)
    if status is not None:
        return status[1] in _MAILBOX_IS_GONE
    return at_address and code in _ADDRESS_REFUSED and _ABOUT_US.search(answer) is None


def _trouble(error: Exception) -> str:
    """Say what went wrong on the line, for the operator, without words that could hold a secret."""
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return (
            f"the server refused the user name or password (code {error.smtp_code}); "
            "check [email] username and the password in the environment"
        )
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return f"{plain(error)} Check [email] security and username."
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate cannot be trusted: {error.verify_message}"
    if isinstance(error, smtplib.SMTPResponseException):
        return _answer(error.smtp_code, error.smtp_error)
    return plain(error, 200) or type(error).__name__


def _answer(code: int, text: bytes | str) -> str:
    words = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return plain(f"{code} {words}", 300)


def _quietly(end: Callable[[], object]) -> None:
    try:
        end()
    except (OSError, smtplib.SMTPException):
        return
