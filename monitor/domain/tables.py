"""The ruled tables of a report: which section each belongs to, and its rows made whole.

A page ends a row anywhere: in mid sentence, inside a bullet, in the left cell as well as in the right one.
The two halves are drawn as two rows, so they are put together again by what they say (`domain.md` 2.5).
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from monitor.domain.bodies import bodies_in, looks_like_bodies, same_bodies
from monitor.domain.sections import Heading, Section, split_sections
from monitor.domain.text import BULLET, Line, Words, flow, piece_lines, rejoined

_HEADERS = {  # of columns, and what table a column of that name belongs to
    "body": re.compile(
        r"responsible (?:bod(?:y|ies)|partners?|organisations?|agenc(?:y|ies))(?:\(\w+\))?:?", re.I
    ),
    "priority": re.compile(r"(?:the )?areas? for priority actions?:?", re.I),
    "improvement": re.compile(r"(?:the )?areas? for improvements?:?", re.I),
    "number": re.compile(r"no\.?|numbers?|ref(?:erence)?\.?|#", re.I),
    "authority": re.compile(r"local authorit(?:y|ies):?", re.I),
    "boards": re.compile(r"(?:NHS )?integrated care boards?(?:\(s\))?(?: \(ICBs?\))?:?|ICBs?:?", re.I),
    "ofsted": re.compile(r"Ofsted:?", re.I),
    "cqc": re.compile(r"Care Quality Commission(?: \(CQC\))?:?|CQC:?", re.I),
}
_BELONGS = {  # the first that is found counts
    "priority": Heading.PRIORITY,
    "improvement": Heading.IMPROVEMENT,
    "body": Heading.PRIORITY,
    "authority": Heading.DETAILS,
    "boards": Heading.DETAILS,
    "ofsted": Heading.TEAM,
    "cqc": Heading.TEAM,
}
_SENTENCE_END = re.compile(r"[.!?…][\"')\]]*$")
_NUMBER = re.compile(r"(\d{1,2})[.)]\s+(?=\S)")
_OPEN_END = re.compile(r"[:;,]$|\b(?:and|or|of|the|to|for|with|in|on|by|from|that|an?|their|as|NHS)$")
_TOLD_APART = 60  # letters of a table's text that stand in one place only
TASK = re.compile(  # somebody should do something: how a finding begins, and a sentence inside one rarely
    r"(?!(?:This|These|They|It|Such|There)\b)[A-Z](?:(?!\b(?:should|must|needs?)\b)[^.]){2,110}?"
    r"\b(?:should|must|needs? to)\b(?! also)"
)
_POINTS_BACK = re.compile(r"(?:This|These|They|It|Such)\b")  # cannot open an item


@dataclass(frozen=True, slots=True)
class RuledTable:
    """A table as it is drawn on a page, and the text above it up to the table before or the page's top.

    `top` and `bottom` are points above the page's foot. A row has an entry for each column: the text of its
    cell, or None where a cell reaches in from the left or from above.
    """

    page: int
    top: float
    bottom: float
    above: str
    rows: tuple[tuple[str | None, ...], ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell's lines, repaired; `covered` where the cell to the left or above reaches in."""

    lines: tuple[Line, ...] = ()
    covered: bool = False

    @property
    def text(self) -> str:
        """Give the cell as one running text."""
        return flow(self.lines)


@dataclass(frozen=True, slots=True)
class Table:
    """A table in its section; `roles` name its columns as far as its header row does."""

    heading: Heading
    page: int
    roles: tuple[str | None, ...]
    rows: tuple[tuple[Cell, ...], ...]  # without header rows and empty ones
    joins_on: bool  # nothing stands between it and the table before


@dataclass(frozen=True, slots=True)
class Row:
    """A finding as printed: what is to be done, and the bodies that have to (none in improvements)."""

    lines: tuple[Line, ...]
    body: tuple[Line, ...] = ()
    page: int = 0
    new: bool | None = None  # True: surely begins a finding; None: may continue the one before
    doubt: bool = False  # may belong to the finding before


def tables_in(drawn: Iterable[RuledTable], sections: Sequence[Section], words: Words) -> tuple[Table, ...]:
    """Give the tables of a document in reading order, each with the section that it stands in."""
    found: list[Table] = []
    printed = [(section.heading, _letters(section.text)) for section in sections]
    for ruled in sorted(drawn, key=lambda table: (table.page, -table.top)):
        above = split_sections(piece_lines(ruled.above, ruled.page, words))
        heading = above[-1].heading if len(above) > 1 else _heading_before(ruled, found, sections)
        rows = [tuple(_cell(cell, ruled.page, words) for cell in row) for row in ruled.rows]
        headers = [row for row in rows if _is_header(row)]
        body = [row for row in rows if row not in headers and any(cell.text for cell in row)]
        roles = _roles(headers)
        heading = _printed_under(heading, body, printed)
        heading = next((where for role, where in _BELONGS.items() if role in roles), heading)
        joins_on = bool(found) and found[-1].heading is heading and found[-1].page < ruled.page
        found.append(Table(heading, ruled.page, roles, tuple(body), joins_on))
    return tuple(found)


