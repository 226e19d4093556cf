"""Corrections reach exactly those who had the first alert; a withdrawal is announced only when it is sure."""

import json
from datetime import timedelta
from typing import Any

import pytest

from monitor.domain.events import DeliveryState
from monitor.domain.outcome import Band
from monitor.services.overtaken import CORRECTED
from monitor.services.poll import deliver_all
from monitor.services.review import settle
from tests.e2e.stage import OPERATOR, Stage
from tests.e2e.test_file_faults import document

PLACE = "Kestrelshire"
HAD, LATE, LEFT, SPARED = "had@example.org", "late@example.org", "left@example.org", "spared@example.org"


def subscriber(address: str, **more: Any) -> dict[str, Any]:
    return {"name": address.partition("@")[0], "to": [f"email:{address}"], "areas": [PLACE], **more}


def heard(stage: Stage) -> list[str]:
    """Give which readers were written to since the last look."""
    return sorted(address for address in stage.addressees() if address != OPERATOR)


def confirm(stage: Stage, file_id: str, band: Band = Band.INCONSISTENT) -> None:
    with stage.house() as house:
        assert settle(house, file_id, band=band, note="read it", who="Jo") is not None
        deliver_all(house)


def first_alert(stage: Stage, band: str = "unclear") -> str:
    stage.configure(
        subscribers=[subscriber(HAD), subscriber(LEFT), subscriber(SPARED, only=["typically_positive"])]
    )
    file_id = stage.publish(PLACE, band)
    stage.poll()
    assert heard(stage) == [HAD, LEFT]
    stage.configure(
        subscribers=[
            subscriber(HAD, areas=["Wyndale"], only=["typically_positive"], events=["report.published"]),
            subscriber(LATE),
            subscriber(SPARED, only=["typically_positive"]),
        ]
    )
    return file_id


def test_confirmation_goes_to_those_who_had_the_alert_whatever_their_filters_are_now(stage: Stage) -> None:
    confirm(stage, first_alert(stage))
    (alert,) = [one for one in stage.taken() if one.to != OPERATOR]
    assert alert.to == HAD
    assert "had: you were told of this report before" in alert.text


def test_who_could_not_be_told_while_the_outcome_was_unknown_hears_of_it_confirmed(stage: Stage) -> None:
    confirm(stage, first_alert(stage), Band.TYPICALLY_POSITIVE)
    assert heard(stage) == [HAD, SPARED]


def test_what_was_corrected_in_the_night_is_told_in_the_morning_as_it_is_now(stage: Stage) -> None:
    stage.configure(subscribers=[subscriber(HAD, quiet_hours="21:00-10:00")])
    file_id = stage.publish(PLACE, "typically_positive")
    stage.poll()
    stage.world.replace(file_id, document(stage, "systemic_failings", place=PLACE))
    assert stage.poll(hours=0.3)["deliveries"]["held"] == 1
    stage.poll(hours=2)

    (alert,) = [one for one in stage.taken() if one.to == HAD]
    assert alert.subject.startswith(
        f"{PLACE}: new version of the report, widespread and/or systemic failings"
    )
    assert [(row.state, row.error) for row in stage.deliveries(HAD)] == [
        (DeliveryState.SUPPRESSED, CORRECTED),
        (DeliveryState.SENT, None),
    ]


def test_a_correction_says_we_told_you_only_to_who_was_told(stage: Stage) -> None:
    """The wrong outcome waits for one reader in the night, and is put right before it leaves."""
    stage.configure(subscribers=[subscriber(HAD), subscriber(LATE)])
    file_id = stage.publish(PLACE, "unclear")
    stage.poll()
    assert heard(stage) == [HAD, LATE]
    stage.configure(subscribers=[subscriber(HAD), subscriber(LATE, quiet_hours="21:00-10:00")])
    confirm(stage, file_id, Band.INCONSISTENT)
    assert heard(stage) == [HAD]
    stage.clock.advance(minutes=3)
    with stage.house() as house:
        settle(house, file_id, band=Band.SYSTEMIC_FAILINGS, note="misread", who="Jo")
        deliver_all(house)
    stage.poll(hours=2)
    words = {one.to: one.text.replace("\n", " ") for one in stage.taken() if one.to != OPERATOR}
    assert "We told you: inconsistent experiences and outcomes." in words[HAD]
    assert "outcome confirmed, widespread and/or systemic failings" in words[LATE]
    assert "we could not confirm its outcome. Now we can." in words[LATE]
    assert "wrong" not in words[LATE]


