"""Feeds as they misbehave: every quirk on the replica, and what the operator hears of broken ones."""

import pytest

from monitor.domain.feeds import MOST_AT_ONCE
from monitor.ports.news import Story
from monitor.replica.press import QUIRKS
from monitor.services.scan_news import NewsRound
from tests.e2e.stage import Stage

BROKEN = ("q7", "q8", "q9")
HEADLINE = "Ofsted and CQC publish report on SEND services in Kestrelshire"
BODY = (
    "The area SEND inspection report of Kestrelshire local area partnership was published on Tuesday.\n" * 3
)


@pytest.fixture
def press(stage: Stage) -> Stage:
    """Give a stage with one paper whose first reading is done."""
    stage.configure()
    stage.feeds(echo=[place.area for place in stage.world.providers()])
    stage.read_news()
    return stage


def stories(stage: Stage) -> list[Story]:
    """Give the stories that were remembered, the weather apart."""
    with stage.memory() as store:
        found = store.stories()
    return [story for story in found if not story.title.startswith(("Dry", "Watch"))]


def problems(done: NewsRound) -> list[str]:
    return [source for source, _ in done.reading.problems]


@pytest.mark.parametrize("quirk", [quirk for quirk in QUIRKS if quirk not in BROKEN])
def test_a_quirk_neither_loses_nor_doubles_a_story(stage: Stage, quirk: str) -> None:
    stage.configure()
    stage.feeds(echo=[place.area for place in stage.world.providers()])
    stage.replica.switch(f"feed_{quirk}", "echo")
    stage.world.tell("echo", "Old news of a market")
    first = stage.read_news()
    assert first.reading.problems == []
    stage.world.tell("echo", HEADLINE, "Inspectors came in June.", BODY)
    stage.world.tell("echo", "Bridge closes for repairs")
    for _ in range(4):
        assert stage.read_news(minutes=20).reading.problems == []
    titles = [story.title for story in stories(stage)]
    assert sorted(titles) == sorted([HEADLINE, "Bridge closes for repairs", "Old news of a market"])
    assert stage.kinds().count("news.lead") == 1


@pytest.mark.parametrize("quirk", BROKEN)
def test_a_broken_feed_is_told_after_three_times_and_loses_no_story(press: Stage, quirk: str) -> None:
    press.replica.switch(f"feed_{quirk}", "echo")
    press.world.tell("echo", HEADLINE, "Inspectors came in June.", BODY)
    for number in range(1, 4):
        assert problems(press.read_news(minutes=30)) == ["feed echo"]
        assert press.kinds().count("source.degraded") == (number == 3)
    press.replica.switch(f"feed_{quirk}", None)
    assert problems(press.read_news(minutes=30)) == []
    assert [story.title for story in stories(press)] == [HEADLINE]
    assert press.kinds().count("source.recovered") == 1


def test_a_broken_feed_is_read_ever_more_seldom_and_its_validators_are_forgotten(press: Stage) -> None:
    press.replica.switch("feed_q9", "echo")
    with press.memory() as store:
        [before] = store.feeds().values()
    assert before.mark is not None
    gaps = []
    for _ in range(4):
        press.read_news(minutes=1)
        with press.memory() as store:
            [state] = store.feeds().values()
        assert state.due is not None
        assert state.mark is None
        gaps.append(state.due - press.clock())
    assert gaps[0] < gaps[-1]


def test_a_feed_that_is_not_due_is_not_asked(press: Stage) -> None:
    press.replica.log.clear()
    press.read_news("due", minutes=1)
    assert press.replica.requests == []
    press.read_news("due", hours=1, minutes=20)
    assert [one.path for one in press.replica.requests if "robots" not in one.path] == ["/feeds/echo"]


def test_the_first_reading_of_a_feed_tells_nobody(stage: Stage) -> None:
    stage.configure()
    stage.feeds(echo=["Kestrelshire"])
    stage.world.tell("echo", HEADLINE, "Inspectors came in June.", BODY)
    done = stage.read_news()
    assert (done.reading.items, done.relevant) == (2, 1)
    assert [story.silent for story in stories(stage)] == [True]
    assert stage.events("news.") == []
    assert not any("/stories/" in one.path for one in stage.replica.requests)
    stage.publish("Kestrelshire")
    stage.poll()
    [report] = stage.events("report.published")
    assert [story["title"] for story in report.data["stories"]] == [HEADLINE]


