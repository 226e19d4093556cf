"""The parts of an area SEND report, cut at its headings.

Order and wording of the headings were the same in 56 of 56 reports (`domain.md` 2.1). A heading is a whole
line, or several that together are one: a sentence of the body may begin with the same words.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from monitor.domain.text import Line, flow


class Heading(StrEnum):
    """What opens a part of a report."""

    FRONT = "front"  # what stands before the first heading
    DATES = "inspection dates"
    PREVIOUS = "previous inspection"
    OUTCOME = "inspection outcome"
    INFORMATION = "information about the partnership"
    EXPERIENCE = "what is it like"
    EFFECTIVE = "what is effective"
    BETTER = "what needs to be better"
    PRIORITY = "areas for priority action"
    IMPROVEMENT = "areas for improvement"
    DETAILS = "local area partnership details"
    ABOUT = "information about this inspection"
    TEAM = "inspection team"


# The first letter's case counts: "areas for priority action" also ends a sentence of the outcome box.
_HEADINGS = {
    Heading.OUTCOME: r"Inspection (?i:outcome)s?:?",
    Heading.INFORMATION: (
        r"(?:Information about|About) (?i:(?:the )?(?:(?:[\w',-]+ ){0,4}partnership|local area)):?"
    ),
    Heading.EXPERIENCE: r"What (?i:is it like to be a child)\b[^?]*(?:\?|in this area)",
    Heading.EFFECTIVE: r"What (?i:is the (?:local )?area partnership doing that is effective)\s?\??",
    Heading.BETTER: r"What (?i:does the (?:local )?area partnership need to do better)\s?\??",
    Heading.PRIORITY: r"Areas (?i:for priority action):?",
    Heading.IMPROVEMENT: r"Areas (?i:for improvement):?",
    Heading.DETAILS: r"Local (?i:area partnership details):?",
    Heading.ABOUT: r"Information (?i:about this inspection):?",
    Heading.TEAM: r"Inspection (?i:team):?",
}
_ANY_HEADING = re.compile("|".join(f"(?P<{heading.name}>{form})" for heading, form in _HEADINGS.items()))
_HEADING_START = re.compile(r"(?:\d{1,2}[.)]? )?(?:Inspection|Information|About|What|Areas|Local)\b")
_HEADING_NUMBER = re.compile(r"^\d{1,2}[.)]? ")
_LABELS = {
    Heading.DATES: re.compile(
        r"(?:Inspection dates?\s?(?::|(?=\s*\d|\s+between \d|$))|Dates? of (?:this |the )?inspection\s?:)"
        r"\s*(?P<value>.*)",
        re.I,
    ),
    Heading.PREVIOUS: re.compile(
        r"(?:Dates? of (?:the )?(?:previous|last) inspection(?:\s?s)?\s?(?::|(?=\s*\d|\s+Not\b|$))"
        r"|(?:Previous|Last) (?:full )?inspection(?:\s?s)?(?: dates?)?\s?:)\s*(?P<value>.*)",
        re.I,
    ),
}
_LABEL_START = re.compile(r"(?:Inspection|Dates?|Previous|Last)\b", re.I)
_TWO_LABELS = re.compile(r"(?<=\d{4})\s*(?=(?:Dates? of (?:the )?)?(?:previous|last)\b)", re.I)
_LONGEST_HEADING = 4  # lines
_LONGEST_VALUE = 4


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, the page it stands on, and the lines up to the next heading."""

    heading: Heading
    page: int
    lines: tuple[Line, ...]

    @property
    def text(self) -> str:
        """Give the section as one running text."""
        return flow(self.lines)


def split_sections(lines: Sequence[Line]) -> tuple[Section, ...]:
    """Cut a document at its headings; the first section is always the front."""
    lines = list(_labels_apart(lines))
    heading, page, index = Heading.FRONT, 1, 0
    kept: list[Line] = []
    sections: list[Section] = []
    while index < len(lines):
        found = _heading_at(lines, index)
        if found is None:
            kept.append(lines[index])
            index += 1
            continue
        sections.append(Section(heading, page, tuple(kept)))
        heading, used, rest = found
        page, kept = lines[index].page, [Line(rest, lines[index].page)] if rest else []
        index += used
    return (*sections, Section(heading, page, tuple(kept)))


def first(sections: Sequence[Section], heading: Heading) -> Section | None:
    """Give the first section under a heading that has any text in it."""
    return next((s for s in sections if s.heading is heading and s.lines), None)


def value(section: Section | None) -> str:
    """Give the value behind a label: the lines that follow it, or only the first if too many follow."""
    if section is None:
        return ""
    return flow(section.lines if len(section.lines) <= _LONGEST_VALUE else section.lines[:1])


def _labels_apart(lines: Sequence[Line]) -> Iterator[Line]:
    """Give the two date labels a line each where the engine has put both on one."""
    for line in lines:
        if "revious" not in line.text and "ast inspection" not in line.text:
            yield line
            continue
        for piece in _TWO_LABELS.split(line.text):
            yield Line(piece, line.page)


def _heading_at(lines: Sequence[Line], index: int) -> tuple[Heading, int, str] | None:
    """Tell the heading that begins at a line: which, over how many lines, and what follows a label."""
    for heading, label in _LABELS.items() if _LABEL_START.match(lines[index].text) else ():
        for used in (1, 2):
            match = label.fullmatch(flow(lines[index : index + used]))
            if match:
                return heading, used, match["value"]
    capitals = lines[index].text.isupper()
    if not (capitals or _HEADING_START.match(lines[index].text)):
        return None
    for used in range(1, _LONGEST_HEADING + 1):
        text = flow(lines[index : index + used])
        text = _HEADING_NUMBER.sub("", text)
        match = _ANY_HEADING.fullmatch(text.capitalize() if capitals else text)
        if match and match.lastgroup:
            return Heading[match.lastgroup], used, ""
    return None
