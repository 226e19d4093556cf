"""The polite session, against a real server: pace, refusals, robots.txt, redirects, addresses, limits, TLS."""

import gzip
import socket
import ssl
import struct
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import requests
import trustme

from monitor.errors import ConfigError, FetchFailed, Refused
from monitor.ports import PageMark
from monitor.sources.addresses import AddressRefused, check_peer, place_of
from monitor.sources.http import HttpSettings, PoliteSession, TooLarge
from monitor.sources.robots import parse_robots
from monitor.sources.tls import SourceAdapter, make_context
from tests.contract.local_site import LocalSite, Page, local_site, rig
from tests.fakes import FakeClock, FakeGate, FakeMarks

LIMIT = 1_000_000
PAGE = Page("<html><body>Kestrelshire</body></html>")
CHALLENGE = "<html><head><title>Just a moment...</title></head><body>One moment</body></html>"


@pytest.fixture
def site() -> Iterator[LocalSite]:
    with local_site() as running:
        running.pages["/page"] = PAGE
        yield running


def reset(request: BaseHTTPRequestHandler) -> None:
    """Hang up without an answer, hard."""
    request.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    request.connection.close()


def cut_off(request: BaseHTTPRequestHandler) -> None:
    """Promise 100 bytes and send 5."""
    request.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhello")


def cut_off_in_chunks(request: BaseHTTPRequestHandler) -> None:
    request.wfile.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n")


# --- a plain answer ----------------------------------------------------------------------------------


def test_a_page_comes_with_its_validators_and_is_counted(site: LocalSite) -> None:
    site.pages["/page"] = Page("hello", headers={"ETag": '"one"', "Last-Modified": "yesterday"})
    with rig(site.url, contact="kestrel@example.org") as own:
        answer = own.session.get(f"{site.url}/page", limit=LIMIT, accept="text/html")
        assert (answer.body, answer.status, answer.not_modified) == (b"hello", 200, False)
        assert (answer.etag, answer.last_modified) == ('"one"', "yesterday")
        assert answer.url == f"{site.url}/page"
        assert own.session.requests == 2  # robots.txt is one
    headers = site.asked[-1].headers
    assert headers["User-Agent"] == "area-send-monitor/0.1 (+kestrel@example.org)"
    assert headers["Accept"] == "text/html"


def test_a_known_page_is_asked_for_conditionally(site: LocalSite) -> None:
    site.pages["/page"] = Page("hello", etag=True)
    with rig(site.url) as own:
        first = own.session.get(f"{site.url}/page", limit=LIMIT)
        mark = PageMark(first.url, first.etag, "a date", "", "")
        second = own.session.get(f"{site.url}/page", mark=mark, limit=LIMIT)
        assert (second.not_modified, second.body, own.session.not_modified) == (True, b"", 1)
    assert site.asked[-1].headers["If-Modified-Since"] == "a date"


def test_a_304_nobody_asked_for_is_a_failure(site: LocalSite) -> None:
    site.pages["/page"] = Page(status=304)
    with rig(site.url) as own, pytest.raises(FetchFailed, match="304"):
        own.session.get(f"{site.url}/page", mark=PageMark("", None, None, "x", "x"), limit=LIMIT)


def test_one_connection_is_kept(site: LocalSite) -> None:
    with rig(site.url) as own:
        for _ in range(4):
            own.session.get(f"{site.url}/page", limit=LIMIT)
    assert len({asked.port for asked in site.asked}) == 1


def test_no_cookies_are_kept(site: LocalSite) -> None:
    site.pages["/page"] = Page("x", headers={"Set-Cookie": "who=me"})
    with rig(site.url) as own:
        for _ in range(2):
            own.session.get(f"{site.url}/page", limit=LIMIT)
    assert "Cookie" not in site.asked[-1].headers


