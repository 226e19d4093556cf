"""Several processes at the same work at the same moment: each message is sent once."""

import json
import subprocess
from datetime import timedelta
from typing import Any

from monitor.domain.events import DeliveryState
from monitor.replica.sinks import MailSink
from tests.e2e.stage import CHARITY, COMMAND, FORUM, PLACES, TEAM, Stage, clean_environ


def at_once(stage: Stage, count: int, *arguments: str) -> list[tuple[int, dict[str, Any]]]:
    """Start a command so many times at the same moment; gives exit codes and printed JSON."""
    command = [str(COMMAND), "--config", str(stage.folder), "--now", stage.clock().isoformat(), *arguments]
    started = [
        subprocess.Popen(
            [*command, "--json"],
            env=clean_environ() | stage.environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(count)
    ]
    found = []
    for process in started:
        out, err = process.communicate(timeout=60)
        assert process.returncode == 0, err
        found.append((process.returncode, json.loads(out)))
    return found


def test_two_polls_at_the_same_moment_send_each_message_once(stage: Stage) -> None:
    for place in PLACES:
        stage.publish(place)

    found = at_once(stage, 3, "poll")
    stage.clock.advance(minutes=1)
    stage.poll()

    sent = sum(summary["deliveries"]["sent"] for _, summary in found)
    assert sent <= len(PLACES) + 2
    arrived = stage.addressees()
    rows = stage.deliveries(CHARITY)  # what was found by then goes out as one message, the rest by itself
    messages = {row.message_id for row in rows}
    assert len(rows) == len(PLACES)
    assert sorted(arrived) == sorted([*[CHARITY] * len(messages), FORUM, TEAM])
    assert {row.state for row in stage.deliveries()} == {DeliveryState.SENT}
    assert {row.maybe_sent_at for row in stage.deliveries()} == {None}
    assert len(stage.events()) == len(PLACES)


def test_slow_mail_server_does_not_make_a_second_poll_send_again(stage: Stage) -> None:
    stage.publish("Kestrelshire")
    with MailSink(delay=1.5) as slow:  # the other poll finds the row on its way
        stage.configure(email={"port": slow.port})

        at_once(stage, 2, "poll")

        assert sorted(mail.recipients[0] for mail in slow.mails) == [FORUM, CHARITY]
    assert stage.addressees() == [TEAM]
    assert {row.state for row in stage.deliveries()} == {DeliveryState.SENT}


def test_two_baselines_at_the_same_moment_are_one(bare_stage: Stage) -> None:
    for place in PLACES:
        bare_stage.publish(place, day=bare_stage.world.today() - timedelta(days=40))

    at_once(bare_stage, 2, "baseline")

    with bare_stage.memory() as store:
        assert len(list(store.latest_reports())) == len(PLACES)
    assert bare_stage.events() == []
    assert bare_stage.run("poll", "--full").returncode == 0
    assert (bare_stage.events(), bare_stage.addressees()) == ([], [])
