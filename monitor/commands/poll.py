"""The commands that look once: `poll` and `baseline`."""

import os
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Annotated, Any

import typer

from monitor.bootstrap import configured, migrate_if_empty, open_house, require_contact
from monitor.commands.printing import json_line, plain
from monitor.deferred import deferred
from monitor.domain.outcome import LABELS, Band
from monitor.options import Options
from monitor.services.house import House
from monitor.services.poll import baseline as read_baseline
from monitor.services.poll import is_baselined
from monitor.services.poll import poll as run_poll
from monitor.services.tally import Tally

app = typer.Typer()

NAMED = 3  # areas of which the same is said, before they are only counted

_show_progress = deferred("monitor.commands.progress", "show_progress")  # only a first read has any to show


@app.command("poll")
def poll(
    ctx: typer.Context,
    full: Annotated[
        bool, typer.Option("--full", help="Read every area's page, not only those that changed.")
    ] = False,
    no_news: Annotated[bool, typer.Option("--no-news", help="Leave out the news feeds.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print a summary as one JSON object.")] = False,
) -> None:
    """Look once now, send what is due, and stop.

    The first time, on an empty store, everything there is is read silently and nobody is written to.
    """
    options: Options = ctx.obj
    found = configured(options, os.environ)
    require_contact(found)
    migrate_if_empty(found.store_url)
    with open_house(found) as house:
        silent = not is_baselined(house)
        if silent:
            print("The store is empty: reading all reports silently; nobody is written to.", file=sys.stderr)
        with _interruptible():
            tally = _baseline(house) if silent else run_poll(house, full=full, news=not no_news)
        _report(tally, options, as_json=as_json, only_to=house.watch.rules.only_to, silent=silent)
    if not tally.ok:
        raise typer.Exit(1)


@app.command("baseline")
def baseline(
    ctx: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="Print a summary as one JSON object.")] = False,
) -> None:
    """Read all reports there are, silently, before the first alert.

    It may be interrupted and started again: it goes on where it stopped.
    """
    options: Options = ctx.obj
    found = configured(options, os.environ)
    require_contact(found)
    migrate_if_empty(found.store_url)
    with open_house(found) as house:
        with _interruptible():
            tally = _baseline(house)
        _report(tally, options, as_json=as_json, only_to=house.watch.rules.only_to, silent=True)
        finished = is_baselined(house)
    if not finished:
        print("The first read is not finished; run this again to go on.", file=sys.stderr)
    if not tally.ok:
        raise typer.Exit(1)


def _baseline(house: House) -> Tally:
    with _show_progress() as progress:
        return read_baseline(house, progress=progress)


@contextmanager
def _interruptible() -> Iterator[None]:
    try:
        yield
    except KeyboardInterrupt:
        print("Stopped. Nothing is lost: run the same again to go on.", file=sys.stderr)
        raise


def _report(tally: Tally, options: Options, *, as_json: bool, only_to: tuple[str, ...], silent: bool) -> None:
    summary = tally.as_json()
    if as_json:
        typer.echo(json_line(summary))
    else:
        notices = summary["notices"] if options.verbose else folded(summary["notices"])
        typer.echo(plain("\n".join((*_lines(summary), *(f"Note: {notice}" for notice in notices)))))
    if not only_to and not silent and summary["deliveries"]["suppressed"]:
        print(
            "Nothing was sent: [delivery] only_to in monitor.toml is empty. "
            'Write ["*"] to send to every subscriber.',
            file=sys.stderr,
        )


def _lines(summary: dict[str, Any]) -> list[str]:
    listing, files, sent = summary["listing"], summary["publications"], summary["deliveries"]
    lines = [
        f"{listing['seen']} of {listing['expected']} areas seen, {summary['pages_fetched']} pages read, "
        f"{summary['requests']} requests.",
        f"Reports: {files['new']} new, {files['ingested']} read, {files['quarantined']} set aside, "
        f"{files['failed']} failed.",
        f"News: {summary['news']['items']} new stories, {summary['news']['relevant']} of them relevant.",
        f"Messages: {sent['sent']} sent, {sent['held']} held, {sent['suppressed']} stopped by only_to, "
        f"{sent['failed']} failed, {sent['maybe_sent']} maybe sent.",
    ]
    for event in summary["events"]:
        band = LABELS[Band(event["band"])] if event["band"] else None
        lines.append(f"  {event['kind']}: {event['area'] or '-'}{f': {band}' if band else ''}")
    return lines + [f"Problem with {one['source']}: {one['error']}" for one in summary["problems"]]


def folded(notices: Sequence[str]) -> list[str]:
    """Give one notice with a count for what is said of many areas, whose names are asked for with -v."""
    times = Counter(notices)  # of documents that fail alike, none is named
    places = Counter(map(_oddity, times))
    return list(dict.fromkeys(_counted(one, times[one], places[_oddity(one)]) for one in times))


def _counted(notice: str, times: int, places: int) -> str:
    if places > NAMED:
        return f"{_oddity(notice)} ({places} times; -v says where)"
    return notice if times == 1 else f"{notice} ({times} times)"


def _oddity(notice: str) -> str:
    """Give what a notice says, without the area or feed that it begins with."""
    return notice.partition(": ")[2] or notice
