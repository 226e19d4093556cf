"""Says what a report event means to the people who watch the area.

Readers are tired parents first (`domain.md` 8): what was found, in Ofsted's words; when; what comes next;
where to read it. Our own words hold no opinion, and compare only outcomes that are on one scale.
"""

from collections.abc import Sequence

from monitor.domain.events import Event, EventKind
from monitor.domain.outcome import LABELS
from monitor.domain.publication import PublicationKind
from monitor.domain.titles import kind_of
from monitor.domain.verdict import FACTS
from monitor.domain.wording import (
    MEANINGS,
    OUTCOME_BEING_CONFIRMED,
    PARTNERSHIP,
    PLACES,
    in_sentence,
    kind_label,
    previous_inspection,
    spoken_date,
    spoken_month,
    spoken_range,
    spoken_time,
)
from monitor.notify.change_facts import change_of
from monitor.notify.change_notes import before_part, wanted_part, was_and_now
from monitor.notify.context_notes import context_part, next_part
from monitor.notify.facts import AREA_NOT_NAMED, ReportFacts, mapping, report_facts
from monitor.notify.mould import SEAM, reasons_of
from monitor.notify.news_notes import stories_part
from monitor.notify.note import Link, Note, Part, Quote
from monitor.notify.reissue_notes import replaced_part, set_apart

_SEND = "special educational needs and/or disabilities (SEND)"
_UNREAD = "We could not read this in the report."
NOT_OFSTED = (
    "This is an automatic message from an alert service that watches Ofsted's website. "
    "It does not come from Ofsted or the CQC."
)


def report_note(event: Event, recipients: Sequence[str]) -> Note:
    """Write the message about a report that was published, found late or replaced."""
    facts, change = report_facts(event), change_of(event)
    before = before_part(facts, change)
    parts = (
        *(replaced := replaced_part(event, facts)),
        _found(facts, listed=bool(before)),
        *before,
        *(wanted := wanted_part(event, facts, change)),
        *(following := next_part(event, facts)),
        _inspection(facts),
        *context_part(event, facts),
        *stories_part(mapping(event.data), "What the news says"),
        _read(facts, shortened=bool(wanted)),
        why(recipients),
    )
    heading, apart = _heading(event, facts), set_apart(event, facts, _services(facts))
    standing = (*was_and_now(event, facts, change), *_standing(facts))
    differing = (line for part in replaced for line in (*part.lines, *part.items))
    return Note(
        subject=f"{heading} ({_bracket(event, facts)})",
        heading=heading,
        intro=(*apart, *_opening(event, facts), *standing),
        gist=(*apart, *differing, *_unquoted(facts), *standing),
        coming=tuple(item for part in following for item in part.items),
        parts=parts,
        small=(*_seen(facts), NOT_OFSTED, *_provenance(facts)),
    )


def why(recipients: Sequence[str]) -> Part:
    """Say why this reader gets the message; reasons that several subscriptions share are said once."""
    reasons = (SEAM,) if tuple(recipients) == (SEAM,) else reasons_of(recipients)
    ending = "To change or stop these messages, ask the people who run this alert service."
    if not reasons:
        return Part("Why you get this", lines=("This address is on the list of this alert service.", ending))
    return Part("Why you get this", items=reasons, after=(ending,))


# --- subject and opening -----------------------------------------------------------------------------


def _heading(event: Event, facts: ReportFacts) -> str:
    replaced = event.kind == EventKind.REPORT_REISSUED
    if facts.band:
        return f"{facts.area}: {_opening_words(event, facts)}{in_sentence(facts.band)}"
    if facts.in_doubt:
        return f"{facts.area}: {'new version of the ' if replaced else ''}report {OUTCOME_BEING_CONFIRMED}"
    if facts.action:
        found = _action_found(facts)
        return f"{facts.area}: {_opening_words(event, facts)}monitoring inspection, {found}"
    report = "monitoring inspection report" if facts.kind == "monitoring" else "report"
    return f"{facts.area}: {'new version of the ' if replaced else ''}{report} published"


def _opening_words(event: Event, facts: ReportFacts) -> str:
    if event.kind == EventKind.REPORT_REISSUED:
        return "new version of the report, "
    if event.kind != EventKind.REPORT_CONFIRMED:
        return ""
    if not facts.changed:
        return "outcome confirmed, "
    return "outcome corrected, " if FACTS["band"] in facts.changed else "details corrected, "


def _bracket(event: Event, facts: ReportFacts) -> str:
    when = f"published {spoken_date(facts.published)}" if facts.published else "publication date not known"
    late = "found later" if event.kind == EventKind.REPORT_BACKFILLED else ""
    kind = kind_label(None if facts.in_doubt and not _surely_monitoring(facts) else facts.kind)
    stands = f"outcome of {spoken_month(facts.standing[1])} stands" if facts.action and facts.standing else ""
    return ", ".join(filter(None, (kind, when, late, stands)))


def _opening(event: Event, facts: ReportFacts) -> tuple[str, ...]:
    doubt = (_DOUBT,) if facts.in_doubt else ()
    if event.kind == EventKind.REPORT_REISSUED:
        return doubt
    visit = "a monitoring inspection" if facts.kind == "monitoring" else "an inspection"
    opening = (
        f"The inspectorates, Ofsted and the Care Quality Commission (CQC), have published a report on "
        f"{visit} of {_services(facts)}. What they inspect is the {PARTNERSHIP}."
    )
    return (opening, *doubt)


