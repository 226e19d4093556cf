"""One polite session for all that we ask the web: slow, honest about who asks, and easily told to go away.

At most `rate` requests a second and one in flight to a host, across all processes (the gate); robots.txt
obeyed; backing off when refused; only the configured hosts, at public addresses; bounded in bytes and time.
The rates are those of `sources.md` 4.1.
"""

import random
import time
from collections.abc import Callable, Mapping
from datetime import datetime
from itertools import count
from threading import Lock
from types import TracebackType
from typing import Self
from urllib.parse import urldefrag, urljoin

import requests
from requests.utils import requote_uri
from urllib3.exceptions import HTTPError

from monitor.errors import ConfigError, FetchFailed, Refused
from monitor.ports.clock import Clock
from monitor.ports.hosts import HostGate, HostTurn
from monitor.ports.sources import PageMark
from monitor.sources.addresses import AddressRefused, Place
from monitor.sources.answers import Answer, Response, Verdict, failure, judge, retry_after, said
from monitor.sources.http_settings import AGENT, HttpSettings, checked_gate, checked_places
from monitor.sources.pacing import FIRST_CLOSING, Turnstile, closing
from monitor.sources.robots_memory import MarksStore, RobotsMemory
from monitor.sources.tls import SourceAdapter
from monitor.sources.turns import HeldTurn, TurnKeeper

TRIES = 3
FAULT_PAUSE = 0.5  # seconds before the second try, doubling
LONGEST_PAUSE = 10.0  # seconds; what would take longer is left to a later call
MAX_REDIRECTS = 3
ERROR_BODY = 65_536  # bytes read of an answer that is no page
CHUNK = 65_536
LONGEST_DELAY = 60.0  # seconds; a longer Crawl-delay is not meant for the like of us

_REDIRECTS = (301, 302, 303, 307, 308)
_CONDITIONAL = {"If-None-Match", "If-Modified-Since"}


class TooLarge(FetchFailed):
    """A body over the caller's limit."""


