"""The polite session, against a real server: pace, refusals, robots, redirects, addresses, limits, TLS."""

import gzip
import socket
import ssl
import struct
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import partial
from http.server import BaseHTTPRequestHandler
from itertools import count, pairwise
from pathlib import Path
from typing import Any

import pytest
import requests
import trustme

from monitor.errors import ConfigError, FetchFailed, Refused
from monitor.ports.hosts import HostTurn
from monitor.ports.sources import PageMark
from monitor.sources.addresses import AddressRefused, AllowedPlaces, check_peer, place_of
from monitor.sources.http import PoliteSession, TooLarge
from monitor.sources.http_settings import HttpSettings
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
        assert [later - earlier for earlier, later in pairwise(times)] == [timedelta(seconds=1)] * 3


def test_one_request_is_in_flight_to_a_host(site: LocalSite) -> None:
    busy = threading.Lock()
    together: list[str] = []

    def alone(request: BaseHTTPRequestHandler) -> None:
        if busy.acquire(blocking=False):
            time.sleep(0.005)  # long enough for another one to come, if it may
            busy.release()  # before the answer, for the next request may follow on its heels
        else:
            together.append(request.path)
        request.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")

    site.pages["/page"] = Page(act=alone)
    settings = HttpSettings(contact="", allowed=(site.url,), rate=1000.0)
    clock = partial(datetime.now, UTC)  # a clock that naps move on would run past the longest turn
    with PoliteSession(settings, FakeGate(clock), clock) as session, ThreadPoolExecutor(8) as pool:
        for _ in pool.map(lambda _: session.get(f"{site.url}/page", limit=LIMIT), range(16)):
            pass
    assert together == []
    assert len(site.targets()) == 16


def test_without_a_rate_a_loopback_host_gets_all_at_once(site: LocalSite) -> None:
    together = threading.Barrier(16, timeout=10)

    def all_here(request: BaseHTTPRequestHandler) -> None:
        together.wait()
        request.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")

    site.pages["/together"] = Page(act=all_here)
    with rig(site.url) as own, ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda _: own.session.get(f"{site.url}/together", limit=LIMIT), range(16)))
        assert [answer.status for answer in answers] == [200] * 16
        assert own.session.requests == 17
        assert own.gate.entered == []
    assert sum(asked.target == "/robots.txt" for asked in site.asked) == 1


