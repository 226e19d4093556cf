"""How commands print: JSON, CSV and tables, with nothing in them that could act on the reader's machine."""

import csv
import io
import json
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import typer
from rich.console import Console
from rich.table import Table

from monitor.domain.matching import LONDON

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def json_line(value: Any) -> str:
    """Give a value as one line of JSON; non-ASCII letters stay as they are."""
    return json.dumps(value, ensure_ascii=False, default=str)


def utc(moment: datetime | None) -> str | None:
    """Give a time as JSON has it: ISO 8601, UTC, with Z."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if moment else None


def local(moment: datetime | None) -> str:
    """Give a time as people see it, Europe/London."""
    return moment.astimezone(LONDON).strftime("%d %b %Y %H:%M") if moment else "never"


def print_rows(rows: Iterable[Mapping[str, Any]], *, as_json: bool, as_csv: bool, empty: str) -> None:
    """Print rows as JSON Lines, CSV or a table; `empty` is said in place of an empty table."""
    listed = list(rows)
    if as_json:
        for row in listed:
            typer.echo(json_line(row))
    elif as_csv:
        typer.echo(_csv(listed), nl=False)
    elif not listed:
        typer.echo(empty)
    else:
        print_table([[_text(value) for value in row.values()] for row in listed], list(listed[0]))


def print_table(rows: Sequence[Sequence[str]], headings: Sequence[str]) -> None:
    """Print a table that fits the terminal, or is not cut at all when it goes to a file."""
    console = Console(soft_wrap=False, markup=False, emoji=False, highlight=False)
    if not console.is_terminal:
        console = Console(width=200, markup=False, emoji=False, highlight=False)
    table = Table(*[heading.replace("_", " ") for heading in headings])
    for row in rows:
        table.add_row(*row)
    console.print(table)


def plain(text: str) -> str:
    """Give text without characters that could steer a terminal or turn the line round."""
    return "".join(letter for letter in text if letter in "\n\t" or unicodedata.category(letter)[0] != "C")


def _csv(rows: Sequence[Mapping[str, Any]]) -> str:
    out = io.StringIO()
    if rows:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(rows[0])
        writer.writerows([_inert(_text(value)) for value in row.values()] for row in rows)
    return out.getvalue()


def _inert(text: str) -> str:
    """Keep a spreadsheet from running a cell as a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return plain(value if isinstance(value, str) else json_line(value))
