"""The soak: a day of polls while everything fails now and then, and the ledger checked after each of them.

`python -m tests.chaos.soak --polls 10000` runs the whole of it, which takes some minutes; `--seed` makes
another day, and `--postgres` keeps the ledger on a real server. The clock is made up, the ledger and the
services are the real ones. Hours in which nobody polls lie between, so that a day of polls lasts two weeks,
in which the clocks of London change. One thread sends, so that the same seed makes the same day.
"""

import argparse
import logging
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, nullcontext
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any
from unittest import mock

from monitor.bootstrap import configured, migrate
from monitor.domain.matching import SendingRules
from monitor.options import Options
from monitor.services import poll as polling
from monitor.services.house import House, Watch
from monitor.services.poll import baseline, poll
from tests.chaos.soak_checks import Checks
from tests.chaos.soak_end import check_the_end, is_done
from tests.chaos.soak_ledger import LedgerView
from tests.chaos.soak_life import Life
from tests.chaos.soak_press import Press
from tests.chaos.soak_process import Process, World
from tests.chaos.soak_world import Odds, Site
from tests.e2e.stage import HOOK, STORE, many_places, write_config
from tests.fakes import FakeClock
from tests.servers import PostgresServer

# Each a week before the clocks change, so that they do while we poll.
BEGINNINGS = (datetime(2026, 3, 22, 23, 0, tzinfo=UTC), datetime(2026, 10, 18, 23, 0, tzinfo=UTC))
DAY, WEEK = timedelta(hours=24), timedelta(days=7)
PLACES = 24
FULL_EVERY = 20  # polls; a second report of a day is found by a full sweep alone
TOGETHER = 0.1  # of the polls, during which another process polls as well
DRAINED_IN = 60  # polls, six hours apart, in which all must have come to an end
WEEKLY_TOO = 36  # of them, so that the weekly digests have gone out


def subscribers(places: Sequence[str]) -> list[dict[str, Any]]:
    """Make readers who overlap: one address under two names, one name with two addresses."""
    return [
        {"name": "Charity", "areas": ["*"], "to": ["email:desk@example.org", "slack:send-team"]},
        {"name": "Forum", "areas": list(places[:8]), "to": ["email:chair@example.org"]},
        {"name": "Council", "areas": list(places[4:12]), "to": ["email:chair@example.org"]},
        {"name": "Careful", "areas": ["*"], "only": ["unknown"], "to": ["email:careful@example.org"]},
        {"name": "Sleeper", "areas": ["*"], "quiet_hours": "21:00-07:00", "to": ["email:late@example.org"]},
        {"name": "Daily", "areas": ["*"], "digest": "daily", "to": ["email:daily@example.org"]},
        {
            "name": "Weekly",
            "areas": list(places[::2]),
            "digest": "weekly",
            "to": ["email:weekly@example.org"],
        },
    ]


class Soak:
    """One day; `poll_once` is a tick of it."""

    def __init__(self, folder: Path, store_url: str, *, seed: int, share: float, pace: float) -> None:
        self.share, self.dice = share, Random(seed)
        self.world = _world(folder, store_url, self.dice, FakeClock(BEGINNINGS[seed % 2]))
        self.ledger = LedgerView(store_url, self.world.arrived)
        self.life = Life(self.world, pace, self.ledger.last_event)
        self.checks = Checks(self.ledger, self.life)
        self.processes = [Process("one", self.world), Process("two", self.world)]

    def close(self) -> None:
        """Let go of the store."""
        for one in self.processes:
            one.close()
        self.ledger.close()

    def begin(self) -> None:
        """Read everything silently; from now on things fail."""
        for urn in list(self.world.site.names)[::3]:
            self.world.site.publish(urn)
        self.world.clock.advance(seconds=1)
        baseline(self.processes[0].house)
        self.world.odds.share = self.share

    def poll_once(self, step: timedelta, *, full: bool) -> None:
        """Let time pass and things happen, and poll; another process may do so at the same time."""
        self.world.clock.advance(seconds=step.total_seconds())
        one, other = self.dice.sample(self.processes, k=2)
        if self.world.odds.share:
            self.life.go_on(one)

        def polls(house: House) -> None:
            poll(house, full=full)

        together = self.world.odds.share and self.dice.random() < TOGETHER
        one.work(polls, (lambda: other.work(polls)) if together else None)
        self.checks.check()

    def drain(self) -> None:
        """Let nothing fail any more, and poll until all is done. Raises AssertionError if it never is."""
        self.world.odds.share = 0.0
        self.life.everybody_back(self.processes[0])
        for number in range(DRAINED_IN):
            self.poll_once(timedelta(hours=6), full=True)
            waiting = self.checks.digests_to_come(self.world.clock() - WEEK)
            if number >= WEEKLY_TOO and not waiting and is_done(self.processes[0].raw_store):
                break
        check_the_end(self.checks, self.processes[0].house)

    def told(self) -> str:
        """Say in a few lines what happened."""
        states = Counter(row.state.value for row in self.processes[0].raw_store.deliveries())
        kinds = Counter(event.kind.value for event in self.ledger.events.values())
        repeats = sum(number - 1 for number in self.checks.counted.values())
        kills = sum(one.lives - 1 for one in self.processes)
        return "\n".join(
            [
                f"{len(self.life.published)} reports, {kills} kills, until {self.world.clock():%d %B %Y}",
                f"events: {_counted(kinds)}",
                f"messages: {_counted(states)}",
                f"arrived: {len(self.world.arrived)}, of them repeats that the ledger owns up to: {repeats}",
                f"faults: {_counted(self.world.odds.hits)}",
            ]
        )


