"""What a new report stands in: how many areas hold each outcome, here and in the region, and who is alike.

It goes into the event with everything else that a reader is told, so that a message never changes with what
is published later.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from monitor.domain.area import Area
from monitor.domain.deadlines import last_full
from monitor.domain.events import OPERATOR_KINDS, NewEvent
from monitor.domain.inspection import Inspection, before, in_order, months_between
from monitor.domain.national import (
    ended,
    in_region,
    standing,
    tally,
    theme_counts,
    themes_of,
)
from monitor.services.house import House
from monitor.services.inspections import each_area, inspections_of, told_inspection


def in_context(house: House, event: NewEvent) -> NewEvent:
    """Give a report's event with the national picture, as it is with this report."""
    area = house.areas.by_id(event.area) if event.area else None
    if area is None or "report" not in event.data or event.kind in OPERATOR_KINDS:
        return event
    return replace(event, data=event.data | {"context": _context(house, area, event.data)})


def _context(house: House, area: Area, data: Mapping[str, Any]) -> dict[str, Any]:
    this = told_inspection(area, data)
    others = [one for one in inspections_of(house.store, area) if one.file_id != this.file_id]
    now: dict[str, Inspection] = {}
    for area_id, held in each_area(house.store, house.areas):
        now |= standing({area_id: in_order([*others, this]) if area_id == area.id else held})
    full = this if this.kind == "full" else last_full(before(this, others))
    region = in_region(house.areas, area.region) if area.region else set()
    found = {
        "england": _counts(now.values()),
        "region": {"name": area.region, **_counts(one for key, one in now.items() if key in region)}
        if region
        else None,
        "neighbours": _neighbours(house, area, now),
        "since_last_full": _since(this, others),
        "last_full": _last_full(full) if full and this.kind == "monitoring" else None,
        "recorded": [
            {"what": one.what.value, "day": one.day.isoformat() if one.day else None, "source": one.source}
            for one in house.store.recorded_dates(area=area.id)
            if one.follows == (full or this).published
        ],
    }
    return found | {"themes": _themes(this, now.values())}


def _counts(inspections: Iterable[Inspection]) -> dict[str, Any]:
    counted = tally(inspections)
    bands = {band.value: number for band, number in counted.bands.items()}
    return {"total": counted.total, "bands": bands, "not_stated": counted.not_stated}


def _neighbours(house: House, area: Area, now: Mapping[str, Inspection]) -> list[dict[str, Any]]:
    """Give the areas most like this one by official statistics, with each one's outcome and its day."""
    alike = [found for code in area.neighbours if (found := house.areas.by_id(code))]
    rows = []
    for other in alike:
        last = now.get(other.id)
        day = ended(last) if last else None
        rows.append(
            {
                "urn": other.urn,
                "name": other.name,
                "band": last.outcome.get("band") if last else None,
                "date": day.isoformat() if day else None,
            }
        )
    return rows


def _since(this: Inspection, others: Iterable[Inspection]) -> dict[str, Any] | None:
    """Say how long after the last full inspection this one came, and what interval had been announced."""
    if this.kind != "full":
        return None
    earlier = [one for one in before(this, others) if one.kind == "full" and one.predecessor is None]
    if not earlier:
        return None
    last = earlier[-1]
    day = ended(last)
    return {
        "months": months_between(last, this),
        "announced": last.next.full_months,
        "date": day.isoformat() if day else None,
    }


def _last_full(full: Inspection) -> dict[str, Any]:
    """Give what the next full inspection is counted from, beside a monitoring inspection."""
    return {
        "published": full.published.isoformat() if full.published else None,
        "end": full.end.isoformat() if full.end else None,
        "full_months": full.next.full_months,
        "source": full.source,
    }


def _themes(this: Inspection, now: Iterable[Inspection]) -> list[dict[str, Any]]:
    named = themes_of(this)
    return [
        {"theme": one.theme, "reports": one.reports, "of": one.of}
        for one in theme_counts(now)
        if one.theme in named
    ]
