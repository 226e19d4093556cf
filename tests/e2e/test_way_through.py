"""From Ofsted's listing to the inbox, by the real command: silent at first, then one message a report.

Once on an invented country, and once on the real one with its real reports on their true dates, if the
reference tables and documents lie beside the checkout.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from typer.testing import CliRunner

from monitor.commands.poll import app
from monitor.domain.outcome import LABELS, Band
from monitor.options import Options
from monitor.replica.world import World
from tests.e2e.stage import CHARITY, FORUM, OPERATOR, PLACES, STORE, TEAM, Alert, Stage, shared
from tests.fakes import FakeClock

SHARED = Path(__file__).resolve().parents[2].parent / "shared"
DATA, CORPUS = SHARED / "data", SHARED / "corpus"
REAL = pytest.mark.skipif(
    not (DATA / "areas.csv").exists() or not (CORPUS / "truth.jsonl").exists(),
    reason=f"the real tables and documents are not beside the checkout: {SHARED}",
)
THROUGH = date(2024, 11, 13)
LATER = ("50261626", "50262087", "50268954")  # typically positive, inconsistent, systemic failings


@dataclass(frozen=True, slots=True)
class Expected:
    """What is known for sure of a report."""

    area: str
    band: str
    sentence: str  # the beginning of what is quoted


def plain(text: str) -> str:
    """Give text as it can be compared: straight quotes, single blanks."""
    return " ".join(text.replace("’", "'").replace("‘", "'").split())


def told(alert: Alert, expected: Expected) -> bool:
    """Say whether an alert names the area and its outcome and quotes the sentence it rests on."""
    label = LABELS[Band(expected.band)].lower()
    return (
        alert.subject.startswith(f"{expected.area}: ")
        and label in alert.subject.lower()
        and f"“{plain(expected.sentence)}" in plain(alert.text)
    )


def summary_of(stage: Stage, *arguments: str) -> dict[str, Any]:
    """Run a command with `--json` and give what it printed."""
    done = stage.run(*arguments, "--json")
    assert done.returncode == 0, done.stderr + done.stdout
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def one_more_report(stage: Stage, area: str, expected: Expected, hearers: list[str]) -> None:
    """Poll twice after a publication: one message to each hearer, then none and hardly a request."""
    summary = summary_of(stage, "poll")

    reports = [event for event in summary["events"] if event["kind"].startswith("report.")]
    assert [(event["kind"], event["area"], event["band"]) for event in reports] == [
        ("report.published", area, expected.band)
    ]
    assert summary["publications"]["ingested"] == summary["publications"]["new"] == 1
    alerts = [alert for alert in stage.taken() if alert.to != OPERATOR]
    assert [alert.to for alert in alerts] == hearers
    assert [alert.to for alert in alerts if not told(alert, expected)] == []

    again = summary_of(stage, "poll")
    assert again["requests"] <= 3
    assert (again["events"], again["problems"], again["deliveries"]["sent"]) == ([], [], 0)
    assert stage.taken() == []


def test_invented_areas_from_listing_to_inbox(bare_stage: Stage) -> None:
    stage = bare_stage
    (stage.folder / STORE).unlink()  # the first command sets the store up itself
    for place in PLACES:
        stage.publish(place, "inconsistent", day=date(2026, 8, 4))
    first = summary_of(stage, "baseline")
    assert first["publications"] == {"new": 8, "ingested": 8, "quarantined": 0, "failed": 0}
    assert (first["events"], first["deliveries"]["sent"]) == ([], 0)
    assert stage.taken() == []

    openings = {
        "typically_positive": "The local area partnership's",
        "inconsistent": "The local area partnership's",
        "systemic_failings": "There are widespread and/or systemic failings",
    }
    for day, (place, band) in enumerate(
        [
            ("Kestrelshire", "typically_positive"),
            ("Wyndale", "systemic_failings"),
            ("Kestrelshire", "inconsistent"),
        ]
    ):
        stage.clock.advance(hours=20)
        stage.publish(place, band, start=date(2026, 6, 15 + 7 * day))
        hearers = [FORUM, CHARITY, TEAM] if place == "Kestrelshire" else [CHARITY]
        one_more_report(stage, place, Expected(place, band, openings[band]), hearers)


def test_summary_of_a_poll_holds_no_event_of_an_earlier_one(stage: Stage) -> None:
    """Two polls of a rehearsal begin at the same time."""
    stage.publish("Wyndale")
    assert [event["area"] for event in stage.poll()["events"]] == ["Wyndale"]
    assert stage.poll()["events"] == []


def test_a_poll_that_is_broken_off_says_that_nothing_is_lost(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("monitor.commands.poll.run_poll", mock.Mock(side_effect=KeyboardInterrupt))
    options = Options(stage.folder, None, None, False)
    done = CliRunner().invoke(app, ["poll"], obj=options, env=stage.environ)
    assert (done.exit_code, done.stderr) == (
        130,
        "Stopped. Nothing is lost: run the same again to go on.\n",
    )


def test_poll_on_an_empty_store_is_the_silent_first_read_and_says_so(bare_stage: Stage) -> None:
    bare_stage.publish("Kestrelshire")

    done = bare_stage.run("poll")

    assert done.returncode == 0
    assert "reading all reports silently; nobody is written to" in done.stderr
    assert (bare_stage.events(), bare_stage.taken()) == ([], [])
    bare_stage.publish("Wyndale")
    assert bare_stage.run("poll").returncode == 0
    assert bare_stage.addressees() == [CHARITY]


def test_quiet_poll_of_the_whole_country_asks_little(country: Stage) -> None:
    summary = country.poll()

    assert (summary["listing"]["seen"], summary["pages_fetched"], summary["events"]) == (153, 0, [])
    assert summary["requests"] <= 3
    assert country.poll(full=True, hours=2)["events"] == []
    assert country.poll(minutes=10)["requests"] <= 3


@pytest.fixture
def real_stage(tmp_path: Path, empty_store: Path) -> Iterator[Stage]:
    """Give the real country as it was on the evening of `THROUGH`, with its real reports."""
    clock = FakeClock(datetime.combine(THROUGH, time(18), UTC))
    tables = [DATA / "published_reports.csv", DATA / "other_reports.csv"]
    world = World.from_csv(DATA / "areas.csv", tables, CORPUS / "reports", THROUGH)
    world.clock = shared(clock)
    with Stage(tmp_path, world, clock, empty_store=empty_store) as stage:
        stage.areas = None
        yield stage


@REAL
def test_real_country_from_listing_to_inbox(real_stage: Stage) -> None:
    truths = [json.loads(line) for line in (CORPUS / "truth.jsonl").read_text("utf-8").splitlines()]
    known = {truth["file_id"]: truth for truth in truths}
    stage = real_stage
    forum = {"name": "Forum", "areas": ["Rotherham", "Lancashire"], "to": [f"email:{FORUM}", f"slack:{TEAM}"]}
    charity = {"name": "Charity", "areas": ["*"], "to": [f"email:{CHARITY}"]}
    stage.configure(subscribers=[forum, charity])

    first = summary_of(stage, "baseline")

    assert first["listing"] == {"seen": 153, "expected": 153}
    assert (first["pages_fetched"], first["problems"], first["events"]) == (153, [], [])
    assert first["publications"]["failed"] == 0
    assert first["publications"]["ingested"] == first["publications"]["new"] > 40
    assert stage.taken() == []

    for file_id in LATER:
        truth = known[file_id]
        day = date.fromisoformat(truth["published"])
        stage.clock.now = datetime.combine(day, time(9, 45), UTC)
        stage.world.clock.set(datetime.combine(THROUGH, time(18), UTC))  # so that nothing else comes due
        stage.world.release(file_id)
        name = truth["area"]["name"]
        expected = Expected(name, truth["outcome"]["band"], truth["outcome"]["evidence"][:120])
        hearers = [FORUM, CHARITY, TEAM] if name in forum["areas"] else [CHARITY]
        one_more_report(stage, name, expected, hearers)