def findings_in(tables: Sequence[Table], heading: Heading, words: Words) -> list[Row]:
    """Give the rows of a section's tables, numbered cells taken apart and rows cut by a page put together."""
    rows = list(_numbered_apart(_rows(table for table in tables if table.heading is heading)))
    whole: list[Row] = []
    for row in rows:
        if whole and row.new is not True and _continues(whole[-1], row, rows):
            before = whole[-1]
            lines = rejoined((*before.lines, *row.lines), words)
            whole[-1] = replace(before, lines=lines, body=rejoined((*before.body, *row.body), words))
        else:
            doubt = bool(whole) and row.new is None and _fills_its_line(whole[-1], row)
            whole.append(replace(row, doubt=doubt))
    return whole


def ends_sentence(text: str) -> bool:
    """Tell whether a text ends as a sentence does."""
    return _SENTENCE_END.search(text) is not None


def _heading_before(ruled: RuledTable, found: Sequence[Table], sections: Sequence[Section]) -> Heading:
    """Give the heading that a table stands under which has none above it on its page."""
    headed = [s for s in sections if s.heading is not Heading.FRONT and s.page < ruled.page]
    last = headed[-1] if headed else None
    if not found or (last and last.page > found[-1].page):
        return last.heading if last else Heading.FRONT
    table = found[-1]
    end = next((cell.lines[-1].text for row in reversed(table.rows) for cell in row if cell.lines), "")
    follows = last and last.page == table.page < ruled.page and end not in last.text
    return last.heading if last and follows else table.heading


def _printed_under(
    heading: Heading, rows: Sequence[Sequence[Cell]], printed: Sequence[tuple[Heading, str]]
) -> Heading:
    """Give the heading that a table's text stands under in the document: one drawn above it may be beside."""
    text = _letters(next((cell.text for row in rows for cell in row if cell.text), ""))[:_TOLD_APART]
    homes = [home for home, letters in printed if text in letters]
    return heading if not text or not homes or heading in homes else homes[0]


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.lower())


def _cell(text: str | None, page: int, words: Words) -> Cell:
    if text is None:
        return Cell(covered=True)
    return Cell(tuple(line for line in piece_lines(text, page, words) if line.text != BULLET.strip()))


def _role(cell: Cell) -> str | None:
    return next((role for role, form in _HEADERS.items() if form.fullmatch(cell.text)), None)


def _is_header(row: Sequence[Cell]) -> bool:
    """Tell whether a row names columns; beside the one of findings there may be some that are new to us."""
    roles = [_role(cell) for cell in row if cell.text]
    return bool(roles) and (all(roles) or bool({"priority", "improvement"} & {*roles}))


def _roles(headers: Sequence[Sequence[Cell]]) -> tuple[str | None, ...]:
    """Name the columns by the header rows; a header cell that reaches over several names them all."""
    roles: list[str | None] = [None] * max((len(row) for row in headers), default=0)
    for row in headers:
        for column, cell in enumerate(row):
            role = roles[column - 1] if cell.covered and column else _role(cell)
            roles[column] = role or roles[column]
    return tuple(roles)


def _rows(tables: Iterable[Table]) -> Iterator[Row]:
    """Give the rows of a section's tables with their columns told apart."""
    body_left, spans = True, False
    last: tuple[Line, ...] = ()
    for table in tables:
        text, body = _columns(table, body_left=body_left)
        body_left = body < text if body is not None else body_left
        for index, row in enumerate(table.rows):
            new: bool | None = None if index == 0 and table.joins_on else True
            finding, bodies = row[text], row[body] if body is not None else Cell()
            if finding.covered and bodies.lines and not looks_like_bodies(bodies_in(bodies.lines)):
                finding, bodies = bodies, Cell()  # one cell over the whole width
            elif finding.covered and index:
                new = False  # one finding, several cells of bodies
            spans = bodies.covered or (spans and not bodies.lines)
            last = last if spans else bodies.lines
            yield Row(finding.lines, last, table.page, new)


