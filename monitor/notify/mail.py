"""Builds a mail: its addresses checked, its headers, its text with the HTML beside it."""

import re
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, getaddresses

from monitor.domain.events import Rendered
from monitor.errors import ConfigError, DeliveryRejected
from monitor.notify.plain import plain

CHANNEL = "email"

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LOCAL_PART = re.compile(rf"{_ATOM}(\.{_ATOM})*")
_DOMAIN_LABEL = re.compile(r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?")
_MESSAGE_ID = re.compile(rf"<{_ATOM}(\.{_ATOM})*@[A-Za-z0-9.-]+>")
_UNFIT_FOR_HEADER = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_LONGEST_HEADER = 998


def build_mail(
    sender: Address, recipient: str, message: Rendered, *, message_id: str, date: datetime
) -> EmailMessage:
    """Build the mail, with headers that say it is automatic.

    Raises DeliveryRejected for a subject or id that could not stand in a header as it is.
    """
    if _UNFIT_FOR_HEADER.search(message.subject) or len(message.subject) > _LONGEST_HEADER:
        raise DeliveryRejected("the subject has a line break or control character", channel=CHANNEL)
    if not _MESSAGE_ID.fullmatch(message_id):
        raise DeliveryRejected("the Message-ID is malformed", channel=CHANNEL)
    mail = EmailMessage(policy=SMTP)
    mail["From"] = sender
    mail["To"] = recipient
    mail["Subject"] = message.subject
    mail["Date"] = format_datetime(date)
    mail["Message-ID"] = message_id
    mail["List-Id"] = f"SEND inspection alerts <send-inspection-alerts.{sender.domain}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail["Content-Language"] = "en-GB"
    # Quoted-printable is plain ASCII in short lines, which every server passes on unchanged.
    mail.set_content(message.text, cte="quoted-printable")
    if message.html:
        mail.add_alternative(message.html, subtype="html", cte="quoted-printable")
    return mail


def wire_form(mail: EmailMessage) -> bytes:
    """Give the mail as it goes over the line: CRLF, leading dots doubled, a lone dot at the end."""
    return re.sub(rb"(?m)^\.", b"..", mail.as_bytes().rstrip(b"\r\n")) + b"\r\n.\r\n"


def checked_address(address: str) -> str:
    """Give a mail address as SMTP carries it; an international domain becomes its ASCII form.

    Raises DeliveryRejected for anything that is not one bare address.
    """
    local, at, domain = address.rpartition("@")
    try:
        ascii_domain = domain.encode("idna").decode("ascii")
    except UnicodeError:
        ascii_domain = ""
    labels = ascii_domain.split(".")
    fits = len(local) <= 64 and len(local) + len(ascii_domain) < 254
    if not (at and fits and _LOCAL_PART.fullmatch(local) and all(map(_DOMAIN_LABEL.fullmatch, labels))):
        raise DeliveryRejected(f"“{plain(address, 100)}” is not a mail address", channel=CHANNEL)
    return f"{local}@{ascii_domain}"


def sender_address(text: str) -> Address:
    """Read the configured sender, `Name <address>` or a bare address. Raises ConfigError."""
    found = [] if _UNFIT_FOR_HEADER.search(text) else getaddresses([text])
    name, address = found[0] if len(found) == 1 else ("", "")
    try:
        local, _, domain = checked_address(address).rpartition("@")
        return Address(display_name=name, username=local, domain=domain)
    except (DeliveryRejected, ValueError) as error:
        raise ConfigError([f"[email] from: “{plain(text, 100)}” is not one mail address"]) from error
