"""Who is written to, when, and why: the allow-list, shared addresses, filters, quiet hours, changes."""

from datetime import timedelta
from typing import Any

import pytest

from monitor.domain.events import DeliveryState
from monitor.services.poll import poll
from tests.e2e.stage import CHARITY, FORUM, OPERATOR, TEAM, Stage

PLACE = "Kestrelshire"


def subscriber(name: str, to: list[str], **more: Any) -> dict[str, Any]:
    return {"name": name, "to": to, "areas": [PLACE], **more}


def test_empty_allow_list_sends_nothing_and_says_so(stage: Stage) -> None:
    stage.configure(delivery={"only_to": []})
    stage.publish(PLACE)

    done = stage.run("poll")

    assert done.returncode == 0, done.stderr
    assert "only_to in monitor.toml is empty" in done.stderr
    assert "3 stopped by only_to" in done.stdout
    assert stage.taken() == []
    rows = stage.deliveries()
    assert {row.state for row in rows} == {DeliveryState.SUPPRESSED}
    assert all("only_to is empty" in str(row.error) for row in rows)

    stage.configure()  # opening the list later sends no old message
    assert stage.poll(hours=9)["deliveries"]["sent"] == 0
    assert stage.taken() == []


def test_allow_list_lets_only_those_on_it_through(stage: Stage) -> None:
    stage.configure(delivery={"only_to": [FORUM]})
    stage.publish(PLACE)

    summary = stage.poll()

    assert (summary["deliveries"]["sent"], summary["deliveries"]["suppressed"]) == (1, 2)
    assert stage.addressees() == [FORUM]


def test_subscribers_who_share_an_address_get_one_message_with_both_reasons(stage: Stage) -> None:
    stage.configure(
        subscribers=[
            subscriber("Parent forum", ["email:office@example.org", f"slack:{TEAM}"]),
            subscriber("Council team", ["email:office@example.org"], areas=["*"]),
            subscriber("Region desk", [f"slack:{TEAM}"], areas=["region:Westmark"]),
        ]
    )
    stage.publish(PLACE)

    stage.poll()

    mail, post = stage.taken()
    assert (mail.to, post.to) == ("office@example.org", TEAM)
    assert f"Parent forum is signed up for {PLACE}" in mail.text
    assert "Council team is signed up for all areas" in mail.text
    assert "Region desk is signed up for the areas of Westmark" in post.text
    assert len(stage.deliveries()) == 2


def test_group_of_areas_reaches_its_subscriber_for_each_member(stage: Stage) -> None:
    (stage.folder / "areas.toml").write_text('[groups]\ncoast = ["Kestrelshire", "Saltmarsh"]\n')
    stage.configure(subscribers=[subscriber("Coast", [f"email:{CHARITY}"], areas=["group:coast"])])
    for place in ("Kestrelshire", "Saltmarsh", "Wyndale"):
        stage.publish(place)

    stage.poll()

    alerts = stage.taken()
    assert sorted(alert.subject.partition(":")[0] for alert in alerts) == ["Kestrelshire", "Saltmarsh"]
    assert all("Coast is signed up for the group coast" in alert.text for alert in alerts)


def test_area_that_is_not_watched_is_recorded_in_silence(stage: Stage) -> None:
    (stage.folder / "areas.toml").write_text('watch = ["Kestrelshire"]\n')
    stage.publish("Wyndale")

    summary = stage.poll()

    assert [event["kind"] for event in summary["events"]] == ["report.published"]
    assert stage.taken() == []


def test_filter_by_outcome_lets_the_unknown_through_only_if_asked(stage: Stage) -> None:
    stage.configure(
        subscribers=[
            subscriber("A", ["email:a@example.org"], areas=["*"], only=["systemic_failings"]),
            subscriber("B", ["email:b@example.org"], areas=["*"], only=["systemic_failings", "unknown"]),
        ]
    )
    stage.publish("Kestrelshire", "inconsistent")
    stage.publish("Saltmarsh", "systemic_failings")
    stage.publish("Wyndale", "unclear")

    stage.poll()

    heard = {(alert.to, alert.subject.partition(":")[0]) for alert in stage.taken()}
    assert {one for one in heard if one[0] != OPERATOR} == {
        ("a@example.org", "Saltmarsh"),
        ("b@example.org", "Saltmarsh"),
        ("b@example.org", "Wyndale"),
    }


