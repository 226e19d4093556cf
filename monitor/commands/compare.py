"""The command that compares two report files."""

import os
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

from monitor.bootstrap import configured, open_reader
from monitor.commands.printing import json_line, plain
from monitor.commands.read import read_file, unread
from monitor.domain.area import Area, AreaTable
from monitor.domain.compare import Comparison, Item, compare
from monitor.domain.compare_words import outcome_words, spoken_when, summary
from monitor.domain.inspection import KINDS, Inspection, from_record
from monitor.domain.predecessors import former_of
from monitor.options import Options

app = typer.Typer()

_NO_REPORT = "this is not the report of an area SEND inspection"
_SHOWN = 100  # characters of a finding
_STATUSES = {
    "kept": "Again",
    "changed": "Again, in other words",
    "possibly_same": "Possibly the same issue",
    "new": "New",
    "not_repeated": "Not among this report's findings",
}


@app.command("compare")
def compare_files(
    ctx: typer.Context,
    old: Annotated[Path, typer.Argument(help="The earlier report: a PDF file, or its text as .txt.")],
    new: Annotated[Path, typer.Argument(help="The later report.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Compare two report files of one area.

    Outcomes are compared only where both are on one scale. A file that cannot be read ends the command with
    exit code 1, reports of two areas with 2.
    """
    options: Options = ctx.obj
    areas = configured(options, os.environ, secrets=False, needs_folder=False).areas
    with open_reader() as reader:
        records = [_report(read_file(path, reader, areas)) for path in (old, new)]
    failed = [record for record in records if "error" in record]
    for record in failed:
        _say(record, f"{record['file']}: could not be compared: {record['error']['message']}", as_json)
    if failed:
        raise typer.Exit(1)
    strange = _two_areas(records, areas)
    if strange is not None:
        _say({"error": {"type": "DifferentAreas", "message": strange}}, strange, as_json)
        raise typer.Exit(2)
    found, notes = _compared(records, areas)
    named = next((record["area"] for record in reversed(records) if record["area"]), None)
    answer = {"area": named, **found.as_json(summary(found)), "notes": notes}
    _say(answer, _for_people(named, found, notes), as_json)


def _report(record: dict[str, Any]) -> dict[str, Any]:
    if "error" in record or record["kind"] in KINDS:
        return record
    return unread(Path(record["file"]), _NO_REPORT)


def _two_areas(records: list[dict[str, Any]], areas: AreaTable) -> str | None:
    """Say that the reports are of two areas; None if they are of one, or one of them names none we know."""
    first, second = (_area(record, areas) for record in records)
    if first is None or second is None or first.id == second.id:
        return None
    return f"these are reports of two areas, {first.name} and {second.name}: there is nothing to compare"


def _compared(records: list[dict[str, Any]], areas: AreaTable) -> tuple[Comparison, list[str]]:
    """Compare in the order of the inspections, whichever file was named first."""
    named = [area for record in records if (area := _area(record, areas))]
    inspections = [_inspection(record, named[-1] if named else None) for record in records]
    notes = []
    days = [one.when for one in inspections]
    if days[0] and days[1] and days[0] > days[1]:
        inspections.reverse()
        notes.append(
            "the first file is of the later inspection: they were compared in the order of inspection"
        )
    if records[0]["sha256"] == records[1]["sha256"]:
        notes.append("both files are the same document")
    if len(named) < len(records):
        notes.append(
            "one of the files does not name an area that we know: whether both are of one is not sure"
        )
    return compare(inspections[1], inspections[:1]), notes


def _inspection(record: dict[str, Any], area: Area | None) -> Inspection:
    found = from_record(area.id if area else "", record)
    return replace(found, predecessor=former_of(area, found.when)) if area else found


def _area(record: dict[str, Any], areas: AreaTable) -> Area | None:
    return areas.by_urn(record["area"]["urn"]) if record["area"] else None


def _say(answer: dict[str, Any], for_people: str, as_json: bool) -> None:
    typer.echo(json_line(answer) if as_json else plain(for_people))


def _for_people(area: dict[str, Any] | None, found: Comparison, notes: list[str]) -> str:
    lines = [area["name"] if area else "An area that we do not know", f"  {summary(found)}"]
    for label, one in (("earlier", found.previous), ("later", found.current)):
        lines += [f"  {label}: {outcome_words(one)} ({spoken_when(one)})"] if one else []
    for status, heading in _STATUSES.items():
        items = [item for item in found.items if item.status == status]
        lines += [f"  {heading}:", *(f"    - {_shown(item)}" for item in items)] if items else []
    return "\n".join([*lines, *(f"  please note: {note}" for note in notes)]) + "\n"


def _shown(item: Item) -> str:
    text = " ".join((item.current or item.previous or "").split())
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN].rstrip()}…"


@app.callback()
def _group() -> None:
    """Keep a single command a command of its name."""
