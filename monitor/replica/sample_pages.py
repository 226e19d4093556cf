"""How a sample report looks: fonts, headings, bullets, ruled boxes and what stands at the foot of each page.

In the text layer of real reports the foot of a page comes before its body (`domain.md` 2.4): it stands first
in the content stream, and so it does here. In place of the logos is the word SAMPLE, drawn in lines: it is
seen but not read.
"""

from collections.abc import Sequence
from html import escape
from io import BytesIO
from threading import Lock
from typing import Any

from reportlab.lib.colors import HexColor, black  # type: ignore[import-untyped]
from reportlab.lib.pagesizes import A4  # type: ignore[import-untyped]
from reportlab.lib.styles import ParagraphStyle  # type: ignore[import-untyped]
from reportlab.lib.units import mm  # type: ignore[import-untyped]
from reportlab.pdfbase import pdfmetrics  # type: ignore[import-untyped]
from reportlab.pdfbase.ttfonts import TTFont  # type: ignore[import-untyped]
from reportlab.platypus import (  # type: ignore[import-untyped]
    CondPageBreak,
    PageBreakIfNotEmpty,
    Paragraph,
    SimpleDocTemplate,
    Table,
)

Flow = list[Any]
"""Things that flow over the pages, in order."""

BULLETS = ("◼", "◼", "◼", "▪", "▪", "•")

_SQUARES = "◼▪"
_SIDE = 22 * mm
_WIDTH = A4[0] - 2 * _SIDE
_BLUE, _MAUVE, _SHADE = HexColor("#1f5b9c"), HexColor("#8a6d8f"), HexColor("#f0f0f0")

# Letters as lines on a grid of 4 by 6.
_LETTERS = (
    ((4, 5, 3, 6, 1, 6, 0, 5, 0, 4, 1, 3, 3, 3, 4, 2, 4, 1, 3, 0, 1, 0, 0, 1),),
    ((0, 0, 2, 6, 4, 0), (0.8, 2.3, 3.2, 2.3)),
    ((0, 0, 0, 6, 2, 3, 4, 6, 4, 0),),
    ((0, 0, 0, 6, 3, 6, 4, 5, 4, 4, 3, 3, 0, 3),),
    ((0, 6, 0, 0, 4, 0),),
    ((4, 6, 0, 6, 0, 0, 4, 0), (0, 3, 3, 3)),
)


def _register_fonts() -> None:
    pdfmetrics.registerFont(TTFont("Sample", "Vera.ttf"))
    pdfmetrics.registerFont(TTFont("Sample-Bold", "VeraBd.ttf"))
    signs = TTFont("Sample-Signs", "Vera.ttf")
    # Vera has no black squares, but its full stop is one: enlarged, it stands for both in print, and the text
    # layer has the real characters. A face with a name of its own does not share its subset with "Sample".
    signs.face.name += b"-Signs"
    for sign in _SQUARES:
        signs.face.charToGlyph[ord(sign)] = signs.face.charToGlyph[ord(".")]
        signs.face.charWidths[ord(sign)] = 60  # narrow: reportlab adds a gap by the size of the bullet
    pdfmetrics.registerFont(signs)


_register_fonts()

# A font that is being cut down for one document cannot serve another at the same time.
_ONE_AT_A_TIME = Lock()

_BODY = ParagraphStyle(
    "body", fontName="Sample", fontSize=11, leading=15.5, spaceAfter=10, embeddedHyphenation=1
)
_CELL = ParagraphStyle("cell", parent=_BODY, spaceAfter=3)
_SMALL = ParagraphStyle("small", parent=_BODY, fontSize=8.5, leading=11)
_HEADING = ParagraphStyle(
    "heading", parent=_BODY, fontName="Sample-Bold", fontSize=12, spaceBefore=8, spaceAfter=10, keepWithNext=1
)
_LOOSE_HEADING = ParagraphStyle("loose heading", parent=_HEADING, keepWithNext=0)
_LABEL = ParagraphStyle("label", parent=_CELL, fontName="Sample-Bold")
_TITLE = ParagraphStyle("title", parent=_BODY, fontSize=19, leading=24, spaceBefore=12, spaceAfter=12)


def build_pdf(flow: Flow, *, foot: tuple[str, ...]) -> bytes:
    """Set the flow on A4 pages; `foot` is one line or two, and the page number follows the last.

    The same flow gives the same bytes.
    """

    def later_page(canvas: Any, document: Any) -> None:
        _draw_foot(canvas, foot, document.page)
        _draw_sample(canvas)

    out = BytesIO()
    document = SimpleDocTemplate(
        out,
        pagesize=A4,
        leftMargin=_SIDE,
        rightMargin=_SIDE,
        topMargin=40 * mm,
        bottomMargin=29 * mm,
        invariant=1,
        title="Sample report",
        author="",
        subject="A sample about an invented place; not a report by Ofsted or the CQC",
    )
    with _ONE_AT_A_TIME:
        document.build(
            flow, onFirstPage=lambda canvas, _document: _draw_sample(canvas), onLaterPages=later_page
        )
    return out.getvalue()


