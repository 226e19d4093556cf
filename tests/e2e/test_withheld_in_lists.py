"""What alerts withhold is withheld in every list as well: a wrong outcome must leave by no other door."""

import json
from datetime import timedelta

from monitor.replica.samples import full_report_pdf
from tests.e2e.stage import Stage

PLACE, OTHER = "Kestrelshire", "Saltmarsh"


def test_outcome_of_a_document_about_another_area_is_not_listed(stage: Stage) -> None:
    monday = stage.world.today() - timedelta(days=63 + stage.world.today().weekday())
    pdf = full_report_pdf(
        area=OTHER,
        band="systemic_failings",
        start=monday,
        end=monday + timedelta(days=4),
        previous="",
        seed=1,
    )
    stage.publish(PLACE, None, pdf=pdf)
    stage.poll()

    areas = [json.loads(line) for line in stage.run("areas", "--json").stdout.splitlines()]
    history = json.loads(stage.run("history", PLACE, "--json").stdout)

    row = next(row for row in areas if row["name"] == PLACE)
    assert (row["band"], row["outcome"]) == (None, None)
    assert row["published"] is not None
    assert [one["outcome"]["band"] for one in history["inspections"]] == [None]
    assert "failings" not in stage.run("history", PLACE).stdout


def test_outcome_that_was_stated_is_listed(stage: Stage) -> None:
    stage.publish(PLACE, "inconsistent")
    stage.poll()

    history = json.loads(stage.run("history", PLACE, "--json").stdout)

    assert [one["outcome"]["band"] for one in history["inspections"]] == ["inconsistent"]
    assert "Inconsistent experiences and outcomes" in stage.run("areas").stdout
