"""The commands that send again: `resend`, for whatever the operator names, and `retry`, for what failed."""

import os
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated

import typer

from monitor.bootstrap import configured, open_house
from monitor.commands.ledger import IN_STATE, delivery_json, delivery_row
from monitor.commands.printing import local, plain
from monitor.commands.tables import print_rows
from monitor.config_files import near
from monitor.domain.events import Delivery, DeliveryState
from monitor.options import Options
from monitor.services.house import House
from monitor.services.resend import PUT_OFF, SETTLED, Choice, chosen, in_turn, put_off, send_again
from monitor.services.routing import find_event

app = typer.Typer()

Ids = Annotated[list[int] | None, typer.Argument(help="Numbers of messages, as deliveries lists them.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only say which messages it would be.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON Lines.")]


@app.command("resend")
def resend(
    ctx: typer.Context,
    ids: Ids = None,
    event: Annotated[list[str] | None, typer.Option(help="Of this event, by id or key.")] = None,
    subscriber: Annotated[list[str] | None, typer.Option(help="To this subscriber, by name.")] = None,
    since: Annotated[str | None, typer.Option(help="Made at this time or later: 2026-09-08T09:30.")] = None,
    until: Annotated[str | None, typer.Option(help="Made before this time.")] = None,
    state: Annotated[list[DeliveryState] | None, typer.Option(metavar="STATE", help=IN_STATE)] = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Send messages again, with the same Message-ID.

    Whatever was sent, failed or was suppressed; nothing else sends what was suppressed. All that is given has
    to fit. Who was taken out of the config, unsubscribed or is not in only_to gets nothing by this either.
    """
    choice = Choice(
        ids=frozenset(ids or ()),
        events=frozenset(event or ()),
        subscribers=frozenset(subscriber or ()),
        since=_moment("--since", since),
        until=_moment("--until", until),
        states=frozenset(state) if state else SETTLED,
    )
    if choice.is_empty:
        raise typer.BadParameter("say which: numbers, --event, --subscriber, --since or --until")
    _send(ctx.obj, choice, dry_run=dry_run, as_json=as_json, empty="There is no such message.")


@app.command("retry")
def retry(
    ctx: typer.Context,
    ids: Ids = None,
    waiting: Annotated[
        bool, typer.Option("--waiting", help="Those as well that failed and wait for their next try.")
    ] = False,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Try failed messages again: those with the numbers given, or all.

    They begin anew: as many tries as at first, for as long. With --waiting, nothing waits for its next try,
    which may be hours away: for when a mail server works again.
    """
    choice = Choice(ids=frozenset(ids or ()), states=(DeliveryState.FAILED,))
    empty = "No message has failed."
    _send(ctx.obj, choice, waiting=waiting, dry_run=dry_run, as_json=as_json, empty=empty)


def _send(
    options: Options, choice: Choice, *, dry_run: bool, as_json: bool, empty: str, waiting: bool = False
) -> None:
    found = configured(options, os.environ, secrets=not dry_run)
    with open_house(found) as house:
        _require_known(house, choice)
        rows = [*chosen(house, choice), *(put_off(house, choice.ids) if waiting else ())]
        _require_all(house, choice, rows)
        if not dry_run:
            rows = send_again(house, rows)
        now = house.clock()
    form = delivery_json if as_json else delivery_row
    shown = [form(row) for row in rows]
    print_rows(shown, as_json=as_json, as_csv=False, empty=empty)
    if dry_run:
        return
    for row in rows:
        if row.state in PUT_OFF:
            typer.echo(plain(_what_next(row, now)), err=True)
    if any(_went_wrong(row, now) for row in rows):
        raise typer.Exit(1)


def _require_known(house: House, choice: Choice) -> None:
    """Refuse an event that never was, and a name that neither config nor ledger has. Raises BadParameter."""
    for event in sorted(choice.events):
        if find_event(house, event) is None:
            raise typer.BadParameter(f"there is no event {event}; send-monitor events lists them")
    unknown = set(choice.subscribers) - house.watch.by_name.keys()
    if unknown:  # who left the config still has messages, and they tell why nothing is sent
        unknown -= {one.name for row in house.store.deliveries() for one in row.subscribers}
    for name in sorted(unknown):
        hint = near(name, list(house.watch.by_name))
        raise typer.BadParameter(f'there is no subscriber "{name}"{hint}; nothing was sent')


def _require_all(house: House, choice: Choice, rows: Sequence[Delivery]) -> None:
    """Refuse a number that would be passed over in silence, before anything is sent. Raises BadParameter."""
    missing = set(choice.ids) - {row.id for row in rows}
    if not missing:
        return
    states = {row.id: row.state.value for row in house.store.deliveries() if row.id in missing}
    said = [
        f"message {number} is {states[number]}" if number in states else f"there is no message {number}"
        for number in sorted(missing)
    ]
    raise typer.BadParameter(f"{'; '.join(said)}: send-monitor deliveries lists them; nothing was sent")


def _went_wrong(row: Delivery, now: datetime) -> bool:
    """Say whether a message was not sent; a worker may have been quicker, or have others to send first."""
    at_it = row.state in (DeliveryState.SENT, DeliveryState.TAKEN, DeliveryState.SENDING)
    return not (at_it or in_turn(row, now))


def _what_next(row: Delivery, now: datetime) -> str:
    """Say what becomes of a message that has not gone out, or not for certain."""
    where = f"{row.channel}:{row.address}"
    if in_turn(row, now):
        return f"Message {row.id}: another process is sending to {where}; it goes out in its turn."
    why = row.error or f"{where} has asked to be left alone"
    return f"Message {row.id}: {why}; it is sent at {local(row.due)}, or at the first poll after that."


def _moment(option: str, text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        given = datetime.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter(f"{option}: {text} is not a time such as 2026-09-08T09:30") from error
    return given.astimezone(UTC) if given.tzinfo else given.replace(tzinfo=UTC)
