"""Alerts as plain text for a terminal: a mail as its reader sees it, a Slack message without its markup."""

import html
import re
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

_DIVIDER = "-" * 40

# A terminal obeys control characters, and marks of writing direction reorder what stands on it.
_UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_LINK = re.compile(r"<([^<>|\s][^<>|]*)(?:\|([^<>]*))?>")
_EMPHASIS = re.compile(r"(?<!\w)([*_~])(?=\S)([^\n]*?\S)\1(?!\w)")


def mail_as_text(message: bytes) -> str:
    """Show a message: From, To and Subject, then its plain text (or its HTML without the tags)."""
    parsed = _parsed(message)
    head = [f"{name}: {parsed[name]}" for name in ("From", "To", "Subject") if parsed[name] is not None]
    return _printable("\n".join(head) + "\n\n" + _body(parsed)).rstrip() + "\n"


def mail_fields(message: bytes) -> dict[str, str | None]:
    """Give the subject, message id and plain text of a message."""
    parsed = _parsed(message)
    subject, message_id = parsed["Subject"], parsed["Message-ID"]
    return {
        "subject": None if subject is None else str(subject),
        "message_id": None if message_id is None else str(message_id),
        "text": _body(parsed),
    }


def post_as_text(payload: dict[str, Any]) -> str:
    """Show a Slack message: its blocks and attachments in order, or its text if it has none."""
    parts = _parts(payload)
    if not parts:
        parts = [_mrkdwn(str(payload.get("text", "")))]
    return _printable("\n\n".join(parts)).rstrip() + "\n"


def post_subject(payload: dict[str, Any]) -> str:
    """Give what a notification shows of a message: the first line of its text, or else of its blocks."""
    shown = _mrkdwn(str(payload.get("text") or "")).strip() or post_as_text(payload).strip()
    return shown.partition("\n")[0]


def _parsed(message: bytes) -> EmailMessage:
    return message_from_bytes(message, policy=policy.default)


def _body(parsed: EmailMessage) -> str:
    part = parsed.get_body(("plain", "html"))
    if part is None:
        return ""
    payload = part.get_payload(decode=True)
    raw = payload if isinstance(payload, bytes) else b""
    try:
        text = raw.decode(part.get_content_charset("utf-8"), "replace")
    except LookupError:  # a charset that Python does not know
        text = raw.decode("utf-8", "replace")
    text = text.replace("\r\n", "\n")
    return _without_tags(text) if part.get_content_subtype() == "html" else text


def _without_tags(text: str) -> str:
    text = re.sub(r"(?is)<(style|script|head)\b.*?</\1>", "", text)
    text = re.sub(r"(?i)<(br|/p|/div|/tr|/li|/h\d)\b[^>]*>", "\n", text)
    return html.unescape(re.sub(r"<[^>]*>", "", text)).strip() + "\n"


def _parts(holder: dict[str, Any]) -> list[str]:
    shown = [_block(block) for block in _dicts(holder.get("blocks"))]
    for attachment in _dicts(holder.get("attachments")):
        shown += _parts(attachment) or [
            _mrkdwn(str(attachment.get("text") or attachment.get("fallback") or ""))
        ]
    return [part for part in shown if part]


def _block(block: dict[str, Any]) -> str:
    if block.get("type") == "divider":
        return _DIVIDER
    texts = [_text(block.get("text")), *(_text(field) for field in _dicts(block.get("fields")))]
    elements = [*_dicts(block.get("elements")), *_dicts([block.get("accessory")])]
    texts += [_element(element) for element in elements]
    if block.get("type") == "image":
        texts.append(str(block.get("alt_text", "")))
    return "\n".join(text for text in texts if text)


def _element(element: dict[str, Any]) -> str:
    if element.get("type") == "button":
        return f"[{_text(element.get('text'))}] {element.get('url', '')}".rstrip()
    if "elements" in element:
        return "".join(_element(inner) for inner in _dicts(element["elements"]))
    if element.get("type") == "image":
        return str(element.get("alt_text", ""))
    return _text(element)


def _text(part: Any) -> str:
    """Give the words of a text object, of a plain string, or of a piece of rich text."""
    if isinstance(part, str):
        return part
    if not isinstance(part, dict):
        return ""
    inner = part.get("text")
    if isinstance(inner, dict):
        return _text(inner)
    words = str(inner or part.get("url") or "")
    return _mrkdwn(words) if part.get("type") == "mrkdwn" else _unescaped(words)


def _mrkdwn(text: str) -> str:
    return _unescaped(_EMPHASIS.sub(r"\2", _LINK.sub(_link, text)))


def _unescaped(text: str) -> str:
    """Undo the three escapes that Slack knows."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _link(found: re.Match[str]) -> str:
    target, label = found[1], found[2]
    if target[0] in "!@#":  # a mention or a date, with what to show in its place
        return label or "@" + target.lstrip("!@#")
    return f"{label} ({target})" if label and label != target else target


def _dicts(items: Any) -> list[dict[str, Any]]:
    return [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []


def _printable(text: str) -> str:
    return _UNSAFE.sub("", text.replace("\r\n", "\n"))
