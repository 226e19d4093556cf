"""What is told of one inspection of one area: the stories, and the report they are tied to."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, Row, insert, select, update

from monitor.domain.coverage import LEAD_LASTS
from monitor.domain.feeds import folded_title
from monitor.ports.news import Placed, Story
from monitor.store.connections import reading, writing
from monitor.store.news import add_area, keep_reading, story_of
from monitor.store.schema import cluster_stories, clusters, stories
from monitor.store.writes import insert_new


class ClusterRows:
    """The clusters of a store."""

    _engine: Engine

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
            keep_reading(connection, story_id, triage, body_sha256)
            story = story_of(connection.execute(select(stories).where(stories.c.id == story_id)).one())
            cluster_id = _cluster(connection, area, kind, publication_id, story.moment)
            add_area(connection, story_id, area)
            copy = _is_copy(connection, cluster_id, story)
            key = {"cluster_id": cluster_id, "story_id": story_id}
            insert_new(connection, cluster_stories, key, {"copy": copy})
            opened = connection.execute(
                select(clusters.c.opened).where(clusters.c.id == cluster_id)
            ).scalar_one()
        return Placed(story, cluster_id, area, kind, publication_id, opened, copy)

    def placed(
        self, *, area: str | None = None, publication_id: int | None = None, since: datetime | None = None
    ) -> list[Placed]:
        """Give the placed stories in order of `moment`; `since` leaves out those first seen before."""
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
        if since is not None:
            wanted = wanted.where(stories.c.first_seen >= since)
        with reading(self._engine) as connection:
            found = [_placed_of(row) for row in connection.execute(wanted)]
        return sorted(found, key=lambda one: (one.story.moment, one.story.id))

    def settle_lead(self, cluster_id: int, publication_id: int) -> None:
        """Tie an open lead to the report that it was about; one that is tied stays so."""
        open_lead = update(clusters).where(clusters.c.id == cluster_id, clusters.c.publication_id.is_(None))
        with writing(self._engine) as connection:
            connection.execute(open_lead.values(publication_id=publication_id))


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


def _placed_of(row: Row[Any]) -> Placed:
    return Placed(story_of(row), row.cluster_id, row.area, row.kind, row.publication_id, row.opened, row.copy)
