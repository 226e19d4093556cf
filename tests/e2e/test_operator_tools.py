"""The operator's tools over the ledger: who would get it and why, send again, try again, open again."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from typer.testing import CliRunner

from monitor.commands.resend import app
from monitor.domain.events import DeliveryState
from monitor.options import Options
from monitor.services.resend import in_turn, send_again
from tests.e2e.stage import CHARITY, FORUM, TEAM, Stage

PLACE = "Kestrelshire"


def lines(stage: Stage, *arguments: str) -> list[dict[str, Any]]:
    """Run a command with --json; gives its lines."""
    done = stage.run(*arguments, "--json")
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def published(stage: Stage, place: str = PLACE) -> int:
    stage.publish(place)
    stage.poll(minutes=10)
    (event,) = [one for one in stage.events("report.published") if one.data["area_name"] == place]
    return event.id


def test_route_and_explain_say_who_gets_it_and_why(stage: Stage) -> None:
    number = published(stage)
    stage.configure(
        subscribers=[
            {"name": "Forum", "areas": [PLACE], "to": [f"email:{FORUM}", f"slack:{TEAM}"]},
            {"name": "Charity", "areas": ["*"], "to": [f"email:{CHARITY}"], "digest": "weekly"},
            {"name": "Elsewhere", "areas": ["Wyndale"], "to": ["email:e@example.org"]},
            {"name": "Picky", "to": ["email:p@example.org"], "only": ["systemic_failings"]},
            {"name": "Away", "to": ["email:a@example.org"], "paused": True},
        ],
        delivery={"only_to": [FORUM, f"slack:{TEAM}", "a@example.org"]},
    )
    with stage.memory() as store:
        store.disable_channel("slack", TEAM, "404 no_service", stage.clock())

    routed = {row["address"]: row for row in lines(stage, "route", str(number))}

    assert set(routed) == {FORUM, TEAM, CHARITY}
    assert routed[FORUM]["subscribers"] == [{"name": "Forum", "reason": f"you watch {PLACE}"}]
    assert (routed[FORUM]["when"], routed[FORUM]["state"], routed[FORUM]["stopped"]) == (
        "at_once",
        "sent",
        None,
    )
    assert routed[TEAM]["stopped"] == f"slack:{TEAM} is disabled: 404 no_service"
    assert (routed[CHARITY]["when"], "only_to" in routed[CHARITY]["stopped"]) == ("weekly", True)

    found = {}
    for name in ("Forum", "Charity", "Elsewhere", "Picky", "Away", "National charity"):
        (found[name],) = lines(stage, "explain", name, str(number))
    assert [found[name]["gets"] for name in found] == [True, False, False, False, False, False]
    no = {name: [one["check"] for one in found[name]["checks"] if not one["ok"]] for name in found}
    assert no["Elsewhere"] == ["email:e@example.org", "areas"]
    assert no["Picky"] == ["email:p@example.org", "only"]
    assert no["Away"] == ["paused"]
    assert no["National charity"] == ["config"]
    assert found["National charity"]["deliveries"][0]["state"] == "sent"  # by the config of then

    said = stage.run("explain", "forum", str(number)).stdout
    assert f"yes areas: you watch {PLACE}" in said
    assert stage.run("explain", "Nobody", str(number)).returncode == 2
    assert stage.run("route", "99999").returncode == 2


def test_resend_is_the_only_way_for_what_was_suppressed(stage: Stage) -> None:
    stage.configure(delivery={"only_to": []})
    number = published(stage)
    stage.configure()
    rows = lines(stage, "resend", "--event", str(number), "--subscriber", "National charity", "--dry-run")
    assert [(row["address"], row["state"]) for row in rows] == [(CHARITY, "suppressed")]
    assert stage.taken() == []

    done = lines(stage, "resend", "--event", str(number), "--subscriber", "National charity")

    assert [(row["address"], row["state"]) for row in done] == [(CHARITY, "sent")]
    assert stage.addressees() == [CHARITY]
    assert stage.poll(hours=1)["deliveries"]["sent"] == 0


def test_resent_message_carries_its_first_reference(stage: Stage) -> None:
    published(stage)
    first = {alert.to: alert.reference for alert in stage.taken()}
    stage.clock.advance(minutes=1)
    since = stage.clock().isoformat()
    published(stage, "Wyndale")
    stage.taken()

    assert stage.run("resend", "--until", since).returncode == 0

    assert {alert.to: alert.reference for alert in stage.taken()} == first


def test_resend_does_not_reach_who_left(stage: Stage) -> None:
    number = published(stage)
    stage.taken()
    with stage.memory() as store:
        store.unsubscribe("email", FORUM, "by the link in a message", stage.clock())
    done = stage.run("resend", "--event", str(number), "--subscriber", "Kestrelshire forum")
    assert done.returncode == 1
    assert stage.addressees() == [TEAM]
    (row,) = stage.deliveries(FORUM)
    assert (row.state, "unsubscribed" in str(row.error)) == (DeliveryState.SUPPRESSED, True)


@pytest.mark.parametrize(("hold", "state"), [(10, DeliveryState.SENT), (24, DeliveryState.DUE)])
def test_resend_waits_once_for_the_turn_at_a_webhook(stage: Stage, hold: float, state: DeliveryState) -> None:
    """Whoever has it may have died there; if not, the message is left to them, and that is no failure."""
    published(stage)
    stage.taken()
    stage.clock.advance(minutes=1)
    (sent,) = stage.deliveries(TEAM)
    with stage.house() as house:
        assert house.store.enter(f"slack:{TEAM}", spacing=0.0, hold=hold).granted
        (row,) = send_again(house, [sent])
        assert (row.state, in_turn(row, house.clock())) == (state, state is DeliveryState.DUE)
    assert stage.addressees() == ([TEAM] if state is DeliveryState.SENT else [])


@pytest.mark.parametrize(("later", "code"), [(0, 0), (20, 1)])
def test_resend_says_what_becomes_of_what_it_did_not_send(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, later: int, code: int
) -> None:
    published(stage)
    (sent,) = stage.deliveries(TEAM)
    now = datetime.now(UTC)
    left = replace(sent, state=DeliveryState.DUE, due=now + timedelta(minutes=later))
    monkeypatch.setattr("monitor.commands.resend.send_again", lambda house, rows: [left])
    options = Options(stage.folder, None, None, False)

    done = CliRunner().invoke(app, ["resend", str(sent.id), "--json"], obj=options, env=stage.environ)

    assert done.exit_code == code
    assert json.loads(done.stdout)["state"] == "due"
    assert (
        "goes out in its turn" if later == 0 else "has asked to be left alone; it is sent at"
    ) in done.stderr


def test_resend_needs_to_be_told_which(stage: Stage) -> None:
    assert stage.run("resend").returncode == 2
    assert stage.run("resend", "--since", "yesterday").returncode == 2


def test_a_number_that_does_not_fit_is_the_users_mistake_and_nothing_is_sent(stage: Stage) -> None:
    published(stage)
    stage.taken()
    (sent,) = stage.deliveries(TEAM)
    for command, told in [
        (("resend", str(sent.id), "99"), "there is no message 99"),
        (("retry", str(sent.id)), f"message {sent.id} is sent"),
    ]:
        done = stage.run(*command)
        assert (done.returncode, done.stdout) == (2, "")
        assert told in " ".join(done.stderr.split())
    assert stage.taken() == []
    assert stage.run("retry").stdout == "No message has failed.\n"


def test_retry_tries_failed_messages_again(stage: Stage) -> None:
    stage.slack.answer(400, times=1, body="invalid_blocks")
    published(stage)
    (failed,) = stage.deliveries(TEAM)
    assert failed.state == DeliveryState.FAILED
    stage.taken()
    assert [row["id"] for row in lines(stage, "retry", "--dry-run")] == [failed.id]

    assert stage.run("retry").returncode == 0

    assert stage.addressees() == [TEAM]
    assert lines(stage, "retry") == []


def test_channels_lists_what_is_closed_and_opens_it(stage: Stage) -> None:
    with stage.memory() as store:
        store.suppress("email", FORUM, "550 no such user", stage.clock())
    (row,) = lines(stage, "channels")
    assert (row["channel"], row["address"], row["state"], row["why"]) == (
        "email",
        FORUM,
        "suppressed",
        "550 no such user",
    )
    published(stage)
    assert sorted(stage.addressees()) == [CHARITY, TEAM]
    assert stage.run("channels", "--enable", f"email:{FORUM}").returncode == 0
    assert stage.run("channels", "--enable", f"email:{FORUM}").returncode == 2
    published(stage, "Wyndale")
    assert lines(stage, "channels") == []


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("--subscriber", "National chariti"), 'did you mean "National charity"?'),
        (("--event", "999"), "there is no event 999"),
    ],
)
def test_resend_says_what_it_does_not_know(stage: Stage, asked: tuple[str, str], said: str) -> None:
    refused = stage.run("resend", *asked)
    assert refused.returncode == 2
    assert said in " ".join(refused.stderr.replace("│", " ").split())
