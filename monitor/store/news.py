"""News in the store: feeds, stories, and the keys that they are known by."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, Row, Text, bindparam, insert, select, type_coerce, update

from monitor.domain.events import NewDelivery, NewEvent
from monitor.errors import StoreError
from monitor.ports.news import FeedState, NewStory, Story
from monitor.ports.sources import PageMark
from monitor.store.connections import reading, writing
from monitor.store.outbox import add_event
from monitor.store.schema import feeds, stories, story_areas, story_keys
from monitor.store.writes import insert_new, put

_AT_ONCE = 500  # values in one query
_OF_ANOTHER_KIND = '%"kind":"other"%'  # in JSON as we write it, where a quote inside of a text is escaped


class NewsRows:
    """Feeds and stories of a store."""

    _engine: Engine

    def feeds(self) -> dict[str, FeedState]:
        """Give the state of every feed ever read, by its address."""
        with reading(self._engine) as connection:
            found = [_feed_of(row) for row in connection.execute(select(feeds).order_by(feeds.c.name))]
        return {feed.url: feed for feed in found}

    def keep_feeds(self, states: Sequence[FeedState]) -> None:
        """Write down readings of known feeds that brought nothing new, in one go."""
        if not states:
            return
        rows = [{"of": state.url, **_feed_values(state)} for state in states]
        with writing(self._engine) as connection:
            connection.execute(update(feeds).where(feeds.c.url == bindparam("of")), rows)

    def known_keys(self, keys: Sequence[str]) -> set[str]:
        """Give those of the keys that some story is known by."""
        with reading(self._engine) as connection:
            return set(_known(connection, keys))

    def accept_feed(
        self, state: FeedState, found: Sequence[NewStory], now: datetime
    ) -> tuple[int, tuple[int, ...]]:
        """Write down a reading with the stories that are new: how many, and the ids of those still due."""
        with writing(self._engine) as connection:
            put(connection, feeds, {"url": state.url}, _feed_values(state))
            known = _known(connection, [key for story in found for key in story.keys])
            new = 0
            due = []
            for story in found:
                story_id = next((known[key] for key in story.keys if key in known), None)
                if story_id is None:
                    story_id = _add_story(connection, state, story, now)
                    new += 1
                    due += [story_id] if story.due else []
                unknown = [key for key in story.keys if key not in known]
                known |= dict.fromkeys(unknown, story_id)
                rows = [{"key": key, "story_id": story_id} for key in dict.fromkeys(unknown)]
                if rows:
                    connection.execute(insert(story_keys), rows)
        return new, tuple(due)

    def free_stories(self, now: datetime, *, dead: Callable[[str], bool]) -> None:
        """Free the stories that somebody took and never finished: lease run out, or holder dead."""
        held = select(stories.c.id, stories.c.holder, stories.c.lease_until).where(
            stories.c.due, stories.c.holder.is_not(None)
        )
        with reading(self._engine) as connection:
            rows = connection.execute(held).all()
        for row in rows:
            if row.lease_until <= now or dead(row.holder):
                as_seen = update(stories).where(stories.c.id == row.id, stories.c.holder == row.holder)
                with writing(self._engine) as connection:
                    connection.execute(as_seen.values(holder=None, lease_until=None))

    def due_stories(self) -> list[int]:
        """Give the ids of stories that are still to be read and placed, oldest first."""
        moment = stories.c.published, stories.c.first_seen
        free = select(stories.c.id, *moment).where(stories.c.due, stories.c.holder.is_(None))
        with reading(self._engine) as connection:
            rows = connection.execute(free).all()
        return [row.id for row in sorted(rows, key=lambda row: (row.published or row.first_seen, row.id))]

    def claim_story(self, story_id: int, *, holder: str, lease_until: datetime) -> Story | None:
        """Take a story that is to be read and placed; None if somebody else has it."""
        free = update(stories).where(stories.c.id == story_id, stories.c.due, stories.c.holder.is_(None))
        taken = {"holder": holder, "lease_until": lease_until, "attempts": stories.c.attempts + 1}
        with writing(self._engine) as connection:
            if not connection.execute(free.values(**taken)).rowcount:
                return None
            return story_of(connection.execute(select(stories).where(stories.c.id == story_id)).one())

    def finish_story(
        self,
        story_id: int,
        triage: Mapping[str, Any],
        body_sha256: str | None,
        events: Sequence[tuple[NewEvent, Sequence[NewDelivery]]],
        now: datetime,
    ) -> list[int]:
        """Keep what was read, with the events it leads to; the story is done. Gives the ids of new events."""
        with writing(self._engine) as connection:
            keep_reading(connection, story_id, triage, body_sha256)
            done = {"due": False, "holder": None, "lease_until": None}
            connection.execute(update(stories).where(stories.c.id == story_id).values(**done))
            added = [add_event(connection, event, rows, now) for event, rows in events]
        return [one for one in added if one is not None]

    def stories(
        self, *, area: str | None = None, limit: int | None = None, everything: bool = True
    ) -> list[Story]:
        """Give stories, newest first; of an area, those that name it.

        Without `everything`, those about something else altogether are left out.
        """
        wanted = select(stories).order_by(stories.c.first_seen.desc(), stories.c.id.desc()).limit(limit)
        if not everything:
            wanted = wanted.where(type_coerce(stories.c.triage, Text).not_like(_OF_ANOTHER_KIND))
        if area is not None:
            named = select(story_areas.c.story_id).where(story_areas.c.area == area)
            wanted = wanted.where(stories.c.id.in_(named))
        with reading(self._engine) as connection:
            return [story_of(row) for row in connection.execute(wanted)]


def _feed_values(state: FeedState) -> dict[str, Any]:
    return {
        "name": state.name,
        "etag": state.mark.etag if state.mark else None,
        "last_modified": state.mark.last_modified if state.mark else None,
        "sha256": state.mark.sha256 if state.mark else None,
        "first_read": state.first_read,
        "last_read": state.last_read,
        "due": state.due,
        "unchanged": state.unchanged,
        "failures": state.failures,
        "entries": state.entries,
        "oddities": list(state.oddities),
    }


def _known(connection: Connection, keys: Sequence[str]) -> dict[str, int]:
    """Give the stories that are known by the keys."""
    known: dict[str, int] = {}
    for start in range(0, len(keys), _AT_ONCE):
        wanted = select(story_keys.c.key, story_keys.c.story_id)
        found = wanted.where(story_keys.c.key.in_(keys[start : start + _AT_ONCE]))
        known |= {row.key: row.story_id for row in connection.execute(found)}
    return known


def _add_story(connection: Connection, state: FeedState, story: NewStory, now: datetime) -> int:
    row = insert(stories).values(
        feed_url=state.url,
        feed=state.name,
        title=story.title,
        url=story.url,
        summary=story.summary,
        published=story.published,
        first_seen=now,
        triage=story.triage,
        silent=story.silent,
        due=story.due,
        attempts=0,
    )
    story_id: int = connection.execute(row.returning(stories.c.id)).scalar_one()
    for area in story.areas:
        add_area(connection, story_id, area)
    return story_id


def add_area(connection: Connection, story_id: int, area: str) -> None:
    """Note within a transaction that a story names an area."""
    insert_new(connection, story_areas, {"story_id": story_id, "area": area}, {})


def keep_reading(
    connection: Connection, story_id: int, triage: Mapping[str, Any], body_sha256: str | None
) -> None:
    """Keep within a transaction what was made of a story. Raises StoreError if there is none."""
    values = {"triage": dict(triage), "body_sha256": body_sha256}
    if not connection.execute(update(stories).where(stories.c.id == story_id).values(**values)).rowcount:
        raise StoreError(f"there is no story {story_id}")


def _feed_of(row: Row[Any]) -> FeedState:
    mark = PageMark(row.url, row.etag, row.last_modified, row.sha256, "") if row.sha256 else None
    return FeedState(
        url=row.url,
        name=row.name,
        mark=mark,
        first_read=row.first_read,
        last_read=row.last_read,
        due=row.due,
        unchanged=row.unchanged,
        failures=row.failures,
        entries=row.entries,
        oddities=tuple(row.oddities),
    )


def story_of(row: Row[Any]) -> Story:
    """Give a story as its row has it."""
    return Story(
        id=row.id,
        feed_url=row.feed_url,
        feed=row.feed,
        title=row.title,
        url=row.url,
        summary=row.summary,
        published=row.published,
        first_seen=row.first_seen,
        triage=row.triage,
        silent=row.silent,
        due=row.due,
        attempts=row.attempts,
        body_sha256=row.body_sha256,
    )
