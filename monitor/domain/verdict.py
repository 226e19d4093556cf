"""What we say of a document that was read: its events, with all that they tell.

A report whose outcome is withheld (`withholding.py`) is told of at once as "published, outcome being
confirmed", and a person is told why.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from monitor.domain.area import Area
from monitor.domain.classify import UNFAMILIAR
from monitor.domain.events import EventKind, NewEvent
from monitor.domain.outcome import Band
from monitor.domain.parse import OTHER_URN
from monitor.domain.publication import Publication, PublicationKind
from monitor.domain.text_changes import text_changes
from monitor.domain.unread import why_unread
from monitor.domain.withholding import of_another_time, withheld

BACKFILL_AFTER = timedelta(days=30)

FACTS = {
    "band": "the outcome",
    "inspection": "the inspection dates",
    "previous_inspection": "the previous inspection",
    "next": "the next inspection",
    "plan": "the plan asked for",
    "monitoring": "what the monitoring inspection found",
}
"""What readers were told, with its name in plain words."""
RESTORED = "the report is on Ofsted's site again"

_KEPT_ONLY = frozenset({"outcome_section", "sections"})  # of a record, never in an event
_BESIDE = ("outcome", "inspection", "previous_inspection", "next", "plan")  # old ones stand beside new ones
_FINDINGS = ("priority_actions", "improvements")
_WITH_OUTCOME = frozenset({"full", "monitoring"})  # kinds that can be settled later


@dataclass(frozen=True, slots=True)
class Sighting:
    """A document of a publication as it was read, with where it can be found. Report is the JSON record."""

    publication: Publication
    area: Area
    report: Mapping[str, Any]
    sha256: str | None
    page_url: str
    seen: datetime


def published(sighting: Sighting) -> list[NewEvent]:
    """Give the events of a publication whose document is read for the first time."""
    why = withheld(sighting.publication, sighting.area, sighting.report)
    first_seen = datetime.fromisoformat(sighting.publication.first_seen).date()
    late = first_seen - sighting.publication.listed.published > BACKFILL_AFTER
    kind = EventKind.REPORT_BACKFILLED if late else EventKind.REPORT_PUBLISHED
    events = [_event(sighting, kind, _key("report.published", sighting), why)]
    doubt = why or why_unread(sighting.report)
    if doubt is not None:
        events.append(unclassified(sighting, doubt))
    elif strange := _unfamiliar(sighting.report):
        events.append(unclassified(sighting, strange, stated=True))
    return events


def opened(sighting: Sighting) -> list[NewEvent]:
    """Give the events of a document that can be read at last, after readers were told without it."""
    why = withheld(sighting.publication, sighting.area, sighting.report)
    if why is not None:
        return [unclassified(sighting, why)]
    return [_confirmed(sighting)] if sighting.report["kind"] in _WITH_OUTCOME else []


def amended(sighting: Sighting, before: Mapping[str, Any]) -> list[NewEvent]:
    """Give the events of a publication whose document has other bytes than before."""
    why = withheld(sighting.publication, sighting.area, sighting.report)
    # An earlier reading may hold a band that was withheld: nobody was told of it.
    had = withheld(sighting.publication, sighting.area, before)
    digest = (sighting.sha256 or "")[:16]
    if had is not None and why is None and sighting.report["kind"] in _WITH_OUTCOME:
        events = [_confirmed(sighting)]
    else:
        changed = changed_facts(_told(before, had), _told(sighting.report, why))
        event = _event(
            sighting, EventKind.REPORT_REISSUED, f"{_key('report.reissued', sighting)}:{digest}", why
        )
        stated = why is None and had is None
        words = text_changes(before, sighting.report) if stated else None
        was = {fact: before.get(fact) for fact in _BESIDE} if stated else None
        events = [replace(event, data=event.data | {"changed": changed, "text": words, "was": was})]
    if why is not None:
        events.append(unclassified(sighting, why))
    return events


def withdrawn(sighting: Sighting) -> NewEvent:
    """Give the event of a report that was taken off Ofsted's site."""
    gone = sighting.publication
    key = f"{_key('report.withdrawn', sighting)}:{gone.listed.file_id}:{gone.missing_since}"
    why = withheld(gone, sighting.area, sighting.report)
    event = _event(sighting, EventKind.REPORT_WITHDRAWN, key, why)
    return replace(event, data=event.data | {"missing_since": gone.missing_since})


