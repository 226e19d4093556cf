"""The report of the daily drill: about an invented place, and read by the same rules as a real one."""

from datetime import date, datetime, timedelta

from monitor.domain.area import Area, AreaTable
from monitor.domain.events import EventKind, NewEvent
from monitor.domain.outcome import Band
from monitor.domain.parse import parse
from monitor.domain.publication import ListedReport, Publication, PublicationKind, PublicationState
from monitor.domain.rollcall import provisional
from monitor.domain.verdict import Sighting, published
from monitor.domain.wording import spoken_range, utc_text

MARK = "DRILL"
PLACE = "Drillshire"
URN = "00000"
BAND = Band.INCONSISTENT
NOTICE = (
    "This is the daily drill of the monitor. The place and the report are invented: nothing has happened."
)

_PAGE = """Area SEND inspection of {place} Local Area Partnership
Inspection dates: {dates}
Date of previous inspection: Not previously inspected
Inspection outcome
The local area partnership's arrangements lead to inconsistent experiences and outcomes for children and
young people with special educational needs and/or disabilities (SEND). The local area partnership must
work jointly to make improvements.
The next full area SEND inspection will be within approximately three years.
Ofsted and the Care Quality Commission (CQC) ask that the local area partnership updates and publishes its
strategic plan based on the recommendations set out in this report.
Information about the local area partnership
{place} Council and NHS {place} Integrated Care Board are jointly responsible for the planning and
commissioning of services for children and young people with SEND in {place}.
"""


def drill_event(day: date, now: datetime) -> NewEvent:
    """Read the drill's report and give its event. Raises ValueError if it does not read as it should."""
    area = provisional(URN, PLACE)
    start = day - timedelta(days=63 + day.weekday())
    text = _PAGE.format(place=PLACE, dates=spoken_range(start, start + timedelta(days=4)))
    report = parse((text,), None, AreaTable([area])).as_record()
    (event, *odd) = published(Sighting(_publication(area, start, day, now), area, report, None, "", now))
    if event.band is not BAND or odd:
        raise ValueError(f"the drill's report says “{BAND}” and was read as “{event.band or 'unknown'}”")
    data = event.data | {"area_name": f"{PLACE} ({MARK})", "drill": True, "page_url": None, "file_url": None}
    return NewEvent(f"{EventKind.DRILL}:{day}", EventKind.DRILL, None, event.band, now, data)


def _publication(area: Area, start: date, day: date, now: datetime) -> Publication:
    listed = ListedReport(
        file_id=MARK.lower(),
        url="",
        title=f"Area SEND full inspection ({MARK})",
        kind=PublicationKind.FULL,
        inspected=start,
        published=day,
    )
    return Publication(
        id=0,
        area=area.id,
        urn=area.urn,
        listed=listed,
        state=PublicationState.DONE,
        baseline=False,
        first_seen=utc_text(now),
        attempts=0,
        recheck_step=0,
        missing_since=None,
        missing_sightings=0,
    )
