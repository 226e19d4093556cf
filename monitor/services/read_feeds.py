"""Read the news feeds that are due and remember the stories that are new.

Hosts are read side by side, the feeds of one host one after another. One broken feed touches no other, and
none is given up: it is read ever more seldom, and the operator is told. The first reading of a feed is its
baseline: kept, and nobody is told.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from threading import Lock
from typing import Literal
from urllib.parse import urlsplit

from monitor.domain.events import EventKind, NewEvent
from monitor.domain.feed_timing import next_reading
from monitor.domain.feeds import MOST_AT_ONCE, FeedEntry, NewsFeed, believable, is_media, keys_of
from monitor.domain.matching import LONDON
from monitor.domain.news import NewsItem
from monitor.domain.wording import utc_text
from monitor.errors import FetchFailed, SourceError
from monitor.ports.news import FeedState, NewStory
from monitor.ports.sources import FeedReading
from monitor.services.alert import tell_operator
from monitor.services.house import House
from monitor.services.watchdog import source_failed, source_ok

Which = Literal["all", "due", "unread"]

SILENT_HOST = 2  # so many feeds in a row without an answer are the host's trouble: its others can wait


@dataclass(slots=True)
class Reading:
    """What one round over the feeds gave. `problems` are (source, error); `notices` are oddities."""

    feeds: int = 0
    items: int = 0  # stories that are new to us
    problems: list[tuple[str, str]] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    unchanged: list[FeedState] = field(default_factory=list)
    well: list[str] = field(default_factory=list)
    lock: Lock = field(default_factory=Lock)


def read_feeds(house: House, which: Which) -> Reading:
    """Read all feeds, those that are due, or those that were never read."""
    reading = Reading()
    states, now = house.store.feeds(), house.clock()
    due = [feed for feed in house.news.feeds if _is_wanted(which, states.get(feed.url), now)]
    hosts: dict[str, list[NewsFeed]] = {}
    for feed in due:
        hosts.setdefault(urlsplit(feed.url).netloc.lower(), []).append(feed)
    if hosts:
        with ThreadPoolExecutor(min(house.news.hosts_at_once, len(hosts))) as pool:
            # The host with the most feeds takes longest whatever we do, so that it goes first.
            biggest_first = sorted(hosts.values(), key=len, reverse=True)
            for done in [pool.submit(_read_host, house, feeds, states, reading) for feeds in biggest_first]:
                done.result()
    house.store.keep_feeds(reading.unchanged)
    house.store.sources_ok(reading.well, house.clock())
    reading.problems.sort()
    return reading


def source_name(feed: NewsFeed) -> str:
    """Give the name under which a feed's health is kept."""
    return f"feed {feed.name}"


def _is_wanted(which: Which, state: FeedState | None, now: datetime) -> bool:
    if state is None or state.due is None or which == "all":
        return True
    return which == "due" and state.due <= now


def _read_host(
    house: House, feeds: Sequence[NewsFeed], states: dict[str, FeedState], reading: Reading
) -> None:
    silent = 0
    known = [(feed, states.get(feed.url) or _unread(feed)) for feed in feeds]
    # The ones that failed most come last, so that a few broken ones do not keep the others from being read.
    for feed, state in sorted(known, key=lambda one: one[1].failures):
        try:
            if silent >= SILENT_HOST:
                raise FetchFailed("not asked: its host does not answer", url=feed.url)
            answer = house.news.source.read(feed.url, state.mark)
        except SourceError as error:
            asked = silent < SILENT_HOST
            silent += isinstance(error, FetchFailed)
            _failed(house, feed, state, error, reading, asked=asked)
        else:
            silent = 0
            _accept(house, feed, state, answer, reading)


def _failed(
    house: House, feed: NewsFeed, state: FeedState, error: SourceError, reading: Reading, *, asked: bool
) -> None:
    """Count a failure; what the server said of the last body is forgotten, so that the next is read whole.

    A feed that was not `asked` counts as having failed once, so that it is asked before those that did.
    """
    now = house.clock()
    retry_at = error.retry_at if isinstance(error, FetchFailed) else None
    failures = state.failures + 1 if asked else max(state.failures, 1)
    broken = replace(
        state,
        name=feed.name,
        mark=None,
        failures=failures,
        due=next_reading(
            now,
            every=house.news.every,
            unchanged=0,
            failures=failures,
            asked=retry_at - now if retry_at else timedelta(),
            spread=house.news.spread(),
        ),
    )
    house.store.accept_feed(broken, (), now)
    source_failed(house, source_name(feed), str(error))
    with reading.lock:
        reading.problems.append((source_name(feed), str(error)))


