"""Build the events and deliveries anew from what was captured, and compare them with the ledger.

Every kept version of every document goes through the real pipeline once more, at the time it was first seen,
into a store of its own, where nothing is ever sent. If what comes out is what the ledger holds, nothing was
lost on the way and nothing was made up. What people settled is settled again, and that a report was off
Ofsted's site, or back, is taken from the ledger: no page keeps it. What was told without a document, or
because a listing's title changed, or of news, is not in the documents and is left out of the comparison.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from monitor.domain.corrections import TELLS_OF_A_REPORT
from monitor.domain.events import Delivery, DeliveryState, Event, EventKind, NewDelivery, NewEvent
from monitor.domain.outcome import Band
from monitor.domain.publication import Publication, PublicationState
from monitor.errors import UnreadableReport
from monitor.ports.knowledge import TimelineChanges
from monitor.ports.store import Store
from monitor.services.alert import addressed
from monitor.services.discover import BASELINE_DONE
from monitor.services.house import House
from monitor.services.ingest import ingest
from monitor.services.leases import LeaseKeeper
from monitor.services.review import PERSON, settle

REBUILT = "rebuilt from what was captured; only resend sends it"
_WAITING = (DeliveryState.DUE, DeliveryState.HELD)


@dataclass(frozen=True, slots=True)
class Replayed:
    """How it compares: counts of what was rebuilt, and what stands on one side alone, by key."""

    events: int
    deliveries: int
    only_in_ledger: tuple[str, ...]
    only_rebuilt: tuple[str, ...]
    deliveries_differ: tuple[str, ...]

    @property
    def equal(self) -> bool:
        """Whether the ledger is what the captures say."""
        return not (self.only_in_ledger or self.only_rebuilt or self.deliveries_differ)


@dataclass(slots=True)
class _Past:
    """The clock of a replay: it stands where it is put."""

    now: datetime

    def __call__(self) -> datetime:
        return self.now


@dataclass(slots=True)
class _Captured:
    """The `Files` port over kept documents: gives the one that is being replayed."""

    document: bytes = b""

    def fetch(self, url: str) -> bytes:
        """Give the document. Raises UnreadableReport if it was not kept."""
        if not self.document:
            raise UnreadableReport(f"the document of {url} was not kept")
        return self.document


@dataclass(frozen=True, slots=True)
class _Step:
    """Something that happened once: a version of a document was seen, or a person settled a report.

    `absence`: the event of a report that was off Ofsted's site, or back.
    """

    at: datetime
    publication: Publication
    sha256: str
    settled: dict[str, Any] | None = None
    absence: Event | None = None


def replay(house: House, scratch: Store) -> Replayed:
    """Rebuild everything in an empty, migrated store, and compare. The ledger itself is only read."""
    steps = sorted(_steps(house.store), key=lambda step: (step.at, step.publication.id))
    if steps:
        _rebuild(house, scratch, steps)
    for row in scratch.deliveries(states=_WAITING):
        scratch.settle_deliveries([row.id], state=DeliveryState.SUPPRESSED, error=REBUILT, now=house.clock())
    return _compared(house.store, scratch)


def record_missing(house: House, scratch: Store, found: Replayed) -> int:
    """Write what was rebuilt and the ledger lacks into the ledger, where nothing of it is sent by itself."""
    missing, count = set(found.only_rebuilt), 0
    for event in scratch.events(kinds=tuple(TELLS_OF_A_REPORT)):
        if event.key in missing:
            rows = [_stopped(row) for row in scratch.deliveries(event_id=event.id)]
            new = NewEvent(event.key, event.kind, event.area, event.band, event.occurred, event.data)
            count += house.store.record_event(new, rows, house.clock()) is not None
    return count


def _steps(store: Store) -> Iterator[_Step]:
    yield from _absences(store)
    for publication in store.publications():
        for version in store.document_versions(publication.id):
            yield _Step(version.seen, publication, version.sha256)
            settled = store.kept_reading(publication.id, version.sha256, PERSON)
            if settled is not None:
                at = datetime.fromisoformat(settled["reviewed"]["at"])
                yield _Step(max(at, version.seen), publication, version.sha256, settled)


def _absences(store: Store) -> Iterator[_Step]:
    by_file = {(one.area, one.listed.file_id): one for one in store.publications()}
    for event in store.events(kinds=(EventKind.REPORT_WITHDRAWN, EventKind.REPORT_REISSUED)):
        publication = by_file.get((event.area or "", event.data["file_id"]))
        if publication is not None and _of_absence(event):
            yield _Step(event.seen, publication, event.data["sha256"] or "", absence=event)


def _rebuild(house: House, scratch: Store, steps: list[_Step]) -> None:
    clock, files = _Past(steps[0].at), _Captured()
    scratch.set_meta(BASELINE_DONE, house.store.get_meta(BASELINE_DONE) or "")
    scratch.record_facts(house.store.facts(superseded=True))
    leases = LeaseKeeper(scratch, clock, house.ledger.lease)
    past = replace(
        house, store=scratch, clock=clock, files=files, leases=leases, fault=_ignore, heartbeat=_nothing
    )
    ids: dict[int, int] = {}
    try:
        for step in steps:
            clock.now = step.at
            if step.settled is not None:
                _settle_again(past, step.publication, step.settled)
                continue
            if step.absence is not None:
                _tell_again(past, step.absence)
                continue
            files.document = house.store.document(step.sha256) or b""
            known = ids.get(step.publication.id)
            if known is None:
                known = ids[step.publication.id] = _publish(scratch, step.publication)
            else:
                scratch.finish_recheck(known, step=0, due=step.at)
            ingest(past, known)
    finally:
        leases.close()


def _publish(scratch: Store, publication: Publication) -> int:
    """Make a publication known as it was first seen; gives its number in the new store."""
    changes = TimelineChanges(
        area=publication.area,
        urn=publication.urn,
        latest_report=None,
        found=((publication.listed, PublicationState.DUE, publication.baseline),),
        retitled=(),
        missing=(),
        returned=(),
    )
    first_seen = datetime.fromisoformat(publication.first_seen)
    (number,) = scratch.accept_page(changes, None, first_seen)
    return number


def _settle_again(past: House, publication: Publication, report: dict[str, Any]) -> None:
    said = report["reviewed"]
    band = Band(report["outcome"]["band"])
    settle(past, publication.listed.file_id, band=band, note=said["note"], who=said["by"])


def _tell_again(past: House, event: Event) -> None:
    """Work out anew who hears that a report is off Ofsted's site, or back."""
    new = NewEvent(event.key, event.kind, event.area, event.band, event.occurred, event.data)
    past.store.record_event(*addressed(past, new), past.clock())


