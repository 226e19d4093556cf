"""The commands that keep and bring back all that is remembered: `backup` and `restore`."""

import os
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any

import typer

from monitor.bootstrap import back_up, configured, examine_backup, open_house, require_contact
from monitor.bootstrap import restore as restore_store
from monitor.commands.printing import local, plain
from monitor.options import Options
from monitor.services.poll import is_baselined, poll

app = typer.Typer()

OLD = timedelta(minutes=1)  # a younger backup knows all that can have been found
SHOWN = 20  # messages listed one by one; there may be thousands

Yes = Annotated[bool, typer.Option("--yes", help="Ask nothing: hold back what may have gone out since.")]
Send = Annotated[
    bool, typer.Option("--send", help="Send what was still to be sent then, even if a second time.")
]
Replace = Annotated[bool, typer.Option("--replace", help="Throw away what the store holds now.")]


@app.command("backup")
def backup(ctx: typer.Context, file: Annotated[Path, typer.Argument(help="File to write.")]) -> None:
    """Write all that is remembered into one file.

    Everything else may go on meanwhile. The file fits SQLite and PostgreSQL alike, so it also moves a store
    from one to the other. It holds people's addresses.
    """
    options: Options = ctx.obj
    counts = back_up(configured(options, os.environ, secrets=False), file)
    typer.echo(f"Wrote {sum(counts.values())} rows of {len(counts)} tables to {file}.")


@app.command("restore")
def restore(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(help="File that backup wrote.")],
    yes: Yes = False,
    send: Send = False,
    replace: Replace = False,
) -> None:
    """Bring back what a backup holds, into an empty store.

    Stop everything else first: a store that is in use is left alone. What may have gone out since the backup
    was made is listed, and held back unless you say otherwise.
    """
    options: Options = ctx.obj
    found = configured(options, os.environ, secrets=False)
    header, waiting = examine_backup(file)
    made = local(header.made)
    typer.echo(f"{file} was made on {made}.")
    if replace and not yes:
        typer.confirm("Throw away all that the store holds now?", abort=True)
    if waiting and not send:
        _list(waiting)
        if not yes:
            typer.confirm("Hold them back? (--send sends them all the same)", abort=True)
    why = f"restored from a backup of {made}, and may have been sent since; send-monitor resend sends it"
    restore_store(found, file, header, replace=replace, hold=None if send else why)
    typer.echo("Restored.")
    if not send and found.clock() - header.made >= OLD:
        _hold_back_what_is_unknown(options, yes=yes)


def _hold_back_what_is_unknown(options: Options, *, yes: bool) -> None:
    """Find the reports that appeared since the backup, without telling anybody a second time."""
    typer.echo(
        "Reports that appeared since then are not in it. The next look finds them again, and those who watch "
        "their areas would hear of them a second time."
    )
    if not yes and not typer.confirm("Look now, and hold back what is found?", default=True):
        return
    closed = configured(options, os.environ | {"SEND_MONITOR_DELIVERY__ONLY_TO": "[]"}, secrets=False)
    require_contact(closed)
    with open_house(closed) as house:
        if not is_baselined(house):
            return
        tally = poll(house, full=True)
    typer.echo(f"Found {tally.ingested} reports; what they led to is held back as suppressed.")
    for source, error in tally.discovery.problems:
        typer.echo(plain(f"Problem with {source}: {error}"), err=True)


def _list(waiting: Sequence[dict[str, Any]]) -> None:
    were = "1 message was" if len(waiting) == 1 else f"{len(waiting)} messages were"
    typer.echo(f"{were} still to be sent then, and may have gone out since:")
    for row in waiting[:SHOWN]:
        typer.echo(plain(f"  {row['id']}: {row['channel']} to {row['address']}, {row['state']}"))
    if len(waiting) > SHOWN:
        typer.echo(f"  and {len(waiting) - SHOWN} more")
