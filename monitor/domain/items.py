"""What inspectors want done: the areas for priority action and for improvement, whole and in order.

The drawn table decides. Where there is none (text files, another layout) the text is cut at its paragraphs,
and that is said; text whose columns may have run into each other is left out (`domain.md` 2.5).
"""

import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from monitor.domain.bodies import bodies_in, looks_like_bodies
from monitor.domain.report import Improvement, Paragraph, PriorityAction
from monitor.domain.sections import Heading, Section
from monitor.domain.tables import TASK, Row, Table, ends_sentence, findings_in
from monitor.domain.text import BULLET, Line, Words, flow

_COLUMN_NAMES = re.compile(
    r"(?:responsible bod(?:y|ies)|areas? for (?:priority action|improvement)s?|[ :])+", re.I
)
_PRIORITY_COLUMNS = re.compile(
    r"responsible bod(?:y|ies) areas for priority action|areas for priority action responsible bod(?:y|ies)",
    re.I,
)
_LABEL = re.compile(r"(?:• )?Responsible bod(?:y|ies):\s*(?=\S)", re.I)
_NUMBER = re.compile(r"(\d{1,2})[.)] (?=\S)")
_USUAL = range(2, 7)  # findings in a section, in all of 56 reports
_LONG_LINE = 160  # characters: the text is not wrapped, a line is a paragraph
_LONGEST_BODY = 8  # lines
_SHOWN = 60  # characters of a finding in a warning
_NAMES = {Heading.PRIORITY: "areas for priority action", Heading.IMPROVEMENT: "areas for improvement"}


@dataclass(frozen=True, slots=True)
class ItemsFound:
    """The findings of a report, and what is doubtful about them."""

    priority_actions: tuple[PriorityAction, ...] = ()
    improvements: tuple[Improvement, ...] = ()
    warnings: tuple[str, ...] = ()


def items_of(sections: Sequence[Section], tables: Sequence[Table], words: Words) -> ItemsFound:
    """Read the areas for priority action and for improvement of a full report."""
    actions, doubts = _section(Heading.PRIORITY, sections, tables, words)
    improvements, more = _section(Heading.IMPROVEMENT, sections, tables, words)
    return ItemsFound(
        tuple(PriorityAction(_text(row), bodies_in(row.body)) for row in actions),
        tuple(Improvement(_text(row)) for row in improvements),
        (*doubts, *more),
    )


def paragraphs(lines: Sequence[Line]) -> tuple[Paragraph, ...]:
    """Cut a section into its bullets, or into paragraphs: one ends where its last line has room for more."""
    found: list[list[Line]] = []
    width = 0 if lines and lines[0].text.startswith(BULLET) else _width(lines)
    for line in lines:
        if not found or line.text.startswith(BULLET) or _ends_paragraph(found[-1][-1], line, width):
            found.append([line])
        else:
            found[-1].append(line)
    return tuple(Paragraph(flow(group), group[0].page) for group in found)


def _section(
    heading: Heading, sections: Sequence[Section], tables: Sequence[Table], words: Words
) -> tuple[list[Row], list[str]]:
    """Give a section's findings and what is doubtful about them."""
    rows = [row for row in findings_in(tables, heading, words) if flow(row.lines)]
    if rows:
        parts, doubts = _unboxed(rows, heading, tables), []
        if len(parts) != len(rows):
            doubts = [f"{_NAMES[heading]}: read from one box, cut at its paragraphs (low confidence)"]
        return parts, doubts + _doubts(parts, heading)
    printed = [s for s in sections if s.heading is heading]
    if heading is Heading.PRIORITY and not printed:
        printed = list(_under_column_names(sections))
    lines = [line for s in printed for line in s.lines if not _COLUMN_NAMES.fullmatch(line.text)]
    if not lines:
        missing = heading is Heading.IMPROVEMENT or printed
        return [], [f"{_NAMES[heading]}: none found"] if missing else []
    read = _actions_from_text(lines) if heading is Heading.PRIORITY else _from_text(lines)
    wrong = _doubts(read, heading)
    if not read or (heading is Heading.PRIORITY and wrong):
        return [], [f"{_NAMES[heading]}: left out, the columns of the text may have run into each other"]
    return read, [f"{_NAMES[heading]}: read from text, not from a drawn table (low confidence)", *wrong]


