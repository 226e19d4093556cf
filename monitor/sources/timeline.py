"""The entries of a provider page's timeline, as they are printed; what they mean is judged elsewhere.

New entries are `ol.timeline > li`; older ones stand in a list nested inside another entry (`sources.md` 2.3).
"""

from collections.abc import Iterator

from bs4 import BeautifulSoup, Tag

from monitor.sources.page_tree import attribute, joined_text, text_of
from monitor.sources.timeline_entry import Entry

# A link to a file that has lost its class is still a report that must not be lost.
_LINKS = 'a.publication-link, ol.timeline a[href*="/v1/file/"]'
_NOT_TITLE = ("span.nonvisual, time, strong", "span.nonvisual, time")
_TEXT_LENGTH = 300  # characters
_MARK_LENGTH = 1000


def read_entries(page: BeautifulSoup) -> list[Entry]:
    """Read all report links of a page that has a timeline with at least one; else none."""
    if page.select_one("ol.timeline a") is None:
        return []
    return [_entry(link) for link in page.select(_LINKS)]


def read_oddities(page: BeautifulSoup) -> list[str]:
    """Give what else of the timeline a person should know of."""
    notices = []
    if any("publication-link" not in attribute(link, "class").split() for link in page.select(_LINKS)):
        notices.append("P1: a report link has lost its class publication-link")
    for item in page.select("ol.timeline li.timeline__day"):
        text = text_of(item)[:_TEXT_LENGTH]
        if item.select_one(_LINKS) is None and item.select_one("time[pubdate], .filetype") is not None:
            notices.append(f'a timeline entry has no link to its report: "{text}"')
        for change in ("successor", "predecessor"):
            if f"timeline__day--{change}" in attribute(item, "class").split():
                notices.append(f'the timeline names a {change}: "{text}"')
    if page.select_one(".title-block--closed") is not None:
        notices.append("the page is marked as closed")
    return notices


def _entry(link: Tag) -> Entry:
    item = link.find_parent("li")
    titles = (joined_text(link, without=selector).strip(" :,") for selector in _NOT_TITLE)
    return Entry(
        href=attribute(link, "href").strip(),
        title=next(filter(None, titles), "")[:_TEXT_LENGTH],
        mark_a=_both(_own(item, item, ".timeline__date")),
        mark_b=_both(iter(link.select("span.nonvisual"))),
        mark_c=_publication(link, item),
        inside=_both(iter(link.select("time:not([pubdate])"))),
    )


def _publication(link: Tag, item: Tag | None) -> str:
    """Find mark C in the nearest part of the entry that has one and holds no other report."""
    for part in link.parents if item is not None else ():
        if next(_own(part, item, "time[pubdate]"), None) is not None:
            alone = sum(1 for _ in _own(part, item, _LINKS)) == 1
            return _both(_own(part, item, "time[pubdate]")) if alone else ""
        if part is item:
            break
    return ""


def _own(part: Tag | None, item: Tag | None, selector: str) -> Iterator[Tag]:
    """Give the matching elements of an entry that are not a nested entry's."""
    found = part.select(selector) if part is not None else []
    return (element for element in found if element.find_parent("li") is item)


def _both(elements: Iterator[Tag]) -> str:
    return " / ".join(dict.fromkeys(text_of(element) for element in elements))[:_MARK_LENGTH]