def _counted(counts: Counter[str]) -> str:
    return ", ".join(f"{number} {name}" for name, number in sorted(counts.items()))


def _world(folder: Path, store_url: str, dice: Random, clock: FakeClock) -> World:
    places = many_places(PLACES)
    names = {str(90_001 + number): place for number, place in enumerate(places)}
    rows = [f"{urn},{place},Westmark" for urn, place in names.items()]
    write_config(
        folder,
        site="http://127.0.0.1:9",
        files="http://127.0.0.1:9",
        areas="\n".join(["urn,name,region", *rows]) + "\n",
        expected=PLACES,
        mail_port=9,
        subscribers=subscribers(places),
        sections={
            "store": {"url": store_url},
            "delivery": {"retry": ["20s", "2m", "10m"]},
            "operator": {"to": ["email:ops@example.org"], "canary": "email:canary@example.org"},
        },
    )
    hook = {HOOK: "http://127.0.0.1:9/hook"}
    found = replace(configured(Options(folder, None, None, False), hook), clock=clock)
    watching = found.watching
    areas = frozenset(area.id for area in watching.areas)
    rules = SendingRules(("*",), timedelta())
    watch = Watch(areas, watching.subscriptions, watching.operator, rules, watching.canary)
    odds = Odds(dice, share=0.0)  # the first read goes well
    press = Press(odds, clock)
    return World(found, clock, odds, Site(odds, clock, names), press, press.feeds(sorted(areas)), watch)


@contextmanager
def soaking(
    folder: Path, *, seed: int, share: float, pace: float, store: Path | None = None, url: str | None = None
) -> Iterator[Soak]:
    """Make a world in a folder; `store` is an empty store to start from, `url` where to make one."""
    store_url = url or f"sqlite:///{folder / STORE}"
    if store is None:
        migrate(store_url)
    else:
        shutil.copy(store, folder / STORE)
    soak = Soak(folder, store_url, seed=seed, share=share, pace=pace)
    with closing(soak), mock.patch.object(polling, "SENDERS", 1):
        soak.begin()
        yield soak


def run(soak: Soak, polls: int, *, over: timedelta = DAY) -> None:
    """Poll so many times over this time (and the hours when all is down), checking after each, and drain."""
    for number in range(polls):
        soak.poll_once(over / polls, full=number % FULL_EVERY == 0)
    soak.drain()


def main() -> int:
    """Run the whole; 0 if everything held, 1 with what did not."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--polls", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--pace", type=float, default=1, help="how many times as much happens between polls")
    parser.add_argument(
        "--share", type=float, default=0.05, help="of the occasions at which each fault strikes"
    )
    parser.add_argument("--postgres", action="store_true", help="keep the ledger on a PostgreSQL server")
    given = parser.parse_args()
    logging.disable()  # thousands of planted faults are no news
    with (
        PostgresServer() if given.postgres else nullcontext() as server,
        tempfile.TemporaryDirectory(prefix="soak-") as folder,
        soaking(
            Path(folder),
            seed=given.seed,
            share=given.share,
            pace=given.pace,
            url=server.new_database() if server else None,
        ) as soak,
    ):
        try:
            run(soak, given.polls)
        except AssertionError as error:
            print(f"does not hold at {soak.world.clock()} (seed {given.seed}): {error}", file=sys.stderr)
            return 1
        print(f"{given.polls} polls, the ledger held after each (seed {given.seed})\n{soak.told()}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
