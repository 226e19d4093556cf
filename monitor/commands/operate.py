"""The operator's commands: `migrate` and `doctor`."""

import os
import platform
from collections.abc import Callable, Iterator
from typing import Annotated

import typer

from monitor.bootstrap import Configured, configured, open_memory, open_reader, probe_mail_server
from monitor.bootstrap import migrate as migrate_store
from monitor.commands.printing import json_line, local
from monitor.commands.tables import print_table
from monitor.domain.events import DeliveryState
from monitor.errors import ConfigError, MonitorError, UnreadableReport
from monitor.options import Options

app = typer.Typer()

Finding = tuple[bool, str]
"""Whether it is well, and what was found, in plain words."""


@app.command("migrate")
def migrate(ctx: typer.Context) -> None:
    """Create the store, or bring it up to date.

    Run it after an upgrade. Safe to run twice.
    """
    options: Options = ctx.obj
    found = configured(options, os.environ, secrets=False)
    migrate_store(found.store_url)
    typer.echo("The store is up to date.")


@app.command("doctor")
def doctor(
    ctx: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Check that everything needed is there and working. Asks nothing of Ofsted's site and sends nothing."""
    options: Options = ctx.obj
    rows = list(_examined(options))
    well = all(good for _, good, _ in rows)
    config_is_wrong = ("config", False) in [(name, good) for name, good, _ in rows]
    if as_json:
        checks = [{"check": name, "ok": good, "found": text} for name, good, text in rows]
        typer.echo(json_line({"ok": well, "checks": checks}))
    else:
        table = [[name, "well" if good else "NOT WELL", text] for name, good, text in rows]
        print_table(table, ("check", "state", "what was found"))
    if not well:
        raise typer.Exit(2 if config_is_wrong else 1)


def _examined(options: Options) -> Iterator[tuple[str, bool, str]]:
    yield "Python", True, platform.python_version()
    try:
        found = configured(options, os.environ)
    except ConfigError as error:
        yield "config", False, "; ".join(error.mistakes)
        return
    yield "config", True, "; ".join(found.watching.notes) or "no mistakes"
    checks: tuple[tuple[str, Callable[[Configured], Finding]], ...] = (
        ("store", _store),
        ("last look", _last_look),
        ("sources", _sources),
        ("news feeds", _feeds),
        ("messages", _messages),
        ("reading", _reading),
        ("mail server", _mail_server),
    )
    for name, examine in checks:
        try:
            yield (name, *examine(found))
        except MonitorError as error:
            yield name, False, str(error)


def _store(found: Configured) -> Finding:
    with open_memory(found) as store:
        return (
            True,
            f"{len(store.publications())} reports known, {len(store.providers())} areas on the listing",
        )


def _last_look(found: Configured) -> Finding:
    with open_memory(found) as store:
        polls = store.polls(limit=1)
    if not polls:
        return False, "the site has never been looked at; run send-monitor poll"
    last = polls[0]
    if last.finished is None:
        return False, f"the look that began {local(last.started)} has not ended"
    return last.ok, f"{local(last.finished)}: {'all well' if last.ok else last.summary['problems']}"


def _sources(found: Configured) -> Finding:
    with open_memory(found) as store:
        broken = [one for one in store.sources() if one.failures]
    if not broken:
        return True, "none is failing"
    return False, "; ".join(f"{one.name}: {one.last_error}" for one in broken)


def _feeds(found: Configured) -> Finding:
    feeds = found.watching.feeds
    if not feeds.read:
        return True, "none is read, so there is no news"
    text = f"{len(feeds.read)} are read"
    if feeds.uncovered:
        text += f"; no local feed covers {', '.join(feeds.uncovered)}"
    return True, text


def _messages(found: Configured) -> Finding:
    with open_memory(found) as store:
        counts = store.delivery_counts()
    text = ", ".join(f"{number} {state.value}" for state, number in sorted(counts.items())) or "none yet"
    return not counts.get(DeliveryState.FAILED, 0), text


def _reading(_found: Configured) -> Finding:
    with open_reader() as reader:
        try:
            reader.read(b"not a report")
        except UnreadableReport:
            return True, "the reading process starts and answers"
    return False, "the reading process took nonsense for a report"


def _mail_server(found: Configured) -> Finding:
    email = found.settings.monitor.email
    where = f"{email.host}:{email.port}"
    if not found.settings.monitor.delivery.only_to:
        return True, f"{where} was not tried, because only_to is empty"
    probe_mail_server(found)
    return True, f"{where} answers"
