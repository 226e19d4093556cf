"""News, from the feed to the inbox: leads, reports with their stories, and what is told only once."""

import signal
from collections.abc import Callable
from dataclasses import replace
from itertools import permutations
from typing import Any, cast

import pytest

from monitor.ports.store import Store
from monitor.services.poll import poll
from monitor.services.scan_news import scan_news
from tests.e2e.stage import FORUM, Alert, Stage
from tests.e2e.test_file_faults import document

ORDERS = list(permutations(["site", "echo", "herald", "gazette"]))[::3]
READERS = [
    {
        "name": "Kestrelshire forum",
        "areas": ["Kestrelshire"],
        "events": ["report.*", "news.*"],
        "to": [f"email:{FORUM}"],
    }
]
HEADLINE = "Ofsted and CQC publish report on SEND services in Kestrelshire"
OTHERS = {
    "herald": "Kestrelshire SEND inspection report: what Ofsted and the CQC found",
    "gazette": "Kestrelshire Council responds to Ofsted and CQC SEND inspection report",
}
BODY = (
    "Ofsted and the Care Quality Commission have published the report of their area SEND inspection of "
    "Kestrelshire local area partnership.\nThe council said it accepts the findings of the inspectors."
)


@pytest.fixture
def press(stage: Stage) -> Stage:
    """Give a stage with three papers whose first reading is done."""
    stage.configure(subscribers=READERS)
    stage.feeds(echo=["Kestrelshire"], herald=["Kestrelshire", "Saltmarsh"], gazette=["ALL"])
    stage.poll()
    stage.taken()
    return stage


def heard(stage: Stage) -> list[Alert]:
    """Give what the forum got since the last call; the operator hears that nobody looked for days."""
    return [alert for alert in stage.taken() if alert.to == FORUM]


def news(stage: Stage) -> list[tuple[str, bool]]:
    """Give the events that readers may hear of: kind, and whether at once."""
    return [
        (event.kind.value, not event.data.get("digest_only"))
        for event in stage.events()
        if event.kind.startswith(("report.", "news."))
    ]


def test_a_lead_then_its_report_one_lead_one_alert_with_the_story_and_nothing_else(press: Stage) -> None:
    press.world.tell("echo", HEADLINE, body=BODY)
    summary = press.poll(minutes=15)
    assert summary["news"] | {"items": 1, "relevant": 1} == summary["news"]
    [lead] = heard(press)
    assert "not yet on Ofsted's site" in lead.subject
    assert "inconsistent" not in lead.subject + lead.text
    assert "echo" in lead.text
    press.poll(days=1)
    press.publish("Kestrelshire")
    press.poll(days=2)
    [alert] = heard(press)
    assert alert.subject.startswith("Kestrelshire: inconsistent")
    assert HEADLINE in alert.text
    press.poll(minutes=15)
    assert heard(press) == []
    assert news(press) == [("news.lead", True), ("report.published", True)]


def test_a_story_makes_us_look_at_once_and_a_report_that_is_there_is_told_instead(press: Stage) -> None:
    press.world.tell("echo", HEADLINE, body=BODY)
    press.publish("Kestrelshire")
    press.read_news()
    [event] = press.events("report.")
    assert [story["title"] for story in event.data["stories"]] == [HEADLINE]
    assert news(press) == [("report.published", True)]


def test_a_lead_says_if_the_page_could_not_be_looked_at(press: Stage) -> None:
    press.replica.switch("refuse_503", {"path": "/provider"})
    press.world.tell("echo", HEADLINE, body=BODY)
    press.poll(minutes=20)
    [lead] = heard(press)
    assert "not seen on Ofsted's site yet" in lead.subject
    assert "We could not read Ofsted's page just now" in lead.text


def test_stories_of_one_round_are_told_together_and_copies_are_named(press: Stage) -> None:
    press.world.tell("echo", HEADLINE, body=BODY)
    press.world.tell("herald", HEADLINE, body=BODY)
    press.poll(minutes=20)
    [event] = press.events("news.lead")
    assert [(story["feed"], story["copy"]) for story in event.data["stories"]] == [
        ("echo", False),
        ("herald", True),
    ]
    [lead] = heard(press)
    assert "counts as one source" in lead.text


def test_a_story_about_an_area_nobody_watches_is_kept_and_told_to_nobody(press: Stage) -> None:
    (press.folder / "areas.toml").write_text('watch = ["Kestrelshire"]\n')
    press.world.tell("gazette", HEADLINE.replace("Kestrelshire", "Saltmarsh"), body="An inspection report.")
    press.poll(minutes=20)
    assert len(press.events("news.lead")) == 1
    assert heard(press) == []


