"""What an area has to expect after an inspection, and about when: estimates, and dates that were recorded.

A working day is Monday to Friday and not a bank holiday in England (`domain.md` 3.2). School holidays count
as working days. Bank holidays are given by the caller. An estimate is never finer than what it rests on: a
plan's to the day, counted from publication; an inspection's to the month; none for a strategic plan.
"""

import calendar
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from monitor.domain.inspection import READ, Inspection
from monitor.domain.outcome import Band

PLAN_WORKING_DAYS = 35
"""Working days to submit a priority action plan, as areas have stated it (`domain.md` 3.1): an estimate."""

SATURDAY = 5

BankHolidays = Callable[[Iterable[int]], Collection[date]]
"""Gives the bank holidays of some years."""


class Expected(StrEnum):
    """What is expected of an area, or ahead of it."""

    PRIORITY_ACTION_PLAN = "priority_action_plan"
    STRATEGIC_PLAN = "strategic_plan"
    MONITORING = "monitoring"
    FULL = "full"


@dataclass(frozen=True, slots=True)
class RecordedDate:
    """A date that a person recorded; without a `day` it takes back what was recorded before."""

    area: str
    what: Expected
    follows: date | None  # publication of the inspection that it follows from
    day: date | None
    source: str
    note: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Deadline:
    """Something expected of an area. `estimate` is ours; a date that was recorded wins over it.

    `counted_from` is the day that the estimate is counted from and `basis` says which day that is:
    "publication" or "on-site end". `months` is the interval that was announced, for inspections.
    """

    area: str
    what: Expected
    estimate: date | None
    basis: str | None
    counted_from: date | None = None
    months: int | None = None
    follows: Inspection | None = None
    recorded: RecordedDate | None = None

    @property
    def due(self) -> date | None:
        """Give the date to go by; of an estimated inspection only its month and year count."""
        return self.recorded.day if self.recorded else self.estimate

    @property
    def to_the_day(self) -> bool:
        """Say whether that date is meant to the day, and not just to the month."""
        return self.recorded is not None or self.what is Expected.PRIORITY_ACTION_PLAN


_PLANS = (Expected.PRIORITY_ACTION_PLAN, Expected.STRATEGIC_PLAN)
_INTERVALS = {
    Band.TYPICALLY_POSITIVE: (60, None, "strategic_plan"),
    Band.INCONSISTENT: (36, None, "strategic_plan"),
    Band.SYSTEMIC_FAILINGS: (36, 18, "priority_action_plan"),
}
"""Months to the next full and monitoring inspection, and the plan asked for, where no report says them."""


def deadlines_of(
    inspections: Sequence[Inspection], recorded: Iterable[RecordedDate], bank_holidays: BankHolidays
) -> list[Deadline]:
    """Give what an area, whose inspections are given oldest first, has to expect after its last full one.

    What was recorded after an earlier inspection is over. What a monitoring inspection followed is done.
    Nothing follows from a report that was withdrawn.
    """
    full = last_full(inspections)
    expected = after(full, bank_holidays) if full else []
    if full and any(_later_monitoring(one, full) for one in inspections):
        expected = [one for one in expected if one.what is Expected.FULL]
    return with_recorded(expected, recorded, full)


def last_full(inspections: Sequence[Inspection]) -> Inspection | None:
    """Give the last full inspection of the area itself that stands, of inspections given oldest first."""
    standing = [one for one in inspections if one.withdrawn is None]
    ours = [one for one in standing if one.kind == "full" and one.predecessor is None]
    return ours[-1] if ours else None


def after(full: Inspection, bank_holidays: BankHolidays) -> list[Deadline]:
    """Give what follows a full inspection; nothing where its outcome is withheld, for that would tell it."""
    if not full.outcome.get("band"):
        return []
    full_months, monitoring_months, plan = _announced(full)
    expected = [_plan(full, plan, bank_holidays)] if plan in _PLANS else []
    if monitoring_months is not None:
        expected.append(_visit(full, Expected.MONITORING, monitoring_months))
    return [*expected, _visit(full, Expected.FULL, full_months)]


def with_recorded(
    expected: Iterable[Deadline], recorded: Iterable[RecordedDate], full: Inspection | None
) -> list[Deadline]:
    """Let the dates that were recorded after this inspection win; the last one of each kind holds."""
    follows = full.published if full else None
    last = {one.what: one for one in recorded if one.follows == follows}
    standing = {what: one for what, one in last.items() if one.day is not None}
    found = [replace(one, recorded=standing.pop(one.what, None)) for one in expected]
    return found + [
        Deadline(one.area, what, None, None, follows=full, recorded=one) for what, one in standing.items()
    ]


def reminders(
    deadline: Deadline, leads: Sequence[timedelta], *, since: date, today: date
) -> tuple[timedelta, ...]:
    """Give the lead time of the reminder that is due today, if any; what was due by `since` is past.

    An inspection that is expected in a month is told once, at the longest lead before its first day. Of
    several reminders that were missed, only the last is made up for, and none once the date is over.
    """
    due = deadline.due
    if due is None or not leads:
        return ()
    if not deadline.to_the_day:
        due, leads = due.replace(day=1), [max(leads)]
    passed = [lead for lead in leads if since < due - lead <= today <= due]
    return (min(passed),) if passed else ()


def add_working_days(start: date, days: int, holidays: Collection[date]) -> date:
    """Count `days` working days on from `start`.

    Day 1 is the next working day after the start, which may itself be a closed day; 0 gives the start.
    Raises ValueError for a negative count.
    """
    if days < 0:
        raise ValueError(f"days must be 0 or more, not {days}")
    day = start
    while days:
        day += timedelta(days=1)
        if day.weekday() < SATURDAY and day not in holidays:
            days -= 1
    return day


def add_months(start: date, months: int) -> date:
    """Move a date by calendar months; a day the month does not have becomes its last day."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, min(start.day, calendar.monthrange(year, month + 1)[1]))


def _later_monitoring(one: Inspection, full: Inspection) -> bool:
    if one.kind != "monitoring" or one.withdrawn or one.when is None or full.when is None:
        return False
    return one.when > full.when


def _announced(full: Inspection) -> tuple[int | None, int | None, str | None]:
    if full.source == READ:
        return full.next.full_months, full.next.monitoring_months, full.plan
    return _INTERVALS[Band(full.outcome["band"])]


def _plan(full: Inspection, plan: str, bank_holidays: BankHolidays) -> Deadline:
    published = full.published
    if plan != "priority_action_plan":
        return Deadline(full.area, Expected.STRATEGIC_PLAN, None, None, follows=full)
    due = None
    if published is not None:
        holidays = bank_holidays((published.year, published.year + 1))
        due = add_working_days(published, PLAN_WORKING_DAYS, holidays)
    what = Expected.PRIORITY_ACTION_PLAN
    return Deadline(full.area, what, due, "publication", counted_from=published, follows=full)


def _visit(full: Inspection, what: Expected, months: int | None) -> Deadline:
    monitoring = what is Expected.MONITORING
    basis, start = ("publication", full.published) if monitoring else ("on-site end", full.end)
    due = add_months(start, months) if start and months is not None else None
    return Deadline(full.area, what, due, basis, counted_from=start, months=months, follows=full)