def test_proxies_of_the_environment_are_not_used(site: LocalSite, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("no_proxy", "")
    with rig(site.url) as own:
        assert own.session.get(f"{site.url}/page", limit=LIMIT).status == 200


# --- settings ----------------------------------------------------------------------------------------


def test_a_live_host_needs_a_contact() -> None:
    with rig("https://reports.example.org", rate=1.0) as own:
        with pytest.raises(ConfigError, match=r"config/monitor\.toml: ofsted\.contact"):
            own.session.get("https://reports.example.org/search", limit=LIMIT)
        assert own.gate.entered == []


@pytest.mark.parametrize(
    ("settings", "key"),
    [
        (HttpSettings("", ("https://reports.example.org",), rate=0.0), "ofsted.rate"),
        (HttpSettings("", ("http://localhost:1",), rate=-1.0), "ofsted.rate"),
        (HttpSettings("a\r\nX: y", ("http://localhost:1",)), "ofsted.contact"),
        (HttpSettings("", ("ftp://localhost",)), "address"),
    ],
)
def test_settings_that_cannot_be_meant(settings: HttpSettings, key: str) -> None:
    clock = FakeClock()
    with pytest.raises(ConfigError, match=key):
        PoliteSession(settings, FakeGate(clock), clock)


def test_a_rate_needs_a_gate() -> None:
    with pytest.raises(ValueError, match="gate"):
        PoliteSession(HttpSettings("", ("http://localhost:1",)), None, FakeClock())


# --- pace --------------------------------------------------------------------------------------------


def test_requests_to_a_host_keep_their_distance(site: LocalSite) -> None:
    with rig(site.url, rate=1.0) as own:
        for _ in range(3):
            own.session.get(f"{site.url}/page", limit=LIMIT)
        times = [moment for _, moment in own.gate.entered]
        assert [later - earlier for earlier, later in zip(times, times[1:], strict=False)] == [
            timedelta(seconds=1)
        ] * 3


def test_one_request_is_in_flight_to_a_host(site: LocalSite) -> None:
    with rig(site.url, rate=1000.0) as own, ThreadPoolExecutor(8) as pool:
        for _ in pool.map(lambda _: own.session.get(f"{site.url}/page", limit=LIMIT), range(16)):
            pass
    assert site.most_in_flight == 1
    assert len(site.targets()) == 16


def test_without_a_rate_a_loopback_host_gets_all_at_once(site: LocalSite) -> None:
    together = threading.Barrier(16, timeout=10)

    def all_here(request: BaseHTTPRequestHandler) -> None:
        together.wait()
        request.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")

    site.pages["/together"] = Page(act=all_here)
    with rig(site.url) as own, ThreadPoolExecutor(16) as pool:
        answers = list(
            pool.map(lambda _: own.session.get(f"{site.url}/together", limit=LIMIT), range(16))
        )
        assert [answer.status for answer in answers] == [200] * 16
        assert own.session.requests == 17
        assert own.gate.entered == []
    assert sum(asked.target == "/robots.txt" for asked in site.asked) == 1


def test_a_turn_that_is_never_given_back_is_not_waited_for_without_end(site: LocalSite) -> None:
    with rig(site.url, rate=1.0) as own:
        own.gate.enter(f"127.0.0.1:{site.port}", spacing=1.0, hold=1e9)
        with pytest.raises(FetchFailed, match="no turn"):
            own.session.get(f"{site.url}/page", limit=LIMIT)
        assert sum(own.clock.naps) < 1000
    assert site.asked == []


# --- faults ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "fault",
    [Page(status=500), Page(status=503), Page(act=reset), Page(act=cut_off), Page(act=cut_off_in_chunks)],
)
def test_a_passing_fault_is_tried_again(site: LocalSite, fault: Page) -> None:
    site.pages["/page"] = [fault, fault, PAGE]
    with rig(site.url, rate=1.0, chance=0.5) as own:
        assert b"Kestrelshire" in own.session.get(f"{site.url}/page", limit=LIMIT).body
        assert [nap for nap in own.clock.naps if nap in (0.5, 1.0)][:2] == [0.5, 1.0]
        assert own.gate.refused == []


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (Page(status=502), "server error 502"),
        (Page(act=reset), "no whole answer"),
        (Page(act=cut_off), "no whole answer"),
    ],
)
def test_a_lasting_fault_is_given_up_and_backed_off_from(site: LocalSite, fault: Page, words: str) -> None:
    site.pages["/page"] = fault
    with rig(site.url, rate=1.0) as own:
        with pytest.raises(FetchFailed, match=words) as caught:
            own.session.get(f"{site.url}/page", limit=LIMIT)
        assert len(site.targets()) == 3
        assert [seconds for _, seconds in own.gate.refused] == [5.0]
        assert caught.value.retry_at == own.clock() + timedelta(seconds=5)
        assert caught.value.url == f"{site.url}/page"
        assert "0x" not in str(caught.value)


def test_nobody_at_home() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with rig(f"http://127.0.0.1:{port}") as own, pytest.raises(FetchFailed, match="no whole answer"):
        own.session.get(f"http://127.0.0.1:{port}/page", limit=LIMIT)


