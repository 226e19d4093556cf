"""Reminders of what an area has to expect: once each, from our estimate or from a date that was recorded."""

from datetime import date

from monitor.domain.events import EventKind
from tests.e2e.stage import CHARITY, FORUM, OPERATOR, TEAM, Alert, Stage

PLAN_DUE = date(2026, 10, 27)  # 35 working days from 8 September


def readers(stage: Stage) -> list[Alert]:
    """Give the new messages but those to the operator, who is told that nothing was looked at for days."""
    return [alert for alert in stage.taken() if alert.to != OPERATOR]


def test_people_are_reminded_of_a_plan_once_at_each_lead_time(stage: Stage) -> None:
    stage.publish("Kestrelshire", "systemic_failings")
    stage.poll()
    stage.taken()
    stage.poll(days=34)  # 12 October
    assert readers(stage) == []
    summary = stage.poll(days=1)
    assert [event["kind"] for event in summary["events"]] == ["deadline.due"]
    mail, post = readers(stage)
    assert (mail.to, post.to) == (FORUM, TEAM)  # the charity asked for report.* alone
    assert (
        mail.subject
        == "Kestrelshire's partnership: priority action plan expected by about 27 October 2026 (a reminder)"
    )
    assert "Our estimate: 35 working days from publication." in mail.text
    stage.poll(hours=5)
    assert readers(stage) == []
    stage.poll(days=13)
    assert len(readers(stage)) == 2
    stage.poll(days=2)
    assert [event.data["lead_days"] for event in stage.events("deadline.due")] == [14, 1]
    assert all(event.data["due"] == PLAN_DUE.isoformat() for event in stage.events("deadline.due"))


def test_nobody_is_reminded_at_night(stage: Stage) -> None:
    stage.publish("Kestrelshire", "systemic_failings")
    stage.poll()
    stage.poll(days=34, hours=17)  # 13 October, 02:35 in London
    assert stage.events("deadline.due") == []
    stage.poll(hours=6)
    assert [event.data["lead_days"] for event in stage.events("deadline.due")] == [14]


def test_a_recorded_date_is_what_people_are_reminded_of(stage: Stage) -> None:
    stage.publish("Kestrelshire", "systemic_failings")
    stage.poll()
    done = stage.run(
        "deadline", "set", "kestrelshire", "plan", "2026-09-22", "--source", "council paper", "--by", "Ann"
    )
    assert done.returncode == 0, done.stderr
    assert "The area says 22 September 2026 is the date for this (source: council paper)" in done.stdout
    stage.taken()
    stage.poll(hours=1)
    mail, _ = readers(stage)
    plan = "Kestrelshire's partnership: priority action plan expected"
    assert mail.subject == f"{plan} 22 September 2026, as the area says (a reminder)"
    listed = stage.run("deadline", "changes", "--json").stdout
    assert '"by": "Ann"' in listed
    assert stage.run("deadline", "delete", "Kestrelshire", "plan").returncode == 0
    assert "by about 27 October 2026" in stage.run("deadlines", "Kestrelshire").stdout
    again = stage.run("deadline", "delete", "Kestrelshire", "plan")
    assert again.returncode == 2
    assert "no date is recorded for the" in again.stderr


def test_the_silent_first_read_reminds_nobody_of_the_past(bare_stage: Stage) -> None:
    bare_stage.publish("Kestrelshire", "systemic_failings", day=date(2026, 7, 22))  # its plan: 10 September
    bare_stage.baseline()
    bare_stage.poll(minutes=10)
    assert bare_stage.events(EventKind.DEADLINE_DUE) == []
    bare_stage.poll(days=1)
    assert [event.data["lead_days"] for event in bare_stage.events(EventKind.DEADLINE_DUE)] == [1]
    assert CHARITY not in bare_stage.addressees()
