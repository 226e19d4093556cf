"""CSV as every command writes it: one heading, a row each, and no cell that a spreadsheet would run."""

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from monitor.commands.printing import json_line, plain, utc

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_text(rows: Sequence[Mapping[str, Any]]) -> str:
    """Give rows as CSV; a column that a row does not have is empty in it. No rows give no text at all."""
    out = io.StringIO()
    columns = list(dict.fromkeys(name for row in rows for name in row))
    if columns:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows([_inert(cell_text(row.get(name))) for name in columns] for row in rows)
    return out.getvalue()


def flat_rows(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Give rows whose parts have columns of their own, as `outcome_band`; lists of words are one cell."""
    found = [_flat(row) for row in rows]
    names = {name for row in found for name in row}
    parted = {name for name in names if any(other.startswith(f"{name}_") for other in names)}
    # A part that is missing in one row has columns in another, and needs none for itself.
    empty = {name for name in parted if all(row.get(name) is None for row in found)}
    return [{name: value for name, value in row.items() if name not in empty} for row in found]


def cell_text(value: Any) -> str:
    """Give a value as the text of a cell, with nothing in it that could act on the reader's machine."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return utc(value) or ""
    return plain(value if isinstance(value, str) else json_line(value))


def _inert(text: str) -> str:
    """Keep a spreadsheet from running a cell as a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def _flat(row: Mapping[str, Any]) -> dict[str, Any]:
    cells: dict[str, Any] = {}
    for name, value in row.items():
        if isinstance(value, Mapping):
            cells |= {f"{name}_{inner}": found for inner, found in _flat(value).items()}
        elif isinstance(value, list) and all(isinstance(one, str) for one in value):
            cells[name] = " | ".join(value)
        else:
            cells[name] = value
    return cells
