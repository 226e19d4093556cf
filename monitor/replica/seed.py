"""Reads tables of areas and of published reports into providers with their timelines.

The tables name a date A for some reports only; for the others it is put 60 days before publication, the
usual distance (`sources.md` 4.2), and marked as made up.
"""

import csv
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from monitor.replica.records import FOCUSED_VISIT, FULL, Provider, Report

USUAL_WAIT = timedelta(days=60)  # from inspection to publication
ASSIGNED_IDS = range(50_000_001, 50_005_000)  # the block of migrated ids, whose order means nothing
EXTRA_IDS = range(50_010_001, 50_020_000)
FIRST_EXTRAS = (date(2017, 1, 9), date(2019, 1, 7))  # Mondays: 60 days on, a Friday
OLD_SEND_TITLE = "Local area SEND inspection"  # the real title of 2016-22 is not known


@dataclass(frozen=True, slots=True)
class Seed:
    """What a world starts from: providers by URN, and held reports as (URN, report)."""

    providers: dict[str, Provider]
    held: tuple[tuple[str, Report], ...]


def read_seed(
    areas: Path,
    reports: Iterable[Path],
    *,
    pdfs: Path | None = None,
    through: date | None = None,
    extras: bool = False,
) -> Seed:
    """Read the tables.

    Reports published after `through` are held back. `pdfs` is a folder with `<file id>.pdf`. `extras` adds
    made-up focused visits and SEND inspections of 2016-22. Raises ValueError for a report of an unknown URN.
    """
    providers = {provider.urn: provider for provider in _providers(areas)}
    timelines: dict[str, list[Report]] = defaultdict(list)
    for urn, report in _with_ids([row for path in reports for row in _reports(path)]):
        if urn not in providers:
            raise ValueError(f"report {report.file_id} is of {urn}, which {areas.name} does not list")
        timelines[urn].append(_with_pdf(report, pdfs))
    if extras:
        _add_extras(providers.values(), timelines)
    late = [
        (urn, report)
        for urn, timeline in timelines.items()
        for report in timeline
        if through is not None and report.published > through
    ]
    held = {report.file_id for _, report in late}
    for urn, timeline in timelines.items():
        kept = tuple(report for report in timeline if report.file_id not in held)
        providers[urn] = replace(providers[urn], reports=kept)
    return Seed(providers, tuple(late))


def _providers(path: Path) -> Iterator[Provider]:
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            is_new = row.get("predecessors") or row.get("predecessor_names")
            yield Provider(
                urn=row["urn"],
                name=row.get("listing_name") or row["listing_name_inferred"],
                area=row["name"],
                region=row["region"],
                la_code=row["la_code"],
                former=tuple(filter(None, row.get("former_urns", "").split("|"))),
                events=(("opened", "Opened"),) if is_new else (),
            )


def _reports(path: Path) -> Iterator[tuple[str, Report]]:
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            published = date.fromisoformat(row["publication_date"])
            start, end = row["inspection_start"], row["inspection_end"]
            yield (
                row["urn"],
                Report(
                    file_id=row["file_id"],
                    title=row.get("title") or FULL,
                    inspected=date.fromisoformat(start) if start else published - USUAL_WAIT,
                    published=published,
                    hidden=row.get("hidden_text") or None,
                    inspected_end=date.fromisoformat(end) if end else None,
                    band=row.get("band_label") or _band_in(row.get("note", "")),
                    missing=row.get("file_state") == "missing",
                    synthetic_date=not start,
                ),
            )


def _band_in(note: str) -> str | None:
    found = re.search(r"\bband [123] (\w+)", note)
    return found[1] if found else None


def _with_ids(rows: list[tuple[str, Report]]) -> Iterator[tuple[str, Report]]:
    taken = {report.file_id for _, report in rows}
    free = (str(number) for number in ASSIGNED_IDS if str(number) not in taken)
    for urn, report in rows:
        yield urn, report if report.file_id else replace(report, file_id=next(free))


def _with_pdf(report: Report, folder: Path | None) -> Report:
    path = folder / f"{report.file_id}.pdf" if folder else None
    return replace(report, pdf=path) if path and path.is_file() else report


def _add_extras(providers: Iterable[Provider], timelines: dict[str, list[Report]]) -> None:
    ids = iter(EXTRA_IDS)
    standing = [provider for provider in providers if not provider.events]  # not the newly opened ones
    for number, provider in enumerate(standing):
        letter, visit = (monday + timedelta(weeks=number) for monday in FIRST_EXTRAS)
        timelines[provider.urn].extend(
            Report(str(next(ids)), title, start, start + USUAL_WAIT, synthetic=True, synthetic_date=True)
            for title, start in ((OLD_SEND_TITLE, letter), (FOCUSED_VISIT, visit))
        )
