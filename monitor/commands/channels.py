"""The command that lists closed addresses and channels, and opens one again."""

import os
from typing import Annotated, Any

import typer

from monitor.bootstrap import configured, open_memory
from monitor.commands.printing import utc
from monitor.commands.tables import print_rows
from monitor.domain.area import AreaTable
from monitor.domain.block import Block
from monitor.options import Options
from monitor.ports.store import Store

app = typer.Typer()


@app.command("channels")
def channels(
    ctx: typer.Context,
    enable: Annotated[
        str | None, typer.Option(help="Open this one again, such as email:chair@example.org or slack:team.")
    ] = None,
    area: Annotated[
        str | None, typer.Option(help="With --enable: of this area only, by name or URN.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON Lines.")] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print CSV.")] = False,
) -> None:
    """List addresses and channels that are closed, or open one again.

    An address that bounced, a webhook that was revoked, a person who unsubscribed. With --enable, one of them
    is opened again.
    """
    options: Options = ctx.obj
    if area is not None and enable is None:
        raise typer.BadParameter("--area goes with --enable")
    found = configured(options, os.environ, secrets=False)
    with open_memory(found) as store:
        if enable is not None:
            _open(store, enable, _area_id(found.areas, area))
            return
        rows = [_row(block, found.areas, as_json=as_json) for block in store.blocks()]
    print_rows(rows, as_json=as_json, as_csv=as_csv, empty="No address or channel is closed.")


def _open(store: Store, where: str, area: str | None) -> None:
    channel, colon, address = where.partition(":")
    if not colon:
        raise typer.BadParameter("write the channel and the address, such as email:chair@example.org")
    if not store.lift(channel, address, area=area):
        raise typer.BadParameter(f"{where} is not closed; send-monitor channels lists those that are")
    typer.echo(f"{where} is written to again. What was held back meanwhile is sent by send-monitor resend.")


def _area_id(areas: AreaTable, reference: str | None) -> str | None:
    if reference is None:
        return None
    area = areas.by_urn(reference) or areas.named(reference)
    if area is None:
        raise typer.BadParameter(f'there is no area "{reference}"')
    return area.id


def _row(block: Block, areas: AreaTable, *, as_json: bool) -> dict[str, Any]:
    area = areas.by_id(block.area) if block.area else None
    return {
        "channel": block.channel,
        "address": block.address,
        "state": block.kind.value,
        "area": (area.name if area else block.area) if block.area else None,
        "since": utc(block.since) if as_json else block.since,
        "why": block.why,
    }


@app.callback()
def _group() -> None:
    """Keep a single command a command of its name."""
