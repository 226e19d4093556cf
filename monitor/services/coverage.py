"""What the press says of an inspection beside what we hold of it: stories of a report, and leads."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from monitor.domain.area import Area
from monitor.domain.coverage import DateRange, HeldReport, contradicts, headline_claims, report_for
from monitor.domain.events import EventKind, NewEvent
from monitor.domain.outcome import Band
from monitor.domain.publication import Publication, PublicationKind
from monitor.domain.withholding import withheld
from monitor.domain.wording import in_sentence, utc_text
from monitor.ports.knowledge import StoredReport
from monitor.ports.news import Placed
from monitor.services.house import House

MOST_IN_A_MESSAGE = 10
_TOLD = (EventKind.REPORT_PUBLISHED, EventKind.REPORT_BACKFILLED)
SEND_REPORTS = (PublicationKind.FULL, PublicationKind.MONITORING)


def reports_of(house: House, area_id: str) -> list[HeldReport]:
    """Give the SEND reports of an area that Ofsted's site shows, read or not."""
    read = {publication.id: stored for publication, stored in house.store.reports_of_area(area_id)}
    return [
        held(publication, read.get(publication.id))
        for publication in house.store.publications(area=area_id)
        if publication.listed.kind in SEND_REPORTS
    ]


def held(publication: Publication, stored: StoredReport | None) -> HeldReport:
    """Put a publication into the form in which stories are compared with it."""
    listed = publication.listed
    visit = _visit(stored.data) if stored else None
    return HeldReport(publication.id, listed.kind.value, listed.published, visit)


def with_stories(house: House, publication: Publication, events: list[NewEvent]) -> list[NewEvent]:
    """Attach to the events of a new report what the press had of it, with a note where a paper errs."""
    if not any(event.kind in _TOLD for event in events):
        return events
    stories = waiting_for(house, publication)
    if not stories:
        return events
    attached = [
        replace(event, data=event.data | {"stories": as_told(stories)}) if event.kind in _TOLD else event
        for event in events
    ]
    first = next(event for event in events if event.kind in _TOLD)
    notes = (contradiction(house, one, publication, first.band) for one in stories)
    return [*attached, *{note.key: note for note in notes if note}.values()]


def waiting_for(house: House, publication: Publication) -> list[Placed]:
    """Give the stories that are about a report: those tied to it, and leads that it answers."""
    report = held(publication, None)
    return [
        one
        for one in house.store.placed(area=publication.area)
        if one.publication_id == publication.id or (one.publication_id is None and _fits(house, one, report))
    ]


def settle_leads(house: House, publication: Publication) -> None:
    """Tie the leads that a report answers to it."""
    open_leads = {one.cluster_id for one in waiting_for(house, publication) if one.publication_id is None}
    for cluster_id in open_leads:
        house.store.settle_lead(cluster_id, publication.id)


def as_told(placed: Iterable[Placed]) -> list[dict[str, Any]]:
    """Give the stories as an event tells them: who said it first, and never what they claim."""
    return [
        {
            "title": one.story.title,
            "url": one.story.url,
            "feed": one.story.feed,
            "published": utc_text(one.story.published) if one.story.published else None,
            "seen": utc_text(one.story.first_seen),
            "copy": one.copy,
            "headline_claims": headline_claims(one.story.title, one.story.triage),
        }
        for one in placed
    ][:MOST_IN_A_MESSAGE]


def inspection_of(publication: Publication, stored: StoredReport | None) -> str:
    """Name the inspection that a report is of, as the keys of its events do."""
    dates = (stored.data.get("inspection") if stored else None) or {}
    inspected = publication.listed.inspected
    return str(dates.get("start") or inspected or f"file-{publication.listed.file_id}")


def told_stories(house: House, publication: Publication, inspection: str) -> set[tuple[str, str]] | None:
    """Give the stories (feed, title) of which readers were told with a report or after it; None: of none.

    A report that was put on the site anew, under another link, is still the one they were told of.
    """
    told: set[tuple[str, str]] = set()
    known = False
    listed = publication.listed
    about = [publication.area, listed.kind.value, inspection]
    for event in house.store.events(area=publication.area):
        same = event.data.get("file_id") == listed.file_id or event.key.split(":")[1:4] == about
        if same and "stories" in event.data:
            known = known or not event.data.get("digest_only")
            told |= {(one["feed"], one["title"]) for one in event.data["stories"]}
    return told if known else None


def was_told(house: House, publication: Publication) -> bool:
    """Say whether a report's own alert was written, or needs none because it was there before we were.

    One that was read needs no more: what it had to tell was written with it, be it that nothing is new in it.
    """
    if publication.baseline or house.store.report_of(publication.id) is not None:
        return True
    return any(
        event.kind in _TOLD and event.data.get("file_id") == publication.listed.file_id
        for event in house.store.events(area=publication.area)
    )


def stated_band(area: Area, publication: Publication, stored: StoredReport | None) -> str | None:
    """Give the outcome that readers were told of a report."""
    if stored is None or withheld(publication, area, stored.data) is not None:
        return None
    band = stored.data["outcome"].get("band")
    return str(band) if band else None


def contradiction(
    house: House, placed: Placed, publication: Publication, band: str | None
) -> NewEvent | None:
    """Make the operator's note that a paper names another outcome than the report, or None."""
    claim: Mapping[str, Any] | None = placed.story.triage.get("claim")
    if claim is None or band is None or not contradicts(claim, band):
        return None
    area = house.areas.by_id(placed.area)
    name = area.name if area else placed.area
    claimed, stated = in_sentence(Band(claim["band"])), in_sentence(Band(band))
    listed, now = publication.listed, house.clock()
    data = {
        "source": f"news about {name}",
        "error": f"{placed.story.feed} speaks of {claimed} (“{claim['evidence']}”), and the report of "
        f"{listed.published:%d %B %Y} states {stated}. Readers are told what the report says",
        "notice": True,
        "since": utc_text(now),
        "url": placed.story.url,
    }
    key = f"{EventKind.SOURCE_DEGRADED}:press:{placed.area}:{listed.file_id}:{claim['band']}"
    return NewEvent(key, EventKind.SOURCE_DEGRADED, placed.area, None, now, data)


def _fits(house: House, one: Placed, report: HeldReport) -> bool:
    return report_for(one.story.moment, one.kind, None, [report], house.news.window) is not None


def _visit(report: Mapping[str, Any]) -> DateRange | None:
    dates = report.get("inspection") or {}
    start, end = dates.get("start"), dates.get("end")
    return (date.fromisoformat(start), date.fromisoformat(end)) if start and end else None
