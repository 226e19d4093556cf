"""The commands of a deployment with a queue: `scheduler` and `worker`, and `queue`, which looks at it."""

import os
from dataclasses import asdict
from functools import partial
from importlib import import_module
from typing import Annotated

import typer

from monitor.bootstrap import Configured, configured, open_house, require_contact, require_queue
from monitor.commands.printing import plain, utc
from monitor.commands.tables import print_rows
from monitor.commands.timetables import timetable_of
from monitor.services.discover import Discovery

app = typer.Typer()


@app.command("scheduler")
def scheduler(ctx: typer.Context) -> None:
    """Queue what is due, until interrupted.

    Needs `queue.url`. Several may run at once: each tick is taken by one of them.
    """
    found = _found(ctx)
    main = import_module("workers.main")
    timetable = timetable_of(found, main.Timetable)
    with open_house(found, at_once=False) as house:
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
    found = _found(ctx)
    work = partial(_work, found, threads)
    if processes > 1:
        import_module("workers.main")  # before the processes part, so that they share it
        import_module("workers.crew").run_crew(work, processes)
    else:
        work()
    typer.echo("Stopped.")


@app.command("queue")
def queue(
    ctx: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print CSV.")] = False,
    dead: Annotated[bool, typer.Option("--dead", help="Show each message whose work failed.")] = False,
    drop_dead: Annotated[bool, typer.Option("--drop-dead", help="Show them, and drop them.")] = False,
) -> None:
    """Show what is in the queue.

    Messages that wait or are being worked on, and dead ones, whose work failed: it stays due in the store
    and is queued again, so the dead need nothing but a look into the log, and may be dropped.
    """
    found = configured(ctx.obj, os.environ, secrets=False)
    url, main = require_queue(found), import_module("workers.main")
    if dead or drop_dead:
        letters = main.dead(url, drop=drop_dead)
        rows, empty = [asdict(one) | {"died": utc(one.died)} for one in letters], "No message is dead."
    else:
        rows, empty = [asdict(one) for one in main.depths(url)], "There are no queues."
    print_rows(rows, as_json=as_json, as_csv=as_csv, empty=empty)


def _found(ctx: typer.Context) -> Configured:
    found = configured(ctx.obj, os.environ)
    require_queue(found)
    require_contact(found)
    for note in found.watching.notes:
        typer.echo(f"note: {note}")
    return found


def _work(found: Configured, threads: int) -> None:
    main = import_module("workers.main")
    with open_house(found, at_once=False) as house:
        begun = partial(typer.echo, "Working. Press Ctrl-C to stop.")
        main.run_worker(house, require_queue(found), _say, begun, threads=threads)


def _say(discovery: Discovery) -> None:
    for source, error in discovery.problems:
        typer.echo(plain(f"Problem with {source}: {error}"), err=True)
