"""The command that looks whether everything needed is there and working, and says what to do about it."""

import os
import platform
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import Annotated

import typer

from monitor.bootstrap import (
    Configured,
    configured,
    is_new,
    open_memory,
    open_reader,
    probe_mail_server,
    reach_sites,
    store_folder,
)
from monitor.commands.first_steps import first_steps
from monitor.commands.printing import json_line, local
from monitor.commands.tables import print_table
from monitor.domain.bank_holidays import is_bank_holiday
from monitor.domain.events import DeliveryState
from monitor.errors import ConfigError, MonitorError, StoreError, UnreadableReport
from monitor.options import Options
from monitor.services.agreed_time import TOLERATED, apart
from monitor.services.readiness import Check, Rhythm, readiness
from monitor.services.routing import boards_without_areas

app = typer.Typer()

LEAST_SPACE = 500  # megabytes; a morning of reports with its messages takes a tenth of that
SKEW = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found, and what to do about it if it is not well; `state`: neither, in a word for people."""

    ok: bool
    found: str
    remedy: str = ""
    state: str = ""


Examination = Callable[[Configured], Finding]


@app.command("doctor")
def doctor(
    ctx: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Check that everything needed is there and working. Asks nothing of Ofsted's site and sends nothing."""
    rows = list(_examined(ctx.obj))
    well = all(finding.ok for _, finding in rows)
    if as_json:
        checks = [
            {"check": name, "ok": one.ok, "found": one.found, "remedy": "" if one.ok else one.remedy}
            for name, one in rows
        ]
        typer.echo(json_line({"ok": well, "checks": checks}))
    else:
        _print(rows)
    if not well:
        config_is_wrong = any(name == "config" and not one.ok for name, one in rows)
        raise typer.Exit(2 if config_is_wrong else 1)


def _print(rows: Sequence[tuple[str, Finding]]) -> None:
    print_table([[name, _state(one), one.found] for name, one in rows], ("check", "state", "what was found"))
    for name, one in rows:
        if not one.ok and one.remedy:
            typer.echo(f"{name}: {one.remedy}")


def _state(finding: Finding) -> str:
    return finding.state or ("well" if finding.ok else "NOT WELL")


def _examined(options: Options) -> Iterator[tuple[str, Finding]]:
    yield "Python", Finding(True, platform.python_version())
    try:
        found = configured(options, os.environ)
    except ConfigError as error:
        yield (
            "config",
            Finding(False, "; ".join(error.mistakes), "mend what is named"),
        )
        return
    yield "config", Finding(True, "; ".join(found.watching.notes) or "no mistakes")
    unseen = None
    for name, (examine, remedy) in EXAMINATIONS.items():
        if unseen and remedy == OF_STORE:  # nor do we wait for it once more for each
            yield name, unseen
            continue
        try:
            finding = examine(found)
        except StoreError as error:
            finding = _without_store(found, error, remedy)
            unseen = NOT_YET if finding.state else NOT_SEEN
        except MonitorError as error:
            finding = Finding(False, str(error), remedy)
        yield name, finding


def _without_store(found: Configured, error: StoreError, remedy: str) -> Finding:
    """Tell a store that is still to be made from one that does not answer: before the first start none is."""
    try:
        new = is_new(found)
    except StoreError:
        new = False
    if not new:
        return Finding(False, str(error), remedy)
    steps = "\n".join(("before the first start, in this order:", *first_steps(found)))
    return Finding(False, str(error), steps, state=NOT_YET.state)


def _store(found: Configured) -> Finding:
    with open_memory(found) as store:
        reports, areas = len(store.publications()), len(store.providers())
    return Finding(True, f"{reports} reports known, {areas} areas on the listing")


def _clock(found: Configured) -> Finding:
    """Compare the clock with what was written down before, and with the database server's."""
    now = found.clock()
    with open_memory(found) as store:
        last = max((poll.started for poll in store.polls(limit=1)), default=now)
        theirs = store.database_time() or now
    if last > now + SKEW:
        return Finding(False, f"it is behind the last look, {local(last)}", REMEDY_CLOCK)
    if abs(now - theirs) > TOLERATED:
        return Finding(False, f"it is {apart(now - theirs)}", REMEDY_CLOCK)
    return Finding(True, f"it says {local(now)}")


def _space(found: Configured) -> Finding:
    folder = store_folder(found) or Path.cwd()
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free // 1_000_000
    return Finding(
        free >= LEAST_SPACE, f"{free:,} MB free at {folder}", "make room: nothing is lost meanwhile"
    )


def _site(found: Configured) -> Finding:
    if reach_sites(found):
        return Finding(True, "both hosts take a connection; nothing was asked of them")
    return Finding(True, "was not tried, because ofsted.contact is empty")


def _last_look(found: Configured) -> Finding:
    return _of_readiness(found, "last look", "send-monitor poll tries at once and says what is wrong")


def _scheduler(found: Configured) -> Finding:
    with open_memory(found) as store:
        if not store.ticks():
            return Finding(True, "none has run yet; where poll is called now and then, none need")
    return _of_readiness(found, "scheduler", "start send-monitor run, or scheduler, again and read its log")


