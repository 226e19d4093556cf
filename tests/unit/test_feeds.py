"""How stories are known again, and when a feed is read again."""

from datetime import UTC, datetime, timedelta

import pytest

from monitor.domain.feed_timing import freshness, next_reading
from monitor.domain.feeds import FeedEntry, believable, is_media, keys_of, story_address

FEED = "https://www.echo.example/news/rss/"
NOW = datetime(2026, 9, 8, 8, 30, tzinfo=UTC)
QUARTER = timedelta(minutes=15)


def entry(title: str = "SEND report out", **changes: object) -> FeedEntry:
    return FeedEntry(title, **changes)  # type: ignore[arg-type]


def known_again(before: list[FeedEntry], after: list[FeedEntry]) -> list[bool]:
    """Say of each entry of the second reading whether the first one had it."""
    known = {key for keys in keys_of(before, FEED, None) for key in keys}
    return [bool(known & set(keys)) for keys in keys_of(after, FEED, None)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            "https://www.bbc.co.uk/news/articles/c1?at_medium=RSS&at_campaign=rss",
            "https://www.bbc.co.uk/news/articles/c1",
        ),
        (
            "https://www.bbc.co.uk/news/articles/c1?at_medium=RSS&at_campaign=KARANGA",
            "http://www.bbc.co.uk/news/articles/c1",
        ),
        ("https://www.echo.example/news/1.story/?ref=rss", "https://www.echo.example/news/1.story"),
        ("https://www.echo.example/news/1#comments", "https://WWW.echo.example:443/news/1"),
        (
            "https://news.google.com/rss/articles/CBMi1?oc=5&hl=en-GB",
            "https://news.google.com/rss/articles/CBMi1",
        ),
    ],
)
def test_what_a_feed_adds_to_an_address_is_not_part_of_it(one: str, other: str) -> None:
    assert story_address(one) == story_address(other)


def test_what_tells_stories_apart_stays_in_an_address() -> None:
    assert story_address("https://a.example/story?id=1") != story_address("https://a.example/story?id=2")


def test_an_address_is_known_whatever_happens_to_guid_title_and_date() -> None:
    before = [
        entry(
            "SEND report out", link="https://e.example/1?ref=rss", guid="https://e.example/1#0", published=NOW
        )
    ]
    after = [
        entry(
            "Fury at SEND report",
            link="http://e.example/1",
            guid="https://e.example/1#3",
            published=NOW + QUARTER,
        )
    ]
    assert known_again(before, after) == [True]


def test_without_an_address_the_guid_counts_and_without_both_title_and_date() -> None:
    assert known_again([entry(guid="a1")], [entry("Another headline", guid="a1")]) == [True]
    assert known_again([entry(published=NOW)], [entry(published=NOW)]) == [True]
    assert known_again([entry(published=NOW)], [entry(published=NOW + QUARTER)]) == [False]


def test_a_link_that_every_entry_shares_tells_nothing() -> None:
    first, second = (entry(title, link="https://e.example/news", published=NOW) for title in ("One", "Two"))
    third = entry("Three", link="https://e.example/news", published=NOW)
    assert known_again([first, second], [first, second, third]) == [True, True, False]


def test_a_date_that_all_entries_share_is_the_feeds_and_no_storys() -> None:
    titles = ("One", "Two", "Three")
    first, later = ([entry(title, published=moment) for title in titles] for moment in (NOW, NOW + QUARTER))
    assert [one.published for one in believable(first)] == [None, None, None]
    assert believable(first[:2]) == first[:2]
    assert known_again(first, later) == [True, True, True]


def test_a_guid_that_comes_twice_tells_nothing() -> None:
    first, second = (entry(title, guid="0", published=NOW) for title in ("One", "Two"))
    assert known_again([first], [second, entry("Three", guid="0", published=NOW)]) == [False, False]


