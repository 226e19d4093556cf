"""The command that watches until interrupted."""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from importlib import import_module

import typer

from monitor.bootstrap import Configured, configured, migrate_if_empty, open_house, require_contact
from monitor.commands.printing import plain
from monitor.commands.progress import show_progress
from monitor.commands.timetables import timetable_of
from monitor.errors import WebError
from monitor.options import Options
from monitor.services.discover import Discovery
from monitor.services.poll import baseline, is_baselined

app = typer.Typer()


@app.command("run")
def run(ctx: typer.Context) -> None:
    """Watch until interrupted: poll, read, and send alerts.

    All in this one process, until Ctrl-C. The first time, everything there is is read silently and nobody
    is written to.
    """
    options: Options = ctx.obj
    found = configured(options, os.environ)
    local = import_module("workers.local")
    require_contact(found)
    migrate_if_empty(found.store_url)
    with open_house(found, at_once=False) as house, _web(found):
        for note in found.watching.notes:
            typer.echo(f"note: {note}")
        if not is_baselined(house):
            typer.echo("Reading all reports there are, silently; nobody is written to.")
            with show_progress() as progress:
                tally = baseline(house, progress=progress)
            typer.echo(f"Read {tally.ingested} reports of {tally.discovery.pages_fetched} areas.")
        timetable = timetable_of(found, local.Timetable)
        local.run_here(house, timetable, _say, partial(typer.echo, "Watching. Press Ctrl-C to stop."))
    typer.echo("Stopped.")


@contextmanager
def _web(found: Configured) -> Iterator[None]:
    """Serve the web part beside the rest; that it cannot be served is no reason not to watch."""
    if not found.settings.monitor.web.bind:
        yield
        return
    with ExitStack() as stack:
        try:
            address = stack.enter_context(import_module("monitor.web.server").serving(found))
            typer.echo(f"Health and figures are at {address}.")
        except WebError as error:
            typer.echo(f"note: no web part: {error}")
        yield


def _say(discovery: Discovery) -> None:
    """Say what a look at the site found, if it found anything worth a line."""
    if discovery.found:
        typer.echo(f"{len(discovery.found)} new of any kind on Ofsted's site")
    for source, error in discovery.problems:
        typer.echo(plain(f"Problem with {source}: {error}"), err=True)


@app.callback()
def _group() -> None:
    """Keep a single command a command of its name."""
