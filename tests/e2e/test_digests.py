"""Digests: once a period, covering exactly what came in it, made up after downtime, on London's clocks."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from monitor.domain.events import Delivery, DeliveryState, EventKind, Rendered
from monitor.domain.outcome import Band
from monitor.services.deliver import deliver
from monitor.services.overtaken import ALL_TOLD, DIGEST_FIRST, IN_DIGEST, ON_ITS_WAY
from monitor.services.review import settle
from tests.e2e.stage import CHARITY, FORUM, OPERATOR, Alert, Stage

READER = "reader@example.org"


def reader(digest: str = "daily", **more: Any) -> dict[str, Any]:
    return {"name": "Reader", "areas": ["*"], "to": [f"email:{READER}"], "digest": digest, **more}


def poll_at(stage: Stage, text: str) -> dict[str, Any]:
    """Poll at a time of UTC."""
    stage.clock.now = datetime.fromisoformat(text).replace(tzinfo=UTC)
    return stage.poll()


def mine(stage: Stage) -> list[Alert]:
    """Give what the reader got since the last look."""
    return [alert for alert in stage.taken() if alert.to == READER]


def subjects(stage: Stage) -> list[str]:
    return [alert.subject for alert in mine(stage)]


def test_daily_digest_tells_of_the_period_once_and_not_at_once(stage: Stage) -> None:
    stage.configure(subscribers=[reader()])
    stage.publish("Kestrelshire", "systemic_failings")
    assert stage.poll()["deliveries"]["sent"] == 0
    assert stage.taken() == []

    poll_at(stage, "2026-09-09T07:31")  # 08:31 in London
    poll_at(stage, "2026-09-09T09:00")

    (digest,) = stage.taken()
    assert digest.subject == "Daily digest: 1 new entry (8 September 2026 to 9 September 2026)"
    assert "Kestrelshire: widespread and/or systemic failings" in digest.text
    assert "There are widespread and/or systemic failings leading" in digest.text
    assert "/v1/file/" in digest.text
    assert "Report published: 8 September 2026" in digest.text
    assert "Reader is signed up for all areas (digest)" in digest.text
    row = stage.deliveries(READER)[0]
    assert (row.state, row.event_key.startswith("digest:daily:")) == (DeliveryState.SENT, True)
    assert READER not in row.event_key
    assert "digest" not in stage.kinds()


DIGEST = "Daily digest: 1 new entry (8 September 2026 to 9 September 2026)"


def asleep_and_daily(stage: Stage) -> None:
    """Let a report of the evening wait for the end of quiet hours, and for a digest before that."""
    sleeper = {"name": "Sleeper", "to": [f"email:{READER}"], "quiet_hours": "21:00-10:00"}
    stage.configure(subscribers=[sleeper, reader()])
    poll_at(stage, "2026-09-08 19:00")
    stage.publish("Kestrelshire")
    poll_at(stage, "2026-09-08 20:30")
    assert mine(stage) == []


def rows(stage: Stage) -> tuple[Delivery, Delivery]:
    """Give the rows of a reader's report and of the digest."""
    own, digest = stage.deliveries(READER)
    assert digest.event_key.startswith("digest")
    return own, digest


def test_what_a_digest_told_an_address_is_not_told_again_by_a_message_that_waited(stage: Stage) -> None:
    asleep_and_daily(stage)
    poll_at(stage, "2026-09-09 07:31")
    assert subjects(stage) == [DIGEST]
    poll_at(stage, "2026-09-09 09:01")
    assert mine(stage) == []
    own, _ = rows(stage)
    assert (own.state, own.error) == (DeliveryState.SUPPRESSED, IN_DIGEST)


