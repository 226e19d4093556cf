"""M2, M3 and M7: a storm of changes, a monitor that did not run, and a long silence (`sources.md` 8)."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial

import pytest

from monitor import bootstrap
from monitor.bootstrap import migrate, open_house
from monitor.commands import doctor
from monitor.domain.events import DeliveryState
from monitor.replica.records import FULL
from monitor.replica.samples import full_report_pdf
from monitor.services.poll import poll
from monitor.services.upkeep import keep_up
from tests.e2e.stage import CHARITY, OPERATOR, PLACES, SUBSCRIBERS, TEAM, Stage
from tests.servers import shared_postgres

MONDAY = date(2026, 7, 6)


def publish(stage: Stage, place: str, band: str, *, seed: int = 1) -> str:
    urn = next(one.urn for one in stage.world.providers() if one.area == place)
    return stage.world.publish(urn, FULL, MONDAY, pdf=_report(place, band, seed))


def _report(place: str, band: str, seed: int) -> bytes:
    friday = MONDAY + timedelta(days=4)
    return full_report_pdf(
        area=place, band=band, start=MONDAY, end=friday, previous="Not previously inspected", seed=seed
    )


def notes(stage: Stage) -> list[str]:
    return [str(event.data["source"]) for event in stage.events("source.degraded")]


def failing(stage: Stage) -> list[str]:
    with stage.memory() as store:
        return [one.name for one in store.sources() if one.failures]


def test_m2_when_many_known_reports_change_readers_wait_for_a_person(stage: Stage) -> None:
    files = {place: publish(stage, place, "inconsistent") for place in PLACES}
    stage.poll()
    for place, file_id in files.items():
        stage.world.replace(file_id, _report(place, "typically_positive", seed=2))
    stage.poll(hours=2)
    told = [row for row in stage.deliveries("desk@example.org") if "reissued" in row.event_key]
    assert [row.state for row in told].count(DeliveryState.SENT) == 5
    assert [row.state for row in told].count(DeliveryState.SUPPRESSED) == len(PLACES) - 5
    assert "reports we knew already" in notes(stage)


def test_m2_new_reports_are_no_storm(stage: Stage) -> None:
    for place in PLACES:
        publish(stage, place, "inconsistent")
    stage.poll()
    states = {row.state for row in stage.deliveries("desk@example.org")}
    assert states == {"sent"}


def test_m3_a_monitor_that_did_not_run_says_so_once(stage: Stage) -> None:
    stage.poll()
    assert notes(stage) == []
    stage.poll(days=14)
    stage.poll(minutes=10)
    assert notes(stage) == ["the monitor itself"]


def test_m7_a_long_silence_is_told_once_and_to_the_operator_alone(stage: Stage) -> None:
    publish(stage, "Kestrelshire", "inconsistent")
    stage.poll()
    for _ in range(70):
        stage.poll(hours=23)
    assert notes(stage) == ["new reports"]
    assert {row.channel for row in stage.deliveries() if "silence" in row.event_key} == {"email"}
    assert {row.address for row in stage.deliveries() if "silence" in row.event_key} == {"ops@example.org"}


def test_the_heartbeat_beats_only_while_all_is_well(stage: Stage) -> None:
    beats: list[int] = []
    with stage.house() as house:
        listening = replace(house, heartbeat=lambda: beats.append(1))
        poll(listening)
        assert beats == [1]
        stage.replica.switch("results_list_absent", True)
        poll(listening)
        assert beats == [1]


def test_operator_hears_elsewhere_that_mail_fails_and_once_more_when_it_works(stage: Stage) -> None:
    stage.configure(operator={"to": [f"email:{OPERATOR}", f"slack:{TEAM}"]}, subscribers=[SUBSCRIBERS[1]])
    stage.mail.answer("451 4.3.0 later", times=None)
    publish(stage, "Kestrelshire", "inconsistent")
    for minutes in (0, 1, 5, 4):
        stage.poll(minutes=minutes)
    assert notes(stage) == []
    for minutes in (6, 10, 60):
        stage.poll(minutes=minutes)
    assert notes(stage) == ["sending by email"]
    (note,) = stage.taken()
    assert (note.to, note.subject) == (TEAM, "Nothing goes out: sending by email")

    stage.mail.behave()
    assert stage.run("retry", "--waiting").returncode == 0
    assert sorted(one.to for one in stage.taken()) == [CHARITY, OPERATOR]
    stage.poll(minutes=1)
    told = {(one.to, one.subject.removeprefix("SEND monitor: ")) for one in stage.taken()}
    assert told == {(to, "Working again: sending by email") for to in (TEAM, OPERATOR)}
    stage.poll(hours=1)
    assert stage.taken() == []


def test_a_channel_that_nobody_is_reached_at_any_more_is_no_trouble(stage: Stage) -> None:
    desk = {"name": "Desk", "areas": ["*"]}
    stage.configure(subscribers=[desk | {"to": [f"slack:{TEAM}"]}])
    stage.slack.answer(500, times=None)
    publish(stage, "Kestrelshire", "inconsistent")
    for minutes in (0, 1, 5, 15, 60):
        stage.poll(minutes=minutes)
    assert failing(stage) == ["sending by slack"]

    stage.configure(subscribers=[desk | {"to": [f"email:{CHARITY}"]}])
    stage.poll(hours=6)  # by then what waited was tried again, and stopped
    stage.poll(minutes=1)

    assert failing(stage) == []
    assert not [alert for alert in stage.taken() if alert.subject.startswith("Working again")]


def test_a_clock_that_disagrees_with_the_servers_is_told_once_a_day(stage: Stage) -> None:
    for hours, seconds in ((0, 5), (0, 60), (1, 60), (24, -60)):
        stage.clock.advance(hours=hours)
        with stage.house() as house:
            keep_up(replace(house, ahead=partial(timedelta, seconds=seconds), holder="two@1/1/1"))
    told = stage.events("source.degraded")
    assert notes(stage) == ["clock of two"] * 2
    words = [str(event.data["error"]).partition(". ")[0] for event in told]
    assert words[0] == "the clock of the machine two is 60 seconds ahead of the database server's"
    assert words[1] == "the clock of the machine two is 60 seconds behind the database server's"


def test_all_processes_go_by_the_database_servers_clock(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = shared_postgres().new_database()
    migrate(url)
    wrong = timedelta(minutes=1)
    monkeypatch.setattr(bootstrap, "_machine_time", lambda: datetime.now(UTC) + wrong)
    found = replace(stage.settings(), store_url=url, clock=bootstrap._machine_time)
    with open_house(found) as house:
        assert abs(house.clock() - datetime.now(UTC)) < wrong / 2
        assert abs(house.ahead() - wrong) < wrong / 2
    finding = doctor._clock(found)
    assert not finding.ok
    assert finding.found.endswith("seconds ahead of the database server's")
