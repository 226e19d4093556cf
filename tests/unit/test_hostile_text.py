"""One table of hostile text through every way out: mails, Slack, webhooks, pages, CSV and logs.

It may stand in an area's name, a report's title, a headline or a subscriber's name: whoever writes those is
not us. Whatever they write is shown as text, or not at all, and does nothing.
"""

import csv
import io
import json
import logging
import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from monitor.commands.csv_text import csv_text
from monitor.domain.events import Event, EventKind, Rendered
from monitor.domain.outcome import Band
from monitor.errors import DeliveryRejected
from monitor.logs import _Json, _Plain
from monitor.notify.mail import checked_address, sender_address, write_mail
from monitor.notify.render import AlertRenderer
from monitor.notify.slack import _body
from monitor.notify.webhook import WebhookChannel
from monitor.services.leaving import Choice, Standing
from monitor.web.leaving import _page, _said
from tests.builders import MORNING, a_table

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "\"'><a href='https://evil.example'>x</a>",
    "</title></style></h1><iframe src=//evil.example>",
    "<!channel> <!here> <!everyone> <@U12345> <#C12345>",
    "<https://evil.example|Ofsted>",
    "[Ofsted](https://evil.example) ![x](https://evil.example/x.png)",
    "Vale\r\nBcc: everyone@evil.example\r\n\r\nnew body",
    "Vale\n.\nMAIL FROM:<x@evil.example>",
    "Vale\u2028\u2029\x85\x0b\x0c\x00\x1b[31m\x1b]0;title\x07",
    "\u202ederbsA\u202c \u2066x\u2069 \u200f\u200e\ufeff\u00ad\u2060",
    "{{ 7 * 7 }} {% raw %} ${7*7} #{7*7} %(x)s {0} %s",
    "&lt;script&gt; &amp; &#x202e; &#60;b&#62;",
    '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>&b;',
    "*bold* _italics_ ~struck~ `code` ```block```",
    "\ud800 lone \udfff",
    "javascript:alert(1) data:text/html,x vbscript:x",
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "＝1+1",
    "\ue000 \ue001",
    "A" * 5_000,
    "&" * 5_000,
]
EACH = pytest.mark.parametrize("text", HOSTILE, ids=[f"{number:02d}" for number in range(len(HOSTILE))])
ALERTS = Path(__file__).resolve().parents[1] / "replay" / "alerts"
OUR_TAGS = set(
    re.findall(
        "[a-z0-9]+",
        "html head meta title style body main div h1 h2 p strong blockquote cite dl dt dd ul li a hr form "
        "input button",
    )
)
DOES_SOMETHING = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ue000-\uf8ff\ud800-\udfff]"
)


def events(text: str) -> Iterator[tuple[Event, list[str]]]:
    """Give each kind of event with the text wherever a source could have put it."""
    for path in sorted(ALERTS.glob("*.event.json")):
        recorded = json.loads(path.read_text(encoding="utf-8"))
        seen, band = MORNING, Band(recorded["band"]) if recorded["band"] else None
        data = spoilt(recorded["data"], text)
        key = f"{recorded['key']}/{path.name}"
        yield (
            Event(1, key, EventKind(recorded["kind"]), "701", band, seen, seen, data),
            [f"{text}: {text}", "Desk: you watch all areas"],
        )


def spoilt(value: Any, text: str) -> Any:
    """Put the text into every text that is more than a code or a date: names, titles, quotes, links."""
    if isinstance(value, dict):
        return {name: spoilt(one, text) for name, one in value.items()}
    if isinstance(value, list):
        return [spoilt(one, text) for one in value]
    wordy = isinstance(value, str) and (" " in value or value.startswith("http") or value.istitle())
    return text if wordy else value


