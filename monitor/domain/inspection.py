"""One inspection of an area as we know it: from a report that we read, or from a fact that was imported.

Order is by when inspectors came, never by when we heard of it. Old records often tell no more than a month,
and some only when the report appeared (`domain.md` 2.2 and 4).
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from monitor.domain.report import DateRange, Improvement, NextInspection, PriorityAction

KINDS = ("full", "monitoring", "letter_2016", "revisit_2018")
READ = "ofsted"
"""The source of what we read in a report ourselves; any other names who told us."""

_ON_SITE = timedelta(days=14)  # an inspection lasts three weeks, the report prints the last of them
_TO_PUBLICATION = timedelta(days=200)  # at most so long after the visit; 147 days is the longest known
_SAME_PUBLICATION = timedelta(days=60)  # sources may differ by days; no two inspections of a kind are so near
_NOT_INSPECTED = re.compile(r"\bnot (?:been )?(?:previously )?inspected\b", re.I)
_NO_NEXT = NextInspection(None, None, None)


@dataclass(frozen=True, slots=True)
class Inspection:
    """An inspection of an area. `outcome` has the shape of `read --json`; its kind says which keys it has.

    `start` and `end` are the days on site; where they are not known, `about` may tell the month ("2017-02")
    or the year ("2018"). `predecessor` names the former area that was inspected, if it was not this one.
    `withdrawn` is the day since when its report is off Ofsted's site, once readers were told so.
    """

    area: str  # Area.id
    kind: str
    framework: str | None
    start: date | None
    end: date | None
    published: date | None
    outcome: Mapping[str, Any]
    source: str = READ
    about: str | None = None
    predecessor: str | None = None
    priority_actions: tuple[PriorityAction, ...] = ()
    improvements: tuple[Improvement, ...] = ()
    local_authorities: tuple[str, ...] = ()
    integrated_care_boards: tuple[str, ...] = ()
    plan: str | None = None
    next: NextInspection = field(default=_NO_NEXT)
    file_id: str | None = None
    url: str | None = None
    before_it: DateRange | None = None  # the previous inspection as the report prints it
    withdrawn: date | None = None

    @property
    def first(self) -> bool:
        """Whether the report says that the area was not inspected before."""
        printed = self.before_it
        return printed is not None and printed.start is None and not_inspected(printed.text)

    @property
    def when(self) -> date | None:
        """Give the day it is ordered by: of the visit, or else of publication; None if neither is known."""
        return self.start or self.end or _first_day(self.about) or self.published

    @property
    def ordered_by(self) -> str | None:
        """Say which day that is: "inspection", "publication", or None."""
        if self.start or self.end or _first_day(self.about):
            return "inspection"
        return "publication" if self.published else None

    def as_json(self) -> dict[str, Any]:
        """Give what `history` and `compare` print of it."""
        return {
            "kind": self.kind,
            "framework": self.framework,
            "inspection": {"start": _iso(self.start), "end": _iso(self.end)},
            "about": self.about,
            "published": _iso(self.published),
            "ordered_by": self.ordered_by,
            "outcome": dict(self.outcome),
            "file_id": self.file_id,
            "url": self.url,
            "predecessor": self.predecessor,
            "source": self.source,
            "withdrawn": _iso(self.withdrawn),
        }


def not_inspected(printed: str | None) -> bool:
    """Whether what a report prints of an inspection before it is that there was none."""
    return bool(_NOT_INSPECTED.search(printed or ""))


def from_record(
    area: str,
    record: Mapping[str, Any],
    *,
    published: date | None = None,
    file_id: str | None = None,
    url: str | None = None,
    predecessor: str | None = None,
) -> Inspection:
    """Make an inspection of a report's record, as `read --json` prints it and the store keeps it."""
    dates, coming = record.get("inspection") or {}, record.get("next") or {}
    return Inspection(
        area=area,
        kind=record["kind"],
        framework=record["framework"],
        start=_day(dates.get("start")),
        end=_day(dates.get("end")),
        published=published or _day(record.get("dated")),
        outcome=record["outcome"],
        predecessor=predecessor,
        priority_actions=tuple(
            PriorityAction(one["text"], tuple(one["responsible"]), tuple(one["themes"]))
            for one in record.get("priority_actions", ())
        ),
        improvements=tuple(
            Improvement(one["text"], tuple(one["themes"])) for one in record.get("improvements", ())
        ),
        local_authorities=tuple(record.get("local_authorities", ())),
        integrated_care_boards=tuple(record.get("integrated_care_boards", ())),
        plan=record.get("plan"),
        next=NextInspection(coming.get("full_months"), coming.get("monitoring_months"), coming.get("text")),
        file_id=file_id,
        url=url,
        before_it=_printed(record.get("previous_inspection")),
    )


