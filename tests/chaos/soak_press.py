"""The press of the soak: two papers in memory, which tell of reports, or before them, and fail at times."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from monitor.domain.feeds import FeedEntry, NewsFeed
from monitor.errors import FetchFailed, LayoutChanged
from monitor.ports.sources import FeedReading, PageMark
from tests.chaos.soak_world import Odds

PAPERS = ("Herald", "Echo")
SHOWN = 30  # entries that a feed shows
HEADLINES = (
    "{area}: Ofsted publishes area SEND inspection report",
    "Inspectors find inconsistent experiences and outcomes for SEND children in {area}",
    "{area} SEND services rated in lowest of three bands by Ofsted",
    "{area} council responds to SEND inspection report by Ofsted and CQC",
    "Council agrees its budget for {area}",
)


@dataclass
class Press:
    """The `Feeds` and `Articles` ports."""

    odds: Odds
    clock: Callable[[], datetime]
    entries: dict[str, list[FeedEntry]] = field(default_factory=dict)

    def feeds(self, areas: Sequence[str]) -> tuple[NewsFeed, ...]:
        """Open the papers; each covers all areas."""
        urls = {name: f"https://papers.example.org/{name.lower()}/rss" for name in PAPERS}
        self.entries = {url: [] for url in urls.values()}
        return tuple(NewsFeed(name, url, frozenset(areas)) for name, url in urls.items())

    def write(self, area: str) -> None:
        """Print a story about an area; now and then the other paper has it word for word."""
        dice = self.odds.dice
        number = sum(map(len, self.entries.values()))
        title = f"{dice.choice(HEADLINES).format(area=area)}, part {number}"
        papers = dice.sample(list(self.entries), k=2 if dice.random() < 0.2 else 1)
        for url in papers:
            link = f"{url.removesuffix('rss')}story/{number}"
            entry = FeedEntry(title, link, guid=str(number), published=self.clock())
            self.entries[url].insert(0, entry)

    def correct_headline(self) -> None:
        """Give a story another headline, under the address it has."""
        told = [(url, number) for url, shown in self.entries.items() for number in range(len(shown))]
        if told:
            url, number = self.odds.dice.choice(told)
            old = self.entries[url][number]
            self.entries[url][number] = FeedEntry(f"{old.title} (update)", old.link, old.guid, old.published)

    def read(self, url: str, mark: PageMark | None) -> FeedReading:
        """Give a feed as it stands, unless it is as it was."""
        if self.odds.hit("feed down"):
            raise FetchFailed("server error 503", url=url)
        if self.odds.hit("feed changed"):
            raise LayoutChanged("this is no feed", url=url)
        shown = tuple(self.entries[url][:SHOWN])
        now = PageMark(url, None, None, f"{hash(shown) % 10**60:064}", "[]")
        same = mark is not None and mark.sha256 == now.sha256
        return FeedReading(None if same else shown, now, timedelta())

    def text(self, url: str, *, feed_url: str) -> str:
        """Give the text of a story, which says no more than its headline."""
        if self.odds.hit("story's page down"):
            raise FetchFailed("no whole answer", url=url)
        return f"The report can be read on Ofsted's site. {url}"