def _accept(house: House, feed: NewsFeed, state: FeedState, answer: FeedReading, reading: Reading) -> None:
    now = house.clock()
    stories = [] if answer.entries is None else _stories(house, feed, state, answer)
    new = len(stories)
    read = _read_well(house, feed, state, answer, new)
    if answer.entries is None:
        with reading.lock:
            reading.unchanged.append(read)
    else:
        if state.first_read is not None and new > MOST_AT_ONCE:
            stories = [replace(story, silent=True) for story in stories]
            tell_operator(house, _flood(feed, new, now))
        new, _ = house.store.accept_feed(read, stories, now)
    if state.failures:
        source_ok(house, source_name(feed))
    with reading.lock:
        reading.feeds += 1
        reading.items += new
        reading.well.append(source_name(feed))
        reading.notices += [f"{source_name(feed)}: {oddity}" for oddity in answer.oddities]


def _read_well(house: House, feed: NewsFeed, state: FeedState, answer: FeedReading, new: int) -> FeedState:
    now = house.clock()
    unchanged = 0 if new else state.unchanged + 1
    due = next_reading(
        now,
        every=house.news.every,
        unchanged=unchanged,
        failures=0,
        asked=answer.asked,
        spread=house.news.spread(),
    )
    read = replace(
        state,
        name=feed.name,
        mark=answer.mark,
        first_read=state.first_read or now,
        last_read=now,
        due=due,
        unchanged=unchanged,
        failures=0,
    )
    if answer.entries is None:
        return read
    return replace(read, entries=len(answer.entries), oddities=answer.oddities)


def _stories(house: House, feed: NewsFeed, state: FeedState, answer: FeedReading) -> list[NewStory]:
    entries = answer.entries or ()
    keys = keys_of(entries, feed.url, answer.home)
    known = house.store.known_keys([key for each in keys for key in each])
    silent = state.first_read is None
    return [
        _story(house, feed, entry, own, silent=silent)
        for entry, own in zip(believable(entries), keys, strict=True)
        if not known.intersection(own)
    ]


def _story(
    house: House, feed: NewsFeed, entry: FeedEntry, keys: tuple[str, ...], *, silent: bool
) -> NewStory:
    """Judge a new story by what the feed says of it; most are settled by their headline."""
    triaged = house.news.judge.triage(item_of(feed, entry))
    readable = entry.link is not None and not is_media(entry.link) and not silent
    return NewStory(
        keys=keys,
        title=entry.title,
        url=entry.link,
        summary=entry.summary,
        published=entry.published,
        triage=triaged.as_json(),
        areas=tuple(area.id for area in triaged.areas),
        due=triaged.relevant or (triaged.needs_body and readable),
        silent=silent,
    )


def item_of(feed: NewsFeed, entry: FeedEntry, body: str = "") -> NewsItem:
    """Put a story into the form in which it is judged."""
    day = entry.published.astimezone(LONDON).date() if entry.published else None
    return NewsItem(entry.title, entry.summary, body, entry.link or "", day, feed.name, feed.areas)


def _unread(feed: NewsFeed) -> FeedState:
    return FeedState(feed.url, feed.name, None, None, None, None, 0, 0, 0, ())


def _flood(feed: NewsFeed, new: int, now: datetime) -> NewEvent:
    """Make the operator's note that a feed shows too much at once to be believed."""
    data = {
        "source": source_name(feed),
        "error": f"{new} stories are new at once, in a feed that we know. They are kept, and nobody is told "
        "of them; the next ones are treated as usual",
        "notice": True,
        "since": utc_text(now),
        "url": feed.url,
    }
    key = f"{EventKind.SOURCE_DEGRADED}:flood:{feed.url}:{now.astimezone(LONDON).date()}"
    return NewEvent(key, EventKind.SOURCE_DEGRADED, None, None, now, data)
