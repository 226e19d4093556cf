"""The daily drill: once a day, marked, to the canary alone; a failed one is told and stops the heartbeat."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from monitor.domain.drill import drill_event
from monitor.domain.events import DeliveryState, EventKind
from monitor.services import drill, watchdog
from tests.e2e.stage import OPERATOR, TEAM, Stage

CANARY = "canary@example.org"


def with_canary(stage: Stage, canary: str = f"email:{CANARY}", **sections: Any) -> None:
    stage.configure(operator={"to": [f"email:{OPERATOR}"], "canary": canary}, **sections)


def test_drill_goes_to_the_canary_once_a_day_and_says_what_it_is(stage: Stage) -> None:
    with_canary(stage)
    for minutes in (0, 10, 60):
        stage.poll(minutes=minutes)

    (alert,) = stage.taken()
    assert alert.to == CANARY
    assert alert.subject.startswith("[DRILL] Drillshire (DRILL): inconsistent experiences and outcomes")
    assert alert.text.count("This is the daily drill of the monitor.") == 2
    assert "arrangements lead to inconsistent experiences" in alert.text
    assert (stage.kinds(), stage.deliveries()[0].event_key) == ([], "drill:2026-09-08")

    stage.clock.now = datetime(2026, 9, 9, 5, 59, tzinfo=UTC)  # 06:59
    stage.poll()
    assert stage.taken() == []
    stage.poll(minutes=2)
    assert stage.addressees() == [CANARY]


def test_drill_can_go_to_slack(stage: Stage) -> None:
    with_canary(stage, f"slack:{TEAM}")
    stage.poll()
    (alert,) = stage.taken()
    assert (alert.to, "DRILL" in alert.subject) == (TEAM, True)


def test_nothing_that_is_known_or_counted_has_the_drill(stage: Stage) -> None:
    with_canary(stage)
    assert stage.poll()["events"] == []
    for command in (("events", "--json"), ("stats", "--json"), ("areas", "--json")):
        assert "rill" not in stage.run(*command).stdout


@pytest.mark.parametrize("how", ["deferred", "not allowed", "refused", "unreadable"])
def test_failed_drill_is_told_once_and_stops_the_heartbeat(
    stage: Stage, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    beats: list[int] = []
    with_canary(stage, delivery={"only_to": [OPERATOR]} if how == "not allowed" else {})
    if how == "deferred":
        stage.mail.answer("450 4.2.0 later", times=2, address=CANARY)
    if how == "refused":
        stage.mail.answer("550 5.1.1 nobody here", times=None, address=CANARY)
    if how == "unreadable":
        monkeypatch.setattr(drill, "drill_event", lambda *_: int("no number"))
    monkeypatch.setattr("monitor.bootstrap._heartbeat", lambda _: lambda: beats.append(1))

    for minutes in (0, 16, 1, 1):
        stage.poll(minutes=minutes)

    told = [alert for alert in stage.taken() if alert.to == OPERATOR]
    assert ["daily drill" in alert.text for alert in told] == [True]
    assert len(beats) == (1 if how == "deferred" else 0)  # it stops when the drill is late
    if how == "deferred":
        stage.poll(hours=1)
        stage.poll(minutes=1)
        assert len(beats) >= 2
        assert stage.kinds() == ["source.degraded", "source.recovered"]


def test_drill_of_a_canary_that_was_changed_is_not_sent_there(stage: Stage) -> None:
    with_canary(stage)
    stage.mail.answer("450 4.2.0 later", times=1)
    stage.poll()
    with_canary(stage, "email:other@example.org")
    stage.poll(minutes=5)
    (row,) = [row for row in stage.deliveries() if row.address == CANARY]
    assert (row.state, row.error) == (DeliveryState.SUPPRESSED, "operator.canary was changed in the config")


def test_drill_reads_as_a_report_on_every_day() -> None:
    start = datetime(2026, 1, 1, 7, 0, tzinfo=UTC)
    for number in range(0, 800, 7):
        day = start + timedelta(days=number)
        event = drill_event(day.date(), day)
        assert (event.kind, event.area, event.band) == (EventKind.DRILL, None, "inconsistent")
    assert watchdog.DRILL == "daily drill"
