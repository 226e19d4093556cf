"""Everything a service may use, in one value: made once by the bootstrap, passed to each service."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Protocol

from monitor.domain.area import AreaTable
from monitor.domain.coverage import Window
from monitor.domain.deadlines import BankHolidays
from monitor.domain.feeds import NewsFeed
from monitor.domain.matching import SendingRules, Subscription
from monitor.domain.news import NewsItem, Triage
from monitor.ports.channels import Channel, Renderer
from monitor.ports.clock import Clock
from monitor.ports.sources import Articles, Feeds, Files, Listing, ProviderPages, Reader
from monitor.ports.store import Store
from monitor.services.lanes import Lanes
from monitor.services.leases import LeaseKeeper


@dataclass(frozen=True, slots=True)
class Watch:
    """What is watched and who hears of it."""

    areas: frozenset[str]  # Area.id
    subscriptions: tuple[Subscription, ...]
    operator: tuple[tuple[str, str], ...]  # (channel, address)
    rules: SendingRules
    canary: tuple[str, str] | None  # where the daily drill goes
    by_name: Mapping[str, Subscription] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Index the subscriptions, of which there may be thousands."""
        object.__setattr__(self, "by_name", {one.name: one for one in self.subscriptions})


@dataclass(frozen=True, slots=True)
class Ledger:
    """How deliveries are sent and tried again."""

    retry: tuple[timedelta, ...]
    give_up: timedelta
    lease: timedelta
    sender_domain: str


@dataclass(frozen=True, slots=True)
class Counters:
    """What the web session has counted so far in this process."""

    requests: Callable[[], int]
    not_modified: Callable[[], int]


class Judge(Protocol):
    """Judges stories; made when the first one comes."""

    def triage(self, item: NewsItem) -> Triage:
        """Judge one story."""
        ...


@dataclass(frozen=True, slots=True)
class NewsDesk:
    """What reads the news. `feeds` are those that cover watched areas; none: the news is not read."""

    feeds: tuple[NewsFeed, ...]
    uncovered: tuple[str, ...]  # names of watched areas that no local feed covers
    source: Feeds
    articles: Articles
    judge: Judge
    window: Window
    every: timedelta  # between readings of a feed that brings news
    hosts_at_once: int
    spread: Callable[[], float]  # how far to move the next reading, as a share of the wait


@dataclass(frozen=True, slots=True)
class House:
    """The parts of the program, put together."""

    clock: Clock
    areas: AreaTable
    expected: int
    parallel: int  # provider pages read at once; 1 unless the source is a replica without limits
    watching: Callable[[], Watch]  # as the config stands at this moment
    config_trouble: Callable[[], str | None]
    ledger: Ledger
    store: Store
    listing: Listing
    pages: ProviderPages
    files: Files
    reader: Reader
    news: NewsDesk
    renderer: Renderer
    channels: Mapping[str, Channel]
    counters: Counters
    leads: tuple[timedelta, ...]  # how long before a date people are reminded of it
    bank_holidays: BankHolidays
    leases: LeaseKeeper
    lanes: Lanes
    holder: str  # names this process in the leases it takes
    is_dead: Callable[[str], bool]  # whether another holder is known to have died
    heartbeat: Callable[[], None]
    fault: Callable[[str], None]  # a named point at which a test may pull the plug
    ahead: Callable[[], timedelta] = timedelta  # of the database server's clock, by this machine's own

    @property
    def watch(self) -> Watch:
        """What is watched and who hears of it, by the config of this moment."""
        return self.watching()
