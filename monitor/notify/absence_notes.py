"""Says that a report which readers were told of was taken off Ofsted's site, or that it is back."""

from collections.abc import Sequence

from monitor.domain.events import Event, EventKind
from monitor.domain.outcome import LABELS
from monitor.domain.wording import kind_label, spoken_date, spoken_time
from monitor.notify.facts import ReportFacts, mapping, report_facts
from monitor.notify.note import Link, Note, Part
from monitor.notify.plain import a_moment
from monitor.notify.report_notes import NOT_OFSTED, why


def is_about_absence(event: Event) -> bool:
    """Say whether an event tells that a report is gone, or back."""
    return event.kind == EventKind.REPORT_WITHDRAWN or mapping(event.data).get("restored") is True


def absence_note(event: Event, recipients: Sequence[str]) -> Note:
    """Write the message. We know that the link is gone, and not why."""
    facts = report_facts(event)
    gone = event.kind == EventKind.REPORT_WITHDRAWN
    heading = f"{facts.area}: report {'taken off' if gone else 'back on'} Ofsted's website"
    when = f" ({kind_label(facts.kind)}, published {spoken_date(facts.published)})" if facts.published else ""
    return Note(
        subject=f"{heading}{when}",
        heading=heading,
        intro=_gone(event, facts) if gone else _back(facts),
        parts=(*_told(facts), *_look(facts), why(recipients)),
        small=(NOT_OFSTED,),
    )


def _gone(event: Event, facts: ReportFacts) -> tuple[str, ...]:
    since = a_moment(mapping(event.data).get("missing_since"))
    gone = f" It was gone when we looked on {spoken_time(since)} (London time)." if since else ""
    return (
        f"You were told of a report about {facts.area}. It is not on Ofsted's page for the area any more, "
        f"and was not a day ago.{gone} The rest of Ofsted's site looks as usual.",
        "We do not know why. It may be replaced, or come back; you will be told. Until then we do not count "
        "its outcome, compare later reports with it, or remind you of dates that follow from it.",
    )


def _back(facts: ReportFacts) -> tuple[str, ...]:
    return (
        f"You were told that a report about {facts.area} had been taken off Ofsted's website. "
        "It is there again.",
    )


def _told(facts: ReportFacts) -> tuple[Part, ...]:
    """Say which report it is: what it says may not stand any more, so that it is not said again in full."""
    rows = [("Ofsted listed it as", facts.title)] if facts.title else []
    rows += [("It was published on", spoken_date(facts.published))] if facts.published else []
    rows += [("It gave as outcome", LABELS[facts.band])] if facts.band else []
    return (Part("Which report", facts=tuple(rows)),) if rows else ()


def _look(facts: ReportFacts) -> tuple[Part, ...]:
    if not facts.page_url:
        return ()
    return (Part("See for yourself", links=(Link(f"Ofsted's page for {facts.area}", facts.page_url),)),)
