"""The soak: a day of polls while everything fails now and then, and the ledger checked after each of them.

`python -m tests.chaos.soak --polls 10000` runs the whole of it, which takes some minutes; `--seed` makes
another day. The clock is made up, the ledger and the services are the real ones.
"""

import argparse
import logging
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any, cast

from sqlalchemy import Engine, func, select

from monitor.bootstrap import configured, migrate, open_house
from monitor.domain.events import OPERATOR_KINDS, DeliveryState, Event, EventKind, NewEvent
from monitor.domain.matching import reason_to_send
from monitor.domain.publication import PublicationState
from monitor.errors import StoreError
from monitor.options import Options
from monitor.ports.store import Store
from monitor.services.house import House
from monitor.services.lanes import Lanes
from monitor.services.poll import baseline, poll
from monitor.store.connections import connect, reading
from monitor.store.schema import deliveries, events, publications
from tests.chaos.soak_world import (
    Arrival,
    FlakyStore,
    Killed,
    Odds,
    PageReader,
    Post,
    Site,
    SiteFiles,
    SiteListing,
    SitePages,
    Writer,
)
from tests.e2e.stage import HOOK, STORE, many_places, write_config
from tests.fakes import FakeClock

MIDNIGHT = datetime(2026, 9, 7, 23, 0, tzinfo=UTC)  # in London
DAY = timedelta(hours=24)
PLACES = 24
FULL_EVERY = 20  # polls; a second report of a day is found by a full sweep alone
WORKING = (DeliveryState.TAKEN, DeliveryState.SENDING)
ENDED = (DeliveryState.SENT, DeliveryState.FAILED, DeliveryState.SUPPRESSED)
DRAINED_AFTER = 60  # polls, six hours apart, in which all must have come to an end


def subscribers(places: Sequence[str]) -> list[dict[str, Any]]:
    """Make readers who overlap: one address under two names, one name with two addresses."""
    return [
        {"name": "Charity", "areas": ["*"], "to": ["email:desk@example.org", "slack:send-team"]},
        {"name": "Forum", "areas": list(places[:8]), "to": ["email:chair@example.org"]},
        {"name": "Council", "areas": list(places[4:12]), "to": ["email:chair@example.org"]},
        {"name": "Careful", "areas": ["*"], "only": ["unknown"], "to": ["email:careful@example.org"]},
        {"name": "Sleeper", "areas": ["*"], "quiet_hours": "21:00-07:00", "to": ["email:late@example.org"]},
    ]