def in_order(inspections: Iterable[Inspection]) -> list[Inspection]:
    """Give inspections oldest first, each once; those of which no day is known come before all."""
    return sorted(merged(inspections), key=_place)


def before(current: Inspection, inspections: Iterable[Inspection]) -> list[Inspection]:
    """Give the inspections that came before one, oldest first, as far as one may rest on them.

    What cannot be placed in time is left out, and what was withdrawn.
    """
    day = current.when
    if day is None:
        return []
    return [
        one
        for one in in_order(inspections)
        if one.when is not None
        and one.when < day
        and one.withdrawn is None
        and not same_inspection(one, current)
    ]


def merged(inspections: Iterable[Inspection]) -> list[Inspection]:
    """Leave out what tells of an inspection again that is known already; what we read ourselves stays.

    Of two files of one inspection the one that was not withdrawn stays.
    """
    kept: list[Inspection] = []
    for one in sorted(inspections, key=lambda one: (one.source != READ, one.withdrawn is not None)):
        if not any(same_inspection(one, other) for other in kept):
            kept.append(one)
    return kept


def same_inspection(one: Inspection, other: Inspection) -> bool:
    """Tell whether two records are of one inspection: kind, area, and days that touch or fit."""
    if (one.kind, one.area, one.predecessor) != (other.kind, other.area, other.predecessor):
        return False
    if one.file_id and one.file_id == other.file_id:
        return True
    first, second = _span(one), _span(other)
    if first and second:
        return first[0] - _ON_SITE <= second[1] and second[0] - _ON_SITE <= first[1]
    if one.published and other.published:
        return abs(one.published - other.published) <= _SAME_PUBLICATION
    return _published_after(first, other) or _published_after(second, one)


def months_between(one: Inspection, other: Inspection) -> int | None:
    """Give the whole months from one inspection to a later one; None if either has no day."""
    if one.when is None or other.when is None:
        return None
    early, late = sorted((one.when, other.when))
    short = late.day < early.day and not (one.about or other.about)
    return (late.year - early.year) * 12 + late.month - early.month - short


def bodies_of(inspection: Inspection) -> tuple[str, ...]:
    """Give the partners that an inspection names and the bodies that must act, as printed, each once."""
    acting: Sequence[str] = [name for one in inspection.priority_actions for name in one.responsible]
    partners = (*inspection.local_authorities, *inspection.integrated_care_boards)
    return tuple(dict.fromkeys((*partners, *acting)))


def _published_after(span: tuple[date, date] | None, other: Inspection) -> bool:
    return bool(span and other.published and timedelta() < other.published - span[1] <= _TO_PUBLICATION)


def _span(one: Inspection) -> tuple[date, date] | None:
    start, end = one.start or one.end, one.end or one.start
    if start and end:
        return start, end
    first = _first_day(one.about)
    if first is None:
        return None
    after = date(first.year + 1, 1, 1) if len(one.about or "") == 4 else _next_month(first)
    return first, after - timedelta(days=1)


def _first_day(about: str | None) -> date | None:
    match = re.fullmatch(r"(\d{4})(?:-(\d{2}))?", about or "")
    return date(int(match[1]), int(match[2] or 1), 1) if match else None


def _next_month(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def _place(one: Inspection) -> tuple[date, date]:
    return one.when or date.min, one.published or date.min


def _printed(dates: Mapping[str, Any] | None) -> DateRange | None:
    return DateRange(dates["text"], _day(dates["start"]), _day(dates["end"])) if dates else None


def _day(value: Any) -> date | None:
    return date.fromisoformat(value) if value else None


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
