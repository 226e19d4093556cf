"""Reports taken off Ofsted's site: announced only when it can hardly be a fault of the site or of ours.

All three must hold (`domain.md` 4.4): the area's own page was read in full, the link was missing from it
a day ago and is missing now, and the listing is whole. No real withdrawal is known: doubt is the rule.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from monitor.domain.area import Area
from monitor.domain.events import EventKind
from monitor.domain.publication import ListedReport, Publication
from monitor.domain.timeline import Timeline
from monitor.domain.verdict import Sighting, restored, withdrawn
from monitor.ports.sources import PageReading
from monitor.services.alert import addressed
from monitor.services.house import House

MISSING_FOR = timedelta(days=1)


def tell_of_withdrawals(
    house: House, area: Area, page: PageReading, timeline: Timeline, *, listing_whole: bool
) -> None:
    """Tell those who heard of a report that it was taken off the site, or that it is back."""
    for gone in timeline.missing if listing_whole else ():
        if _gone_for_long(gone, house.clock()) and not _replaced(gone, page.reports):
            _tell(house, area, page, gone)
    if not timeline.returned:
        return
    withdrawals = house.store.events(area=area.id, kinds=(EventKind.REPORT_WITHDRAWN,))
    announced = {one.data["file_id"] for one in withdrawals}
    for back in timeline.returned:
        if back.listed.file_id in announced:
            _tell(house, area, page, back, is_back=True)


def _gone_for_long(gone: Publication, now: datetime) -> bool:
    return gone.missing_since is not None and (
        now - datetime.fromisoformat(gone.missing_since) >= MISSING_FOR
    )


def _replaced(gone: Publication, listed: tuple[ListedReport, ...]) -> bool:
    """Say whether the page shows the same inspection under another link: a new file, not a withdrawal."""
    old = gone.listed
    others = (one for one in listed if one.kind == old.kind and one.file_id != old.file_id)
    return any(one.inspected == old.inspected or one.published == old.published for one in others)


def _tell(
    house: House, area: Area, page: PageReading, publication: Publication, *, is_back: bool = False
) -> None:
    """Write the event; nothing where no document was ever read, for then nobody was told what it says."""
    stored = house.store.report_of(publication.id)
    if stored is None:
        return
    now = house.clock()
    sighting = Sighting(publication, area, stored.data, stored.sha256, page.url, now)
    event = restored(sighting) if is_back else withdrawn(sighting)
    house.store.record_event(*addressed(house, replace(event, occurred=now)), now)
