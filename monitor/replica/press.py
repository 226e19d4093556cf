"""Local papers beside the replica's site: feeds under `/feeds/<name>`, stories under `/stories/<number>`.

Each quirk of real feeds (`sources.md` 6.3) is a switch that takes the names of feeds; Q11, a broken
certificate, needs a server with TLS and has its own test.
"""

import hashlib
import re
import threading
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from html import escape
from typing import Any

from monitor.replica.switches import is_target

FEEDS, STORIES = "/feeds/", "/stories/"
WINDOW = 50  # stories that a feed shows; ten with Q14
_MEDIA = ("videos", "sounds", "iplayer")
QUIRKS = ("q1", "q2", "q3", "q4", "q5", "q6", "q7", "q8", "q9", "q10", "q12", "q13", "q14", "q15", "q17")


@dataclass(frozen=True, slots=True)
class Told:
    """One story of one paper."""

    number: int
    feed: str
    title: str
    summary: str
    paragraphs: tuple[str, ...]
    published: datetime


class Press:
    """The papers and what they have told; all methods may be called from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._told: list[Told] = []
        self._papers: set[str] = set()
        self._asked: dict[str, int] = {}

    def clear(self) -> None:
        """Forget all stories and papers."""
        with self._lock:
            self._told.clear()
            self._papers.clear()
            self._asked.clear()

    def open(self, *papers: str) -> None:
        """Have papers with nothing but yesterday's weather."""
        with self._lock:
            self._papers |= set(papers)

    def tell(self, feed: str, title: str, published: datetime, summary: str = "", body: str = "") -> str:
        """Tell a story in a paper; gives the path of its page."""
        with self._lock:
            self._papers.add(feed)
            paragraphs = tuple(filter(None, (body or f"{title}. {summary}").split("\n")))
            self._told.append(Told(len(self._told) + 1, feed, title, summary, paragraphs, published))
            return f"{STORIES}{len(self._told)}"

    def story(self, path: str) -> bytes | None:
        """Give the page of a story."""
        with self._lock:
            found = next((one for one in self._told if f"{STORIES}{one.number}" == path), None)
        return None if found is None else _page(found)

    def feed(self, name: str, site: str, quirks: frozenset[str]) -> bytes | None:
        """Give a feed as its quirks have it; None: there is no such paper."""
        with self._lock:
            if name not in self._papers:
                return None
            asked = self._asked[name] = self._asked.get(name, 0) + 1
            told = [one for one in reversed(self._told) if one.feed == name]
        if "q8" in quirks:
            return b"<!DOCTYPE html><html><head><title>Our feeds</title></head><body>Moved</body></html>"
        shown = [] if "q7" in quirks else told[: 10 if "q14" in quirks else WINDOW]
        return _channel(name, shown, _Look(site, asked, quirks))


def quirks_of(name: str, switches: dict[str, Any]) -> frozenset[str]:
    """Give the quirks that are switched on for a feed."""
    return frozenset(quirk for quirk in QUIRKS if is_target(switches.get(f"feed_{quirk}"), name))


@dataclass(frozen=True, slots=True)
class _Look:
    """How one answer looks: which quirks it has, and how often the feed was asked for."""

    site: str
    asked: int
    quirks: frozenset[str]


def _channel(name: str, told: list[Told], look: _Look) -> bytes:
    quirks = look.quirks
    items = [_item(one, look) for one in told]
    if "q7" not in quirks:
        items.append(_weather(name, look))
    if "q3" in quirks:
        items += [_bare_item(f"Watch: {kind}", f"{look.site}/{kind}/1") for kind in _MEDIA]
    if "q4" in quirks:
        items.reverse()
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    if "q4" in quirks:
        head = '<?xml version="1.0"?>\n<?xml-stylesheet type="text/xsl" href="/resources/xsl/rss.xsl"?>\n'
    text = (
        f'{head}<rss version="2.0"><channel><title>{escape(name)}</title><link>{look.site}/</link>'
        f"<ttl>15</ttl>{''.join(items)}</channel></rss>"
    )
    if "q15" not in quirks:
        return text.encode()
    # One letter in Latin-1 under a UTF-8 label, behind a byte-order mark.
    return b"\xef\xbb\xbf" + text.replace("</channel>", "<!-- caf@ --></channel>").encode().replace(
        b"caf@", b"caf\xe9"
    )


def _item(one: Told, look: _Look) -> str:
    quirks, link = look.quirks, f"{look.site}{STORIES}{one.number}"
    shown, guid, source = link, f'<guid isPermaLink="true">{link}</guid>', ""
    title, text, date = escape(one.title), escape(one.summary), format_datetime(one.published)
    if "q1" in quirks:
        shown += f"?at_medium=RSS&amp;at_campaign={'rss' if look.asked % 2 else 'KARANGA'}"
    if "q2" in quirks:
        guid = f'<guid isPermaLink="false">{link}#{look.asked}</guid>'
    if "q4" in quirks:
        shown += "?ref=rss"
        digest = hashlib.md5(link.encode(), usedforsecurity=False).hexdigest()
        guid = f'<guid isPermaLink="false">{digest}</guid>'
        text = f"<![CDATA[\n\n        <p>{text}</p>\n    ]]>"
    if "q5" in quirks:
        shown, guid, date = f"{look.site}/news", "", "Mon, 01 Jun 2026 06:00:00 GMT"
    if "q6" in quirks and look.asked > 1:
        shown = shown.replace("http://", "https://")
        guid = guid.replace("http://", "https://")
    if "q12" in quirks:
        shown, text = f"{STORIES}{one.number}", escape(f"<p><b>{text}</b></p>")
    if "q17" in quirks:
        shown = f"{look.site}/moved{STORIES}{one.number}?oc=5"
        title += f" - {escape(one.feed)}"
        source = f'<source url="{look.site}">{escape(one.feed)}</source>'
    if "q13" in quirks:
        return f"<item><title>{title}</title><link>{shown}</link>{guid}{source}</item>"
    return (
        f"<item><title>{title}</title><link>{shown}</link>{guid}{source}"
        f"<pubDate>{date}</pubDate><description>{text}</description></item>"
    )


def _weather(name: str, look: _Look) -> str:
    return _bare_item("Dry with sunny spells this weekend", f"{look.site}/weather/{_slug(name)}")


def _bare_item(title: str, link: str) -> str:
    return f"<item><title>{title}</title><link>{link}</link></item>"


def _page(one: Told) -> bytes:
    paragraphs = "".join(f"<p>{escape(line)}</p>" for line in one.paragraphs)
    return (
        f"<!DOCTYPE html><html><head><title>{escape(one.title)}</title></head><body>"
        '<nav><a href="/">Home</a> <a href="/sport">Sport</a></nav>'
        f"<article><h1>{escape(one.title)}</h1>{paragraphs}</article>"
        "<footer>READ MORE: ten things to do this weekend</footer></body></html>"
    ).encode()


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
