"""Reports that follow on each other: each is told with what it changes, whichever came to us first."""

import json
from datetime import date, timedelta
from typing import Any

import pytest

from monitor.replica.samples import full_report_pdf
from tests.e2e.stage import FORUM, Stage

PLACE = "Kestrelshire"
TODAY = date(2026, 9, 7)


def report(band: str, year: int, *, previous: str = "Not previously inspected") -> bytes:
    start = date(year, 3, 2)
    return full_report_pdf(
        area=PLACE, band=band, start=start, end=start + timedelta(days=4), previous=previous, seed=year
    )


def publish(stage: Stage, band: str, year: int, day: date | None = None) -> str:
    start = date(year, 3, 2)
    return stage.publish(PLACE, band, day=day, start=start, pdf=report(band, year))


def told(stage: Stage, kind: str = "report.published") -> list[dict[str, Any]]:
    return [event.data for event in stage.events(kind)]


def test_a_report_is_told_with_what_it_changes(stage: Stage) -> None:
    publish(stage, "inconsistent", 2023, date(2023, 5, 16))
    stage.poll(full=True)
    publish(stage, "systemic_failings", 2026)
    stage.taken()

    stage.poll(full=True, hours=1)

    event = told(stage)[-1]
    assert (event["direction"], event["comparison"]["pair"]) == ("worse", "full_full")
    alert = next(one for one in stage.taken() if one.to == FORUM)
    text = " ".join(alert.text.split())
    assert (
        "Before (report of May 2023): inconsistent experiences and outcomes → Now: widespread and/or systemic"
        in text
    )
    assert "This is a worse outcome than before." in text


def test_who_asked_for_worse_hears_of_worse_alone(stage: Stage) -> None:
    only = {"name": "Watch", "to": [f"email:{FORUM}"], "areas": [PLACE], "only": ["worse"]}
    stage.configure(subscribers=[only])
    publish(stage, "systemic_failings", 2023, date(2023, 5, 16))
    stage.poll(full=True)
    publish(stage, "inconsistent", 2025, stage.world.today() - timedelta(days=9))
    stage.poll(full=True, hours=1)
    assert FORUM not in stage.addressees()

    publish(stage, "systemic_failings", 2026)
    stage.poll(full=True, hours=2)
    assert FORUM in stage.addressees()


def test_an_older_report_that_comes_late_changes_nothing_of_a_newer_one(stage: Stage) -> None:
    publish(stage, "typically_positive", 2026)
    stage.poll(full=True)
    stage.taken()
    publish(stage, "systemic_failings", 2023, date(2023, 5, 16))

    stage.poll(full=True, hours=1)

    (late,) = told(stage, "report.backfilled")
    assert (late["direction"], late["comparison"]["previous"]) == ("first", None)
    assert len(told(stage)) == 1
    assert FORUM not in stage.addressees()
    history = json.loads(stage.run("history", PLACE, "--json").stdout)["inspections"]
    newest, oldest = history
    assert newest["comparison"]["direction"] == "better"
    assert newest["comparison"]["previous"]["file_id"] == oldest["file_id"]
    assert oldest["comparison"]["direction"] == "first"


def test_an_imported_fact_is_what_a_report_is_compared_with(stage: Stage) -> None:
    facts = stage.folder / "facts.csv"
    facts.write_text(
        f"area,kind,inspection start,written statement of action required\n{PLACE},letter_2016,2017-02,yes\n"
    )
    done = stage.run("import", str(facts))
    assert done.returncode == 0, done.stderr
    publish(stage, "inconsistent", 2026)

    stage.poll(full=True)

    event = told(stage)[-1]
    said = event["comparison"]["summary"]
    assert (event["direction"], event["comparison"]["comparable"]) == ("not_comparable", False)
    assert "It required a written statement of action." in said
    assert "This inspection found inconsistent experiences and outcomes." in said
    history = stage.run("history", PLACE).stdout
    assert "A written statement of action was required" in history


def test_a_mistake_in_comparing_silences_no_report(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("monitor.services.comparisons.compared", lambda *_: 1 / 0)
    publish(stage, "inconsistent", 2026)

    stage.poll()

    (event,) = told(stage)
    assert "comparison" not in event
    assert FORUM in stage.addressees()
    assert "comparing report.published" in caplog.text


def test_a_report_that_could_not_be_read_still_stands_between(stage: Stage) -> None:
    """Else the next one would be compared with the one before it, as if nothing had been in between."""
    publish(stage, "typically_positive", 2021, date(2023, 1, 16))
    stage.publish(PLACE, None, day=date(2023, 5, 16), start=date(2023, 3, 6))  # a stub that says nothing
    publish(stage, "systemic_failings", 2026)

    stage.poll(full=True)

    event = next(one for one in told(stage) if one["report"]["outcome"]["band"])
    assert (event["direction"], event["comparison"]["pair"]) == ("not_comparable", "full_full")
    assert "May 2023 is not known" in event["comparison"]["summary"]
    newest, unread, oldest = json.loads(stage.run("history", PLACE, "--json").stdout)["inspections"]
    assert newest["comparison"]["direction"] == unread["comparison"]["direction"] == "not_comparable"
    assert oldest["comparison"]["direction"] == "first"