def _under_column_names(sections: Sequence[Section]) -> Iterator[Section]:
    """Give what stands under the column names of the priority actions alone, without a heading above them."""
    for section in sections:
        names = (at for at, line in enumerate(section.lines) if _PRIORITY_COLUMNS.fullmatch(line.text))
        at = next(names, None)
        if at is not None:
            yield Section(Heading.PRIORITY, section.lines[at].page, section.lines[at + 1 :])


def _doubts(rows: Sequence[Row], heading: Heading) -> list[str]:
    """Say what is unusual about a section's findings."""
    doubts = []
    if len(rows) not in _USUAL:
        doubts.append(f"{_NAMES[heading]}: {len(rows)} found, 2 to 6 are usual")
    for number, row in enumerate(rows, 1):
        text = flow(row.lines)
        faults = {
            "ends without a full stop": not ends_sentence(text),
            "begins in mid sentence": text[0].islower(),
            "may belong to the one before, a page ends between them": row.doubt,
            "no responsible body": heading is Heading.PRIORITY and not looks_like_bodies(bodies_in(row.body)),
        }
        shown = text if len(text) <= _SHOWN else f"{text[:_SHOWN].rstrip()}…"
        doubts += [
            f"{_NAMES[heading]}, number {number}: {what}: {shown}" for what, is_so in faults.items() if is_so
        ]
    return doubts


def _text(row: Row) -> str:
    """Give a finding's text: bullets, and what follows the last of them, on lines of their own."""
    parts: list[str] = []
    for line in row.lines:
        after_bullets = (
            bool(parts)
            and parts[-1].startswith(BULLET)
            and ends_sentence(parts[-1])
            and not line.text[0].islower()
        )
        if not parts or line.text.startswith(BULLET) or after_bullets:
            parts.append(line.text)
        else:
            parts[-1] += f" {line.text}"
    if parts and sum(part.startswith(BULLET) for part in parts) == 1:
        parts[0] = parts[0].removeprefix(BULLET)  # the sign stands before the whole finding
    return "\n".join(part for part in parts if part != BULLET.strip())


def _unboxed(rows: Sequence[Row], heading: Heading, tables: Sequence[Table]) -> list[Row]:
    """Cut boxes that hold several findings, paragraphs or bullets: each page has one, so they are no rows."""
    boxes = [table for table in tables if table.heading is heading and table.rows]
    one_a_page = len({table.page for table in boxes}) == sum(len(table.rows) for table in boxes)
    if not one_a_page or any(row.body for row in rows):
        return list(rows)
    parts = [replace(part, doubt=row.doubt) for row in rows for part in _from_text(row.lines)]
    tasks = all(ends_sentence(text := flow(part.lines)) and TASK.match(text) for part in parts)
    return parts if tasks and len(parts) in _USUAL else list(rows)


def _from_text(lines: Sequence[Line]) -> list[Row]:
    """Cut running text into findings: a paragraph with the bullets that follow it is one."""
    findings: list[list[Line]] = []
    bulleted = lines[0].text.startswith(BULLET)
    width, expected = _width(lines), 1
    for index, line in enumerate(lines):
        if line.text == BULLET.strip():
            continue
        number = _NUMBER.match(line.text)
        if number and int(number[1]) == expected and (expected > 1 or not index):
            findings.append([Line(line.text[number.end() :], line.page)])
            expected += 1
        elif not findings or (
            expected == 1 and _opens_finding(findings[-1], lines[index:], width, bulleted=bulleted)
        ):
            findings.append([Line(line.text.removeprefix(BULLET) if bulleted else line.text, line.page)])
        else:
            findings[-1].append(line)
    return [Row(tuple(finding), page=finding[0].page) for finding in findings]


