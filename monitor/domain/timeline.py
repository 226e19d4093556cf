"""What a reading of a provider page changes in what we remember of it.

Reports are known by (area, file id): ids are not in date order, so a new one is found by set difference
(`sources.md` 3.4). Nothing known vanishes silently: a report missing twice, half an hour apart, is an event
for a person and never, by itself, a withdrawal.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from monitor.domain.publication import ListedReport, Publication, PublicationKind, PublicationState

SIGHTINGS_APART = timedelta(minutes=30)

FIRST_STATE = {
    PublicationKind.FULL: PublicationState.DUE,
    PublicationKind.MONITORING: PublicationState.DUE,
    PublicationKind.OTHER_SEND: PublicationState.QUARANTINED,
    PublicationKind.NOT_SEND: PublicationState.IGNORED,
    PublicationKind.UNKNOWN: PublicationState.IGNORED,
}


@dataclass(frozen=True, slots=True)
class Timeline:
    """A page against memory. `vanished` are those now missing for the second time."""

    found: tuple[tuple[ListedReport, PublicationState, bool], ...]
    retitled: tuple[tuple[int, ListedReport], ...]
    missing: tuple[Publication, ...]
    returned: tuple[Publication, ...]
    vanished: tuple[Publication, ...]


def compare_timeline(
    known: Sequence[Publication],
    listed: Sequence[ListedReport],
    *,
    read_before: bool,
    baseline_to: date | None,
    now: datetime,
) -> Timeline:
    """Compare a page's links with the publications we know of the area.

    `baseline_to`: on a page read for the first time, reports published before this day are a silent baseline
    (None: on every page all of them are). An old date on a page that we know is a report loaded late;
    `read_before`: a page may have been read and have shown none.
    """
    first_read = not (known or read_before)
    by_id = {publication.listed.file_id: publication for publication in known}
    on_page = {report.file_id for report in listed}
    missing = tuple(one for one in known if one.listed.file_id not in on_page)
    return Timeline(
        found=tuple(
            (
                report,
                FIRST_STATE[report.kind],
                baseline_to is None or (first_read and report.published < baseline_to),
            )
            for report in listed
            if report.file_id not in by_id
        ),
        retitled=tuple(
            (by_id[report.file_id].id, report)
            for report in listed
            if report.file_id in by_id and by_id[report.file_id].listed != report
        ),
        missing=missing,
        returned=tuple(one for one in known if one.missing_since and one.listed.file_id in on_page),
        vanished=tuple(one for one in missing if _missing_again(one, now)),
    )


def _missing_again(publication: Publication, now: datetime) -> bool:
    if publication.missing_since is None or publication.missing_sightings != 1:
        return False
    return now - datetime.fromisoformat(publication.missing_since) >= SIGHTINGS_APART
