"""Draws a note as Slack Block Kit, within Slack's limits and with nothing in it that Slack would act on.

Slack reads `<...>` as a link, a mention or a broadcast, so `&`, `<` and `>` are escaped in all text that is
not ours, and `verbatim` stops it from making links of bare addresses.
"""

import re
from typing import Any

from slack_sdk.models.blocks import (
    ContextBlock,
    HeaderBlock,
    MarkdownTextObject,
    PlainTextObject,
    SectionBlock,
)

from monitor.notify.note import Link, Note, Part

HEADER_LIMIT = 150
SECTION_LIMIT = 3000
BLOCK_LIMIT = 50

# Slack's own marks for bold, italics, strike and code; a lookalike keeps names from changing the type.
_MARKS = str.maketrans({"*": "∗", "~": "∼", "`": "ˋ"})
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


def slack_blocks(note: Note) -> tuple[dict[str, Any], ...]:
    """Give the blocks of a note: a header, a section a part and the small print; at most 50."""
    sections = [_section("\n".join(map(escape, note.intro)))] if note.intro else []
    sections += [_section(_part_text(part)) for part in note.parts]
    small = ContextBlock(elements=[_text(within("\n".join(map(escape, note.small)), SECTION_LIMIT))])
    header = HeaderBlock(text=PlainTextObject(text=_cut_escaped(note.heading, HEADER_LIMIT), emoji=False))
    return tuple(block.to_dict() for block in (header, *sections[: BLOCK_LIMIT - 3], small))


def reference_block(message_id: str) -> dict[str, Any]:
    """Give the line by which a reader tells a repeat from a second message: the same at every try."""
    return ContextBlock(elements=[_text(escape(f"Reference {message_id.strip('<>')[:12]}"))]).to_dict()


def escape(text: str) -> str:
    """Make text inert in Slack: no mention, link, broadcast or formatting can come out of it."""
    return "".join(_ENTITIES.get(c, c) for c in text.translate(_MARKS))


def within(escaped: str, limit: int) -> str:
    """Cut escaped text to a limit at the end of a line or word, so that no entity or link is cut in two."""
    if len(escaped) <= limit:
        return escaped
    head = escaped[: limit - 2]
    # Only our own links hold a raw "<": one that is not closed is dropped whole.
    if head.rfind("<") > head.rfind(">"):
        head = head[: head.rfind("<")]
    head = re.sub(r"&[a-z]*$", "", head)
    space = max(head.rfind("\n"), head.rfind(" "))
    return head[: space if space > max(limit - 100, 0) else len(head)].rstrip() + " …"


def _section(text: str) -> SectionBlock:
    return SectionBlock(text=_text(within(text, SECTION_LIMIT)))


def _text(text: str) -> MarkdownTextObject:
    return MarkdownTextObject(text=text, verbatim=True)


def _part_text(part: Part) -> str:
    lines = [f"*{escape(part.title)}*"]
    lines += [f"*{escape(part.strong)}*"] if part.strong else []
    lines += [escape(line) for line in part.lines]
    if part.quote:
        lines += [f"> “{escape(part.quote.text)}”", f"> {escape(part.quote.source)}"]
    lines += [f"*{escape(label)}:* {escape(value)}" for label, value in part.facts]
    lines += [f"• {escape(item)}" for item in part.items]
    lines += [_link(link) for link in part.links]
    lines += [escape(line) for line in part.after]
    return "\n".join(lines)


def _link(link: Link) -> str:
    # A bar or an angle bracket would end the address early; the address has none, see `web_address`.
    return f"<{link.url.replace('&', '&amp;')}|{escape(link.label)}>"


def _cut_escaped(text: str, limit: int) -> str:
    while len(escape(text)) > limit:
        text = text[:-2].rstrip() + "…"
    return escape(text)
