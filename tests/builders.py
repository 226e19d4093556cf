"""Small builders of the values that tests pass around: each has a whole, harmless default."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from monitor.domain.area import Area, AreaTable
from monitor.domain.corrections import as_heard
from monitor.domain.events import Event, EventKind, NewEvent
from monitor.domain.inspection import Inspection
from monitor.domain.matching import Subscription
from monitor.domain.outcome import Band
from monitor.domain.publication import (
    ListedProvider,
    ListedReport,
    Publication,
    PublicationKind,
    PublicationState,
)
from monitor.domain.verdict import Sighting

MORNING = datetime(2026, 9, 8, 8, 30, tzinfo=UTC)  # a Tuesday, 09:30 in London
TITLES = {
    PublicationKind.FULL: "Area SEND full inspection",
    PublicationKind.MONITORING: "Area SEND monitoring inspection",
    PublicationKind.OTHER_SEND: "Area SEND thematic visit",
    PublicationKind.NOT_SEND: "Children's services inspection",
    PublicationKind.UNKNOWN: "A visit of an unheard-of kind",
}


def an_area(name: str = "Ashbourne Vale", urn: str = "90001", la_code: str = "701", **changes: Any) -> Area:
    """Make an area; `changes` are fields of Area."""
    fields: dict[str, Any] = {
        "listing_name": f"{name} Council",
        "aliases": (),
        "needs_context": (),
        "region": "Midlands",
        "neighbours": (),
        "listing_order": None,
        "former_urns": (),
        "predecessors": (),
    }
    return Area(urn=urn, la_code=la_code, name=name, **fields | changes)


def a_table(*areas: Area) -> AreaTable:
    """Make a table of the areas given, or of four invented ones in two regions."""
    return AreaTable(
        areas
        or (
            an_area("Ashbourne Vale", "90001", "701", neighbours=("702", "704")),
            an_area("Port Merrow", "90002", "702", region="Coast", aliases=("Merrow",)),
            an_area("Kestrelshire", "90003", "703", former_urns=("80003",)),
            an_area("Isles of Quill", "90004", "704", region="Coast"),
        )
    )


def a_row(area: Area, *, urn: str | None = None, name: str | None = None) -> ListedProvider:
    """Make the row that the listing has for an area."""
    return ListedProvider(urn or area.urn, name or area.listing_name, date(2026, 9, 8))


def a_link(file_id: str = "50300001", **changes: Any) -> ListedReport:
    """Make a report link of a provider page; `changes` are fields of ListedReport."""
    kind = changes.get("kind", PublicationKind.FULL)
    fields: dict[str, Any] = {
        "url": f"https://files.example.org/v1/file/{file_id}",
        "title": TITLES[kind],
        "kind": kind,
        "inspected": date(2026, 6, 29),
        "published": date(2026, 9, 8),
    }
    return ListedReport(file_id=file_id, **fields | changes)


def a_publication(listed: ListedReport | None = None, **changes: Any) -> Publication:
    """Make a publication as remembered; `changes` are fields of Publication."""
    fields: dict[str, Any] = {
        "id": 1,
        "area": "701",
        "urn": "90001",
        "state": PublicationState.DONE,
        "baseline": False,
        "first_seen": "2026-09-08T08:30:00Z",
        "attempts": 0,
        "recheck_step": 0,
        "missing_since": None,
        "missing_sightings": 0,
    }
    return Publication(listed=listed or a_link(), **fields | changes)


def a_record(band: Band | None = Band.INCONSISTENT, **changes: Any) -> dict[str, Any]:
    """Make the JSON record of a full report that was read well; `changes` replace whole keys."""
    record: dict[str, Any] = {
        "pages": 9,
        "kind": "full",
        "framework": "2023",
        "area": {"urn": "90001", "name": "Ashbourne Vale"},
        "partnership": "Ashbourne Vale Local Area Partnership",
        "inspection": {"start": "2026-06-29", "end": "2026-07-03"},
        "previous_inspection": {
            "text": "6 to 10 February 2017",
            "start": "2017-02-06",
            "end": "2017-02-10",
        },
        "outcome": {
            "band": band.value if band else None,
            "evidence": "The sentence it rests on." if band else None,
            "page": 1 if band else None,
        },
        "next": {
            "full_months": 36 if band else None,
            "monitoring_months": None,
            "text": "Within approximately three years." if band else None,
        },
        "plan": "strategic_plan" if band else None,
        "warnings": [],
        "outcome_section": "The whole section.",
    }
    return record | changes


def a_sighting(report: Mapping[str, Any] | None = None, **changes: Any) -> Sighting:
    """Make a document as it was read; `changes` are fields of Sighting."""
    fields: dict[str, Any] = {
        "publication": a_publication(),
        "area": an_area(),
        "sha256": "ab" * 32,
        "page_url": "https://reports.example.org/provider/44/90001",
        "seen": MORNING,
    }
    return Sighting(report=a_record() if report is None else report, **fields | changes)


def an_event(
    kind: EventKind = EventKind.REPORT_PUBLISHED, band: Band | None = Band.INCONSISTENT, **changes: Any
) -> NewEvent:
    """Make an event of an area; `changes` are fields of NewEvent."""
    fields: dict[str, Any] = {
        "key": f"{kind}:701:full:2026-06-29",
        "area": "701",
        "occurred": MORNING,
        "data": {},
    }
    return NewEvent(kind=kind, band=band, **fields | changes)


def an_inspection(**changes: Any) -> Inspection:
    """Make an inspection that we read of; `changes` are fields of Inspection."""
    fields: dict[str, Any] = {
        "area": "701",
        "kind": "full",
        "framework": "2023",
        "start": date(2026, 6, 29),
        "end": date(2026, 7, 3),
        "published": date(2026, 9, 8),
        "outcome": {"band": "inconsistent", "evidence": "The sentence.", "page": 1},
    }
    return Inspection(**fields | changes)


def a_known_event(number: int = 1, **changes: Any) -> Event:
    """Make an event as the store gives it back; `changes` are fields of NewEvent."""
    new = an_event(**changes)
    return Event(number, new.key, new.kind, new.area, new.band, new.occurred, MORNING, new.data)


def a_subscription(name: str = "Vale forum", **changes: Any) -> Subscription:
    """Make a subscription to the reports of one area; `changes` are fields of Subscription."""
    fields: dict[str, Any] = {
        "areas": {"701": "you watch Ashbourne Vale"},
        "events": ("report.*",),
        "to": (("email", "chair@example.org"),),
    }
    return Subscription(name=name, **fields | changes)


def as_recorded(recorded: Mapping[str, Any]) -> Event:
    """Make the event of a recorded alert as it is for its reader, who may have `heard` others before."""
    event, heard = _recorded_event(recorded), recorded.get("heard")
    if heard is None:
        return event
    return as_heard(event, [_recorded_event({**recorded, **one}) for one in heard])


def _recorded_event(recorded: Mapping[str, Any]) -> Event:
    seen = datetime.fromisoformat(recorded["seen"])
    band = Band(recorded["band"]) if recorded["band"] else None
    kind = EventKind(recorded["kind"])
    return Event(1, recorded["key"], kind, recorded["area"], band, seen, seen, recorded["data"])
