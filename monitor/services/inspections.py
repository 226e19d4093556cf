"""Every inspection of an area that we know of: reports that we read, and facts that were imported."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from itertools import groupby
from typing import Any

from monitor.domain.area import Area, AreaTable
from monitor.domain.events import EventKind
from monitor.domain.inspection import KINDS, Inspection, from_record, in_order
from monitor.domain.matching import LONDON
from monitor.domain.predecessors import former_of
from monitor.domain.publication import Publication
from monitor.domain.withholding import withheld
from monitor.ports.knowledge import StoredReport
from monitor.ports.store import Store

_Held = Sequence[tuple[Publication, StoredReport]]


def inspections_of(store: Store, area: Area) -> list[Inspection]:
    """Give an area's inspections of every framework, oldest first, each once.

    One whose days are not known stands where it was published, and says so (`ordered_by`). Inspections of a
    former area name it as their `predecessor`. An outcome that is withheld is not stated here either; a
    report that was withdrawn stays, and says so.
    """
    held = store.reports_of_area(area.id)
    gone = _withdrawals(store, held)
    reports = [as_inspection(area, *one, withdrawn=gone.get(one[0].id)) for one in held]
    return in_order([*reports, *(fact.inspection for fact in store.facts(area=area.id))])


def all_inspections(store: Store, areas: AreaTable) -> dict[str, list[Inspection]]:
    """Give the inspections of every area by its id, as `inspections_of` does, with one look at the store."""
    found = dict(each_area(store, areas))
    return {area.id: found[area.id] for area in areas}


def each_area(store: Store, areas: AreaTable) -> Iterator[tuple[str, list[Inspection]]]:
    """Give `all_inspections` area by area, so that no more than one area's are held for it."""
    facts: dict[str, list[Inspection]] = {area.id: [] for area in areas}
    for fact in store.facts():
        if fact.inspection.area in facts:
            facts[fact.inspection.area].append(fact.inspection)
    for area_id, reports in reports_held(store, areas):
        yield area_id, in_order([*reports, *facts.pop(area_id)])
    for area_id, imported in facts.items():
        yield area_id, in_order(imported)


def reports_held(store: Store, areas: AreaTable) -> Iterator[tuple[str, list[Inspection]]]:
    """Give what each area's reports say, as far as it may be stated, by the area's id."""
    for area_id, held in groupby(store.latest_reports(), key=lambda one: one[0].area):
        area = areas.by_id(area_id)
        if area is not None:
            reports = list(held)
            gone = _withdrawals(store, reports)
            yield area.id, [as_inspection(area, *one, withdrawn=gone.get(one[0].id)) for one in reports]


def _withdrawals(store: Store, held: _Held) -> dict[int, date]:
    """Give since when reports are off the site, by publication, where readers were told so.

    One that is only missing may be a fault of the site. Next to none ever is, so only then we look further.
    """
    missing = {
        (one.area, one.listed.file_id, one.missing_since): one.id for one, _ in held if one.missing_since
    }
    if not missing:
        return {}
    told = store.events(kinds=(EventKind.REPORT_WITHDRAWN,))
    announced = [(event.area, event.data["file_id"], event.data["missing_since"]) for event in told]
    return {missing[key]: _day(key[-1]) for key in announced if key in missing}


def _day(moment: str) -> date:
    return datetime.fromisoformat(moment).astimezone(LONDON).date()


def as_inspection(
    area: Area, publication: Publication, stored: StoredReport, *, withdrawn: date | None = None
) -> Inspection:
    """Make an inspection of a report that we hold; what alerts withhold is withheld here too.

    A document that does not read like what Ofsted lists it as still stands for that inspection, unread.
    """
    record = dict(stored.data)
    if withheld(publication, area, record) is not None:
        record |= {key: dict.fromkeys(record[key]) for key in ("outcome", "next")} | {"plan": None}
        record |= {"priority_actions": [], "improvements": []}
        if publication.listed.kind.value in KINDS:
            record |= {"kind": publication.listed.kind.value, "framework": record["framework"] or "2023"}
    listed = publication.listed
    found = from_record(area.id, record, published=listed.published, file_id=listed.file_id, url=listed.url)
    return replace(found, predecessor=former_of(area, found.when), withdrawn=withdrawn)


def told_inspection(area: Area, data: Mapping[str, Any]) -> Inspection:
    """Make an inspection of what a report's event tells readers."""
    found = from_record(
        area.id,
        data["report"],
        published=date.fromisoformat(data["published"]),
        file_id=data["file_id"],
        url=data["file_url"],
    )
    return replace(found, predecessor=former_of(area, found.when))
