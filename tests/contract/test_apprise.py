"""The apprise channel against a real HTTP server."""

import logging
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from monitor.domain.events import Rendered
from monitor.errors import DeliveryDeferred, DeliveryRejected, DeliveryUncertain
from monitor.notify.apprise import AppriseChannel
from tests.builders import a_known_event

MESSAGE = Rendered("Ashbourne Vale: report published", "In words.\n\n" + "More of it.\n" * 500, "", ())
PATHS = {"well": 200, "ill": 500, "silent": 0}


class Answerer(BaseHTTPRequestHandler):
    bodies: list[bytes] = []  # noqa: RUF012  (one server at a time)

    def do_POST(self) -> None:
        self.bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
        status = PATHS[self.path.strip("/")]
        if status:
            self.send_response(status)
            self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        return


@pytest.fixture
def channel() -> Iterator[AppriseChannel]:
    with HTTPServer(("127.0.0.1", 0), Answerer) as server:
        Answerer.bodies.clear()
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        where = f"json://user:hunter2@127.0.0.1:{server.server_port}"
        yield AppriseChannel({path: f"{where}/{path}" for path in PATHS} | {"odd": "nonsense://x"})
        server.shutdown()
        thread.join()


def send(channel: AppriseChannel, address: str) -> str:
    return channel.send(address, MESSAGE, message_id="<0123456789abcdef@x>", event=a_known_event())


def test_a_message_arrives_with_its_reference(channel: AppriseChannel) -> None:
    assert send(channel, "well") == "taken"
    (body,) = Answerer.bodies
    assert MESSAGE.subject.encode() in body
    assert b"Reference 0123456789ab" in body
    assert len(body) < 4000


def test_a_service_that_says_no_is_tried_again(
    channel: AppriseChannel, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with pytest.raises(DeliveryDeferred, match="answered 500"):
        send(channel, "ill")
    assert "hunter2" not in caplog.text


def test_a_service_that_does_not_answer_may_have_taken_it(channel: AppriseChannel) -> None:
    with pytest.raises(DeliveryUncertain):
        send(channel, "silent")


@pytest.mark.parametrize("address", ["odd", "unheard-of"])
def test_what_apprise_cannot_reach_is_refused(channel: AppriseChannel, address: str) -> None:
    with pytest.raises(DeliveryRejected) as caught:
        send(channel, address)
    assert "nonsense:" not in str(caught.value)
