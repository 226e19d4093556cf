"""What a report changes: the comparison with the inspection before it, put into its event.

The one before is found by when inspectors came among all that is held, so the order of arrival means nothing:
an older report that comes late is compared with what came before it, and changes nothing of a later one.
"""

import logging
from dataclasses import replace
from typing import Any

from monitor.domain.area import Area
from monitor.domain.compare import Comparison, band_of, compared
from monitor.domain.compare_words import summary
from monitor.domain.events import OPERATOR_KINDS, NewEvent
from monitor.domain.inspection import KINDS, Inspection
from monitor.services.house import House
from monitor.services.inspections import inspections_of, told_inspection

log = logging.getLogger(__name__)


def with_comparison(house: House, event: NewEvent) -> NewEvent:
    """Give a report's event with what it changes, and the direction by which readers may choose.

    Where the outcome itself is being confirmed there is no direction: what cannot be told is not filtered.
    """
    area = house.areas.by_id(event.area) if event.area else None
    if area is None or "report" not in event.data or event.kind in OPERATOR_KINDS:
        return event
    this = told_inspection(area, event.data)
    if this.kind not in KINDS:
        return event
    try:
        found = compared(this, inspections_of(house.store, area))
    except Exception:  # a mistake in our comparing must not silence a report
        log.exception("comparing %s failed", event.key)
        return event
    confirmed = this.kind != "full" or band_of(this) is not None
    more = {
        "comparison": comparison_json(area, found),
        "direction": found.direction if confirmed else None,
    }
    return replace(event, data=event.data | more | _standing(found))


def comparison_json(area: Area, found: Comparison) -> dict[str, Any]:
    """Give a comparison as `compare --json` prints it."""
    return {"area": {"urn": area.urn, "name": area.name}, **found.as_json(summary(found))}


def comparisons_of(inspections: list[Inspection]) -> list[tuple[Inspection, Comparison | None]]:
    """Give each inspection of an area with what it changed, the newest first; None for other documents."""
    return [(one, compared(one, inspections) if one.kind in KINDS else None) for one in reversed(inspections)]


def _standing(found: Comparison) -> dict[str, Any]:
    """Name the outcome that a monitoring inspection leaves as it is."""
    band, full = band_of(found.full), found.full
    if found.current.kind != "monitoring" or full is None or band is None or full.when is None:
        return {}
    return {"standing": {"band": band.value, "date": (full.published or full.when).isoformat()}}