def _services(facts: ReportFacts) -> str:
    place = "" if facts.area == AREA_NOT_NAMED else f" in {facts.area}"
    return f"services for children and young people with {_SEND}{place}"


# --- what was found ----------------------------------------------------------------------------------


def _found(facts: ReportFacts, *, listed: bool) -> Part:
    """Say what was found; `listed`: the areas for priority action follow, each with what was found on it."""
    if facts.band:
        page = f", page {facts.page}" if facts.page else ""
        quote = Quote(facts.evidence, f"The report{page}") if facts.evidence else None
        lines = (PLACES[facts.band], MEANINGS[facts.band], *_unquoted(facts))
        return Part("What was found", strong=LABELS[facts.band], lines=lines, quote=quote)
    if facts.in_doubt:
        return Part("What was found", strong="Published, outcome being confirmed", lines=_confirming(facts))
    if facts.action:
        return _monitoring(facts, listed=listed)
    if facts.kind == "monitoring":
        return Part("What this is", lines=(_LOOKS_AT, f"{_NOT_SUMMED_UP} {_where(facts)}"))
    other = "This kind of report gives no outcome that we can state. Please read it."
    return Part("What was found", lines=(other,))


_BY_A_PERSON = (
    "A person has read this outcome in the report. This alert service could not read it there by itself, so "
    "we cannot quote the report's own words."
)
_DOUBT = (
    "This alert service could not read the outcome of the report for certain, so a person is checking it. "
    "The doubt is ours: it does not mean that Ofsted has not decided."
)
_LOOKS_AT = (
    "A monitoring inspection looks only at the areas for priority action: the urgent points of the last full "
    "inspection. It says whether the partnership has taken effective action on them."
)
_CHANGES_NOTHING = (
    "A monitoring inspection does not change the outcome of the last full inspection, which stands until the "
    "next full inspection."
)
_NOT_SUMMED_UP = "We do not sum up what this report says. Please read it."


def _unquoted(facts: ReportFacts) -> tuple[str, ...]:
    return (_BY_A_PERSON,) if facts.band and not facts.evidence else ()


def _monitoring(facts: ReportFacts, *, listed: bool) -> Part:
    """Say what a monitoring inspection found: no outcome in today's sense, and none that is changed."""
    found = _action_found(facts)
    lines = [_LOOKS_AT]
    if facts.of is None:
        lines.append("We could not read for how many of these areas it has done so.")
    elif facts.action == "ineffective":
        lines.append(f"The report finds effective action on {facts.addressed} of {facts.of} of these areas.")
    if facts.of and facts.addressed not in {0, facts.of} and not listed:
        lines.append("The report says which of them.")
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


def _standing(facts: ReportFacts) -> tuple[str, ...]:
    """Say which outcome a monitoring inspection leaves as it is."""
    if facts.kind != "monitoring" or (facts.in_doubt and not _surely_monitoring(facts)):
        return ()
    if facts.standing is None:
        return (_CHANGES_NOTHING,)
    band, day = facts.standing
    return (
        f"The outcome of the last full inspection ({spoken_month(day)}), {in_sentence(band)}, stands until "
        "the next full inspection.",
    )


def _surely_monitoring(facts: ReportFacts) -> bool:
    """Say whether a document in doubt is of a monitoring inspection by what it says and by its listing."""
    return facts.kind == "monitoring" and kind_of(facts.title) is PublicationKind.MONITORING


def _confirming(facts: ReportFacts) -> tuple[str, ...]:
    place = (
        "the outcome stands in the report, usually near the top of its first page, under the heading "
        "“Inspection outcome”."
    )
    if facts.kind != "full":  # it may be another document than the one that was listed
        place = (
            "a report on a full inspection gives its outcome near the top of its first page, under the "
            "heading “Inspection outcome”."
        )
    if facts.kind == "monitoring":
        place = "a monitoring report says whether the partnership has taken effective action."
    return (
        f"You need not wait for us: {place} {_where(facts)}",
        "When the outcome is settled, we send you another message.",
    )


def _where(facts: ReportFacts) -> str:
    return "The link is below." if facts.file_url or facts.page_url else "Below we say where to look for it."


# --- the inspection, what comes next, where to read it -----------------------------------------------


def _inspection(facts: ReportFacts) -> Part:
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
    return Part("The inspection", facts=tuple(rows))


def _read(facts: ReportFacts, *, shortened: bool) -> Part:
    found = (
        ("The report itself (PDF)", facts.file_url),
        (f"Ofsted's page for {facts.area}", facts.page_url),
    )
    links = tuple(Link(label, url) for label, url in found if url)
    if not links:
        return Part(
            "Where to read the report",
            lines=("We have no link. Search for the area on Ofsted's reports website.",),
        )
    left_out = "This message leaves out the inspectors' detailed findings. They are in the report."
    if shortened:
        left_out = "This message shortens what inspectors want done. All that they found is in the report."
    return Part("Where to read the report", lines=(left_out,), links=links)


def _seen(facts: ReportFacts) -> tuple[str, ...]:
    return (f"First seen on {spoken_time(facts.first_seen)} (London time).",) if facts.first_seen else ()


def _provenance(facts: ReportFacts) -> tuple[str, ...]:
    if not facts.sha256:
        return ()
    page = f", page {facts.page}" if (facts.band or facts.action) and facts.page else ""
    return (f"For checking: document SHA-256 {facts.sha256[:12]}…{page}",)