def test_a_headline_that_names_an_outcome_is_in_no_message_and_sets_none(press: Stage) -> None:
    title = "Kestrelshire SEND services given lowest of three outcomes by Ofsted and CQC inspectors"
    press.world.tell("echo", title, body=BODY)
    press.poll(minutes=20)
    [lead] = heard(press)
    assert "lowest" not in lead.subject + lead.text
    [event] = press.events("news.lead")
    assert event.band is None
    press.publish("Kestrelshire", "unclear")
    press.poll(minutes=20)
    [alert] = heard(press)
    assert "outcome being confirmed" in alert.subject
    assert "lowest" not in alert.text
    assert [one.band for one in press.events("report.")] == [None, None]


@pytest.mark.parametrize("order", ORDERS, ids="-".join)
def test_listing_and_papers_in_any_order(press: Stage, order: tuple[str, ...]) -> None:
    titles = {"echo": HEADLINE, **OTHERS}
    for teller in order:
        if teller == "site":
            press.publish("Kestrelshire")
        else:
            press.world.tell(teller, titles[teller], body=BODY)
        press.poll(minutes=20)
    subjects = [alert.subject for alert in press.taken()]
    told = news(press)
    assert [kind for kind, _ in told].count("report.published") == 1
    assert sum(kind == "news.lead" for kind, _ in told) == (order[0] != "site")
    assert sum(kind == "news.reported" and at_once for kind, at_once in told) == (order[0] == "site")
    assert len(subjects) == 2
    [report] = press.events("report.published")
    before = order[: order.index("site")]
    assert [story["feed"] for story in report.data.get("stories", [])] == list(before)
    assert report.band == "inconsistent"
    assert all(event.band is None for event in press.events("news."))


@pytest.mark.parametrize("point", ["after-placing", "after-story"])
def test_a_process_that_dies_over_the_news_loses_no_lead_and_repeats_none(press: Stage, point: str) -> None:
    press.world.tell("echo", HEADLINE, body=BODY)
    assert press.run("poll", fault=point).returncode == -signal.SIGKILL
    press.poll(minutes=20)
    press.poll(minutes=20)
    assert [alert.subject[:12] for alert in heard(press)] == ["Kestrelshire"]
    assert news(press) == [("news.lead", True)]


def test_a_story_that_comes_while_its_report_is_written_down_is_told(press: Stage) -> None:
    press.world.tell("echo", HEADLINE, body=BODY)
    press.publish("Kestrelshire")
    with press.house() as one, press.house() as other:
        store = Meanwhile(one.store, "placed", lambda: scan_news(other, "all"))
        poll(replace(one, store=cast(Store, store)))
    for _ in range(2):
        press.poll(minutes=10)
    assert news(press) == [("report.published", True), ("news.reported", True)]
    [event] = press.events("news.reported")
    assert [story["title"] for story in event.data["stories"]] == [HEADLINE]


class Meanwhile:
    """A store; something else happens just after the first call of one method."""

    def __init__(self, store: Store, after: str, happens: Callable[[], object]) -> None:
        self._store, self._after, self._happens = store, after, [happens]

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._store, name)

        def call(*arguments: Any, **named: Any) -> Any:
            result = method(*arguments, **named)
            if name == self._after and self._happens:
                self._happens.pop()()
            return result

        return call


def test_stories_of_a_report_that_got_another_link_are_told_and_each_once(press: Stage) -> None:
    pdf = document(press, "inconsistent", place="Kestrelshire")
    file_id = press.publish("Kestrelshire", pdf=pdf)
    press.world.tell("echo", HEADLINE, body=BODY)
    press.poll()
    press.clock.advance(days=7)
    new_id = press.replica.switch("file_new_id", file_id)
    press.world.alter(new_id, published=press.world.today())
    press.poll(full=True)
    heard(press)

    press.world.tell("herald", OTHERS["herald"], body=f"{BODY} Parents were waiting for it.")
    press.poll(minutes=15)
    press.world.tell("gazette", OTHERS["gazette"], body=f"{BODY} The council was not.")
    press.poll(minutes=15)

    told = [story["title"] for event in press.events() for story in event.data.get("stories") or ()]
    assert told == [HEADLINE, *OTHERS.values()]
    assert news(press) == [
        ("report.published", True),
        ("news.reported", True),
        ("report.reissued", True),
        ("news.reported", False),
        ("news.reported", False),
    ]
