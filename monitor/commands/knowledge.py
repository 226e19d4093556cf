"""The commands that show what we know: `areas`, `history` and `report`. They change nothing."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Annotated, Any

import typer

from monitor.bootstrap import configured, open_memory
from monitor.commands.csv_text import csv_text, flat_rows
from monitor.commands.naming import one_area
from monitor.commands.printing import json_line, local, outline, plain
from monitor.commands.tables import print_rows
from monitor.domain.area import Area, AreaTable
from monitor.domain.compare import Comparison
from monitor.domain.compare_words import outcome_words, spoken_when, summary
from monitor.domain.inspection import READ, Inspection
from monitor.domain.national import last_withdrawn, standing
from monitor.domain.outcome import LABELS, Band
from monitor.domain.publication import Publication
from monitor.domain.wording import kind_label
from monitor.errors import StoreError
from monitor.options import Options
from monitor.ports.knowledge import StoredReport
from monitor.ports.store import Store
from monitor.services.comparisons import comparison_json, comparisons_of
from monitor.services.inspections import all_inspections, inspections_of

app = typer.Typer()

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
AsCsv = Annotated[bool, typer.Option("--csv", help="Print CSV.")]


@app.command("areas")
def areas(ctx: typer.Context, as_json: AsJson = False, as_csv: AsCsv = False) -> None:
    """List the areas and their latest outcome.

    With the date it was published and where we know it from: Ofsted's site, or a file that was imported.
    Where the last report was withdrawn, when that was; the outcome is then the one before it.
    """
    with _memory(ctx) as (store, table, watched):
        held = all_inspections(store, table)
    latest = standing(held)
    rows = [
        _area_row(area, area.id in watched, latest.get(area.id)) | _withdrawn(held[area.id]) for area in table
    ]
    print_rows(rows, as_json=as_json, as_csv=as_csv, empty="There are no areas in the area table.")


@app.command("history")
def history(
    ctx: typer.Context,
    area: Annotated[str, typer.Argument(help='Name or URN of an area, such as "Southampton".')],
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """List every inspection we know of one area.

    The newest first.
    """
    with _memory(ctx) as (store, table, _):
        found = one_area(table, area)
        compared = comparisons_of(inspections_of(store, found))
    if as_json:
        rows = [
            one.as_json() | {"comparison": comparison_json(found, changed) if changed else None}
            for one, changed in compared
        ]
        typer.echo(json_line({"area": {"urn": found.urn, "name": found.name}, "inspections": rows}))
    elif as_csv:
        typer.echo(csv_text(flat_rows([_inspection_row(found, *one) for one in compared])), nl=False)
    elif not compared:
        typer.echo(f"We know of no area SEND inspection of {found.name}.")
    else:
        typer.echo(plain("\n".join([found.name, *(_inspection_lines(*one) for one in compared)])))


@app.command("report")
def report(
    ctx: typer.Context,
    report_id: Annotated[
        str, typer.Argument(metavar="ID", help="Ofsted's number of the file, as in its address.")
    ],
    as_json: AsJson = False,
) -> None:
    """Show one report as it was read.

    With where it came from.
    """
    with _memory(ctx) as (store, table, _):
        publication, stored = _one_report(store, report_id)
        area = table.by_id(publication.area)
    record = {
        "id": publication.listed.file_id,
        "url": publication.listed.url,
        "title": publication.listed.title,
        "published": publication.listed.published.isoformat(),
        "first_seen": publication.first_seen,
        "sha256": stored.sha256,
        "parser_version": stored.parser_version,
        **stored.data,
    }
    if as_json:
        typer.echo(json_line(record))
        return
    seen = datetime.fromisoformat(publication.first_seen)
    lines = outline(record | {"first_seen": f"{local(seen)} (London time)"})
    heading = f"{area.name if area else publication.area}: {publication.listed.title}"
    typer.echo(plain("\n".join([heading, *lines])))


@contextmanager
def _memory(ctx: typer.Context) -> Iterator[tuple[Store, AreaTable, frozenset[str]]]:
    options: Options = ctx.obj
    found = configured(options, os.environ, secrets=False)
    with open_memory(found) as store:
        yield store, found.areas, frozenset(area.id for area in found.watching.areas)


def _area_row(area: Area, watched: bool, latest: Inspection | None) -> dict[str, Any]:
    outcome = latest.outcome.get("band") if latest else None
    published = latest.published if latest else None
    return {
        "urn": area.urn,
        "name": area.name,
        "region": area.region or None,
        "watched": watched,
        "band": outcome,
        "outcome": LABELS[Band(outcome)] if outcome else None,
        "published": published.isoformat() if published else None,
        "source": latest.source if latest else None,
    }


def _withdrawn(inspections: Sequence[Inspection]) -> dict[str, Any]:
    gone = last_withdrawn(inspections)
    return {"withdrawn": gone.isoformat() if gone else None}


def _one_report(store: Store, file_id: str) -> tuple[Publication, StoredReport]:
    for publication in store.publications():
        if publication.listed.file_id == file_id:
            stored = store.report_of(publication.id)
            if stored is None:
                raise StoreError(f"report {file_id} is known ({publication.listed.title}) but was not read")
            return publication, stored
    raise typer.BadParameter(
        f"we know of no report {file_id}; send-monitor history AREA lists those of an area"
    )


def _days(one: Inspection) -> str:
    if one.start and one.end:
        return f"{one.start} to {one.end}"
    if one.ordered_by == "publication":
        return "on days we do not know, so it stands where it was published"
    return spoken_when(one)


def _inspection_row(area: Area, one: Inspection, changed: Comparison | None) -> dict[str, Any]:
    """Give an inspection as a row, with what it changed in a word and a sentence."""
    direction, words = (changed.direction, summary(changed)) if changed else (None, None)
    row = {"urn": area.urn, "name": area.name} | one.as_json()
    return row | {"direction": direction, "summary": words}


def _inspection_lines(one: Inspection, changed: Comparison | None) -> str:
    words = outcome_words(one)
    known = [
        kind_label(one.kind),
        _days(one),
        f"published {one.published}" if one.published else "",
        f"withdrawn on {one.withdrawn}" if one.withdrawn else "",
        f"file {one.file_id}" if one.file_id else "",
        f"in the former area {one.predecessor}" if one.predecessor else "",
        f"known from {one.source}" if one.source != READ else "",
    ]
    lines = [f"{words[0].upper()}{words[1:]}", f"  {', '.join(filter(None, known))}"]
    lines += [f"  {summary(changed)}"] if changed else []
    return "\n".join(f"  {line}" for line in lines)
