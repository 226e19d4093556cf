"""Writes a mail: its addresses checked, its headers, its text with the HTML beside it.

What differs from reader to reader is a few headers and a few lines. All else is built once for an event: the
standard library takes longer over a mail than a mail server over taking it.
"""

import binascii
import re
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, getaddresses
from functools import lru_cache
from hashlib import sha256

from monitor.domain.events import Rendered
from monitor.errors import ConfigError, DeliveryRejected
from monitor.notify.plain import plain

CHANNEL = "email"

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LOCAL_PART = re.compile(rf"{_ATOM}(\.{_ATOM})*")
_WIDE_LOCAL_PART = re.compile(rf"({_ATOM}|[^\W\x00-\x7f]+)+(\.({_ATOM}|[^\W\x00-\x7f]+)+)*")
_DOMAIN_LABEL = re.compile(r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?")
_MESSAGE_ID = re.compile(rf"<{_ATOM}(\.{_ATOM})*@[A-Za-z0-9.-]+>")
_UNFIT_FOR_HEADER = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_LINK = re.compile(r"https?://[!-;=?-~]+")
_LONGEST_HEADER = 998
_LEAVE = "Stop these messages, or choose which to get"
_EVENTS_AT_ONCE = 32
_LINES_AT_ONCE = 4096


@dataclass(frozen=True, slots=True)
class WayOut:
    """How a reader leaves: the link that a mail program asks for by itself, and that of a page to look at."""

    at_once: str
    page: str


def write_mail(
    sender: Address,
    recipient: str,
    message: Rendered,
    *,
    message_id: str,
    date: datetime,
    leave: WayOut | None = None,
) -> bytes:
    """Give a mail as it goes over the line: CRLF, leading dots doubled, a lone dot at the end.

    Its headers say that it is automatic and how to leave; `leave` has the pages for that, if there are any.
    Raises DeliveryRejected for a subject, id or link that could not stand in a header as it is.
    """
    if _UNFIT_FOR_HEADER.search(message.subject) or len(message.subject) > _LONGEST_HEADER:
        raise DeliveryRejected("the subject has a line break or control character", channel=CHANNEL)
    if not _MESSAGE_ID.fullmatch(message_id):
        raise DeliveryRejected("the Message-ID is malformed", channel=CHANNEL)
    if leave is not None and not all(map(_LINK.fullmatch, (leave.at_once, leave.page))):
        raise DeliveryRejected("the link to leave is malformed", channel=CHANNEL)
    own = [
        f"To: {recipient}",
        f"Date: {format_datetime(date)}",
        f"Message-ID: {message_id}",
        *_ways_to_leave(sender, leave),
    ]
    mail = _common_headers(sender.display_name, sender.addr_spec, message.subject)
    mail += "".join(f"{line}\r\n" for line in own).encode() + _bodies(message, leave)
    return mail.replace(b"\r\n.", b"\r\n..") + b".\r\n"


def checked_address(address: str) -> str:
    """Give a mail address as SMTP carries it; an international domain becomes its ASCII form.

    What stands before the @ may have letters of any script. Raises DeliveryRejected for anything that is not
    one bare address.
    """
    local, at, domain = address.rpartition("@")
    try:
        ascii_domain = domain.encode("idna").decode("ascii")
    except UnicodeError:
        ascii_domain = ""
    labels = ascii_domain.split(".")
    fits = len(local.encode("utf-8", "replace")) <= 64 and len(local) + len(ascii_domain) < 254
    form = _LOCAL_PART if local.isascii() else _WIDE_LOCAL_PART
    if not (at and fits and form.fullmatch(local) and all(map(_DOMAIN_LABEL.fullmatch, labels))):
        raise DeliveryRejected(f"“{plain(address, 100)}” is not a mail address", channel=CHANNEL)
    return f"{local}@{ascii_domain}"


def sender_address(text: str) -> Address:
    """Read the configured sender, `Name <address>` or a bare address. Raises ConfigError."""
    found = [] if _UNFIT_FOR_HEADER.search(text) else getaddresses([text])
    name, address = found[0] if len(found) == 1 else ("", "")
    try:
        local, _, domain = checked_address(address).rpartition("@")
        if not local.isascii():
            raise ValueError("not every server takes such a sender")
        return Address(display_name=name, username=local, domain=domain)
    except (DeliveryRejected, ValueError) as error:
        raise ConfigError([f"[email] from: “{plain(text, 100)}” is not one mail address"]) from error


@lru_cache(_EVENTS_AT_ONCE)
def _common_headers(name: str, address: str, subject: str) -> bytes:
    """Build the headers that all mails of an event have."""
    sender = Address(display_name=name, addr_spec=address)
    mail = EmailMessage(policy=SMTP)
    mail["From"] = sender
    mail["Subject"] = subject
    mail["List-Id"] = f"SEND inspection alerts <send-inspection-alerts.{sender.domain}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail["Content-Language"] = "en-GB"
    mail["MIME-Version"] = "1.0"
    # A subject that just fills a line is put on one of its own, and is then read with a blank before it.
    written = mail.as_bytes().replace(b"\r\nSubject:\r\n ", b"\r\nSubject: ", 1)
    return written.rstrip(b"\r\n") + b"\r\n"


def _ways_to_leave(sender: Address, leave: WayOut | None) -> list[str]:
    """Say in headers how to leave: by a mail, and at one click (RFC 8058) where we have a page for it."""
    by_mail = f"<mailto:{sender.addr_spec}?subject=unsubscribe>"
    if leave is None:
        return [f"List-Unsubscribe: {by_mail}"]
    return [
        f"List-Unsubscribe: <{leave.at_once}>,\r\n {by_mail}",
        "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
    ]


def _bodies(message: Rendered, leave: WayOut | None) -> bytes:
    """Give the text and, if there is one, the HTML, in the order in which the last is the best."""
    text = _body("plain", message.text if leave is None else _with_line(message.text, leave.page))
    if not message.html:
        return text
    html = _body("html", message.html if leave is None else _with_link(message.html, leave.page))
    # Quoted-printable never holds "=_", so that no text can end the part that it stands in.
    edge = b"=_" + sha256(message.subject.encode()).hexdigest()[:32].encode()
    head = b'Content-Type: multipart/alternative; boundary="' + edge + b'"\r\n\r\n'
    parts = [b"--" + edge + b"\r\n" + part + b"\r\n" for part in (text, html)]
    return head + b"".join(parts) + b"--" + edge + b"--\r\n"


def _body(kind: str, content: str) -> bytes:
    # Quoted-printable is plain ASCII in short lines, which every server passes on unchanged.
    head = (
        f'Content-Type: text/{kind}; charset="utf-8"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n'
    )
    lines = content.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n").split("\n")
    return head.encode() + b"".join(map(_quoted, lines))


@lru_cache(_LINES_AT_ONCE)
def _quoted(line: str) -> bytes:
    """Give a line as quoted-printable; most lines of a mail are those of the one before."""
    return binascii.b2a_qp(f"{line}\r\n".encode("utf-8", "replace"), istext=True)


def _with_line(text: str, page: str) -> str:
    return f"{text.rstrip()}\n\n{_LEAVE}:\n{page}\n"


def _with_link(html: str, page: str) -> str:
    link = page.replace("&", "&amp;")
    line = f'<p style="font-size: 0.9em;"><a href="{link}">{_LEAVE}</a></p>\n'
    before, end, after = html.rpartition("</div>\n</body>")
    return f"{before}{line}{end}{after}" if end else html + line
