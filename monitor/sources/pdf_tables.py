"""Ruled tables of a PDF page: cells from the lines that are drawn on it, with the text inside each.

Word draws a border as a thin filled rectangle, other programs as a stroked line or a stroked rectangle a
cell; all become the same straight lines here. Lines that touch make one table. Everything is bounded: a page
may be hostile.
"""

import ctypes
import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pypdfium2.raw as pdfium  # type: ignore[import-untyped]

_HEADINGS = re.compile(
    r"^[ \t]*(?:areas\s+for\s+(?:priority\s+action|improvement)|responsible\s+bod(?:y|ies)|"
    r"local\s+area\s+partnership\s+details|inspection\s+team)\b",
    re.I | re.M,
)
_MOST_OBJECTS = 20_000  # looked at on a page, the nested ones too; real pages have up to 420
_MOST_LINES = 300  # on a page; real ones have up to 45
_MOST_CELLS = 400  # in a grid
_DEEPEST = 3  # forms within forms
_THIN = 4.0  # points: what is thinner is a line
_SHORT = 6.0  # points: what is shorter is a corner, not a line
_NEAR = 2.5  # points: ends of lines this near meet
_INSET = 0.8  # points: how far a cell's text keeps off its lines
_TAILS = 2.5  # points: how far the tails of letters above may hang into a cell; its own reach deeper
_LEAST_WIDTH, _LEAST_HEIGHT = 72.0, 8.0  # points


@dataclass(frozen=True, slots=True)
class _Rule:
    """A straight line between two corners; x grows to the right and y upwards, in points."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def level(self) -> bool:
        return self.right - self.left >= self.top - self.bottom

    @property
    def x(self) -> float:
        return (self.left + self.right) / 2

    @property
    def y(self) -> float:
        return (self.bottom + self.top) / 2


Matrix = tuple[float, float, float, float, float, float]
_UNMOVED: Matrix = (1, 0, 0, 1, 0, 0)


def has_table_heading(text: str) -> bool:
    """Tell whether a page's text has a line that begins as the heading of a ruled table does."""
    return _HEADINGS.search(text) is not None


def tables_of(page: Any, text: Any) -> list[dict[str, Any]]:
    """Give a page's ruled tables from the top down: top, bottom, rows, and the text above up to the last.

    A row has an entry for each column: the cell's text, or None where a cell reaches in from the left or
    from above. `page` and `text` are pypdfium2's page and text page.
    Raises: OverflowError if more is drawn than a report draws; half a table would be worse than none.
    """
    rules = list(itertools.islice(_rules(page), _MOST_LINES + 1))
    if len(rules) > _MOST_LINES:
        raise OverflowError
    grids = sorted(filter(None, map(_grid, _touching(rules))), key=lambda grid: -grid[1][-1])
    width, ceiling = page.get_size()
    found = []
    for xs, ys, lines in grids:
        rows = [row for row in _rows(xs, ys, lines, text) if any(row)]
        if rows:
            above = _inside(text, -width, ys[-1], 2 * width, ceiling) if ceiling > ys[-1] else ""
            found.append({"top": ys[-1], "bottom": ys[0], "above": above, "rows": rows})
            ceiling = ys[0]
    return found


def _rules(page: Any) -> Iterator[_Rule]:
    """Give the straight level and upright lines of a page."""
    budget = itertools.count()
    count = pdfium.FPDFPage_CountObjects(page)
    objects = (pdfium.FPDFPage_GetObject(page, index) for index in range(count))
    yield from _drawn(objects, _UNMOVED, _DEEPEST, budget)


def _drawn(objects: Iterable[Any], matrix: Matrix, depth: int, budget: Iterator[int]) -> Iterator[_Rule]:
    for item in objects:
        if next(budget) > _MOST_OBJECTS:
            raise OverflowError
        kind = pdfium.FPDFPageObj_GetType(item)
        if kind == pdfium.FPDF_PAGEOBJ_PATH:
            yield from _path_rules(item, matrix)
        elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth:
            count = pdfium.FPDFFormObj_CountObjects(item)
            inner = (pdfium.FPDFFormObj_GetObject(item, index) for index in range(count))
            yield from _drawn(inner, _times(_matrix(item), matrix), depth - 1, budget)


