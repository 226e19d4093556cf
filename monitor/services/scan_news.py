"""From feeds to alerts: read, judge each story, tie it to a report or take it for a lead, and tell.

A lead makes us look at Ofsted's page for the area at once. The outcome comes from the report alone: no story
sets or changes one.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from monitor.domain.area import Area
from monitor.domain.coverage import may_lead, report_for, visit_in
from monitor.domain.events import EventKind, NewEvent
from monitor.domain.feeds import FeedEntry, NewsFeed, is_media
from monitor.domain.news import NewsKind, Triage
from monitor.domain.news_dates import published_in
from monitor.domain.news_text import tidy
from monitor.domain.publication import Publication, PublicationState
from monitor.domain.wording import utc_text
from monitor.errors import SourceError
from monitor.ports.news import Placed, Story
from monitor.services.alert import addressed, tell_operator
from monitor.services.coverage import (
    SEND_REPORTS,
    as_told,
    contradiction,
    inspection_of,
    reports_of,
    settle_leads,
    stated_band,
    told_stories,
    was_told,
)
from monitor.services.discover import BASELINE_DONE, read_area_page
from monitor.services.house import House
from monitor.services.ingest import ingest
from monitor.services.read_feeds import Reading, Which, item_of, read_feeds

LEASE = timedelta(minutes=15)  # covers the pages of all stories of one round
MOST_TRIES = 2  # at a story's page: one that takes our process down is judged by its headline
MISSED_WITHIN = timedelta(days=1)
SOUGHT_EVERY = timedelta(minutes=10)
SOUGHT_AT = "missed_stories_sought_at"
UNCOVERED_AGAIN = timedelta(days=7)


@dataclass(slots=True)
class NewsRound:
    """What one round over the news gave, in the words of `poll --json`."""

    reading: Reading = field(default_factory=Reading)
    relevant: int = 0

    def as_json(self) -> dict[str, int]:
        """Give the counts."""
        return {"items": self.reading.items, "relevant": self.relevant}


@dataclass(frozen=True, slots=True)
class _Read:
    """A story that was read, with its places: areas, and the report each is tied to, if any."""

    story: Story
    triaged: Triage
    body_sha256: str | None
    places: tuple[tuple[Area, Placed, int | None], ...]


def scan_news(house: House, which: Which) -> NewsRound:
    """Read feeds, and tell what their stories lead to. Expects the baseline of reports to be done."""
    done = NewsRound()
    if not house.news.feeds or house.store.get_meta(BASELINE_DONE) is None:
        return done
    _tell_of_uncovered(house)
    done.reading = read_feeds(house, which)
    done.relevant = _place_stories(house, done.reading)
    return done


def _place_stories(house: House, reading: Reading) -> int:
    """Place all stories that are due, then tell of them: those of one round are told together."""
    house.store.free_stories(house.clock(), dead=house.is_dead)
    feeds = {feed.url: feed for feed in house.news.feeds}
    read = []
    for story_id in house.store.due_stories():
        story = house.store.claim_story(story_id, holder=house.holder, lease_until=house.clock() + LEASE)
        if story is not None:
            read.append(_place(house, story, feeds.get(story.feed_url), reading))
    house.fault("after-placing")
    for one in read:
        _tell(house, one)
    _tell_of_the_missed(house)
    return sum(one.triaged.relevant for one in read)


# --- reading and placing -----------------------------------------------------------------------------


def _place(house: House, story: Story, feed: NewsFeed | None, reading: Reading) -> _Read:
    known = feed or NewsFeed(story.feed, story.feed_url, frozenset())
    body = _body(house, story, known, reading)
    entry = FeedEntry(story.title, story.url, None, story.published, story.summary)
    triaged = house.news.judge.triage(item_of(known, entry, body))
    places = []
    for area in triaged.areas if triaged.relevant else ():
        place = _place_in(house, story, area, triaged, body)
        places += [(area, *place)] if place else []
    return _Read(story, triaged, _digest(body), tuple(places))


def _body(house: House, story: Story, feed: NewsFeed, reading: Reading) -> str:
    """Fetch a story's text, once, if the headline does not settle it; without it the headline has to do."""
    if story.url is None or is_media(story.url) or story.silent or story.attempts > MOST_TRIES:
        return ""
    if not story.triage["needs_body"]:
        return ""
    try:
        return house.news.articles.text(story.url, feed_url=feed.url)
    except SourceError as error:
        reading.notices.append(f"a story could not be read: {error}")
        return ""


def _place_in(
    house: House, story: Story, area: Area, triaged: Triage, body: str
) -> tuple[Placed, int | None] | None:
    """Put a story into the cluster of its report, or of a lead; None: it is context."""
    reports, window = reports_of(house, area.id), house.news.window
    kind = "monitoring" if triaged.kind is NewsKind.MONITORING_OUTCOME else "full"
    text, day = tidy(f"{story.title}\n{story.summary}\n{body}"), story.moment.date()
    visit = visit_in(text, day)
    report = report_for(story.moment, kind, visit, reports, window, said=published_in(text, day))
    if report is None and not may_lead(story.moment, house.clock(), visit, reports, window):
        return None
    publication_id = report.publication_id if report else None
    placed = house.store.place_story(
        story.id,
        area.id,
        kind,
        publication_id=publication_id,
        triage=triaged.as_json(),
        body_sha256=_digest(body),
    )
    return placed, publication_id


def _digest(body: str) -> str | None:
    return sha256(body.encode(errors="surrogatepass")).hexdigest() if body else None


# --- telling -----------------------------------------------------------------------------------------