def _compared(ledger: Store, scratch: Store) -> Replayed:
    kinds = (*TELLS_OF_A_REPORT, EventKind.REPORT_UNCLASSIFIED)
    ours = {event.key: event for event in ledger.events(kinds=kinds)}
    theirs = {event.key: event for event in scratch.events(kinds=kinds)}
    from_documents = {key for key, event in ours.items() if _from_document(event)}
    both = ours.keys() & theirs.keys()
    told = [key for key in both if ours[key].kind in TELLS_OF_A_REPORT]
    return Replayed(
        events=len(theirs),
        deliveries=sum(len(_rows(scratch, event)) for event in theirs.values()),
        only_in_ledger=tuple(sorted(from_documents - theirs.keys())),
        only_rebuilt=tuple(sorted(theirs.keys() - ours.keys())),
        deliveries_differ=tuple(
            sorted(key for key in told if _rows(ledger, ours[key]) != _rows(scratch, theirs[key]))
        ),
    )


def _from_document(event: Event) -> bool:
    """Say whether an event came of reading a document, so that reading it again must give it again."""
    return bool(event.data.get("sha256")) and not _of_absence(event)


def _of_absence(event: Event) -> bool:
    return event.kind == EventKind.REPORT_WITHDRAWN or bool(event.data.get("restored"))


def _rows(store: Store, event: Event) -> set[tuple[str, str]]:
    return {(row.channel, row.address) for row in store.deliveries(event_id=event.id)}


def _stopped(row: Delivery) -> NewDelivery:
    return NewDelivery(row.channel, row.address, row.subscribers, DeliveryState.SUPPRESSED, row.due, REBUILT)


def _ignore(_point: str) -> None:
    return None


def _nothing() -> None:
    return None
