"""The command that shows the monitor at work."""

from importlib import import_module

import typer

from monitor.errors import MonitorError

app = typer.Typer()


@app.command("demo")
def demo() -> None:
    """Show it at work: an invented Ofsted site, with alerts in this terminal. Ctrl-C stops it.

    Nothing leaves this machine, and no config is needed.
    """
    try:
        play = import_module("monitor.replica.demo").main
    except ModuleNotFoundError as error:
        raise MonitorError(
            f"the demo needs {error.name}, which is not installed; `make demo` installs it"
        ) from error
    code: int = play()
    raise typer.Exit(code)


@app.callback()
def _group() -> None:
    """Keep a single command a command of its name."""
