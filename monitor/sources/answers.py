"""What a web server's answer means: a page, a fault, a refusal; and bot challenges, which look like pages.

No bot challenge is known on the reports site; one is to be taken as a 403 (`sources.md` 4.1). The marks below
are those of the common services, and plain words in a page's title or heading.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import Enum

from monitor.errors import FetchFailed, Refused
from monitor.sources.pacing import spoken

LONGEST_RETRY_AFTER = 86_400.0  # seconds; nobody means more, and more would overflow a date


class Verdict(Enum):
    """What to do with an answer."""

    ORDINARY = "ordinary"  # hand it on, whatever its status
    FAULT = "fault"  # no answer, or a server error: try again soon
    BUSY = "busy"  # 429: stay away for a while
    REFUSED = "refused"  # 403 or a bot challenge: stay away for a while


@dataclass(frozen=True, slots=True)
class Answer:
    """One HTTP exchange; `status` 0 is no answer, and `reason` then says why."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Response:
    """A page (200), or word that it is as we last saw it; `url` is where it was in the end."""

    url: str
    status: int
    body: bytes
    etag: str | None
    last_modified: str | None
    not_modified: bool
    headers: Mapping[str, str] = field(default_factory=dict)


_CHALLENGE_WORDS = re.compile(
    r"just a moment|attention required|checking (?:your|the|if the) (?:browser|site)|captcha|one more step"
    r"|(?:are|if) you(?: are)? (?:an? )?(?:human|robot|bot)\b|robot or human|human verification|not a robot"
    r"|(?:verify|verifying|confirm|prove)(?: that)? you(?: are|'re) (?:an? |not an? )?(?:human|robot|bot)\b"
    r"|access (?:to this page has been )?denied|pardon our interruption|security (?:check|verification)"
    r"|ddos[ -]protection|(?:bot|browser|client) (?:challenge|verification|detection|check|protection)"
    r"|unusual traffic|request (?:blocked|unsuccessful)|application firewall|challenge (?:page|validation)"
)
# These stand in the code of a challenge, and on no page that carries the site's own content.
_CHALLENGE_CODE = re.compile(
    r"_cf_chl_opt|cf-chl-|captcha-delivery\.com|px-captcha|incapsula incident id|awswafcookiedomainlist"
    r"|gokuprops|enable javascript and cookies to continue|verify you are (?:a )?human|not a robot"
    r"|checking your browser"
)
_FEED = re.compile(rb"<(?:rss|feed|rdf:rdf)[\s>]", re.I)
_OWN_CONTENT = re.compile(rb"class\s*=\s*[\"']?(?:timeline|results-list|search-result)")
_TITLE = re.compile(r"<(?:title|h1)\b[^>]{0,200}>(.{0,300})", re.DOTALL)
_TAG = re.compile(r"<[^>]{0,200}>")
_CHALLENGE_STATUSES = (200, 202, 401, 403, 503)
_LOOKED_AT = 65_536  # bytes from the start
_FEED_BEGINS_WITHIN = 2048


def judge(answer: Answer, *, tolerate_refusal: bool = False) -> Verdict:
    """Say what to do with an answer; with `tolerate_refusal` a 401 or 403 is an answer like any other."""
    if answer.status == 429:
        return Verdict.BUSY
    if answer.status in (401, 403, 451):
        return Verdict.ORDINARY if tolerate_refusal else Verdict.REFUSED
    if challenge(answer) is not None:
        return Verdict.REFUSED
    return Verdict.FAULT if answer.status == 0 or answer.status >= 500 else Verdict.ORDINARY


def challenge(answer: Answer) -> str | None:
    """Give the words that show an answer to be a bot challenge, or None."""
    if answer.status not in _CHALLENGE_STATUSES:
        return None
    if answer.headers.get("cf-mitigated") == "challenge":
        return "cf-mitigated"
    if answer.headers.get("x-amzn-waf-action") in ("challenge", "captcha"):
        return "x-amzn-waf-action"
    start = answer.body[:_LOOKED_AT]
    if not start.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") or _FEED.search(start[:_FEED_BEGINS_WITHIN]):
        return None  # a feed's headlines may speak of robots and security checks
    page = start.decode("utf-8", errors="replace").lower().replace("\u2019", "'").replace("&#039;", "'")
    headings = (_TAG.sub(" ", found.split("</title>")[0].split("</h1>")[0]) for found in _TITLE.findall(page))
    found = next(filter(None, (_CHALLENGE_WORDS.search(" ".join(text.split())) for text in headings)), None)
    if found is None and not _OWN_CONTENT.search(answer.body):
        found = _CHALLENGE_CODE.search(page)
    return found.group() if found else None


def retry_after(headers: Mapping[str, str], now: datetime) -> float:
    """Read how many seconds a server asks us to wait; 0 when it does not ask, or not in words we know."""
    asked = headers.get("Retry-After", "").strip()
    if asked.isdecimal() and asked.isascii():
        return min(float(asked[:12]), LONGEST_RETRY_AFTER)
    try:
        moment = parsedate_to_datetime(asked)
    except (ValueError, TypeError, IndexError, OverflowError):
        return 0.0
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return min(max((moment - now).total_seconds(), 0.0), LONGEST_RETRY_AFTER)


def failure(answer: Answer, verdict: Verdict, until: datetime) -> FetchFailed | Refused:
    """Name what a host answered in place of a page."""
    if verdict is Verdict.FAULT:
        what = answer.reason or f"server error {answer.status}"
        return FetchFailed(what, url=answer.url, retry_at=until)
    if verdict is Verdict.BUSY:
        return FetchFailed("too many requests (429)", url=answer.url, retry_at=until)
    found = challenge(answer)
    what = f'bot challenge ("{found}")' if found else f"refused with status {answer.status}"
    return Refused(f"{what}; we stay away until {spoken(until)}", url=answer.url, status=answer.status)


def said(error: BaseException) -> str:
    """Put a library's error into a few words, without the objects in its text."""
    cause = error.args[0] if error.args and isinstance(error.args[0], BaseException) else error
    reason = getattr(cause, "reason", None)
    innermost = reason if isinstance(reason, BaseException) else cause
    words = re.sub(r"<[^<>]*>|\S*\(host=[^()]*\)", "", str(innermost)).strip(" :,")
    return f"{type(innermost).__name__}: {words[:200]}" if words else type(innermost).__name__
