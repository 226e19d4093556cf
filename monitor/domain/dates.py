"""Dates as reports print them.

The cover gives the on-site days in at least three shapes, the previous inspection in five and once in prose
(`domain.md` 2.2). Every number of the text must be accounted for: a text that is only half understood gives
no date at all, and a date that we do not know is None, never a placeholder.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from monitor.domain.report import DateRange

_MONTH_NAMES = (
    "January|February|March|April|May|June|July|August|September|October|November|December"
)  # fmt: skip
MONTH = rf"(?:{_MONTH_NAMES}|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?"
TO = r"(?:to|until|till|[-‐‑‒–—−])"
_POINT = rf"\d{{1,2}}(?!\d)(?:\s*{MONTH}(?:\s*\d{{4}}(?!\d))?)?"
FULL_RANGE = rf"\d{{1,2}}\s*(?:{MONTH}\s*(?:\d{{4}}\s*)?)?{TO}\s*\d{{1,2}}\s*{MONTH}\s*\d{{4}}"
"""A range as it stands in page furniture: with month and year, so that it cannot eat a plain number."""

_RANGE = re.compile(rf"(?<!\d)({_POINT})(?:\s*{TO}\s*({_POINT}))?", re.I)
_PARTS = re.compile(rf"(\d+)(?:\s*({MONTH})(?:\s*(\d{{4}}))?)?", re.I)
_SPLIT_YEAR = re.compile(rf"({MONTH}\s*)((?:1\s?9|2\s?0)\s?\d\s?\d)(?!\d)", re.I)
_SPLIT_DAY = re.compile(rf"(?<!\d)(?<!\d\s)([0-3])\s(\d)(?=\s*(?:st|nd|rd|th)?\s*(?:{MONTH}|{TO}))", re.I)
_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th)\b(?:\s+of\b)?", re.I)
_WEEKDAY = re.compile(r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b", re.I)
_LINKS = re.compile(r"\s*(?:,|;|,?\s*(?:and|&))\s*", re.I)
_PAUSE = timedelta(days=14)  # days linked by "and" that are no further apart are those of one inspection


def parse_range(text: str) -> DateRange:
    """Read the value of a date label; of several inspections named in it, give the first one held.

    "2 to 6 and 9 to 13 March 2026" is one, from its first day to its last. A single day starts and ends on
    itself. "Not previously inspected" keeps its text and has no dates.
    """
    kept = " ".join(text.split())
    found = _spans(_mended(kept))
    start, end = min(found) if found else (None, None)
    return DateRange(kept or None, start, end)


@dataclass(frozen=True, slots=True)
class _Point:
    day: int
    month: int | None
    year: int | None


def _mended(text: str) -> str:
    """Undo blanks inside numbers and drop what says nothing: weekdays, ordinals, commas in a date."""
    text = _SPLIT_YEAR.sub(lambda m: m[1] + re.sub(r"\s", "", m[2]), text)
    text = _SPLIT_DAY.sub(lambda m: m[1] + m[2] if 1 <= int(m[1] + m[2]) <= 31 else m[0], text)
    text = _ORDINAL.sub("", _WEEKDAY.sub("", text))
    text = re.sub(rf"({MONTH}),(?=\s*\d{{4}})", r"\1", text, flags=re.I)
    return re.sub(rf"(\bbetween\s+{_POINT}\s+)and\b", r"\1to", text, flags=re.I)


def _spans(text: str) -> list[tuple[date, date]]:
    """Find every range in the text; none at all if a number is left over or a date cannot be."""
    matches = list(_RANGE.finditer(text))
    if re.search(r"\d", _RANGE.sub(" ", text)):
        return []
    following: _Point | None = None
    spans: list[tuple[date, date]] = []
    for index in range(len(matches) - 1, -1, -1):
        match = matches[index]
        gap = text[match.end() : matches[index + 1].start()] if index + 1 < len(matches) else ""
        points = _completed([_point(part) for part in match.groups() if part], _linked(gap, following))
        span = _span(points)
        if span is None:
            return []
        following = points[0]
        if spans and _LINKS.fullmatch(gap) and timedelta() <= spans[-1][0] - span[1] <= _PAUSE:
            spans[-1] = (span[0], spans[-1][1])
        else:
            spans.append(span)
    return spans


def _linked(gap: str, following: _Point | None) -> _Point | None:
    """Give the point that a range may borrow month and year from: only over "and" or a comma."""
    return following if _LINKS.fullmatch(gap) else None


def _point(text: str) -> _Point:
    match = _PARTS.match(text)
    if match is None:
        raise AssertionError(text)  # _RANGE has matched it
    names = _MONTH_NAMES.split("|")
    month = next(
        (n for n, name in enumerate(names, 1) if match[2] and name[:3].lower() == match[2][:3].lower()), None
    )
    return _Point(int(match[1]), month, int(match[3]) if match[3] else None)


def _completed(points: Sequence[_Point], after: _Point | None) -> list[_Point]:
    """Fill in months and years from the right: "28 February to 4 March 2022" has one year for both."""
    done: list[_Point] = []
    for point in reversed(points):
        borrowed = after or point
        full = _Point(point.day, point.month or borrowed.month, point.year or borrowed.year)
        if not point.year and full.year and (full.month, borrowed.month) == (12, 1):
            full = _Point(full.day, full.month, full.year - 1)  # 30 December to 3 January 2025
        done.insert(0, full)
        after = full
    return done


def _span(points: Sequence[_Point]) -> tuple[date, date] | None:
    days = [_day(point) for point in points]
    if not days or days[0] is None or days[-1] is None or days[0] > days[-1]:
        return None
    return days[0], days[-1]


def _day(point: _Point) -> date | None:
    if point.month is None or point.year is None or not 1990 <= point.year <= 2100:
        return None
    try:
        return date(point.year, point.month, point.day)
    except ValueError:
        return None
