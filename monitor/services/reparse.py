"""Read every kept document again with the parser as it is now, and tell only what that changes for readers.

A new parser must not raise a storm: when it changes what readers were told of more than a few reports at
once, nothing is applied until a person has looked (`sources.md` 8, M2).
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from monitor.domain.parse import PARSER_VERSION
from monitor.domain.publication import Publication
from monitor.domain.verdict import Sighting, changed_facts, reread
from monitor.ports.knowledge import IngestRecord, StoredReport
from monitor.ports.sources import Reader
from monitor.services.alert import addressed
from monitor.services.house import House
from monitor.services.ingest import area_of, read_document, recheck
from monitor.services.review import PERSON

MOST_AT_ONCE = 5

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Difference:
    """One report that reads differently now. `facts` are those that readers were told, in plain words."""

    publication: Publication
    area_name: str
    before: dict[str, Any]
    after: dict[str, Any]
    fields: tuple[str, ...]  # keys of the record that differ
    facts: tuple[str, ...]


def reread_all(
    house: House, readers: Sequence[Reader], *, progress: Progress | None = None
) -> list[Difference]:
    """Read all kept documents that this parser has not read yet, and give what differs. Tells nobody.

    Each reading is kept as soon as it is made, so that a broken-off run goes on where it stopped.
    """
    waiting = [
        one for one in house.store.latest_reports() if one[1].parser_version not in (PERSON, PARSER_VERSION)
    ]
    differences = []
    for done, (publication, stored, after) in enumerate(_readings(house, readers, waiting), start=1):
        if after is not None and after != stored.data:
            differences.append(_difference(house, publication, stored, after))
        if progress is not None:
            progress(done, len(waiting))
    return differences


def apply_all(house: House, differences: list[Difference]) -> int:
    """Make the new readings the current ones and write the events they lead to; counts the events."""
    told = sum(_apply(house, difference) for difference in differences)
    for publication, stored in house.store.latest_reports():
        if stored.parser_version in (PERSON, PARSER_VERSION):
            continue
        if house.store.kept_reading(publication.id, stored.sha256, PARSER_VERSION) == stored.data:
            house.store.use_reading(publication.id, stored.sha256, PARSER_VERSION)
    return told


def _readings(
    house: House, readers: Sequence[Reader], waiting: list[tuple[Publication, StoredReport]]
) -> Iterator[tuple[Publication, StoredReport, dict[str, Any] | None]]:
    """Give each report with its new reading; several readers work side by side, each on its own process."""
    free = list(readers)

    def read(
        one: tuple[Publication, StoredReport],
    ) -> tuple[Publication, StoredReport, dict[str, Any] | None]:
        publication, stored = one
        kept = house.store.kept_reading(publication.id, stored.sha256, PARSER_VERSION)
        if kept is not None:
            return publication, stored, kept
        document = house.store.document(stored.sha256)
        if document is None:
            return publication, stored, None
        reader = free.pop()
        try:
            after = read_document(house, publication, document, reader)
        finally:
            free.append(reader)
        house.store.keep_reading(publication.id, stored.sha256, PARSER_VERSION, after, house.clock())
        return publication, stored, after

    with ThreadPoolExecutor(len(readers)) as pool:
        yield from pool.map(read, waiting)


def _difference(
    house: House, publication: Publication, stored: StoredReport, after: dict[str, Any]
) -> Difference:
    before = stored.data
    fields = tuple(sorted(key for key in {*before, *after} if before.get(key) != after.get(key)))
    area = area_of(house, publication)
    return Difference(publication, area.name, before, after, fields, tuple(changed_facts(before, after)))


def _apply(house: House, difference: Difference) -> int:
    publication = difference.publication
    now = house.clock()
    digest = house.store.document_hash(publication.id)
    document = house.store.document(digest) if digest else None
    if digest is None or document is None:
        return 0
    area = area_of(house, publication)
    sighting = Sighting(publication, area, difference.after, digest, house.pages.url(publication.urn), now)
    events = [] if publication.baseline else reread(sighting, difference.before, PARSER_VERSION)
    step, due = recheck(publication, now)
    record = IngestRecord(
        publication_id=publication.id,
        document=document,
        sha256=digest,
        parser_version=PARSER_VERSION,
        report=difference.after,
        events=tuple(addressed(house, event) for event in events),
        recheck_due=due,
        recheck_step=step,
    )
    return len(house.store.record_ingest(record, now))
