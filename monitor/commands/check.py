"""The command that checks the config."""

import os
from typing import Annotated

import typer

from monitor.bootstrap import configured
from monitor.commands.printing import json_line
from monitor.errors import ConfigError
from monitor.options import Options

app = typer.Typer()


@app.command("check")
def check(
    ctx: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Check the config files and list every mistake.

    One a line: file, key, what is wrong, what would be right. Lines that start with "note" are no
    mistakes, but things you should know.
    """
    options: Options = ctx.obj
    mistakes: list[str] = []
    notes: tuple[str, ...] = ()
    try:
        notes = configured(options, os.environ).watching.notes
    except ConfigError as error:
        mistakes = error.mistakes
    if as_json:
        typer.echo(json_line({"ok": not mistakes, "mistakes": mistakes, "notes": list(notes)}))
    else:
        for mistake in mistakes:
            typer.echo(mistake)
        for note in notes:
            typer.echo(f"note: {note}")
        count = f"{len(mistakes)} mistake{'s' if len(mistakes) != 1 else ''}" if mistakes else "No mistakes"
        typer.echo(f"{count} in {options.config}.")
    if mistakes:
        raise typer.Exit(2)


@app.callback()
def _group() -> None:
    """Keep a single command a command of its name."""