def test_requests_are_apart_from_their_own_starts_when_a_turn_is_slow_to_be_had(
    site: LocalSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    with rig(site.url, rate=1.0) as own:
        begun: list[datetime] = []
        enter, exchange = own.gate.enter, own.session._exchange

        def slow_enter(host: str, *, spacing: float, hold: float) -> HostTurn:
            turn = enter(host, spacing=spacing, hold=hold)
            if turn.granted and not begun:  # the first turn's commit waits for the disk
                own.clock.advance(seconds=0.4)
            return turn

        def noted(*given: Any) -> Any:
            begun.append(own.clock())
            return exchange(*given)

        monkeypatch.setattr(own.gate, "enter", slow_enter)
        monkeypatch.setattr(own.session, "_exchange", noted)
        for _ in range(2):
            own.session.get(f"{site.url}/page", limit=LIMIT)
    gaps = [(later - first).total_seconds() for first, later in pairwise(begun)]
    assert min(gaps) >= 1.0


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
    with rig(site.url) as own:
        assert b"Kestrelshire" in own.session.get(f"{site.url}/page", limit=LIMIT).body
        assert own.clock.naps == [0.5, 1.0]


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
        assert [seconds for _, seconds in own.gate.refused] == [0.5, 1.0, 5.0]
        assert caught.value.retry_at == own.clock() + timedelta(seconds=5)
        assert caught.value.url == f"{site.url}/page"
        assert "0x" not in str(caught.value)


def test_nobody_at_home() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with (
        rig(f"http://127.0.0.1:{port}") as own,
        pytest.raises(FetchFailed, match="no whole answer") as caught,
    ):
        own.session.get(f"http://127.0.0.1:{port}/page", limit=LIMIT)
    assert "Connection refused" in str(caught.value)  # a machine without a network needs other remedies
    assert "host=" not in str(caught.value)


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
        assert waits[0::3] == [0.5] * 10
        assert waits[1::3] == [1.0] * 10
        assert waits[2::3] == [5.0, 10.0, 20.0, 40.0, 80.0, 160.0, 320.0, 640.0, 900.0, 900.0]


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


def test_a_turn_is_given_back_whatever_happened(site: LocalSite) -> None:
    site.pages["/large"] = Page("x" * 1000)
    with rig(site.url, rate=1.0) as own:
        with pytest.raises(TooLarge):
            own.session.get(f"{site.url}/large", limit=10)
        own.session.get(f"{site.url}/page", limit=LIMIT)
        assert own.clock.naps == [1.0, 1.0]


def test_a_packed_body_is_unpacked(site: LocalSite) -> None:
    site.pages["/page"] = Page(gzip.compress(b"Ashbourne Vale" * 9000), headers={"Content-Encoding": "gzip"})
    with rig(site.url) as own:
        assert own.session.get(f"{site.url}/page", limit=LIMIT).body == b"Ashbourne Vale" * 9000


def test_a_body_in_drops_is_given_up(site: LocalSite) -> None:
    more = threading.Event()

    def drip(request: BaseHTTPRequestHandler) -> None:
        request.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nh")
        more.wait(10)

    site.pages |= {"/page": Page(act=drip), "/robots.txt": Page(status=404)}
    seconds = count(0, 100)
    with rig(site.url, monotonic=lambda: float(next(seconds))) as own:
        with pytest.raises(FetchFailed, match="longer than 60 s"):
            own.session.get(f"{site.url}/page", limit=LIMIT)
        more.set()
        assert len(site.targets()) == 1


def test_a_server_that_says_nothing_is_not_waited_for_long(site: LocalSite) -> None:
    more = threading.Event()

    def silence(request: BaseHTTPRequestHandler) -> None:
        more.wait(10)

    site.pages["/page"] = Page(act=silence)
    settings = HttpSettings("", (site.url,), rate=0.0, read_timeout=0.05)
    clock = FakeClock()
    with PoliteSession(settings, None, clock, clock.sleep) as session:
        with pytest.raises(FetchFailed, match="no whole answer"):
            session.get(f"{site.url}/page", limit=LIMIT)
        more.set()


# --- robots.txt --------------------------------------------------------------------------------------


def test_robots_txt_is_asked_for_once_a_day_by_all_processes(site: LocalSite) -> None:
    site.pages["/robots.txt"] = Page("User-agent: *\nDisallow: /private", etag=True)
    marks = FakeMarks()
    for _ in range(2):
        with rig(site.url, marks=marks) as own:
            own.session.get(f"{site.url}/page", limit=LIMIT)
            own.session.get(f"{site.url}/page", limit=LIMIT)
    asked = [one for one in site.asked if one.target == "/robots.txt"]
    assert len(asked) == 1
    with rig(site.url, marks=marks) as own:
        own.clock.advance(hours=24)
        own.session.get(f"{site.url}/page", limit=LIMIT)
        assert own.session.not_modified == 1
        own.clock.advance(hours=23)
        own.session.get(f"{site.url}/page", limit=LIMIT)
        with pytest.raises(Refused, match=r"robots\.txt"):
            own.session.get(f"{site.url}/private/1", limit=LIMIT)
        assert own.session.requests == 3


def test_a_disallowed_path_is_not_asked_for(site: LocalSite) -> None:
    site.pages["/robots.txt"] = Page("User-agent: *\nDisallow: /page")
    with rig(site.url) as own:
        with pytest.raises(Refused, match=r"/page: robots\.txt of 127\.0\.0\.1:\d+ does not allow") as caught:
            own.session.get(f"{site.url}/page", limit=LIMIT)
        assert caught.value.status is None
    assert site.targets() == []


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_a_robots_txt_that_is_not_there_forbids_nothing(site: LocalSite, status: int) -> None:
    site.pages["/robots.txt"] = Page("<html><title>Access denied</title></html>", status)
    with rig(site.url, rate=1.0) as own:
        assert own.session.get(f"{site.url}/page", limit=LIMIT).status == 200
        assert own.gate.refused == []
        own.clock.advance(hours=2)
        own.session.get(f"{site.url}/page", limit=LIMIT)
    times = sum(asked.target == "/robots.txt" for asked in site.asked)
    assert times == (2 if status in (401, 403) else 1)


@pytest.mark.parametrize("fault", [Page(status=500), Page(act=reset), Page(status=429)])
def test_a_robots_txt_that_cannot_be_had_stops_everything(site: LocalSite, fault: Page) -> None:
    site.pages["/robots.txt"] = fault
    with rig(site.url) as own:
        with pytest.raises(FetchFailed, match=r"robots\.txt could not be read"):
            own.session.get(f"{site.url}/page", limit=LIMIT)
        assert own.marks.kept == {}
    assert site.targets() == []


def test_a_challenge_in_place_of_robots_txt_is_a_refusal(site: LocalSite) -> None:
    site.pages["/robots.txt"] = Page(CHALLENGE)
    with rig(site.url) as own, pytest.raises(Refused, match="bot challenge"):
        own.session.get(f"{site.url}/page", limit=LIMIT)
    assert site.targets() == []


def test_a_memory_of_robots_txt_that_cannot_be_read_is_dropped(site: LocalSite) -> None:
    url = f"{site.url}/robots.txt"
    for parsed in ("", "[]", "{}", '{"fetched": 1, "status": 2, "text": 3}', '{"fetched": "x"}'):
        marks = FakeMarks([PageMark(url, None, None, "", parsed)])
        with rig(site.url, marks=marks) as own:
            own.session.get(f"{site.url}/page", limit=LIMIT)
    assert sum(asked.target == "/robots.txt" for asked in site.asked) == 5


def test_a_crawl_delay_is_kept(site: LocalSite) -> None:
    site.pages["/robots.txt"] = Page("User-agent: *\nCrawl-delay: 4")
    with rig(site.url, rate=1.0) as own:
        for _ in range(3):
            own.session.get(f"{site.url}/page", limit=LIMIT)
        times = [moment for _, moment in own.gate.entered]
        assert times[3] - times[1] == timedelta(seconds=8)


@pytest.mark.parametrize(
    ("text", "url", "allowed"),
    [
        ("", "/search?q=", True),
        ("User-agent: *\nDisallow:", "/search?q=", True),
        ("User-agent: *\nDisallow: /", "/", False),
        ("User-agent: *\nAllow: /\nDisallow: /search", "/search?q=", False),
        ("User-agent: *\nDisallow: /\nAllow: /search$\nAllow: /provider", "/search?q=", False),
        ("User-agent: *\nDisallow: /\nAllow: /search$\nAllow: /provider", "/search", True),
        ("User-agent: *\nDisallow: /\nAllow: /provider", "/provider/44/1", True),
        ("User-agent: *\nDisallow: /search?*rows=", "/search?q=&start=0&rows=100", False),
        ("User-agent: *\nDisallow: /*.pdf$", "/v1/file/1", True),
        ("User-agent: *\nDisallow: /*.pdf$", "/a.pdf", False),
        ("User-agent: *\nDisallow: /*.pdf$", "/a.pdf?b", True),
        ("User-agent: *\nDisallow: /v1/*/1$", "/v1/file/1", False),
        ("User-agent: *\nDisallow: *", "/x", False),
        ("User-agent: *\nDisallow: /a%5Bb", "/a[b", False),
        ("User-agent: Area-SEND-Monitor/2\nAllow: /\n\nUser-agent: *\nDisallow: /", "/x", True),
        ("User-agent: area-send-monitor\nDisallow: /", "/x", False),
        ("User-agent: send\nDisallow: /", "/x", True),
        ("User-agent: one\nUser-agent: area-send-monitor\nDisallow: /x", "/x", False),
        ("User-agent: one\nDisallow: /x\nUser-agent: two\nDisallow: /y", "/x", True),
        ("\ufeffuser-agent: *\r\n# all\r\ndisallow: /x # y\r\nSitemap: /z", "/x", False),
        ("Disallow: /", "/x", True),
        ("<html><body>Disallow: /</body></html>", "/x", True),
        ("User-agent: *\nAllow: /p\nDisallow: /p", "/p", True),
        ("User-agent: *\nDisallow: /" + "a*" * 900 + "b", "/" + "a" * 1900, True),
    ],
)
def test_robots_rules(text: str, url: str, allowed: bool) -> None:
    robots = parse_robots(text, agent="area-send-monitor")
    assert robots.allows(f"https://reports.example.org{url}") is allowed


# --- redirects ---------------------------------------------------------------------------------------


def redirect(to: str, status: int = 302) -> Page:
    return Page(status=status, headers={"Location": to})


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_on_the_same_host_is_followed(site: LocalSite, status: int) -> None:
    site.pages["/old"] = redirect("/page#part", status)
    with rig(site.url) as own:
        answer = own.session.get(f"{site.url}/old", limit=LIMIT)
    assert (answer.url, answer.body) == (f"{site.url}/page", PAGE.body.encode())  # type: ignore[union-attr]


def test_three_redirects_are_followed_and_no_more(site: LocalSite) -> None:
    site.pages |= {f"/{n}": redirect(f"/{n + 1}") for n in range(4)}
    site.pages["/4"] = PAGE
    with rig(site.url) as own:
        assert own.session.get(f"{site.url}/1", limit=LIMIT).status == 200
        with pytest.raises(FetchFailed, match="redirected more than 3 times"):
            own.session.get(f"{site.url}/0", limit=LIMIT)
    assert site.targets().count("/4") == 1


def test_a_redirect_between_two_configured_hosts_is_followed(site: LocalSite) -> None:
    with local_site() as other:
        other.pages["/page"] = Page("other")
        site.pages["/page"] = redirect(f"{other.url}/page")
        with rig(site.url, other.url) as own:
            assert own.session.get(f"{site.url}/page", limit=LIMIT).body == b"other"
        other.pages["/robots.txt"] = Page("User-agent: *\nDisallow: /")
        with rig(site.url, other.url) as own, pytest.raises(Refused, match="robots"):
            own.session.get(f"{site.url}/page", limit=LIMIT)


@pytest.mark.parametrize(
    "target",
    [
        "{other}/page",
        "http://localhost:{port}/page",
        "http://2130706433:{port}/page",
        "http://0177.0.0.1:{port}/page",
        "http://0x7f000001:{port}/page",
        "http://127.1:{port}/page",
        "http://[::1]:{port}/page",
        "http://[::ffff:127.0.0.1]:{port}/page",
        "http://0.0.0.0:{port}/page",
        "http://169.254.169.254/latest",
        "http://10.0.0.1/page",
        "http://user@127.0.0.1:{port}/page",
        "http://127.0.0.1:{port}@elsewhere.example/page",
        "http://127.0.0.1:{port}\\@elsewhere.example/page",
        "//elsewhere.example/page",
        "https://elsewhere.example/page",
        "file:///etc/hostname",
        "ftp://127.0.0.1:{port}/page",
        "gopher://127.0.0.1:{port}/page",
        "javascript:alert(1)",
        "http://127.0.0.1:99999/page",
        "http://[half/page",
    ],
)
def test_a_redirect_elsewhere_is_refused(site: LocalSite, target: str) -> None:
    with local_site() as other:
        site.pages["/old"] = redirect(target.format(other=other.url, port=site.port))
        with rig(site.url) as own, pytest.raises(Refused, match="redirect") as caught:
            own.session.get(f"{site.url}/old", limit=LIMIT)
        assert caught.value.status is None
        assert other.asked == []
    assert site.targets() == ["/old"]


def test_a_redirect_to_nowhere_is_a_failure(site: LocalSite) -> None:
    site.pages["/old"] = Page(status=302)
    with rig(site.url) as own, pytest.raises(FetchFailed, match="302"):
        own.session.get(f"{site.url}/old", limit=LIMIT)


@pytest.mark.parametrize(
    ("came_from", "url", "allowed"),
    [
        (None, "https://files.example.org/v1/file/1", True),
        (None, "http://files.example.org/v1/file/1", False),
        ("https://files.example.org/", "http://files.example.org/v1/file/1", False),
        (None, "http://news.example.org/rss", True),
        ("http://news.example.org/rss", "https://news.example.org/rss", True),
        ("https://news.example.org/rss", "http://news.example.org/rss", False),
        (None, "https://files.example.org:8443/", False),
        (None, "https://FILES.example.org./", True),
        (None, "https://files.example.org.evil.example/", False),
        ("https://localhost:1/", "http://localhost:2/", True),
        (None, "http://localhost:3/", False),
        (None, "https://files.example.org/ a", False),
        (None, "https://files.example.org/" + "a" * 3000, False),
        (None, "https://fil\u0435s.example.org/", False),
    ],
)
def test_places(came_from: str | None, url: str, allowed: bool) -> None:
    bases = [
        "https://files.example.org",
        "http://news.example.org",
        "https://localhost:1",
        "http://localhost:2",
    ]
    places = AllowedPlaces(bases)
    before = place_of(came_from) if came_from else None
    if allowed:
        places.check(url, came_from=before)
    else:
        with pytest.raises(AddressRefused):
            places.check(url, came_from=before)


# --- addresses ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0"),
        *("255.255.255.255", "224.0.0.1", "192.0.2.1", "198.18.0.1", "240.0.0.1"),
        *("::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "ff02::1", "fec0::1", "::ffff:93.184.216.34"),
        *(
            "::ffff:10.0.0.1",
            "::7f00:1",
            "64:ff9b::5db8:d822",
            "64:ff9b:1::1",
            "2002:5db8:d822::1",
            "2001:0:1::1",
        ),
        *("2001:db8::1", "not an address"),
    ],
)
def test_no_host_of_the_web_lives_at_a_private_address(address: str) -> None:
    with pytest.raises(AddressRefused):
        check_peer("reports.example.org", address)


