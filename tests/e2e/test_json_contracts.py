"""What other programs read of ours: exactly these keys, dates as ISO 8601, times in UTC with Z."""

import csv
import json
import re
import subprocess
from collections.abc import Iterator
from datetime import date, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from monitor.replica.samples import full_report_pdf
from tests.e2e.stage import CHARITY, FORUM, MORNING, PLACES, TEAM, Stage, invented, send_monitor
from tests.fakes import FakeClock

TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
DAY = re.compile(r"\d{4}-\d\d-\d\d")
POLL = {
    "started": str,
    "finished": str,
    "listing": {"seen": int, "expected": int},
    "pages_fetched": int,
    "requests": int,
    "not_modified": int,
    "publications": {"new": int, "ingested": int, "quarantined": int, "failed": int},
    "news": {"items": int, "relevant": int},
    "events": [{"key": str, "kind": str, "area": str, "band": str}],
    "deliveries": {"sent": int, "held": int, "failed": int, "maybe_sent": int, "suppressed": int},
    "problems": [{"source": str, "error": str}],
    "notices": [str],
}
EVENT = {"id", "key", "kind", "area", "band", "occurred", "seen", "data"}
DELIVERY = {
    "id",
    "event",
    "subscribers",
    "channel",
    "address",
    "state",
    "attempts",
    "due",
    "maybe_sent_at",
    "message_id",
    "error",
}
COMPARISON = {
    "area",
    "previous",
    "current",
    "pair",
    "comparable",
    "direction",
    "summary",
    "months_between",
    "items",
    "themes",
    "bodies",
}
INSPECTION = {
    "about",
    "ordered_by",
    "predecessor",
    "kind",
    "framework",
    "inspection",
    "published",
    "outcome",
    "file_id",
    "url",
    "comparison",
    "source",
    "withdrawn",
}
SOURCE = {"name", "state", "failures", "last_ok", "failing_since", "error"}
READ = {
    "file",
    "sha256",
    "pages",
    "kind",
    "framework",
    "area",
    "partnership",
    "inspection",
    "previous_inspection",
    "outcome",
    "next",
    "plan",
    "priority_actions",
    "improvements",
    "local_authorities",
    "integrated_care_boards",
    "lead_inspectors",
    "warnings",
}


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory, empty_store: Path) -> Iterator[tuple[Stage, Any]]:
    """Give a stage on which everything has happened, and the summary of its last poll."""
    folder, clock = tmp_path_factory.mktemp("told"), FakeClock(MORNING)
    with Stage(folder, invented(PLACES, clock), clock, empty_store=empty_store) as stage:
        stage.publish("Kestrelshire", "systemic_failings", day=date(2024, 5, 7))
        stage.baseline()
        stage.clock.advance(hours=1)
        stage.publish("Kestrelshire", "inconsistent")
        stage.replica.switch("unknown_send_title", stage.urn("Saltmarsh"))
        stage.replica.switch("no_timeline", stage.urn("Wyndale"))
        stage.mail.answer("550 5.1.1 no such user", address=CHARITY)
        stage.mail.answer("450 4.2.0 later", address=FORUM)
        done = stage.run("poll", "--full", "--json")
        assert done.returncode == 1, "a page could not be read, and the command must say so"
        yield stage, json.loads(done.stdout)


