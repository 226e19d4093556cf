"""Says to the people who run the monitor what needs their eyes, and writes down events of other kinds."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from monitor.domain.events import Event, EventKind
from monitor.domain.wording import spoken_date, spoken_time
from monitor.notify.facts import area_name, mapping, texts
from monitor.notify.note import Link, Note, Part, Quote
from monitor.notify.plain import a_count, a_date, a_moment, plain, web_address
from monitor.notify.report_notes import why

_SECTION_LIMIT = 2500
_WHY = Part(
    "Why you get this",
    lines=(
        "You are one of the people who run this monitor: “to” under [operator] in monitor.toml. What each of "
        "these messages means, and what to do, is under “Messages to the operator” in docs/operations.md.",
    ),
)
_AUTOMATIC = "This is an automatic message from the SEND inspection monitor."


def operator_note(event: Event, recipients: Sequence[str]) -> Note:
    """Write the message about any other event; a kind without words of its own gets its plain facts."""
    data = mapping(event.data)
    write = _WRITERS.get(str(event.kind), _unknown)
    heading, intro, parts = write(event, data)
    seen = f"Noted on {spoken_time(event.seen)} (London time), event {plain(event.key, 200)}."
    return Note(
        subject=f"SEND monitor: {heading}",
        heading=heading,
        intro=intro,
        parts=(*parts, why(recipients) if event.kind == EventKind.CHANNEL_CLOSED else _WHY),
        small=(seen, _AUTOMATIC),
    )


Words = tuple[str, tuple[str, ...], tuple[Part, ...]]


def _degraded(event: Event, data: Mapping[str, Any]) -> Words:
    return _notice(data) if data.get("notice") else _blind(data)


def _notice(data: Mapping[str, Any]) -> Words:
    rows = (("What it is about", _source(data)), *_since(data, "Since"))
    url = web_address(data.get("url"))
    links = (Part("Look yourself", links=(Link("The page", url),)),) if url else ()
    intro = (
        plain(data.get("error"), 1000) or "Something needs a look.",
        "Nothing is broken for certain, and subscribers are told nothing. Please look.",
    )
    return f"Please look: {_source(data)}", intro, (Part("What we know", facts=rows), *links)


def _blind(data: Mapping[str, Any]) -> Words:
    failures = a_count(data.get("failures"), 1_000_000)
    rows = [("Source", _source(data)), ("What went wrong", plain(data.get("error"), 1000) or "Not recorded")]
    rows += [("Tries that failed in a row", str(failures))] if failures else []
    rows += _since(data, "Failing since")
    missing = texts(data.get("names"))
    parts = [Part("What we know", facts=tuple(rows))]
    if missing:
        parts.append(Part(f"Not seen this time ({len(missing)})", lines=(", ".join(missing),)))
    intro = next((words for start, words in _BLIND_TO.items() if _source(data).startswith(start)), _BLIND)
    heading = "Nothing goes out" if _is_sending(data) else "Cannot read"
    return f"{heading}: {_source(data)}", (intro,), tuple(parts)


_BLIND = (
    "While this lasts the monitor cannot see what is new there, and alerts may be late. What it knew "
    "before is unchanged. It goes on trying, and says so once when the source works again."
)
_FEED, _SENDING = "feed ", "sending by "
_BLIND_TO = {
    _FEED: "While this lasts the monitor does not see the stories of this paper. Alerts about reports are "
    "not affected. It goes on trying, ever more seldom, and says so once when the feed works again.",
    _SENDING: "Messages by this channel fail again and again. None is lost: they wait, and are tried again "
    "until they are given up, after three days if the config does not say otherwise. Once the cause is "
    "mended, “send-monitor retry --waiting” sends them at once.",
}


def _is_feed(data: Mapping[str, Any]) -> bool:
    return _source(data).startswith(_FEED)


def _is_sending(data: Mapping[str, Any]) -> bool:
    return _source(data).startswith(_SENDING)


def _recovered(event: Event, data: Mapping[str, Any]) -> Words:
    failures = a_count(data.get("failures"), 1_000_000)
    rows = [("Source", _source(data)), *_since(data, "Had been failing since")]
    rows += [("Tries that failed", str(failures))] if failures else []
    what = "Stories that it still shows" if _is_feed(data) else "Reports published in the meantime"
    intro = f"The source can be read again. {what} are picked up now."
    if _is_sending(data):
        intro = "Messages by this channel go out again. Those that waited follow within hours."
    return f"Working again: {_source(data)}", (intro,), (Part("What we know", facts=tuple(rows)),)


def _unclassified(event: Event, data: Mapping[str, Any]) -> Words:
    area = area_name(data, {})
    published = a_date(data.get("published"))
    stated, reason = data.get("stated") is True, plain(data.get("reason"), 1000) or "Not recorded"
    rows = (
        ("Area", area),
        ("Ofsted lists it as", plain(data.get("title")) or "Not recorded"),
        ("Published", spoken_date(published) if published else "Not recorded"),
        ("What is odd" if stated else "Why no outcome is stated", reason),
    )
    parts = [Part("What we know", facts=rows)]
    section = plain(data.get("section"), _SECTION_LIMIT)
    if section:
        parts.append(Part("The text it looked at", quote=Quote(section, "The document")))
    addresses = (("The file", data.get("file_url")), ("Ofsted's page", data.get("page_url")))
    links = tuple(Link(label, url) for label, found in addresses if (url := web_address(found)))
    if links:
        parts.append(Part("Read it yourself", links=links))
    told = (
        "Nobody but you has been told of it."
        if data.get("untold")
        else "Whoever watches the area is told that the outcome is being confirmed, and nothing more."
    )
    if stated:
        intro = (
            "The outcome of this report was stated, by its standard sentence, to whoever watches the area. "
            "Beside it stand words that the monitor has not met before. Please read whether they change it."
        )
        return f"Please look: the report on {area}", (intro,), tuple(parts)
    intro = f"The monitor could not state the outcome of this report for certain. Please read it. {told}"
    settle = "Once you have read it, “send-monitor review --help” says how to write down what it says."
    return f"A person must read the report on {area}", (intro, settle), tuple(parts)


def _undelivered(event: Event, data: Mapping[str, Any]) -> Words:
    channel, address = plain(data.get("channel")) or "channel not recorded", plain(data.get("address"))
    rows = (
        ("Channel", channel),
        ("Address", address or "Not recorded"),
        ("Event", plain(data.get("event")) or "Not recorded"),
        ("What the other side said", plain(data.get("error"), 1000) or "Not recorded"),
    )
    intro = "This message is not tried again by itself. Other people's messages are not affected."
    to = f"{channel} to {address}" if address else channel
    closed = (
        f"Nothing more is sent there. Once it works again, “send-monitor channels --enable {channel}:"
        f"{address}” opens it, and “send-monitor resend” sends what was held back.",
    )
    told = (intro, *closed) if data.get("closed") is True else (intro,)
    return f"Not delivered: {to}", told, (Part("What we know", facts=rows),)


def _closed(event: Event, data: Mapping[str, Any]) -> Words:
    channel, address = plain(data.get("channel")) or "a channel", plain(data.get("address"))
    rows = (
        ("Channel", channel),
        ("Name", address or "Not recorded"),
        ("What the other side said", plain(data.get("error"), 1000) or "Not recorded"),
    )
    intro = (
        "The other side does not take our messages any more, so nothing more is sent there. Your other "
        "addresses are not affected. To get messages there again, give the people who run this monitor a new "
        "address for it.",
    )
    return f"Your messages by {channel}:{address} have stopped", intro, (Part("What we know", facts=rows),)


def _unknown(event: Event, data: Mapping[str, Any]) -> Words:
    simple = (str, int, float)
    rows = tuple(
        (plain(name, 60), words)
        for name, value in data.items()
        if isinstance(value, simple) and (words := plain(value))
    )
    area = area_name(data, {}) if data.get("area_name") else ""
    what = plain(str(event.kind), 60) or "event"
    parts = (Part("What we know", facts=rows[:20]),) if rows else ()
    return f"{area}: {what}" if area else what, ("The monitor recorded this.",), parts


_WRITERS: dict[str, Callable[[Event, Mapping[str, Any]], Words]] = {
    EventKind.SOURCE_DEGRADED: _degraded,
    EventKind.SOURCE_RECOVERED: _recovered,
    EventKind.REPORT_UNCLASSIFIED: _unclassified,
    EventKind.DELIVERY_FAILED: _undelivered,
    EventKind.CHANNEL_CLOSED: _closed,
}


def _source(data: Mapping[str, Any]) -> str:
    return plain(data.get("source"), 100) or "a source"


def _since(data: Mapping[str, Any], label: str) -> list[tuple[str, str]]:
    since = a_moment(data.get("since"))
    return [(label, f"{spoken_time(since)} (London time)")] if since else []
