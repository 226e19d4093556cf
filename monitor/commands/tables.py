"""How commands print rows: as JSON Lines, CSV or a table, in none of which a cell can do anything.

A time in a row is UTC with Z in CSV, which programs read, and London's in a table, which people read.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import typer
from rich.console import Console
from rich.table import Column, Table

from monitor.commands.csv_text import cell_text, csv_text
from monitor.commands.printing import json_line, local


def print_rows(rows: Iterable[Mapping[str, Any]], *, as_json: bool, as_csv: bool, empty: str) -> None:
    """Print rows as JSON Lines, CSV or a table; `empty` is said in place of an empty table."""
    listed = list(rows)
    if as_json:
        for row in listed:
            typer.echo(json_line(row))
    elif as_csv:
        typer.echo(csv_text(listed), nl=False)
    elif not listed:
        typer.echo(empty)
    else:
        print_table([[_shown(value) for value in row.values()] for row in listed], list(listed[0]))


def print_table(rows: Sequence[Sequence[str]], headings: Sequence[str]) -> None:
    """Print a table that fits the terminal, or is wide when it goes to a file; nothing is cut in either.

    To fit, columns that say nothing of any row are left out, and words that are too long are parted.
    """
    console = Console(soft_wrap=False, markup=False, emoji=False, highlight=False)
    shown = list(range(len(headings)))
    if console.is_terminal:
        shown = [place for place in shown if any(row[place] for row in rows)]
    else:
        console = Console(width=200, markup=False, emoji=False, highlight=False)
    table = Table(*[Column(headings[place].replace("_", " "), overflow="fold") for place in shown])
    for row in rows:
        table.add_row(*(row[place] for place in shown))
    console.print(table)


def _shown(value: Any) -> str:
    return local(value) if isinstance(value, datetime) else cell_text(value)
