"""What `news`, `feeds`, `doctor` and `check` say of the news."""

import csv
import io
import json
from typing import Any

import pytest

from tests.e2e.stage import Stage

HEADLINE = "Ofsted and CQC publish report on SEND services in Kestrelshire"
LATER = "Kestrelshire SEND inspection report: what Ofsted and the CQC found"
ABOUT = "The area SEND inspection report of Kestrelshire local area partnership is out.\n" * 3


@pytest.fixture
def told(stage: Stage) -> Stage:
    """Give a stage with a lead, its report, a story after it, a school's story, and a broken feed."""
    stage.configure()
    stage.feeds(echo=["Kestrelshire"], herald=["ALL"], broken=["Saltmarsh"])
    stage.replica.switch("feed_q9", "broken")
    stage.poll()
    stage.world.tell("echo", HEADLINE, body=ABOUT)
    stage.world.tell("echo", "Kestrel Primary rated Good by Ofsted", body="A school.")
    stage.poll(hours=1)
    stage.publish("Kestrelshire")
    stage.poll(days=1)
    stage.world.tell("herald", LATER, body=ABOUT)
    stage.poll(hours=1)
    return stage


def rows(stage: Stage, *arguments: str) -> list[dict[str, Any]]:
    done = stage.run(*arguments, "--json")
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_news_and_feeds(told: Stage) -> None:
    later, first = rows(told, "news", "Kestrelshire")
    assert (first["title"], first["relevant"], first["kind"]) == (HEADLINE, True, "full_outcome")
    assert first["areas"] == [{"urn": told.urn("Kestrelshire"), "name": "Kestrelshire"}]
    assert first["claim"] == {"band": None, "evidence": None}
    [place] = first["inspections"]
    assert (place["lead"], place["publication"], place["copy"]) == (False, "before", False)
    assert later["inspections"][0]["cluster"] == place["cluster"]
    assert later["inspections"][0]["publication"] == "after"
    assert {row["title"] for row in rows(told, "news", "--all")} > {HEADLINE, LATER}
    assert "school_ofsted" in {row["kind"] for row in rows(told, "news")}

    table = told.run("news", "Kestrelshire").stdout
    assert "before it" in table
    sheet = csv.DictReader(io.StringIO(told.run("news", "Kestrelshire", "--csv").stdout))
    assert [row["published"] for row in sheet] == [later["published"], first["published"]]
    assert rows(told, "news", "Saltmarsh") == []
    assert told.run("news", "Nowhere").returncode == 2

    broken, *others = rows(told, "feeds")
    assert (broken["name"], broken["state"], broken["failures"]) == ("broken", "failing", 4)
    assert "403" in broken["error"]
    assert {row["name"]: (row["state"], row["covers"]) for row in others} == {
        "echo": ("ok", ["Kestrelshire"]),
        "herald": ("ok", ["ALL"]),
    }
    listed = list(csv.DictReader(io.StringIO(told.run("feeds", "--csv").stdout)))
    assert [row["name"] for row in listed] == ["broken", "echo", "herald"]

    checks = {row["check"]: row for row in json.loads(told.run("doctor", "--json").stdout)["checks"]}
    assert checks["news feeds"]["ok"]
    assert "no local feed covers" in checks["news feeds"]["found"]
    assert "feed broken" in checks["sources"]["found"]
