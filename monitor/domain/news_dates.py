"""When a report came out, by what a story says of it: "today", "on Tuesday", "on July 16".

Such words are held against the story's own day, and only help to choose between reports that fit: one paper
of August 2024 puts an inspection in March "last month" (`domain.md` 7.5). What is vaguer says nothing.
"""

import re
from calendar import day_name, month_name
from datetime import date, timedelta

from monitor.domain.news_text import pattern, sentences

_DAYS = [day.lower() for day in day_name]
_MONTHS = [month.lower() for month in month_name[1:]]
_MONTH = "|".join(f"{month[:3]}(?:{month[3:]})?" for month in _MONTHS)
_CAME_OUT = pattern(
    r"""\b(?:report|findings|outcome|verdict|letter)\b[^.;]{0,80}\b(?:published|released|issued|made public|
    came out)\b(?P<when>[^.;]{0,50})|\b(?:published|released|issued)\b(?P<before>[^.;]{0,30})\b(?:report|
    findings)\b"""
)
_EARLIER = pattern(r"\b(?:previous(?:ly)?|earlier|last (?:inspection|time|full)|first inspection|back in)\b")
"""A sentence on the inspection before this one."""
_DATE = pattern(
    rf"""\b(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)? (?:of )?(?P<month>{_MONTH})|
    (?P<us_month>{_MONTH}) (?P<us_day>\d{{1,2}})(?:st|nd|rd|th)?)\b(?:,? (?P<year>20\d\d))?"""
)
_SPOKEN = pattern(
    rf"""\b(?:today|this morning|(?P<yesterday>yesterday)|(?P<last>last )?(?P<weekday>{"|".join(_DAYS)}))\b"""
)


def published_in(text: str, told: date) -> date | None:
    """Find the day on which a report was published, by a tidy story of the day `told`; None if not said."""
    for paragraph in text.split("\n"):
        for sentence in sentences(paragraph):
            found = None if _EARLIER.search(sentence) else _CAME_OUT.search(sentence)
            day = _day(found["when"] or found["before"] or "", told) if found else None
            if day is not None:
                return day
    return None


def _day(words: str, told: date) -> date | None:
    """Read a day of words such as " today (Friday 9 June)": a date before a weekday before "today"."""
    written = _DATE.search(words)
    if written:
        return _dated(written, told)
    spoken = _SPOKEN.search(words)
    if spoken is None:
        return None
    if spoken["weekday"]:
        back = (told.weekday() - _DAYS.index(spoken["weekday"].lower())) % 7
        return told - timedelta(days=7 if spoken["last"] and back == 0 else back)
    return told - timedelta(days=1 if spoken["yesterday"] else 0)


def _dated(written: re.Match[str], told: date) -> date | None:
    """Give a written day; without a year, the last such day that is not after the story."""
    name = (written["month"] or written["us_month"])[:3].lower()
    month = next(number for number, full in enumerate(_MONTHS, 1) if full.startswith(name))
    for year in [int(written["year"])] if written["year"] else [told.year, told.year - 1]:
        try:
            day = date(year, month, int(written["day"] or written["us_day"]))
        except ValueError:
            continue
        if day <= told:
            return day
    return None
