"""Facts about inspections that we did not read ourselves: one or two of each row of a table.

A row is taken whole or not at all. What it says is kept as it says it: no band without its label, no written
statement of action that was not stated, no date that has to be guessed (`domain.md` 4).
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from monitor.domain.area import Area, AreaTable, fold
from monitor.domain.fact_table import Cell, Sheet, TableRow, rows_of, spelt_day
from monitor.domain.inspection import KINDS, Inspection
from monitor.domain.outcome import Band
from monitor.domain.predecessors import former_of, owners_of

NEW_FRAMEWORK = date(2023, 1, 1)
_FIRST_DAY = date(2016, 5, 1)
_FRAMEWORKS = {"full": "2023", "letter_2016": "2016", "revisit_2018": "2016"}
_WORDED = {
    Band.TYPICALLY_POSITIVE: r"\btypically (lead to )?positive\b",
    Band.INCONSISTENT: r"\binconsistent\b",
    Band.SYSTEMIC_FAILINGS: r"\bwidespread and or systemic failings\b|^systemic failings$",
}
_CODES = dict(zip("123", Band, strict=True))  # as one tracker writes them (`sources.md` 5)
_YES, _NO = {"yes", "y", "true", "required"}, {"no", "n", "false", "not required"}
_NOTHING = {"", "not applicable", "n a", "na", "none", "not known", "unknown", "x", "z", "c"}
_PROGRESS = re.compile(r"(\d{1,2}) (?:out )?of (?:the )?(\d{1,2})\b")
_NUMERIC = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})")
_SPELT = re.compile(r"(\d{1,2}) ([A-Za-z]{3})[a-z]* (\d{4})")
_DATES = {
    "published": "publication date",
    "revisit_published": "revisit's publication date",
    "start": "first day",
    "end": "last day",
}
_MONTH_ONLY = re.compile(r"\d{4}-(0[1-9]|1[0-2])")


@dataclass(frozen=True, slots=True)
class Fault:
    """A row that was not taken, and why."""

    sheet: str
    row: int
    reason: str


@dataclass(frozen=True, slots=True)
class Found:
    """What a file's tables say, with the row of each; and the rows that could not be taken."""

    facts: tuple[tuple[int, Inspection], ...]
    faults: tuple[Fault, ...]


def facts_of(sheets: Iterable[Sheet], areas: AreaTable, *, today: date) -> Found | None:
    """Read every table of past inspections in a file; None if none of its sheets holds one."""
    facts: list[tuple[int, Inspection]] = []
    faults: list[Fault] = []
    tables = [(sheet, rows) for sheet in sheets if (rows := rows_of(sheet)) is not None]
    for sheet, rows in tables:
        for row in rows:
            try:
                facts += [(row.number, fact) for fact in _facts(row, areas, today)]
            except ValueError as error:
                faults.append(Fault(sheet.name, row.number, str(error)))
    return Found(tuple(facts), tuple(faults)) if tables else None


def _facts(row: TableRow, areas: AreaTable, today: date) -> list[Inspection]:
    """Give what one row says. Raises ValueError with what is wrong with it."""
    kind = _kind(row)
    start, about = _visit(row, today)
    found = Inspection(
        area="",
        kind=kind,
        framework=_FRAMEWORKS[kind],
        start=start,
        end=_date(row, "end", today),
        published=_date(row, "published", today),
        outcome=_outcome(row, kind),
        source="",
        about=about,
    )
    _check_dates(found)
    inspections = [found, *_revisit(row, found, today)] if kind == "letter_2016" else [found]
    return [fact for one in inspections for fact in _owned(one, row, areas)]


def _kind(row: TableRow) -> str:
    named = row.text("kind")
    if named:
        if named not in _FRAMEWORKS:
            known = ", ".join(kind for kind in KINDS if kind in _FRAMEWORKS)
            raise ValueError(f"the kind “{named}” is none of {known}")
        return named
    return "letter_2016" if "wsoa" in row.cells and not row.text("band") else "full"


def _outcome(row: TableRow, kind: str) -> dict[str, Any]:
    if kind == "full":
        return {"band": _band(row)}
    if kind == "letter_2016":
        return {"band": None, "wsoa_required": _yes_or_no(row.text("wsoa"))}
    return {"band": None} | _progress(row)


def _band(row: TableRow) -> Band:
    """Give the band that all columns for it agree on."""
    found = {_band_of(text) for text in row.texts("band")}
    if not found:
        raise ValueError("there is no outcome in it")
    if len(found) > 1:
        raise ValueError("its columns give different outcomes")
    band = found.pop()
    plan = _yes_or_no(row.text("plan_required"))
    if plan is not None and plan != (band is Band.SYSTEMIC_FAILINGS):
        raise ValueError("its outcome and its priority action plan do not go together")
    return band


def _band_of(text: str) -> Band:
    folded = fold(text)
    if folded in _CODES:
        return _CODES[folded]
    fits = [band for band in Band if folded == fold(band) or re.search(_WORDED[band], folded)]
    if len(fits) != 1:
        raise ValueError(f"“{text[:80]}” is none of the three outcomes")
    return fits[0]


