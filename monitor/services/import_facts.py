"""Bring in what others publish of past inspections, as facts beside the reports that we read ourselves.

A fact never raises an alert and never sets the outcome of a report we hold: where the two disagree, that is
said, and the report counts.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from monitor.domain.area import AreaTable
from monitor.domain.fact_table import as_at, title_of
from monitor.domain.facts import Fault, facts_of
from monitor.domain.inspection import READ, Inspection, same_inspection
from monitor.domain.matching import LONDON
from monitor.errors import UnreadableFile
from monitor.ports.knowledge import FactFile, StoredFact
from monitor.ports.store import Store
from monitor.services.disagreements import both_said, disagree
from monitor.services.inspections import reports_held

_SAME = timedelta(days=31)  # a publication date may be put right; two reports of a kind are years apart


@dataclass(slots=True)
class Imported:
    """What a file brought: facts new, changed or known already, rows not taken, and disagreements."""

    file: str
    as_at: date | None
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    faults: list[Fault] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Shelf:
    """The facts by area as they will stand, and what has to be written for that."""

    facts: dict[str, list[StoredFact]]
    written: list[StoredFact] = field(default_factory=list)

    def put(self, fact: StoredFact, instead_of: StoredFact | None) -> None:
        of_area = self.facts.setdefault(fact.inspection.area, [])
        if instead_of is not None:
            of_area.remove(instead_of)
        of_area.append(fact)
        self.written.append(fact)


def import_facts(
    store: Store, areas: AreaTable, files: Sequence[FactFile], now: datetime, *, dry_run: bool = False
) -> list[Imported]:
    """Take the facts of files, oldest first, in one transaction. Raises UnreadableFile, writing nothing."""
    shelf = _Shelf(_by_area(store.facts()))
    held = {area: [one for one in found if one.source == READ] for area, found in reports_held(store, areas)}
    results = [_take(file, areas, shelf, held, now) for file in _in_time(files)]
    if shelf.written and not dry_run:
        store.record_facts(shelf.written)
    return results


def _in_time(files: Sequence[FactFile]) -> list[FactFile]:
    """Order files by the day they stand at; those that do not say come last, as the newest."""
    return sorted(files, key=lambda file: _stands_at(file) or date.max)


def _stands_at(file: FactFile) -> date | None:
    return as_at(file.name, *(text for sheet in file.sheets for text in (sheet.name, title_of(sheet))))


def _take(
    file: FactFile, areas: AreaTable, shelf: _Shelf, held: dict[str, list[Inspection]], now: datetime
) -> Imported:
    found = facts_of(file.sheets, areas, today=now.astimezone(LONDON).date())
    if found is None:
        raise UnreadableFile(
            f"{file.name}: no sheet has a heading with an area, a date of inspection or publication and an "
            "outcome"
        )
    result = Imported(file.name, _stands_at(file), faults=list(found.faults))
    taken: list[tuple[int, Inspection]] = []
    for row, inspection in found.facts:
        twice = next((number for number, other in taken if _contradict(inspection, other)), None)
        if twice is not None:
            result.faults.append(Fault("", row, f"it gives another outcome than row {twice}"))
            continue
        taken.append((row, inspection))
        told = replace(inspection, source=file.name)
        _shelve(told, file, shelf, result, now)
        result.warnings += _disagreements(row, told, areas, held.get(told.area, ()))
    return result


def _shelve(told: Inspection, file: FactFile, shelf: _Shelf, result: Imported, now: datetime) -> None:
    known = next((one for one in shelf.facts.get(told.area, ()) if _same(one.inspection, told)), None)
    if known is None:
        fact = StoredFact(_key(told), 1, told, file.name, file.sha256, result.as_at, now)
        shelf.put(fact, None)
        result.new += 1
        return
    older = bool(known.as_at and result.as_at and result.as_at < known.as_at)
    merged = _completed(known.inspection, told) if older else _completed(told, known.inspection)
    if replace(merged, source="") == replace(known.inspection, source=""):
        result.unchanged += 1
        return
    stands = known.as_at if older else result.as_at
    fact = StoredFact(known.key, known.version + 1, merged, file.name, file.sha256, stands, now)
    shelf.put(fact, known)
    result.changed += 1


def _completed(newer: Inspection, older: Inspection) -> Inspection:
    """Give the newer account, with what only the older one tells; a month gives way to a day."""
    start = newer.start or older.start
    outcome = {**older.outcome, **{key: value for key, value in newer.outcome.items() if value is not None}}
    return replace(
        newer,
        start=start,
        end=newer.end or older.end,
        about=None if start else newer.about or older.about,
        published=newer.published or older.published,
        outcome=outcome,
        predecessor=newer.predecessor or older.predecessor,
    )


def _same(one: Inspection, other: Inspection) -> bool:
    if same_inspection(one, other):
        return True
    alike = (one.kind, one.area, one.predecessor) == (other.kind, other.area, other.predecessor)
    if not alike or one.published is None or other.published is None:
        return False
    return abs(one.published - other.published) <= _SAME


def _contradict(one: Inspection, other: Inspection) -> bool:
    return _same(one, other) and one.outcome != other.outcome


def _key(inspection: Inspection) -> str:
    """Make a fact's key of what it is about: the kind, the day as first told, and whose it was."""
    parts = (inspection.kind, str(inspection.when), inspection.predecessor)
    return ":".join(part for part in parts if part)


def _disagreements(row: int, fact: Inspection, areas: AreaTable, held: Iterable[Inspection]) -> Iterator[str]:
    """Say where a fact gives another outcome than the report that we hold of the same inspection."""
    area = areas.by_id(fact.area)
    for report in held:
        if area is not None and disagree(fact, report):
            yield f"row {row}: {both_said(area.name, fact, report)}"


def _by_area(facts: Iterable[StoredFact]) -> dict[str, list[StoredFact]]:
    found: dict[str, list[StoredFact]] = {}
    for fact in facts:
        found.setdefault(fact.inspection.area, []).append(fact)
    return found
