"""Say whether the monitor does its work: the site was read lately, somebody schedules, messages go out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.domain.cadence import Closed, next_listing
from monitor.domain.wording import spoken_time
from monitor.errors import StoreError
from monitor.ports.health import PollRecord
from monitor.ports.store import Store
from monitor.services.watchdog import UNSENT

MISSED_LOOKS = 3
"""A look or two may fail, as the site does; more in a row, and nobody would hear of a report."""
LATE = timedelta(minutes=5)  # a tick that old is taken by nobody


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How often the site is to be looked at: `busy` in publication hours, `quiet` outside them."""

    busy: timedelta
    quiet: timedelta
    closed: Closed


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at; `found` says in plain words, without any secret, how it stands."""

    name: str
    ok: bool
    found: str


def readiness(store: Store, now: datetime, rhythm: Rhythm) -> list[Check]:
    """Look at everything that has to be well for alerts to go out. Never raises for a store that fails."""
    try:
        last, ticks, wanted = store.last_good_poll(), store.ticks(), store.work_not_begun(now)
        silent, waiting = store.silent_channels(now - UNSENT), store.oldest_due(now)
    except StoreError:
        return [Check("store", False, "it does not answer, or is not set up; the log has more")]
    return [
        Check("store", True, "it answers"),
        _last_look(last, now, rhythm),
        _scheduler(ticks, now),
        _workers(wanted, now),
        _sending(silent, waiting, now),
    ]


def _last_look(last: PollRecord | None, now: datetime, rhythm: Rhythm) -> Check:
    if last is None or last.finished is None:
        return Check("last look", False, "the site has never been read")
    due = next_listing(last.finished, busy=rhythm.busy, quiet=rhythm.quiet, closed=rhythm.closed)
    text = f"the site was last read well at {spoken_time(last.finished)}"
    return Check("last look", now <= due + MISSED_LOOKS * rhythm.busy, text)


def _scheduler(ticks: dict[str, datetime], now: datetime) -> Check:
    if not ticks:
        return Check("scheduler", False, "nothing has ever been scheduled")
    name, due = min(ticks.items(), key=lambda tick: tick[1])
    if now - due <= LATE:
        return Check("scheduler", True, "what is due is taken up")
    return Check("scheduler", False, f"{name} has been due since {spoken_time(due)}, and nobody takes it")


def _workers(wanted: dict[str, datetime], now: datetime) -> Check:
    name, since = min(wanted.items(), key=lambda tick: tick[1], default=("", now))
    if now - since <= LATE:
        return Check("workers", True, "what is scheduled is begun")
    return Check("workers", False, f"{name} has been wanted since {spoken_time(since)}, and nobody begins it")


def _sending(silent: Iterable[str], waiting: datetime | None, now: datetime) -> Check:
    if channels := sorted(silent):
        return Check("sending", False, f"nothing goes out by {' and '.join(channels)}; messages wait")
    if waiting is not None and now - waiting > UNSENT:
        text = f"a message has been due since {spoken_time(waiting)}, and nobody sends it"
        return Check("sending", False, text)
    return Check("sending", True, "nothing waits that should be out")
