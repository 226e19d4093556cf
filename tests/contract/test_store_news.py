"""Feeds, stories and what is told of one inspection."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from monitor.domain.coverage import LEAD_LASTS
from monitor.domain.events import EventKind, NewEvent
from monitor.errors import StoreError
from monitor.ports.news import FeedState, NewStory, Placed
from monitor.ports.sources import PageMark
from monitor.store.database import SqlStore
from tests.contract.test_store_cases import LATER, NOW, World, add_publication

URL = "https://www.echo.example/news/rss/"
STATE = FeedState(
    url=URL,
    name="Echo",
    mark=PageMark(URL, '"etag"', None, "ab" * 32, ""),
    first_read=NOW,
    last_read=NOW,
    due=LATER,
    unchanged=0,
    failures=0,
    entries=25,
    oddities=("slightly broken",),
)
AREA = "port-merrow"


def a_story(*keys: str, **changes: Any) -> NewStory:
    fields: dict[str, Any] = {
        "title": "Port Merrow: inspectors report",
        "url": "https://www.echo.example/1",
        "summary": "",
        "published": None,
        "triage": {"relevant": True},
        "areas": (AREA,),
        "due": True,
        "silent": False,
    }
    return NewStory(keys=keys or ("url:1",), **fields | changes)


def add(store: SqlStore, *stories: NewStory) -> tuple[int, ...]:
    return store.accept_feed(STATE, stories, NOW)[1]


def place(store: SqlStore, story_id: int, publication_id: int | None = None, **changes: Any) -> Placed:
    values: dict[str, Any] = {"triage": {"relevant": True}, "body_sha256": None}
    return store.place_story(story_id, AREA, "full", publication_id=publication_id, **values | changes)


def test_a_feed_comes_back_as_it_was_kept(world: World) -> None:
    assert world.store.feeds() == {}
    world.store.accept_feed(STATE, [], NOW)
    assert world.store.feeds() == {URL: STATE}
    broken = replace(STATE, mark=None, failures=2)
    world.store.accept_feed(broken, [], LATER)
    assert world.store.feeds() == {URL: broken}


def test_a_story_is_new_once_whichever_of_its_keys_comes_back(world: World) -> None:
    assert world.store.accept_feed(STATE, [a_story("url:1", "guid:1")], NOW) == (1, (1,))
    assert world.store.accept_feed(STATE, [a_story("url:1", "guid:2")], LATER) == (0, ())
    assert world.store.accept_feed(STATE, [a_story("guid:2")], LATER) == (0, ())
    assert world.store.known_keys(["guid:1", "guid:2", "guid:3"]) == {"guid:1", "guid:2"}
    assert world.store.known_keys([]) == set()


def test_two_entries_of_one_body_under_one_key_are_one_story(world: World) -> None:
    assert world.store.accept_feed(STATE, [a_story("url:1"), a_story("url:1")], NOW) == (1, (1,))


def test_a_story_that_needs_no_reading_is_not_due(world: World) -> None:
    assert add(world.store, a_story(due=False)) == ()
    assert world.store.due_stories() == []
    assert [one.title for one in world.store.stories()] == ["Port Merrow: inspectors report"]


def test_a_story_is_taken_by_one_and_counted_before_the_work(world: World) -> None:
    [story_id] = add(world.store, a_story())
    assert world.store.due_stories() == [story_id]
    taken = world.store.claim_story(story_id, holder="me", lease_until=LATER)
    assert taken is not None
    assert taken.attempts == 1
    assert world.store.claim_story(story_id, holder="you", lease_until=LATER) is None
    assert world.store.due_stories() == []


@pytest.mark.parametrize(
    ("moment", "dead", "free"), [(NOW, False, False), (NOW, True, True), (LATER, False, True)]
)
def test_what_was_taken_and_never_finished_is_free_again(
    world: World, moment: Any, dead: bool, free: bool
) -> None:
    [story_id] = add(world.store, a_story())
    world.store.claim_story(story_id, holder="me", lease_until=LATER)
    world.store.free_stories(moment, dead=lambda _: dead)
    assert (world.store.due_stories() == [story_id]) is free


def test_a_finished_story_keeps_what_was_read_and_its_events_come_once(world: World) -> None:
    [story_id] = add(world.store, a_story())
    event = NewEvent("news.lead:1", EventKind.NEWS_LEAD, AREA, None, NOW, {})
    world.store.claim_story(story_id, holder="me", lease_until=LATER)
    assert world.store.finish_story(story_id, {"relevant": False}, "cd" * 32, [(event, ())], NOW) == [1]
    assert world.store.finish_story(story_id, {"relevant": False}, "cd" * 32, [(event, ())], NOW) == []
    [story] = world.store.stories()
    assert (story.triage, story.body_sha256, story.due) == ({"relevant": False}, "cd" * 32, False)
    assert world.store.due_stories() == []
    with pytest.raises(StoreError, match="no story 99"):
        world.store.finish_story(99, {}, None, [], NOW)


def test_stories_of_one_area_without_a_report_meet_in_one_lead(world: World) -> None:
    first, second = add(world.store, a_story("a"), a_story("b", title="Another headline"))
    assert place(world.store, first).cluster_id == place(world.store, second).cluster_id
    assert [one.copy for one in world.store.placed(area=AREA)] == [False, False]


def test_a_story_that_repeats_another_word_for_word_is_a_copy(world: World) -> None:
    ids = add(
        world.store,
        a_story("a"),
        a_story("b", title="Port Merrow: Inspectors report "),
        a_story("c", title="x"),
    )
    assert [place(world.store, one).copy for one in ids] == [False, True, False]
    (more,) = add(world.store, a_story("d", title="y"))
    place(world.store, ids[2], body_sha256="ee" * 32)
    assert place(world.store, more, body_sha256="ee" * 32).copy


def test_a_lead_of_long_ago_does_not_take_in_todays_story(world: World) -> None:
    old, new = add(world.store, a_story("a", published=NOW - LEAD_LASTS - timedelta(days=1)), a_story("b"))
    assert place(world.store, old).cluster_id != place(world.store, new).cluster_id


def test_a_lead_is_tied_to_its_report_once_and_later_stories_join_it(world: World) -> None:
    publication_id = add_publication(world.store)
    first, second = add(world.store, a_story("a"), a_story("b", title="After"))
    lead = place(world.store, first)
    world.store.settle_lead(lead.cluster_id, publication_id)
    world.store.settle_lead(lead.cluster_id, publication_id + 1)
    assert place(world.store, second, publication_id).cluster_id == lead.cluster_id
    assert [one.story.title for one in world.store.placed(publication_id=publication_id)] == [
        "Port Merrow: inspectors report",
        "After",
    ]


def test_stories_about_something_else_can_be_left_out(world: World) -> None:
    tricky = 'She said "kind":"other" aloud'
    add(
        world.store,
        a_story("a", triage={"title": "x", "kind": "other"}),
        a_story("b", title="y", triage={"title": tricky, "kind": "full_outcome"}),
    )
    assert [one.title for one in world.store.stories(everything=False)] == ["y"]
    assert len(world.store.stories()) == 2


def test_stories_of_an_area_are_those_that_name_it_or_were_placed_there(world: World) -> None:
    named, other = add(world.store, a_story("a"), a_story("b", title="Elsewhere", areas=()))
    assert [one.id for one in world.store.stories(area=AREA)] == [named]
    place(world.store, other)
    assert [one.id for one in world.store.stories(area=AREA)] == [other, named]
    assert [one.id for one in world.store.stories(limit=1)] == [other]
