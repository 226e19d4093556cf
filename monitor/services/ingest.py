"""Fetch a publication's document, read it, and write report, events and deliveries in one transaction."""

import logging
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time
from hashlib import sha256
from itertools import chain, count
from typing import Any

from monitor.domain.area import Area
from monitor.domain.cadence import next_recheck, retry_missing_file, weekly_recheck
from monitor.domain.corrections import same_report
from monitor.domain.events import EventKind, NewEvent
from monitor.domain.parse import PARSER_VERSION, parse
from monitor.domain.publication import ListedReport, Publication, PublicationState
from monitor.domain.read_late import please_compare, says_otherwise, settled_unread
from monitor.domain.rollcall import provisional
from monitor.domain.unread import unread_report
from monitor.domain.verdict import Sighting, amended, opened, published, relisted
from monitor.domain.withholding import of_another_time
from monitor.domain.wording import utc_text
from monitor.errors import Refused, SourceError, StoreError, UnreadableReport
from monitor.ports.knowledge import IngestRecord, StoredReport
from monitor.ports.sources import Reader
from monitor.services.alert import TOO_MANY, addressed
from monitor.services.coverage import settle_leads, with_stories
from monitor.services.disagreements import contradicted
from monitor.services.house import House
from monitor.services.watchdog import FILES, failed_on, known_reports_changed, source_failed, source_ok
from monitor.trace import traced

log = logging.getLogger(__name__)

_CORRECTIONS = frozenset({EventKind.REPORT_CONFIRMED, EventKind.REPORT_REISSUED})
TELL_AFTER = 3  # tries at a missing or unreadable document before readers are told without it


@dataclass(frozen=True, slots=True)
class Ingested:
    """How it went: "ingested", "failed", "unchanged" or "taken" by somebody else; ids of new events."""

    result: str
    events: tuple[int, ...] = ()
    error: str | None = None


def ingest(house: House, publication_id: int) -> Ingested:
    """Read one publication's document, if it is ours to read. Never raises for what the source did."""
    publication = house.store.claim_publication(
        publication_id, holder=house.holder, now=house.clock(), lease_until=house.leases.until()
    )
    if publication is None:
        return Ingested("taken")
    house.fault("after-claim-publication")
    with house.leases.reading(publication.id), traced(publication.trace or f"publication-{publication.id}"):
        done = _ingest_or_put_off(house, publication)
        said = {"publication": publication.id, "result": done.result, "events": done.events}
        log.info("a document", extra=said | {"error": done.error})
    return done


def _ingest_or_put_off(house: House, publication: Publication) -> Ingested:
    """Ingest; a mistake of ours must not make us ask for the same document again and again."""
    try:
        return _ingest(house, publication)
    except StoreError:
        raise
    except Exception as error:
        due = house.clock() + retry_missing_file(publication.attempts)
        house.store.fail_publication(
            publication.id, state=PublicationState.FAILED, error="our own mistake; see the log", due=due
        )
        failed_on(house, publication, error)
        raise


def _ingest(house: House, publication: Publication) -> Ingested:
    try:
        document = house.files.fetch(publication.listed.url)
    except (SourceError, UnreadableReport) as error:
        return _failed(house, publication, error)
    source_ok(house, FILES)
    digest = sha256(document).hexdigest()
    if house.store.document_hash(publication.id) == digest:
        step, due = recheck(publication, house.clock())
        house.store.finish_recheck(publication.id, step=step, due=due)
        return Ingested("unchanged")
    begun = house.clock()
    report = read_document(house, publication, document, house.reader)
    took = (house.clock() - begun).total_seconds()
    return _record(house, publication, document, digest, report, took=took)


def read_document(house: House, publication: Publication, document: bytes, reader: Reader) -> dict[str, Any]:
    """Give the report's record; what cannot be read gives a record that says so, for silence is worse."""
    try:
        text = reader.read(document)
        report = parse(text.pages, text.title, house.areas, text.tables)
    except UnreadableReport as error:
        return unread_report(publication, str(error))
    except Exception:  # a mistake in our reading of one document must not silence its report
        log.exception("reading %s failed", publication.listed.url)
        return unread_report(publication, "our reader failed on this document")
    return report.as_record()


