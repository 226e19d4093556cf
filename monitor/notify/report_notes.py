"""Says what a report event means to the people who watch the area.

Readers are tired parents first (`domain.md` 8): what was found, in Ofsted's words; when; what comes next;
where to read it. Our own words hold no opinion, and compare only outcomes that are on one scale.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from monitor.domain.events import Event, EventKind
from monitor.domain.outcome import LABELS
from monitor.domain.wording import (
    MEANINGS,
    OUTCOME_BEING_CONFIRMED,
    framework_note,
    in_sentence,
    kind_label,
    london,
    previous_inspection,
    spoken_date,
    spoken_month,
    spoken_range,
    spoken_time,
)
from monitor.notify.change_notes import Change, before_part, change_of, wanted_part, was_and_now
from monitor.notify.context_notes import context_part, next_part
from monitor.notify.facts import AREA_NOT_NAMED, ReportFacts, mapping, report_facts, texts
from monitor.notify.mould import SEAM, reasons_of
from monitor.notify.news_notes import stories_part
from monitor.notify.note import Link, Note, Part, Quote
from monitor.notify.plain import a_count, plain

_SEND = "special educational needs and/or disabilities (SEND)"
_UNREAD = "We could not read this in the report."
NOT_OFSTED = (
    "This is an automatic message from a monitor that watches Ofsted's website. "
    "It does not come from Ofsted or the CQC."
)
# What follows an outcome differs for each, so a reason that names it would give away what is withheld.
_TELLTALES = (
    "positive",
    "inconsistent",
    "systemic",
    "widespread",
    "failing",
    "year",
    "month",
    "strategic",
    "priority",
)

_SENTENCES, _SENTENCE = 2, 250  # shown of a text that changed, and characters of each
_CHANGED_WORDS = {"band": "the outcome"}

_OPENING_WORDS = {
    EventKind.REPORT_REISSUED: "new version of the report, ",
    EventKind.REPORT_CONFIRMED: "outcome confirmed, ",
}


def report_note(event: Event, recipients: Sequence[str]) -> Note:
    """Write the message about a report that was published, found late or replaced."""
    facts, change = report_facts(event), change_of(event)
    parts = (
        *_replaced(event, facts),
        _found(facts),
        *before_part(facts, change),
        *(wanted := wanted_part(event, facts, change)),
        _inspection(facts, change),
        *context_part(event, facts),
        *next_part(event, facts),
        *stories_part(mapping(event.data), "What the papers say of it"),
        _read(facts, shortened=bool(wanted)),
        why(recipients),
    )
    heading, gist = _heading(event, facts), was_and_now(event, facts, change)
    return Note(
        subject=f"{heading} ({_bracket(event, facts)})",
        heading=heading,
        intro=(*_intro(event, facts), *gist),
        gist=gist,
        parts=parts,
        small=(*_provenance(facts), NOT_OFSTED),
    )


def why(recipients: Sequence[str]) -> Part:
    """Say why this reader gets the message; reasons that several subscriptions share are said once."""
    reasons = (SEAM,) if tuple(recipients) == (SEAM,) else reasons_of(recipients)
    ending = "To change or stop these messages, ask the people who run this monitor."
    if not reasons:
        return Part("Why you get this", lines=("This address is on the monitor's list.", ending))
    return Part("Why you get this", items=reasons, after=(ending,))


# --- subject and opening -----------------------------------------------------------------------------


def _heading(event: Event, facts: ReportFacts) -> str:
    replaced = event.kind == EventKind.REPORT_REISSUED
    if facts.band:
        return f"{facts.area}: {_OPENING_WORDS.get(event.kind, '')}{in_sentence(facts.band)}"
    if facts.in_doubt:
        return f"{facts.area}: {'new version of the ' if replaced else ''}report {OUTCOME_BEING_CONFIRMED}"
    if facts.action:
        found = _action_found(facts)
        return f"{facts.area}: {_OPENING_WORDS.get(event.kind, '')}monitoring inspection, {found}"
    report = "monitoring inspection report" if facts.kind == "monitoring" else "report"
    return f"{facts.area}: {'new version of the ' if replaced else ''}{report} published"


def _bracket(event: Event, facts: ReportFacts) -> str:
    when = f"published {spoken_date(facts.published)}" if facts.published else "publication date not known"
    late = "found later" if event.kind == EventKind.REPORT_BACKFILLED else ""
    return ", ".join(filter(None, (kind_label(None if facts.in_doubt else facts.kind), when, late)))


def _intro(event: Event, facts: ReportFacts) -> tuple[str, ...]:
    services = f"services for children and young people with {_SEND} in {facts.area}"
    if facts.area == AREA_NOT_NAMED:
        services = f"services for children and young people with {_SEND}"
    if event.kind == EventKind.REPORT_REISSUED:
        return (f"Ofsted has replaced the file of a report about {services}. This is not a new inspection.",)
    visit = "a monitoring inspection" if facts.kind == "monitoring" else "an inspection"
    opening = (
        f"Ofsted and the Care Quality Commission (CQC) have published a report on {visit} of {services}."
    )
    if event.kind == EventKind.REPORT_CONFIRMED and (facts.band or facts.action):
        return ("When this report was published we could not confirm its outcome. Now we can.", opening)
    if event.kind != EventKind.REPORT_BACKFILLED:
        return (opening,)
    late = f"on {spoken_date(london(facts.first_seen))}" if facts.first_seen else "some time later"
    when = f"on {spoken_date(facts.published)}" if facts.published else "earlier"
    return (f"This is not news: the report was published {when}. We first saw it {late}.", opening)


# --- what was found ----------------------------------------------------------------------------------


def _found(facts: ReportFacts) -> Part:
    if facts.band:
        page = f", page {facts.page}" if facts.page else ""
        quote = Quote(facts.evidence, f"The report{page}")
        return Part("What was found", strong=LABELS[facts.band], lines=(MEANINGS[facts.band],), quote=quote)
    if facts.in_doubt:
        return Part("What was found", strong="Published, outcome being confirmed", lines=_confirming(facts))
    if facts.action:
        return _monitoring(facts)
    if facts.kind == "monitoring":
        return Part("What this is", lines=_MONITORING)
    other = "This kind of report gives no outcome that we can state. Please read it."
    return Part("What was found", lines=(other,))


_MONITORING = (
    "A monitoring inspection report was published.",
    "A monitoring inspection looks only at the areas for priority action named by the last full inspection. "
    "It does not change the outcome of that inspection, which stands until the next full inspection.",
    "We do not sum up what this report says. Please read it: the link is below.",
)


def _monitoring(facts: ReportFacts) -> Part:
    """Say what a monitoring inspection found: no outcome in today's sense, and none that is changed."""
    found = _action_found(facts)
    lines = [
        "A monitoring inspection looks only at the areas for priority action named by the last full "
        "inspection: has the partnership taken effective action on them, or not?"
    ]
    if facts.of is None:
        lines.append("We could not read on how many of these areas it has.")
    elif facts.action == "ineffective":
        lines.append(f"The report finds effective action on {facts.addressed} of {facts.of} of these areas.")
    lines.append(_standing(facts))
    page = f", page {facts.page}" if facts.page else ""
    quote = Quote(facts.evidence, f"The report{page}")
    return Part("What was found", strong=f"Monitoring inspection: {found}", lines=tuple(lines), quote=quote)


