"""News feeds and what stands in them, and how a story is known again the next time we read it.

Feeds number, date and address their entries as they please (`sources.md` 6.3): a guid that grows, a link that
every entry shares, a title that is all there is. A story is known by its address without what the feed adds
to it; else by its guid; else by title and date. What was known once is known for ever.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from urllib.parse import parse_qsl, urlencode, urlsplit

MOST_AT_ONCE = 200
"""More new stories in one reading of a feed that we know are a flood: kept in silence, and said aloud."""

_SHARED = 3  # entries that are too many to be published in one second

# What feeds and their readers hang on an address; none of it says which story it is.
_ADDED = re.compile(
    r"(?:at|utm|ns|mc|pk|hsa)_.*|ref|cmp|cmpid|ito|fbclid|gclid|xtor|source|service|oc|hl|gl|ceid|rss|ocid",
    re.I,
)
_MEDIA = re.compile(r"/(?:videos|iplayer|sounds)(?:/|$)")


@dataclass(frozen=True, slots=True)
class NewsFeed:
    """A configured feed. `areas` are ids of watched areas it covers; `everywhere`: it covers the country."""

    name: str
    url: str
    areas: frozenset[str]
    everywhere: bool = False


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One entry of a feed, in plain text; `link` is a whole address, `published` in UTC."""

    title: str
    link: str | None = None
    guid: str | None = None
    published: datetime | None = None
    summary: str = ""


def keys_of(entries: Sequence[FeedEntry], feed_url: str, home: str | None) -> list[tuple[str, ...]]:
    """Give the keys under which each entry is known, the most telling first; any one of them will do.

    `home` is the site's own address, as the feed gives it: an entry that only leads there says nothing.
    """
    links = [None if entry.link is None else story_address(entry.link) for entry in entries]
    shared_links, shared_guids = Counter(links), Counter(entry.guid for entry in entries)
    # Two entries with one address and one guid are a story and its correction, where others stand apart.
    pairs = [(link, entry.guid) for link, entry in zip(links, entries, strict=True)]
    twins = Counter(pair for pair in pairs if pair[1])
    apart = sum(count == 1 for count in shared_links.values()) > len(entries) // 2
    homes = {story_address(address) for address in (home, feed_url) if address}
    one_date = _share_one_date(entries)
    found = []
    for entry, pair in zip(entries, pairs, strict=True):
        link = pair[0]
        alone = shared_links[link] == 1 or (apart and twins[pair] == shared_links[link] == 2)
        own = link if link is not None and alone and _leads_on(link, homes) else None
        guid = entry.guid if entry.guid and shared_guids[entry.guid] == 1 else None
        found.append(_keys(entry, own, guid, feed_url, one_date=one_date))
    return found


def believable(entries: Sequence[FeedEntry]) -> list[FeedEntry]:
    """Give the entries without a date where all have the same: it is the feed's, and no story's."""
    if not _share_one_date(entries):
        return list(entries)
    return [replace(entry, published=None) for entry in entries]


def story_address(url: str) -> str:
    """Give a story's address without scheme, fragment and what was added to it on the way."""
    parts = urlsplit(url)
    query = [(name, value) for name, value in parse_qsl(parts.query) if not _ADDED.fullmatch(name)]
    port = f":{parts.port}" if parts.port not in (None, 80, 443) else ""
    path = parts.path.rstrip("/")
    return f"{(parts.hostname or '').lower()}{port}{path}{'?' if query else ''}{urlencode(sorted(query))}"


def is_media(url: str) -> bool:
    """Say whether an address is that of a film or a broadcast, which has no text to read."""
    return bool(_MEDIA.search(urlsplit(url).path))


def folded_title(title: str) -> str:
    """Give a title as it is compared: small letters, single blanks, no punctuation at its ends."""
    return " ".join(title.casefold().split()).strip(" .!?\"'“”‘’")


def _share_one_date(entries: Sequence[FeedEntry]) -> bool:
    dates = [entry.published for entry in entries if entry.published is not None]
    return len(dates) >= _SHARED and len(set(dates)) == 1


def _keys(
    entry: FeedEntry, link: str | None, guid: str | None, feed_url: str, *, one_date: bool
) -> tuple[str, ...]:
    title = folded_title(entry.title)
    keys = [_key("url", link)] if link else []
    if guid:
        # Beside an address of its own a guid counts only together with the title: some feeds recycle them.
        keys.append(_key("guid", feed_url, guid, title) if link else _key("guid", feed_url, guid))
    if entry.published is not None:
        keys.append(_key("text", feed_url, title, entry.published.astimezone(UTC).isoformat()))
    if not keys or (one_date and len(keys) == 1):  # such a date may move with each reading
        keys.append(_key("text", feed_url, title))
    return tuple(keys)


def _key(kind: str, *parts: str) -> str:
    digest = sha256("\n".join(parts).encode(errors="surrogatepass")).hexdigest()
    return f"{kind}:{digest}"


def _leads_on(link: str, homes: set[str]) -> bool:
    return "/" in link and link not in homes
