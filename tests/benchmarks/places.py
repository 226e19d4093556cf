"""The country that is measured on: 153 areas, 55 of them with an area SEND report, always the same.

The real one, with real reports, where the reference tables lie beside the checkout; else an invented one of
the same size, whose made-up reports are lighter to read than real ones.
"""

import csv
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

AREAS = 153
REPORTS = 55
FIRST_URN = 90_001
BESIDE = Path(__file__).resolve().parents[2].parent / "shared"
LAST_DAY = date(2025, 3, 11)  # until then, 55 reports had been published
BANDS = ("inconsistent", "systemic_failings", "typically_positive", "inconsistent")

_FIRST = ("Ashen", "Bram", "Corri", "Dunmere", "Elver", "Farrow", "Gorsel", "Hollin", "Kestrel")
_LAST = (
    "bourne",
    "combe",
    "dale",
    "den",
    "fleet",
    "ford",
    "garth",
    "holt",
    "hythe",
    "leigh",
    "mere",
    "moor",
    "shire",
    "stow",
    "thorpe",
    "wick",
    "worth",
)
_REPORT_COLUMNS = (
    "urn",
    "title",
    "publication_date",
    "file_id",
    "inspection_start",
    "inspection_end",
    "band_label",
)


@dataclass(frozen=True, slots=True)
class Country:
    """A country as files: tables of areas and reports, perhaps a folder of PDFs, and what is in them.

    `urns` are those of all areas. What was published after `through` waits to be.
    """

    name: str
    areas_file: Path
    reports_files: tuple[Path, ...]
    pdfs: Path | None
    through: date
    urns: tuple[str, ...]
    reports: int

    @property
    def areas(self) -> int:
        """Give the number of areas."""
        return len(self.urns)


def country(folder: Path) -> Country:
    """Give the real country if its tables are here, else write the invented one into a folder."""
    return real_country() if (BESIDE / "data").is_dir() else invented_country(folder)


def real_country() -> Country:
    """Give the real country as it was on the last day."""
    data = BESIDE / "data"
    latest, others = data / "published_reports.csv", data / "other_reports.csv"
    send = [*_rows(latest), *(row for row in _rows(others) if "SEND" in row["title"])]
    return Country(
        name="real",
        areas_file=data / "areas.csv",
        reports_files=(latest, others),
        pdfs=BESIDE / "corpus" / "reports",
        through=LAST_DAY,
        urns=tuple(row["urn"] for row in _rows(data / "areas.csv")),
        reports=sum(row["publication_date"] <= LAST_DAY.isoformat() for row in send),
    )


def invented_country(folder: Path, *, areas: int = AREAS, reports: int = REPORTS) -> Country:
    """Write the invented country into a folder; its first areas have a report."""
    folder.mkdir(parents=True, exist_ok=True)
    names = [first + last for first in _FIRST for last in _LAST][:areas]
    areas_file, reports_file = folder / "areas.csv", folder / "reports.csv"
    with areas_file.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("urn", "la_code", "name", "listing_name", "region"))
        rows.writerows(
            (FIRST_URN + number, 1_001 + number, name, f"{name} Council", "The Marches")
            for number, name in enumerate(names)
        )
    with reports_file.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(_REPORT_COLUMNS)
        for number in range(areas):
            rows.writerows(_old_reports(number))
            if number < reports:
                rows.writerow(_send_report(number))
    urns = tuple(str(FIRST_URN + number) for number in range(areas))
    return Country("invented", areas_file, (reports_file,), None, date(2026, 6, 30), urns, reports)


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _old_reports(number: int) -> list[tuple[object, ...]]:
    rows: list[tuple[object, ...]] = []
    for which, first in enumerate((date(2016, 5, 9), date(2019, 9, 9))):
        start = first + timedelta(days=7 * (number % 40))
        rows.append(
            (
                FIRST_URN + number,
                "Children's services inspection",
                start + timedelta(days=58),
                50_020_000 + 2 * number + which,
                start,
                start + timedelta(days=11),
                "",
            )
        )
    return rows


def _send_report(number: int) -> tuple[object, ...]:
    start = date(2023, 3, 6) + timedelta(days=14 * number)
    return (
        FIRST_URN + number,
        "Area SEND full inspection",
        start + timedelta(days=64),
        50_215_000 + 7 * number,
        start,
        start + timedelta(days=4),
        BANDS[number % len(BANDS)],
    )
