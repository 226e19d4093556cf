"""The words people read: labels, and dates as people say them.

Ofsted's own wording is shown for outcomes (`domain.md` 0, 1.4).
"""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from monitor.domain.outcome import LABELS, Band

LONDON = ZoneInfo("Europe/London")

OUTCOME_BEING_CONFIRMED = "published, outcome being confirmed"

PARTNERSHIP = "local area partnership: the council, the NHS and others who run SEND services together"

MEANINGS = {
    Band.TYPICALLY_POSITIVE: (
        "This means inspectors found that local services usually lead to positive experiences and outcomes "
        "for children and young people with SEND, and that the partnership is acting where things need to "
        "change."
    ),
    Band.INCONSISTENT: (
        "This means inspectors found that experiences and outcomes are not the same for all children and "
        "young people with SEND, and that the services involved must work together to change that."
    ),
    Band.SYSTEMIC_FAILINGS: (
        "This means inspectors found failings that are widespread, or part of how local services work, or "
        "both, and that the partnership must deal with them urgently."
    ),
}

PLACES = {
    Band.TYPICALLY_POSITIVE: "This is the most positive of the three outcomes a report can give.",
    Band.INCONSISTENT: "This is the middle one of the three outcomes a report can give.",
    Band.SYSTEMIC_FAILINGS: "This is the most serious of the three outcomes a report can give.",
}

KIND_LABELS = {
    "full": "area SEND inspection",
    "monitoring": "area SEND monitoring",
    "letter_2016": "joint local area SEND inspection, 2016 to 2022 framework",
    "revisit_2018": "joint area SEND revisit, 2016 to 2022 framework",
}

_YEARS = {12: "a year", 24: "two years", 36: "three years", 48: "four years", 60: "five years"}


def kind_label(kind: str | None) -> str:
    """Name the kind of inspection in the middle of a sentence."""
    return KIND_LABELS.get(kind or "", "area SEND inspection" if kind is None else "inspection")


def in_sentence(band: Band) -> str:
    """Give Ofsted's label for use in the middle of a sentence."""
    label = LABELS[band]
    return label[0].lower() + label[1:]


def region_in_sentence(name: str) -> str:
    """Give a region's name for use in a sentence: the South East, but London."""
    return f"the {name}" if name.startswith(("North ", "South ", "East ", "West ")) else name


# --- dates and times ---------------------------------------------------------------------------------


def spoken_date(day: date) -> str:
    """Say a date: "16 July 2024"."""
    return f"{day.day} {spoken_month(day)}"


def spoken_month(day: date) -> str:
    """Say the month of a date: "July 2024"."""
    return f"{_MONTHS[day.month - 1]} {day.year}"


def spoken_range(start: date, end: date) -> str:
    """Say a run of days without repeating what both ends share: "29 January to 2 February 2024"."""
    if start == end:
        return spoken_date(end)
    if (start.year, start.month) == (end.year, end.month):
        return f"{start.day} to {spoken_date(end)}"
    if start.year == end.year:
        return f"{start.day} {_MONTHS[start.month - 1]} to {spoken_date(end)}"
    return f"{spoken_date(start)} to {spoken_date(end)}"


def utc_text(moment: datetime) -> str:
    """Give a time as data has it: ISO 8601, UTC, with Z."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def spoken_time(moment: datetime) -> str:
    """Say a moment in London time: "27 May 2026 at 9:32am". A moment without a zone is taken as UTC."""
    local = london(moment)
    hour = local.hour % 12 or 12
    return f"{spoken_date(local)} at {hour}:{local.minute:02}{'am' if local.hour < 12 else 'pm'}"


def london(moment: datetime) -> datetime:
    """Give a moment on London's clock."""
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(LONDON)


def spoken_months(months: int) -> str:
    """Say a number of months: "three years", "18 months"."""
    return _YEARS.get(months, f"{months} months")


# --- the inspection before ---------------------------------------------------------------------------


def previous_inspection(text: str | None, start: date | None, end: date | None) -> str:
    """Say what the report prints about the inspection before it, in its own words where there are any."""
    if text:
        return text
    if start and end:
        return spoken_range(start, end)
    return "We could not read this in the report."


def framework_note(end: date | None, this_end: date | None) -> str | None:
    """Warn that an inspection before 2023 is on no common scale with one after; None where that is not so."""
    if end is None or end.year >= 2023 or this_end is None or this_end.year < 2023:
        return None
    return (
        "That inspection was made under different rules, the 2016–22 framework, which gave none of today's "
        "outcomes. The two results are not comparable."
    )


_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