@pytest.mark.parametrize("is_taken", [True, False])
def test_message_waits_for_a_digest_that_waits_and_goes_out_if_that_never_does(
    stage: Stage, is_taken: bool
) -> None:
    asleep_and_daily(stage)
    stage.mail.answer("450 4.2.0 later", times=1)
    poll_at(stage, "2026-09-09 07:31")
    stage.mail.answer("450 4.2.0 later", times=1)
    poll_at(stage, "2026-09-09 09:01")
    own, digest = rows(stage)
    assert (own.state, own.error) == (DeliveryState.HELD, DIGEST_FIRST)
    assert digest.state is DeliveryState.DUE
    assert mine(stage) == []

    if not is_taken:
        stage.mail.answer("554 5.6.0 not this one", times=1)
    poll_at(stage, "2026-09-09 09:10")
    poll_at(stage, "2026-09-09 09:20")

    (subject,) = subjects(stage)
    own, digest = rows(stage)
    if is_taken:
        assert subject == DIGEST
        assert (own.state, own.error) == (DeliveryState.SUPPRESSED, IN_DIGEST)
    else:
        assert "Kestrelshire" in subject
        assert (own.state, digest.state) == (DeliveryState.SENT, DeliveryState.FAILED)


def test_digest_steps_back_while_another_process_sends_what_it_lists(stage: Stage) -> None:
    asleep_and_daily(stage)
    (own,) = stage.deliveries(READER)
    with stage.memory() as store:
        store.claim_message(
            own.id, holder="another", now=own.due, lease_until=own.due, group_until=stage.clock()
        )
    poll_at(stage, "2026-09-09 07:31")
    own, digest = rows(stage)
    assert (digest.state, digest.error) == (DeliveryState.HELD, ON_ITS_WAY)
    with stage.memory() as store:
        words = Rendered("subject", "text", "", ())
        store.mark_sending([own.id], message_id="<1@example.org>", rendered=words, lease_until=own.due)
        store.settle_deliveries([own.id], state=DeliveryState.SENT, error=None, now=stage.clock())
    poll_at(stage, "2026-09-09 07:40")
    assert mine(stage) == []
    _, digest = rows(stage)
    assert (digest.state, digest.error) == (DeliveryState.SUPPRESSED, ALL_TOLD)


def test_quiet_day_has_no_digest(stage: Stage) -> None:
    stage.configure(subscribers=[reader()])
    stage.poll()
    poll_at(stage, "2026-09-09T08:00")
    assert stage.taken() == []


def test_down_over_the_hour_it_goes_once_and_covers_exactly_its_day(stage: Stage) -> None:
    stage.configure(subscribers=[reader()])
    stage.publish("Kestrelshire")
    poll_at(stage, "2026-09-08T09:00")
    poll_at(stage, "2026-09-09T05:59")  # 06:59; down from 07:00 to 11:00
    stage.publish("Wyndale")

    poll_at(stage, "2026-09-09T10:00")  # 11:00: it sees Wyndale, whose day is the next
    poll_at(stage, "2026-09-09T10:01")

    (late,) = stage.taken()
    assert ("Kestrelshire" in late.text, "Wyndale" in late.text) == (True, False)
    poll_at(stage, "2026-09-10T07:30")
    (following,) = stage.taken()
    assert ("Kestrelshire" in following.text, "Wyndale" in following.text) == (False, True)


def test_days_that_were_missed_are_one_digest(stage: Stage) -> None:
    stage.configure(subscribers=[reader()])
    stage.publish("Kestrelshire")
    poll_at(stage, "2026-09-08T09:00")
    poll_at(stage, "2026-09-12T12:00")
    assert subjects(stage) == ["Daily digest: 1 new entry (8 September 2026 to 12 September 2026)"]


def test_one_digest_a_day_over_a_clock_change_and_jumps_of_two_hours(stage: Stage) -> None:
    stage.configure(subscribers=[reader()])
    start = datetime(2026, 10, 24, 7, 0, tzinfo=UTC)  # the day before the clocks go back
    stage.clock.now = start
    stage.poll()
    mine(stage)
    for number, place in enumerate(("Kestrelshire", "Wyndale", "Saltmarsh")):
        stage.clock.now = start + timedelta(days=number, hours=2)
        stage.publish(place)
        for hours in (2, 4, 2, 4, 24, 26, 24):  # the clock jumps two hours ahead and back again
            stage.clock.now = start + timedelta(days=number, hours=hours)
            stage.poll()
        assert [place in alert.text for alert in mine(stage)] == [True]


