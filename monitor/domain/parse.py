"""A document's text, read: kind, area, dates, outcome, what follows from it.

Every part that cannot be read is None and says so in the warnings. Page 1 wins over page headers, which
disagree with it in a few reports (`domain.md` 2.2).
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from monitor.domain.area import Area, AreaTable
from monitor.domain.classify import OutcomeFound, outcome_of
from monitor.domain.dates import parse_range
from monitor.domain.details import leads_of, partnership_of
from monitor.domain.items import items_of, paragraphs
from monitor.domain.kinds import FULL, LETTER, MONITORING, REVISIT, KindFound, kind_of
from monitor.domain.letters import read_letter
from monitor.domain.monitoring import read_monitoring
from monitor.domain.report import DateRange, Outcome, Report, SectionText
from monitor.domain.retractions import is_stamp, not_in_force
from monitor.domain.revisits import read_revisit
from monitor.domain.sections import Heading, Section, first, split_sections, value
from monitor.domain.tables import RuledTable, tables_in
from monitor.domain.text import Line, lines_of, words_of
from monitor.domain.themes import with_themes

PARSER_VERSION = "5"
OTHER_URN = "the file's own title names URN"
"""How a warning begins about a file whose metadata name another provider (F4, `sources.md` 3)."""

_FRAMEWORKS = {FULL: "2023", MONITORING: "2023", LETTER: "2016", REVISIT: "2016"}
_READERS = {MONITORING: read_monitoring, LETTER: read_letter, REVISIT: read_revisit}
_PROVIDER_ID = re.compile(r"(?<![\d-])(?:\d{5}|\d{7})(?!\d)")
_LABELLED = {Heading.DATES, Heading.PREVIOUS}
_NARRATIVE = {
    Heading.EXPERIENCE: "experience",
    Heading.EFFECTIVE: "effective",
    Heading.BETTER: "better",
}
_REMARK = re.compile(r"(?<=\d{4})\s*[.;(]")
_NOT_INSPECTED = re.compile(r"not (?:been )?(?:previously )?inspected|none|n/a|not applicable", re.I)


def parse(
    pages: Sequence[str], title: str | None, areas: AreaTable, tables: Sequence[RuledTable] = ()
) -> Report:
    """Read a document from its pages' text, the title in its metadata, if any, and its ruled tables."""
    lines = lines_of(pages)
    sections = split_sections(lines)
    kind = kind_of(lines, sections)
    area, partnership = _place(kind, areas)
    inspection, previous = _dates(sections, Heading.DATES), _dates(sections, Heading.PREVIOUS)
    found = _withdrawn(sections) or outcome_of(sections) if kind.kind == FULL else OutcomeFound()
    ours = kind.kind in _FRAMEWORKS
    warnings = [*kind.warnings, *found.warnings]
    if ours:
        warnings += _place_doubts(kind, area, title)
    if kind.kind == FULL:
        warnings += _date_doubts(inspection, previous)
    report = Report(
        kind=kind.kind,
        framework=_FRAMEWORKS.get(kind.kind),
        area_name=area.name if area and ours else None,
        area_urn=area.urn if area and ours else None,
        partnership=partnership if ours else None,
        inspection=inspection if ours else None,
        previous_inspection=previous if ours else None,
        outcome=Outcome(found.band, found.evidence, found.page),
        next=found.next,
        plan=found.plan,
        pages=len(pages),
        outcome_section=found.section,
        warnings=tuple(warnings),
    )
    if kind.kind in _READERS:
        return _of_other_kind(report, kind, lines, sections, tables)
    return _with_parts(report, lines, sections, tables) if kind.kind == FULL else report


def _withdrawn(sections: Sequence[Section]) -> OutcomeFound | None:
    """Give no outcome if the cover says that the report does not hold (any more, or yet)."""
    cover = [line for s in sections if s.heading is Heading.FRONT for line in s.lines]
    cover += [line for s in sections if s.heading in _LABELLED for line in s.lines[1:]]  # behind the dates
    said = [line.text for line in cover if line.page == 1 and not_in_force(line.text)]
    said += [line.text for s in sections for line in s.lines if line.page == 1 and is_stamp(line.text)]
    if not said:
        return None
    return OutcomeFound(section=said[0], warnings=(f"outcome unknown: the cover says “{said[0]}”",))


