"""The export: everything public, and nothing of the people who watch or who work on it."""

import csv
import json
from typing import Any

from monitor.domain.outcome import LABELS, Band
from tests.e2e.stage import CHARITY, FORUM, OPERATOR, TEAM, Stage


def exported(stage: Stage) -> tuple[dict[str, Any], dict[str, list[dict[str, str]]], str]:
    """Run the export; gives the JSON files, the CSV files and all text of them."""
    folder = stage.folder / "out"
    done = stage.run("export", str(folder), "--json")
    assert done.returncode == 0, done.stderr
    texts = {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()}
    data = {name: json.loads(text) for name, text in texts.items() if name.endswith(".json")}
    rows = {
        name: list(csv.DictReader(text.splitlines())) for name, text in texts.items() if name.endswith(".csv")
    }
    return data, rows, "\n".join(texts.values())


def test_everything_public_is_in_it_and_nobody_else(stage: Stage) -> None:
    stage.publish("Kestrelshire", "systemic_failings")
    stage.publish("Ashbourne Vale", "unclear")
    stage.poll()
    stage.run(
        "deadline", "set", "Kestrelshire", "plan", "2026-10-01", "--source", "=cmd", "--by", "Ann Onymous"
    )
    data, rows, everything = exported(stage)
    for private in (FORUM, CHARITY, OPERATOR, TEAM, "Kestrelshire forum", "Ann Onymous", "lead_inspectors"):
        assert private not in everything
    [kestrel] = [row for row in rows["areas.csv"] if row["name"] == "Kestrelshire"]
    assert kestrel["outcome"] == LABELS[Band.SYSTEMIC_FAILINGS]
    [report] = [one for one in data["reports.json"] if one["area"]["name"] == "Kestrelshire"][:1]
    findings = [one for one in data["findings.json"] if one["file_id"] == report["file_id"]]
    assert [one["text"] for one in findings] == [
        one["text"] for one in (*report["priority_actions"], *report["improvements"])
    ]
    [plan] = [
        row
        for row in rows["deadlines.csv"]
        if (row["area_name"], row["what"]) == ("Kestrelshire", "priority_action_plan")
    ]
    assert (plan["due"], plan["recorded_source"]) == ("2026-10-01", "'=cmd")
    assert data["export.json"]["rows"]["events"] == len(stage.events("report.published")) == 2
    assert data["stats.json"]["total"] == len([row for row in rows["areas.csv"] if row["published"]])


def test_what_is_withheld_from_readers_is_not_in_it(stage: Stage) -> None:
    stage.publish("Ashbourne Vale", "unclear")
    stage.poll()
    data, _, _ = exported(stage)
    [report] = [one for one in data["reports.json"] if one["outcome_withheld"]]
    assert report["outcome"]["band"] is None
    assert (report["next"]["full_months"], report["plan"], report["improvements"]) == (None, None, [])
    shown = [one for one in data["inspections.json"] if one["file_id"] == report["file_id"]]
    assert [one["outcome"]["band"] for one in shown] == [None]