def test_who_asked_for_other_outcomes_is_not_told_that_we_told_them(stage: Stage) -> None:
    stage.configure(subscribers=[subscriber(HAD), subscriber(SPARED, only=["typically_positive"])])
    file_id = stage.publish(PLACE, "inconsistent")
    stage.poll()
    assert heard(stage) == [HAD]
    confirm(stage, file_id, Band.TYPICALLY_POSITIVE)
    first, second = sorted((one for one in stage.taken() if one.to != OPERATOR), key=lambda one: one.to)
    assert (first.to, second.to) == (HAD, SPARED)
    assert "outcome corrected" in first.subject
    assert second.subject.startswith(f"{PLACE}: typically positive")
    assert "wrong" not in second.text


def test_new_version_goes_to_those_who_had_the_alert(stage: Stage) -> None:
    file_id = first_alert(stage, "inconsistent")
    stage.world.replace(file_id, document(stage, "systemic_failings", place=PLACE))
    stage.poll(hours=2)
    assert heard(stage) == [HAD]


def test_who_may_have_had_the_alert_hears_of_the_new_version(stage: Stage) -> None:
    stage.configure(subscribers=[subscriber(HAD)])
    stage.mail.hang_up(address=HAD, times=3)
    file_id = stage.publish(PLACE, "inconsistent")
    for minutes in (0, 2, 10):
        stage.poll(minutes=minutes)
    (row,) = stage.deliveries(HAD)
    assert row.state is DeliveryState.FAILED
    assert heard(stage) == [HAD] * 3

    stage.world.replace(file_id, document(stage, "systemic_failings", place=PLACE))
    stage.poll(hours=2)

    assert heard(stage) == [HAD]


def test_what_may_have_arrived_does_not_come_again_after_its_correction(stage: Stage) -> None:
    stage.configure(subscribers=[subscriber(HAD)])
    stage.mail.hang_up(address=HAD, times=1)
    file_id = stage.publish(PLACE, "inconsistent")
    stage.poll()
    stage.taken()

    confirm(stage, file_id, Band.TYPICALLY_POSITIVE)
    stage.poll(hours=0.5)

    assert heard(stage) == [HAD]
    assert [(row.state, row.error) for row in stage.deliveries(HAD)] == [
        (DeliveryState.SUPPRESSED, CORRECTED),
        (DeliveryState.SENT, None),
    ]


def test_what_waits_is_overtaken_by_its_correction_whatever_became_of_that_elsewhere(stage: Stage) -> None:
    stage.configure(subscribers=[subscriber(HAD), subscriber(LATE)])
    stage.mail.answer("451 4.3.0 try later", address=HAD, times=1)
    file_id = stage.publish(PLACE, "inconsistent")
    stage.poll()
    stage.mail.answer("554 5.6.0 not this message", address=LATE, times=1)
    stage.taken()

    confirm(stage, file_id, Band.TYPICALLY_POSITIVE)
    stage.poll(hours=0.5)

    assert heard(stage) == [HAD]
    assert [row.state for row in stage.deliveries(LATE)] == [DeliveryState.SENT, DeliveryState.FAILED]


def test_withdrawal_is_announced_after_a_day_to_those_who_had_the_alert(stage: Stage) -> None:
    file_id = first_alert(stage, "inconsistent")
    stage.replica.switch("vanish", file_id)
    stage.poll(full=True, minutes=10)
    stage.poll(full=True, minutes=40)
    assert stage.kinds()[-1] == "source.degraded"  # the operator's note that it vanished comes first
    stage.poll(full=True, hours=22)
    assert heard(stage) == []

    stage.poll(full=True, hours=3)
    stage.poll(full=True, hours=3)

    (alert,) = [one for one in stage.taken() if one.to != OPERATOR]
    assert alert.to == HAD
    assert alert.subject.startswith(f"{PLACE}: report taken off Ofsted's website")
    assert stage.kinds().count("report.withdrawn") == 1