def _opens_finding(before: Sequence[Line], rest: Sequence[Line], width: int, *, bulleted: bool) -> bool:
    """Tell whether the first of these lines begins another finding."""
    if not ends_sentence(before[-1].text):
        return False
    if bulleted or rest[0].text.startswith(BULLET):
        return bulleted and rest[0].text.startswith(BULLET)
    return _ends_paragraph(before[-1], rest[0], width) or TASK.match(flow(rest[:2])) is not None


def _ends_paragraph(before: Line, line: Line, width: int) -> bool:
    """Tell whether a paragraph ends before a line: a sentence does, and the line above has room left."""
    if not ends_sentence(before.text) or line.text[0].islower():
        return False
    return len(before.text) + 1 + len(line.text.split()[0]) <= width


def _width(lines: Sequence[Line]) -> int:
    """Give the width to which a text is wrapped, in characters; no end if each paragraph is one line."""
    lengths = sorted(len(line.text) for line in lines)
    if not lengths or lengths[-1] > _LONG_LINE:
        return sys.maxsize
    return lengths[len(lengths) * 3 // 4]  # letters are wide and narrow: some lines hold more than others


def _actions_from_text(lines: Sequence[Line]) -> list[Row]:
    """Cut text into actions where a cell of bodies, whole, stands before each; give none if it is not so."""
    if any(_LABEL.match(line.text) for line in lines):
        return _labelled_actions(lines)
    rows: list[Row] = []
    rest = list(lines)
    while rest:
        found = _bodies_at(rest)
        if found is None:
            return []
        bodies, rest = found
        ends = (i for i in range(1, len(rest)) if ends_sentence(rest[i - 1].text) and _bodies_at(rest[i:]))
        end = next(ends, len(rest))
        finding = tuple(line for line in rest[:end] if line.text != BULLET.strip())
        if not finding:
            return []
        rows.append(Row(finding, bodies, bodies[0].page))
        rest = rest[end:]
    return [] if _run_together(rows) else rows


def _labelled_actions(lines: Sequence[Line]) -> list[Row]:
    """Cut text into actions whose bodies are named behind a label: above each of them, or below each."""
    labels = [at for at, line in enumerate(lines) if _LABEL.match(line.text)]
    above, start = labels[0] == 0, 0
    rows: list[Row] = []
    for at, following in zip(labels, [*labels[1:], len(lines)], strict=True):
        names = [Line(_LABEL.sub("", lines[at].text), lines[at].page), *lines[at + 1 : following]]
        longest = range(min(_LONGEST_BODY, len(names)), 0, -1)
        used = next((n for n in longest if looks_like_bodies(bodies_in(names[:n]))), 0)
        finding = lines[at + used : following] if above else lines[start:at]
        start = at + used
        if not used or not finding:
            return []
        rows.append(Row(tuple(finding), tuple(names[:used]), finding[0].page))
    return rows if above or start == len(lines) else []


def _bodies_at(lines: Sequence[Line]) -> tuple[tuple[Line, ...], list[Line]] | None:
    """Take a cell of bodies off the start of a text: the longest run of lines that are names only.

    On a line that holds a whole row the names end where the next word begins a sentence.
    """
    for used in range(min(_LONGEST_BODY, len(lines) - 1), 0, -1):
        if looks_like_bodies(bodies_in(lines[:used])):
            return tuple(lines[:used]), list(lines[used:])
    line = lines[0]
    if len(line.text) <= _LONG_LINE and not ends_sentence(line.text):
        return None
    for gap in reversed([m.start() for m in re.finditer(r" (?=[A-Z])", line.text)]):
        names = Line(line.text[:gap], line.page)
        if looks_like_bodies(bodies_in([names])):
            return (names,), [Line(line.text[gap + 1 :], line.page), *lines[1:]]
    return None


def _run_together(rows: Sequence[Row]) -> bool:
    """Tell whether a finding holds a line that begins as a cell of bodies does: the columns are mixed up."""
    names = {name for row in rows for name in bodies_in(row.body)} | {row.body[0].text for row in rows}
    return any(
        line.text.startswith(tuple(names)) and (ends_sentence(before.text) or line.text in names)
        for row in rows
        for before, line in pairwise(row.lines)
    )
