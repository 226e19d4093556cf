"""Reports whose outcome waits for a person: which they are and why, and how a person settles one."""

from dataclasses import dataclass
from typing import Any

from monitor.domain.events import EventKind, NewEvent
from monitor.domain.outcome import Band
from monitor.domain.parse import PARSER_VERSION
from monitor.domain.publication import Publication, PublicationKind
from monitor.domain.read_late import settled_unread
from monitor.domain.unread import unread_report
from monitor.domain.verdict import Sighting, reviewed, settled
from monitor.domain.withholding import withheld
from monitor.domain.wording import utc_text
from monitor.errors import StoreError
from monitor.ports.knowledge import IngestRecord
from monitor.services.alert import addressed
from monitor.services.house import House
from monitor.services.ingest import area_of, recheck, told_anew

_UNTOLD = (
    "no document of it could be read yet, and readers were told nothing of it, so there is nothing to "
    "settle. It is tried again by itself"
)

PERSON = "person"
"""Stands where a parser's version does: a reading that no later parser replaces."""


@dataclass(frozen=True, slots=True)
class Held:
    """A report whose outcome is being confirmed, with the reason and what the outcome section says."""

    publication: Publication
    area_name: str
    reason: str
    section: str | None


def held_reports(house: House) -> list[Held]:
    """List the reports whose outcome readers were not told, newest publication first."""
    held = []
    for publication, stored in house.store.latest_reports():
        area = area_of(house, publication)
        why = withheld(publication, area, stored.data)
        if why is not None:
            held.append(Held(publication, area.name, why, stored.data.get("outcome_section")))
    held += _unread(house)
    return sorted(held, key=lambda one: one.publication.listed.published, reverse=True)


def unknown(house: House, file_id: str) -> str | None:
    """Say why a number is none that can be settled, or None if it is."""
    if any(publication.listed.file_id == file_id for publication, _ in house.store.latest_reports()):
        return None
    if any(held.publication.listed.file_id == file_id for held in _unread(house)):
        return None
    if any(one.listed.file_id == file_id for one in house.store.publications()):
        return f"report {file_id} is known, but {_UNTOLD}"
    return f"there is no report {file_id}; send-monitor review lists those that wait"


def told_band(house: House, file_id: str) -> Band | None:
    """Give the outcome that is stated of a report; None while it is being confirmed. Raises StoreError."""
    publication, known = _find(house, file_id)
    band = known["outcome"].get("band")
    doubtful = withheld(publication, area_of(house, publication), known) is not None
    return None if doubtful or band is None else Band(band)


def settle(house: House, file_id: str, *, band: Band, note: str, who: str) -> NewEvent | None:
    """Write down what a person read in a report, and tell those who had heard of it.

    One whose document cannot be opened may have been read elsewhere; it is still tried again.
    Gives the event, or None if that very outcome is already known. Raises StoreError if there is no such
    report, none of it was kept, or its kind gives no outcome.
    """
    publication, known = _find(house, file_id)
    if PublicationKind.MONITORING == publication.listed.kind == known["kind"]:
        raise StoreError(f"report {file_id} is of a monitoring inspection, which gives none of the outcomes")
    digest = house.store.document_hash(publication.id)
    document = house.store.document(digest) if digest else None
    if digest and document is None:
        raise StoreError(f"the document of report {file_id} is not in the store")
    now = house.clock()
    area = area_of(house, publication)
    read = _last_reading(house, publication, digest, known)
    report = reviewed(area, read, band=band, note=note, who=who, at=utc_text(now))
    sighting = Sighting(publication, area, report, digest, house.pages.url(publication.urn), now)
    event = settled(sighting, known)
    step, due = recheck(publication, now)
    record = IngestRecord(
        publication_id=publication.id,
        document=document,
        sha256=digest,
        parser_version=PERSON,
        report=report,
        events=tuple(addressed(house, one) for one in told_anew(house, area, [event] if event else [])),
        recheck_due=due,
        recheck_step=step,
    )
    house.store.record_ingest(record, now)
    return event


def _unread(house: House) -> list[Held]:
    """List the reports that the operator was told of and no document of which could be kept."""
    read = {publication.id for publication, _ in house.store.latest_reports()}
    told = {
        event.data.get("file_id"): event.data["reason"]
        for event in house.store.events(kinds=(EventKind.REPORT_UNCLASSIFIED,))
    }
    return [
        Held(one, area_of(house, one).name, told[one.listed.file_id], None)
        for one in house.store.publications()
        if one.id not in read and one.listed.file_id in told
    ]


def _last_reading(
    house: House, publication: Publication, digest: str | None, known: dict[str, Any]
) -> dict[str, Any]:
    """Give what was last read of a report: its document may have come after a person settled it unread."""
    if digest is None or not settled_unread(known):
        return known
    return house.store.kept_reading(publication.id, digest, PARSER_VERSION) or known


def _find(house: House, file_id: str) -> tuple[Publication, dict[str, Any]]:
    """Give a report with its record, which says no more than the listing where no document could be read."""
    for publication, stored in house.store.latest_reports():
        if publication.listed.file_id == file_id:
            return publication, stored.data
    for held in _unread(house):
        if held.publication.listed.file_id == file_id:
            return held.publication, unread_report(held.publication, held.reason)
    raise StoreError(unknown(house, file_id) or f"report {file_id} was changed meanwhile")
