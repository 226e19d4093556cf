"""Bodies of an area and lead inspectors, from the last pages of a report."""

from collections.abc import Sequence

import pytest

from monitor.domain.bodies import bodies_in, looks_like_bodies, same_bodies
from monitor.domain.details import PartnershipFound, leads_of, partnership_of
from monitor.domain.sections import split_sections
from monitor.domain.tables import RuledTable, tables_in
from monitor.domain.text import Line, lines_of, words_of

HEADER = ("Local authority", "Integrated care board")
MERROW, TIDE = "Port Merrow Council", "NHS Tidewater ICB"
OFFICERS = ("Ida Quill, Director of Children’s Services", "Bo Finch, Chief Executive")
PAGE = "Local area partnership details\n"


def partnership(text: str = "", rows: Sequence[Sequence[str | None]] = ()) -> PartnershipFound:
    lines = lines_of([text])
    sections = split_sections(lines)
    drawn = [RuledTable(1, 700, 500, PAGE, tuple(map(tuple, rows)))] if rows else []
    return partnership_of(sections, tables_in(drawn, sections, words_of(lines)))


# --- names of bodies -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("Port Merrow Council", [MERROW]),
        ("Tarn and Fellwick City Council and\nNHS Tidewater ICB", ["Tarn and Fellwick City Council", TIDE]),
        (
            "Port Merrow Council and NHS Tide\nand Weir Integrated Care\nBoard (ICB)",
            [MERROW, "NHS Tide and Weir Integrated Care Board (ICB)"],
        ),
        (
            "Port Merrow\nCouncil, NHS Tidewater\nICB and Merrow Children’s\nTrust",
            [MERROW, TIDE, "Merrow Children's Trust"],
        ),
        (
            "Port Merrow Council, Merrow Children First and NHS Tidewater ICB",
            [MERROW, "Merrow Children First", TIDE],
        ),
        (
            "Port Merrow Council, NHS Tidewater ICB,\nschool and college leaders.",
            [MERROW, TIDE, "school and college leaders"],
        ),
        ("Port Merrow Council\nNHS Tidewater ICB", [MERROW, TIDE]),
        ("• Port Merrow Council\n• NHS Tidewater ICB", [MERROW, TIDE]),
        ("Port Merrow Council; the NHS Tidewater ICB", [MERROW, TIDE]),
        ("Port Merrow Council / NHS Tidewater ICB", [MERROW, TIDE]),
        ("Tidewater ICB and Weir Valley\nICB", ["Tidewater ICB", "Weir Valley ICB"]),
        (
            "NHS A Vale ICB, NHS B Vale and C Vale ICB and NHS D Vale ICB",
            ["NHS A Vale ICB", "NHS B Vale and C Vale ICB", "NHS D Vale ICB"],
        ),
        (
            "NHS Tidewater and Weir Valley,\nIntegrated Care Board",
            ["NHS Tidewater and Weir Valley, Integrated Care Board"],
        ),
        ("Tarn, Fell and Wick Integrated\nCare Board", ["Tarn, Fell and Wick Integrated Care Board"]),
        (
            "Tidewater and Weir Valley\nNHS Integrated Care Board",
            ["Tidewater and Weir Valley NHS Integrated Care Board"],
        ),
        ("London Borough of Tarn and Fell and NHS Tidewater ICB", ["London Borough of Tarn and Fell", TIDE]),
        ("Royal Borough of Tarn, NHS Tidewater ICB", ["Royal Borough of Tarn", TIDE]),
        ("London Borough of Tarn and Tidewater ICB", ["London Borough of Tarn", "Tidewater ICB"]),
        (
            "London Borough of Tarn & Fell and Tidewater ICB",
            ["London Borough of Tarn & Fell", "Tidewater ICB"],
        ),
        ("London Borough of Tarn & Fell\nTidewater ICB", ["London Borough of Tarn & Fell", "Tidewater ICB"]),
        ("London Borough of Tarn\nQuay and Tidewater ICB", ["London Borough of Tarn Quay", "Tidewater ICB"]),
    ],
)
def test_names_are_told_apart(cell: str, names: list[str]) -> None:
    found = bodies_in(lines_of([cell]))
    assert list(found) == names
    assert looks_like_bodies(found)


def test_a_board_may_leave_out_that_it_is_one() -> None:
    cell = [Line("NHS Tidewater Integrated Care and Merrow Children's Trust", 1)]
    assert bodies_in(cell) == ("NHS Tidewater Integrated Care", "Merrow Children's Trust")