def _columns(table: Table, *, body_left: bool) -> tuple[int, int | None]:
    """Tell a table's column of findings and its column of bodies, if it has one."""
    width = max(len(row) for row in (*table.rows, table.roles))
    kept = [c for c in range(width) if any(c < len(row) and not row[c].covered for row in table.rows)]
    size = {c: sum(len(row[c].text) for row in table.rows) for c in kept}
    roles = dict(zip(range(width), table.roles, strict=False))
    kept = [c for c in kept if roles.get(c) != "number" and not _numbers_only(table, c)]
    if len(kept) < 2:
        return (kept or [0])[0], None
    named = [c for c in kept if roles.get(c) in {"priority", "improvement"}]
    bodies = [c for c in kept if roles.get(c) == "body"]
    widest = sorted(sorted(kept, key=lambda c: size[c])[-2:])
    if table.heading is not Heading.PRIORITY:
        return (named or [max(kept, key=lambda c: size[c])])[0], None
    if bodies:
        return next(c for c in (*named, *reversed(widest)) if c != bodies[0]), bodies[0]
    return (widest[1], widest[0]) if body_left else (widest[0], widest[1])


def _numbers_only(table: Table, column: int) -> bool:
    """Tell whether a column holds nothing but running numbers."""
    texts = [row[column].text for row in table.rows if row[column].text]
    return bool(texts) and all(re.fullmatch(r"\d{1,2}[.)]?", text) for text in texts)


def _numbered_apart(rows: Iterable[Row]) -> Iterator[Row]:
    """Cut cells at their running numbers, which begin with 1 in the first cell, and leave the numbers off."""
    expected = 1
    for row in rows:
        piece: list[Line] = []
        new = row.new
        for index, line in enumerate(row.lines):
            number = _NUMBER.match(line.text)
            if number and int(number[1]) == expected and (expected > 1 or index == 0):
                if piece:
                    yield replace(row, lines=tuple(piece), new=new)
                piece, new, expected = [Line(line.text[number.end() :], line.page)], True, expected + 1
            else:
                piece.append(line)
        yield replace(row, lines=tuple(piece), new=new)
        expected = 0 if expected == 1 else expected  # numbers that do not begin at once are the text's own


def _continues(before: Row, row: Row, rows: Sequence[Row]) -> bool:
    """Tell whether the first row of a page is the rest of the last one of the page before."""
    done, text = flow(before.lines), flow(row.lines)
    if row.new is False or not text or not done or (before.body and not row.body):
        return True
    stopped = ends_sentence(done)
    if row.body and _completes(before, row, rows):
        return True
    if row.body and stopped and _known_bodies(row, rows):
        return False
    if text.startswith(BULLET.strip()):
        return not (done.startswith(BULLET.strip()) and stopped)
    if text[0].islower() or _POINTS_BACK.match(text) or _OPEN_END.search(done):
        return True
    if stopped:
        return False
    if TASK.match(text) and (before.lines[-1].text.startswith(BULLET) or _has_whole_bodies(before, row)):
        return False
    # Open, and the next begins with a capital: a name in mid sentence, or findings without full stops.
    others = [flow(other.lines) for other in rows if other not in (before, row) and other.lines]
    unstopped = any(not ends_sentence(other) for other in others)
    return not (unstopped and (row.body or not _fills_its_line(before, row)))


def _completes(before: Row, row: Row, rows: Sequence[Row]) -> bool:
    """Tell whether two body cells are one that the page has cut."""
    first, second = bodies_in(before.body), bodies_in(row.body)
    both = bodies_in((*before.body, *row.body))
    if set(second) <= set(first):
        return False  # named again, so not cut off
    if _known_bodies(row, rows) or not looks_like_bodies(both) or len(both) >= len(first) + len(second):
        return False
    others = [bodies_in(other.body) for other in rows if other.body not in (before.body, row.body)]
    whole = looks_like_bodies(first) and looks_like_bodies(second)
    return not whole or any(same_bodies(both, other) for other in others)


def _has_whole_bodies(before: Row, row: Row) -> bool:
    """Tell whether both rows have their own whole cell of bodies."""
    return all(looks_like_bodies(bodies_in(one.body)) for one in (before, row))


def _known_bodies(row: Row, rows: Sequence[Row]) -> bool:
    """Tell whether another row has the same bodies, so that these are whole."""
    mine = bodies_in(row.body)
    return any(same_bodies(mine, bodies_in(other.body)) for other in rows if other is not row and other.body)


def _fills_its_line(before: Row, row: Row) -> bool:
    """Tell whether a text ends at the end of its line, so that its end may be that of the page alone."""
    widest = max((len(line.text) for line in before.lines), default=0)
    first_word = next(iter(flow(row.lines).split()), "")
    return len(before.lines) > 1 and len(before.lines[-1].text) + 1 + len(first_word) > widest
