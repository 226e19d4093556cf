"""How commands print JSON, times and lines, with nothing in them that could act on the reader's machine."""

import json
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
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


def outline(record: Mapping[str, Any], margin: str = "  ") -> Iterator[str]:
    """Give a record as lines that people can read: parts of a part further in."""
    for key, value in record.items():
        name = str(key).replace("_", " ")
        if isinstance(value, Mapping):
            yield f"{margin}{name}:"
            yield from outline(value, f"{margin}  ")
        elif isinstance(value, list):
            yield from _entries(name, value, margin)
        else:
            yield f"{margin}{name}: {_said(value)}".replace("\n", f"\n{margin}    ")


def alternatives(choices: Iterable[str]) -> str:
    """Name what there is to choose from, for a help: as a type of the option, the words would be parted."""
    *others, last = choices
    return f"{', '.join(others)} or {last}"


def _said(value: Any) -> str:
    if value is None:
        return "not stated"
    return ("no", "yes")[value] if isinstance(value, bool) else str(value)


def _entries(name: str, values: list[Any], margin: str) -> Iterator[str]:
    if not all(isinstance(one, Mapping) for one in values) or not values:
        yield f"{margin}{name}: {'; '.join(map(str, values)) or 'none'}"
        return
    for number, one in enumerate(values, 1):
        yield f"{margin}{name}, {number}:"
        yield from outline(one, f"{margin}  ")


def plain(text: str) -> str:
    """Give text without characters that could steer a terminal or turn the line round."""
    return "".join(letter for letter in text if letter in "\n\t" or unicodedata.category(letter)[0] != "C")
