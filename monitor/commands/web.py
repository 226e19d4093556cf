"""The command that serves the web part alone."""

import os
import signal
from importlib import import_module
from threading import Event

import typer

from monitor.bootstrap import configured
from monitor.options import Options

app = typer.Typer()


@app.command("web")
def web(ctx: typer.Context) -> None:
    """Serve health, readiness and figures over HTTP.

    At [web] bind, until Ctrl-C. `run` does this as well.
    """
    options: Options = ctx.obj
    found = configured(options, os.environ)
    stop = Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda _number, _frame: stop.set())
    with import_module("monitor.web.server").serving(found) as address:
        typer.echo(f"Serving at {address}. Press Ctrl-C to stop.")
        stop.wait()
    typer.echo("Stopped.")
