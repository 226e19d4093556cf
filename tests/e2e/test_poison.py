"""One poisoned message or recipient: it is parked and told of, and everybody else hears in time."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, Envelope

from monitor import bootstrap
from monitor.domain.events import DeliveryState, Event, NewEvent, Rendered
from monitor.domain.publication import Publication
from monitor.errors import StoreError
from monitor.notify.email import EmailChannel
from monitor.notify.render import AlertRenderer
from monitor.services import deliver
from monitor.services.coverage import with_stories
from monitor.services.house import House
from monitor.services.ticking import do_tick
from monitor.store.claims import ClaimRows
from tests.e2e.stage import CHARITY, FORUM, OPERATOR, PLACES, TEAM, Stage

PLACE = "Kestrelshire"


def test_row_that_kills_whoever_sends_it_is_parked_after_three_starts(stage: Stage) -> None:
    stage.configure(subscribers=[{"name": "Forum", "areas": [PLACE], "to": [f"email:{FORUM}"]}])
    stage.publish(PLACE)
    for _ in range(3):
        assert stage.run("poll", fault="after-claim").returncode == -9

    stage.poll()

    (row,) = stage.deliveries(FORUM)
    assert (row.state, row.error) == (DeliveryState.FAILED, "3 starts, and none that ended")
    assert stage.addressees() == [OPERATOR]
    assert stage.run("retry").returncode == 0
    assert stage.addressees() == [FORUM]


def test_look_that_kills_its_process_waits_for_its_next_time_after_three_starts(stage: Stage) -> None:
    begun: list[str] = []

    def come(house: House) -> None:
        """Let the tick come, in its order."""
        due = house.store.tick_due("look")
        later = stage.clock() + timedelta(minutes=10)
        assert house.store.take_tick("look", expected=due, next_due=later, wanted=stage.clock())

    def start(house: House, *, dies: bool) -> None:
        def work() -> None:
            begun.append("look")
            if dies:
                raise StoreError("gone")  # which leaves the row as a kill does

        stage.clock.advance(minutes=1)
        with suppress(StoreError):
            do_tick(house, "look", work)

    with stage.house() as house:
        come(house)
        for _ in range(6):
            start(house, dies=True)
        assert len(begun) == 3
        for _ in range(2):  # once at each of its times
            come(house)
            for _ in range(3):
                start(house, dies=True)
        assert len(begun) == 5
        (note,) = [one for one in house.store.events() if one.kind == "source.degraded"]
        assert note.data["source"] == "look at the site"
        come(house)
        start(house, dies=False)
        come(house)
        start(house, dies=True)
        start(house, dies=False)
    assert len(begun) == 8
    assert stage.kinds().count("source.recovered") == 1


def test_message_that_cannot_be_written_holds_up_nobody(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    honest = AlertRenderer.render

    def poisoned(self: AlertRenderer, event: Event, recipients: list[str]) -> Rendered:
        if any("charity" in one for one in recipients):
            raise RuntimeError("no words for it")
        return honest(self, event, recipients)

    monkeypatch.setattr(AlertRenderer, "render", poisoned)
    stage.publish(PLACE)

    stage.poll()

    assert sorted(stage.addressees()) == sorted([FORUM, OPERATOR, TEAM])
    (row,) = stage.deliveries(CHARITY)
    assert row.state == DeliveryState.FAILED


def test_message_on_which_a_channel_fails_holds_up_nobody(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    honest = EmailChannel.send

    def poisoned(self: EmailChannel, address: str, *message: Any, **more: Any) -> str:
        if address == CHARITY:
            raise ValueError("a mistake of ours")
        return honest(self, address, *message, **more)

    monkeypatch.setattr(EmailChannel, "send", poisoned)
    monkeypatch.setattr("monitor.services.poll.SENDERS", 1)  # so that it would hold up who comes after it
    stage.publish(PLACE)

    stage.poll()
    assert sorted(stage.addressees()) == sorted([FORUM, TEAM])
    for _ in range(3):  # it may have gone out each time
        stage.poll(hours=1)

    (row,) = stage.deliveries(CHARITY)
    assert (row.state, row.maybe_sent_at is None) == (DeliveryState.FAILED, False)
    assert stage.addressees() == [OPERATOR]


@pytest.mark.parametrize("failing", ["standing", "for_reader"])
def test_row_on_which_we_fail_before_it_is_sent_is_given_up_and_told_of(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    honest: Callable[..., Any] = getattr(deliver, failing)

    def poisoned(*given: Any, **more: Any) -> Any:
        if any(getattr(one, "address", one) in (CHARITY, ("email", CHARITY)) for one in given):
            raise ValueError("a mistake of ours")
        return honest(*given, **more)

    monkeypatch.setattr(deliver, failing, poisoned)
    stage.publish(PLACE)
    for _ in range(4):
        stage.poll(minutes=1)

    (row,) = stage.deliveries(CHARITY)
    assert row.state == DeliveryState.FAILED
    assert sorted(stage.addressees()) == sorted([FORUM, OPERATOR, TEAM])


def test_store_that_breaks_a_message_off_again_and_again_does_not_give_it_up(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.configure(subscribers=[{"name": "Forum", "areas": [PLACE], "to": [f"email:{FORUM}"]}])
    stage.publish(PLACE)
    with monkeypatch.context() as full:
        full.setattr(ClaimRows, "mark_sending", _disk_full)
        for _ in range(5):
            with pytest.raises(StoreError):
                stage.poll(minutes=1)

    stage.poll(minutes=1)

    (row,) = stage.deliveries(FORUM)
    assert (row.state, row.attempts, row.maybe_sent_at) == (DeliveryState.SENT, 1, None)
    assert stage.addressees() == [FORUM]


def _disk_full(*_: object, **__: object) -> None:
    raise StoreError("the disk is full")


def test_document_on_which_we_fail_holds_up_no_other_and_is_told_of(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing = [stage.urn(PLACE)]

    def poisoned(house: House, publication: Publication, events: list[NewEvent]) -> list[NewEvent]:
        if publication.urn in failing:
            raise ValueError("a mistake of ours")
        return with_stories(house, publication, events)

    monkeypatch.setattr("monitor.services.ingest.with_stories", poisoned)
    for place in (PLACE, "Wyndale"):
        stage.publish(place)

    summary = stage.poll(full=True)

    assert (summary["publications"]["ingested"], summary["publications"]["failed"]) == (1, 1)
    assert sorted(stage.addressees()) == sorted([CHARITY, OPERATOR])
    (note,) = stage.events("source.degraded")
    assert note.data["source"] == f"a report of {PLACE}"
    failing.clear()
    stage.poll(hours=12)
    assert sorted(stage.addressees()) == sorted([CHARITY, FORUM, TEAM])


def test_row_that_waits_in_quiet_hours_again_says_so_and_waits_a_day_at_most(stage: Stage) -> None:
    sleeper = {"name": "Sleeper", "to": [f"email:{FORUM}"], "quiet_hours": "21:00-07:00"}
    stage.configure(subscribers=[sleeper])
    stage.mail.answer("450 4.2.0 later", times=1)
    stage.publish(PLACE)
    stage.poll()
    stage.poll(hours=12, minutes=30)  # 22:05: the retry must not wake anybody

    (row,) = stage.deliveries(FORUM)
    assert (row.state, row.error) == (DeliveryState.HELD, "held for quiet hours")
    stage.configure(subscribers=[sleeper | {"quiet_hours": "00:00-23:59"}])
    assert stage.poll(hours=9)["deliveries"]["sent"] == 0
    assert stage.poll(hours=3)["deliveries"]["sent"] == 1


def test_server_that_never_answers_for_one_address_holds_up_nobody(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.configure(
        subscribers=[
            {"name": f"Reader {number}", "areas": ["*"], "to": [f"email:reader{number}@example.org"]}
            for number in range(40)
        ]
    )
    plainly = stage.mail.recipient

    async def silent(line: SMTP, envelope: Envelope, address: str) -> str:
        if address == "reader7@example.org":
            await asyncio.sleep(30)
        return await plainly(line, envelope, address)

    monkeypatch.setattr(stage.mail, "recipient", silent)
    monkeypatch.setattr(bootstrap, "MAIL_TIMEOUT", 1)
    stage.publish("Kestrelshire")

    assert stage.poll()["deliveries"]["sent"] == 39

    assert "reader7@example.org" not in stage.addressees()
    (row,) = stage.deliveries("reader7@example.org")
    assert (row.state, row.attempts) == (DeliveryState.DUE, 1)
    assert "timed out" in str(row.error)


def test_burst_that_cannot_be_written_as_one_message_goes_out_one_by_one_in_the_same_poll(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> Rendered:
        raise ValueError("too many")

    monkeypatch.setattr(AlertRenderer, "render_group", fail)
    to = [f"slack:{TEAM}", f"email:{FORUM}"]
    stage.configure(subscribers=[{"name": "Forum", "areas": ["*"], "to": to}])
    for place in PLACES:
        stage.publish(place)

    assert stage.poll(full=True)["deliveries"]["sent"] == 2 * len(PLACES)

    assert sorted(stage.addressees()) == sorted([FORUM, TEAM] * len(PLACES))