@pytest.mark.parametrize(
    "text",
    [
        "Leaders should find boats.",
        "Port Merrow Council should row",
        "Port Merrow Council and Leaders",
        "NHS Tidewater and",
        "Port Merrow Council and NHS",
        "NHS Tidewater Integrated Care",
        "Everyone",
        "12",
        "",
    ],
)
def test_sentences_and_pieces_are_no_bodies(text: str) -> None:
    assert not looks_like_bodies(bodies_in([Line(text, 1)]))


def test_the_same_bodies_in_another_order_and_form() -> None:
    one = ["Port Merrow Council", "NHS Tidewater ICB"]
    assert same_bodies(one, ["Tidewater Integrated Care Board", "Port Merrow Council"])
    assert not same_bodies(one, one[:1])


# --- the details table ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("council", "boards", "expected"),
    [
        (
            "Port Merrow Council",
            "NHS Tidewater Integrated\nCare Board",
            ["NHS Tidewater Integrated Care Board"],
        ),
        ("Port Merrow", "Tidewater", ["Tidewater"]),
        ("Port Merrow Council", "Tidewater ICB and Weir ICB", ["Tidewater ICB", "Weir ICB"]),
        ("Port Merrow Council", "Tidewater ICB; Weir ICB", ["Tidewater ICB", "Weir ICB"]),
        (
            "Port Merrow Council",
            "A Vale ICB, B Vale ICB and C Vale ICB",
            ["A Vale ICB", "B Vale ICB", "C Vale ICB"],
        ),
        ("Port Merrow Council\nIda Quill, Director", "NHS Tidewater\nwww.tide.example", ["NHS Tidewater"]),
    ],
)
@pytest.mark.parametrize("header", [HEADER, ("Local Authority:", "Integrated Care Boards"), ("", "")])
def test_the_table_names_the_bodies(
    council: str, boards: str, expected: list[str], header: tuple[str, str]
) -> None:
    labels = ("", "") if header[0] else ("Name of authority: ", "Name of ICB: ")
    found = partnership(rows=[header, (labels[0] + council, labels[1] + boards), OFFICERS])
    assert found.local_authorities == (council.partition("\n")[0],)
    assert list(found.integrated_care_boards) == expected
    assert found.warnings == ()


def test_boards_in_columns_of_their_own() -> None:
    rows = [(HEADER[0], HEADER[1], None), ("Port Merrow Council", "NHS Tidewater ICB", "NHS Weir ICB")]
    assert partnership(rows=rows).integrated_care_boards == ("NHS Tidewater ICB", "NHS Weir ICB")


@pytest.mark.parametrize(
    "text",
    [
        "Local authority Integrated care board\nPort Merrow Council NHS Tidewater\nIntegrated Care Board\n",
        "Local authority\tIntegrated care board\nPort Merrow Council\tNHS Tidewater\n\t"
        "Integrated Care Board\n",
        "Local authority\nIntegrated care board\nPort Merrow Council\nNHS Tidewater Integrated Care Board\n",
    ],
)
@pytest.mark.parametrize("officers", [" ".join(OFFICERS), "Ida Quill\nDirector", "www.portmerrow.example"])
def test_text_names_the_bodies(text: str, officers: str) -> None:
    found = partnership(PAGE + text + officers)
    assert found.local_authorities == ("Port Merrow Council",)
    assert found.integrated_care_boards == ("NHS Tidewater Integrated Care Board",)


def test_the_introduction_tells_where_a_council_ends() -> None:
    text = (
        "Information about the local area partnership\nLondon Borough of Tarn and NHS Tidewater ICB are "
        f"jointly responsible for boats.\n{PAGE}London Borough of Tarn Tidewater ICB\n{OFFICERS[0]}"
    )
    assert partnership(text) == PartnershipFound(("London Borough of Tarn",), ("Tidewater ICB",))


@pytest.mark.parametrize(
    "text",
    [
        "Port Merrow Port Merrow and Tarn ICB\n",
        "Port Merrow NHS Tidewater Integrated\nBorough Council Care Board\n",
        "Port Merrow Council NHS Tidewater\nBo Finch\n",
        "",
    ],
)
def test_names_that_cannot_be_told_apart_are_unknown_and_said_to_be(text: str) -> None:
    found = partnership(PAGE + text + OFFICERS[0])
    assert found.integrated_care_boards == ()
    assert "integrated care board not read" in found.warnings
    assert found.local_authorities in {(), ("Port Merrow Council",)}


