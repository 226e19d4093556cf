"""The command that reads all kept documents again."""

import os
import sys
from contextlib import ExitStack
from typing import Annotated

import typer

from monitor.bootstrap import configured, open_house, open_reader
from monitor.commands.printing import json_line, plain
from monitor.commands.progress import show_progress
from monitor.options import Options
from monitor.services.poll import deliver_all
from monitor.services.reparse import MOST_AT_ONCE, Difference, apply_all, reread_all

app = typer.Typer()

READERS = max(os.cpu_count() or 1, 1)


@app.command("reparse")
def reparse(
    ctx: typer.Context,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what differs; apply nothing.")] = False,
    yes: Annotated[
        bool, typer.Option("--yes", help=f"Apply even if more than {MOST_AT_ONCE} known reports change.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON Lines.")] = False,
) -> None:
    """Read all kept documents again with a new parser, and show what differs.

    Readers hear only of what changes for them, and never of a report a second time. When what they were
    told changes for more than a few reports at once, nothing is applied until you have looked and say --yes.
    """
    options: Options = ctx.obj
    found = configured(options, os.environ)
    with ExitStack() as stack:
        house = stack.enter_context(open_house(found))
        readers = [stack.enter_context(open_reader()) for _ in range(READERS)]
        with show_progress() as progress:
            read = reread_all(house, readers, progress=lambda done, of: progress("documents", done, of))
        for difference in read:
            typer.echo(json_line(_as_json(difference)) if as_json else plain(_for_people(difference)))
        changed = sum(bool(difference.facts) for difference in read)
        print(f"{len(read)} reports read differently, {changed} of them for readers.", file=sys.stderr)
        if dry_run:
            return
        if changed > MOST_AT_ONCE and not yes:
            print(
                f"More than {MOST_AT_ONCE} known reports change at once, which is more likely a mistake "
                "of the parser than a correction. Nothing was applied. Look at the list, then add --yes.",
                file=sys.stderr,
            )
            raise typer.Exit(1)
        told = apply_all(house, read)
        deliver_all(house)
        print(f"Applied. {told} events.", file=sys.stderr)


def _as_json(difference: Difference) -> dict[str, object]:
    return {
        "report": difference.publication.listed.file_id,
        "area": difference.area_name,
        "fields": list(difference.fields),
        "told": list(difference.facts),
        "before": {field: difference.before.get(field) for field in difference.fields},
        "after": {field: difference.after.get(field) for field in difference.fields},
    }


def _for_people(difference: Difference) -> str:
    lines = [f"{difference.area_name} (report {difference.publication.listed.file_id})"]
    for field in difference.fields:
        lines.append(f"  {field.replace('_', ' ')}")
        lines.append(f"    was: {json_line(difference.before.get(field))}")
        lines.append(f"    now: {json_line(difference.after.get(field))}")
    return "\n".join(lines)


@app.callback()
def _group() -> None:
    """Keep a single command a command of its name."""