@dataclass
class Soak:
    """One day; `poll_once` is a tick of it, `check` looks at the ledger."""

    folder: Path
    dice: Random
    share: float
    clock: FakeClock = field(default_factory=lambda: FakeClock(MIDNIGHT))
    arrived: list[Arrival] = field(default_factory=list)
    published: list[str] = field(default_factory=list)  # file ids
    dead: set[str] = field(default_factory=set)
    lives: int = 0

    def __post_init__(self) -> None:
        places = many_places(PLACES)
        names = {str(90_001 + number): place for number, place in enumerate(places)}
        self.odds = Odds(self.dice, share=0.0)  # the first read goes well
        self.site = Site(self.odds, self.clock, names)
        rows = [f"{urn},{place},Westmark" for urn, place in names.items()]
        write_config(
            self.folder,
            site="http://127.0.0.1:9",
            files="http://127.0.0.1:9",
            areas="\n".join(["urn,name,region", *rows]) + "\n",
            expected=PLACES,
            mail_port=9,
            subscribers=subscribers(places),
            sections={"delivery": {"retry": ["20s", "2m", "10m"]}},
        )
        options = Options(self.folder, None, None, False)
        hook = {HOOK: "http://127.0.0.1:9/hook"}
        self.found = replace(configured(options, hook), clock=self.clock)
        self.engine: Engine = connect(self.found.store_url)
        self._open = ExitStack()
        self._seen = 0  # events that were checked
        self._arrived = 0  # arrivals that were checked
        self._house: House | None = None
        self._left_to_live: int | None = None  # fault points until the process dies

    def close(self) -> None:
        """Let go of the store."""
        self._open.close()
        self.engine.dispose()

    @property
    def house(self) -> House:
        """Give the running program; after a kill it is started anew."""
        if self._house is None:
            self.lives += 1
            house = self._open.enter_context(open_house(self.found))
            self.store = FlakyStore(house.store, self.odds)
            self._house = replace(
                house,
                store=cast(Store, self.store),
                listing=SiteListing(self.site),
                pages=SitePages(self.site),
                files=SiteFiles(self.site),
                reader=PageReader(self.odds),
                renderer=Writer(self.odds),
                channels={name: Post(name, self.odds, self.arrived) for name in ("email", "slack")},
                lanes=Lanes(house.store, sleep=self.clock.sleep),
                holder=f"life {self.lives}",
                is_dead=self.dead.__contains__,
                heartbeat=lambda: None,
                fault=self._reached,
            )
        return self._house

    def begin(self) -> None:
        """Read everything silently; from now on things fail."""
        for urn in list(self.site.names)[::3]:
            self.site.publish(urn)
        self.clock.advance(seconds=1)
        baseline(self.house)
        self.odds.share = self.share

    def poll_once(self, step: timedelta, *, full: bool, publish: float) -> None:
        """Let time pass, perhaps a report be published, and poll; the process may die on the way."""
        self.clock.advance(seconds=step.total_seconds())
        if self.dice.random() < publish:
            self.published.append(self.site.publish(self.dice.choice(list(self.site.names))))
        self._left_to_live = self.dice.randrange(1, 4) if self.odds.hit("killed") else None
        house = self.house
        self.store.calls_left = self.dice.randrange(1, 60) if self.odds.hit("store refuses") else None
        try:
            poll(house, full=full)
        except StoreError:
            pass  # as the scheduler does: the next poll goes on
        except Killed:
            if self.dice.random() < 0.5:  # on another machine nobody can know, and the lease has to run out
                self.dead.add(house.holder)
            self._open.close()
            self._house = None

    def _reached(self, point: str) -> None:
        if self._left_to_live is not None:
            self._left_to_live -= 1
            if self._left_to_live == 0:
                self._left_to_live = None
                raise Killed(point)

    # what must hold after every poll

    def check(self) -> None:
        """Check the ledger. Raises AssertionError with what does not hold."""
        with reading(self.engine) as connection:
            self._every_match_has_a_row(connection)
            self._nothing_is_repeated_in_silence(connection)
            self._nothing_is_kept_too_long(connection)
            self._states_add_up(connection)

    def _every_match_has_a_row(self, connection: Any) -> None:
        for row in connection.execute(select(events).where(events.c.id > self._seen)).all():
            self._seen = row.id
            event = NewEvent(row.key, EventKind(row.kind), row.area, row.band, row.occurred, row.data)
            own = select(deliveries.c.channel, deliveries.c.address).where(deliveries.c.event_id == row.id)
            rows = {tuple(one) for one in connection.execute(own)}
            assert rows == self._matches(event), f"{event.key}: rows for {rows}"

    def _matches(self, event: NewEvent) -> set[tuple[str, str]]:
        """Work out afresh who is to hear of an event."""
        watch = self.found.watching
        if event.kind in OPERATOR_KINDS:
            return set(watch.operator)
        if event.kind is EventKind.REPORT_BACKFILLED or (
            event.kind is EventKind.REPORT_REISSUED and not event.data.get("changed")
        ):
            return set()
        return {where for one in watch.subscriptions if reason_to_send(event, one) for where in one.to}

    def _nothing_is_repeated_in_silence(self, connection: Any) -> None:
        new = self.arrived[self._arrived :]
        self._arrived = len(self.arrived)
        if not new:
            return
        counted = Counter((one.channel, one.address, one.event_key) for one in self.arrived)
        for one in new:
            copies = [other for other in self.arrived if other.event_key == one.event_key]
            ours = {other.message_id for other in copies if other.address == one.address}
            assert len(ours) == 1, f"{one} went out under {ours}"
            if counted[one.channel, one.address, one.event_key] > 1:
                row = self._row_of(connection, one)
                assert row.maybe_sent_at is not None, f"{one} was repeated, and its row does not say so"

    def _row_of(self, connection: Any, one: Arrival) -> Any:
        wanted = select(deliveries).join(events).where(events.c.key == one.event_key)
        here = wanted.where(deliveries.c.channel == one.channel, deliveries.c.address == one.address)
        return connection.execute(here).one()

    def _nothing_is_kept_too_long(self, connection: Any) -> None:
        swept = self.store.swept
        if swept is None:
            return
        kept = select(deliveries.c.id).where(
            deliveries.c.state.in_(WORKING), deliveries.c.lease_until <= swept
        )
        read = select(publications.c.id).where(
            publications.c.holder.is_not(None), publications.c.lease_until <= swept
        )
        late = connection.execute(kept).all(), connection.execute(read).all()
        assert late == ([], []), f"still taken after the sweep at {swept}: {late}"

    def _states_add_up(self, connection: Any) -> None:
        counted = select(deliveries.c.state, func.count()).group_by(deliveries.c.state)
        by_state: dict[str, int] = dict(connection.execute(counted).all())
        assert set(by_state) <= set(DeliveryState)
        assert sum(by_state.values()) == connection.execute(select(func.count(deliveries.c.id))).scalar()
        sent = by_state.get(DeliveryState.SENT, 0)
        assert sent <= len({(one.channel, one.address, one.event_key) for one in self.arrived})

    # what must hold at the end

    def drain(self) -> None:
        """Let nothing fail any more, and poll until all is done. Raises AssertionError if it never is."""
        self.odds.share = 0.0
        store = self.house.store
        for _ in range(DRAINED_AFTER):
            self.poll_once(timedelta(hours=6), full=True, publish=0)
            self.check()
            if self._is_done(store):
                break
        known = {one.listed.file_id: one for one in store.publications()}
        told = {event.data.get("file_id"): event for event in store.events() if _tells_of_a_report(event)}
        for file_id in self.published:
            assert known[file_id].state is PublicationState.DONE, f"{file_id} was not read"
            assert file_id in told, f"nobody was told of {file_id}"
        reached = {(one.channel, one.address, one.event_key) for one in self.arrived}
        for row in store.deliveries():
            assert row.state in ENDED, f"delivery {row.id} is still {row.state}"
            if row.state is DeliveryState.SENT:
                assert (row.channel, row.address, row.event_key) in reached, f"{row.id} never arrived"

    def _is_done(self, store: Store) -> bool:
        read = {PublicationState.DONE, PublicationState.IGNORED}
        return all(one.state in read for one in store.publications()) and not store.deliveries(
            states=[state for state in DeliveryState if state not in ENDED]
        )

    def told(self) -> str:
        """Say in a few lines what happened."""
        states = Counter(row.state.value for row in self.house.store.deliveries())
        counts = Counter((one.channel, one.address, one.event_key) for one in self.arrived)
        repeats = sum(number - 1 for number in counts.values())
        return "\n".join(
            [
                f"{len(self.published)} reports, {self._seen} events, {self.lives - 1} kills",
                f"messages: {', '.join(f'{n} {state}' for state, n in sorted(states.items()))}",
                f"arrived: {len(self.arrived)}, of them repeats that the ledger owns up to: {repeats}",
                "faults: " + ", ".join(f"{n} {fault}" for fault, n in sorted(self.odds.hits.items())),
            ]
        )


