"""Which areas a story is about: what its title names, else its summary, its text, its own council.

When in doubt no area is given: none is better than a wrong one (`domain.md` 7.4).
"""

import re
from collections import Counter
from collections.abc import Iterable
from itertools import islice
from typing import NamedTuple
from urllib.parse import urlsplit

from monitor.domain.area import Area
from monitor.domain.news_mentions import COUNCIL, PARTNERSHIP, Judge
from monitor.domain.news_names import Mention, Names, Reading
from monitor.domain.news_signs import TOUCHES
from monitor.domain.news_text import paragraphs

_IS_COUNCIL = re.compile(rf"{COUNCIL}|{PARTNERSHIP}", re.I)
_OF_COUNCIL = re.compile(
    r"(?:council (?:of|for|in)|borough of|city of|county of|local area partnership (?:in|of|for)|"
    r"(?:report|findings) (?:on|into)|inspection (?:of|in)|send (?:services|provision) (?:in|"
    r"across)) (?:the )?$",
    re.I,
)

_GOV_HOST = re.compile(r"(?:^|\.)([a-z-]+)\.gov\.uk$")
_BODY_READ = 40  # paragraphs


class Places(NamedTuple):
    """The areas a story is about, where they were found, and the names that do not count with the reason."""

    areas: tuple[Area, ...] = ()
    reasons: tuple[str, ...] = ()
    by_title: bool = False


class Story(NamedTuple):
    """The tidy texts of a story, with what one pass over title and summary found."""

    title: str
    summary: str
    body: str
    in_title: Reading
    in_summary: Reading

    def touches(self) -> bool:
        """Tell whether it may concern SEND or an inspection; of an article only reading it tells."""
        return bool(self.body or (self.in_title.signs | self.in_summary.signs) & TOUCHES)


def places(
    story: Story, names: Names, *, covers: frozenset[str] = frozenset(), url: str = "", feed: str = ""
) -> Places:
    """Find the areas a story is about. `covers`: ids of the areas that the feed covers, if known."""
    judge = Judge(names, f"{story.title}\n{story.summary}", covers, touched=story.touches())
    found = _of_title(judge, story)
    if found:
        return Places(found, (f"area by the title: {_listed(found)}", *judge.reasons), by_title=True)
    found, where = _subjects(judge.meant(story.summary, story.in_summary)), "summary"
    if not found and story.body:
        found, where = _of_body(judge, story.body), "text"
    if not found and (url or feed):
        found, where = _own_area(names, url, feed), "publisher"
    first = (f"area by the {where}: {_listed(found)}",) if found else ()
    return Places(found, (*first, *judge.reasons))


def _listed(areas: Iterable[Area]) -> str:
    return ", ".join(area.name for area in areas)


def _subjects(found: Iterable[tuple[Mention, Area]]) -> tuple[Area, ...]:
    return tuple({area.id: area for _, area in found}.values())


def _of_title(judge: Judge, story: Story) -> tuple[Area, ...]:
    """Give the areas that the title names; of a heading "X and Y:" only what is named again behind it."""
    found = list(judge.meant(story.title, story.in_title))
    if len(found) < 2:
        return tuple(area for _, area in found)
    heading = _subjects(one for one in found if one[0].end <= story.title.find(":"))
    behind = _subjects(one for one in found if one[0].start > story.title.find(":"))
    if len(heading) > 1 and behind and set(behind) <= set(heading):
        return behind
    return _subjects(found)


def _of_body(judge: Judge, body: str) -> tuple[Area, ...]:
    """Give the area whose council or partnership the text speaks of most.

    Of several that are level, all that the first paragraph names, if each is strong; else none.
    """
    counted: Counter[Area] = Counter()
    strong: set[Area] = set()
    first: tuple[Area, ...] = ()
    for number, paragraph in enumerate(islice(paragraphs(body), _BODY_READ)):
        found = list(judge.meant(paragraph))
        counted.update(area for _, area in found)
        strong |= {area for mention, area in found if _strong(paragraph, mention)}
        first = _subjects(found) if number == 0 else first
    ranked = [(area, count) for area, count in counted.most_common() if area in strong]
    if ranked and (len(ranked) == 1 or ranked[0][1] >= 2 * ranked[1][1]):
        return (ranked[0][0],)
    return first if strong.issuperset(first) else ()


def _strong(text: str, mention: Mention) -> bool:
    """Tell whether a name is that of a council or of a local area partnership."""
    return bool(
        _IS_COUNCIL.match(text, mention.end)
        or _OF_COUNCIL.search(text, max(0, mention.start - 60), mention.start)
        or mention.name.words.endswith((" council", " corporation"))
    )


def _own_area(names: Names, url: str, feed: str) -> tuple[Area, ...]:
    """Give the area whose council publishes the story on its own site or in its own feed."""
    host = _GOV_HOST.search(_host(url))
    if host:
        owner = names.of_host(host[1])
        return (owner,) if owner else ()
    owners = {mention.name.area for mention in names.read(feed).mentions if _strong(feed, mention)}
    return tuple(owner for owner in owners if owner and len(owners) == 1)


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
