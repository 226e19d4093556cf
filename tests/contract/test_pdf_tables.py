"""Findings come out of drawn tables whole, once and in order, however the table is drawn and cut by pages."""

from collections.abc import Iterator, Sequence

import pytest

from monitor.domain.area import AreaTable
from monitor.domain.parse import parse
from monitor.domain.report import Report
from monitor.sources.pdf import PdfReader
from tests.contract.printed import AREAS, BORDERS, Press, closing, opening

BOTH = "Port Merrow Council and NHS Tidewater Integrated Care Board"
BODIES = ("Port Merrow Council", "NHS Tidewater Integrated Care Board")
TRUST = "Port Merrow Council, NHS Tidewater Integrated Care Board and Merrow Children’s Trust"
ACTIONS = (
    (
        BOTH,
        "Leaders across the partnership should find every boat that has gone adrift and bring it home before "
        "the autumn gales begin. This work should be checked by the harbour master once a month so that no "
        "family waits on the quay without news of those at sea.",
    ),
    (
        TRUST,
        "Leaders should mend the co-designed harbour lights so that pilots can see them from the outer bar. "
        "This should include:\n• lamps that burn through the night in all seasons of the year, with oil that "
        "keeps\n• a second keeper for each of the towers who has been trained to relieve the first; and\n"
        "• a bell.\nLeaders should also tell families when a light is out.",
    ),
    (
        "NHS Tidewater Integrated Care Board",
        "Commissioners should act at pace to shorten the queue at the slipway, where boats wait many tides "
        "and some lose their place when the wind turns. Records of each wait should be kept by the clerk.",
    ),
)
IMPROVEMENTS = (
    "Leaders should improve the way in which tide tables are shared with schools in the upper valley so that "
    "all crews know when the ford is safe and when it is not. Copies should be kept in each boathouse.",
    "Leaders should teach more crews to row:\n- in fog\n- at night; and\n- against the stream when the weir "
    "has been opened without any notice to those who are below it.",
    "The partnership should count its oars every spring, so that those which are lost can be replaced before "
    "the season starts and none is left to go to sea without a full set.",
)


@pytest.fixture(scope="module")
def reader() -> Iterator[PdfReader]:
    with PdfReader(timeout=20) as reader:
        yield reader


def read(data: bytes, reader: PdfReader) -> Report:
    text = reader.read(data)
    return parse(text.pages, text.title, AreaTable.from_csv_text(AREAS), text.tables)


def plain(text: str) -> str:
    """Give a finding as it should be read: straight quotes, bullets of one shape."""
    return text.replace("’", "'").replace("\n- ", "\n• ")


def printed(press: Press, filler: int = 0, shares: Sequence[float] = (0.33, 0.67)) -> bytes:
    """Set a whole report with both tables, after a number of lines that push them down."""
    opening(press).lines(filler)
    press.text("Areas for priority action")
    press.table([("Responsible body", "Areas for priority action"), *ACTIONS], shares)
    press.text("Areas for improvement")
    press.table([("Areas for improvement",), *((item,) for item in IMPROVEMENTS)])
    return closing(press)


def assert_all_read(report: Report) -> None:
    assert [action.text for action in report.priority_actions] == [plain(text) for _, text in ACTIONS]
    assert [action.responsible for action in report.priority_actions] == [
        BODIES,
        (*BODIES, "Merrow Children's Trust"),
        BODIES[1:],
    ]
    assert [item.text for item in report.improvements] == [plain(text) for text in IMPROVEMENTS]
    assert (report.local_authorities, report.integrated_care_boards) == (BODIES[:1], BODIES[1:])
    assert (report.lead_inspectors.ofsted, report.lead_inspectors.cqc) == (("Ada Rowe",), ("Tom Ashe",))


@pytest.mark.parametrize("border", BORDERS)
@pytest.mark.parametrize("font", ["Helvetica", "Times-Roman", "Courier"])
def test_every_way_of_drawing_a_table(border: str, font: str, reader: PdfReader) -> None:
    report = read(printed(Press(border=border, font=font)), reader)
    assert_all_read(report)
    assert report.warnings == ()


@pytest.mark.parametrize("shares", [(0.2, 0.8), (0.45, 0.55), (0.6, 0.4)])
@pytest.mark.parametrize("size", [8.0, 12.0])
def test_columns_and_letters_of_any_size(shares: tuple[float, float], size: float, reader: PdfReader) -> None:
    assert_all_read(read(printed(Press(size=size), shares=shares), reader))


@pytest.mark.parametrize("open_sides", [False, True])
@pytest.mark.parametrize("border", ["slabs", "strokes"])
def test_tables_that_lack_their_outer_lines(border: str, open_sides: bool, reader: PdfReader) -> None:
    press = Press(border=border, open_top=True, open_sides=open_sides)
    opening(press).text("Areas for priority action")
    press.table([("Responsible body", "Areas for priority action"), *ACTIONS], (0.33, 0.67))
    press.text("Areas for improvement")
    press.open_sides = False
    press.table([(item,) for item in IMPROVEMENTS])
    assert_all_read(read(closing(press), reader))


@pytest.mark.parametrize("filler", range(44))
def test_a_page_may_end_anywhere(filler: int, reader: PdfReader) -> None:
    assert_all_read(read(printed(Press(), filler), reader))


def test_a_row_may_run_over_three_pages(reader: PdfReader) -> None:
    sentence = "Crews should also look for the smaller boats that lie among the reeds of the lower river"
    long = "Leaders should search " + "; ".join([f"{sentence}, reach {n}" for n in range(90)]) + "."
    press = opening(Press())
    press.text("Areas for priority action")
    press.table([("Responsible body", "Areas for priority action"), ACTIONS[0], (BOTH, long)], (0.33, 0.67))
    press.text("Areas for improvement")
    press.table([(item,) for item in IMPROVEMENTS])
    report = read(closing(press), reader)
    assert [action.text for action in report.priority_actions] == [plain(ACTIONS[0][1]), long]
    assert [action.responsible for action in report.priority_actions] == [BODIES, BODIES]
    assert len(report.improvements) == 3


def test_no_sentence_is_read_across_two_columns_without_lines(reader: PdfReader) -> None:
    press = opening(Press())
    press.text("Areas for priority action")
    for line in (
        "Responsible body          Areas for priority action",
        "Port Merrow Council and   Leaders across the partnership should find every boat",
        "NHS Tidewater Integrated  that has gone adrift and bring it home before the gales.",
        "Care Board                Leaders should tell families.",
    ):
        press.text(line)
    press.text("Areas for improvement")
    press.table([(item,) for item in IMPROVEMENTS])
    report = read(closing(press), reader)
    assert report.priority_actions == ()
    assert any("left out" in warning for warning in report.warnings)
    assert report.outcome.band == "systemic_failings"


def test_tables_of_text_pages_are_not_looked_for(reader: PdfReader) -> None:
    press = opening(Press())
    press.table([("A list of boats",), ("Gull",)])
    found = reader.read(press.done())
    assert found.tables == ()
    assert "Gull" in found.pages[0]


def test_a_page_with_too_many_lines_is_read_from_its_text(reader: PdfReader) -> None:
    press = opening(Press())
    press.text("Areas for improvement")
    for number in range(700):
        press.canvas.line(500, 100 + number / 2, 520, 100 + number / 2)
    press.table([(item,) for item in IMPROVEMENTS])
    report = read(closing(press), reader)
    assert [item.text for item in report.improvements] == [plain(text) for text in IMPROVEMENTS]
    assert any("low confidence" in warning for warning in report.warnings)
