"""Which inspection a news story is about: a report that we hold, one that Ofsted has yet to show, or neither.

A story belongs to a report published shortly after it or some months before it (`domain.md` 7.5). What no
report fits may be the press ahead of Ofsted, as on 27 June 2025 in Redbridge, three days before the listing;
but not where a report came out so lately that no other can follow yet: then the story looks back.
"""

import re
from calendar import month_name
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

LEAD_LASTS = timedelta(days=120)
"""Stories of one area within so long of each other are about one inspection, until its report is there."""

NEXT_REPORT_AFTER = timedelta(days=300)
"""A monitoring inspection comes about eighteen months after a full one, and a full one after years."""

SAME_VISIT = timedelta(days=21)  # papers are loose with the dates of a visit

DateRange = tuple[date, date]

SAME_REPORT = timedelta(days=31)  # between the day of a report and the day that a paper gives for it

LONGEST_VISIT = timedelta(days=31)
LONGEST_AGO = timedelta(days=400)  # between a visit and a story about what it found

_MONTHS = [month.lower() for month in month_name[1:]]
_MONTH = "|".join(_MONTHS)
_RANGE = re.compile(
    rf"\b(\d{{1,2}})(?:st|nd|rd|th)?(?: ({_MONTH}))?(?: (20\d\d))? ?(?:to|and|until|[-–—]) ?"
    rf"(\d{{1,2}})(?:st|nd|rd|th)? ({_MONTH})(?:,? (20\d\d))?\b",
    re.I,
)
_ON_SITE = re.compile(r"inspect|visit|on[ -]site", re.I)


@dataclass(frozen=True, slots=True)
class HeldReport:
    """A report on Ofsted's site. `kind` is "full" or "monitoring"; `visit` when inspectors came, if known."""

    publication_id: int
    kind: str
    published: date
    visit: DateRange | None


@dataclass(frozen=True, slots=True)
class Window:
    """How long before and after a report's publication a story may belong to it."""

    before: timedelta
    after: timedelta

    def holds(self, moment: datetime, published: date) -> bool:
        """Say whether a story of this moment may belong to a report of this day."""
        gap = moment.date() - published
        return -self.before <= gap <= self.after


def report_for(
    moment: datetime,
    kind: str,
    visit: DateRange | None,
    reports: Iterable[HeldReport],
    window: Window,
    *,
    said: date | None = None,
) -> HeldReport | None:
    """Give the report that a story is about, or None. `said`: when the report came out, by the story.

    Dates of the visit that a story gives decide; else the kind it speaks of, and then the report nearest to
    the day it gives, or to its own. A story that gives the day of an older report is about that one.
    """
    day, held = said or moment.date(), list(reports)
    fitting = [one for one in held if window.holds(moment, one.published) and not _another(visit, one.visit)]
    if said and not _came_out(said, fitting) and _came_out(said, held):
        return None
    rank = [(not _same(visit, one.visit), one.kind != kind, abs(day - one.published), one) for one in fitting]
    return min(rank, key=lambda row: row[:3])[3] if rank else None


def may_lead(
    moment: datetime,
    now: datetime,
    visit: DateRange | None,
    reports: Sequence[HeldReport],
    window: Window,
) -> bool:
    """Say whether a story that fits no report may be about one that Ofsted has yet to show."""
    if now - moment > window.before:
        return False
    latest = max(reports, key=lambda one: one.published, default=None)
    if latest is None or moment.date() - latest.published >= NEXT_REPORT_AFTER:
        return True
    return visit is not None and visit[0] > latest.published


def visit_in(text: str, told: date) -> DateRange | None:
    """Find in a story of the day `told` when inspectors were on site, or None.

    Papers leave the year out; then it is the last one in which the visit can have been.
    """
    for sentence in re.split(r"[.!?]\s|\n", text):
        found = _RANGE.search(" ".join(sentence.split())) if _ON_SITE.search(sentence) else None
        visit = _dates(found, told) if found else None
        if visit is not None:
            return visit
    return None


def contradicts(claim: Mapping[str, Any] | None, band: str | None) -> bool:
    """Say whether a paper names another outcome than the report states; the report's is never changed."""
    claimed = (claim or {}).get("band")
    return claimed is not None and band is not None and claimed != band


def headline_claims(title: str, triage: Mapping[str, Any]) -> bool:
    """Say whether a headline itself names an outcome, or hints at one: then it is not for our messages."""
    signs = ((triage.get("claim") or {}).get("evidence"), triage.get("weak_evidence"))
    words = " ".join(title.casefold().split())
    return any(sign and " ".join(sign.casefold().split()) in words for sign in signs)


def _dates(found: re.Match[str], told: date) -> DateRange | None:
    first_day, first_month, first_year, last_day, last_month, last_year = found.groups()
    for year in [int(last_year)] if last_year else [told.year, told.year - 1]:
        try:
            end = date(year, _number(last_month), int(last_day))
            start = date(int(first_year or year), _number(first_month or last_month), int(first_day))
        except ValueError:
            continue
        if start <= end <= told and end - start <= LONGEST_VISIT and told - end <= LONGEST_AGO:
            return start, end
    return None


def _number(month: str) -> int:
    return _MONTHS.index(month.lower()) + 1


def _came_out(day: date, reports: Iterable[HeldReport]) -> bool:
    return any(abs(day - one.published) <= SAME_REPORT for one in reports)


def _same(one: DateRange | None, other: DateRange | None) -> bool:
    return one is not None and other is not None and _near(one, other)


def _another(one: DateRange | None, other: DateRange | None) -> bool:
    return one is not None and other is not None and not _near(one, other)


def _near(one: DateRange, other: DateRange) -> bool:
    return one[0] <= other[1] + SAME_VISIT and other[0] <= one[1] + SAME_VISIT