def test_a_server_error_with_a_short_retry_after_is_waited_for(site: LocalSite) -> None:
    site.pages["/page"] = [Page(status=503, headers={"Retry-After": "7"}), PAGE]
    with rig(site.url) as own:
        own.session.get(f"{site.url}/page", limit=LIMIT)
        assert own.clock.naps == [7.0]


@pytest.mark.parametrize("as_date", [False, True])
@pytest.mark.parametrize("status", [503, 429])
def test_a_long_retry_after_is_for_a_later_call(site: LocalSite, status: int, as_date: bool) -> None:
    with rig(site.url, rate=1.0) as own:
        own.session.get(f"{site.url}/page", limit=LIMIT)
        own.clock.advance(seconds=10)
        until = own.clock() + timedelta(seconds=120)
        asked = format_datetime(until, usegmt=True) if as_date else "120"
        site.pages["/page"] = Page(status=status, headers={"Retry-After": asked})
        with pytest.raises(FetchFailed) as caught:
            own.session.get(f"{site.url}/page", limit=LIMIT)
        assert caught.value.retry_at == until
        assert own.session.requests == 3
        with pytest.raises(Refused, match=r"until 09:32 on 8 September 2026 \(Europe/London\)"):
            own.session.get(f"{site.url}/page", limit=LIMIT)
        assert own.session.requests == 3


@pytest.mark.parametrize("asked", ["soon", "-5", "9" * 400, "Fri, 99 Foo 2026 99:99:99 GMT", "٣"])
def test_a_retry_after_that_makes_no_sense_does_no_harm(site: LocalSite, asked: str) -> None:
    site.pages["/page"] = Page(status=429, headers={"Retry-After": asked.encode().decode("latin-1")})
    with rig(site.url, rate=1.0) as own, pytest.raises(FetchFailed) as caught:
        own.session.get(f"{site.url}/page", limit=LIMIT)
    assert caught.value.retry_at is not None
    assert caught.value.retry_at - own.clock() <= timedelta(days=1)


# --- refusals ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("refusal", "error", "words"),
    [
        (Page(status=403), Refused, "status 403"),
        (Page(status=429), FetchFailed, "429"),
        (Page(CHALLENGE), Refused, "bot challenge"),
        (Page(CHALLENGE, 403), Refused, "bot challenge"),
        (Page(CHALLENGE, 503), Refused, "bot challenge"),
    ],
)
def test_refusals_back_off_twice_then_give_up(
    site: LocalSite, refusal: Page, error: type[Exception], words: str
) -> None:
    site.pages["/page"] = refusal
    with rig(site.url, rate=1.0) as own:
        with pytest.raises(error, match=words):
            own.session.get(f"{site.url}/page", limit=LIMIT)
        assert [seconds for _, seconds in own.gate.refused] == [5.0, 10.0, 20.0]
    assert len(site.targets()) == 3


def test_a_refusal_that_passes_is_forgotten(site: LocalSite) -> None:
    site.pages["/page"] = [Page(status=403), PAGE, Page(status=403), PAGE]
    with rig(site.url, rate=1.0) as own:
        for _ in range(2):
            assert own.session.get(f"{site.url}/page", limit=LIMIT).status == 200
        assert [seconds for _, seconds in own.gate.refused] == [5.0, 5.0]


def test_after_five_refusals_we_stay_away_for_an_hour(site: LocalSite) -> None:
    site.pages["/page"] = Page(status=403)
    with rig(site.url, rate=1.0) as own:
        for _ in range(4):
            with pytest.raises(Refused):
                own.session.get(f"{site.url}/page", limit=LIMIT)
        assert [seconds for _, seconds in own.gate.refused] == [5.0, 10.0, 20.0, 40.0, 3600.0]
        assert len(site.targets()) == 5
        own.clock.advance(seconds=3600)
        site.pages["/page"] = PAGE
        assert own.session.get(f"{site.url}/page", limit=LIMIT).status == 200


def test_faults_double_up_to_a_quarter_of_an_hour_and_never_make_it_an_hour(site: LocalSite) -> None:
    site.pages["/page"] = Page(status=500)
    with rig(site.url, rate=1.0) as own:
        for _ in range(10):
            with pytest.raises(FetchFailed):
                own.session.get(f"{site.url}/page", limit=LIMIT)
            own.clock.advance(seconds=1000)
        waits = [seconds for _, seconds in own.gate.refused]
        assert waits == [5.0, 10.0, 20.0, 40.0, 80.0, 160.0, 320.0, 640.0, 900.0, 900.0]