class Reading(HTMLParser):
    """Notes which elements and attributes a browser would see."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.links: list[str] = []
        self.handlers: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        for name, value in attributes:
            if name in ("href", "src", "action"):
                self.links.append(value or "")
            if name.startswith("on") or name == "srcdoc":
                self.handlers.append(name)


def inert(html: str) -> None:
    read = Reading(html)
    assert read.tags <= OUR_TAGS
    assert read.handlers == []
    assert all(re.match(r"https?://|\.\./", link) for link in read.links)
    assert not DOES_SOMETHING.search(html)


@pytest.fixture(scope="module")
def renderer() -> AlertRenderer:
    return AlertRenderer()


def messages(renderer: AlertRenderer, text: str) -> Iterator[tuple[Event, Rendered]]:
    told = list(events(text))
    for event, recipients in told:
        yield event, renderer.render(event, recipients)
    yield told[0][0], renderer.render_group(told)


@EACH
def test_in_mails_slack_and_webhooks(renderer: AlertRenderer, text: str) -> None:
    told = list(messages(renderer, text))
    inert_as_mails([message for _, message in told])
    inert_in_slack([message for _, message in told])
    inert_in_webhooks(told)


def inert_as_mails(told: list[Rendered]) -> None:
    sender = sender_address("SEND monitor <alerts@example.org>")
    for message in told:
        wire = write_mail(sender, "chair@example.org", message, message_id="<a@b>", date=MORNING)
        assert wire.isascii()
        assert wire.count(b"\r\n.\r\n") == 1, "it ends once, at its end"
        assert not re.search(rb"(?<!\r)\n|\r(?!\n)", wire)
        mail = message_from_bytes(wire, _class=EmailMessage, policy=policy.default)
        assert sorted(mail.keys()) == sorted(
            [
                *("From", "Subject", "List-Id", "Auto-Submitted", "Content-Language", "MIME-Version"),
                *("To", "Date", "Message-ID", "List-Unsubscribe", "Content-Type"),
            ]
        )
        assert "\n" not in mail["Subject"]
        assert mail["To"] == "chair@example.org"
        html, plain_text = mail.get_body(("html",)), mail.get_body(("plain",))
        assert html is not None
        assert plain_text is not None
        inert(html.get_content().replace("\r\n", "\n"))
        assert not DOES_SOMETHING.search(plain_text.get_content().replace("\r\n", "\n"))


def inert_in_slack(told: list[Rendered]) -> None:
    for message in told:
        posted = _body(message, "<0123456789ab@example.org>")
        for words in strings(posted):
            assert not DOES_SOMETHING.search(words)
            links = re.findall(r"<([^>]*)>", words)
            assert all(re.fullmatch(r"https?://[^|<>\s]+\|[^|<>]+", link) for link in links)
            assert not re.search(r"<[^h]|<$", words), "nothing but our own links begins so"
            assert "`" not in words


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list | tuple):
        for one in value.values() if isinstance(value, dict) else value:
            yield from strings(one)


def inert_in_webhooks(told: list[tuple[Event, Rendered]]) -> None:
    channel = WebhookChannel({}, areas=a_table(), clock=lambda: MORNING)
    for event, message in told:
        body = channel._body(message, event)
        assert body.isascii()
        said = json.loads(body)
        assert not DOES_SOMETHING.search(said["subject"] + said["text"])
        assert said["event"]["key"] == event.key


@EACH
def test_on_pages(text: str) -> None:
    now = Standing((text, text), (Choice("701", text, True), Choice("702", "Vale", False)), False, True)
    for page in ("unsubscribe.html", "preferences.html"):
        for done in (False, True):
            answer = _page(page, **_said(now, ("email", text), "x" * 43, "701"), done=done)
            html = bytes(answer.body).decode("utf-8")
            read = Reading(html)
            assert read.tags <= OUR_TAGS
            assert read.handlers == []
            assert all(re.fullmatch(r"\.\./preferences/[A-Za-z0-9%._~-]*", link) for link in read.links)


@EACH
def test_in_csv(text: str) -> None:
    written = csv_text([{"area": text, "title": f"{text} ", "n": 1}])
    (row,) = csv.DictReader(io.StringIO(written, newline=""))
    for cell in row.values():
        assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))


@EACH
@pytest.mark.parametrize("formatter", [_Plain(), _Json()], ids=["plain", "json"])
def test_in_logs(formatter: logging.Formatter, text: str) -> None:
    record = logging.LogRecord("x", logging.WARNING, __file__, 1, "read %s", (text,), None)
    record.title = text
    line = formatter.format(record)
    assert len(line.splitlines()) == 1
    assert not DOES_SOMETHING.search(line)


@EACH
def test_as_an_address(text: str) -> None:
    for address in (text, f"{text}@example.org", f"chair@{text}", f"{text} <chair@example.org>"):
        if address.isascii() and re.fullmatch(r"[A-Za-z0-9+=-]{1,64}@example\.org", address):
            continue
        with pytest.raises(DeliveryRejected):
            checked_address(address)
