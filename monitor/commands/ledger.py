"""The commands that show the ledger: `events`, `deliveries` and `sources`. They change nothing."""

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Annotated, Any

import typer

from monitor.bootstrap import configured, open_memory
from monitor.commands.printing import alternatives, json_line, utc
from monitor.commands.tables import print_rows
from monitor.domain.area import AreaTable
from monitor.domain.event_json import event_json
from monitor.domain.events import Delivery, DeliveryState, Event
from monitor.domain.outcome import LABELS
from monitor.options import Options
from monitor.ports.health import SourceHealth
from monitor.ports.store import Store

app = typer.Typer()

MOST_SHOWN = 1_000  # rows of a table that nobody asked to be longer
PAGE = 1_000

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON Lines.")]
AsCsv = Annotated[bool, typer.Option("--csv", help="Print CSV.")]
IN_STATE = f"Only those in this state: {alternatives(DeliveryState)}."


@app.command("events")
def events(ctx: typer.Context, as_json: AsJson = False, as_csv: AsCsv = False) -> None:
    """List what happened.

    Reports published, sources that broke, and so on; the oldest first.
    """
    with _memory(ctx) as (store, table):
        listed = store.events()
    if as_json:
        for event in listed:
            typer.echo(json_line(event_json(event, table)))
        return
    rows = [_event_row(event, table) for event in listed]
    print_rows(rows, as_json=False, as_csv=as_csv, empty="Nothing has happened yet.")


@app.command("deliveries")
def deliveries(
    ctx: typer.Context,
    state: Annotated[DeliveryState | None, typer.Option(metavar="STATE", help=IN_STATE)] = None,
    limit: Annotated[
        int | None, typer.Option(min=1, help="Only the last so many; a table shows 1,000 unless you say.")
    ] = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """List who was told of what, and how that went.

    Each message: to whom, why, in which state, and what went wrong if anything did; the oldest first.
    """
    states = (state,) if state else ()
    with _memory(ctx) as (store, _):
        if as_json and limit is None:
            for delivery in _all(store, states):
                typer.echo(json_line(delivery_json(delivery)))
            return
        most = limit or (None if as_csv else MOST_SHOWN)
        listed = store.deliveries(states=states, limit=most)
    form = delivery_json if as_json else delivery_row
    rows = [form(delivery) for delivery in listed]
    print_rows(rows, as_json=as_json, as_csv=as_csv, empty="There are no messages.")
    if limit is None and len(listed) == MOST_SHOWN and not as_csv:
        typer.echo(f"These are the last {MOST_SHOWN:,}; --limit shows more.", err=True)


@app.command("sources")
def sources(ctx: typer.Context, as_json: AsJson = False, as_csv: AsCsv = False) -> None:
    """Say how each web page we read has been doing.

    The broken ones first.
    """
    with _memory(ctx) as (store, _):
        listed = sorted(store.sources(), key=lambda one: (-one.failures, one.name))
    rows = [_source_row(one, as_json=as_json) for one in listed]
    print_rows(
        rows, as_json=as_json, as_csv=as_csv, empty="Nothing has been read yet; try send-monitor poll."
    )


def _all(store: Store, states: Sequence[DeliveryState]) -> Iterator[Delivery]:
    """Give every delivery, oldest first, a page at a time: there may be a million."""
    after = 0
    while page := store.deliveries(states=states, after=after, limit=PAGE):
        yield from page
        after = page[-1].id


@contextmanager
def _memory(ctx: typer.Context) -> Iterator[tuple[Store, AreaTable]]:
    options: Options = ctx.obj
    found = configured(options, os.environ, secrets=False)
    with open_memory(found) as store:
        yield store, found.areas


def _event_row(event: Event, table: AreaTable) -> dict[str, Any]:
    area = table.by_id(event.area) if event.area else None
    return {
        "id": event.id,
        "seen": event.seen,
        "kind": event.kind.value,
        "area": area.name if area else event.data.get("source"),
        "outcome": LABELS[event.band] if event.band else None,
        "what": _what(event.data),
    }


def _what(data: Mapping[str, Any]) -> str | None:
    """Give what says most about an event: what went wrong, a title, or the first story's headline."""
    headlines = [story["title"] for story in data.get("stories", [])]
    found = data.get("error") or data.get("withheld") or data.get("title") or next(iter(headlines), None)
    return str(found) if found else None


def delivery_json(delivery: Delivery) -> dict[str, Any]:
    """Give a delivery as JSON has it."""
    return {
        "id": delivery.id,
        "event": delivery.event_key,
        "subscribers": [{"name": one.name, "reason": one.reason} for one in delivery.subscribers],
        "channel": delivery.channel,
        "address": delivery.address,
        "state": delivery.state.value,
        "attempts": delivery.attempts,
        "due": utc(delivery.due),
        "maybe_sent_at": utc(delivery.maybe_sent_at),
        "message_id": delivery.message_id,
        "error": delivery.error,
    }


def delivery_row(delivery: Delivery) -> dict[str, Any]:
    """Give a delivery as a table has it."""
    row = delivery_json(delivery) | {"due": delivery.due}
    who = "; ".join(f"{one['name']} ({one['reason']})" for one in row["subscribers"])
    shown = ("id", "event", "channel", "address", "state", "attempts", "due", "error")
    return {key: row[key] for key in shown} | {"subscribers": who}


def _source_row(health: SourceHealth, *, as_json: bool) -> dict[str, Any]:
    last_ok, since = health.last_ok, health.first_failed
    return {
        "name": health.name,
        "state": "failing" if health.failures else "ok",
        "failures": health.failures,
        "last_ok": utc(last_ok) if as_json else last_ok,
        "failing_since": utc(since) if as_json else since,
        "error": health.last_error if health.failures else None,
    }