def _workers(found: Configured) -> Finding:
    return _of_readiness(found, "workers", "start send-monitor run, or more workers, and read their log")


def _sending(found: Configured) -> Finding:
    return _of_readiness(
        found, "sending", "see the mail server below, and send-monitor deliveries --state due"
    )


def _of_readiness(found: Configured, name: str, remedy: str) -> Finding:
    poll = found.settings.monitor.poll
    rhythm = Rhythm(poll.listing, poll.quiet_listing, is_bank_holiday)
    with open_memory(found) as store:
        checks = readiness(store, found.clock(), rhythm)
    check = next((one for one in checks if one.name == name), Check(name, False, "the store does not answer"))
    return Finding(check.ok, check.found, remedy)


def _sources(found: Configured) -> Finding:
    with open_memory(found) as store:
        broken = [one for one in store.sources() if one.failures]
    text = "; ".join(f"{one.name}: {one.last_error}" for one in broken) or "none is failing"
    return Finding(not broken, text, "docs/operations.md says what each error means")


def _feeds(found: Configured) -> Finding:
    feeds = found.watching.feeds
    if not feeds.read:
        return Finding(True, "none is read, so there is no news")
    text = f"{len(feeds.read)} are read"
    if feeds.uncovered:
        text += f"; no local feed covers {', '.join(feeds.uncovered)}"
    return Finding(True, text)


def _subscriptions(found: Configured) -> Finding:
    """Name the health boards that nothing comes of: a slip of the pen, or a first report is still to come."""
    watching = found.watching
    with open_memory(found) as store:
        empty = boards_without_areas(store, watching.subscriptions, {area.id for area in watching.areas})
    if not empty:
        return Finding(True, f"{len(watching.subscriptions)}, and each can match something")
    told = [f'"{name}" names the health board "{board}"' for name, board in empty]
    return Finding(True, f"{'; '.join(told)}: in no report held on a watched area; is it spelt as there?")


def _messages(found: Configured) -> Finding:
    with open_memory(found) as store:
        counts = store.delivery_counts()
    there = [f"{number} {state.value}" for state, number in sorted(counts.items()) if number]
    text = ", ".join(there) or "none yet"
    remedy = "send-monitor deliveries --state failed shows them, and why"
    return Finding(not counts.get(DeliveryState.FAILED, 0), text, remedy)


def _stuck(found: Configured) -> Finding:
    with open_memory(found) as store:
        stuck = store.stuck(found.clock())
    held = [f"{number} {what}" for what, number in stuck.items() if number]
    remedy = "is run, or a worker, running? The next poll takes them up; if not, its log says why"
    return Finding(not held, ", ".join(held) or "none", remedy)


def _reading(_found: Configured) -> Finding:
    with open_reader() as reader:
        try:
            reader.read(b"not a report")
        except UnreadableReport:
            return Finding(True, "the reading process starts and answers")
    return Finding(False, "the reading process took nonsense for a report", "report this to us")


def _mail_server(found: Configured) -> Finding:
    email = found.settings.monitor.email
    where = f"{email.host}:{email.port}"
    if not found.settings.monitor.delivery.only_to:
        return Finding(True, f"{where} was not tried, because only_to is empty")
    probe_mail_server(found)
    return Finding(True, f"{where} answers")


def _queue(found: Configured) -> Finding:
    url = found.settings.monitor.queue.url
    if not url:
        return Finding(True, "there is none, and none is needed in one process")
    depths = import_module("workers.main").tried_depths(url)
    text = ", ".join(f"{one.waiting} in {one.queue}" for one in depths)
    dead = sum(one.dead for one in depths)
    return Finding(True, text + (f"; {dead} dead, whose work stays due in the store" if dead else ""))


OF_STORE = "see what is said of the store"
NOT_SEEN = Finding(False, "could not be looked at, because the store does not answer", state="not known")
NOT_YET = Finding(False, "nothing to look at before the first start", state="not yet")
REMEDY_CLOCK = "set the clock that is wrong, and let both be kept right (systemd-timesyncd, chrony)"
EXAMINATIONS: dict[str, tuple[Examination, str]] = {
    "store": (
        _store,
        "is its server up, and store.url right?",
    ),
    "clock": (_clock, OF_STORE),
    "disk space": (_space, "see whether the folder is there and may be read"),
    "site": (_site, "check this machine's network, its names (DNS) and its certificates"),
    "last look": (_last_look, OF_STORE),
    "scheduler": (_scheduler, OF_STORE),
    "workers": (_workers, OF_STORE),
    "sources": (_sources, OF_STORE),
    "news feeds": (_feeds, "send-monitor check names the mistake"),
    "subscriptions": (_subscriptions, OF_STORE),
    "messages": (_messages, OF_STORE),
    "sending": (_sending, OF_STORE),
    "stuck work": (_stuck, OF_STORE),
    "reading": (_reading, "make sure that processes may be started and memory be had"),
    "mail server": (_mail_server, "check [email] in monitor.toml and the password's variable"),
    "queue": (_queue, "start Redis, mend what it says, or queue.url; what it held is queued again"),
}
"""What is looked at, in order, with what to do if the look itself fails."""


@app.callback()
def _group() -> None:
    """Keep a single command a command of its name."""
