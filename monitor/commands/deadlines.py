"""The commands for what is expected of areas: `deadlines` lists it, `deadline` records a date for it."""

import getpass
import os
from datetime import date
from typing import Annotated, Any

import typer

from monitor.bootstrap import bank_holidays, configured, open_memory
from monitor.commands.naming import one_area
from monitor.commands.printing import plain, utc
from monitor.commands.tables import print_rows
from monitor.domain.area import Area, AreaTable
from monitor.domain.deadline_words import TITLES, basis, sentence, when
from monitor.domain.deadlines import Deadline, Expected, RecordedDate
from monitor.domain.matching import LONDON
from monitor.options import Options
from monitor.ports.store import Store
from monitor.services.deadlines import deadline_json, deadlines_by_area, record_date

app = typer.Typer()
recording = typer.Typer(no_args_is_help=True)
app.add_typer(recording, name="deadline")

_Area = Annotated[str, typer.Argument(metavar="AREA", help='Name or URN of an area, such as "Southampton".')]
_What = Annotated[
    str,
    typer.Argument(metavar="WHAT", help="priority-action-plan, strategic-plan, monitoring or full."),
]
_Note = Annotated[str, typer.Option(help="What you want to remember of it.")]
_By = Annotated[str | None, typer.Option(help="Your name; else that of your account.")]
_SHORT = {"plan": Expected.PRIORITY_ACTION_PLAN, "action_plan": Expected.PRIORITY_ACTION_PLAN}


@app.command("deadlines")
def deadlines(
    ctx: typer.Context,
    area: Annotated[
        str | None, typer.Argument(metavar="AREA", help="One area alone: its name or URN.")
    ] = None,
    ahead: Annotated[bool, typer.Option("--ahead", help="Only what is not past.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON Lines.")] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print CSV.")] = False,
) -> None:
    """List what areas have to expect, and about when.

    The earliest first. Dates are our estimates, and say what they rest on, unless somebody recorded one
    with send-monitor deadline set.
    """
    options: Options = ctx.obj
    found = configured(options, os.environ, secrets=False)
    wanted = one_area(found.areas, area) if area else None
    today = found.clock().astimezone(LONDON).date()
    with open_memory(found) as store:
        listed = [
            (of, deadline)
            for of, several in deadlines_by_area(store, found.areas, bank_holidays)
            for deadline in several
            if wanted in (None, of) and not (ahead and _is_past(deadline, today))
        ]
    listed.sort(key=lambda one: (one[1].due or date.max, one[0].name))
    shape = _row if not as_json else _as_json
    rows = [shape(of, deadline, today) for of, deadline in listed]
    print_rows(rows, as_json=as_json, as_csv=as_csv, empty="We know of nothing that is to come.")


@recording.callback()
def deadline() -> None:
    """Record a date for something expected of an area, or take it back.

    A recorded date wins over our estimate. Every change is kept.
    """


@recording.command("set")
def set_date(
    ctx: typer.Context,
    area: _Area,
    what: _What,
    day: Annotated[str, typer.Argument(metavar="DATE", help="The date, such as 2026-08-14.")],
    source: Annotated[str, typer.Option(help="Who says so: a web address, a paper, a person's office.")],
    note: _Note = "",
    by: _By = None,
) -> None:
    """Record a date that you heard of; it wins over our estimate until you delete it.

    It is kept with your name, the time and the source. Messages say "The area says", and name the source.
    """
    if not source.strip():
        raise typer.BadParameter("say where the date is from, with --source")
    _record(ctx, area, what, _day(day), source=source.strip(), note=note.strip(), by=by)


@recording.command("delete")
def delete_date(ctx: typer.Context, area: _Area, what: _What, note: _Note = "", by: _By = None) -> None:
    """Take a recorded date back, so that our estimate holds again.

    What had been recorded stays in the list of changes.
    """
    _record(ctx, area, what, None, source="", note=note.strip(), by=by)


@recording.command("changes")
def changes(
    ctx: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON Lines.")] = False,
) -> None:
    """List every date that was ever recorded or taken back.

    With who did it and when, the oldest first.
    """
    options: Options = ctx.obj
    found = configured(options, os.environ, secrets=False)
    with open_memory(found) as store:
        recorded = store.recorded_dates()
    rows = [_change(one, found.areas.by_id(one.area), as_json=as_json) for one in recorded]
    print_rows(rows, as_json=as_json, as_csv=False, empty="No date was ever recorded.")


def _record(
    ctx: typer.Context,
    area: str,
    what: str,
    day: date | None,
    *,
    source: str,
    note: str,
    by: str | None,
) -> None:
    options: Options = ctx.obj
    found = configured(options, os.environ, secrets=False)
    of, expected, who = one_area(found.areas, area), _expected(what), by or getpass.getuser()
    with open_memory(found) as store:
        if day is None and not any(one.recorded for one in _those(store, found.areas, of, expected)):
            raise typer.BadParameter(f"no date is recorded for the {TITLES[expected]} of {of.name}")
        record_date(store, of, expected, day, source=source, note=note, by=who, now=found.clock())
        mine = _those(store, found.areas, of, expected)
    today = found.clock().astimezone(LONDON).date()
    said = " ".join(sentence(deadline, today, "the last one") for deadline in mine)
    did = "Recorded" if day else "Taken back"
    typer.echo(plain(f"{of.name}, {TITLES[expected]}. {did} by {who}. {said or 'No date is known now.'}"))


def _those(store: Store, areas: AreaTable, area: Area, what: Expected) -> list[Deadline]:
    """Give what is expected of one area of one kind."""
    found = dict(deadlines_by_area(store, areas, bank_holidays)).get(area, [])
    return [one for one in found if one.what is what]


def _expected(what: str) -> Expected:
    word = what.strip().lower().replace("-", "_").replace(" ", "_").removesuffix("_inspection")
    word = word.removeprefix("next_")
    if word in _SHORT:
        return _SHORT[word]
    try:
        return Expected(word)
    except ValueError:
        known = ", ".join(one.value.replace("_", "-") for one in Expected)
        raise typer.BadParameter(f'"{what}" is none of {known}') from None


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise typer.BadParameter(f'"{text}" is not a date such as 2026-08-14') from None


def _row(area: Area, deadline: Deadline, today: date) -> dict[str, Any]:
    return {
        "area": area.name,
        "what": TITLES[deadline.what],
        "when": when(deadline, today),
        "what_it_rests_on": basis(deadline),
    }


def _as_json(area: Area, deadline: Deadline, today: date) -> dict[str, Any]:
    text = sentence(deadline, today, "the last one")
    return {"area": {"urn": area.urn, "name": area.name}, **deadline_json(deadline), "text": text}


def _is_past(deadline: Deadline, today: date) -> bool:
    if deadline.due is None:
        return False
    return deadline.due < (today if deadline.to_the_day else today.replace(day=1))


def _change(record: RecordedDate, area: Area | None, *, as_json: bool) -> dict[str, Any]:
    return {
        "area": area.name if area else record.area,
        "what": record.what.value,
        "day": record.day.isoformat() if record.day else None,
        "source": record.source,
        "note": record.note,
        "by": record.by,
        "at": utc(record.at) if as_json else record.at,
    }