def _action_found(facts: ReportFacts) -> str:
    """Say in Ofsted's words what was found, and on how many areas if we know."""
    if facts.action == "ineffective":
        return "ineffective action on the areas for priority action"
    if facts.of is None:
        return "effective action"
    if facts.of == 1:
        return "effective action on the one area for priority action"
    return f"effective action on {facts.addressed} of {facts.of} areas for priority action"


def _standing(facts: ReportFacts) -> str:
    if facts.standing is None:
        return "A monitoring inspection does not change the outcome of the last full inspection."
    band, day = facts.standing
    return f"The outcome of {spoken_month(day)}, {in_sentence(band)}, stands until the next full inspection."


def _confirming(facts: ReportFacts) -> tuple[str, ...]:
    reason = facts.withheld
    place = (
        "a report of this kind gives its outcome near the top of its first page, under the heading "
        "“Inspection outcome”."
    )
    if facts.kind == "monitoring":
        place = "a monitoring report says whether the partnership has taken effective action."
    lines = (
        "We could not tell for certain which outcome this report gives, so we state none. We have asked a "
        "person to check.",
        f"You need not wait for us: {place} The link is below.",
    )
    if not reason or any(word in reason.lower() for word in _TELLTALES):
        return lines
    return (*lines, f"What made us unsure: {reason.rstrip('.')}.")


def _replaced(event: Event, facts: ReportFacts) -> tuple[Part, ...]:
    if event.kind != EventKind.REPORT_REISSUED:
        return ()
    text = _text_changes(mapping(mapping(event.data).get("text")))
    if not facts.changed:
        same = "The new file is not the same as the old one, but what we read from it is the same."
        return (Part("What changed", lines=(same,), after=text),)
    changed = tuple(_CHANGED_WORDS.get(name, name) for name in facts.changed)
    differ = "These differ between the old file and the new one:"
    return (Part("What changed", lines=(differ,), items=changed, after=text),)


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


# --- the inspection, what comes next, where to read it -----------------------------------------------


def _inspection(facts: ReportFacts, change: Change | None) -> Part:
    start, end = facts.visit_start, facts.visit_end
    published = spoken_date(facts.published) if facts.published else "We could not read the date."
    rows = [
        ("Area", f"{facts.area} ({facts.region})" if facts.region else facts.area),
        ("Partnership", facts.partnership or _UNREAD),
        ("Inspectors visited", spoken_range(start, end) if start and end and start <= end else _UNREAD),
        ("Report published", published),
        (
            "Previous inspection, as the report gives it",
            previous_inspection(facts.previous_text, facts.previous_start, facts.previous_end),
        ),
    ]
    if facts.title:
        rows.append(("Ofsted lists this report as", facts.title))
    told = change is not None or facts.kind != "full"  # the comparison says what can be compared
    note = None if told else framework_note(facts.previous_end, end or facts.published)
    return Part("The inspection", facts=tuple(rows), after=(note,) if note else ())


def _read(facts: ReportFacts, *, shortened: bool) -> Part:
    found = (
        ("The report itself (PDF)", facts.file_url),
        (f"Ofsted's page for {facts.area}", facts.page_url),
    )
    links = tuple(Link(label, url) for label, url in found if url)
    if not links:
        return Part(
            "Read it yourself", lines=("We have no link. Search for the area on Ofsted's reports website.",)
        )
    left_out = "This message leaves out the inspectors' detailed findings. They are in the report."
    if shortened:
        left_out = "This message shortens what inspectors want done. All that they found is in the report."
    return Part("Read it yourself", lines=(left_out,), links=links)


def _provenance(facts: ReportFacts) -> tuple[str, ...]:
    page = f"page {facts.page} of " if (facts.band or facts.action) and facts.page else ""
    read = f"Read from {page}the document whose SHA-256 begins {facts.sha256[:12]}." if facts.sha256 else ""
    seen = f"First seen on {spoken_time(facts.first_seen)} (London time)." if facts.first_seen else ""
    return tuple(filter(None, (read, seen)))
