"""Says what the press has of an inspection: beside a report, or before Ofsted's site shows one.

Headlines are quoted and stories linked, no more, and a headline that names an outcome is not even quoted: the
outcome comes from the report alone (`domain.md` 7.1).
"""

from collections.abc import Mapping
from typing import Any

from monitor.domain.events import Event, EventKind
from monitor.domain.wording import london, spoken_date, spoken_time
from monitor.notify.facts import AREA_NOT_NAMED, area_name, mapping
from monitor.notify.note import Link, Note, Part
from monitor.notify.plain import a_date, a_moment, plain, web_address

MOST_SHOWN = 5
_SERVICES = "services for children and young people with special educational needs and/or disabilities (SEND)"
_NO_OUTCOME = (
    "We do not know what the outcome is: only the report itself can tell. When a report appears on Ofsted's "
    "site, we send you a message about it."
)
_AUTOMATIC = "This is an automatic message from an alert service that watches Ofsted's website and the news."
_COPIES = "Where several print the same text, it counts as one source."


def news_note(event: Event, why: Part) -> Note:
    """Write the message about stories: tied to a report, or ahead of Ofsted's site."""
    data = mapping(event.data)
    area = area_name(data, {})
    heading, intro = _lead(data, area) if event.kind == EventKind.NEWS_LEAD else _reported(data, area)
    seen = f"First seen on {spoken_time(event.seen)} (London time)."
    return Note(
        subject=f"{heading} (area SEND inspection)",
        heading=heading,
        intro=intro,
        parts=(*stories_part(data, "What the news says"), *_look_yourself(data, area), why),
        small=(seen, _AUTOMATIC, "It does not come from Ofsted or the CQC."),
    )


def stories_part(data: Mapping[str, Any], title: str) -> tuple[Part, ...]:
    """Give the part that names and links the stories of an event; none where there are none."""
    told = _stories(data)
    if not told:
        return ()
    shown = told[:MOST_SHOWN]
    links = tuple(Link(_label(one), url) for one in shown if (url := web_address(one.get("url"))))
    items = tuple(_label(one) for one in shown if not web_address(one.get("url")))
    after = [f"And {len(told) - len(shown)} more."] if len(told) > len(shown) else []
    after += [_COPIES] if any(one.get("copy") is True for one in shown) else []
    return (Part(title, items=items, links=links, after=tuple(after)),)


def _stories(data: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    given = data.get("stories")
    stories = [mapping(one) for one in given] if isinstance(given, list | tuple) else []
    return [one for one in stories if plain(one.get("title"))]


def _lead(data: Mapping[str, Any], area: str) -> tuple[str, tuple[str, ...]]:
    looked = a_moment(data.get("looked"))
    yet = "report not yet on Ofsted's site" if looked else "report not seen on Ofsted's site yet"
    what = "a monitoring inspection" if data.get("inspection") == "monitoring" else "an inspection"
    when = (
        f"We looked at Ofsted's page on {spoken_time(looked)} (London time) and saw no such report."
        if looked
        else "We could not read Ofsted's page just now, so the report may be there or not."
    )
    opening = f"{_source(data)} has a story that seems to be about {what} of {_services_in(area)}."
    several = len(_stories(data)) > 1
    heading = f"{area}: {'news stories' if several else 'a news story'} about an inspection, {yet}"
    return heading, (f"{opening} {when}", _NO_OUTCOME)


def _reported(data: Mapping[str, Any], area: str) -> tuple[str, tuple[str, ...]]:
    published = a_date(data.get("published"))
    when = f", published on {spoken_date(published)}" if published else ""
    what = "monitoring inspection report" if data.get("inspection") == "monitoring" else "inspection report"
    opening = f"{_source(data)} has a story about Ofsted's report on {_services_in(area)}{when}."
    once = (
        "We write to you about such stories once for each report. The outcome is what the report says, "
        "whatever a story says."
    )
    return f"{area}: the {what} in the news", (opening, once)


def _services_in(area: str) -> str:
    return _SERVICES if area == AREA_NOT_NAMED else f"{_SERVICES} in {area}"


def _source(data: Mapping[str, Any]) -> str:
    given = data.get("stories")
    first = mapping(given[0]) if isinstance(given, list | tuple) and given else {}
    return plain(first.get("feed"), 100) or "A news source"


def _label(story: Mapping[str, Any]) -> str:
    published = a_moment(story.get("published"))
    when = f", {spoken_date(london(published).date())}" if published else ""
    same = ", the same text" if story.get("copy") is True else ""
    paper = f"{plain(story.get('feed'), 100) or 'A paper'}{when}{same}"
    if story.get("headline_claims") is True:  # a headline alone never carries an outcome
        return f"{paper}: a story whose headline names an outcome, so we do not repeat it"
    return f"{paper}: “{plain(story.get('title'), 200)}”"


def _look_yourself(data: Mapping[str, Any], area: str) -> tuple[Part, ...]:
    found = (
        ("The report itself (PDF)", data.get("file_url")),
        (f"Ofsted's page for {area}", data.get("page_url")),
    )
    links = tuple(Link(label, url) for label, given in found if (url := web_address(given)))
    return (Part("Where to look", links=links),) if links else ()
