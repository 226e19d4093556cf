"""The operator's command `migrate`."""

import os

import typer

from monitor.bootstrap import configured
from monitor.bootstrap import migrate as migrate_store
from monitor.options import Options

app = typer.Typer()


@app.command("migrate")
def migrate(ctx: typer.Context) -> None:
    """Create the store, or bring it up to date.

    Run it after an upgrade. Safe to run twice.
    """
    options: Options = ctx.obj
    found = configured(options, os.environ, secrets=False)
    migrate_store(found.store_url)
    typer.echo("The store is up to date.")


@app.callback()
def _group() -> None:
    """Keep a single command a command of its name."""