# --- the inspection team -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("team", "ofsted", "cqc"),
    [
        ("Ada Rowe, Ofsted HMI Lead inspector Tom Ashe, CQC Lead inspector", ["Ada Rowe"], ["Tom Ashe"]),
        ("Ada Rowe HMI, Ofsted Lead inspector Tom Ashe, CQC lead inspector", ["Ada Rowe"], ["Tom Ashe"]),
        ("Ada Rowe, HMI, Ofsted Lead inspector\nTom Ashe, CQC Lead Inspector", ["Ada Rowe"], ["Tom Ashe"]),
        ("Ada Rowe, Ofsted HMI, lead inspector\nTom Ashe, CQC lead inspector", ["Ada Rowe"], ["Tom Ashe"]),
        ("Ada Rowe, Ofsted lead\ninspector\nTom Ashe, CQC lead\ninspector", ["Ada Rowe"], ["Tom Ashe"]),
        ("Mr Al Rowe, Ofsted Lead inspector Dr Di Ashe, CQC Lead inspector", ["Al Rowe"], ["Di Ashe"]),
        (
            "Ada Rowe, Ofsted HMI Lead inspector\nBea Oar, Ofsted HMI\n"
            "Tom Ashe, CQC lead inspector\nCy Fox, CQC",
            ["Ada Rowe"],
            ["Tom Ashe"],
        ),
        (
            "Ada Rowe HMI, Ofsted Lead inspector Tom Ashe, CQC Lead inspector\n"
            "Bea Oar HMI, Ofsted Lead inspector Cy Fox, CQC Lead inspector\nDee Elm, Ofsted inspector",
            ["Ada Rowe", "Bea Oar"],
            ["Tom Ashe", "Cy Fox"],
        ),
        (
            "Siân O’Hara-Lee, Ofsted HMI Lead inspector Máire de la Cour, CQC Lead inspector",
            ["Siân O'Hara-Lee"],
            ["Máire de la Cour"],
        ),
        ("Ada Rowe, Lead inspector, Ofsted\nTom Ashe, Lead inspector, CQC", ["Ada Rowe"], ["Tom Ashe"]),
        ("Ada Rowe, Lead HMI\nTom Ashe, Lead CQC inspector", ["Ada Rowe"], ["Tom Ashe"]),
        (
            "Ada Rowe, Lead Ofsted HMI\nTom Ashe, CQC lead children’s services inspector",
            ["Ada Rowe"],
            ["Tom Ashe"],
        ),
        ("Ada Rowe, Lead inspector Tom Ashe, Lead inspector", ["Ada Rowe"], ["Tom Ashe"]),
        ("Ada Rowe, Lead inspector\nTom Ashe, Lead inspector\nBea Oar, HMI", ["Ada Rowe"], ["Tom Ashe"]),
        ("Ada Rowe, Lead inspector\nBea Oar, Ofsted lead inspector", ["Bea Oar"], []),
        ("Bea Oar, Ofsted inspector\nTom Ashe, CQC Lead inspector", [], ["Tom Ashe"]),
        ("Bea Oar, Ofsted inspector Cy Fox, CQC inspector", [], []),
        ("", [], []),
    ],
)
@pytest.mark.parametrize("break_at", [False, True])
def test_lead_inspectors_by_inspectorate(
    team: str, ofsted: list[str], cqc: list[str], break_at: bool
) -> None:
    heading = "Inspection team\nOfsted Care Quality Commission\n"
    overleaf = "\fInspection report: Port Merrow Local Area Partnership\n9 to 13 March 2026 2\n"
    text = heading + (overleaf if break_at else "") + team
    sections = split_sections(lines_of(text.split("\f")))
    leads, warnings = leads_of(sections)
    assert (list(leads.ofsted), list(leads.cqc)) == (ofsted, cqc)
    assert len(warnings) == (not ofsted) + (not cqc)


def test_a_list_of_its_own_tells_whose_lead_inspector_it_is() -> None:
    text = (
        "Inspection team\nOfsted:\nAda Rowe, Lead inspector\nBea Oar, Lead inspector\n"
        "Care Quality Commission:\nTom Ashe, Lead inspector\nCy Fox, inspector\n"
    )
    leads, warnings = leads_of(split_sections(lines_of([text])))
    assert (leads.ofsted, leads.cqc, warnings) == (("Ada Rowe", "Bea Oar"), ("Tom Ashe",), ())


def test_the_introduction_tells_where_a_board_ends() -> None:
    text = (
        "Information about the local area partnership\nTarn and NHS Tidewater are responsible for boats.\n"
        f"{PAGE}Tarn NHS Tidewater\nIda Quill Bo Finch\n{OFFICERS[0]}"
    )
    assert partnership(text) == PartnershipFound(("Tarn",), ("NHS Tidewater",))


def test_a_text_longer_than_a_cell_names_nobody() -> None:
    assert bodies_in([Line("Port Merrow Council and Tarn Council, " * 20_000, 1)]) == ()
