"""The command that builds the ledger anew from what was captured, and says whether it is the same."""

import os
from dataclasses import asdict
from typing import Annotated, Any

import typer

from monitor.bootstrap import configured, open_house, open_scratch
from monitor.commands.printing import json_line, plain
from monitor.options import Options
from monitor.services.replay import Replayed, record_missing, replay

app = typer.Typer()


@app.command("replay")
def replay_all(
    ctx: typer.Context,
    into: Annotated[
        str | None, typer.Option(help="Keep what was rebuilt in this new store: sqlite:///PATH.")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Compare only; write nothing into the ledger.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Build events and messages anew from the kept documents, and compare them with the ledger.

    Nothing is sent. What the ledger lacks is written into it as suppressed, for resend. Exit code 1 if the
    two differ. Messages may differ where the config has changed since.
    """
    options: Options = ctx.obj
    found = configured(options, os.environ, secrets=False)
    with open_house(found) as house, open_scratch(found, into) as scratch:
        result = replay(house, scratch)
        recorded = 0 if dry_run or into else record_missing(house, scratch, result)
    if as_json:
        typer.echo(json_line(_as_json(result, recorded)))
    else:
        for line in _for_people(result, recorded):
            typer.echo(plain(line))
    if not result.equal:
        raise typer.Exit(1)


def _as_json(result: Replayed, recorded: int) -> dict[str, Any]:
    return asdict(result) | {"equal": result.equal, "recorded": recorded}


def _for_people(result: Replayed, recorded: int) -> list[str]:
    lines = [f"Rebuilt {result.events} events and {result.deliveries} messages; nothing was sent."]
    lines += [f"only in the ledger: {key}" for key in result.only_in_ledger]
    lines += [f"not in the ledger: {key}" for key in result.only_rebuilt]
    lines += [f"other messages than in the ledger: {key}" for key in result.deliveries_differ]
    lines += [f"{recorded} events were written into the ledger, suppressed."] if recorded else []
    return lines if len(lines) > 1 else [*lines, "The ledger is what the documents say."]


@app.callback()
def _group() -> None:
    """Keep a single command a command of its name."""