def shape(value: Any) -> Any:
    """Give the keys and types of a JSON value; of a list, those of its first element."""
    if isinstance(value, dict):
        return {key: shape(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [shape(value[0])] if value else []
    return type(value)


def rows(stage: Stage, *arguments: str) -> list[dict[str, Any]]:
    """Run a command that prints JSON Lines."""
    done = stage.run(*arguments, "--json")
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_poll(told: tuple[Stage, Any]) -> None:
    _, summary = told
    bands = {event["kind"]: event["band"] for event in summary["events"]}
    assert (bands["report.published"], bands["report.unclassified"]) == ("inconsistent", None)
    assert shape(summary | {"events": summary["events"][1:]}) == POLL
    assert TIME.fullmatch(summary["started"])
    assert TIME.fullmatch(summary["finished"])
    assert summary["listing"] == {"seen": 8, "expected": 8}
    assert summary["publications"] == {"new": 2, "ingested": 1, "quarantined": 1, "failed": 0}
    assert [event["kind"] for event in summary["events"]] == [
        "report.unclassified",
        "report.published",
        "delivery.failed",
    ]
    assert [problem["source"] for problem in summary["problems"]] == ["page of Wyndale"]


def test_poll_on_an_empty_store_has_the_same_shape(bare_stage: Stage) -> None:
    done = bare_stage.run("poll", "--json", "--no-news")

    assert done.returncode == 0
    empty = {**POLL, "events": [], "problems": [], "notices": []}
    assert shape(json.loads(done.stdout)) == empty


def test_events(told: tuple[Stage, Any]) -> None:
    stage, _ = told
    found = {row["kind"]: row for row in rows(stage, "events")}

    assert set(found) == {"report.published", "report.unclassified", "delivery.failed"}
    for row in found.values():
        assert set(row) == EVENT
        assert TIME.fullmatch(row["occurred"])
        assert TIME.fullmatch(row["seen"])
    published = found["report.published"]
    assert published["area"] == {"urn": stage.urn("Kestrelshire"), "name": "Kestrelshire"}
    assert published["band"] == "inconsistent"
    assert found["report.unclassified"]["band"] is None


def test_deliveries(told: tuple[Stage, Any]) -> None:
    stage, _ = told
    found = {row["address"]: row for row in rows(stage, "deliveries") if row["event"].startswith("report.p")}

    assert {address: row["state"] for address, row in found.items()} == {
        FORUM: "due",
        CHARITY: "failed",
        TEAM: "sent",
    }
    for row in found.values():
        assert set(row) == DELIVERY
        assert TIME.fullmatch(row["due"])
        assert row["maybe_sent_at"] is None
        assert isinstance(row["message_id"], str)
        assert all(set(one) == {"name", "reason"} for one in row["subscribers"])
    assert found[FORUM]["attempts"] == 1
    assert found[FORUM]["error"]
    assert found[TEAM]["error"] is None
    assert {row["state"] for row in rows(stage, "deliveries", "--state", "failed")} == {"failed"}


def test_history_as_csv_has_a_row_for_each_inspection(told: tuple[Stage, Any]) -> None:
    stage, _ = told
    listed = list(csv.DictReader(StringIO(stage.run("history", "Kestrelshire", "--csv").stdout)))
    (found,) = rows(stage, "history", "Kestrelshire")
    outcomes = [one["outcome"].get("band") or "" for one in found["inspections"]]
    assert [row["outcome_band"] for row in listed] == outcomes
    assert {row["name"] for row in listed} == {"Kestrelshire"}


def test_history(told: tuple[Stage, Any]) -> None:
    stage, _ = told
    (found,) = rows(stage, "history", "Kestrelshire")

    assert set(found) == {"area", "inspections"}
    assert found["area"] == {"urn": stage.urn("Kestrelshire"), "name": "Kestrelshire"}
    assert [one["outcome"]["band"] for one in found["inspections"]] == ["inconsistent", "systemic_failings"]
    for one in found["inspections"]:
        assert set(one) == INSPECTION
        assert set(one["comparison"]) >= COMPARISON
        assert DAY.fullmatch(one["published"])
        assert set(one["inspection"]) == {"start", "end"}
        assert all(DAY.fullmatch(day) for day in one["inspection"].values())
        assert set(one["outcome"]) == {"band", "evidence", "page"}
        assert one["url"].endswith(f"/v1/file/{one['file_id']}")
    assert [one["published"] for one in found["inspections"]] == ["2026-09-08", "2024-05-07"]


def test_history_of_an_unknown_area_is_the_users_mistake(told: tuple[Stage, Any]) -> None:
    stage, _ = told
    done = stage.run("history", "Kestrelshyre", "--json")

    assert (done.returncode, done.stdout) == (2, "")
    assert "did you mean Kestrelshire" in done.stderr


def test_sources(told: tuple[Stage, Any]) -> None:
    stage, _ = told
    found = {row["name"]: row for row in rows(stage, "sources")}

    assert {"listing", "file service", "page of Wyndale"} <= set(found)
    for row in found.values():
        assert set(row) == SOURCE
        assert row["last_ok"] is None or TIME.fullmatch(row["last_ok"])
    wyndale = found["page of Wyndale"]
    assert (wyndale["state"], wyndale["failures"]) == ("failing", 1)
    assert TIME.fullmatch(wyndale["failing_since"])
    assert next(iter(found)) == "page of Wyndale"  # the broken ones first


def test_read(told: tuple[Stage, Any], tmp_path: Path) -> None:
    stage, _ = told
    days = {"start": date(2026, 6, 8), "end": date(2026, 6, 12)}
    good, bad = tmp_path / "good.pdf", tmp_path / "bad.pdf"
    good.write_bytes(
        full_report_pdf(
            area="Kestrelshire",
            band="systemic_failings",
            previous="11 to 15 March 2019",
            seed=3,
            **days,
        )
    )
    bad.write_bytes(b"<html>no report</html>")

    done: subprocess.CompletedProcess[str] = send_monitor(
        stage.folder, "read", str(good), str(bad), str(good), "--json"
    )

    assert done.returncode == 1
    first, second, third = (json.loads(line) for line in done.stdout.splitlines())
    assert first == third
    assert set(first) == READ
    assert first["area"] == {"urn": stage.urn("Kestrelshire"), "name": "Kestrelshire"}
    assert first["inspection"] == {name: day.isoformat() for name, day in days.items()}
    assert first["previous_inspection"]["start"] == "2019-03-11"
    assert set(first["previous_inspection"]) == {"text", "start", "end"}
    assert set(first["outcome"]) == {"band", "evidence", "page"}
    assert set(first["next"]) == {"full_months", "monitoring_months", "text"}
    assert all(set(item) == {"text", "responsible", "themes"} for item in first["priority_actions"])
    assert all(set(item) == {"text", "themes"} for item in first["improvements"])
    assert first["priority_actions"]
    assert first["improvements"]
    assert set(first["lead_inspectors"]) == {"ofsted", "cqc"}
    assert (first["outcome"]["band"], first["plan"]) == ("systemic_failings", "priority_action_plan")
    assert set(second) == {"file", "error"}
    assert set(second["error"]) == {"type", "message"}
    assert second["error"]["type"] == "UnreadableReport"


def test_commands_that_look_change_nothing(told: tuple[Stage, Any]) -> None:
    stage, _ = told
    before = (stage.events(), stage.deliveries())

    for command in (["events"], ["areas"], ["history", "Kestrelshire"]):
        assert rows(stage, *command)

    assert (stage.events(), stage.deliveries()) == before


def test_times_are_utc_though_the_clock_is_set_elsewhere(bare_stage: Stage) -> None:
    """--now may be given in any zone."""
    bare_stage.clock.now = datetime.fromisoformat("2026-09-08T10:35:00+02:00")

    summary = json.loads(bare_stage.run("baseline", "--json").stdout)

    assert summary["started"] == "2026-09-08T08:35:00Z"
