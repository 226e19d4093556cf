"""A channel that is down, busy or says no: nothing is lost, and nothing repeated in secret."""

from datetime import timedelta

import pytest

from monitor.domain.events import DeliveryState
from monitor.replica.sinks import MailSink
from monitor.services.lanes import HOLD
from monitor.services.watchdog import source_failed
from tests.e2e.stage import CHARITY, FORUM, OPERATOR, TEAM, Stage, as_alert

PLACE = "Kestrelshire"
RETRIES = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360)]


def state(stage: Stage, address: str) -> tuple[DeliveryState, int]:
    """Give how the one delivery to an address stands, and how often it was tried."""
    (row,) = stage.deliveries(address)
    return row.state, row.attempts


def test_mail_server_that_is_down_loses_nothing(stage: Stage) -> None:
    """The port is closed: each row waits for its time, however often it is polled, and goes out once."""
    with MailSink() as gone:
        dead = gone.port
    stage.configure(email={"port": dead})
    stage.publish(PLACE)

    summary = stage.poll()

    assert summary["deliveries"] == {"sent": 1, "held": 0, "failed": 0, "maybe_sent": 0, "suppressed": 0}
    (notice,) = summary["notices"]
    assert notice.startswith(
        "not sent by email and to be tried again: 2, the last because of email: cannot connect"
    )
    assert stage.addressees() == [TEAM]
    assert state(stage, FORUM) == (DeliveryState.DUE, 1)
    assert "cannot connect" in str(stage.deliveries(FORUM)[0].error)
    for tried, gap in enumerate(RETRIES, start=2):
        stage.poll(seconds=gap.total_seconds() - 1)
        assert state(stage, FORUM) == (DeliveryState.DUE, tried - 1)
        stage.poll(seconds=1)
        assert state(stage, FORUM) == (DeliveryState.DUE, tried)

    stage.configure()
    assert stage.poll(hours=6)["deliveries"]["sent"] == 3
    assert stage.addressees() == [FORUM, CHARITY, OPERATOR]  # who is reached by mail alone
    assert state(stage, FORUM) == (DeliveryState.SENT, len(RETRIES) + 2)
    assert stage.poll(hours=6)["deliveries"]["sent"] == 1
    assert [alert.subject for alert in stage.taken()] == ["SEND monitor: Working again: sending by email"]
    assert stage.poll(hours=6)["deliveries"]["sent"] == 0
    assert stage.addressees() == []


def test_mail_server_that_is_down_for_three_days_is_given_up_and_told(stage: Stage) -> None:
    stage.configure(operator={"to": [f"slack:{TEAM}"]})
    stage.mail.answer("451 4.3.0 not today", times=None)
    stage.publish(PLACE)
    stage.poll()
    stage.taken()
    for _ in range(12):
        stage.poll(hours=6)
    assert state(stage, FORUM)[0] == DeliveryState.FAILED
    assert "given up after 72 hours" in str(stage.deliveries(FORUM)[0].error)
    notes = stage.taken()
    assert {note.to for note in notes} == {TEAM}
    assert sorted(note.subject for note in notes) == [
        *(f"Not delivered: email to {address}" for address in (FORUM, CHARITY)),
        "Nothing goes out: sending by email",
    ]
    assert stage.poll(hours=23)["events"] == []


def test_after_days_of_downtime_a_server_may_still_say_later(stage: Stage) -> None:
    stage.configure(subscribers=[{"name": "Forum", "to": [f"email:{FORUM}"]}])
    stage.publish("Kestrelshire")
    stage.run("poll", fault="after-ingest")
    stage.mail.answer("451 4.7.1 greylisted", address=FORUM)

    stage.poll(hours=73)
    assert state(stage, FORUM) == (DeliveryState.DUE, 1)
    stage.poll(minutes=5)

    assert state(stage, FORUM) == (DeliveryState.SENT, 2)


@pytest.mark.parametrize("stage_of_mail", ["rcpt", "data"])
@pytest.mark.parametrize("reply", ["421 4.3.2 closing", "450 4.2.0 try later"])
def test_mail_deferred_then_taken_arrives_once(stage: Stage, reply: str, stage_of_mail: str) -> None:
    stage.mail.answer(reply, address=FORUM, stage=stage_of_mail)  # type: ignore[arg-type]
    stage.publish(PLACE)

    stage.poll()

    assert stage.addressees() == [CHARITY, TEAM]
    assert state(stage, FORUM) == (DeliveryState.DUE, 1)
    assert reply[:3] in str(stage.deliveries(FORUM)[0].error)
    assert stage.poll(seconds=59)["deliveries"]["sent"] == 0
    assert stage.poll(seconds=1)["deliveries"]["sent"] == 1
    assert stage.addressees() == [FORUM]
    assert state(stage, FORUM) == (DeliveryState.SENT, 2)
    assert stage.deliveries(FORUM)[0].maybe_sent_at is None


