"""The commands of a deployment with a queue: `scheduler` and `worker`, and `queue`, which looks at it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from functools import partial
from importlib import import_module
from typing import Annotated, Any

import typer

from monitor.bootstrap import Configured, configured, open_house, require_contact, require_queue
from monitor.commands.printing import plain
from monitor.commands.tables import print_rows
from monitor.domain.bank_holidays import is_bank_holiday
from monitor.options import Options
from monitor.services.discover import Discovery
from monitor.services.house import House

app = typer.Typer()


@app.command("scheduler")
def scheduler(ctx: typer.Context) -> None:
    """Queue what is due, until interrupted.

    Needs `queue.url`. Several may run at once: each tick is taken by one of them.
    """
    with _house(ctx) as (found, house, main):
        poll = found.settings.monitor.poll
        timetable = main.Timetable(
            busy=poll.listing,
            quiet=poll.quiet_listing,
            news=poll.news,
            jitter=poll.jitter,
            sweeps=poll.sweep,
            closed=is_bank_holiday,
        )
        begun = partial(typer.echo, "Scheduling. Press Ctrl-C to stop.")
        main.run_scheduler(house, require_queue(found), timetable, begun)
    typer.echo("Stopped.")


@app.command("worker")
def worker(
    ctx: typer.Context,
    processes: Annotated[int, typer.Option(min=1, max=64, help="How many processes to start.")] = 1,
    threads: Annotated[int, typer.Option(min=1, max=64, help="How many messages each sends at once.")] = 8,
) -> None:
    """Do what is queued, until interrupted.

    Needs `queue.url`. With several processes, one that dies is started again.
    """
    if processes > 1:
        options: Options = ctx.obj
        raise typer.Exit(import_module("workers.crew").run_crew(_alone(options, threads), processes))
    with _house(ctx) as (found, house, main):
        begun = partial(typer.echo, "Working. Press Ctrl-C to stop.")
        main.run_worker(house, require_queue(found), _say, begun, threads=threads)
    typer.echo("Stopped.")


@app.command("queue")
def queue(
    ctx: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print CSV.")] = False,
) -> None:
    """Show what is in the queue.

    Messages that wait or are being worked on, and dead ones, whose work failed: it stays due in the store
    and is queued again, so the dead need nothing but a look into the log.
    """
    found = configured(ctx.obj, os.environ, secrets=False)
    depths = import_module("workers.main").depths(require_queue(found))
    print_rows([asdict(one) for one in depths], as_json=as_json, as_csv=as_csv, empty="There are no queues.")


@contextmanager
def _house(ctx: typer.Context) -> Iterator[tuple[Configured, House, Any]]:
    found = configured(ctx.obj, os.environ)
    require_queue(found)
    require_contact(found)
    main = import_module("workers.main")
    with open_house(found, at_once=False) as house:
        for note in found.watching.notes:
            typer.echo(f"note: {note}")
        yield found, house, main


def _alone(options: Options, threads: int) -> list[str]:
    """Give the arguments of one process of several."""
    given = ["--config", str(options.config), *(["-v"] if options.verbose else [])]
    given += ["--store", options.store] if options.store else []
    given += ["--now", options.now] if options.now else []
    return [*given, "worker", "--threads", str(threads)]


def _say(discovery: Discovery) -> None:
    for source, error in discovery.problems:
        typer.echo(plain(f"Problem with {source}: {error}"), err=True)