def test_jitter_takes_up_to_a_fifth_off(site: LocalSite) -> None:
    site.pages["/page"] = Page(status=403)
    with rig(site.url, rate=1.0, chance=1.0) as own:
        with pytest.raises(Refused):
            own.session.get(f"{site.url}/page", limit=LIMIT)
        assert [seconds for _, seconds in own.gate.refused] == [4.0, 8.0, 16.0]


def test_without_a_rate_refusals_are_remembered_in_the_process(site: LocalSite) -> None:
    site.pages["/page"] = Page(status=403)
    with rig(site.url) as own:
        for _ in range(6):
            with pytest.raises(Refused):
                own.session.get(f"{site.url}/page", limit=LIMIT)
        assert len(site.targets()) == 5
        with pytest.raises(Refused, match="stay away until 10:30"):
            own.session.get(f"{site.url}/page", limit=LIMIT)
        assert len(site.targets()) == 5


@pytest.mark.parametrize("status", [404, 410, 400])
def test_what_is_not_there_is_refused_once(site: LocalSite, status: int) -> None:
    site.pages["/page"] = Page("<html></html>", status)
    with rig(site.url, rate=1.0) as own:
        with pytest.raises(Refused) as caught:
            own.session.get(f"{site.url}/page", limit=LIMIT)
        assert caught.value.status == status
        assert own.gate.refused == []
    assert len(site.targets()) == 1


@pytest.mark.parametrize(
    "page",
    [
        Page("<html><title>Attention Required! | Cloudflare</title>"),
        Page("<!doctype html><html><body><h1 class='x'><span>Are you a robot?</span></h1></body>"),
        Page("<html><body><p>Please verify you are human to go on.</p></body></html>"),
        Page("<html><script>window._cf_chl_opt={}</script></html>"),
        Page("<html><head><title>Access Denied</title></head></html>"),
        Page("<html></html>", headers={"cf-mitigated": "challenge"}),
        Page("", 202, headers={"x-amzn-waf-action": "challenge"}),
    ],
)
def test_bot_challenges_are_known_for_what_they_are(site: LocalSite, page: Page) -> None:
    site.pages["/page"] = page
    with rig(site.url) as own, pytest.raises(Refused, match="bot challenge"):
        own.session.get(f"{site.url}/page", limit=LIMIT)


@pytest.mark.parametrize(
    "body",
    [
        "<html><title>Port Merrow - Find an Inspection Report - Ofsted</title><ol class='timeline'></ol>"
        "<form>I am not a robot</form></html>",
        "%PDF-1.7 captcha <title>captcha</title>",
        "User-agent: *\n# captcha",
    ],
)
def test_ordinary_pages_are_no_challenges(site: LocalSite, body: str) -> None:
    site.pages["/page"] = Page(body)
    with rig(site.url) as own:
        assert own.session.get(f"{site.url}/page", limit=LIMIT).status == 200


# --- limits ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("packed", [False, True])
def test_a_body_over_the_cap_is_not_read_on(site: LocalSite, packed: bool) -> None:
    body = b"\0" * 50_000_000 if packed else b"\0" * 200_000
    headers = {"Content-Encoding": "gzip"} if packed else {}
    site.pages["/page"] = Page(gzip.compress(body, 1) if packed else body, headers=headers)
    with rig(site.url) as own, pytest.raises(TooLarge, match="100,000 bytes"):
        own.session.get(f"{site.url}/page", limit=100_000)


def test_a_packed_body_is_unpacked(site: LocalSite) -> None:
    site.pages["/page"] = Page(gzip.compress(b"Ashbourne Vale" * 9000), headers={"Content-Encoding": "gzip"})
    with rig(site.url) as own:
        assert own.session.get(f"{site.url}/page", limit=LIMIT).body == b"Ashbourne Vale" * 9000


def test_a_body_in_drops_is_given_up(site: LocalSite) -> None:
    more = threading.Event()

    def drip(request: BaseHTTPRequestHandler) -> None:
        request.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nh")
        more.wait(10)

    site.pages["/page"] = Page(act=drip)
    seconds = count(0, 50)
    with rig(site.url, monotonic=lambda: float(next(seconds))) as own:
        site.pages["/robots.txt"] = Page(status=404)
        with pytest.raises(FetchFailed, match="no whole answer|longer than 60 s"):
            own.session.get(f"{site.url}/page", limit=LIMIT)
        more.set()