def test_address_that_does_not_exist_fails_alone_and_the_operator_is_told(stage: Stage) -> None:
    stage.mail.answer("550 5.1.1 no such user", address=FORUM, times=None)
    stage.publish(PLACE)

    summary = stage.poll()

    assert (summary["deliveries"]["sent"], summary["deliveries"]["failed"]) == (3, 1)
    alerts = {alert.to: alert for alert in stage.taken()}
    assert set(alerts) == {CHARITY, OPERATOR, TEAM}
    assert f"Not delivered: email to {FORUM}" in alerts[OPERATOR].subject
    assert "550 5.1.1 no such user" in alerts[OPERATOR].text
    assert state(stage, FORUM) == (DeliveryState.FAILED, 1)
    assert stage.poll(hours=23)["deliveries"] | {"held": 0} == {
        "sent": 0,
        "held": 0,
        "failed": 0,
        "maybe_sent": 0,
        "suppressed": 0,
    }


def test_operators_note_that_fails_makes_no_further_note(stage: Stage) -> None:
    stage.mail.answer("550 5.1.1 no such user", times=None)
    stage.publish(PLACE)

    summary = stage.poll()

    assert summary["deliveries"]["failed"] == 4  # two subscribers, and the operator twice
    assert [event["kind"] for event in summary["events"]] == ["report.published", *["delivery.failed"] * 2]
    assert stage.poll(hours=23)["events"] == []


def test_line_dropped_after_the_message_is_sent_again_with_the_same_reference(stage: Stage) -> None:
    stage.mail.hang_up(address=FORUM)
    stage.publish(PLACE)

    summary = stage.poll()

    assert summary["deliveries"]["maybe_sent"] == 1
    assert state(stage, FORUM) == (DeliveryState.MAYBE_SENT, 1)
    assert stage.poll(minutes=1)["deliveries"]["sent"] == 1
    both = [as_alert(FORUM, one.content) for one in stage.mail.mails if FORUM in one.recipients]
    assert len(both) == 2
    assert (both[0].reference, both[0].text) == (both[1].reference, both[1].text)
    row = stage.deliveries(FORUM)[0]
    assert (row.state, row.maybe_sent_at is not None) == (DeliveryState.SENT, True)
    assert stage.poll(hours=23)["deliveries"]["sent"] == 0


def test_line_dropped_for_the_first_time_at_the_third_try_is_no_reason_to_give_up(stage: Stage) -> None:
    """What was put off twice has not arrived."""
    stage.mail.answer("450 4.2.0 greylisted", address=FORUM, times=2)
    stage.publish(PLACE)
    stage.poll()
    stage.poll(minutes=2)
    assert state(stage, FORUM) == (DeliveryState.DUE, 2)
    stage.mail.hang_up(address=FORUM)
    stage.poll(minutes=6)
    assert state(stage, FORUM) == (DeliveryState.MAYBE_SENT, 3)
    assert stage.poll(minutes=16)["deliveries"]["sent"] == 1


def test_slack_that_drops_the_line_is_sent_again_with_the_same_reference(stage: Stage) -> None:
    stage.slack.hang_up()
    stage.publish(PLACE)

    assert stage.poll()["deliveries"]["maybe_sent"] == 1

    assert stage.poll(minutes=1)["deliveries"]["sent"] == 1
    posts = [alert for alert in stage.taken() if alert.to == TEAM]
    assert len(posts) == 2
    assert posts[0].reference == posts[1].reference != ""


def test_slack_that_is_busy_is_left_alone_as_long_as_it_asks(stage: Stage) -> None:
    stage.slack.answer(429, retry_after=150)
    stage.publish(PLACE)
    stage.publish(PLACE, "inconsistent", start=stage.world.today() - timedelta(days=80))

    summary = stage.poll(full=True)

    assert summary["deliveries"]["sent"] == 4  # the mails are not held up
    assert len(stage.slack.refused) == 1  # the second message knew without asking
    assert {row.state for row in stage.deliveries(TEAM)} == {DeliveryState.DUE}
    stage.poll(seconds=149)
    assert stage.addressees().count(TEAM) == 0
    assert stage.poll(seconds=1)["deliveries"]["sent"] == 2
    assert stage.addressees().count(TEAM) == 2


def test_slack_that_is_busy_is_left_alone_by_other_processes_too(stage: Stage) -> None:
    stage.slack.answer(429, retry_after=150)
    stage.publish(PLACE)
    stage.poll()
    stage.publish(PLACE, start=stage.world.today() - timedelta(days=80))

    stage.poll(full=True, seconds=60)  # which remembers nothing but what is in the store

    assert len(stage.slack.refused) == 1
    assert [row.attempts for row in stage.deliveries(TEAM)] == [1, 0]
    assert stage.poll(seconds=90)["deliveries"]["sent"] == 2
    assert stage.addressees().count(TEAM) == 2


