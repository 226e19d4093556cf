"""The command line: global options, a table of commands, and what happens when one fails.

The table finds a command's module by name, so that `--help` and the workers load only what they use
(`docs/adr/0003-commands-by-name.md`).
"""

import errno
import gc
import os
import signal
import sys
import traceback
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from monitor.deferred import deferred
from monitor.errors import ConfigError, MonitorError
from monitor.logs import set_up_log
from monitor.options import Options

COMMANDS = {
    "demo": ("demo", "Show it at work: an invented Ofsted site, with alerts in this terminal."),
    "check": ("check", "Check the config files and list every mistake."),
    "run": ("run", "Watch until interrupted: poll, read, and send alerts."),
    "poll": ("poll", "Look once now, send what is due, and stop."),
    "baseline": ("poll", "Read all reports there are, silently, before the first alert."),
    "read": ("read", "Read report files and say what they found."),
    "triage": ("triage", "Judge news stories: their kind, areas, and claim of an outcome."),
    "compare": ("compare", "Compare two report files of one area."),
    "areas": ("knowledge", "List the areas and their latest outcome."),
    "history": ("knowledge", "List every inspection we know of one area."),
    "report": ("knowledge", "Show one report as it was read."),
    "stats": ("stats", "Show how many areas hold each outcome, in England and by region."),
    "export": ("export", "Write everything public that we know into a folder, as CSV and JSON."),
    "deadlines": ("deadlines", "List what areas have to expect, and about when."),
    "deadline": ("deadlines", "Record a date for something expected of an area, or take it back."),
    "import": ("import_facts", "Bring in past inspections from Ofsted's statistics, as ODS or CSV files."),
    "news": ("news", "List news stories about inspections, of all areas or of one."),
    "feeds": ("news", "Say which news feeds are read, and how each has been doing."),
    "events": ("ledger", "List what happened."),
    "deliveries": ("ledger", "List who was told of what, and how that went."),
    "sources": ("ledger", "Say how each web page we read has been doing."),
    "route": ("routing", "Say who would get an event by the config of now."),
    "explain": ("routing", "Say why a subscriber got an event, or why not."),
    "resend": ("resend", "Send messages again, with the same Message-ID."),
    "retry": ("resend", "Try failed messages again: those with the numbers given, or all."),
    "replay": (
        "replay",
        "Build events and messages anew from the kept documents, and compare them with the ledger.",
    ),
    "channels": ("channels", "List addresses and channels that are closed, or open one again."),
    "test-alert": ("test_alert", "Send a marked sample to one subscriber."),
    "review": ("review", "List the reports whose outcome waits for a person, or settle one."),
    "reparse": ("reparse", "Read all kept documents again with a new parser, and show what differs."),
    "web": ("web", "Serve health, readiness and figures over HTTP."),
    "scheduler": ("queue", "Queue what is due, until interrupted."),
    "worker": ("queue", "Do what is queued, until interrupted."),
    "queue": ("queue", "Show what is in the queue."),
    "migrate": ("operate", "Create the store, or bring it up to date."),
    "backup": ("backup", "Write all that is remembered into one file."),
    "restore": ("backup", "Bring back what a backup holds, into an empty store."),
    "doctor": ("doctor", "Check that everything needed is there and working."),
}


NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
"""What a full disk says, to which our output may go; that is no fault of ours."""

_version = deferred("importlib.metadata", "version")


class _NamedCommand(TyperCommand):
    """A command known by name and help text; its module is loaded when it is called."""

    def __init__(self, name: str, module: str, text: str) -> None:
        super().__init__(name, help=text, callback=None)
        self.module = module

    def make_context(self, info_name: str | None, args: list[str], parent: Any = None, **extra: Any) -> Any:
        app: typer.Typer = _loaded(self.module).app
        group = typer.main.get_group(app)
        command = group.commands[self.name or ""]
        _let_flow(command)
        return command.make_context(info_name, args, parent=parent, **extra)


class _CommandTable(TyperGroup):
    """The commands of `COMMANDS`, in the order written there."""

    def __init__(self, **attrs: Any) -> None:
        super().__init__(**attrs)
        self.commands = {name: _NamedCommand(name, *entry) for name, entry in COMMANDS.items()}

    def list_commands(self, ctx: Any) -> list[str]:
        return list(self.commands)


