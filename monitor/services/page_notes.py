"""What a provider's page makes us tell the operator: reports gone, or left out, or under a new title."""

from datetime import datetime
from hashlib import sha256

from monitor.domain.area import Area
from monitor.domain.events import EventKind, NewEvent
from monitor.domain.publication import ListedReport, Publication, PublicationKind, PublicationState
from monitor.domain.timeline import Timeline
from monitor.domain.titles import normalise
from monitor.domain.wording import utc_text
from monitor.ports.sources import PageReading
from monitor.services.alert import tell_operator
from monitor.services.house import House

_MAY_MISLEAD = ("P4: left out", "which is in the future")  # a report nobody hears of; a date nobody should


def tell_of(house: House, area: Area, page: PageReading, timeline: Timeline, *, first_read: bool) -> None:
    """Tell the operator, once each, what on this page needs a person; oddities of the first read do not."""
    now = house.clock()
    for lost in timeline.vanished:
        since = lost.missing_since
        data = {
            "source": f"page of {area.name}",
            "error": f"{missing_note(lost)}; it was missing twice, half an hour apart",
            "notice": True,
            "since": since,
            "url": page.url,
        }
        key = f"source.degraded:vanished:{area.id}:{lost.listed.file_id}:{since}"
        tell_operator(house, NewEvent(key, EventKind.SOURCE_DEGRADED, area.id, None, now, data))
    for report, state, baseline in timeline.found:
        if state == PublicationState.QUARANTINED and not baseline:
            tell_operator(house, _quarantined(area, page, report, now))
        if report.kind == PublicationKind.UNKNOWN and not baseline:
            tell_operator(house, _new_title(area, page, report, now))
    for notice in page.notices if not first_read else ():
        if any(words in notice for words in _MAY_MISLEAD):
            tell_operator(house, _odd_page(area, page, notice, now))


def _new_title(area: Area, page: PageReading, report: ListedReport, now: datetime) -> NewEvent:
    """Make the note, one a title, that the site lists reports under a title we have never met (M8)."""
    text = (
        f"the site lists a report as “{report.title}”, first met on the page of {area.name}. Nothing in the "
        "title says that it is about SEND, so it is left alone, as will be others under the same title"
    )
    data = {
        "source": "titles of reports",
        "error": text,
        "notice": True,
        "since": utc_text(now),
        "url": page.url,
    }
    key = f"source.degraded:title:{normalise(report.title).casefold()}"
    return NewEvent(key, EventKind.SOURCE_DEGRADED, None, None, now, data)


def _odd_page(area: Area, page: PageReading, notice: str, now: datetime) -> NewEvent:
    """Make the note, one for each oddity, that a report may be missing or misdated on a page."""
    source = f"page of {area.name}"
    data = {"source": source, "error": notice, "notice": True, "since": utc_text(now), "url": page.url}
    key = f"source.degraded:odd:{area.id}:{sha256(notice.encode()).hexdigest()[:16]}"
    return NewEvent(key, EventKind.SOURCE_DEGRADED, area.id, None, now, data)


def _quarantined(area: Area, page: PageReading, report: ListedReport, now: datetime) -> NewEvent:
    data = {
        "area_name": area.name,
        "title": report.title,
        "published": report.published.isoformat(),
        "file_url": report.url,
        "page_url": page.url,
        "reason": f"its title, “{report.title}”, is not one that we know",
        "untold": True,
        "section": None,
    }
    key = f"report.unclassified:{area.id}:{report.file_id}:title"
    return NewEvent(key, EventKind.REPORT_UNCLASSIFIED, area.id, None, now, data)


def missing_note(publication: Publication) -> str:
    """Say that a known report is not on its page."""
    listed = publication.listed
    return (
        f"“{listed.title}” of {listed.published:%d %B %Y} (file {listed.file_id}) is not on the page any more"
    )