class PoliteSession:
    """Asks for pages; shared by up to 16 threads. `requests` and `not_modified` count what was asked."""

    def __init__(
        self,
        settings: HttpSettings,
        gate: HostGate | None,
        clock: Clock,
        sleep: Callable[[float], None] = time.sleep,
        marks: MarksStore | None = None,
        *,
        chance: Callable[[], float] = random.random,
        monotonic: Callable[[], float] = time.monotonic,
        adapter: SourceAdapter | None = None,
    ) -> None:
        """Take the parts; `chance` gives jitter in [0, 1), `marks` remembers robots.txt.

        Raises ConfigError for settings that contradict each other.
        """
        self.requests = 0
        self.not_modified = 0
        self._settings = settings
        self._places = checked_places(settings)
        self._gate = checked_gate(settings, gate, clock)
        self._clock, self._sleep, self._chance, self._monotonic = clock, sleep, chance, monotonic
        self._spacing = 1.0 / settings.rate if settings.rate else 0.0
        self._first_closing = FIRST_CLOSING if settings.rate else FAULT_PAUSE
        longest_wait = settings.connect_timeout + settings.read_timeout
        self._turns = TurnKeeper(self._gate, clock, monotonic, longest_wait)
        self._turnstile = Turnstile(self._gate, clock, sleep, self._turns.hold)
        self._robots = RobotsMemory(self._fetch_robots, marks, clock, agent=AGENT)
        self._adapter = adapter or SourceAdapter()
        self._lock = Lock()

    def get(self, url: str, *, mark: PageMark | None = None, limit: int, accept: str = "*/*") -> Response:
        """Give a page of at most `limit` bytes, unless it is as it was when `mark` was made.

        Raises FetchFailed, Refused, and ConfigError when nobody is named for a live host to write to.
        """
        return self._follow(url, mark, limit, accept, robots_apply=True)

    def close(self) -> None:
        """Close all connections."""
        self._adapter.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _follow(
        self, url: str, mark: PageMark | None, limit: int, accept: str, *, robots_apply: bool
    ) -> Response:
        """Ask, and follow redirects by hand, checking each hop as if it were the first."""
        headers = _headers(self._settings.user_agent, mark, accept)
        came_from: Place | None = None
        for _ in range(MAX_REDIRECTS + 1):
            place = self._check(url, came_from)
            delay = self._robots_delay(place, url) if robots_apply else 0.0
            answer = self._ask(place, url, headers, limit, delay=delay, tolerant=not robots_apply)
            target = answer.headers.get("Location") if answer.status in _REDIRECTS else None
            if target is None:
                return self._settle(answer, conditional=bool(_CONDITIONAL & headers.keys()))
            came_from, url = place, _redirected(url, target)
        raise FetchFailed(f"redirected more than {MAX_REDIRECTS} times", url=url)

    def _check(self, url: str, came_from: Place | None) -> Place:
        try:
            place = self._places.check(url, came_from=came_from)
        except AddressRefused as error:
            how = "redirected, and the address" if came_from else "the address"
            raise Refused(f"{how} {error}: not visited", url=url) from error
        if not place.loopback and not self._settings.contact:
            raise ConfigError(
                [
                    "config/monitor.toml: ofsted.contact: is empty; give the e-mail address or web page that "
                    f"{place.host} can reach you by (it goes into the User-Agent)"
                ]
            )
        return place

    def _robots_delay(self, place: Place, url: str) -> float:
        """Give the seconds robots.txt wants between requests. Raises Refused if it does not want this one."""
        rules = self._robots.rules(place)
        if not rules.allows(url):
            raise Refused(f"robots.txt of {place.key} does not allow this path", url=url)
        return min(rules.delay, LONGEST_DELAY)

    def _fetch_robots(self, place: Place, mark: PageMark | None, limit: int) -> Response:
        return self._follow(place.robots_url, mark, limit, "text/plain, */*;q=0.1", robots_apply=False)

    def _ask(
        self,
        place: Place,
        url: str,
        headers: Mapping[str, str],
        limit: int,
        *,
        delay: float,
        tolerant: bool,
    ) -> Answer:
        """Ask up to three times, as long as the host does not have to be left alone for long."""
        spacing = max(self._spacing, delay) if self._spacing else 0.0
        for attempt in count(1):
            turn = self._turnstile.enter(place.key, spacing=spacing, url=url)
            spaced = spacing + self._since(turn.entered) if spacing else 0.0
            try:
                with self._turns.kept(place.key, turn) as held:
                    answer = self._exchange(url, headers, limit, held)
            except BaseException:
                self._gate.leave(place.key, spacing=spaced, entered=turn.entered)
                raise
            verdict = judge(answer, tolerate_refusal=tolerant)
            if verdict is Verdict.ORDINARY:
                self._gate.leave(place.key, spacing=spaced, entered=turn.entered)
                break
            until = self._stay_away(place, turn, answer, verdict, attempt)
            if attempt == TRIES or (until - self._clock()).total_seconds() > LONGEST_PAUSE:
                raise failure(answer, verdict, until)
        return answer

    def _since(self, entered: datetime | None) -> float:
        """Give the seconds since a turn was taken: a slow disk must not bring two requests together."""
        return max((self._clock() - entered).total_seconds(), 0.0) if entered else 0.0

    def _stay_away(
        self, place: Place, turn: HostTurn, answer: Answer, verdict: Verdict, attempt: int
    ) -> datetime:
        """Close the host to everybody, for the longer of our own backing off and what the server asks."""
        asked = retry_after(answer.headers, self._clock())
        chance = self._chance()

        def close(n: int) -> float:
            if verdict is not Verdict.FAULT:
                return max(asked, closing(n, first=self._first_closing, chance=chance, refused=True))
            if attempt < TRIES:
                return max(asked, closing(attempt, first=FAULT_PAUSE, chance=chance))
            return max(asked, closing(-(-n // TRIES), first=self._first_closing, chance=chance))

        return self._gate.refuse(place.key, close=close, entered=turn.entered)

    def _exchange(self, url: str, headers: Mapping[str, str], limit: int, held: HeldTurn | None) -> Answer:
        """Send one request and read its answer.

        Raises Refused and FetchFailed for what a second try would not mend.
        """
        with self._lock:
            self.requests += 1
        deadline = self._monotonic() + self._settings.total_timeout
        timeout = (self._settings.connect_timeout, self._settings.read_timeout)
        try:
            prepared = requests.Request("GET", url, headers=dict(headers)).prepare()
            with self._adapter.send(prepared, stream=True, timeout=timeout) as answer:
                body = self._read(answer, url, limit, deadline, held)
                return Answer(url, answer.status_code, answer.headers, body)
        except AddressRefused as error:
            raise Refused(f"{error}: not visited", url=url) from error
        except requests.exceptions.SSLError as error:
            raise FetchFailed(f"its certificate or TLS was not accepted ({said(error)})", url=url) from error
        except (requests.RequestException, HTTPError, OSError) as error:
            return Answer(url, 0, {}, b"", reason=f"no whole answer ({said(error)})")

    def _read(
        self, answer: requests.Response, url: str, limit: int, deadline: float, held: HeldTurn | None
    ) -> bytes:
        """Read a body in the pieces it comes in, up to the limit and the deadline, in our turn."""
        wanted = limit if answer.status_code == 200 else ERROR_BODY
        body = bytearray()
        while piece := answer.raw.read1(CHUNK, decode_content=True):
            body += piece
            if len(body) > wanted:
                if answer.status_code != 200:
                    break
                raise TooLarge(f"the answer is larger than the cap of {limit:,} bytes", url=url)
            if self._monotonic() > deadline:
                raise FetchFailed(
                    f"the answer took longer than {self._settings.total_timeout:.0f} s", url=url
                )
            if held is not None:
                held.require(url)
        return bytes(body)

    def _settle(self, answer: Answer, *, conditional: bool) -> Response:
        """Turn the last answer into a page or an error."""
        fresh = answer.status == 200
        if not fresh and not (answer.status == 304 and conditional):
            message = f"answered with status {answer.status}"
            if 400 <= answer.status < 500:
                raise Refused(message, url=answer.url, status=answer.status)
            raise FetchFailed(message, url=answer.url)
        with self._lock:
            self.not_modified += not fresh
        etag, modified = answer.headers.get("ETag"), answer.headers.get("Last-Modified")
        return Response(answer.url, answer.status, answer.body, etag, modified, not fresh, answer.headers)


def _redirected(url: str, target: str) -> str:
    """Give the address a redirect leads to, spelt as addresses are. Raises Refused if it is none."""
    try:
        return urldefrag(requote_uri(urljoin(url, target.strip()))).url
    except (ValueError, requests.RequestException) as error:
        raise Refused(f"a redirect to {target[:100]!r}, which is no address: not visited", url=url) from error


def _headers(user_agent: str, mark: PageMark | None, accept: str) -> dict[str, str]:
    headers = {"User-Agent": user_agent, "Accept": accept, "Accept-Encoding": "gzip, deflate"}
    if mark is not None and mark.etag:
        headers["If-None-Match"] = mark.etag
    if mark is not None and mark.last_modified:
        headers["If-Modified-Since"] = mark.last_modified
    return headers