def _yes_or_no(text: str) -> bool | None:
    folded = fold(text)
    if folded in _NOTHING:
        return None
    if folded not in _YES | _NO:
        raise ValueError(f"“{text[:80]}” is neither yes nor no")
    return folded in _YES


def _progress(row: TableRow) -> dict[str, Any]:
    """Give on how many weaknesses a revisit found enough progress; or only whether on all."""
    counts = [row.text("sufficient"), row.text("weaknesses")]
    match = _PROGRESS.search(fold(row.text("revisit")))
    if match is not None or all(counts):
        sufficient, of = (_number(text) for text in (match.groups() if match else counts))
        if not 0 <= sufficient <= of or not of:
            raise ValueError(f"{sufficient} of {of} weaknesses cannot be")
        return {"sufficient": sufficient, "of": of, "all": sufficient == of}
    return {"sufficient": None, "of": None, "all": _yes_or_no(row.text("revisit"))}


def _number(text: str) -> int:
    if not re.fullmatch(r"\d{1,2}", text):
        raise ValueError(f"“{text[:80]}” is not a number of weaknesses")
    return int(text)


def _revisit(row: TableRow, letter: Inspection, today: date) -> Iterator[Inspection]:
    """Give the revisit that stands in the row of its letter, if there was one."""
    progress, published = _progress(row), _date(row, "revisit_published", today)
    if progress["all"] is None and published is None:
        return
    if published is not None and letter.when is not None and published < letter.when:
        raise ValueError("its revisit was published before its inspection")
    yield replace(
        letter,
        kind="revisit_2018",
        start=None,
        end=None,
        about=None,
        published=published,
        outcome={"band": None} | progress,
    )


# --- when --------------------------------------------------------------------------------------------


def _visit(row: TableRow, today: date) -> tuple[date | None, str | None]:
    """Give the first day on site, or only the month where no more is told."""
    text = row.text("start")
    if _MONTH_ONLY.fullmatch(text):
        _within(date.fromisoformat(f"{text}-01"), "start", today)
        return None, text
    return _date(row, "start", today), None


def _date(row: TableRow, field: str, today: date) -> date | None:
    cells = row.cells.get(field, ())
    cell = next((one for one in cells if one and fold(str(one)) not in _NOTHING), None)
    return None if cell is None else _within(_day(cell), field, today)


def _within(day: date, field: str, today: date) -> date:
    name = _DATES.get(field, field)
    if day > today:
        raise ValueError(f"its {name}, {day}, lies ahead")
    if day < _FIRST_DAY:
        raise ValueError(f"its {name}, {day}, lies before the first inspections of this kind")
    return day


def _day(cell: Cell) -> date:
    if isinstance(cell, date):
        return cell
    text = " ".join(cell.split())
    try:
        if match := _NUMERIC.fullmatch(text):
            return date(int(match[3]), int(match[2]), int(match[1]))
        if match := _SPELT.fullmatch(text):
            return spelt_day(*match.groups())
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"“{text[:40]}” is not a date") from None


def _check_dates(found: Inspection) -> None:
    known = [day for day in (found.start, found.end, found.published) if day]
    if found.when is None:
        raise ValueError("there is no date in it")
    if known != sorted(known):
        raise ValueError("its dates are not in order: start, end, publication")
    old = found.framework != "2023"
    if found.kind == "full" and found.when < NEW_FRAMEWORK:
        raise ValueError(f"the outcomes of today did not exist yet in {found.when.year}")
    if old and found.when >= NEW_FRAMEWORK and found.ordered_by == "inspection":
        raise ValueError(f"the 2016 to 2022 framework was over by {found.when.year}")


# --- whose -------------------------------------------------------------------------------------------


def _owned(found: Inspection, row: TableRow, areas: AreaTable) -> list[Inspection]:
    """Give the inspection as that of its area; of a former area, for each of those that followed it."""
    code, name = row.text("code"), row.text("area")
    former = owners_of(areas, code=code, name=name)
    if former:
        return [replace(found, area=area.id, predecessor=former_name) for area, former_name in former]
    area = _area(row, areas)
    return [replace(found, area=area.id, predecessor=former_of(area, found.when, name))]


def _area(row: TableRow, areas: AreaTable) -> Area:
    """Find the area that number and name agree on. Raises ValueError."""
    urn, code, name = row.text("urn"), row.text("code"), row.text("area")
    found = [areas.by_urn(urn) if urn else None, areas.by_id(code) if code else None]
    found.append(areas.named(name) if name else None)
    known = {area.id: area for area in found if area}
    if not known or (name and found[-1] is None):
        near = " or ".join(areas.near(name)) if name else ""
        hint = f"; did you mean {near}?" if near else ""
        raise ValueError(f"there is no area “{name or urn or code}”{hint}")
    if len(known) > 1:
        raise ValueError(f"its number and its name are of two areas: {', '.join(sorted(known))}")
    return next(iter(known.values()))
