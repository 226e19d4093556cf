"""A subscriber's own program, written to by the ledger like anybody else."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from monitor.domain.events import DeliveryState
from tests.e2e.stage import FORUM, Stage

PLACE = "Kestrelshire"
SECRET = "TEST_SECRET"


class Receiver(HTTPServer):
    """Takes posts; `status` is what it answers."""

    def __init__(self) -> None:
        self.status = 200
        self.posts: list[dict[str, Any]] = []
        self.keys: list[str] = []
        super().__init__(("127.0.0.1", 0), Answerer)


class Answerer(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.keys.append(self.headers["Idempotency-Key"])
        if self.server.status == 200:
            self.server.posts.append(json.loads(body))
        self.send_response(self.server.status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        return


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def wired(stage: Stage, receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> Stage:
    environ = stage.environ | {SECRET: "a signing secret"}
    monkeypatch.setattr(type(stage), "environ", property(lambda _: environ))
    url = f"http://127.0.0.1:{receiver.server_port}/hook"
    stage.configure(
        subscribers=[{"name": "Council", "areas": [PLACE], "to": ["webhook:council", f"email:{FORUM}"]}],
        **{"webhook.council": {"url": url, "secret_env": SECRET}},
    )
    return stage


def row_state(stage: Stage) -> tuple[DeliveryState, int]:
    (row,) = stage.deliveries("council")
    return row.state, row.attempts


def test_report_arrives_at_a_program_as_its_event(wired: Stage, receiver: Receiver) -> None:
    wired.publish(PLACE)
    assert wired.poll()["deliveries"]["sent"] == 2
    (post,) = receiver.posts
    assert post["event"]["kind"] == "report.published"
    assert post["event"]["area"] == {"urn": wired.urn(PLACE), "name": PLACE}
    assert post["event"]["band"] == "inconsistent"
    assert PLACE in post["subject"]
    assert "Council is signed up for Kestrelshire" in post["text"]


def test_program_that_is_down_gets_it_later_under_the_same_key(wired: Stage, receiver: Receiver) -> None:
    receiver.status = 503
    wired.publish(PLACE)
    wired.poll()
    assert row_state(wired) == (DeliveryState.DUE, 1)
    receiver.status = 200
    wired.poll(minutes=1)
    assert row_state(wired) == (DeliveryState.SENT, 2)
    assert len(receiver.posts) == 1
    assert len(set(receiver.keys)) == 1


def test_program_that_is_gone_is_closed_and_its_owner_told_by_mail(wired: Stage, receiver: Receiver) -> None:
    receiver.status = 410
    wired.publish(PLACE)
    wired.poll()
    assert row_state(wired) == (DeliveryState.FAILED, 1)
    subjects = [alert.subject for alert in wired.taken() if alert.to == FORUM]
    assert "SEND monitor: Your messages by webhook:council have stopped" in subjects
