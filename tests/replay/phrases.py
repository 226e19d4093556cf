"""Reading by phrases: what this program replaces, written anew to be measured against.

The pattern of a well-known public scraper, not the program: the first of three phrases that stands anywhere
in the text is the outcome, and one shape of date is known. It is kinder than the original: it gets the text
of our own PDF reader, with line ends undone, and looks for previous dates and plans as well.
"""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

_PHRASES = {
    "typically_positive": "typically lead to positive experiences",
    "inconsistent": "lead to inconsistent experiences",
    "systemic_failings": "widespread and/or systemic failings",
}
_PLANS = {"strategic_plan": "strategic plan", "priority_action_plan": "priority action plan"}
_RANGE = r"(\d{1,2})(?: ([A-Z][a-z]+) (\d{4}))? to (\d{1,2}) ([A-Z][a-z]+) (\d{4})"
_DATES = re.compile(rf"Inspection dates?: {_RANGE}")
_PREVIOUS = re.compile(rf"Dates? of previous inspections?: {_RANGE}")
_BOX = re.compile(r"Inspection outcome (.{1,700}?) (?=The next full |A monitoring inspection )")
_NEXT = re.compile(
    r"The next full (?:area SEND inspection|reinspection) will be within approximately (three|five) years\."
)
_MONITORING = re.compile(r"A monitoring inspection will be carried out within approximately 18 months\.")
_MONTHS = {"three": 36, "five": 60}


def read_by_phrases(pages: Sequence[str]) -> dict[str, Any]:
    """Give what phrases find in a document, by the names of `read --json`; the rest is not looked for."""
    text = " ".join("\n".join(pages).replace("\ufffe", "-").split())
    lowered = text.lower()
    again, monitoring, box = _NEXT.search(text), _MONITORING.search(text), _BOX.search(text)
    said = [found[0] for found in (monitoring, again) if found]
    return {
        "kind": "full" if "area send inspection" in lowered else "other",
        "inspection": _dates(_DATES.search(text)),
        "previous_inspection": _dates(_PREVIOUS.search(text)),
        "outcome": {"band": _first(_PHRASES, lowered), "evidence": box[1] if box else None},
        "next": {
            "full_months": _MONTHS[again[1]] if again else None,
            "monitoring_months": 18 if monitoring else None,
            "text": " ".join(said) or None,
        },
        "plan": _first(_PLANS, lowered),
    }


def _first(phrases: dict[str, str], text: str) -> str | None:
    return next((name for name, phrase in phrases.items() if phrase in text), None)


def _dates(found: re.Match[str] | None) -> dict[str, str | None]:
    if found is None:
        return {"start": None, "end": None}
    day, month, year, last_day, last_month, last_year = found.groups()
    try:
        start = datetime.strptime(f"{day} {month or last_month} {year or last_year} +0000", "%d %B %Y %z")
        end = datetime.strptime(f"{last_day} {last_month} {last_year} +0000", "%d %B %Y %z")
    except ValueError:
        return {"start": None, "end": None}
    return {"start": start.date().isoformat(), "end": end.date().isoformat()}