def _of_other_kind(
    report: Report,
    kind: KindFound,
    lines: Sequence[Line],
    sections: Sequence[Section],
    drawn: Sequence[RuledTable],
) -> Report:
    """Give a document that has no band with what its own kind states."""
    reading = _READERS[kind.kind](lines, sections, kind.names)
    labelled = report.inspection if report.inspection and report.inspection.start else None
    inspection = labelled or reading.inspection or report.inspection
    undated = ["inspection dates not read"] if inspection is None or inspection.start is None else []
    tables = tables_in(drawn, sections, words_of(lines))
    named = partnership_of(sections, tables) if first(sections, Heading.DETAILS) else None
    return replace(
        report,
        inspection=inspection,
        outcome=reading.outcome,
        dated=reading.dated,
        outcome_section=reading.section,
        local_authorities=named.local_authorities if named else (),
        integrated_care_boards=named.integrated_care_boards if named else (),
        lead_inspectors=leads_of(sections)[0],
        warnings=(*report.warnings, *undated, *reading.warnings),
    )


def _with_parts(
    report: Report, lines: Sequence[Line], sections: Sequence[Section], drawn: Sequence[RuledTable]
) -> Report:
    """Give a full report with its narrative, its findings, and the people and bodies it names."""
    words = words_of(lines)
    tables = tables_in(drawn, sections, words)
    items = items_of(sections, tables, words)
    partnership = partnership_of(sections, tables)
    leads, unled = leads_of(sections)
    actions, improvements = with_themes(items.priority_actions, items.improvements)
    narrative = {
        name: paragraphs([line for s in sections if s.heading is heading for line in s.lines])
        for heading, name in _NARRATIVE.items()
    }
    return replace(
        report,
        priority_actions=actions,
        improvements=improvements,
        local_authorities=partnership.local_authorities,
        integrated_care_boards=partnership.integrated_care_boards,
        lead_inspectors=leads,
        sections=tuple(SectionText(name, found) for name, found in narrative.items() if found),
        warnings=(*report.warnings, *items.warnings, *partnership.warnings, *unled),
    )


def _place(kind: KindFound, areas: AreaTable) -> tuple[Area | None, str | None]:
    """Resolve the place a title names; the partnership's name is as printed, on one line."""
    places = [(area, name) for name in kind.names if (area := areas.of_partnership(name))]
    area = places[0][0] if places else None
    if kind.kind == FULL and len({found.id for found, _ in places}) > 1:
        return None, None  # two titles on one page: whose report it is, a person must say
    if kind.kind not in {FULL, MONITORING} or not kind.names or not kind.called:
        return area, None
    named = places[0][1] if places else kind.names[0]
    return area, f"{re.sub(r'(?<=[a-z]-) ', '', named)} {kind.called}"


def _place_doubts(kind: KindFound, area: Area | None, title: str | None) -> list[str]:
    """Say what is uncertain about the area; Word titles of late carry the provider's URN."""
    if area is None:
        if len(kind.names) > 1 and kind.kind == FULL:
            return [f"the first page names more than one area: {', '.join(kind.names)}"]
        named = f": {kind.names[0]}" if kind.names else ""
        return [f"unknown area{named}"]
    ids = _PROVIDER_ID.findall(title or "")
    if ids and not {area.urn, *area.former_urns} & set(ids):
        return [f"{OTHER_URN} {ids[-1]}, but the report is about {area.name} ({area.urn})"]
    return []


def _dates(sections: Sequence[Section], heading: Heading) -> DateRange | None:
    """Read the dates behind a label; a remark behind those of this inspection does not count."""
    text = value(first(sections, heading))
    if not text:
        return None
    if heading is Heading.DATES:
        return parse_range(_REMARK.split(text)[0])
    none = _NOT_INSPECTED.match(text)
    if none and not re.search(r"\b(?:inspect|visit)", text[none.end() :], re.I):
        return DateRange(text, None, None)  # what else is dated is no inspection
    return parse_range(text)


def _date_doubts(inspection: DateRange | None, previous: DateRange | None) -> list[str]:
    doubts = []
    if inspection is None or inspection.start is None:
        doubts.append("inspection dates not read")
    if previous is None or (previous.start is None and not _NOT_INSPECTED.search(previous.text or "")):
        doubts.append("dates of the previous inspection not read")
    return doubts