def test_weekly_digest_always_goes_and_proves_that_we_looked(stage: Stage) -> None:
    stage.configure(subscribers=[reader("weekly")])
    poll_at(stage, "2026-09-08T08:00")
    stage.replica.switch("maintenance_outage")
    for hour in ("09", "10", "11"):
        poll_at(stage, f"2026-09-08T{hour}:00")
    stage.replica.switch("maintenance_outage", False)
    poll_at(stage, "2026-09-09T07:45")
    poll_at(stage, "2026-09-14T07:29")
    assert subjects(stage) == []

    poll_at(stage, "2026-09-14T07:31")  # Monday, 08:31

    (digest,) = mine(stage)
    assert digest.subject.startswith("Weekly digest: nothing new")
    assert "(London time); 8 of 8 areas seen." in digest.text
    assert "Could not be read for some of the time: listing" in digest.text
    poll_at(stage, "2026-09-21T08:00")
    assert len(subjects(stage)) == 1


def test_a_reader_is_not_told_that_our_own_sending_could_not_be_read(stage: Stage) -> None:
    stage.configure(subscribers=[reader("weekly"), {"name": "Charity", "to": [f"email:{CHARITY}"]}])
    poll_at(stage, "2026-09-08T08:00")
    stage.mail.answer("451 4.3.0 later", times=None)
    stage.publish("Kestrelshire")
    for minutes in (0, 1, 5, 15, 60):
        stage.poll(minutes=minutes)
    stage.mail.behave()

    poll_at(stage, "2026-09-14T07:31")

    assert "sending by email" in {event.data["source"] for event in stage.events("source.degraded")}
    (digest,) = [alert for alert in mine(stage) if alert.subject.startswith("Weekly digest")]
    assert "areas seen." in digest.text
    assert "Could not be read" not in digest.text


def test_daily_and_weekly_digest_to_one_address_tell_of_nothing_twice(stage: Stage) -> None:
    other = reader("weekly", name="Other", areas=["Kestrelshire", "Wyndale"])
    stage.configure(subscribers=[reader(areas=["Kestrelshire"]), other])
    for place in ("Kestrelshire", "Wyndale"):
        stage.publish(place)
    stage.poll()
    poll_at(stage, "2026-09-09T08:00")
    poll_at(stage, "2026-09-14T08:00")

    daily, weekly = mine(stage)

    assert ("Kestrelshire" in daily.text, "Wyndale" in daily.text) == (True, False)
    assert weekly.subject.startswith("Weekly digest: 1 new entry")
    assert "Wyndale" in weekly.text


def test_old_reports_that_turn_up_late_are_in_digests_alone(stage: Stage) -> None:
    stage.configure(subscribers=[reader(), {"name": "Now", "to": [f"email:{FORUM}"], "areas": ["*"]}])
    stage.publish("Kestrelshire", day=stage.world.today() - timedelta(days=90))
    stage.poll(full=True)
    assert "report.backfilled" in stage.kinds()
    poll_at(stage, "2026-09-09T08:00")
    assert [alert.to for alert in stage.taken() if alert.to != OPERATOR] == [READER]


def test_changing_from_at_once_to_weekly_and_back_loses_and_repeats_nothing(stage: Stage) -> None:
    stage.configure(subscribers=[reader("at_once")])
    stage.publish("Kestrelshire")
    stage.poll()
    stage.configure(subscribers=[reader("weekly")])
    stage.publish("Wyndale")
    poll_at(stage, "2026-09-10T09:00")
    poll_at(stage, "2026-09-14T08:00")
    once, weekly = mine(stage)
    assert "Kestrelshire" in once.subject
    assert ("Kestrelshire" in weekly.text, "Wyndale" in weekly.text) == (False, True)
    stage.publish("Saltmarsh")
    poll_at(stage, "2026-09-15T09:00")
    stage.configure(subscribers=[reader("daily")])
    poll_at(stage, "2026-09-17T09:00")
    (daily,) = mine(stage)
    assert ("Wyndale" in daily.text, "Saltmarsh" in daily.text) == (False, True)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"digest": "weekly"}, "the subscriber now gets a weekly digest, which will tell of it"),
        ({"paused": True}, "the subscriber is paused"),
        ("unsubscribed", f"email:{READER} unsubscribed: by the link in a message"),
    ],
)
def test_who_changed_their_mind_meanwhile_is_not_written_to(stage: Stage, change: Any, why: str) -> None:
    stage.configure(subscribers=[reader("at_once")])
    stage.mail.answer("450 4.2.0 later", times=1)
    stage.publish("Kestrelshire")
    stage.poll()
    if isinstance(change, str):
        with stage.memory() as store:
            store.unsubscribe("email", READER, "by the link in a message", stage.clock())
    else:
        stage.configure(subscribers=[reader("at_once") | change])

    stage.poll(minutes=5)

    assert stage.taken() == []
    (row,) = stage.deliveries(READER)
    assert (row.state, row.error) == (DeliveryState.SUPPRESSED, why)


