"""The web part: what it answers, with which headers, to whatever it is asked, and how it starts and stops."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path
from threading import enumerate as enumerate_threads
from typing import cast
from urllib.parse import quote

import pytest
import requests
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from monitor.bootstrap import Configured, configured, migrate, open_memory, open_store_of
from monitor.deferred import MadeWhenNeeded
from monitor.errors import WebError
from monitor.options import Options
from monitor.ports.store import Store
from monitor.web.app import Parts, make_app
from monitor.web.guard import HEADERS, LARGEST_BODY
from monitor.web.server import serving

PAGES = ("/", "/healthz", "/readyz", "/metrics")


def found_at(folder: Path, bind: str = "127.0.0.1:0") -> Configured:
    (folder / "monitor.toml").write_text(
        f'[store]\nurl = "sqlite:///{folder / "monitor.sqlite3"}"\n[web]\nbind = "{bind}"\n'
    )
    return configured(Options(folder, None, None, False), {})


@pytest.fixture
def found(tmp_path: Path, empty_store: Path) -> Configured:
    """Give the config of a store that is set up and empty."""
    (tmp_path / "monitor.sqlite3").write_bytes(empty_store.read_bytes())
    return found_at(tmp_path)


@contextmanager
def asked(found: Configured) -> Iterator[TestClient]:
    """Ask the application itself, without a server."""
    with open_memory(found) as store, TestClient(make_app(Parts(found, store))) as client:
        yield client


def looked_well(found: Configured) -> None:
    """Write down that the site was read just now and that the next look is scheduled."""
    with open_memory(found) as store:
        now = found.clock()
        store.finish_poll(store.start_poll("fast", now), ok=True, summary={}, now=now)
        store.take_tick("look", expected=None, next_due=now + timedelta(minutes=10))


def test_the_process_is_up_whatever_else_is_wrong(found: Configured) -> None:
    with asked(found) as client:
        assert client.get("/healthz").json() == {"status": "up"}
        assert client.get("/readyz").status_code == 503


def test_it_is_ready_once_the_site_was_read_and_the_next_look_is_scheduled(found: Configured) -> None:
    looked_well(found)
    with asked(found) as client:
        answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["ready"]) == (200, True)
    looked_at = [check["check"] for check in answer.json()["checks"]]
    assert looked_at == ["store", "last look", "scheduler", "workers", "sending"]


def test_it_says_that_the_store_is_not_set_up_and_notices_when_it_is(tmp_path: Path) -> None:
    found = found_at(tmp_path)
    with serving(found) as address:
        before = requests.get(f"{address}/readyz", timeout=10)
        assert before.status_code == 503
        assert before.json()["checks"][0]["check"] == "store"
        assert str(tmp_path) not in before.text
        assert requests.get(f"{address}/healthz", timeout=10).status_code == 200
        migrate(found.store_url)
        looked_well(found)
        assert requests.get(f"{address}/readyz", timeout=10).status_code == 200


@pytest.mark.parametrize("page", [*PAGES, "/nowhere"])
def test_every_answer_carries_the_headers_that_keep_browsers_safe(found: Configured, page: str) -> None:
    with asked(found) as client:
        answer = client.get(page)
    assert {name: answer.headers[name] for name in HEADERS} == HEADERS
    assert "server" not in answer.headers


def test_a_look_without_the_page_is_answered_as_the_page_is(found: Configured) -> None:
    looked_well(found)
    with serving(found) as address:
        answers = [requests.head(f"{address}{page}", timeout=10) for page in ("/", "/healthz", "/readyz")]
    assert [(answer.status_code, answer.content) for answer in answers] == [(200, b"")] * 3


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_nothing_here_can_be_changed(found: Configured, method: str) -> None:
    with asked(found) as client:
        assert {client.request(method, page).status_code for page in PAGES} == {405}


@pytest.mark.parametrize("length", [str(LARGEST_BODY + 1), "-1", "ten", "9" * 30])
def test_a_body_that_is_announced_too_large_is_refused(found: Configured, length: str) -> None:
    with asked(found) as client:
        answer = client.request("POST", "/", headers={"Content-Length": length})
    assert answer.status_code == 413
    assert answer.headers["X-Frame-Options"] == "DENY"


@pytest.fixture(scope="module")
def storeless(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """Ask an application whose store is not there: whatever reaches for it must say so and not fall over."""
    found = found_at(tmp_path_factory.mktemp("storeless"))
    store = MadeWhenNeeded(partial(open_store_of, found))
    with TestClient(make_app(Parts(found, cast(Store, store)))) as client:
        yield client


@given(
    method=st.sampled_from(("GET", "HEAD", "POST", "OPTIONS", "TRACE")),
    path=st.sampled_from(("", "/readyz/", "/healthz?")).flatmap(
        lambda start: st.text(max_size=40).map(start.__add__)
    ),
    query=st.dictionaries(st.text(max_size=8), st.text(max_size=20), max_size=3),
    header=st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=40),
)
def test_odd_requests_are_answered_and_never_with_a_fault_of_ours(
    storeless: TestClient, method: str, path: str, query: dict[str, str], header: str
) -> None:
    address = f"/{quote(path, errors='replace')}"
    answer = storeless.request(method, address, params=query, headers={"X-Odd": header.strip()})
    assert answer.status_code in (200, 404, 405, 503)


def test_the_server_says_where_it_is_and_leaves_nothing_behind(found: Configured) -> None:
    with serving(found) as address:
        assert requests.get(f"{address}/", timeout=10).json()["health"] == "/healthz"
    assert not {"web", "counting"} & {thread.name for thread in enumerate_threads()}
    with pytest.raises(requests.ConnectionError):
        requests.get(f"{address}/", timeout=10)


def test_an_address_that_is_taken_is_a_plain_error(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        bind = f"127.0.0.1:{taken.getsockname()[1]}"
        with (
            pytest.raises(WebError, match=f"cannot listen at {bind} .*in use.*choose another"),
            serving(found_at(tmp_path, bind)),
        ):
            pass


def test_raw_nonsense_on_the_line_does_not_hurt_the_next_request(found: Configured) -> None:
    with serving(found) as address:
        host, port = address.removeprefix("http://").split(":")
        for nonsense in (b"\x16\x03\x01\x02\x00" * 20, b"GET / HTTP/9.9\r\n\r\n", b"GET " + b"a" * 100_000):
            with socket.create_connection((host, int(port)), timeout=10) as line:
                line.sendall(nonsense)
                line.shutdown(socket.SHUT_WR)
                line.recv(1000)
        assert requests.get(f"{address}/healthz", timeout=10).status_code == 200


def test_the_command_serves_until_it_is_told_to_stop(found: Configured) -> None:
    command = [sys.executable, "-m", "monitor.cli", "--config", str(found.settings.folder), "web"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, bufsize=1) as process:
        assert process.stdout is not None
        address = process.stdout.readline().split()[2].rstrip(".")
        assert requests.get(f"{address}/healthz", timeout=10).ok
        process.terminate()
        assert process.wait(20) == 0
        assert process.stdout.read() == "Stopped.\n"
