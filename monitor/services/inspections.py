"""Every inspection of an area that we know of: reports that we read, and facts that were imported."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from monitor.domain.area import Area, AreaTable
from monitor.domain.inspection import KINDS, Inspection, from_record, in_order
from monitor.domain.predecessors import former_of
from monitor.domain.publication import Publication
from monitor.domain.verdict import withheld
from monitor.ports import Store, StoredReport


def inspections_of(store: Store, area: Area) -> list[Inspection]:
    """Give an area's inspections of every framework, oldest first, each once.

    One whose days are not known stands where it was published, and says so (`ordered_by`). Inspections of a
    former area name it as their `predecessor`. An outcome that is withheld is not stated here either.
    """
    reports = [as_inspection(area, *one) for one in store.reports_of_area(area.id)]
    return in_order([*reports, *(fact.inspection for fact in store.facts(area=area.id))])


def all_inspections(store: Store, areas: AreaTable) -> dict[str, list[Inspection]]:
    """Give the inspections of every area by its id, as `inspections_of` does, with one look at the store."""
    found: dict[str, list[Inspection]] = {area.id: [] for area in areas}
    for area_id, reports in reports_held(store, areas):
        found[area_id] += reports
    for fact in store.facts():
        if fact.inspection.area in found:
            found[fact.inspection.area].append(fact.inspection)
    return {area_id: in_order(inspections) for area_id, inspections in found.items()}


def reports_held(store: Store, areas: AreaTable) -> Iterator[tuple[str, list[Inspection]]]:
    """Give what each area's reports say, as far as it may be stated, by the area's id."""
    found: dict[str, list[Inspection]] = {}
    for publication, stored in store.latest_reports():
        area = areas.by_id(publication.area)
        if area is not None:
            found.setdefault(area.id, []).append(as_inspection(area, publication, stored))
    yield from found.items()


def as_inspection(area: Area, publication: Publication, stored: StoredReport) -> Inspection:
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
    return replace(found, predecessor=former_of(area, found.when))


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