def _tell(house: House, read: _Read) -> None:
    """Write the events that a story leads to, and that it is done, in one transaction."""
    events = [event for place in read.places for event in _events(house, read.story, *place)]
    rows = [addressed(house, event) for event in events]
    house.store.finish_story(read.story.id, read.triaged.as_json(), read.body_sha256, rows, house.clock())
    house.fault("after-story")


def _events(
    house: House, story: Story, area: Area, placed: Placed, publication_id: int | None
) -> list[NewEvent]:
    if story.silent:
        return []
    if publication_id is None:
        return _lead(house, area, placed)
    [publication] = house.store.publications(with_id=publication_id)
    return _reported(house, area, placed, publication)


def _lead(house: House, area: Area, placed: Placed) -> list[NewEvent]:
    """Give the event of a lead, unless it was told, or Ofsted's page turns out to have the report."""
    key = f"{EventKind.NEWS_LEAD}:{area.id}:{placed.opened:%Y-%m-%d}"
    if any(event.key == key for event in house.store.events(area=area.id)):
        return []
    looked = _look_now(house, area)
    stories = [one for one in house.store.placed(area=area.id) if one.cluster_id == placed.cluster_id]
    publication_id = stories[0].publication_id
    if publication_id is not None:
        [publication] = house.store.publications(with_id=publication_id)
        return _reported(house, area, placed, publication)
    data = _about(house, area) | {
        "stories": as_told(one for one in stories if not one.story.silent),
        "inspection": placed.kind,
        "looked": utc_text(house.clock()) if looked else None,
    }
    return [NewEvent(key, EventKind.NEWS_LEAD, area.id, None, placed.opened, data)]


def _look_now(house: House, area: Area) -> bool:
    """Read Ofsted's page for an area, and any report it has; says whether the page could be read."""
    discovery = read_area_page(house, area)
    for publication in house.store.publications(area=area.id):
        if publication.id in discovery.found and publication.state == PublicationState.DUE:
            ingest(house, publication.id)
        if publication.listed.kind in SEND_REPORTS:
            settle_leads(house, publication)
    return not discovery.problems


def _reported(house: House, area: Area, placed: Placed, publication: Publication) -> list[NewEvent]:
    """Give the event of a story about a report that we hold: at once for the first, later in digests."""
    stored = house.store.report_of(publication.id)
    note = contradiction(house, placed, publication, stated_band(area, publication, stored))
    notes = [note] if note else []
    if not was_told(house, publication):
        return notes  # the report's own alert will carry the story
    inspection = inspection_of(publication, stored)
    told = told_stories(house, publication, inspection)
    own = (placed.story.feed, placed.story.title)
    if told is not None and (own in told or placed.copy):
        return notes
    later = told is not None
    stories = house.store.placed(publication_id=publication.id)
    shown = [one for one in stories if one.story.id == placed.story.id or not (later or one.story.silent)]
    listed = publication.listed
    data = _about(house, area) | {
        "stories": as_told(shown),
        "inspection": listed.kind.value,
        "title": listed.title,
        "published": listed.published.isoformat(),
        "file_id": listed.file_id,
        "file_url": listed.url,
        "digest_only": later,
    }
    key = f"{EventKind.NEWS_REPORTED}:{area.id}:{listed.kind.value}:{inspection}"
    if later:
        key += f":{sha256('|'.join(own).encode(errors='surrogatepass')).hexdigest()[:16]}"
    return [NewEvent(key, EventKind.NEWS_REPORTED, area.id, None, placed.story.moment, data), *notes]


def _tell_of_the_missed(house: House) -> None:
    """Tell of the stories that two processes left to each other.

    Whoever places a story leaves it to the alert of its report if that is still to be written; another
    process may be writing it at this moment, without the story.
    """
    now, last = house.clock(), house.store.get_meta(SOUGHT_AT)
    if last is not None and timedelta() <= now - datetime.fromisoformat(last) < SOUGHT_EVERY:
        return
    by_report: dict[int, list[Placed]] = {}
    for one in house.store.placed(since=now - MISSED_WITHIN):
        if one.publication_id is not None and not (one.story.due or one.story.silent or one.copy):
            by_report.setdefault(one.publication_id, []).append(one)
    for publication_id, stories in by_report.items():
        [publication] = house.store.publications(with_id=publication_id)
        area = house.areas.by_id(publication.area)
        if area is not None:
            _tell_untold(house, area, publication, stories)
    house.store.set_meta(SOUGHT_AT, now.isoformat())


def _tell_untold(house: House, area: Area, publication: Publication, stories: Sequence[Placed]) -> None:
    inspection = inspection_of(publication, house.store.report_of(publication.id))
    told = told_stories(house, publication, inspection) or ()
    for one in stories:
        if (one.story.feed, one.story.title) not in told:
            for event in _reported(house, area, one, publication):
                house.store.record_event(*addressed(house, event), house.clock())


def _about(house: House, area: Area) -> dict[str, Any]:
    return {
        "area_name": area.name,
        "urn": area.urn,
        "region": area.region or None,
        "page_url": house.pages.url(area.urn),
    }


def _tell_of_uncovered(house: House) -> None:
    """Tell the operator, once a week at most, which watched areas no local feed covers."""
    names, now = house.news.uncovered, house.clock()
    if not names:
        return
    start = f"{EventKind.SOURCE_DEGRADED}:no-feed:"
    last = house.store.last_event(start)
    if last is not None and now - last.seen < UNCOVERED_AGAIN:
        return
    data = {
        "source": "news feeds",
        "error": f"no local feed covers {', '.join(names)}. Stories there are only seen if another paper has "
        "them; feeds.toml is the place for more",
        "notice": True,
        "since": utc_text(now),
    }
    key = start + sha256("|".join(names).encode()).hexdigest()[:16]
    tell_operator(house, NewEvent(key, EventKind.SOURCE_DEGRADED, None, None, now, data))
