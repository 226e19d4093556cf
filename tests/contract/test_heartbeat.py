"""The outside heartbeat: one request, whose failure is logged without the address."""

import logging

import pytest

from monitor.notify.heartbeat import heartbeat
from monitor.replica.sinks import SlackSink


def test_it_asks_once_and_hides_the_address_of_one_that_fails(caplog: pytest.LogCaptureFixture) -> None:
    with SlackSink() as server:  # knows no GET, so it refuses
        url = server.url("secret-token")
        with caplog.at_level(logging.WARNING):
            heartbeat(url)()
    assert "heartbeat" in caplog.text
    assert "secret-token" not in caplog.text


def test_nobody_there_is_no_error(caplog: pytest.LogCaptureFixture) -> None:
    heartbeat("http://127.0.0.1:1/secret-token")()
    assert "secret-token" not in caplog.text
