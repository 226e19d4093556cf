"""Where an imported fact and the report of the same inspection give different outcomes: the report counts.

That is told to whoever brings the fact in, or to the operator when the report comes later; never to readers.
"""

from monitor.domain.events import EventKind, NewEvent
from monitor.domain.inspection import Inspection, from_record, same_inspection
from monitor.domain.outcome import LABELS, Band
from monitor.domain.verdict import Sighting
from monitor.domain.withholding import withheld
from monitor.domain.wording import utc_text
from monitor.ports.knowledge import StoredFact
from monitor.services.house import House


def disagree(fact: Inspection, report: Inspection) -> bool:
    """Say whether a fact and a report of the same inspection give different bands."""
    bands = fact.outcome.get("band"), report.outcome.get("band")
    return all(bands) and bands[0] != bands[1] and same_inspection(fact, report)


def both_said(name: str, fact: Inspection, report: Inspection) -> str:
    """Say what each of them says of an area."""
    told, read = (LABELS[Band(one.outcome["band"])] for one in (fact, report))
    return f"{name}: {fact.source} says “{told}”, the report that we read says “{read}”. The report counts"


def contradicted(house: House, sighting: Sighting) -> list[NewEvent]:
    """Give the operator's notes on imported facts that a report which was just read contradicts."""
    area, listed = sighting.area, sighting.publication.listed
    if withheld(sighting.publication, area, sighting.report) is not None:
        return []
    read = from_record(
        area.id, sighting.report, published=listed.published, file_id=listed.file_id, url=listed.url
    )
    facts = house.store.facts(area=area.id)
    return [_note(sighting, fact, read) for fact in facts if disagree(fact.inspection, read)]


def _note(sighting: Sighting, fact: StoredFact, read: Inspection) -> NewEvent:
    area = sighting.area
    data = {
        "source": f"imported facts on {area.name}",
        "error": both_said(area.name, fact.inspection, read),
        "notice": True,
        "since": utc_text(fact.imported),
        "url": sighting.publication.listed.url,
    }
    key = f"{EventKind.SOURCE_DEGRADED}:fact:{area.id}:{fact.key}:{fact.version}:{read.outcome['band']}"
    return NewEvent(key, EventKind.SOURCE_DEGRADED, area.id, None, sighting.seen, data)