def test_a_story_and_its_correction_in_one_reading_are_one_story() -> None:
    others = [entry(f"Other {n}", link=f"https://e.example/o{n}", guid=f"o{n}") for n in range(4)]
    first = entry("One", link="https://e.example/1", guid="1", published=NOW)
    mended = entry("One, corrected", link="https://e.example/1", guid="1", published=NOW + QUARTER)
    assert known_again([first, *others], [mended, first, *others])[:2] == [True, True]
    one, other = keys_of([mended, first, *others], FEED, None)[:2]
    assert set(one) & set(other)


def test_two_stories_of_a_feed_that_addresses_none_are_two() -> None:
    one, other = (entry(title, link="https://e.example/news", guid="news", published=NOW) for title in "AB")
    first, second = keys_of([one, other], FEED, None)
    assert not set(first) & set(second)


def test_a_link_to_the_paper_itself_is_no_address_of_a_story() -> None:
    lone = [entry("One", link="https://www.echo.example/")]
    other = [entry("Two", link="https://www.echo.example")]
    known = {key for keys in keys_of(lone, FEED, "https://www.echo.example/") for key in keys}
    assert not known & set(keys_of(other, FEED, "https://www.echo.example/")[0])


def test_a_guid_used_anew_for_another_story_hides_nothing() -> None:
    before = [entry("One", link="https://e.example/1", guid="latest")]
    assert known_again(before, [entry("Two", link="https://e.example/2", guid="latest")]) == [False]
    assert known_again(before, [entry("One", link="https://e.example/one-better", guid="latest")]) == [True]


@pytest.mark.parametrize(
    ("path", "media"), [("/videos/c1", True), ("/sounds/play/x", True), ("/articles/c1", False)]
)
def test_films_and_broadcasts_are_told_from_text(path: str, media: bool) -> None:
    assert is_media(f"https://www.bbc.co.uk/news{path}") is media


# --- when to read again ------------------------------------------------------------------------------


def gap(**given: object) -> timedelta:
    values: dict[str, object] = {"every": QUARTER, "unchanged": 0, "failures": 0}
    return next_reading(NOW, **values | given) - NOW  # type: ignore[arg-type]


def test_a_feed_with_news_is_read_at_the_usual_time_and_a_quiet_one_ever_later() -> None:
    assert gap() == QUARTER
    quiet = [gap(unchanged=number) for number in range(1, 12)]
    assert quiet == sorted(quiet)
    assert quiet[-1] == timedelta(hours=1)


def test_a_feed_may_ask_for_more_time_but_not_so_much_that_stories_roll_out_of_it() -> None:
    assert gap(asked=timedelta(minutes=30)) == timedelta(minutes=30)
    assert gap(asked=timedelta(days=3)) == timedelta(hours=1)


def test_a_broken_feed_is_left_alone_ever_longer_and_never_given_up() -> None:
    assert gap(failures=1) == 2 * QUARTER
    assert gap(failures=1_000) == timedelta(hours=6)
    assert gap(failures=1, asked=timedelta(hours=20)) == timedelta(hours=20)
    assert gap(failures=1, asked=timedelta(days=20)) == timedelta(hours=24)


def test_readings_are_spread() -> None:
    assert gap(spread=0.2) == QUARTER * 1.2
    assert gap(spread=-0.2) == QUARTER * 0.8


@pytest.mark.parametrize(
    ("headers", "ttl", "minutes"),
    [
        ({}, None, 0),
        ({}, 15, 15),
        ({"Cache-Control": "public, max-age=600"}, None, 10),
        ({"Cache-Control": "max-age=600"}, 30, 30),
        ({"Expires": "Tue, 08 Sep 2026 08:50:00 GMT"}, None, 20),
        ({"Expires": "Tue, 08 Sep 2026 07:50:00 GMT"}, None, 0),
        ({"Expires": "0"}, None, 0),
        ({"Cache-Control": "no-cache", "Expires": "Tue, 08 Sep 2026 08:50:00 GMT"}, None, 0),
        ({"Cache-Control": "max-age=999999999"}, None, 24 * 60),
    ],
)
def test_how_long_an_answer_calls_itself_fresh(
    headers: dict[str, str], ttl: int | None, minutes: int
) -> None:
    assert freshness(headers, ttl, NOW) == timedelta(minutes=minutes)