def listed(stage: Stage) -> tuple[dict[str, Any], dict[str, Any]]:
    """Give the national counts, and what `areas` says of the place."""
    areas = [json.loads(line) for line in stage.run("areas", "--json").stdout.splitlines()]
    stats: dict[str, Any] = json.loads(stage.run("stats", "--json").stdout)
    return stats, next(row for row in areas if row["name"] == PLACE)


def test_withdrawn_report_that_comes_back_is_told_too(stage: Stage) -> None:
    file_id = first_alert(stage, "inconsistent")
    counted, shown = listed(stage)
    assert (counted["total"], shown["band"], shown["withdrawn"]) == (1, "inconsistent", None)

    stage.replica.switch("vanish", file_id)
    stage.poll(full=True, hours=1)
    gone = stage.clock().date().isoformat()
    assert listed(stage) == (counted, shown)  # missing may be a fault
    stage.poll(full=True, hours=25)
    assert heard(stage) == [HAD]
    less, marked = listed(stage)
    assert (less["total"], marked["band"], marked["withdrawn"]) == (0, None, gone)
    assert f"withdrawn on {gone}" in stage.run("history", PLACE).stdout

    stage.replica.switch("vanish", None)
    stage.poll(full=True, hours=1)
    stage.poll(full=True, hours=1)
    (alert,) = [one for one in stage.taken() if one.to != OPERATOR]
    assert alert.subject.startswith(f"{PLACE}: report back on Ofsted's website")
    assert listed(stage) == (counted, shown)


def test_nothing_rests_on_a_withdrawn_report_any_more(stage: Stage) -> None:
    stage.configure(subscribers=[subscriber(HAD, events=["report.*", "deadline.*"])])
    file_id = stage.publish(PLACE, "systemic_failings")
    stage.poll()
    stage.replica.switch("vanish", file_id)
    stage.poll(full=True, hours=1)
    stage.poll(full=True, hours=25)
    first, gone = [alert for alert in stage.taken() if alert.to == HAD]
    assert "priority action plan" in first.text
    assert "remind you of dates that follow from it" in gone.text

    stage.poll(days=34)  # a plan would be due in two weeks
    again = stage.world.today() - timedelta(days=40)
    stage.publish(PLACE, "inconsistent", start=again)
    stage.poll()

    assert [alert.to for alert in stage.taken()].count(HAD) == 1
    assert stage.events("deadline.due") == []
    assert stage.events("report.published")[-1].data["comparison"]["previous"] is None
    expected = map(json.loads, stage.run("deadlines", PLACE, "--json").stdout.splitlines())
    assert {one["what"] for one in expected} == {"full", "strategic_plan"}


@pytest.mark.parametrize("fault", ["listing_short", "came_back", "new_link"])
def test_what_may_be_a_fault_is_no_withdrawal(stage: Stage, fault: str) -> None:
    file_id = first_alert(stage, "inconsistent")
    stage.replica.switch("vanish", file_id)
    stage.poll(full=True, hours=1)
    if fault == "listing_short":
        stage.replica.switch("drop_area", stage.urn("Wyndale"))
    elif fault == "came_back":
        stage.replica.switch("vanish", None)
        stage.poll(full=True, hours=12)
        stage.replica.switch("vanish", file_id)
    else:
        stage.publish(PLACE, "inconsistent")
    stage.poll(full=True, hours=24)
    assert "report.withdrawn" not in stage.kinds()


def test_old_report_of_the_first_read_that_vanishes_is_told_to_nobody(stage: Stage) -> None:
    stage.configure(subscribers=[subscriber(HAD)])
    stage.replica.switch("vanish", stage.publications(PLACE)[0].listed.file_id)
    for hours in (1, 25, 1):
        stage.poll(full=True, hours=hours)
    assert heard(stage) == []
