"""The values the replica is made of: reports, and the providers whose timelines hold them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
PUBLICATION_TIME = time(9, 30)  # reports go live at about 09:30 local time (`sources.md` 4.2)

FULL = "Area SEND full inspection"
MONITORING = "Area SEND monitoring inspection"
CHILDRENS_SERVICES = "Children's services inspection"
FOCUSED_VISIT = "Children's services focused visit"


@dataclass(frozen=True, slots=True)
class Report:
    """One entry of a timeline.

    `inspected` is date mark A, `published` marks B and C. `hidden` is mark B's whole text as the site shows
    it, or None for the usual one. `pdf` is None for a document that is made on first request. `synthetic`:
    the whole entry is made up; `synthetic_date`: only date A is.
    """

    file_id: str
    title: str
    inspected: date
    published: date
    hidden: str | None = None
    inspected_end: date | None = None
    band: str | None = None
    pdf: Path | bytes | None = None
    missing: bool = False  # listed, but the file service has no document
    withdrawn: bool = False  # neither listed nor served
    synthetic: bool = False
    synthetic_date: bool = False
    revision: int = 0  # grows when the same id gets other bytes


@dataclass(frozen=True, slots=True)
class Provider:
    """An authority: its id on the site, its full name there, and its timeline in no particular order.

    `area` is the name by which its reports call it. `events` are timeline items that are not reports, as
    (modifier of the `li`, text), newest first.
    """

    urn: str
    name: str
    area: str
    region: str = ""
    la_code: str = ""
    former: tuple[str, ...] = ()  # provider ids it had before
    closed: bool = False
    events: tuple[tuple[str, str], ...] = ()
    reports: tuple[Report, ...] = ()

    def shown(self) -> list[Report]:
        """Give the reports on its page, newest first."""
        return sorted(
            (report for report in self.reports if not report.withdrawn),
            key=lambda report: (report.published, report.inspected, int(report.file_id)),
            reverse=True,
        )


MakePdf = Callable[[Report, Provider], bytes]
"""Makes the document of a listed report that has none of its own."""


def publication_moment(day: date) -> datetime:
    """Give the moment, in UTC, at which a report of that day goes live."""
    return datetime.combine(day, PUBLICATION_TIME, LONDON).astimezone(UTC)


def long_date(day: date, *, padded: bool) -> str:
    """Write a date as the site does: `08 September 2026`, or `8 September 2026` on other pages."""
    return f"{day.day:02d} {day:%B %Y}" if padded else f"{day.day} {day:%B %Y}"