def test_message_that_waited_goes_out_if_its_reader_asks_for_digests_too_late_for_one(stage: Stage) -> None:
    sleeper = {"name": "Sleeper", "to": [f"email:{READER}"], "quiet_hours": "21:00-10:00"}
    stage.configure(subscribers=[sleeper])
    poll_at(stage, "2026-09-08 19:00")
    stage.publish("Kestrelshire")
    poll_at(stage, "2026-09-08 20:30")
    poll_at(stage, "2026-09-09 07:31")  # a digest of the evening would have been made by now
    stage.configure(subscribers=[sleeper | {"digest": "daily"}])
    poll_at(stage, "2026-09-09 09:01")
    (subject,) = subjects(stage)
    assert "Kestrelshire" in subject
    poll_at(stage, "2026-09-10 09:01")
    poll_at(stage, "2026-09-11 09:01")
    assert subjects(stage) == []


def test_digest_of_somebody_who_left_is_not_sent(stage: Stage) -> None:
    stage.configure(
        subscribers=[reader("daily"), {"name": "Desk", "to": [f"email:{CHARITY}"], "areas": ["*"]}]
    )
    stage.publish("Kestrelshire")
    stage.poll()
    stage.taken()
    stage.mail.answer("450 4.2.0 later", times=1)
    poll_at(stage, "2026-09-09T08:00")
    stage.configure(subscribers=[{"name": "Desk", "to": [f"email:{CHARITY}"], "areas": ["*"]}])
    poll_at(stage, "2026-09-09T08:10")
    assert stage.taken() == []
    with stage.memory() as store:
        assert len(store.events(kinds=(EventKind.DIGEST,))) == 1
    assert OPERATOR not in {row.address for row in stage.deliveries()}


def test_who_goes_back_to_at_once_gets_what_the_next_digest_would_have_had(stage: Stage) -> None:
    stage.configure(subscribers=[reader()])
    stage.poll()
    stage.publish("Kestrelshire")
    poll_at(stage, "2026-09-09T09:00")  # an empty digest's hour, and then news for the next one
    stage.configure(subscribers=[reader("at_once")])
    stage.publish("Wyndale")
    poll_at(stage, "2026-09-09T11:00")
    (once,) = mine(stage)
    assert "Wyndale" in once.subject

    poll_at(stage, "2026-09-10T08:00")
    poll_at(stage, "2026-09-11T08:00")

    (rest,) = mine(stage)
    assert ("Kestrelshire" in rest.text, "Wyndale" in rest.text) == (True, False)


@pytest.mark.parametrize(
    ("first", "then", "changed", "told"),
    [
        ("weekly", "daily", "2026-09-12T10:00", "2026-09-13T08:00"),
        ("weekly", "at_once", "2026-09-12T10:00", "2026-09-14T08:00"),
        ("daily", "at_once", "2026-09-10T10:00", "2026-09-11T08:00"),
        ("daily", "weekly", "2026-09-10T10:00", "2026-09-14T08:00"),
    ],
)
def test_who_leaves_digests_before_their_first_loses_nothing(
    stage: Stage, first: str, then: str, changed: str, told: str
) -> None:
    poll_at(stage, "2026-09-10T08:00")
    stage.configure(subscribers=[reader(first)])
    stage.publish("Kestrelshire")
    poll_at(stage, "2026-09-10T09:00")
    poll_at(stage, changed)
    stage.configure(subscribers=[reader(then)])
    stage.poll()
    assert subjects(stage) == []
    poll_at(stage, told)
    (digest,) = mine(stage)
    assert "Kestrelshire" in digest.text
    poll_at(stage, "2026-09-21T08:00")
    assert not [one for one in mine(stage) if "Kestrelshire" in one.text]