def restored(sighting: Sighting) -> NewEvent:
    """Give the event of a report that is back, after readers were told that it was taken off the site."""
    back = sighting.publication
    key = f"{_key('report.reissued', sighting)}:back:{back.missing_since}"
    why = withheld(back, sighting.area, sighting.report)
    event = _event(sighting, EventKind.REPORT_REISSUED, key, why)
    return replace(event, data=event.data | {"changed": [RESTORED], "restored": True})


def relisted(before: Sighting, after: Sighting) -> list[NewEvent]:
    """Give the events of a report whose listing changed (its title, its dates) while its document did not."""
    had = withheld(before.publication, before.area, before.report)
    why = withheld(after.publication, after.area, after.report)
    if why is not None:
        note = unclassified(after, why)
        return [replace(note, key=f"{note.key}:{after.publication.listed.title}")] if why != had else []
    return [_confirmed(after)] if had is not None and after.report["kind"] in _WITH_OUTCOME else []


def reviewed(
    area: Area,
    report: Mapping[str, Any],
    *,
    band: Band,
    note: str,
    who: str,
    at: str,
) -> dict[str, Any]:
    """Give a report's record with the outcome that a person read in it, and who that was, when and why.

    Their note is not the report's words, and never stands for them.
    """
    evidence = report.get("outcome_section")
    return dict(report) | {
        "kind": PublicationKind.FULL.value,  # no other kind of report gives one
        "area": {"urn": area.urn, "name": area.name},
        "outcome": {"band": band.value, "evidence": evidence, "page": report["outcome"].get("page")},
        "reviewed": {"by": who, "at": at, "note": note},
    }


def settled(sighting: Sighting, before: Mapping[str, Any]) -> NewEvent | None:
    """Give the event of an outcome that a person read; None if readers were told that very outcome."""
    told = withheld(sighting.publication, sighting.area, before) is None
    if told and before["outcome"].get("band") == sighting.report["outcome"]["band"]:
        return None
    at = sighting.report["reviewed"]["at"]
    return _corrected(sighting, before, at) if told else _confirmed(sighting)


def reread(sighting: Sighting, before: Mapping[str, Any], version: str) -> list[NewEvent]:
    """Give the events of a document that a new parser reads differently; never a second publication.

    An outcome that was told and would now be withheld goes to the operator alone: a person decides.
    """
    had = withheld(sighting.publication, sighting.area, before)
    why = withheld(sighting.publication, sighting.area, sighting.report)
    if why is not None:
        note = unclassified(sighting, why)
        return [replace(note, key=f"{note.key}:parser-{version}")] if why != had else []
    if sighting.report["kind"] != "full":
        return []
    if had is not None:
        return [_confirmed(sighting)]
    changed = changed_facts(before, sighting.report)
    return [_corrected(sighting, before, f"parser-{version}")] if changed else []