def test_public_addresses_are_for_hosts_of_the_web_and_loopback_for_loopback() -> None:
    check_peer("reports.example.org", "93.184.216.34")
    check_peer("reports.example.org", "2606:2800:220:1:248:1893:25c8:1946")
    for host in ("localhost", "replica.localhost", "127.0.0.1", "::1"):
        check_peer(host, "127.0.0.1")
        check_peer(host, "::1")
        for address in ("93.184.216.34", "10.0.0.1", "::ffff:127.0.0.1"):
            with pytest.raises(AddressRefused):
                check_peer(host, address)


Found = list[tuple[int, int, int, str, tuple[str, int]]]


def resolve_to(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> list[str]:
    """Let every name have these addresses, in turn if there are several; give the names asked for."""
    asked: list[str] = []

    def getaddrinfo(host: str, port: int, *args: Any, **kwargs: Any) -> Found:
        asked.append(host)
        address = addresses[min(len(asked), len(addresses)) - 1]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    return asked


@pytest.mark.parametrize("address", ["127.0.0.1", "10.0.0.1", "169.254.169.254"])
def test_a_name_that_resolves_to_a_private_address_is_refused(
    site: LocalSite, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    resolve_to(monkeypatch, address)
    base = f"http://reports.example.org:{site.port}"
    with rig(base, rate=1.0, contact="kestrel@example.org") as own:
        with pytest.raises(Refused, match="not a public address"):
            own.session.get(f"{base}/page", limit=LIMIT)
        assert own.gate.enter(f"reports.example.org:{site.port}", spacing=0, hold=0).closed_until is None
    assert site.asked == []


def test_a_name_is_resolved_once_and_what_was_checked_is_what_is_connected_to(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    connected = []

    def create_connection(address: tuple[str, int], *args: Any, **kwargs: Any) -> socket.socket:
        connected.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr("monitor.sources.tls.create_connection", create_connection)
    asked = resolve_to(monkeypatch, "93.184.216.34", "127.0.0.1")
    live = rig("http://reports.example.org", rate=1.0, contact="kestrel@example.org")
    with live as own, pytest.raises(Refused, match=r"127\.0\.0\.1"):
        own.session.get("http://reports.example.org/page", limit=LIMIT)
    assert connected == [("93.184.216.34", 80)]
    assert asked == ["reports.example.org"] * 2


def test_the_peer_is_checked_before_a_byte_is_sent(site: LocalSite, monkeypatch: pytest.MonkeyPatch) -> None:
    def create_connection(address: tuple[str, int], *args: Any, **kwargs: Any) -> socket.socket:
        line = socket.socket()
        line.connect(("127.0.0.1", site.port))
        return line

    monkeypatch.setattr("monitor.sources.tls.create_connection", create_connection)
    resolve_to(monkeypatch, "93.184.216.34")
    live = rig("http://reports.example.org", rate=1.0, contact="kestrel@example.org")
    with live as own, pytest.raises(Refused, match="not a public address"):
        own.session.get("http://reports.example.org/page", limit=LIMIT)
    assert site.asked == []


# --- TLS ---------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def bundle(authority: trustme.CA, tmp_path: Path) -> str:
    path = tmp_path / "authority.pem"
    authority.cert_pem.write_to_path(str(path))
    return str(path)


def tls_site(authority: trustme.CA, name: str) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(name).configure_cert(context)
    return context


def fetch(site: LocalSite, bundle: str | None) -> bytes:
    url = f"https://localhost:{site.port}"
    with rig(url, adapter=SourceAdapter(make_context(bundle))) as own:
        return own.session.get(f"{url}/page", limit=LIMIT).body


def test_a_certificate_of_a_trusted_authority_is_accepted(authority: trustme.CA, bundle: str) -> None:
    with local_site(tls_site(authority, "localhost")) as site:
        site.pages["/page"] = Page("safe")
        assert fetch(site, bundle) == b"safe"
        assert len({asked.port for asked in site.asked}) == 1


def test_a_certificate_of_another_authority_is_refused(bundle: str) -> None:
    with local_site(tls_site(trustme.CA(), "localhost")) as site:
        with pytest.raises(FetchFailed, match="certificate"):
            fetch(site, bundle)
        assert site.asked == []


def test_a_certificate_for_another_host_is_refused(authority: trustme.CA, bundle: str) -> None:
    with local_site(tls_site(authority, "elsewhere.example")) as site:
        with pytest.raises(FetchFailed, match="certificate"):
            fetch(site, bundle)
        assert site.asked == []


@pytest.mark.parametrize("verify", [False, None, "/tmp/own.pem"])
def test_checking_cannot_be_switched_off(authority: trustme.CA, bundle: str, verify: Any) -> None:
    with local_site(tls_site(trustme.CA(), "localhost")) as site, requests.Session() as session:
        session.trust_env = False
        session.mount("https://", SourceAdapter(make_context(bundle)))
        session.verify = verify
        with pytest.raises(ConfigError, match="always checked"):
            session.get(f"https://localhost:{site.port}/page", verify=verify)
        assert site.asked == []


@pytest.mark.parametrize("variable", ["REQUESTS_CA_BUNDLE", "SSL_CERT_FILE"])
def test_a_bundle_in_the_environment_is_trusted(
    authority: trustme.CA, bundle: str, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE"):
        monkeypatch.delenv(name, raising=False)
    with local_site(tls_site(authority, "localhost")) as site:
        site.pages["/page"] = Page("safe")
        with pytest.raises(FetchFailed, match="certificate"):
            fetch(site, None)
        monkeypatch.setenv(variable, bundle)
        assert fetch(site, None) == b"safe"


@pytest.mark.parametrize("content", [None, "no certificate"])
def test_a_bundle_that_is_none_is_said_to_be(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, content: str | None
) -> None:
    path = tmp_path / "bundle.pem"
    if content:
        path.write_text(content)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(path))
    with pytest.raises(ConfigError, match="REQUESTS_CA_BUNDLE"):
        make_context()


def test_certificates_are_loaded_once_and_only_for_https(
    authority: trustme.CA, bundle: str, monkeypatch: pytest.MonkeyPatch, site: LocalSite
) -> None:
    loaded = []
    load = ssl.SSLContext.load_verify_locations

    def counted(context: ssl.SSLContext, *args: Any, **kwargs: Any) -> None:
        loaded.append(args or kwargs)
        load(context, *args, **kwargs)

    monkeypatch.setattr(ssl.SSLContext, "load_verify_locations", counted)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", bundle)
    context = tls_site(authority, "localhost")
    with local_site(context) as one, local_site(context) as two:
        urls = [f"https://localhost:{one.port}", f"https://localhost:{two.port}"]
        for safe in (one, two):
            safe.pages["/page"] = Page("safe")
        with rig(site.url, *urls) as own:
            own.session.get(f"{site.url}/page", limit=LIMIT)
            assert loaded == []
            for url in urls:
                assert own.session.get(f"{url}/page", limit=LIMIT).body == b"safe"
            assert len(loaded) == 1
