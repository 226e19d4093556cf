"""Events as other programs read them: in `events --json` and in the body of a webhook."""

from typing import Any

from monitor.domain.area import AreaTable
from monitor.domain.events import Event
from monitor.domain.wording import utc_text


def event_json(event: Event, areas: AreaTable) -> dict[str, Any]:
    """Give an event as a JSON object; times are UTC with `Z`."""
    area = areas.by_id(event.area) if event.area else None
    return {
        "id": event.id,
        "key": event.key,
        "kind": event.kind.value,
        "area": {"urn": area.urn, "name": area.name} if area else None,
        "band": event.band.value if event.band else None,
        "occurred": utc_text(event.occurred),
        "seen": utc_text(event.seen),
        "data": event.data,
    }
