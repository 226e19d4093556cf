"""What we remember of news: feeds, stories, and the clusters they stand in."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from monitor.domain.events import (
    NewDelivery,
    NewEvent,
)
from monitor.ports.sources import PageMark


@dataclass(frozen=True, slots=True)
class FeedState:
    """How a feed stood when it was last read. `mark` is None after a failure: the next body is read whole."""

    url: str
    name: str
    mark: PageMark | None
    first_read: datetime | None  # its baseline; None: never read well
    last_read: datetime | None
    due: datetime | None
    unchanged: int  # readings in a row that brought nothing new
    failures: int  # in a row
    entries: int  # in its last body
    oddities: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NewStory:
    """A story to be remembered. `keys` are those it is known by; `due`: it is still to be read and placed."""

    keys: tuple[str, ...]
    title: str
    url: str | None
    summary: str
    published: datetime | None
    triage: dict[str, Any]  # what the headline gave, in the shape of `triage --json`
    areas: tuple[str, ...]  # Area.id
    due: bool
    silent: bool  # from a feed's baseline or a flood: nobody is told of it


@dataclass(frozen=True, slots=True)
class Story:
    """A story as remembered; `moment` is when it was published, or first seen where that is not known."""

    id: int
    feed_url: str
    feed: str
    title: str
    url: str | None
    summary: str
    published: datetime | None
    first_seen: datetime
    triage: dict[str, Any]
    silent: bool
    due: bool
    attempts: int
    body_sha256: str | None

    @property
    def moment(self) -> datetime:
        return self.published or self.first_seen


@dataclass(frozen=True, slots=True)
class Placed:
    """A story's place in a cluster: all that is told of one inspection of one area.

    `publication_id` is the report it is tied to; None: a lead, with nothing on Ofsted's site yet. `copy`: it
    repeats an earlier story of the cluster word for word.
    """

    story: Story
    cluster_id: int
    area: str
    kind: str  # "full" or "monitoring"
    publication_id: int | None
    opened: datetime  # the moment of the cluster's first story
    copy: bool


class NewsMemory(Protocol):
    """What we remember of news."""

    def feeds(self) -> dict[str, FeedState]:
        """Give the state of every feed ever read, by its address."""
        ...

    def keep_feeds(self, states: Sequence[FeedState]) -> None:
        """Write down readings that brought nothing new, in one go."""
        ...

    def known_keys(self, keys: Sequence[str]) -> set[str]: ...
    def accept_feed(
        self, state: FeedState, stories: Sequence[NewStory], now: datetime
    ) -> tuple[int, tuple[int, ...]]:
        """Write down a reading with the stories that are new: how many, and the ids of those still due."""
        ...

    def free_stories(self, now: datetime, *, dead: Callable[[str], bool]) -> None:
        """Free the stories that somebody took and never finished."""
        ...

    def due_stories(self) -> list[int]:
        """Give the ids of stories that are still to be read and placed, oldest first."""
        ...

    def claim_story(self, story_id: int, *, holder: str, lease_until: datetime) -> Story | None:
        """Take a story that is to be read and placed; None if somebody else has it."""
        ...

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
        ...

    def finish_story(
        self,
        story_id: int,
        triage: Mapping[str, Any],
        body_sha256: str | None,
        events: Sequence[tuple[NewEvent, Sequence[NewDelivery]]],
        now: datetime,
    ) -> list[int]:
        """Keep what was read, with the events it leads to; the story is done. Gives the ids of new events."""
        ...

    def stories(
        self, *, area: str | None = None, limit: int | None = None, everything: bool = True
    ) -> list[Story]:
        """Give stories, newest first; of an area, those that name it; else leave out what is none of ours."""
        ...

    def placed(
        self, *, area: str | None = None, publication_id: int | None = None, since: datetime | None = None
    ) -> list[Placed]:
        """Give the placed stories in order of `moment`; `since` leaves out those first seen before."""
        ...

    def settle_lead(self, cluster_id: int, publication_id: int) -> None:
        """Tie an open lead to the report that it was about."""
        ...
