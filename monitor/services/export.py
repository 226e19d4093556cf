"""Everything public that we know, as tables: for people who reckon with it, and to keep.

Of people there is nothing in it: no subscribers, no addresses, no inspectors' names, and not who recorded or
reviewed what. What is withheld from readers is withheld here.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from monitor.domain.area import Area, AreaTable
from monitor.domain.compare import Comparison
from monitor.domain.deadline_words import sentence
from monitor.domain.deadlines import BankHolidays
from monitor.domain.events import OPERATOR_KINDS, Event
from monitor.domain.inspection import Inspection
from monitor.domain.national import last_withdrawn, standing
from monitor.domain.outcome import LABELS, Band
from monitor.domain.publication import Publication
from monitor.domain.withholding import withheld
from monitor.domain.wording import utc_text
from monitor.ports.knowledge import StoredFact, StoredReport
from monitor.ports.store import Store
from monitor.services.comparisons import comparison_json, comparisons_of
from monitor.services.deadlines import deadline_json, deadlines_by_area
from monitor.services.inspections import all_inspections
from monitor.services.stats import picture_json, picture_of, picture_rows

Rows = list[dict[str, Any]]

_PERSONAL = frozenset(
    {"lead_inspectors", "reviewed", "sections", "outcome_section", "author", "authors", "byline"}
)
_PUBLIC = ("report.", "news.", "deadline.")  # what the kinds of events about areas begin with
_STATED_ONLY = ("outcome", "next")  # what is withheld with an outcome
_FINDINGS = {"priority_actions": "priority action", "improvements": "improvement"}


@dataclass(frozen=True, slots=True)
class Export:
    """Tables by name, and the national picture as one object."""

    tables: Mapping[str, Rows]
    picture: Mapping[str, Any]


def export_of(store: Store, areas: AreaTable, bank_holidays: BankHolidays, today: date) -> Export:
    """Gather everything public from the store."""
    held = all_inspections(store, areas)
    reports = [
        _report(area, publication, stored)
        for publication, stored in store.latest_reports()
        if (area := areas.by_id(publication.area))
    ]
    picture = picture_of(store, areas)
    tables = {
        "areas": _areas(areas, held),
        "inspections": [
            _named(area) | one.as_json() | {"comparison": _compared(area, found) if found else None}
            for area in areas
            for one, found in comparisons_of(held[area.id])
        ],
        "facts": [_fact(fact, areas) for fact in store.facts(superseded=True)],
        "reports": reports,
        "findings": [row for report in reports for row in _findings(report)],
        "events": [_event(event, areas) for event in store.events() if _is_public(event)],
        "deadlines": [
            _named(area) | deadline_json(one) | {"text": sentence(one, today, "the last one")}
            for area, several in deadlines_by_area(store, areas, bank_holidays)
            for one in several
        ],
        "stats": picture_rows(picture),
    }
    return Export(tables, picture_json(picture))


def _named(area: Area | None) -> dict[str, Any]:
    return {"area": {"urn": area.urn, "name": area.name} if area else None}


def _areas(areas: AreaTable, held: Mapping[str, list[Inspection]]) -> Rows:
    last = standing(held)
    return [
        {
            "urn": area.urn,
            "la_code": area.la_code,
            "name": area.name,
            "region": area.region or None,
            "since": area.since.isoformat() if area.since else None,
            **_held(last.get(area.id)),
            "withdrawn": gone.isoformat() if (gone := last_withdrawn(held[area.id])) else None,
            "inspections": len(held[area.id]),
        }
        for area in areas
    ]


def _held(last: Inspection | None) -> dict[str, Any]:
    """Give what an area's last full inspection found, when, and who says so."""
    band = last.outcome.get("band") if last else None
    return {
        "band": band,
        "outcome": LABELS[Band(band)] if band else None,
        "inspection_end": last.end.isoformat() if last and last.end else None,
        "published": last.published.isoformat() if last and last.published else None,
        "source": last.source if last else None,
    }


def _compared(area: Area, found: Comparison) -> dict[str, Any]:
    """Give what an inspection changed, with the one before it by its dates alone: it has a row of its own."""
    whole = comparison_json(area, found)
    before = whole.pop("previous")
    kept = ("kind", "inspection", "published", "file_id")
    previous = {name: before[name] for name in kept} if before else None
    left_out = ("area", "current", "compared_with")
    return {"previous": previous} | {key: value for key, value in whole.items() if key not in left_out}


def _fact(fact: StoredFact, areas: AreaTable) -> dict[str, Any]:
    """Give a version of an imported fact with the file that it is from."""
    told = fact.inspection.as_json()
    return {
        **_named(areas.by_id(fact.inspection.area)),
        "key": fact.key,
        "version": fact.version,
        **told,
        "file_sha256": fact.sha256,
        "as_at": fact.as_at.isoformat() if fact.as_at else None,
        "imported": utc_text(fact.imported),
    }


def _report(area: Area, publication: Publication, stored: StoredReport) -> dict[str, Any]:
    listed, record = publication.listed, _public(stored.data)
    hidden = withheld(publication, area, stored.data) is not None
    if hidden:
        record |= {key: dict.fromkeys(record[key]) for key in _STATED_ONLY} | {"plan": None}
        record |= {key: [] for key in (*_FINDINGS, "warnings")}
    return {
        **_named(area),
        "file_id": listed.file_id,
        "url": listed.url,
        "title": listed.title,
        "published": listed.published.isoformat(),
        "first_seen": publication.first_seen,
        "sha256": stored.sha256,
        "parser_version": stored.parser_version,
        "outcome_withheld": hidden,
        **{key: value for key, value in record.items() if key != "area"},
    }


def _findings(report: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for key, kind in _FINDINGS.items():
        for number, one in enumerate(report.get(key, ()), start=1):
            yield {
                "area": report["area"],
                "file_id": report["file_id"],
                "published": report["published"],
                "kind": kind,
                "number": number,
                "text": one["text"],
                "responsible": one.get("responsible", []),
                "themes": one.get("themes", []),
                "sha256": report["sha256"],
            }


def _is_public(event: Event) -> bool:
    return event.kind.startswith(_PUBLIC) and event.kind not in OPERATOR_KINDS


def _event(event: Event, areas: AreaTable) -> dict[str, Any]:
    return {
        "id": event.id,
        "key": event.key,
        "kind": event.kind.value,
        **_named(areas.by_id(event.area) if event.area else None),
        "band": event.band.value if event.band else None,
        "occurred": utc_text(event.occurred),
        "seen": utc_text(event.seen),
        "data": _public(event.data),
    }


def _public(data: Any) -> Any:
    """Leave out of plain data, at any depth, what names people, and the long text beside what we read."""
    if isinstance(data, Mapping):
        return {key: _public(value) for key, value in data.items() if key not in _PERSONAL}
    return [_public(value) for value in data] if isinstance(data, list) else data
