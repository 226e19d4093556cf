"""News in the store: feeds, stories and the keys they are known by, and what is told of one inspection."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, Row, Text, bindparam, insert, select, type_coerce, update

from monitor.domain.coverage import LEAD_LASTS
from monitor.domain.events import NewDelivery, NewEvent
from monitor.domain.feeds import folded_title
from monitor.errors import StoreError
from monitor.ports import FeedState, NewStory, PageMark, Placed, Story
from monitor.store.connections import reading, writing
from monitor.store.outbox import add_event
from monitor.store.schema import cluster_stories, clusters, feeds, stories, story_areas, story_keys
from monitor.store.writes import insert_new, put

_AT_ONCE = 500  # values in one query
_OF_ANOTHER_KIND = '%"kind":"other"%'  # in JSON as we write it, where a quote inside of a text is escaped


class NewsRows:
    """Feeds, stories and clusters of a store."""

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
            return _story_of(connection.execute(select(stories).where(stories.c.id == story_id)).one())

    def place_story(
        self,
        story_id: int,
        area: str,
        kind: str,
        *,
        publication_id: int | None,
        triage: Mapping[str, Any],
        body_sha256: str | None,
    ) -> Placed:
        """Keep what was read and put the story into its report's cluster, or into the area's open lead."""
        with writing(self._engine) as connection:
            _keep_reading(connection, story_id, triage, body_sha256)
            story = _story_of(connection.execute(select(stories).where(stories.c.id == story_id)).one())
            cluster_id = _cluster(connection, area, kind, publication_id, story.moment)
            _add_area(connection, story_id, area)
            copy = _is_copy(connection, cluster_id, story)
            key = {"cluster_id": cluster_id, "story_id": story_id}
            insert_new(connection, cluster_stories, key, {"copy": copy})
            opened = connection.execute(
                select(clusters.c.opened).where(clusters.c.id == cluster_id)
            ).scalar_one()
        return Placed(story, cluster_id, area, kind, publication_id, opened, copy)

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
            _keep_reading(connection, story_id, triage, body_sha256)
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
            return [_story_of(row) for row in connection.execute(wanted)]

    def placed(self, *, area: str | None = None, publication_id: int | None = None) -> list[Placed]:
        """Give the placed stories in order of `moment`."""
        wanted = (
            select(
                stories,
                clusters.c.id.label("cluster_id"),
                clusters.c.area,
                clusters.c.kind,
                clusters.c.publication_id,
                clusters.c.opened,
                cluster_stories.c.copy,
            )
            .join(cluster_stories, cluster_stories.c.story_id == stories.c.id)
            .join(clusters, clusters.c.id == cluster_stories.c.cluster_id)
        )
        if area is not None:
            wanted = wanted.where(clusters.c.area == area)
        if publication_id is not None:
            wanted = wanted.where(clusters.c.publication_id == publication_id)
        with reading(self._engine) as connection:
            found = [_placed_of(row) for row in connection.execute(wanted)]
        return sorted(found, key=lambda one: (one.story.moment, one.story.id))

    def settle_lead(self, cluster_id: int, publication_id: int) -> None:
        """Tie an open lead to the report that it was about; one that is tied stays so."""
        open_lead = update(clusters).where(clusters.c.id == cluster_id, clusters.c.publication_id.is_(None))
        with writing(self._engine) as connection:
            connection.execute(open_lead.values(publication_id=publication_id))


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
        _add_area(connection, story_id, area)
    return story_id


def _add_area(connection: Connection, story_id: int, area: str) -> None:
    insert_new(connection, story_areas, {"story_id": story_id, "area": area}, {})


def _keep_reading(
    connection: Connection, story_id: int, triage: Mapping[str, Any], body_sha256: str | None
) -> None:
    values = {"triage": dict(triage), "body_sha256": body_sha256}
    if not connection.execute(update(stories).where(stories.c.id == story_id).values(**values)).rowcount:
        raise StoreError(f"there is no story {story_id}")


def _cluster(
    connection: Connection, area: str, kind: str, publication_id: int | None, moment: datetime
) -> int:
    """Find the cluster of a report, or the area's open lead; make it if there is none.

    Papers may call one inspection by different names, so an open lead takes in every story of its time.
    """
    if publication_id is not None:
        wanted = select(clusters.c.id).where(clusters.c.publication_id == publication_id)
    else:
        wanted = select(clusters.c.id).where(
            clusters.c.publication_id.is_(None),
            clusters.c.opened.between(moment - LEAD_LASTS, moment + LEAD_LASTS),
        )
    known = (
        connection.execute(wanted.where(clusters.c.area == area).order_by(clusters.c.id)).scalars().first()
    )
    if known is not None:
        return int(known)
    row = insert(clusters).values(area=area, kind=kind, publication_id=publication_id, opened=moment)
    cluster_id: int = connection.execute(row.returning(clusters.c.id)).scalar_one()
    return cluster_id


def _is_copy(connection: Connection, cluster_id: int, story: Story) -> bool:
    """Say whether another story of the cluster has the same text, or the same headline."""
    others = (
        select(stories.c.title, stories.c.body_sha256)
        .join(cluster_stories, cluster_stories.c.story_id == stories.c.id)
        .where(cluster_stories.c.cluster_id == cluster_id, stories.c.id != story.id)
    )
    title = folded_title(story.title)
    return any(
        folded_title(row.title) == title or (row.body_sha256 and row.body_sha256 == story.body_sha256)
        for row in connection.execute(others)
    )


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


def _story_of(row: Row[Any]) -> Story:
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


def _placed_of(row: Row[Any]) -> Placed:
    return Placed(
        _story_of(row), row.cluster_id, row.area, row.kind, row.publication_id, row.opened, row.copy
    )
