"""The command that brings in what others publish of past inspections."""

import os
from pathlib import Path
from typing import Annotated, Any

import typer

from monitor.bootstrap import configured, migrate_if_empty, open_memory, read_fact_file
from monitor.commands.printing import json_line, plain
from monitor.options import Options
from monitor.services.import_facts import Imported, import_facts

app = typer.Typer()

_SHOWN = 20  # rows that were not taken, of each file


@app.command("import")
def import_files(
    ctx: typer.Context,
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE...", exists=True, dir_okay=False, help="ODS, XLSX or CSV.")
    ],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would come in, and write nothing.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON Lines, one for each file.")] = False,
) -> None:
    """Bring in past inspections from Ofsted's statistics, as ODS or CSV files.

    Takes Ofsted's management information of the 2023 framework and of 2016 to 2022, and CSV files with the
    columns area or urn, published, inspection_start, inspection_end and band; add kind (full, letter_2016,
    revisit_2018), wsoa, sufficient and of for older inspections. Alerts nobody. Safe to run twice.
    """
    options: Options = ctx.obj
    found = configured(options, os.environ, secrets=False)
    read = [read_fact_file(path) for path in files]
    migrate_if_empty(found.store_url)
    with open_memory(found) as store:
        results = import_facts(store, found.areas, read, found.clock(), dry_run=dry_run)
    for result in results:
        typer.echo(json_line(_as_json(result, dry_run)) if as_json else plain(_for_people(result, dry_run)))
    if any(result.faults for result in results):
        raise typer.Exit(1)


def _as_json(result: Imported, dry_run: bool) -> dict[str, Any]:
    return {
        "file": result.file,
        "as_at": result.as_at.isoformat() if result.as_at else None,
        "dry_run": dry_run,
        "new": result.new,
        "changed": result.changed,
        "unchanged": result.unchanged,
        "bad_rows": [{"sheet": one.sheet, "row": one.row, "reason": one.reason} for one in result.faults],
        "warnings": result.warnings,
    }


def _for_people(result: Imported, dry_run: bool) -> str:
    stands = f", as at {result.as_at:%d %B %Y}" if result.as_at else ""
    did = "would bring" if dry_run else "brought"
    lines = [
        f"{result.file}{stands}: {did} {result.new} new, {result.changed} changed; "
        f"{result.unchanged} known already."
    ]
    lines += [f"  not taken, row {one.row}: {one.reason}" for one in result.faults[:_SHOWN]]
    if len(result.faults) > _SHOWN:
        lines.append(f"  not taken, {len(result.faults) - _SHOWN} rows more; --json lists all of them")
    lines += [f"  note, {warning}" for warning in result.warnings]
    return "\n".join(lines)


@app.callback()
def _group() -> None:
    """Keep a single command a command of its name."""
