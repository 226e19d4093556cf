"""One name in the log from the look that found a report to the messages on it, across processes."""

import json
import subprocess
from typing import Any

import pytest

from tests.e2e.stage import HOOK, Stage


def lines(done: subprocess.CompletedProcess[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in done.stderr.splitlines() if line.startswith("{")]


def test_messages_can_be_traced_to_the_look_that_found_the_report(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first process dies after writing the event; another one sends, and its lines have the same name."""
    monkeypatch.setattr(Stage, "environ", {HOOK: stage.slack.url("send-team"), "SEND_MONITOR_LOG": "json"})
    stage.publish("Kestrelshire")
    first = lines(stage.run("poll", fault="after-ingest"))
    assert [line["event"] for line in first] == ["looked at the site"]
    trace = first[0]["trace"]
    assert trace.startswith("poll-")

    later = lines(stage.run("poll"))
    sent = [line for line in later if line["event"] == "a message"]
    assert {line["trace"] for line in sent} == {trace}
    assert {line["state"] for line in sent} == {"sent"}
    assert {event.trace for event in stage.events("report.")} == {trace}
    [look] = [line for line in later if line["event"] == "looked at the site"]
    assert look["trace"] != trace
    assert not any("@" in json.dumps(line) or "hooks" in json.dumps(line) for line in (*first, *later))
