"""The command with which a person reads what the parser would not state."""

import getpass
import os
from typing import Annotated, Any

import typer

from monitor.bootstrap import configured, open_house
from monitor.commands.printing import alternatives, json_line, plain
from monitor.domain.outcome import LABELS, Band
from monitor.options import Options
from monitor.services.house import House
from monitor.services.poll import deliver_all
from monitor.services.review import Held, held_reports, settle, told_band, unknown

app = typer.Typer()


@app.command("review")
def review(
    ctx: typer.Context,
    report: Annotated[
        str | None, typer.Argument(help="Ofsted's number of the file; leave it out to list all that wait.")
    ] = None,
    band: Annotated[
        Band | None,
        typer.Option(metavar="BAND", help=f"The outcome that you read in the report: {alternatives(Band)}."),
    ] = None,
    note: Annotated[str | None, typer.Option(help="Why, in your words; it is kept.")] = None,
    by: Annotated[str | None, typer.Option(help="Your name; else that of your account.")] = None,
    correct: Annotated[
        bool, typer.Option("--correct", help="Put right an outcome that readers were told already.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON Lines.")] = False,
) -> None:
    """List the reports whose outcome waits for a person, or settle one.

    Read the report itself first; if its document cannot be opened, somewhere else, such as at the council's.
    With REPORT, --band and --note the outcome is written down with your name and the time, and everybody who
    was told "outcome being confirmed" hears of it. A report whose outcome is
    stated already is left alone, since its number may be a slip, unless you add --correct.
    """
    options: Options = ctx.obj
    if report is None and (band or note):
        raise typer.BadParameter("say which report: send-monitor review REPORT --band … --note …")
    if report is not None and (band is None or not (note or "").strip()):
        raise typer.BadParameter("a report is settled with both --band and --note")
    found = configured(options, os.environ, secrets=report is not None)
    with open_house(found) as house:
        if report is None:
            _show(held_reports(house), as_json=as_json)
        elif band is not None and note is not None:
            why = unknown(house, report)
            if why is not None:
                raise typer.BadParameter(why)
            if not correct:
                _require_open(house, report, band)
            _settle(house, report, band, note.strip(), by or getpass.getuser())


def _require_open(house: House, report: str, band: Band) -> None:
    """Refuse to turn a stated outcome into another by a slip. Raises BadParameter."""
    told = told_band(house, report)
    if told not in (None, band):
        raise typer.BadParameter(
            f"report {report} does not wait: its outcome is stated ({LABELS[told]}). Is the number right? "
            "If that outcome was misread, add --correct"
        )


def _settle(house: House, report: str, band: Band, note: str, who: str) -> None:
    event = settle(house, report, band=band, note=note, who=who)
    if event is None:
        typer.echo(f"Readers were told this outcome already: {LABELS[band]}.")
        return
    counts = deliver_all(house)
    sent = ", ".join(f"{number} {state}" for state, number in counts.items() if number) or "none due"
    typer.echo(plain(f"{event.data['area_name']}: {LABELS[band]}. Written down by {who}. Messages: {sent}."))


def _show(held: list[Held], *, as_json: bool) -> None:
    for one in held:
        typer.echo(json_line(_as_json(one)) if as_json else plain(_for_people(one)))
    if not held and not as_json:
        typer.echo("No report waits for a person.")


def _as_json(held: Held) -> dict[str, Any]:
    listed = held.publication.listed
    return {
        "report": listed.file_id,
        "area": held.area_name,
        "title": listed.title,
        "published": listed.published.isoformat(),
        "url": listed.url,
        "reason": held.reason,
        "section": held.section,
    }


def _for_people(held: Held) -> str:
    listed = held.publication.listed
    section = held.section or "(no outcome section was found)"
    return (
        f"{held.area_name}: {listed.title}, published {listed.published:%d %B %Y}, report {listed.file_id}\n"
        f"  why it waits: {held.reason}\n  read it at: {listed.url}\n  its outcome section says: {section}\n"
    )


@app.callback()
def _group() -> None:
    """Keep a single command a command of its name."""
