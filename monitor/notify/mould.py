"""A message drawn once for an event, in which only the reasons differ from reader to reader."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from html import escape as escape_html
from typing import Any

from monitor.domain.events import Rendered
from monitor.notify.blocks import SECTION_LIMIT, escape, within
from monitor.notify.plain import plain, wrapped

SEAM = "\ue000"
"""Stands where the reasons go. It is for private use, so `plain` takes it out of text that is not ours."""

_IN_TEXT, _IN_HTML, _IN_SLACK = f"* {SEAM}", f"<li>{SEAM}</li>", f"• {SEAM}"


@dataclass(frozen=True, slots=True)
class Mould:
    """A message with the seam in place of its list of reasons."""

    message: Rendered

    def filled(self, recipients: Sequence[str]) -> Rendered:
        """Give the message for the recipients behind one address; there is at least one."""
        reasons = reasons_of(recipients)
        drawn = self.message
        text = "\n".join(wrapped(reason, "* ", "  ") for reason in reasons)
        html = "\n".join(f"<li>{escape_html(reason)}</li>" for reason in reasons)
        slack = "\n".join(f"• {escape(reason)}" for reason in reasons)
        return replace(
            drawn,
            text=drawn.text.replace(_IN_TEXT, text),
            html=drawn.html.replace(_IN_HTML, html),
            blocks=tuple(_with_reasons(block, slack) for block in drawn.blocks),
        )


def reasons_of(recipients: Sequence[str]) -> tuple[str, ...]:
    """Give the reasons as a reader sees them; what several subscriptions share is said once."""
    return tuple(dict.fromkeys(line for given in recipients if (line := plain(given))))


def _with_reasons(block: dict[str, Any], reasons: str) -> dict[str, Any]:
    words = block.get("text")
    if not isinstance(words, dict) or SEAM not in words["text"]:
        return block
    return block | {
        "text": words | {"text": within(words["text"].replace(_IN_SLACK, reasons), SECTION_LIMIT)}
    }