def test_poll_sends_what_waits_for_a_process_that_died_at_the_webhook(stage: Stage) -> None:
    stage.publish(PLACE)
    with stage.house() as house:
        assert house.store.enter(f"slack:{TEAM}", spacing=1.0, hold=HOLD).granted

    assert stage.poll()["deliveries"]["sent"] == 3

    assert TEAM in stage.addressees()


def test_many_messages_to_one_webhook_go_out_in_order_each_at_its_first_try(stage: Stage) -> None:
    stage.configure(operator={"to": [f"slack:{TEAM}"]})
    names = [f"source {number:02}" for number in range(25)]
    with stage.house() as house:
        for name in names:
            source_failed(house, name, "no answer", at_once=True)

    assert stage.poll()["deliveries"]["sent"] == len(names)

    assert [alert.subject.partition(": ")[2] for alert in stage.taken()] == names
    assert {row.attempts for row in stage.deliveries(TEAM)} == {1}


@pytest.mark.parametrize(
    ("status", "body"), [(404, "no_service"), (410, "channel_is_archived"), (400, "invalid_token")]
)
def test_webhook_that_is_gone_fails_alone_and_the_operator_is_told(
    stage: Stage, status: int, body: str
) -> None:
    stage.slack.answer(status, body=body, times=None)
    stage.publish(PLACE)

    summary = stage.poll()

    assert (summary["deliveries"]["sent"], summary["deliveries"]["failed"]) == (4, 1)
    alerts = {alert.to: alert for alert in stage.taken()}
    assert set(alerts) == {FORUM, CHARITY, OPERATOR}
    assert body in alerts[OPERATOR].text
    assert stage.slack.url(TEAM) not in alerts[OPERATOR].text
    assert state(stage, TEAM) == (DeliveryState.FAILED, 1)


def closed(stage: Stage) -> list[str]:
    with stage.memory() as store:
        return [block.says() for block in store.blocks()]


def test_webhook_that_is_gone_is_closed_and_its_owner_told_once(stage: Stage) -> None:
    stage.slack.answer(410, times=None)
    stage.publish(PLACE)
    stage.poll()
    alerts = stage.taken()
    (told,) = [alert for alert in alerts if "have stopped" in alert.subject]
    assert (told.to, told.subject) == (FORUM, f"SEND monitor: Your messages by slack:{TEAM} have stopped")
    assert "channels --enable" in next(alert.text for alert in alerts if alert.to == OPERATOR)
    assert len(closed(stage)) == 1

    stage.publish(PLACE, start=stage.world.today() - timedelta(days=80))
    summary = stage.poll(full=True, hours=1)

    assert len(stage.slack.refused) == 1, "it is not asked again"
    assert summary["deliveries"]["failed"] == 0
    assert stage.deliveries(TEAM)[-1].state == DeliveryState.SUPPRESSED
    assert f"slack:{TEAM} is disabled" in str(stage.deliveries(TEAM)[-1].error)
    assert sorted({alert.to for alert in stage.taken()}) == [FORUM, CHARITY]

    stage.slack.behave()
    with stage.memory() as store:
        assert store.lift("slack", TEAM)
    stage.publish(PLACE, start=stage.world.today() - timedelta(days=90))
    stage.poll(full=True, hours=1)
    assert TEAM in stage.addressees()


def test_address_that_does_not_exist_is_closed_and_the_other_channel_goes_on(stage: Stage) -> None:
    stage.mail.answer("550 5.1.1 no such user", address=FORUM, times=None)
    stage.publish(PLACE)
    stage.poll()
    assert closed(stage) == [
        f"email:{FORUM} is suppressed: email: the address was refused: 550 5.1.1 no such user"
    ]
    stage.taken()
    stage.publish(PLACE, start=stage.world.today() - timedelta(days=80))
    stage.poll(full=True, hours=1)
    assert stage.addressees() == [CHARITY, TEAM]
    assert len(stage.mail.refused) == 1, "it is not asked again"


def test_refusal_that_is_about_us_closes_nobody(stage: Stage) -> None:
    stage.mail.answer("554 5.7.1 relay access denied", times=2)
    stage.publish(PLACE)
    assert stage.poll()["deliveries"]["failed"] == 2
    assert closed(stage) == []


def test_slack_error_is_tried_again(stage: Stage) -> None:
    stage.slack.answer(500, times=2)
    stage.publish(PLACE)

    stage.poll()
    assert state(stage, TEAM) == (DeliveryState.DUE, 1)
    stage.poll(minutes=1)
    assert state(stage, TEAM) == (DeliveryState.DUE, 2)
    stage.poll(minutes=5)

    assert state(stage, TEAM) == (DeliveryState.SENT, 3)
    assert stage.addressees().count(TEAM) == 1
