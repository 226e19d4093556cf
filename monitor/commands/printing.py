"""How commands print JSON, times and lines, with nothing in them that could act on the reader's machine."""

import json
import unicodedata
from datetime import datetime
from typing import Any

from monitor.domain.matching import LONDON
from monitor.domain.wording import utc_text


def json_line(value: Any) -> str:
    """Give a value as one line of JSON; non-ASCII letters stay as they are."""
    return json.dumps(value, ensure_ascii=False, default=str)


def utc(moment: datetime | None) -> str | None:
    """Give a time as JSON has it: ISO 8601, UTC, with Z."""
    return utc_text(moment) if moment else None


def local(moment: datetime | None) -> str:
    """Give a time as people see it, Europe/London."""
    return moment.astimezone(LONDON).strftime("%d %b %Y %H:%M") if moment else "never"


def plain(text: str) -> str:
    """Give text without characters that could steer a terminal or turn the line round."""
    return "".join(letter for letter in text if letter in "\n\t" or unicodedata.category(letter)[0] != "C")