def _path_rules(path: Any, matrix: Matrix) -> Iterator[_Rule]:
    """Give the lines of a path: itself if it is thin, its straight sides if it is drawn with a pen."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(path, fill, stroke)
    if not (fill.value or stroke.value):
        return
    edges = [ctypes.c_float() for _ in range(4)]
    if not pdfium.FPDFPageObj_GetBounds(path, *edges):
        return
    left, bottom, right, top = (edge.value for edge in edges)
    whole = _moved(left, bottom, right, top, matrix)
    if min(whole.right - whole.left, whole.top - whole.bottom) <= _THIN:
        yield from _long_enough(whole)
    elif stroke.value:
        for side in _sides(path, _times(_matrix(path), matrix)):
            yield from _long_enough(side)


def _sides(path: Any, matrix: Matrix) -> Iterator[_Rule]:
    """Give the straight level and upright sides of a path."""
    x, y = ctypes.c_float(), ctypes.c_float()
    start: tuple[float, float] | None = None
    here = (0.0, 0.0)
    for index in range(min(pdfium.FPDFPath_CountSegments(path), _MOST_LINES)):
        segment = pdfium.FPDFPath_GetPathSegment(path, index)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        kind, there = pdfium.FPDFPathSegment_GetType(segment), (x.value, y.value)
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            start = there
        elif kind == pdfium.FPDF_SEGMENT_LINETO:
            yield _moved(*here, *there, matrix)
        if start and pdfium.FPDFPathSegment_GetClose(segment):
            yield _moved(*there, *start, matrix)
        here = there


def _long_enough(rule: _Rule) -> Iterator[_Rule]:
    width, height = rule.right - rule.left, rule.top - rule.bottom
    if min(width, height) <= _THIN and max(width, height) >= _SHORT:
        yield rule


def _matrix(item: Any) -> Matrix:
    found = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(item, found)
    return (found.a, found.b, found.c, found.d, found.e, found.f)


def _times(first: Matrix, then: Matrix) -> Matrix:
    """Give the matrix that moves by one and then by the other."""
    a, b, c, d, e, f = first
    p, q, r, s, t, u = then
    return (a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u)


def _moved(x0: float, y0: float, x1: float, y1: float, matrix: Matrix) -> _Rule:
    """Give the box around two corners after moving them by a matrix."""
    a, b, c, d, e, f = matrix
    xs = (a * x0 + c * y0 + e, a * x1 + c * y1 + e)
    ys = (b * x0 + d * y0 + f, b * x1 + d * y1 + f)
    return _Rule(min(xs), min(ys), max(xs), max(ys))


def _touching(rules: Sequence[_Rule]) -> list[list[_Rule]]:
    """Group lines that touch, directly or through others."""
    waiting, groups = list(rules), []
    while waiting:
        group, fresh = [], [waiting.pop()]
        while fresh:
            rule = fresh.pop()
            group.append(rule)
            near = [other for other in waiting if _touch(rule, other)]
            waiting = [other for other in waiting if other not in near] if near else waiting
            fresh += near
        groups.append(group)
    return groups


def _touch(one: _Rule, other: _Rule) -> bool:
    return (
        one.left - _NEAR <= other.right
        and other.left - _NEAR <= one.right
        and one.bottom - _NEAR <= other.top
        and other.bottom - _NEAR <= one.top
    )


_Square = tuple[int, int]  # row from the foot, column
_Grid = tuple[list[float], list[float], list[_Rule]]


def _grid(lines: list[_Rule]) -> _Grid | None:
    """Give the columns' and rows' edges of lines that touch, in rising order; None if they are no table."""
    level = [line for line in lines if line.level]
    upright = [line for line in lines if not line.level]
    if not level or not upright:
        return None
    xs = _merged([line.x for line in upright] + [end for line in level for end in (line.left, line.right)])
    ys = _merged([line.y for line in level] + [end for line in upright for end in (line.bottom, line.top)])
    wide = xs[-1] - xs[0] >= _LEAST_WIDTH and ys[-1] - ys[0] >= _LEAST_HEIGHT
    return (xs, ys, lines) if wide and (len(xs) - 1) * (len(ys) - 1) <= _MOST_CELLS else None


def _merged(values: list[float]) -> list[float]:
    """Give rising values, with those that lie near each other as one."""
    values = sorted(values)
    clusters = [[values[0]]]
    for value in values[1:]:
        if value - clusters[-1][-1] <= _NEAR:
            clusters[-1].append(value)
        else:
            clusters.append([value])
    return [sum(cluster) / len(cluster) for cluster in clusters]


def _rows(
    xs: Sequence[float], ys: Sequence[float], lines: Sequence[_Rule], text: Any
) -> Iterator[list[str | None]]:
    """Give the rows of a grid from the top; squares without a line between them are one cell."""
    across, down = len(xs) - 1, len(ys) - 1
    cell = {(row, column): (row, column) for row in range(down) for column in range(across)}
    uprights = [[(a.bottom, a.top) for a in lines if not a.level and abs(a.x - x) <= _NEAR] for x in xs]
    levels = [[(a.left, a.right) for a in lines if a.level and abs(a.y - y) <= _NEAR] for y in ys]
    for row, column in list(cell):
        if column + 1 < across and not _covers(uprights[column + 1], ys[row], ys[row + 1]):
            _unite(cell, (row, column), (row, column + 1))
        if row + 1 < down and not _covers(levels[row + 1], xs[column], xs[column + 1]):
            _unite(cell, (row, column), (row + 1, column))
    members: dict[_Square, list[_Square]] = {}
    for square, owner in cell.items():
        members.setdefault(owner, []).append(square)
    shown: dict[_Square, str] = {}
    for squares in members.values():
        rows, columns = [row for row, _ in squares], [column for _, column in squares]
        box = (xs[min(columns)], ys[min(rows)], xs[max(columns) + 1], ys[max(rows) + 1])
        shown[max(rows), min(columns)] = _inside(text, *box)
    for row in reversed(range(down)):
        yield [shown.get((row, column)) for column in range(across)]


def _unite(cell: dict[_Square, _Square], one: _Square, other: _Square) -> None:
    """Make two squares, and all that are one with either, one cell."""
    kept, gone = cell[one], cell[other]
    if kept != gone:
        cell.update({square: kept for square, owner in cell.items() if owner == gone})


def _covers(pieces: Iterable[tuple[float, float]], start: float, end: float) -> bool:
    """Tell whether pieces of a line cover at least half of the way from start to end."""
    return sum(max(0.0, min(end, b) - max(start, a)) for a, b in pieces) >= (end - start) / 2


def _inside(text: Any, left: float, bottom: float, right: float, top: float) -> str:
    """Give the text whose letters lie in a box or reach into it."""
    inner = {"left": left + _INSET, "bottom": bottom + _INSET, "right": right - _INSET, "top": top - _TAILS}
    return str(text.get_text_bounded(**inner))