def _tells_of_a_report(event: Event) -> bool:
    return event.kind.startswith("report.")


@contextmanager
def soaking(folder: Path, *, seed: int, share: float, store: Path | None = None) -> Iterator[Soak]:
    """Make a world in a folder; `store` is an empty store to start from."""
    if store is None:
        migrate(f"sqlite:///{folder / STORE}")
    else:
        shutil.copy(store, folder / STORE)
    soak = Soak(folder, Random(seed), share)
    try:
        soak.begin()
        yield soak
    finally:
        soak.close()


def run(soak: Soak, polls: int, *, publish: float, over: timedelta = DAY) -> None:
    """Poll so many times over this time, checking after each, and drain."""
    for number in range(polls):
        soak.poll_once(over / polls, full=number % FULL_EVERY == 0, publish=publish)
        soak.check()
    soak.drain()


def main() -> int:
    """Run the whole; 0 if everything held, 1 with what did not."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--polls", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--share", type=float, default=0.05, help="of the occasions at which each fault strikes"
    )
    given = parser.parse_args()
    logging.disable()  # thousands of planted faults are no news
    with (
        tempfile.TemporaryDirectory(prefix="soak-") as folder,
        soaking(Path(folder), seed=given.seed, share=given.share) as soak,
    ):
        try:
            run(soak, given.polls, publish=0.03)
        except AssertionError as error:
            print(f"does not hold at {soak.clock()} (seed {given.seed}): {error}", file=sys.stderr)
            return 1
        print(f"{given.polls} polls, the ledger held after each (seed {given.seed})\n{soak.told()}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