app = typer.Typer(
    name="send-monitor",
    cls=_CommandTable,
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _loaded(module: str) -> Any:
    """Load a command's module without looking for garbage among what is loaded, now or later.

    There is none, and looking for it takes a seventh of a quiet poll.
    """
    gc.disable()
    try:
        return import_module(f"monitor.commands.{module}")
    finally:
        gc.freeze()
        gc.enable()


def _let_flow(command: Any) -> None:
    """Take the source's line breaks out of a command's help, which are not those of the reader's screen."""
    paragraphs = (command.help or "").split("\n\n")
    command.help = "\n\n".join(" ".join(paragraph.split()) for paragraph in paragraphs)
    for inner in getattr(command, "commands", {}).values():
        _let_flow(inner)


def _show_version(asked: bool) -> None:
    if asked:
        typer.echo(f"send-monitor {_version('area-send-monitor')}")
        raise typer.Exit


@app.callback()
def options(
    ctx: typer.Context,
    config: Annotated[Path, typer.Option(help="Folder with the config files.")] = Path("config"),
    store: Annotated[
        str | None,
        typer.Option(help="Store to use in place of the config's: sqlite:///PATH or postgresql://..."),
    ] = None,
    now: Annotated[
        str | None,
        typer.Option(help="For rehearsals: act as if it were this time, such as 2026-09-08T08:30Z."),
    ] = None,
    verbose: Annotated[bool, typer.Option("-v", "--verbose", help="Say more, and show tracebacks.")] = False,
    _version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Watch Ofsted's area SEND inspection reports and tell people what was found.

    New here? Try "send-monitor demo". Every command explains itself: send-monitor COMMAND --help
    """
    try:
        set_up_log(os.environ, verbose=verbose)
    except ValueError as error:
        raise ConfigError([f"environment: {error}"]) from error
    ctx.obj = Options(config, store, now, verbose)


def main() -> None:
    """Run the command line and exit: 0 done, 1 the work failed, 2 the user's mistake."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_DFL:  # as `entry.py` left it, while this was loaded
        signal.signal(signal.SIGINT, signal.default_int_handler)
    arguments = _globals_first(sys.argv[1:])
    try:
        typer.main.get_command(app).main(args=arguments, prog_name="send-monitor")
    except ConfigError as error:
        _complain(error, error.mistakes)
        sys.exit(2)
    except MonitorError as error:
        _complain(error, [str(error)])
        sys.exit(1)
    except Exception as error:
        _complain(error, _unforeseen(error))
        sys.exit(1)


def _globals_first(arguments: list[str]) -> list[str]:
    """Move the global options before the command's name, so that they may stand anywhere."""
    first: list[str] = []
    rest: list[str] = []
    waiting = iter(arguments)
    for argument in waiting:
        if argument == "--":
            return [*first, *rest, argument, *waiting]
        if argument in ("--config", "--store", "--now"):
            value = next(waiting, None)
            if value is None:
                return [*first, argument]  # the command's name must not be taken for the missing value
            first += [argument, value]
        elif argument in ("-v", "--verbose") or argument.startswith(("--config=", "--store=", "--now=")):
            first.append(argument)
        else:
            rest.append(argument)
    return [*first, *rest]


def _unforeseen(error: Exception) -> list[str]:
    if isinstance(error, OSError) and error.errno in NO_ROOM:
        _drop_output()
        return [f"could not write: {error.strerror}"]
    return [
        f"something went wrong that should not: {type(error).__name__}: {error}",
        "this is a fault of the program: please report it, with what -v prints",
    ]


def _drop_output() -> None:
    """Drop what a full disk did not take: Python would try it once more at the end, and end with 120."""
    with suppress(OSError), Path(os.devnull).open("w") as nowhere:
        os.dup2(nowhere.fileno(), sys.stdout.fileno())


def _complain(error: Exception, lines: list[str]) -> None:
    if {"-v", "--verbose"} & set(sys.argv):
        traceback.print_exception(error)
    for line in lines:
        print(f"send-monitor: {line}", file=sys.stderr)


if __name__ == "__main__":
    main()
