"""The commands that say who gets what, and why: `route` and `explain`. They change nothing."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any

import typer

from monitor.bootstrap import configured, open_house
from monitor.commands.ledger import delivery_json
from monitor.commands.printing import json_line, local, plain, utc
from monitor.commands.tables import print_rows
from monitor.config_files import near
from monitor.domain.events import Delivery, Event
from monitor.options import Options
from monitor.services.house import House
from monitor.services.routing import Explained, Routed, explain, find_event, route

app = typer.Typer()

EventId = Annotated[
    str, typer.Argument(metavar="EVENT-ID", help="The event's number or key, as events lists it.")
]


@app.command("route")
def route_event(
    ctx: typer.Context,
    event_id: EventId,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON Lines.")] = False,
) -> None:
    """Say who would get an event by the config of now.

    Each address with its subscribers and their reasons, at once or in which digest, and what is in the way.
    """
    with _asked(ctx, event_id) as (house, event):
        rows = [_routed(one, as_json=as_json) for one in route(house, event)]
    print_rows(rows, as_json=as_json, as_csv=False, empty="Nobody would get it.")


@app.command("explain")
def explain_event(
    ctx: typer.Context,
    subscriber: Annotated[str, typer.Argument(help="The subscriber's name, as in subscribers.toml.")],
    event_id: EventId,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Say why a subscriber got an event, or why not.

    By which entry and filter, and what became of the message: held, bounced, sent, when.
    """
    with _asked(ctx, event_id) as (house, event):
        found = explain(house, event, subscriber)
        if found is None:
            hint = near(subscriber, [one.name for one in house.watch.subscriptions])
            raise typer.BadParameter(f'there is no subscriber "{subscriber}"{hint}')
    if as_json:
        typer.echo(json_line(_explained(found)))
        return
    for line in _for_people(found):
        typer.echo(plain(line))


@contextmanager
def _asked(ctx: typer.Context, event_id: str) -> Iterator[tuple[House, Event]]:
    options: Options = ctx.obj
    with open_house(configured(options, os.environ, secrets=False)) as house:
        event = find_event(house, event_id)
        if event is None:
            raise typer.BadParameter(f"there is no event {event_id}; send-monitor events lists them")
        yield house, event


def _routed(one: Routed, *, as_json: bool) -> dict[str, Any]:
    state = one.delivery.state.value if one.delivery else None
    row = {"channel": one.channel, "address": one.address, "when": one.when, "stopped": one.stopped}
    if as_json:
        who: Any = [{"name": who.name, "reason": who.reason} for who in one.subscribers]
        return row | {
            "subscribers": who,
            "delivery": one.delivery.id if one.delivery else None,
            "state": state,
        }
    names = "; ".join(f"{who.name} ({who.reason})" for who in one.subscribers)
    return row | {"subscribers": names, "message": state}


def _explained(found: Explained) -> dict[str, Any]:
    return {
        "subscriber": found.subscriber,
        "event": found.event.key,
        "kind": found.event.kind.value,
        "gets": found.gets,
        "when": found.when,
        "checks": [{"check": one.name, "ok": one.ok, "why": one.why} for one in found.checks],
        "deliveries": [_row(row) for row in found.deliveries],
        "digests": [_row(row) for row in found.digests],
    }


def _row(row: Delivery) -> dict[str, Any]:
    return delivery_json(row) | {"settled": utc(row.settled)}


def _for_people(found: Explained) -> Iterator[str]:
    gets = {"never": "would not get it", "at_once": "would get it at once"}
    would = gets.get(found.when, f"would get it in the {found.when} digest")
    yield f"{found.event.kind} ({found.event.key}): by the config of now, {found.subscriber} {would}."
    for one in found.checks:
        yield f"  {'yes' if one.ok else 'NO '} {one.name}: {one.why}"
    for row in found.deliveries:
        yield f"Message {row.id} {_became(row)}"
    for row in found.digests:
        yield f"Digest, message {row.id}, {_became(row)}"
    if not (found.deliveries or found.digests):
        yield "No message about it was made for this subscriber."


def _became(row: Delivery) -> str:
    tries = f", {row.attempts} {'try' if row.attempts == 1 else 'tries'}" if row.attempts else ""
    maybe = f", may have been sent on {local(row.maybe_sent_at)}" if row.maybe_sent_at else ""
    why = f": {row.error}" if row.error else ""
    made = f"made {local(row.created)}, due {local(row.due)}"
    when = f" since {local(row.settled)}" if row.settled else ""
    return f"to {row.channel}:{row.address} ({made}) is {row.state}{when}{tries}{maybe}{why}"
