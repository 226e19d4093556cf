"""A small typesetter for tests: reports about invented places whose tables are drawn as real ones are.

A table runs on over as many pages as it needs; a row is cut wherever the page ends, in both of its cells, and
both halves get a border, as Word draws them.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass, field

from reportlab.lib.utils import simpleSplit  # type: ignore[import-untyped]
from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]

TOP, FOOT, LEFT, WIDTH = 760.0, 70.0, 60.0, 470.0  # points
LEADING = 13.0
Cell = str | None  # None: this cell and the one above are one
BORDERS = ("slabs", "strokes", "boxes", "form")


@dataclass
class Press:
    """Sets text and tables on pages. `border`: thin slabs (Word), strokes, a box or a form a cell."""

    font: str = "Helvetica"
    size: float = 10.5
    border: str = "slabs"
    open_top: bool = False  # tables lack their top line
    open_sides: bool = False  # tables lack their left and right line
    furniture: tuple[str, ...] = (
        "Area SEND inspection report: Port Merrow Local Area Partnership",
        "9 to 13 March 2026 {page}",
    )
    stream: io.BytesIO = field(default_factory=io.BytesIO)
    page: int = 1
    y: float = TOP

    def __post_init__(self) -> None:
        self.canvas = Canvas(self.stream, invariant=True)
        self.canvas.setFont(self.font, self.size)

    def text(self, words: str, width: float = WIDTH) -> None:
        """Set paragraphs, one a line of `words`."""
        for paragraph in words.split("\n"):
            for line in simpleSplit(paragraph, self.font, self.size, width) or [""]:
                self.room(LEADING)
                self.canvas.drawString(LEFT, self.y - self.size, line)
                self.y -= LEADING

    def lines(self, count: int) -> None:
        """Set a number of full lines, to push what follows down."""
        for number in range(count):
            self.text(f"Boat number {number} was seen again on the water that morning.")

    def room(self, height: float) -> None:
        if self.y - height < FOOT:
            self.new_page()

    def new_page(self) -> None:
        self.canvas.showPage()
        self.page += 1
        self.canvas.setFont(self.font, self.size)
        for number, line in enumerate(self.furniture):
            self.canvas.drawString(LEFT, 40 - 12 * number, line.format(page=self.page))
        self.y = TOP

    def table(self, rows: Sequence[Sequence[Cell]], shares: Sequence[float] = (1.0,)) -> None:
        """Draw a table; a row goes on overleaf where the page ends."""
        widths = [share * WIDTH for share in shares]
        first = True
        for row in rows:
            cells = [self._wrapped(cell, width) for cell, width in zip(row, widths, strict=True)]
            covered = [cell is None for cell in row]
            while True:
                self.room(LEADING + 6)
                fits = int((self.y - FOOT - 6) // LEADING)
                now = [cell[:fits] for cell in cells]
                cells = [cell[fits:] for cell in cells]
                self._row(now, widths, covered=covered, first=first and self.y != TOP)
                first = False
                if not any(cells):
                    break
                self.new_page()
        self.y -= LEADING

    def done(self) -> bytes:
        self.canvas.save()
        return self.stream.getvalue()

    def _wrapped(self, cell: Cell, width: float) -> list[str]:
        parts = (cell or "").split("\n")
        return [
            line for part in parts for line in simpleSplit(part, self.font, self.size, width - 12) or [""]
        ]

    def _row(
        self, cells: Sequence[Sequence[str]], widths: Sequence[float], *, covered: Sequence[bool], first: bool
    ) -> None:
        height = max(1, *map(len, cells)) * LEADING + 6
        x = LEFT
        for column, (cell, width) in enumerate(zip(cells, widths, strict=True)):
            for number, line in enumerate(cell):
                self.canvas.drawString(x + 6, self.y - 3 - self.size - number * LEADING, line)
            edges = [(x, self.y - height, width, 0.0)]
            if not covered[column] and not (first and self.open_top):
                edges.append((x, self.y, width, 0.0))
            edges += [(x, self.y - height, 0.0, height)] if column or not self.open_sides else []
            last = column == len(cells) - 1
            edges += [(x + width, self.y - height, 0.0, height)] if not last or not self.open_sides else []
            self._border(edges, (x, self.y - height, width, height))
            x += width
        self.y -= height

    def _border(
        self, edges: Sequence[tuple[float, float, float, float]], box: tuple[float, float, float, float]
    ) -> None:
        if self.border == "boxes":
            self.canvas.rect(*box)
        elif self.border == "strokes":
            for x, y, width, height in edges:
                self.canvas.line(x, y, x + width, y + height)
        elif self.border == "slabs":
            for x, y, width, height in edges:
                self.canvas.rect(x, y, max(width, 0.5), max(height, 0.5), stroke=0, fill=1)
        else:
            name = f"cell-{self.page}-{box[0]:.0f}-{box[1]:.0f}"
            self.canvas.beginForm(name)
            self.canvas.rect(0, 0, *box[2:])
            self.canvas.endForm()
            self.canvas.saveState()
            self.canvas.translate(box[0], box[1])
            self.canvas.doForm(name)
            self.canvas.restoreState()


COVER = """Local area partnership report
Area SEND inspection of Port Merrow Local Area Partnership
Inspection dates: 9 to 13 March 2026
Dates of previous inspection: 6 to 10 June 2016
Inspection outcome"""
BAND_THREE = """There are widespread and/or systemic failings leading to significant concerns about the \
experiences and outcomes of children and young people with special educational needs and/or disabilities \
(SEND), which the local area partnership must address urgently.
A monitoring inspection will be carried out within approximately 18 months.
The next full reinspection will be within approximately three years.
As a result of this inspection, HMCI requires the local area partnership to prepare and submit a priority \
action plan (area SEND) to address the identified areas for priority action."""
BODY = """Information about the local area partnership
Port Merrow Council and NHS Tidewater Integrated Care Board are jointly responsible for the harbour lights.
What is it like to be a child or young person with SEND in this area?
Children sail most days. They come home dry.
What is the area partnership doing that is effective?
• Boats are mended soon.
What does the area partnership need to do better?
• Oars are lost too often."""
AREAS = "urn,la_code,name,listing_name,aliases,former_urns\n90002,702,Port Merrow,Port Merrow Council,,\n"


def opening(press: Press) -> Press:
    """Set all that stands before the areas for priority action."""
    for words in (COVER, BAND_THREE, BODY):
        press.text(words)
    return press


def closing(press: Press) -> bytes:
    """Set all that stands behind the areas for improvement, and give the file."""
    press.new_page()
    press.text("Local area partnership details")
    press.table(
        [
            ("Local authority", "Integrated care board"),
            ("Port Merrow Council", "NHS Tidewater Integrated Care Board"),
            ("Ida Quill, Director of Children’s Services", "Bo Finch, Chief Executive"),
            ("www.portmerrow.example", "www.tidewater.example"),
        ],
        (0.5, 0.5),
    )
    press.text("Information about this inspection\nThis inspection was asked for.\nInspection team")
    press.text("Ofsted Care Quality Commission")
    press.text("Ada Rowe HMI, Ofsted lead inspector Tom Ashe, CQC Lead inspector")
    press.text("© Crown copyright 2026")
    return press.done()
