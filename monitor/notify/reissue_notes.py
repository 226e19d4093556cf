"""Says what sets a message apart from the first one about a new report: a new file, a mistake, a late find.

What differs between the old file and the new one, or what we told and what is right, stands side by side.
"""

from collections.abc import Callable, Mapping
from typing import Any

from monitor.domain.deadline_words import TITLES
from monitor.domain.events import Event, EventKind
from monitor.domain.outcome import Band
from monitor.domain.verdict import FACTS
from monitor.domain.wording import in_sentence, london, spoken_date, spoken_months, spoken_range
from monitor.notify.facts import ReportFacts, mapping, texts
from monitor.notify.note import Part
from monitor.notify.plain import a_count, a_date, plain

_WRONG = "What we told you about this report was wrong, and we are sorry. The mistake was ours, not Ofsted's."
_NOT_NEW = "This is not a new inspection."
_FILES = ("In the old file", "In the new file")
_OURS = ("We told you", "The report says")
_SENTENCES, _SENTENCE = 2, 250  # shown of a text that changed, and characters of each


def set_apart(event: Event, facts: ReportFacts, services: str) -> tuple[str, ...]:
    """Say what sets a message apart from the first one about a report on `services`; nothing of most."""
    if event.kind == EventKind.REPORT_REISSUED:
        return (f"Ofsted has replaced the file of a report about {services}. {_NOT_NEW}",)
    if event.kind == EventKind.REPORT_CONFIRMED and facts.changed:
        same = "" if FACTS["band"] in facts.changed else " The outcome that we told you is right."
        return (f"{_WRONG}{same}",)
    if event.kind == EventKind.REPORT_CONFIRMED and (facts.band or facts.action):
        return ("When this report was published we could not confirm its outcome. Now we can.",)
    if event.kind != EventKind.REPORT_BACKFILLED:
        return ()
    late = f"on {spoken_date(london(facts.first_seen))}" if facts.first_seen else "some time later"
    when = f"on {spoken_date(facts.published)}" if facts.published else "earlier"
    return (f"This is not news: the report was published {when}. We first saw it {late}.",)


def replaced_part(event: Event, facts: ReportFacts) -> tuple[Part, ...]:
    """Give the part that says what changed; none of a report that was not replaced, nor told wrongly."""
    data = mapping(event.data)
    if event.kind == EventKind.REPORT_CONFIRMED and facts.changed:
        return (Part("What we put right", items=_besides(facts, data, _OURS)),)
    if event.kind != EventKind.REPORT_REISSUED:
        return ()
    text = _text_changes(mapping(data.get("text")))
    if not facts.changed:
        same = "The new file is not the same as the old one, but what we read from it is the same."
        return (Part("What changed", lines=(same,), after=text),)
    lines = ["These differ between the old file and the new one:"]
    if facts.band and FACTS["band"] not in facts.changed:
        lines.insert(0, "The outcome is the same.")
    items = _besides(facts, data, _FILES)
    return (Part("What changed", lines=tuple(lines), items=items, after=text),)


def _besides(facts: ReportFacts, data: Mapping[str, Any], sides: tuple[str, str]) -> tuple[str, ...]:
    old, new = mapping(data.get("was")), mapping(data.get("report"))
    return tuple(_beside(name, old, new, sides) for name in facts.changed)


def _beside(name: str, old: Mapping[str, Any], new: Mapping[str, Any], sides: tuple[str, str]) -> str:
    """Set the old value of a fact beside the new one, where both can be said."""
    say = next((_SAID[fact] for fact, named in FACTS.items() if named == name and fact in _SAID), None)
    before, now = (say(old), say(new)) if say else ("", "")
    words = f"{name[0].upper()}{name[1:]}"
    return f"{words}. {sides[0]}: {before}. {sides[1]}: {now}." if before and now else words


def _band(report: Mapping[str, Any]) -> str:
    band = mapping(report.get("outcome")).get("band")
    return in_sentence(Band(str(band))) if band in set(Band) else ""


def _visit(report: Mapping[str, Any]) -> str:
    found = mapping(report.get("inspection"))
    start, end = a_date(found.get("start")), a_date(found.get("end"))
    return spoken_range(start, end) if start and end and start <= end else ""


def _previous(report: Mapping[str, Any]) -> str:
    return plain(mapping(report.get("previous_inspection")).get("text"))


def _next(report: Mapping[str, Any]) -> str:
    coming = mapping(report.get("next"))
    full, monitoring = (a_count(coming.get(f"{one}_months"), 120) for one in ("full", "monitoring"))
    said = [f"full inspection within about {spoken_months(full)}"] if full else []
    said += [f"monitoring inspection within about {spoken_months(monitoring)}"] if monitoring else []
    return ", ".join(said)


def _plan(report: Mapping[str, Any]) -> str:
    plan = report.get("plan")
    return next((title for what, title in TITLES.items() if what == plan), "")


_SAID: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "band": _band,
    "inspection": _visit,
    "previous_inspection": _previous,
    "next": _next,
    "plan": _plan,
}


def _text_changes(text: Mapping[str, Any]) -> tuple[str, ...]:
    """Say how many sentences of the report are new and gone, and give the first of each."""
    counts = [a_count(text.get(f"{which}_count"), 9999) or 0 for which in ("added", "gone")]
    if not any(counts):
        return ()
    sentences = [f"{number} {'sentence' if number == 1 else 'sentences'}" for number in counts]
    lines = [
        f"In its text, {sentences[0]} can be read in the new file only, {sentences[1]} in the old one only."
    ]
    for which, words in (("added", "In the new file only"), ("gone", "In the old file only")):
        lines += [f"{words}: “{plain(one, _SENTENCE)}”" for one in texts(text.get(which))[:_SENTENCES]]
    return tuple(lines)
