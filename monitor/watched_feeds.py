"""Which of the configured news feeds are read: those that cover a watched area, and may be asked.

A rehearsal stays at home: while the listing is a replica on this machine, so are the feeds that are read.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from monitor.config_sections import Feed
from monitor.domain.area import Area
from monitor.domain.feeds import NewsFeed, story_address

EVERYWHERE = "ALL"


@dataclass(frozen=True, slots=True)
class WatchedFeeds:
    """Feeds that are read, those that are not, each with the reason, and the areas without a local one."""

    read: tuple[NewsFeed, ...] = ()
    left_out: tuple[tuple[NewsFeed, str], ...] = ()
    uncovered: tuple[str, ...] = ()  # names of watched areas


@dataclass(frozen=True, slots=True)
class Asking:
    """What decides whether a host may be asked: is this a rehearsal, and can we be reached?"""

    rehearsal: bool
    contact: bool


def choose_feeds(
    covered: Iterable[tuple[Feed, frozenset[str], bool]], watched: Sequence[Area], asking: Asking
) -> WatchedFeeds:
    """Choose among feeds, each given with the areas it covers and whether it is on this machine."""
    ids = frozenset(area.id for area in watched)
    read: list[NewsFeed] = []
    left_out: list[tuple[NewsFeed, str]] = []
    for feed, areas, at_home in covered:
        news = NewsFeed(feed.name, feed.url, areas, EVERYWHERE in feed.covers)
        why_not = _why_not(news, ids, asking, at_home=at_home)
        if why_not is None:
            read.append(news)
        else:
            left_out.append((news, why_not))
    local = frozenset(area for feed in read for area in feed.areas)
    uncovered = tuple(area.name for area in watched if area.id not in local) if read else ()
    return WatchedFeeds(tuple(read), tuple(left_out), uncovered)


def mistakes_in(feeds: Sequence[Feed]) -> list[str]:
    """Name the feeds that are there twice: by name, or by address."""
    found = []
    names: set[str] = set()
    addresses: dict[str, str] = {}
    for feed in feeds:
        address = story_address(feed.url)
        if feed.name.casefold() in names:
            found.append(f'feeds.toml: feed "{feed.name}": the name is used twice')
        elif address in addresses:
            found.append(f'feeds.toml: feed "{feed.name}": url: is the one of "{addresses[address]}"')
        names.add(feed.name.casefold())
        addresses.setdefault(address, feed.name)
    return found


def notes_on(feeds: WatchedFeeds) -> list[str]:
    """Say what the operator should know: feeds that could be read and are not."""
    reasons: dict[str, list[str]] = {}
    for feed, why in feeds.left_out:
        if why is not _COVERS_NONE:
            reasons.setdefault(why, []).append(f'"{feed.name}"')
    return [
        f"feeds.toml: {len(names)} of the feeds are not read, because {why}" for why, names in reasons.items()
    ]


_COVERS_NONE = "they cover no watched area"
_NO_CONTACT = "ofsted.contact in monitor.toml is empty"
_REHEARSAL = "the listing is a replica on this machine, and they are not on it"


def _why_not(feed: NewsFeed, watched: frozenset[str], asking: Asking, *, at_home: bool) -> str | None:
    if not feed.everywhere and not feed.areas & watched:
        return _COVERS_NONE
    if asking.rehearsal and not at_home:
        return _REHEARSAL
    if not asking.contact and not at_home:
        return _NO_CONTACT
    return None