def title(text: str, *, indent: int = 0) -> Any:
    """Set the title of the document; `indent` (mm) narrows it, so that it breaks elsewhere."""
    style = ParagraphStyle("narrow title", parent=_TITLE, rightIndent=indent * mm)
    return Paragraph(escape(text, quote=False), style)


def heading(text: str) -> Any:
    """Set a heading that stays with what follows."""
    return Paragraph(escape(text, quote=False), _HEADING)


def table_heading(text: str) -> Flow:
    """Set the heading of a table that may be cut by the end of a page, as tables in real reports are."""
    return [CondPageBreak(45 * mm), Paragraph(escape(text, quote=False), _LOOSE_HEADING)]


def paragraphs(texts: Sequence[str], *, small: bool = False) -> Flow:
    """Set plain paragraphs."""
    return [Paragraph(escape(text, quote=False), _SMALL if small else _BODY) for text in texts]


def lines(texts: Sequence[str]) -> Any:
    """Set lines under each other as one paragraph."""
    return Paragraph("<br/>".join(escape(text, quote=False) for text in texts), _BODY)


def bullets(texts: Sequence[str], sign: str, *, in_cell: bool = False) -> Flow:
    """Set a bulleted list."""
    square = sign in _SQUARES
    style = ParagraphStyle(
        f"bullet {sign}",
        parent=_CELL if in_cell else _BODY,
        leftIndent=(10 if in_cell else 8) * mm,
        bulletIndent=2 * mm if in_cell else 0,
        bulletFontName="Sample-Signs" if square else "Sample",
        bulletFontSize=(34 if sign == "◼" else 24) if square else 11,
        bulletOffsetY=2 if square else 0,
    )
    return [Paragraph(escape(text, quote=False), style, bulletText=sign) for text in texts]


def box(name: str, texts: Sequence[str]) -> Flow:
    """Set a ruled box with a shaded head."""
    rows = [[[Paragraph(escape(name, quote=False), _HEADING)]], [paragraphs(texts)]]
    look = [
        ("BOX", (0, 0), (-1, -1), 1, black),
        ("BACKGROUND", (0, 0), (-1, 0), _SHADE),
        ("TOPPADDING", (0, 1), (-1, 1), 10),
    ]
    return [Table(rows, colWidths=[_WIDTH], style=look, spaceAfter=8 * mm)]


def table(head: Sequence[str], rows: Sequence[Sequence[Flow]], shares: Sequence[float]) -> Flow:
    """Set a ruled table, its head shaded if there is one; a row may be cut by the end of a page."""
    cells = [[[Paragraph(escape(name, quote=False), _LABEL)] for name in head]] if head else []
    look = [("GRID", (0, 0), (-1, -1), 0.75, black), ("VALIGN", (0, 0), (-1, -1), "TOP")]
    if head:
        look.append(("BACKGROUND", (0, 0), (-1, 0), _SHADE))
    widths = [share * _WIDTH for share in shares]
    ruled = Table([*cells, *map(list, rows)], colWidths=widths, style=look, splitInRow=1, spaceAfter=6 * mm)
    return [ruled]


def columns(rows: Sequence[Sequence[Flow]]) -> Flow:
    """Set two columns without rules."""
    look = [("VALIGN", (0, 0), (-1, -1), "TOP"), ("LEFTPADDING", (0, 0), (-1, -1), 0)]
    return [Table([list(row) for row in rows], colWidths=[_WIDTH / 2] * 2, style=look)]


def cell(text: str, *, bold: bool = False) -> Flow:
    """Set the text of one cell."""
    return [Paragraph(escape(text, quote=False), _LABEL if bold else _CELL)]


def new_page() -> Any:
    """Go on at the top of a page."""
    return PageBreakIfNotEmpty()


def _draw_foot(canvas: Any, foot: tuple[str, ...], page: int) -> None:
    height = 17 * mm
    for line in foot:
        canvas.setFont("Sample", 7.5)
        canvas.drawString(_SIDE, height, line)
        height -= 10
    canvas.setFillColor(_BLUE)
    canvas.setFont("Sample-Bold", 12)
    canvas.drawRightString(A4[0] - _SIDE, height + 10, str(page))
    canvas.setFillColor(black)
    canvas.line(_SIDE, 21 * mm, A4[0] - _SIDE, 21 * mm)


def _draw_sample(canvas: Any) -> None:
    canvas.saveState()
    canvas.setStrokeColor(_MAUVE)
    canvas.setLineWidth(2.2)
    left, foot, size = A4[0] - _SIDE - 98, A4[1] - 24 * mm, 3.0
    for strokes in _LETTERS:
        for stroke in strokes:
            path = canvas.beginPath()
            points = [
                (left + x * size, foot + y * size) for x, y in zip(stroke[::2], stroke[1::2], strict=True)
            ]
            path.moveTo(*points[0])
            for point in points[1:]:
                path.lineTo(*point)
            canvas.drawPath(path)
        left += 17
    canvas.restoreState()
