"""Many reports at once: one message an address, each report listed, one row each in the ledger."""

from collections import Counter
from math import ceil

import pytest

from monitor.domain.events import DeliveryState, Event, Rendered
from monitor.notify.render import AlertRenderer
from tests.e2e.stage import CHARITY, FORUM, PLACES, TEAM, Stage

WATCHER = {"name": "Desk", "areas": ["*"], "to": [f"email:{CHARITY}", f"slack:{TEAM}"]}
BANDS = ("typically_positive", "inconsistent", "systemic_failings")


def publish_everywhere(stage: Stage) -> None:
    for number, place in enumerate(PLACES):
        stage.publish(place, BANDS[number % 3])


def test_burst_is_one_message_an_address_with_each_report_listed(stage: Stage) -> None:
    stage.configure(subscribers=[WATCHER])
    publish_everywhere(stage)

    summary = stage.poll(minutes=1)

    mail, post = stage.taken()
    assert summary["deliveries"]["sent"] == 2 * len(PLACES)
    assert (mail.to, post.to) == (CHARITY, TEAM)
    assert mail.subject == "8 SEND reports: Ashbourne Vale, Hollin Bridge and 6 more areas"
    for alert in (mail, post):
        assert all(place in alert.text for place in PLACES)
        assert "arrangements typically lead to positive experiences" in alert.text
        assert "Desk is signed up for all areas" in alert.text
        assert alert.text.count("8 September 2026") >= len(PLACES)
    files = [one.listed.url for place in PLACES for one in stage.publications(place) if not one.baseline]
    assert all(url in mail.text for url in files)
    rows = stage.deliveries(CHARITY)
    assert {row.state for row in rows} == {DeliveryState.SENT}
    assert (len(rows), {row.message_id for row in rows}) == (8, {mail.reference})


def test_a_morning_on_which_every_area_changes_is_eight_messages_an_address(country: Stage) -> None:
    country.configure(subscribers=[WATCHER])
    for provider in country.world.providers():
        country.publish(provider.area)

    summary = country.poll(minutes=1)

    assert summary["deliveries"]["sent"] == 2 * 153
    assert Counter(country.addressees()) == dict.fromkeys((CHARITY, TEAM), ceil(153 / 20))


def test_three_reports_are_three_messages(stage: Stage) -> None:
    stage.configure(subscribers=[WATCHER])
    for place in PLACES[:3]:
        stage.publish(place)
    stage.poll()
    assert sorted(stage.addressees()) == [CHARITY] * 3 + [TEAM] * 3


def test_group_whose_line_dropped_is_repeated_whole_and_owned_up_to(stage: Stage) -> None:
    stage.configure(subscribers=[WATCHER | {"to": [f"email:{CHARITY}"]}])
    stage.mail.hang_up(times=1)
    publish_everywhere(stage)

    stage.poll()
    stage.poll(minutes=5)

    rows = stage.deliveries(CHARITY)
    assert {row.state for row in rows} == {DeliveryState.SENT}
    assert all(row.maybe_sent_at for row in rows)
    assert {alert.reference for alert in stage.taken()} == {rows[0].message_id}


def test_what_is_stopped_between_two_tries_is_not_in_the_message_any_more(stage: Stage) -> None:
    stage.configure(subscribers=[WATCHER | {"to": [f"email:{CHARITY}"]}])
    stage.mail.answer("451 4.3.0 try later", address=CHARITY, times=3)
    publish_everywhere(stage)
    stage.poll()
    first, *others = (stage.publications(place)[0].area for place in PLACES)
    for area in (first, others[2]):  # whose row holds the words, and another
        with stage.memory() as store:
            store.unsubscribe("email", CHARITY, "they said so", stage.clock(), area=area)
        stage.poll(minutes=20)

    stage.poll(hours=1)

    (mail,) = [one for one in stage.taken() if one.to == CHARITY]
    assert [place for place in PLACES if place in mail.text] == [
        place for place in PLACES if place not in (PLACES[0], PLACES[3])
    ]
    states = Counter(row.state for row in stage.deliveries(CHARITY))
    assert states == {DeliveryState.SENT: 6, DeliveryState.SUPPRESSED: 2}


def test_what_quiet_hours_hold_back_of_a_burst_comes_by_itself(stage: Stage) -> None:
    reader = {"name": "Sleeper", "to": [f"email:{FORUM}"], "quiet_exempt": ["systemic_failings"]}
    stage.configure(subscribers=[reader | {"quiet_hours": "10:00-12:00"}])
    stage.mail.answer("451 4.3.0 try later", address=FORUM, times=1)
    publish_everywhere(stage)
    stage.poll()

    stage.poll(minutes=30)  # 10:05 in London
    stage.poll(hours=2)

    alarming, rest = stage.taken()
    alarms = [place for number, place in enumerate(PLACES) if BANDS[number % 3] == "systemic_failings"]
    assert [place for place in PLACES if place in alarming.text] == alarms
    assert [place for place in PLACES if place in rest.text] == [one for one in PLACES if one not in alarms]


def test_one_report_that_cannot_be_written_holds_up_no_other(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.configure(subscribers=[WATCHER | {"to": [f"email:{CHARITY}"]}])
    honest = AlertRenderer.render

    def poisoned(self: AlertRenderer, event: Event, recipients: list[str]) -> Rendered:
        if event.data["area_name"] == "Wyndale":
            raise RuntimeError("no words for it")
        return honest(self, event, recipients)

    def no_group(*_: object) -> Rendered:
        raise RuntimeError("no words for it")

    monkeypatch.setattr(AlertRenderer, "render", poisoned)
    monkeypatch.setattr(AlertRenderer, "render_group", no_group)
    publish_everywhere(stage)

    stage.poll()
    stage.poll(minutes=1)

    heard = [alert.subject.partition(":")[0] for alert in stage.taken() if alert.to == CHARITY]
    assert sorted(heard) == sorted(set(PLACES) - {"Wyndale"})
    assert [row.state for row in stage.deliveries(CHARITY)].count(DeliveryState.FAILED) == 1


def test_held_reports_are_one_message_in_the_morning(stage: Stage) -> None:
    stage.configure(subscribers=[{"name": "Sleeper", "to": [f"email:{FORUM}"], "quiet_hours": "21:00-10:00"}])
    publish_everywhere(stage)
    assert stage.poll()["deliveries"]["held"] == 8
    stage.poll(minutes=30)
    assert [alert.subject.partition(":")[0] for alert in stage.taken()] == ["8 SEND reports"]