def test_a_flood_is_kept_in_silence_and_said(press: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("monitor.replica.press.WINDOW", 1000)
    for number in range(MOST_AT_ONCE + 1):
        press.world.tell("echo", f"{HEADLINE} ({number})", body=BODY)
    assert press.read_news(minutes=20).reading.items == MOST_AT_ONCE + 1
    assert all(story.silent for story in stories(press))
    assert press.events("news.") == []
    [note] = press.events("source.degraded")
    assert note.key.startswith("source.degraded:flood:")
    press.world.tell("echo", "Kestrelshire SEND inspection report: what Ofsted and the CQC found", body=BODY)
    press.read_news(minutes=20)
    assert press.kinds().count("news.lead") == 1


def test_a_paper_that_contradicts_the_report_is_a_note_to_the_operator(press: Stage) -> None:
    press.publish("Kestrelshire", "inconsistent")
    press.poll(minutes=20)
    text = f"{BODY}It found widespread and/or systemic failings in the Kestrelshire partnership."
    press.world.tell(
        "echo", HEADLINE, "Kestrelshire had the lowest of the three outcomes, inspectors found.", text
    )
    press.read_news(minutes=20)
    [note] = [event for event in press.events("source.degraded") if ":press:" in event.key]
    assert "inconsistent experiences" in note.data["error"]
    assert [event.band for event in press.events("report.published")] == ["inconsistent"]
    assert [event.band for event in press.events("news.reported")] == [None]


def test_a_host_that_does_not_answer_is_not_asked_for_all_its_feeds(stage: Stage) -> None:
    stage.configure()
    stage.feeds(**{f"paper{number}": ["Kestrelshire"] for number in range(10)})
    stage.replica.switch("connection_reset", {"path": "/feeds/"})
    done = stage.read_news()
    assert len(done.reading.problems) == 10
    asked = [one for one in stage.replica.requests if one.path.startswith("/feeds/")]
    assert len(asked) <= 2 * 3  # two feeds, three tries each


def test_broken_feeds_do_not_keep_the_others_of_their_host_from_being_read(stage: Stage) -> None:
    stage.configure()
    stage.feeds(**{name: ["Kestrelshire"] for name in ("broken1", "broken2", "echo", "post")})
    stage.replica.switch("connection_reset", {"path": "/feeds/broken"})
    for _ in range(3):
        done = stage.read_news(minutes=30)
    assert problems(done) == ["feed broken1", "feed broken2"]


def test_areas_without_a_local_feed_are_told_once_a_week(stage: Stage) -> None:
    stage.configure()
    stage.feeds(echo=["Kestrelshire", "Saltmarsh"])
    for _ in range(3):
        stage.read_news(days=1)
    [note] = [event for event in stage.events("source.degraded") if ":no-feed:" in event.key]
    assert "Ashbourne Vale" in note.data["error"]
    assert "Kestrelshire" not in note.data["error"]


def test_without_feeds_nothing_is_asked(stage: Stage) -> None:
    stage.configure()
    stage.replica.log.clear()
    assert stage.read_news().reading.feeds == 0
    assert stage.replica.requests == []


def test_a_broken_feed_neither_fails_the_poll_nor_makes_a_report_late(press: Stage) -> None:
    press.replica.switch("feed_q9", "echo")
    press.publish("Kestrelshire")
    done = press.run("poll", "--json")
    assert done.returncode == 0
    assert '"feed echo"' in done.stdout
    assert [event.kind.value for event in press.events("report.")] == ["report.published"]


def test_no_news_leaves_the_feeds_alone(press: Stage) -> None:
    press.replica.log.clear()
    assert press.run("poll", "--no-news").returncode == 0
    assert not any(one.path.startswith("/feeds/") for one in press.replica.requests)
