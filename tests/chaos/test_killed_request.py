"""A process is killed in the middle of a request: its host is asked again when its turn ends, not before."""

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from monitor.sources.http import PoliteSession
from monitor.sources.http_settings import HttpSettings
from monitor.store.database import open_store
from tests.contract.local_site import LocalSite, Page, local_site
from tests.contract.test_store_cases import DATABASES, World, new_world

CLOCK = partial(datetime.now, UTC)
HOLD = 12.0  # seconds: one connection, one read, and the time for two renewals
ARRIVES_WITHIN = 60.0

ASK = """
import sys
from tests.chaos.test_killed_request import ask
ask(sys.argv[1], sys.argv[2])
"""


@pytest.fixture(params=DATABASES)
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    with new_world(request.param, tmp_path) as fresh:
        yield fresh


@pytest.fixture
def site() -> Iterator[LocalSite]:
    with local_site() as started:
        yield started


def ask(store_url: str, site_url: str) -> float:
    """Ask the site for its page, with turns in the store; give the seconds that were waited for our turn."""
    naps: list[float] = []

    def sleep(seconds: float) -> None:
        naps.append(seconds)
        time.sleep(seconds)

    settings = HttpSettings("", (site_url,), rate=1.0, connect_timeout=1.0, read_timeout=1.0)
    store = open_store(store_url, CLOCK)
    try:
        with PoliteSession(settings, store, CLOCK, sleep) as session:
            session.get(f"{site_url}/page", limit=1000)
    finally:
        store.close()
    return sum(naps)


def test_killed_request_keeps_its_host_for_its_hold_and_no_longer(world: World, site: LocalSite) -> None:
    asked, more = threading.Event(), threading.Event()

    def first_is_slow(request: BaseHTTPRequestHandler) -> None:
        request.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n")
        if not asked.is_set():
            asked.set()
            more.wait(ARRIVES_WITHIN)
        request.wfile.write(b"x")

    site.pages |= {"/page": Page(act=first_is_slow), "/robots.txt": Page(status=404)}
    asking = subprocess.Popen([sys.executable, "-c", ASK, world.url, site.url])
    try:
        assert asked.wait(ARRIVES_WITHIN)
    finally:
        asking.send_signal(signal.SIGKILL)
        asking.wait()
    waited = ask(world.url, site.url)
    more.set()
    assert 0 < waited <= HOLD + 1
