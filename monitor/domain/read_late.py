"""A report that a person settled while its document could not be read, and what the document says later."""

from collections.abc import Mapping
from typing import Any

from monitor.domain.events import EventKind, NewEvent
from monitor.domain.outcome import LABELS, Band
from monitor.domain.verdict import Sighting
from monitor.domain.withholding import withheld
from monitor.domain.wording import utc_text


def settled_unread(report: Mapping[str, Any]) -> bool:
    """Say whether a record is a person's word on a report of which we had read nothing."""
    return bool(report.get("reviewed")) and report["pages"] is None


def says_otherwise(sighting: Sighting, settled: Mapping[str, Any]) -> str | None:
    """Say why a document does not bear out what a person settled without it, or None if it does."""
    why = withheld(sighting.publication, sighting.area, sighting.report)
    if why is not None:
        return f"the monitor cannot state its outcome: {why}"
    band = sighting.report["outcome"].get("band")
    if band == settled["outcome"]["band"]:
        return None
    return f"its outcome is {LABELS[Band(band)]}" if band else "it gives no outcome"


def please_compare(sighting: Sighting, settled: Mapping[str, Any], why: str) -> NewEvent:
    """Make the operator's note on such a document. What a person settled stands until a person changes it."""
    listed, said = sighting.publication.listed, settled["reviewed"]
    label = LABELS[Band(settled["outcome"]["band"])]
    data = {
        "source": f"report on {sighting.area.name}",
        "error": f"{said['by']} settled report {listed.file_id} as {label} while it could not be read "
        f"({said['note']}). Now there is a document, and by it {why}. What was settled stands. If it is "
        f"wrong, put it right: send-monitor review {listed.file_id} --correct --band … --note …",
        "notice": True,
        "since": utc_text(sighting.seen),
        "url": listed.url,
    }
    digest = (sighting.sha256 or "")[:16]
    key = f"source.degraded:settled:{sighting.area.id}:{listed.file_id}:{digest}"
    return NewEvent(key, EventKind.SOURCE_DEGRADED, sighting.area.id, None, sighting.seen, data)
