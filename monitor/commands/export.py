"""The command that writes everything public that we know into a folder."""

import json
import os
from pathlib import Path
from typing import Annotated, Any

import typer

from monitor.bootstrap import bank_holidays, configured, open_memory
from monitor.commands.csv_text import csv_text, flat_rows
from monitor.commands.folders import write_folder
from monitor.commands.printing import json_line, utc
from monitor.domain.matching import LONDON
from monitor.options import Options
from monitor.services.export import Rows, export_of

app = typer.Typer()


@app.command("export")
def export(
    ctx: typer.Context,
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="A folder that is new, or that an earlier export wrote.")
    ],
    as_json: Annotated[bool, typer.Option("--json", help="Print what was written as JSON.")] = False,
) -> None:
    """Write everything public that we know into a folder, as CSV and JSON.

    Areas, inspections, reports with their findings and where they come from, events, statistics and what is
    to come. Nothing of subscribers or other people is in it.
    """
    options: Options = ctx.obj
    found = configured(options, os.environ, secrets=False)
    now = found.clock()
    with open_memory(found) as store:
        gathered = export_of(store, found.areas, bank_holidays, now.astimezone(LONDON).date())
    texts = {f"{name}.csv": csv_text(flat_rows(_short(rows))) for name, rows in gathered.tables.items()}
    texts |= {f"{name}.json": _array(rows) for name, rows in gathered.tables.items()}
    texts["stats.json"] = json.dumps(gathered.picture, indent=1, ensure_ascii=False) + "\n"
    counts = {name: len(rows) for name, rows in gathered.tables.items()}
    write_folder(folder, texts, {"made": utc(now), "rows": counts})
    _say(folder, counts, as_json=as_json)


def _short(rows: Rows) -> Rows:
    """Give rows without the data of events, which has no columns; JSON has it."""
    return [{name: value for name, value in row.items() if name != "data"} for row in rows]


def _array(rows: Rows) -> str:
    """Give rows as a JSON array, one to a line, so that two exports can be compared by line."""
    return "[\n" + ",\n".join(json_line(row) for row in rows) + "\n]\n" if rows else "[]\n"


def _say(folder: Path, counts: dict[str, int], *, as_json: bool) -> None:
    written: dict[str, Any] = {"folder": str(folder), "rows": counts}
    if as_json:
        typer.echo(json_line(written))
        return
    listed = ", ".join(f"{number} {name}" for name, number in counts.items())
    typer.echo(f"{folder}: {listed}; each as CSV and as JSON.")


@app.callback()
def _group() -> None:
    """Keep a single command a command of its name."""
