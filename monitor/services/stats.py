"""The national picture from the store: outcomes by region, the old framework beside them, and themes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from monitor.domain.area import AreaTable
from monitor.domain.inspection import Inspection
from monitor.domain.national import (
    Held,
    Tally,
    ThemeCount,
    ended_in,
    in_region,
    standing,
    tally,
    theme_counts,
)
from monitor.ports.store import Store
from monitor.services.inspections import all_inspections

ENGLAND = "England"


@dataclass(frozen=True, slots=True)
class Region:
    """The outcomes of a region, or of all England."""

    name: str
    areas: int
    tally: Tally


@dataclass(frozen=True, slots=True)
class Picture:
    """Outcomes of England first and then by region; of areas, or, for a year, of inspections."""

    as_at: date | None
    year: int | None
    regions: tuple[Region, ...]
    themes: tuple[ThemeCount, ...]
    letters: int
    written_statements: int
    letters_unknown: int

    @property
    def counted(self) -> str:
        """Say what the total counts."""
        return "inspections" if self.year else "with a report"


def picture_of(
    store: Store, areas: AreaTable, *, as_at: date | None = None, year: int | None = None
) -> Picture:
    """Give the national picture now, as at a day, or of the inspections that ended in a year."""
    held = all_inspections(store, areas)
    counted = (
        ended_in(held, year)
        if year is not None
        else {area: [one] for area, one in standing(held, as_at).items()}
    )
    regions = [Region(ENGLAND, len(areas), tally(_of(counted, counted)))]
    for name in areas.regions():
        ids = in_region(areas, name)
        regions.append(Region(name, len(ids), tally(_of(counted, ids))))
    required = [one.outcome.get("wsoa_required") for one in _letters(held)]
    return Picture(
        as_at=as_at,
        year=year,
        regions=tuple(regions),
        themes=tuple(theme_counts(_of(counted, counted))),
        letters=len(required),
        written_statements=required.count(True),
        letters_unknown=required.count(None),
    )


def picture_json(picture: Picture) -> dict[str, Any]:
    """Give the picture as the JSON object of `stats --json`."""
    england, *regions = picture.regions
    return {
        "as_at": picture.as_at.isoformat() if picture.as_at else None,
        "year": picture.year,
        "basis": "end of the inspection",
        "counted": "inspections" if picture.year else "areas",
        **_region_json(england),
        "regions": [{"region": region.name, **_region_json(region)} for region in regions],
        "framework_2016": {
            "inspected": picture.letters,
            "written_statement_required": picture.written_statements,
            "not_known": picture.letters_unknown,
        },
        "themes": [{"theme": one.theme, "reports": one.reports, "of": one.of} for one in picture.themes],
    }


def picture_rows(picture: Picture) -> list[dict[str, Any]]:
    """Give the picture as rows with one shape, England first."""
    return [
        {
            "region": region.name,
            "areas": region.areas,
            "total": region.tally.total,
            **{band.value: number for band, number in region.tally.bands.items()},
            "not_stated": region.tally.not_stated,
        }
        for region in picture.regions
    ]


def _region_json(region: Region) -> dict[str, Any]:
    return {
        "areas": region.areas,
        "total": region.tally.total,
        "bands": {band.value: number for band, number in region.tally.bands.items()},
        "not_stated": region.tally.not_stated,
    }


def _of(counted: Mapping[str, Iterable[Inspection]], ids: Iterable[str]) -> list[Inspection]:
    return [one for area in ids for one in counted.get(area, ())]


def _letters(held: Held) -> list[Inspection]:
    """Give the inspections of the old framework, each once: a former area may have become several."""
    known = [one for found in held.values() for one in found if one.withdrawn is None]
    letters = [one for one in known if one.kind == "letter_2016"]
    return list({(one.predecessor or one.area, one.when): one for one in letters}.values())
