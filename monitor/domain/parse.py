"""A document's text, read: kind, area, dates, outcome, what follows from it.

Every part that cannot be read is None and says so in the warnings. Page 1 wins over page headers, which
disagree with it in a few reports (`domain.md` 2.2).
"""

import re
from collections.abc import Sequence

from monitor.domain.area import Area, AreaTable
from monitor.domain.classify import OutcomeFound, outcome_of
from monitor.domain.dates import parse_range
from monitor.domain.kinds import FULL, LETTER, MONITORING, REVISIT, KindFound, kind_of
from monitor.domain.report import DateRange, Outcome, Report
from monitor.domain.sections import Heading, Section, first, split_sections, value
from monitor.domain.text import lines_of

PARSER_VERSION = "1"

_FRAMEWORKS = {FULL: "2023", MONITORING: "2023", LETTER: "2016", REVISIT: "2016"}
_PROVIDER_ID = re.compile(r"(?<![\d-])(?:\d{5}|\d{7})(?!\d)")
_NOT_INSPECTED = re.compile(r"not (?:been )?(?:previously )?inspected|none|n/a|not applicable", re.I)


def parse(pages: Sequence[str], title: str | None, areas: AreaTable) -> Report:
    """Read a document from the text of its pages and the title in its metadata, if any."""
    lines = lines_of(pages)
    sections = split_sections(lines)
    kind = kind_of(lines, sections)
    area, partnership = _place(kind, areas)
    inspection, previous = _dates(sections, Heading.DATES), _dates(sections, Heading.PREVIOUS)
    found = outcome_of(sections) if kind.kind == FULL else OutcomeFound()
    ours = kind.kind in _FRAMEWORKS
    warnings = [*kind.warnings, *found.warnings]
    if ours:
        warnings += _place_doubts(kind, area, title)
    if kind.kind == FULL:
        warnings += _date_doubts(inspection, previous)
    elif ours:
        warnings.append("the outcome of this kind of document is not read yet")
    return Report(
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


def _place(kind: KindFound, areas: AreaTable) -> tuple[Area | None, str | None]:
    """Resolve the place a title names; the partnership's name is as printed, on one line."""
    area = next((area for name in kind.names if (area := areas.of_partnership(name))), None)
    if kind.kind not in {FULL, MONITORING} or not kind.names:
        return area, None
    return area, f"{re.sub(r'(?<=[a-z]-) ', '', kind.names[0])} Local Area Partnership"


def _place_doubts(kind: KindFound, area: Area | None, title: str | None) -> list[str]:
    """Say what is uncertain about the area; Word titles of late carry the provider's URN."""
    if area is None:
        named = f": {kind.names[0]}" if kind.names else ""
        return [f"unknown area{named}"]
    ids = _PROVIDER_ID.findall(title or "")
    if ids and not {area.urn, *area.former_urns} & set(ids):
        return [f"the file's own title names URN {ids[-1]}, but the report is about {area.name} ({area.urn})"]
    return []


def _dates(sections: Sequence[Section], heading: Heading) -> DateRange | None:
    text = value(first(sections, heading))
    return parse_range(text) if text else None


def _date_doubts(inspection: DateRange | None, previous: DateRange | None) -> list[str]:
    doubts = []
    if inspection is None or inspection.start is None:
        doubts.append("inspection dates not read")
    if previous is None or (previous.start is None and not _NOT_INSPECTED.search(previous.text or "")):
        doubts.append("dates of the previous inspection not read")
    return doubts