def _record(
    house: House,
    publication: Publication,
    document: bytes,
    digest: str,
    report: dict[str, Any],
    *,
    took: float,
) -> Ingested:
    now = house.clock()
    area = area_of(house, publication)
    sighting = Sighting(publication, area, report, digest, house.pages.url(publication.urn), now)
    step, due = recheck(publication, now)
    before = house.store.report_of(publication.id)
    told = with_stories(house, publication, told_anew(house, area, _events(house, sighting, before)))
    events = [addressed(house, event) for event in (*told, *contradicted(house, sighting))]
    if any(row.error == TOO_MANY for _, rows in events for row in rows):
        events.append(addressed(house, known_reports_changed(house)))
    record = IngestRecord(
        publication_id=publication.id,
        document=document,
        sha256=digest,
        parser_version=PARSER_VERSION,
        report=report,
        events=tuple(events),
        recheck_due=due,
        recheck_step=step,
        read_seconds=took,
        current=_otherwise(sighting, before) is None,
    )
    new = house.store.record_ingest(record, now)
    settle_leads(house, publication)
    house.fault("after-ingest")
    return Ingested("ingested", tuple(new))


def _events(house: House, sighting: Sighting, before: StoredReport | None) -> list[NewEvent]:
    """Give what this reading means: the first report of an inspection, or another version of a known one."""
    if before is not None and settled_unread(before.data):
        return _beside_settled(sighting, before.data)
    if before is not None:
        return amended(sighting, before.data)
    if sighting.publication.baseline:
        return []
    if _told_without_document(house, sighting):
        return opened(sighting)
    earlier = _same_inspection(house, sighting) or _told_of_it(house, sighting)
    if earlier is None:
        return published(sighting)
    told = _beside_settled if settled_unread(earlier) else amended
    return [*told(sighting, earlier), _listed_again(sighting)]


def _beside_settled(sighting: Sighting, settled: Mapping[str, Any]) -> list[NewEvent]:
    why = says_otherwise(sighting, settled)
    return [] if why is None else [please_compare(sighting, settled, why)]


def _told_of_it(house: House, sighting: Sighting) -> Mapping[str, Any] | None:
    """Give what readers were told last of this inspection under another link, if they were.

    No document of that could be opened, or none that gave its dates; its event has the key of this one.
    """
    new = published(sighting)[0]
    told = [one for one in house.store.events(area=sighting.area.id) if same_report(one, new)]
    return told[-1].data["report"] if told else None


def _otherwise(sighting: Sighting, before: StoredReport | None) -> str | None:
    """Say why what a person settled unread stands against a document that was opened at last, if it does."""
    if before is None or not settled_unread(before.data):
        return None
    return says_otherwise(sighting, before.data)


def told_anew(house: House, area: Area, events: list[NewEvent]) -> list[NewEvent]:
    """Give events keys of their own where the same was told before: from A to B, back to A, and to B again.

    Only a change that is written in the same transaction calls for it, so a second run finds nothing to tell.
    """
    known = {event.key for event in house.store.events(area=area.id)} if events else set()
    return [_anew(event, known) if event.kind in _CORRECTIONS else event for event in events]


def _anew(event: NewEvent, known: Collection[str]) -> NewEvent:
    again = (f"{event.key}:{time}" for time in count(2))
    return replace(event, key=next(key for key in chain([event.key], again) if key not in known))


def relist(house: House, before: Publication, listed: ListedReport) -> None:
    """Tell what a changed listing (its title, its dates) means for a report that was read already."""
    report = house.store.report_of(before.id)
    if report is None or before.baseline:
        return
    area, url, now = area_of(house, before), house.pages.url(before.urn), house.clock()
    was = Sighting(before, area, report.data, report.sha256, url, now)
    for event in relisted(was, replace(was, publication=replace(before, listed=listed))):
        house.store.record_event(*addressed(house, event), now)