def test_quiet_hours_hold_and_deliver_at_their_end(stage: Stage) -> None:
    stage.configure(
        subscribers=[
            subscriber("Sleeper", [f"email:{FORUM}"], quiet_hours="21:00-10:00"),
            subscriber(
                "Roused", [f"email:{CHARITY}"], quiet_hours="21:00-10:00", quiet_exempt=["systemic_failings"]
            ),
        ]
    )
    stage.publish(PLACE, "systemic_failings")  # at 09:35 in London

    summary = stage.poll()

    assert (summary["deliveries"]["sent"], summary["deliveries"]["held"]) == (1, 1)
    assert stage.addressees() == [CHARITY]
    held = stage.deliveries(FORUM)[0]
    assert (held.state, held.error) == (DeliveryState.HELD, "held for quiet hours")
    assert stage.poll(minutes=24)["deliveries"]["sent"] == 0
    assert stage.addressees() == []
    assert stage.poll(minutes=1)["deliveries"] == {
        "sent": 1,
        "held": 0,
        "failed": 0,
        "maybe_sent": 0,
        "suppressed": 0,
    }
    assert stage.addressees() == [FORUM]
    assert stage.poll(hours=23)["deliveries"]["sent"] == 0


def test_operator_is_written_to_in_the_night(stage: Stage) -> None:
    stage.clock.advance(hours=-7)
    stage.replica.switch("drop_area", stage.urn(PLACE))

    stage.poll()

    assert stage.addressees() == [OPERATOR]


def test_subscriber_taken_out_between_matching_and_sending_is_not_written_to(stage: Stage) -> None:
    stage.mail.answer("450 4.2.0 later", times=2)
    stage.publish(PLACE)
    stage.poll()
    assert [row.state for row in stage.deliveries(FORUM)] == [DeliveryState.DUE]
    stage.taken()
    stage.configure(subscribers=[subscriber("National charity", [f"email:{CHARITY}"], areas=["*"])])

    stage.poll(minutes=2)

    assert stage.addressees() == [CHARITY]
    gone = stage.deliveries(FORUM)[0]
    assert (gone.state, gone.error) == (
        DeliveryState.SUPPRESSED,
        "the subscriber was taken out of the config",
    )


def test_new_subscriber_hears_of_what_is_new_alone(stage: Stage) -> None:
    stage.publish(PLACE)
    stage.poll()
    stage.taken()
    stage.configure(subscribers=[subscriber("Latecomer", ["email:late@example.org"])])

    assert stage.poll(full=True, hours=1)["deliveries"]["sent"] == 0
    stage.publish(PLACE, "systemic_failings", start=stage.world.today() - timedelta(days=56))
    stage.poll(full=True, minutes=10)

    assert stage.addressees() == ["late@example.org"]


def test_changed_config_holds_within_one_house_and_a_broken_one_is_told_once(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("monitor.live_config.LOOK_EVERY", 0.0)
    monkeypatch.setattr("monitor.live_config.SETTLED", 0.0)
    stage.configure(subscribers=[subscriber("First", ["email:first@example.org"])])
    with stage.house() as house:
        stage.configure(subscribers=[subscriber("Second", ["email:second@example.org"])])
        stage.publish(PLACE)
        poll(house)
        assert stage.addressees() == ["second@example.org"]

        (stage.folder / "subscribers.toml").write_text("[[subscriber]]\nname = 'X'\nto = ['nobody']\n")
        stage.publish(PLACE, "systemic_failings", start=stage.world.today() - timedelta(days=56))
        for _ in range(2):
            stage.clock.advance(minutes=10)
            poll(house, full=True)
        assert sorted(stage.addressees()) == [OPERATOR, "second@example.org"]

        stage.configure()
        stage.clock.advance(minutes=10)
        poll(house)
    subjects = [alert.subject for alert in stage.taken()]
    assert [one for one in subjects if "config files" in one] != []


def test_areas_of_a_health_board_by_the_reports_that_are_held(stage: Stage) -> None:
    stage.publish(PLACE)
    stage.poll()
    (board,) = stage.events("report.published")[0].data["report"]["integrated_care_boards"][:1]
    bare = board.removeprefix("NHS ").removesuffix(" Integrated Care Board")
    stage.taken()
    stage.configure(
        subscribers=[
            subscriber("Board", ["email:board@example.org"], areas=[f"icb:{bare} ICB"]),
            subscriber("Other", ["email:other@example.org"], areas=["icb:NHS Nowhere"]),
        ]
    )
    stage.publish(PLACE, "systemic_failings", start=stage.world.today() - timedelta(days=56))
    stage.poll(full=True, minutes=10)

    (alert,) = [one for one in stage.taken() if one.to != OPERATOR]
    assert alert.to == "board@example.org"
    assert f"Board is signed up for the areas of {bare} ICB (NHS integrated care board)" in alert.text
