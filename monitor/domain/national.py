"""The national picture: how many areas hold each outcome, in England and by region, now or at a day.

Ofsted counts by the day an inspection ended, not by when its report appeared, and an area by its last full
inspection (`domain.md` 5). Former areas and the framework of 2016 to 2022, which had no bands, do not count,
nor do reports that were withdrawn.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from monitor.domain.area import Area
from monitor.domain.inspection import Inspection
from monitor.domain.outcome import Band

Held = Mapping[str, Sequence[Inspection]]
"""Inspections by the id of their area, oldest first."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many of some inspections found what; `not_stated` are those whose outcome is not known."""

    total: int
    bands: Mapping[Band, int]
    not_stated: int


@dataclass(frozen=True, slots=True)
class ThemeCount:
    """In how many of the reports that were read a theme is named; each report counts once."""

    theme: str
    reports: int
    of: int


def standing(held: Held, as_at: date | None = None) -> dict[str, Inspection]:
    """Give each area's last full inspection, by the area's id; of those that had ended by a day, if given."""
    found = {}
    for area, inspections in held.items():
        ended = [one for one in _counted(inspections) if as_at is None or _ended_by(one, as_at)]
        if ended:
            found[area] = ended[-1]
    return found


def last_withdrawn(inspections: Sequence[Inspection]) -> date | None:
    """Give the day on which the report of an area's last full inspection was withdrawn, if it was."""
    full = _full(inspections)
    return full[-1].withdrawn if full else None


def ended_in(held: Held, year: int) -> dict[str, list[Inspection]]:
    """Give all full inspections that ended in a year, by the area's id."""
    found = {
        area: [one for one in _counted(inspections) if (day := ended(one)) and day.year == year]
        for area, inspections in held.items()
    }
    return {area: inspections for area, inspections in found.items() if inspections}


def ended(inspection: Inspection) -> date | None:
    """Give the last day on site; where it is not known, the next best day that is."""
    return inspection.end or inspection.when


def tally(inspections: Iterable[Inspection]) -> Tally:
    """Count inspections by what they found."""
    counts = Counter(one.outcome.get("band") for one in inspections)
    bands = {band: counts[band] for band in Band}
    return Tally(counts.total(), bands, counts.total() - sum(bands.values()))


def in_region(areas: Iterable[Area], region: str) -> set[str]:
    """Give the ids of the areas of a region."""
    return {area.id for area in areas if area.region == region}


def themes_of(inspection: Inspection) -> set[str]:
    """Give the themes that a report's areas for priority action and for improvement name."""
    wanted = [one.themes for one in inspection.priority_actions]
    wanted += [one.themes for one in inspection.improvements]
    return {theme for themes in wanted for theme in themes}


def theme_counts(inspections: Iterable[Inspection]) -> list[ThemeCount]:
    """Count in how many reports each theme is named, the most frequent first; unread ones do not count."""
    read = [one for one in inspections if one.priority_actions or one.improvements]
    counts = Counter(theme for one in read for theme in themes_of(one))
    ordered = sorted(counts.items(), key=lambda found: (-found[1], found[0]))
    return [ThemeCount(theme, reports, len(read)) for theme, reports in ordered]


def _counted(inspections: Iterable[Inspection]) -> list[Inspection]:
    return [one for one in _full(inspections) if one.withdrawn is None]


def _full(inspections: Iterable[Inspection]) -> list[Inspection]:
    return [one for one in inspections if one.kind == "full" and one.predecessor is None]


def _ended_by(inspection: Inspection, day: date) -> bool:
    end = ended(inspection)
    return end is not None and end <= day
