"""The national picture in commands and messages, with what was imported and what was read."""

import json

from tests.e2e.stage import FORUM, OPERATOR, Stage

HEADING = "published,area,band,inspection_start,inspection_end\n"


def bring_in(stage: Stage, *rows: str) -> None:
    file = stage.folder / "events.csv"
    file.write_text(HEADING + "\n".join(rows) + "\n")
    done = stage.run("import", str(file))
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_message_says_what_it_stands_in(stage: Stage) -> None:
    bring_in(
        stage,
        "2023-05-05,Kestrelshire,systemic_failings,2023-02-06,2023-02-10",
        "2024-07-16,Ashbourne Vale,inconsistent,2024-05-13,2024-05-17",
        "2024-07-17,Port Merrow,typically_positive,2024-05-13,2024-05-17",
    )
    before = stage.run("stats", "--json").stdout
    total = json.loads(before)["total"]
    stage.publish("Kestrelshire", "inconsistent")
    stage.poll()
    [mail] = [alert for alert in stage.taken() if alert.to == FORUM]
    counts = json.loads(stage.run("stats", "--json").stdout)
    assert (counts["total"], counts["bands"]["inconsistent"]) == (total, 2) == (3, 2)
    assert "Across England, 2 of the 3 areas with a report now have this outcome" in mail.text
    assert "The last full inspection was in February 2023." in mail.text
    [event] = [one for one in stage.events("report.published") if one.data["area_name"] == "Kestrelshire"]
    assert event.data["context"]["england"]["bands"] == counts["bands"]


def test_a_fact_alerts_nobody_and_does_not_change_a_report_that_we_hold(stage: Stage) -> None:
    stage.publish("Kestrelshire", "inconsistent")
    stage.poll()
    stage.taken()
    [event] = stage.events("report.published")
    dates = event.data["report"]["inspection"]
    file = stage.folder / "events.csv"
    row = f"{event.data['published']},Kestrelshire,systemic_failings,{dates['start']},{dates['end']}\n"
    file.write_text(HEADING + row)
    done = stage.run("import", str(file))
    assert done.returncode == 0
    assert (
        "the report that we read says “Inconsistent experiences and outcomes”. The report counts"
        in done.stdout
    )
    stage.poll(minutes=10)
    assert stage.taken() == []
    assert stage.events("report.") == [event]
    assert json.loads(stage.run("stats", "--json").stdout)["bands"]["systemic_failings"] == 0


def test_a_report_that_contradicts_a_fact_is_told_to_the_operator_alone(stage: Stage) -> None:
    stage.publish("Kestrelshire", "inconsistent")
    bring_in(stage, "2026-09-08,Kestrelshire,systemic_failings,2026-07-06,2026-07-10")
    stage.poll()
    alerts = stage.taken()
    [note] = [alert for alert in alerts if alert.to == OPERATOR]
    assert "events.csv says “Widespread and/or systemic failings”, the report that we read says" in note.text
    [mail] = [alert for alert in alerts if alert.to == FORUM]
    assert "inconsistent experiences and outcomes" in mail.subject
    assert "systemic" not in mail.text


def test_a_fact_without_days_stands_where_it_was_published_and_says_so(stage: Stage) -> None:
    bring_in(stage, "2024-03-09,Kestrelshire,inconsistent,,")
    listed = json.loads(stage.run("history", "Kestrelshire", "--json").stdout)["inspections"]
    [fact] = [one for one in listed if one["source"] == "events.csv"]
    assert (fact["ordered_by"], fact["inspection"]) == ("publication", {"start": None, "end": None})
    said = stage.run("history", "Kestrelshire").stdout
    assert "on days we do not know, so it stands where it was published, published 2024-03-09" in said
