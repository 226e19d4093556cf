"""Tables of past inspections as others publish them: which row is the heading, and what its columns are.

Ofsted puts titles and notes above the heading and the date into the sheet's name, and words its headings a
little differently every time (`sources.md` 5). So both are found by what they say, never by where they stand.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from monitor.domain.area import fold

Cell = str | date
"""What stands in a cell: a date where the file says that it is one, else text, which may be empty."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of a file, its rows as they stand in it, empty ones too."""

    name: str
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row under a heading: its number as a reader of the file sees it, and the cells of each field."""

    number: int
    cells: Mapping[str, tuple[Cell, ...]]

    def texts(self, field: str) -> tuple[str, ...]:
        """Give what the columns of a field say, without those that are empty."""
        found = (str(cell).strip() for cell in self.cells.get(field, ()))
        return tuple(text for text in found if text)

    def text(self, field: str) -> str:
        """Give what the first column of a field says; empty if there is none or it says nothing."""
        return next(iter(self.texts(field)), "")


# The first that fits a heading, in folded form, tells its field. A field may have several columns.
_FIELDS = (
    ("revisit_published", r"revisit publication|revisit .*publish"),
    ("revisit", r"revisit outcome|^sufficient progress"),
    ("wsoa", r"written statement of action|wsoa"),
    ("plan_required", r"priority action plan"),
    ("published", r"publication date|^published$|^date published"),
    ("start", r"inspection start|start date"),
    ("end", r"inspection end|end date"),
    ("urn", r"^(provider )?urn$"),
    ("code", r"^(local authority|la) code"),
    ("kind", r"^kind$"),
    ("sufficient", r"^sufficient$"),
    ("weaknesses", r"^of$"),
    ("band", r"^band( label)?$|^(inspection )?outcome\b"),
    ("area", r"^(local )?area( name| partnership)?( name)?\b|^local authority( name)?$"),
)
_OUTCOMES = ("band", "wsoa", "revisit")
_WHO = ("area", "urn")
_WHEN = ("published", "start", "end")
_HEADING_WITHIN = 40  # rows
_AS_AT = re.compile(r"\b(?:as at|as of|to|until) (\d{1,2}) ([A-Za-z]{3})[a-z]* (20\d\d)\b")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def rows_of(sheet: Sheet) -> Iterator[TableRow] | None:
    """Give the rows under a sheet's heading that hold more than a remark; None if it has no such heading."""
    for at, row in enumerate(sheet.rows[:_HEADING_WITHIN]):
        columns = columns_of(row)
        if _is_heading(columns):
            return _rows(sheet, at, columns)
    return None


def columns_of(heading: Sequence[Cell]) -> dict[str, tuple[int, ...]]:
    """Give the columns of each field that a heading names."""
    found: dict[str, tuple[int, ...]] = {}
    for at, cell in enumerate(heading):
        name = fold(str(cell))
        field = next((field for field, pattern in _FIELDS if re.search(pattern, name)), None)
        if field is not None:
            found[field] = (*found.get(field, ()), at)
    return found


def as_at(*texts: str) -> date | None:
    """Give the last of the days that names and titles say a table stands at; None if they say none."""
    found = (match for text in texts for match in _AS_AT.finditer(text.replace("_", " ")))
    days = (_day_or_none(*match.groups()) for match in found)
    return max((day for day in days if day), default=None)


def spelt_day(day: str, month: str, year: str) -> date:
    """Give the day of "31", "Mar", "2023"; the month by its first three letters. Raises ValueError."""
    return date(int(year), _MONTHS.index(month.lower()) + 1, int(day))


def title_of(sheet: Sheet) -> str:
    """Give what stands in the first rows of a sheet, for the date in it."""
    return " ".join(str(cell) for row in sheet.rows[:_HEADING_WITHIN] for cell in row[:2] if cell)


def _is_heading(columns: Mapping[str, object]) -> bool:
    return all(any(field in columns for field in fields) for fields in (_WHO, _WHEN, _OUTCOMES))


def _rows(sheet: Sheet, heading: int, columns: Mapping[str, tuple[int, ...]]) -> Iterator[TableRow]:
    for number, row in enumerate(sheet.rows[heading + 1 :], start=heading + 2):
        if sum(bool(cell) for cell in row) > 1:  # a single cell is a note under the table
            cells = {
                field: tuple(row[at] for at in places if at < len(row)) for field, places in columns.items()
            }
            yield TableRow(number, cells)


def _day_or_none(day: str, month: str, year: str) -> date | None:
    try:
        return spelt_day(day, month, year)
    except ValueError:
        return None
