"""The command that serves the web part alone."""

import os
import signal
from functools import partial
from importlib import import_module
from threading import Event

import typer

from monitor.bootstrap import Configured, configured
from monitor.options import Options
from monitor.ports.queue import QueueFigures

app = typer.Typer()


@app.command("web")
def web(ctx: typer.Context) -> None:
    """Serve health, readiness and figures over HTTP.

    At the address that web.bind in monitor.toml holds, until Ctrl-C. `run` does this as well.
    """
    options: Options = ctx.obj
    found = configured(options, os.environ)
    stop = Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda _number, _frame: stop.set())
    with import_module("monitor.web.server").serving(found, _queue(found)) as address:
        typer.echo(f"Serving at {address}. Press Ctrl-C to stop.")
        stop.wait()
    typer.echo("Stopped.")


def _queue(found: Configured) -> QueueFigures | None:
    """Give what counts the messages of the queue, where there is one."""
    url = found.settings.monitor.queue.url
    return partial(import_module("workers.main").depths, url) if url else None


@app.callback()
def _group() -> None:
    """Keep a single command a command of its name."""
