"""Writes a digest: what came in its period, each summed up with its links, and the proof that we looked."""

from collections.abc import Mapping, Sequence
from typing import Any

from monitor.domain.events import Event
from monitor.domain.wording import london, spoken_date, spoken_time
from monitor.notify.facts import mapping, texts
from monitor.notify.note import Link, Note, Part, Quote
from monitor.notify.plain import a_moment, plain, web_address
from monitor.notify.report_notes import NOT_OFSTED, why

_LONGEST = 1500  # characters of a quote, or of a paragraph of the message that an item sums up


def digest_note(event: Event, recipients: Sequence[str]) -> Note:
    """Write the digest of one reader and period."""
    data = mapping(event.data)
    weekly = data.get("cadence") == "weekly"
    items = [mapping(item) for item in data.get("items", ())]
    heading = f"{'Weekly' if weekly else 'Daily'} digest: {_counted(len(items))}"
    return Note(
        subject=f"{heading} ({_period(data)})",
        heading=heading,
        intro=() if items else ("Nothing came in this time about the areas that you watch.",),
        parts=(*map(_part, items), _looked(data), why(recipients)),
        small=(NOT_OFSTED,),
    )


def as_item(part: Part) -> dict[str, Any]:
    """Give the short form of a message as plain data, to be kept with the digest."""
    return {
        "title": part.title,
        "lines": list(part.lines),
        "quote": [part.quote.text, part.quote.source] if part.quote else None,
        "facts": [list(row) for row in part.facts],
        "items": list(part.items),
        "links": [[link.label, link.url] for link in part.links],
    }


def _part(item: Mapping[str, Any]) -> Part:
    quote = item.get("quote")
    facts = tuple((plain(label), plain(value)) for label, value in item.get("facts", ()))
    links = ((plain(label), web_address(url)) for label, url in item.get("links", ()))
    return Part(
        plain(item.get("title")),
        lines=texts(item.get("lines"), _LONGEST),
        quote=Quote(plain(quote[0], _LONGEST), plain(quote[1])) if quote else None,
        facts=facts,
        items=texts(item.get("items"), _LONGEST),
        links=tuple(Link(label, url) for label, url in links if url),
    )


def _counted(items: int) -> str:
    if not items:
        return "nothing new"
    return f"{items} new {'entry' if items == 1 else 'entries'}"


def _period(data: Mapping[str, Any]) -> str:
    start, end = a_moment(data.get("start")), a_moment(data.get("end"))
    if start is None or end is None:
        return "period not recorded"
    return f"{spoken_date(london(start).date())} to {spoken_date(london(end).date())}"


def _looked(data: Mapping[str, Any]) -> Part:
    """Say how often we looked, and what we could not read: silence is information only then."""
    checked = mapping(data.get("checked"))
    times, last = checked.get("times"), a_moment(checked.get("last"))
    if not times or last is None:
        line = (
            "Ofsted's site was not read once in this time, so reports may have come that we do not know of."
        )
    else:
        often = f"{times} {'time' if times == 1 else 'times'}, last on {spoken_time(last)} (London time)"
        line = f"Checked {often}; {checked.get('seen')} of {checked.get('expected')} areas seen."
    broken = texts(data.get("broken"))
    return Part(
        "How we looked",
        lines=(line,),
        items=tuple(f"Could not be read for some of the time: {name}" for name in broken),
    )
