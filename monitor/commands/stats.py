"""The command that shows the national picture."""

import os
from collections.abc import Iterable
from datetime import date
from typing import Annotated, Any

import typer

from monitor.bootstrap import configured, open_memory
from monitor.commands.printing import json_line, plain
from monitor.commands.tables import print_rows
from monitor.domain.outcome import Band
from monitor.options import Options
from monitor.services.stats import Picture, picture_json, picture_of, picture_rows

app = typer.Typer()

# Ofsted's labels, cut to what a table of 80 columns has room for.
_SHORT = {
    Band.TYPICALLY_POSITIVE: "typically positive",
    Band.INCONSISTENT: "inconsistent",
    Band.SYSTEMIC_FAILINGS: "systemic failings",
}


@app.command("stats")
def stats(
    ctx: typer.Context,
    as_at: Annotated[
        str | None, typer.Option(metavar="DATE", help="As of inspections that had ended by this day.")
    ] = None,
    year: Annotated[int | None, typer.Option(help="All inspections that ended in this year.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print CSV.")] = False,
) -> None:
    """Show how many areas hold each outcome, in England and by region.

    An area counts by its last full inspection. Like Ofsted's own statistics, --as-at and --year go by the day
    an inspection ended, not by when its report appeared.
    """
    if as_at and year:
        raise typer.BadParameter("give --as-at or --year, not both")
    options: Options = ctx.obj
    found = configured(options, os.environ, secrets=False)
    with open_memory(found) as store:
        picture = picture_of(store, found.areas, as_at=_day(as_at) if as_at else None, year=year)
    if as_json:
        typer.echo(json_line(picture_json(picture)))
        return
    rows = picture_rows(picture) if as_csv else _rows(picture)
    print_rows(rows, as_json=False, as_csv=as_csv, empty="")
    for remark in [] if as_csv else _remarks(picture):
        typer.echo(plain(remark))


def _rows(picture: Picture) -> Iterable[dict[str, Any]]:
    some_not_stated = picture.regions[0].tally.not_stated > 0
    for region in picture.regions:
        yield {
            "region": region.name,
            "areas": region.areas,
            picture.counted: region.tally.total,
            **{_SHORT[band]: number for band, number in region.tally.bands.items()},
            **({"not stated": region.tally.not_stated} if some_not_stated else {}),
        }


def _remarks(picture: Picture) -> list[str]:
    """Say beneath the table what the old framework found, and which themes are most frequent."""
    lines = []
    if picture.letters:
        lines.append(
            f"2016 to 2022, another framework without these outcomes: {picture.letters} areas inspected, "
            f"{picture.written_statements} of them required to write a written statement of action, "
            f"{picture.letters_unknown} not known."
        )
    if picture.themes:
        named = "; ".join(f"{one.theme} {one.reports}" for one in picture.themes)
        lines.append(f"What the {picture.themes[0].of} reports we have read want to see done: {named}.")
    return lines


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise typer.BadParameter(f'"{text}" is not a date such as 2024-12-31') from None


@app.callback()
def _group() -> None:
    """Keep a single command a command of its name."""
