"""A process of the soak: the real services on the real ledger, which dies now and then and is started again.

What another process does at the same time is done at one of its calls of the store, or at a fault point.
"""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, cast

from monitor.bootstrap import Configured, open_house
from monitor.domain.feeds import NewsFeed
from monitor.domain.triage import NewsJudge
from monitor.errors import StoreError
from monitor.ports.store import Store
from monitor.services.house import House, Watch
from monitor.services.lanes import Lanes
from tests.chaos.soak_press import Press
from tests.chaos.soak_world import (
    Arrival,
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
from tests.fakes import FakeClock

SWEEPS = ("release_stale", "free_stories")
CALLS = 60  # of the store, within which what was planned for a poll happens


@dataclass
class World:
    """What all processes have in common: the outside, the clock and the config. `watch` may be edited."""

    found: Configured
    clock: FakeClock
    odds: Odds
    site: Site
    press: Press
    feeds: tuple[NewsFeed, ...]
    watch: Watch
    arrived: list[Arrival] = field(default_factory=list)
    dead: set[str] = field(default_factory=set)
    swept: dict[str, datetime] = field(
        default_factory=dict
    )  # when what was taken too long ago was last freed

    def __post_init__(self) -> None:
        self.judge = NewsJudge(self.found.areas)


class FlakyStore:
    """The store; a call now and then is refused, as by a full disk, or has to wait for what others do."""

    def __init__(self, store: Store, world: World) -> None:
        self._store, self._world = store, world
        self._planned: dict[int, Callable[[], None]] = {}  # by how many calls are left until then

    def plan(self, calls: int, what: Callable[[], None]) -> None:
        """Let something happen just before the call after so many."""
        self._planned[calls] = what

    def forget(self) -> None:
        """Let nothing happen any more."""
        self._planned = {}

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._store, name)

        def call(*arguments: Any, **named: Any) -> Any:
            planned = self._planned
            self._planned = {left - 1: what for left, what in planned.items() if left}
            if 0 in planned:
                planned[0]()
            result = method(*arguments, **named)
            if name in SWEEPS:
                self._world.swept[name] = arguments[0]
            return result

        return call


def refuse() -> None:
    """Refuse a call of the store."""
    raise StoreError("the disk is full; make room and try again")


class Process:
    """One of the processes that poll. `lives` counts how often it was started."""

    def __init__(self, name: str, world: World) -> None:
        self.name, self.world = name, world
        self.lives = 0
        self._open = ExitStack()
        self._house: House | None = None
        self._left_to_live: int | None = None  # fault points until it dies

    @property
    def house(self) -> House:
        """Give the running program; after a kill it is started anew."""
        if self._house is None:
            self.lives += 1
            house = self._open.enter_context(open_house(self.world.found))
            self._raw, self.store = house.store, FlakyStore(house.store, self.world)
            self._house = self._in_the_world(house)
        return self._house

    def work(self, what: Callable[[House], object], meanwhile: Callable[[], None] | None = None) -> None:
        """Do something; the store may refuse a call, the process may die, others may come in between."""
        odds, house = self.world.odds, self.house
        self._left_to_live = odds.dice.randrange(1, 4) if odds.hit("killed") else None
        if odds.hit("store refuses"):
            self.store.plan(odds.dice.randrange(CALLS), refuse)
        if meanwhile is not None:
            self.store.plan(odds.dice.randrange(CALLS), meanwhile)
        try:
            what(house)
        except StoreError:
            pass  # as the scheduler does: the next poll goes on
        except Killed:
            if odds.dice.random() < 0.5:  # on another machine nobody can know, and the lease has to run out
                self.world.dead.add(house.holder)
            self.close()
        else:
            self.store.forget()

    @property
    def raw_store(self) -> Store:
        """Give the store as it is, for what other people do with it."""
        assert self.house
        return self._raw

    def close(self) -> None:
        """Let go of everything; the next use starts it anew."""
        self._open.close()
        self._house = None

    def _in_the_world(self, house: House) -> House:
        world = self.world
        return replace(
            house,
            parallel=1,  # so that the same seed makes the same day
            watching=lambda: world.watch,
            store=cast(Store, self.store),
            listing=SiteListing(world.site),
            pages=SitePages(world.site),
            files=SiteFiles(world.site),
            reader=PageReader(world.odds),
            news=replace(
                house.news,
                feeds=world.feeds,
                uncovered=(),
                source=world.press,
                articles=world.press,
                judge=world.judge,
            ),
            renderer=Writer(world.odds),
            channels={name: Post(name, world.odds, world.arrived) for name in ("email", "slack")},
            lanes=Lanes(house.store, ticks=lambda: world.clock().timestamp(), sleep=world.clock.sleep),
            holder=f"{self.name}, life {self.lives}",
            is_dead=world.dead.__contains__,
            heartbeat=lambda: None,
            fault=self._reached,
        )

    def _reached(self, point: str) -> None:
        if self._left_to_live is not None:
            self._left_to_live -= 1
            if self._left_to_live == 0:
                self._left_to_live = None
                raise Killed(point)