def _listed_again(sighting: Sighting) -> NewEvent:
    """Make the operator's note that a new link leads to the report of an inspection that we hold already."""
    listed = sighting.publication.listed
    data = {
        "source": f"page of {sighting.area.name}",
        "error": f"a new link, “{listed.title}” of {listed.published:%d %B %Y} (file {listed.file_id}), is "
        "to the report of an inspection that was known already. Readers hear only of what changed in it",
        "notice": True,
        "since": utc_text(sighting.seen),
        "url": sighting.page_url,
    }
    key = f"source.degraded:again:{sighting.area.id}:{listed.file_id}"
    return NewEvent(key, EventKind.SOURCE_DEGRADED, sighting.area.id, None, sighting.seen, data)


def _told_without_document(house: House, sighting: Sighting) -> bool:
    """Say whether readers were told of this publication while its document could not be opened."""
    file_id = sighting.publication.listed.file_id
    events = house.store.events(area=sighting.area.id)
    return any(event.data.get("file_id") == file_id and "report" in event.data for event in events)


def _same_inspection(house: House, sighting: Sighting) -> Mapping[str, Any] | None:
    """Find the report of the same inspection under another file id, if we hold one."""
    dates = sighting.report["inspection"]
    if not dates or not dates["start"] or of_another_time(sighting.publication, sighting.report):
        return None
    for _, other in house.store.reports_of_area(sighting.area.id):
        theirs = other.data["inspection"]
        if other.data["kind"] == sighting.report["kind"] and theirs and theirs["start"] == dates["start"]:
            return other.data
    return None


def _failed(house: House, publication: Publication, error: SourceError | UnreadableReport) -> Ingested:
    """Keep the publication for another try; after several, tell readers that a report is out, unread."""
    missing = isinstance(error, UnreadableReport) or (
        isinstance(error, Refused) and error.status in (404, 410)
    )
    if not missing:
        source_failed(house, FILES, str(error))
    if publication.state == PublicationState.DONE or house.store.document_hash(publication.id):
        _try_again(house, publication, error)
        return Ingested("failed", error=str(error))
    events: tuple[int, ...] = ()
    settled = house.store.report_of(publication.id) is not None  # by a person, without the document
    if publication.attempts >= TELL_AFTER and not publication.baseline and not settled:
        events = _tell_without_document(house, publication, str(error))
    _try_again(house, publication, error)
    return Ingested("failed", events, str(error))


def _try_again(house: House, publication: Publication, error: SourceError | UnreadableReport) -> None:
    due = house.clock() + retry_missing_file(publication.attempts)
    house.store.fail_publication(publication.id, state=PublicationState.FAILED, error=str(error), due=due)


def _tell_without_document(house: House, publication: Publication, why: str) -> tuple[int, ...]:
    now = house.clock()
    area = area_of(house, publication)
    reason = "the document cannot be opened on Ofsted's site"
    report = unread_report(publication, f"{reason}: {why}")
    sighting = Sighting(publication, area, report, None, house.pages.url(publication.urn), now)
    ids = []
    for event in with_stories(house, publication, published(sighting)):
        known = house.store.record_event(*addressed(house, event), now)
        ids += [known] if known is not None else []
    return tuple(ids)


def recheck(publication: Publication, now: datetime) -> tuple[int, datetime]:
    """Plan the next look at the document's bytes; reports of the baseline count from their publication."""
    since = datetime.fromisoformat(publication.first_seen)
    if publication.baseline:
        since = min(since, datetime.combine(publication.listed.published, time(9, 30), UTC))
    step, due = next_recheck(since, publication.recheck_step, now)
    return step, due or weekly_recheck(publication.id, now)


def area_of(house: House, publication: Publication) -> Area:
    """Give the area of a publication; one that no table has is made up from what the listing called it."""
    area = house.areas.by_id(publication.area)
    if area is not None:
        return area
    known = house.store.providers().get(publication.urn)
    return provisional(publication.urn, known.name if known else f"URN {publication.urn}")