def test_correction_reaches_whoever_was_told_though_the_message_was_stopped_when_asked_for_again(
    stage: Stage,
) -> None:
    stage.configure(subscribers=[reader("at_once")])
    file_id = stage.publish("Kestrelshire", "unclear")
    stage.poll()
    assert len(mine(stage)) == 1
    stage.configure(subscribers=[reader("at_once", paused=True)])
    (row,) = stage.deliveries(READER)
    with stage.memory() as store:
        assert store.requeue_delivery(row.id, now=stage.clock())
    stage.poll(minutes=5)
    assert stage.deliveries(READER)[0].state is DeliveryState.SUPPRESSED

    stage.configure(subscribers=[reader("at_once")])
    settled(stage, file_id, Band.INCONSISTENT)
    stage.poll(minutes=5)

    (subject,) = subjects(stage)
    assert "inconsistent" in subject


def test_digest_tells_nothing_that_the_reader_knows_to_be_past(stage: Stage) -> None:
    stage.configure(subscribers=[reader()])
    file_id = stage.publish("Kestrelshire", "unclear")
    stage.poll()
    poll_at(stage, "2026-09-09T07:31")
    settled(stage, file_id, Band.INCONSISTENT)
    stage.configure(subscribers=[reader("at_once")])
    mine(stage)

    settled(stage, file_id, Band.SYSTEMIC_FAILINGS)
    stage.poll()
    (at_once,) = subjects(stage)
    assert "systemic failings" in at_once
    poll_at(stage, "2026-09-10T07:31")
    assert subjects(stage) == []


def test_digest_that_waited_leaves_out_what_was_told_or_unsubscribed_from_meanwhile(stage: Stage) -> None:
    stage.configure(subscribers=[reader()])
    file_id = stage.publish("Kestrelshire", "unclear")
    stage.publish("Wyndale")
    stage.publish("Saltmarsh")
    stage.poll()
    stage.mail.answer("450 4.2.0 later", times=1)
    poll_at(stage, "2026-09-09T07:31")
    (digest,) = stage.deliveries(READER)
    assert digest.rendered is not None
    assert all(place in digest.rendered.text for place in ("Kestrelshire", "Wyndale", "Saltmarsh"))

    stage.configure(subscribers=[reader("at_once")])
    settled(stage, file_id, Band.INCONSISTENT)
    with stage.memory() as store:
        area = stage.publications("Wyndale")[0].area
        store.unsubscribe("email", READER, "by the link in a message", stage.clock(), area=area)
        (correction,) = store.deliveries(where=("email", READER), after=digest.id)
    with stage.house() as house:
        assert deliver(house, correction.id) == [DeliveryState.SENT]
    poll_at(stage, "2026-09-09T09:00")

    first, rest = mine(stage)
    assert "inconsistent" in first.subject
    told = [place in rest.text for place in ("Kestrelshire", "Wyndale", "Saltmarsh")]
    assert (rest.subject.startswith("Daily digest: 1 new entry"), told) == (True, [False, False, True])


def settled(stage: Stage, file_id: str, band: Band) -> None:
    with stage.house() as house:
        assert settle(house, file_id, band=band, note="read it", who="Jo") is not None


def test_digest_leaves_out_the_area_that_somebody_unsubscribed_from(stage: Stage) -> None:
    stage.configure(subscribers=[reader()])
    for place in ("Kestrelshire", "Wyndale"):
        stage.publish(place)
    stage.poll()
    with stage.memory() as store:
        area = stage.publications("Wyndale")[0].area
        store.unsubscribe("email", READER.upper(), "by the link in a message", stage.clock(), area=area)
    poll_at(stage, "2026-09-09T09:00")
    (digest,) = mine(stage)
    assert ("Kestrelshire" in digest.text, "Wyndale" in digest.text) == (True, False)
    with stage.memory() as store:
        store.unsubscribe("email", READER, "by the link in a message", stage.clock())
    stage.publish("Saltmarsh")
    poll_at(stage, "2026-09-10T06:00")
    poll_at(stage, "2026-09-10T09:00")
    assert mine(stage) == []
