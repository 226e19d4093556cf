"""Bank holidays in England, from the `holidays` library, which works offline.

It is a module of its own because the library takes long to load: only what needs the dates imports it.
"""

from collections.abc import Iterable
from datetime import date
from functools import cache

import holidays


def england(years: Iterable[int]) -> frozenset[date]:
    """Give the bank holidays in England of some years, moved and extra ones included."""
    return frozenset().union(*(_of_year(year) for year in set(years)))


def is_bank_holiday(day: date) -> bool:
    """Say whether a day is a bank holiday in England."""
    return day in _of_year(day.year)


@cache
def _of_year(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("GB", subdiv="ENG", years=year))
