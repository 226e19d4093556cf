"""Arithmetic of dates that follow a report: working days and months.

A working day is Monday to Friday and not a bank holiday in England (`domain.md` 3.2). School holidays count
as working days. Bank holidays are given by the caller.
"""

import calendar
from collections.abc import Collection
from datetime import date, timedelta

PLAN_WORKING_DAYS = 35
"""Working days to submit a priority action plan, as areas have stated it (`domain.md` 3.1): an estimate."""

SATURDAY = 5


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