def changed_facts(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """Name, in plain words, the facts told to readers that differ between two readings of a report."""
    old, new = _facts(before), _facts(after)
    return [name for fact, name in FACTS.items() if old[fact] != new[fact]]


def told_wrongly(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """Give what an event says of facts that were told wrongly: their names, and what was told."""
    was = {fact: before.get(fact) for fact in _BESIDE}
    return {"changed": changed_facts(before, after), "was": was}


def unclassified(sighting: Sighting, why: str, *, stated: bool = False) -> NewEvent:
    """Give the operator's note on a report whose outcome is not stated, or was `stated` beside odd words."""
    section = sighting.report.get("outcome_section")
    data = _data(sighting, None if stated else why) | {"reason": why, "section": section, "stated": stated}
    digest = (sighting.sha256 or "no document")[:16]
    return NewEvent(
        key=f"report.unclassified:{sighting.area.id}:{sighting.publication.listed.file_id}:{digest}",
        kind=EventKind.REPORT_UNCLASSIFIED,
        area=sighting.area.id,
        band=None,
        occurred=_midnight(sighting.publication.listed.published),
        data=data,
    )


def _event(sighting: Sighting, kind: EventKind, key: str, why: str | None) -> NewEvent:
    band = sighting.report["outcome"].get("band") if why is None else None
    return NewEvent(
        key=key,
        kind=kind,
        area=sighting.area.id,
        band=Band(band) if band else None,
        occurred=_midnight(sighting.publication.listed.published),
        data=_data(sighting, why),
    )


def _confirmed(sighting: Sighting) -> NewEvent:
    return _event(sighting, EventKind.REPORT_CONFIRMED, _key("report.confirmed", sighting), None)


def _corrected(sighting: Sighting, before: Mapping[str, Any], which: str) -> NewEvent:
    """Give the event that puts right what readers were told; it keeps what that was."""
    event = _confirmed(sighting)
    wrong = told_wrongly(before, sighting.report)
    return replace(event, key=f"{event.key}:{which}", data=event.data | wrong)


def _unfamiliar(report: Mapping[str, Any]) -> str | None:
    """Give what is odd about a report whose outcome is stated, if a person should look at it."""
    return next((one for one in report["warnings"] if one.startswith((UNFAMILIAR, OTHER_URN))), None)


def _told(report: Mapping[str, Any], why: str | None) -> dict[str, Any]:
    """Leave out of a report what readers are not told: what is withheld must not leave by another door."""
    told = {key: value for key, value in report.items() if key not in _KEPT_ONLY}
    if why is not None:
        told |= {key: dict.fromkeys(report[key]) for key in ("outcome", "next")} | {"plan": None}
        told |= {key: [] for key in _FINDINGS if key in report}  # areas for priority action tell the band
    return told


def _data(sighting: Sighting, why: str | None) -> dict[str, Any]:
    """Put into the event all that a reader is told, so that the message never changes with later readings."""
    listed = sighting.publication.listed
    return {
        "area_name": sighting.area.name,
        "urn": sighting.area.urn,
        "region": sighting.area.region or None,
        "report": _told(sighting.report, why),
        "published": listed.published.isoformat(),
        "title": listed.title,
        "file_id": listed.file_id,
        "file_url": listed.url,
        "page_url": sighting.page_url,
        "sha256": sighting.sha256,
        "first_seen": sighting.publication.first_seen,
        "withheld": why,
    }


def _key(what: str, sighting: Sighting) -> str:
    """Make an event's key of what happened: area, kind of inspection, and when it was."""
    listed = sighting.publication.listed
    dates = sighting.report["inspection"] or {}
    # A document of another time stands under a listing whose inspection readers are to hear of.
    read = None if of_another_time(sighting.publication, sighting.report) else dates.get("start")
    when = read or (listed.inspected.isoformat() if listed.inspected else f"file-{listed.file_id}")
    return f"{what}:{sighting.area.id}:{listed.kind.value}:{when}"


def _facts(report: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "band": report["outcome"].get("band"),
        "inspection": report["inspection"],
        "previous_inspection": _dates_only(report["previous_inspection"]),
        "next": (report["next"]["full_months"], report["next"]["monitoring_months"]),
        "plan": report["plan"],
        "monitoring": tuple(report["outcome"].get(key) for key in ("action", "addressed", "of")),
    }


def _dates_only(found: Mapping[str, Any] | None) -> tuple[Any, Any] | None:
    return (found["start"], found["end"]) if found else None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
