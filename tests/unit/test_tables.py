"""Findings of a report: rows of drawn tables made whole, and text where nothing is drawn."""

from collections.abc import Sequence

import pytest

from monitor.domain.items import ItemsFound, items_of
from monitor.domain.sections import split_sections
from monitor.domain.tables import RuledTable, tables_in
from monitor.domain.text import lines_of, words_of

BODIES = "Port Merrow Council and NHS\nTidewater Integrated Care Board"
BOTH = ("Port Merrow Council", "NHS Tidewater Integrated Care Board")
HEADER = ("Responsible body", "Areas for priority action")
ROW_1 = "Leaders should find every boat."
ROW_2 = "Leaders should mend the harbour lights."
ROW_3 = "Commissioners should shorten the queue."
LOW = "areas for improvement: read from text, not from a drawn table (low confidence)"

Rows = Sequence[Sequence[str | None]]


def table(rows: Rows, *, page: int = 1, top: float = 500, above: str = "") -> RuledTable:
    return RuledTable(page, top, top - 100, above, tuple(map(tuple, rows)))


def found(*tables: RuledTable, pages: Sequence[str] = ("",)) -> ItemsFound:
    lines = lines_of(pages)
    sections, words = split_sections(lines), words_of(lines)
    return items_of(sections, tables_in(tables, sections, words), words)


def actions(*tables: RuledTable, pages: Sequence[str] = ("",)) -> list[tuple[str, tuple[str, ...]]]:
    return [(item.text, item.responsible) for item in found(*tables, pages=pages).priority_actions]


def improvements(*tables: RuledTable, pages: Sequence[str] = ("",)) -> list[str]:
    return [item.text for item in found(*tables, pages=pages).improvements]


def priority(*rows: tuple[str | None, str | None], page: int = 1) -> RuledTable:
    """Make a table of priority actions; on page 1 with its column names."""
    return table([HEADER, *rows] if page == 1 else rows, page=page)


def better(*rows: str, page: int = 1, above: str = "Areas for improvement") -> RuledTable:
    return table([(row,) for row in rows], page=page, above=above if page == 1 else "")


PAGES = ("Areas for improvement",)


# --- where a table belongs -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "drawn",
    [
        pytest.param([table([("Areas for improvement",), (ROW_1,), (ROW_2,)])], id="column name only"),
        pytest.param([better(ROW_1, ROW_2)], id="section heading only"),
        pytest.param([better("", ROW_1, ROW_2)], id="empty column name"),
        pytest.param(
            [better(ROW_1, ROW_2, above="Areas for improvement\nAreas for improvement")],
            id="column name drawn outside",
        ),
        pytest.param(
            [better("Areas for improvement"), table([(ROW_1,), (ROW_2,)], page=2)], id="rows overleaf"
        ),
        pytest.param([better(ROW_1), table([(ROW_2,)], top=390)], id="a box a paragraph"),
        pytest.param(
            [table([("Areas for improvement", None), (ROW_1, None), (ROW_2, None)])], id="split header"
        ),
        pytest.param(
            [table([("No.", "Areas for improvement"), ("1", ROW_1), ("2", ROW_2)])], id="numbers in a column"
        ),
        pytest.param(
            [table([("Subject", "Areas for improvement"), ("Boats", ROW_1), ("Lights", ROW_2)])],
            id="a column that is new to us",
        ),
        pytest.param([better("1. " + ROW_1, "2. " + ROW_2)], id="numbers before the text"),
        pytest.param([better("• " + ROW_1, "• " + ROW_2)], id="bullets before the text"),
    ],
)
def test_every_way_to_head_a_table(drawn: list[RuledTable]) -> None:
    assert found(*drawn, pages=("Areas for improvement\nAreas for improvement", "")) == found(
        better(ROW_1, ROW_2)
    )
    assert improvements(*drawn) == [ROW_1, ROW_2]


def test_a_heading_at_the_foot_of_the_page_before_heads_the_table() -> None:
    drawn = table([(ROW_1,), (ROW_2,)], page=2, above="9 to 13 March 2026")
    assert improvements(drawn, pages=("Areas for improvement", f"9 to 13 March 2026\n{ROW_1}\n{ROW_2}")) == [
        ROW_1,
        ROW_2,
    ]


def test_both_tables_of_a_page_are_told_apart_and_read_from_the_top() -> None:
    read = found(
        table([("Areas for improvement",), (ROW_2,), (ROW_3,)], top=200),
        priority((BODIES, ROW_1), (BODIES, ROW_2)),
    )
    assert [item.text for item in read.priority_actions] == [ROW_1, ROW_2]
    assert [item.text for item in read.improvements] == [ROW_2, ROW_3]
    assert read.warnings == ()


def test_tables_of_other_sections_hold_no_findings() -> None:
    above = "What is the area partnership doing that is effective?"
    other = table([("Boat", "Keeper"), ("Gull", "Ida Quill")], page=2, above=above)
    details = table([("Local authority", "Integrated care board"), ("Council", "ICB")], page=3)
    assert improvements(better(ROW_1, ROW_2), other, details) == [ROW_1, ROW_2]


# --- columns -------------------------------------------------------------------------------------------


def test_bodies_may_stand_on_either_side_also_overleaf() -> None:
    first = table([tuple(reversed(HEADER)), (ROW_1, BODIES), (ROW_2, BODIES)])
    second = table([(ROW_3, "NHS Tidewater ICB")], page=2)
    assert actions(first, second) == [(ROW_1, BOTH), (ROW_2, BOTH), (ROW_3, ("NHS Tidewater ICB",))]


def test_a_column_that_is_new_to_us_is_neither_findings_nor_bodies() -> None:
    rows = [(BODIES, ROW_1, "Autumn 2026"), (BODIES, ROW_2, "Spring 2027")]
    by_when = table([(*HEADER, "By when"), *rows])
    overleaf = table([(BODIES, ROW_3, "Spring 2027")], page=2)
    expected = [(text, BOTH) for text in (ROW_1, ROW_2, ROW_3)]
    assert actions(by_when, overleaf, pages=("Areas for priority action", "")) == expected


def test_columns_without_names_are_told_by_their_text() -> None:
    drawn = table([(BODIES, ROW_1), (BODIES, ROW_2)], above="Areas for priority action")
    assert actions(drawn) == [(ROW_1, BOTH), (ROW_2, BOTH)]


def test_a_body_cell_may_serve_several_rows() -> None:
    drawn = priority((BODIES, ROW_1), (None, ROW_2), ("NHS Tidewater ICB", ROW_3))
    assert [bodies for _, bodies in actions(drawn)] == [BOTH, BOTH, ("NHS Tidewater ICB",)]
    over = table([("", "Leaders should row. They should row well."), ("", ROW_3)], page=2)
    assert [bodies for _, bodies in actions(priority((BODIES, ROW_1), (None, ROW_2)), over)] == [BOTH] * 4


def test_a_finding_may_have_several_body_cells() -> None:
    drawn = priority((BOTH[0], ROW_1), (BOTH[1], None), (BODIES, ROW_2))
    assert actions(drawn) == [(ROW_1, BOTH), (ROW_2, BOTH)]


def test_a_header_that_reaches_over_thin_columns_does_no_harm() -> None:
    drawn = table([(*HEADER, None, ""), (BODIES, ROW_1, None, None), (BODIES, ROW_2, None, None)])
    assert actions(drawn) == [(ROW_1, BOTH), (ROW_2, BOTH)]


# --- rows that a page cuts -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Leaders should find boats at sea", "and bring them home."),
        ("Leaders should find boats that belong to", "Port Merrow."),
        ("Leaders should find:\n• boats; and", "• oars."),
        ("Leaders should find:\n• boats that have gone", "adrift; and\n• oars."),
        ("Leaders should find boats:", "• at sea\n• on land."),
        ("Leaders should find boats.", "This should be done at once."),
        ("Leaders should find boats in co-", "operation with pilots."),
        ("Leaders should find", "Boats and oars in every harbour."),
    ],
)
def test_a_finding_cut_by_a_page_is_one(left: str, right: str) -> None:
    glue = "" if left.endswith("-") else "\n" if right.startswith("•") else " "
    whole = left + glue + right
    assert improvements(better(ROW_1, left), better(right, ROW_3, page=2)) == [ROW_1, whole, ROW_3]
    cut = priority((BODIES, ROW_1), (BODIES, left)), priority(("", right), (BODIES, ROW_3), page=2)
    assert actions(*cut) == [(ROW_1, BOTH), (whole, BOTH), (ROW_3, BOTH)]


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Port Merrow Council and NHS", "Tidewater Integrated Care Board"),
        ("Port Merrow Council and NHS\nTidewater Integrated Care", "Board"),
        ("Port Merrow Council and", "NHS Tidewater Integrated Care Board"),
        (BODIES, ""),
    ],
)
@pytest.mark.parametrize("text", [("Leaders should find boats", "at sea."), (ROW_2, "")])
def test_bodies_cut_by_a_page_are_whole(left: str, right: str, text: tuple[str, str]) -> None:
    cut = priority((BODIES, ROW_1), (left, text[0])), priority((right, text[1]), (BODIES, ROW_3), page=2)
    assert actions(*cut) == [(ROW_1, BOTH), (" ".join(text).strip(), BOTH), (ROW_3, BOTH)]


def test_bodies_cut_where_the_finding_ends_a_sentence_are_whole() -> None:
    cut = (
        priority((BODIES, ROW_1), ("Port Merrow Council and NHS", "Leaders should find boats.")),
        priority(("Tidewater Integrated Care Board", "Leaders should also find oars."), page=2),
    )
    assert actions(*cut) == [
        (ROW_1, BOTH),
        ("Leaders should find boats. Leaders should also find oars.", BOTH),
    ]


def test_a_row_that_begins_a_page_is_one_of_its_own() -> None:
    assert improvements(better(ROW_1), better(ROW_2, ROW_3, page=2)) == [ROW_1, ROW_2, ROW_3]
    assert actions(priority((BODIES, ROW_1)), priority((BODIES, ROW_2), page=2)) == [
        (ROW_1, BOTH),
        (ROW_2, BOTH),
    ]
    unstopped = [row.removesuffix(".") for row in (ROW_1, ROW_2, ROW_3)]
    assert improvements(better(*unstopped[:2]), better(unstopped[2], page=2)) == unstopped


def test_a_column_name_printed_again_overleaf_is_no_finding() -> None:
    again = table([("Areas for improvement",), (ROW_2,)], page=2)
    assert improvements(better(ROW_1), again) == [ROW_1, ROW_2]


def test_a_row_may_run_over_three_pages() -> None:
    pieces = [
        better("Leaders should find", page=1),
        better("boats and", page=2),
        better("oars.", ROW_2, page=3),
    ]
    assert improvements(*pieces) == ["Leaders should find boats and oars.", ROW_2]


def test_a_task_overleaf_is_one_of_its_own_though_the_one_before_has_no_full_stop() -> None:
    open_end = "Leaders should find:\n• boats\n• oars"
    assert improvements(better(open_end), better(ROW_2, page=2)) == [open_end, ROW_2]
    cut = priority((BODIES, "Leaders should find boats")), priority(("Port Merrow Council", ROW_2), page=2)
    assert actions(*cut) == [("Leaders should find boats", BOTH), (ROW_2, BOTH[:1])]


def test_boxes_on_one_page_are_findings_each() -> None:
    two_tasks = (
        "Leaders should find every boat that has gone adrift in the river.\nLeaders should tell pilots."
    )
    drawn = better(two_tasks), table([(ROW_2,)], top=300)
    assert improvements(*drawn) == [two_tasks.replace("\n", " "), ROW_2]


def test_a_box_beside_a_heading_does_not_stand_under_it() -> None:
    pages = [f"Inspection outcome\nThe harbour is safe.\nAreas for improvement\n{ROW_1}\n{ROW_2}"]
    outcome = better("The harbour is safe.")
    assert improvements(outcome, table([(ROW_1,), (ROW_2,)], top=300), pages=pages) == [ROW_1, ROW_2]


def test_a_page_end_between_full_sentences_is_said_to_be_doubtful() -> None:
    full = (
        "Leaders should find each boat that is out at sea\nand bring it home long before the gales of autumn."
    )
    read = found(better(ROW_1, full), better("Pilots should help. They know the bar.", page=2))
    assert len(read.improvements) == 3
    assert read.warnings == (
        "areas for improvement, number 3: may belong to the one before, a page ends between them: "
        "Pilots should help. They know the bar.",
    )


# --- inside a cell -------------------------------------------------------------------------------------


def test_numbered_findings_in_one_cell_go_on_overleaf() -> None:
    first = better("1. Leaders should find\nevery boat.\n2. Leaders should mend lights. It takes\n3 lamps.")
    assert improvements(first, better("3. " + ROW_3, page=2)) == [
        ROW_1,
        "Leaders should mend lights. It takes 3 lamps.",
        ROW_3,
    ]
    cut = better("1. " + ROW_1 + "\n2. Leaders should mend"), better("lights.\n3. " + ROW_3, page=2)
    assert improvements(*cut) == [ROW_1, "Leaders should mend lights.", ROW_3]


def test_numbers_inside_a_finding_are_its_own() -> None:
    text = "Leaders should:\n1. row\n2. sail."
    assert improvements(better(text, ROW_2)) == ["Leaders should: 1. row 2. sail.", ROW_2]


@pytest.mark.parametrize("sign", ["•", "◼", "▪", "-", "−", "–", "o", "\uf0a7", "•\n"])
def test_bullets_of_every_shape_belong_to_their_finding(sign: str) -> None:
    text = f"Leaders should row:\n{sign} in fog\n{sign} at night, in well-lit\nboats.\nThey should also rest."
    assert improvements(better(text, ROW_2)) == [
        "Leaders should row:\n• in fog\n• at night, in well-lit boats.\nThey should also rest.",
        ROW_2,
    ]


def test_a_stray_bullet_is_no_finding() -> None:
    assert improvements(better(ROW_1, ROW_2, "◼")) == [ROW_1, ROW_2]


def test_hyphens_at_line_ends_are_settled_by_the_document() -> None:
    text = "Leaders should keep chil\x02\ndren on the co\ufffeproduced boats and ser\u00ad\nvices."
    pages = ("Children like services.\nAreas for improvement",)
    assert improvements(better(text, ROW_2), pages=pages) == [
        "Leaders should keep children on the co-produced boats and services.",
        ROW_2,
    ]


def test_paragraphs_in_one_box_are_findings_each_and_said_to_be_doubtful() -> None:
    wide = "Leaders should find every boat that has gone adrift in the lower river and bring it home\nby May."
    read = found(better(f"{wide}\n{ROW_2}\n{wide}\n{ROW_3}"))
    assert [item.text for item in read.improvements] == [
        wide.replace("\n", " "),
        ROW_2,
        wide.replace("\n", " "),
        ROW_3,
    ]
    assert read.warnings == (
        "areas for improvement: read from one box, cut at its paragraphs (low confidence)",
    )


def test_a_box_with_several_findings_may_run_over_a_page() -> None:
    wide = "Leaders should find every boat that has gone adrift in the lower river and bring it home\nby May."
    read = found(better(f"{wide}\n{ROW_2}"), better(ROW_3, page=2))
    assert [item.text for item in read.improvements] == [wide.replace("\n", " "), ROW_2, ROW_3]
    assert "low confidence" in read.warnings[0]


def test_paragraphs_of_a_table_row_stay_together() -> None:
    text = f"{ROW_1}\n{ROW_2}"
    assert improvements(better(text, ROW_3)) == [f"{ROW_1} {ROW_2}", ROW_3]


# --- what is said about findings -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("drawn", "warning"),
    [
        (better(ROW_1), "areas for improvement: 1 found, 2 to 6 are usual"),
        (better(*[f"Leaders should row {n}." for n in range(7)]), "areas for improvement: 7 found"),
        (better(ROW_1, "Leaders should row"), "number 2: ends without a full stop: Leaders should row"),
        (better("and row.", ROW_2), "number 1: begins in mid sentence: and row."),
        (priority(("", ROW_1), ("", ROW_2)), "areas for priority action, number 1: no responsible body"),
        (priority(("Everyone", ROW_1), (BODIES, ROW_2)), "number 1: no responsible body"),
    ],
)
def test_what_is_unusual_is_said(drawn: RuledTable, warning: str) -> None:
    assert any(warning in said for said in found(drawn).warnings)


def test_a_section_without_findings_is_said_to_have_none() -> None:
    assert found().warnings == ("areas for improvement: none found",)
    assert found(better(ROW_1, ROW_2), pages=("Areas for priority action",)).warnings == (
        "areas for priority action: none found",
    )


# --- text alone ----------------------------------------------------------------------------------------

TASKS = (
    "Areas for improvement",
    "Areas for improvement",
    "The local area partnership should find every boat that has gone adrift since the spring gales and bring",
    "it home. This should be checked by the harbour master every month so that no family waits on the quay.",
    "Leaders should teach crews to row:",
    "• in fog",
    "• at night, when the lamps of the outer harbour cannot be seen from the boats that lie nearest to the",
    "bar.",
    "Commissioners should shorten the queue.",
)


@pytest.mark.parametrize(
    "names", ["Responsible body Areas for priority action", "Areas for priority action Responsible bodies"]
)
def test_column_names_alone_head_the_actions_of_a_text(names: str) -> None:
    text = f"What does the area partnership need to do better?\n• Boats drift.\n{names}\n{BODIES}\n{ROW_1}\n"
    read = found(pages=(f"{text}{BODIES}\n{ROW_2}\nAreas for improvement\n{ROW_3}",))
    assert [(item.text, item.responsible) for item in read.priority_actions] == [(ROW_1, BOTH), (ROW_2, BOTH)]


@pytest.mark.parametrize(
    "order", ["{text}\nResponsible body: {bodies}\n", "Responsible bodies: {bodies}\n{text}\n"]
)
def test_bodies_behind_a_label_belong_to_the_action_they_stand_by(order: str) -> None:
    bodies = "Port Merrow Council and NHS Tidewater\nIntegrated Care Board"
    text = "".join(order.format(text=row, bodies=bodies) for row in (ROW_1, ROW_2))
    read = found(pages=(f"Areas for priority action\n{text}Areas for improvement\n{ROW_3}",))
    assert [(item.text, item.responsible) for item in read.priority_actions] == [(ROW_1, BOTH), (ROW_2, BOTH)]
    unnamed = text.replace(bodies, "those who should know")
    assert found(pages=(f"Areas for priority action\n{unnamed}",)).priority_actions == ()


def test_wrapped_text_is_cut_at_its_paragraphs() -> None:
    read = found(pages=("\n".join(TASKS),))
    assert [item.text for item in read.improvements] == [
        " ".join(TASKS[2:4]),
        f"{TASKS[4]}\n• in fog\n{TASKS[6]} bar.",
        TASKS[8],
    ]
    assert read.warnings == (LOW,)


def test_text_with_a_paragraph_a_line_is_cut_at_its_lines() -> None:
    long = f"Leaders should look {'far and ' * 25}wide."
    lines = ["Areas for improvement", "", long, "", ROW_1, "", "Pilots should help.", "", long]
    assert improvements(pages=("\n".join(lines),)) == [long, ROW_1, "Pilots should help.", long]


@pytest.mark.parametrize("marks", [("1. ", "2. ", "3. "), ("- ", "- ", "- "), ("◼\n", "◼\n", "◼\n")])
def test_marked_text_is_cut_at_its_marks(marks: Sequence[str]) -> None:
    rows = [mark + row for mark, row in zip(marks, (ROW_1, ROW_2, ROW_3), strict=True)]
    assert improvements(pages=("\n".join(["Areas for improvement", *rows]),)) == [ROW_1, ROW_2, ROW_3]


@pytest.mark.parametrize("between", ["\n", "\t"])
def test_actions_are_read_from_text_where_bodies_stand_before_each(between: str) -> None:
    body = "Port Merrow Council and NHS Tidewater ICB"
    rows = [f"{body}{between}{row}" for row in (ROW_1, ROW_2)]
    read = found(pages=("\n".join(["Areas for priority action", between.join(HEADER), *rows]),))
    assert [item.text for item in read.priority_actions] == [ROW_1, ROW_2]
    assert {item.responsible for item in read.priority_actions} == {
        ("Port Merrow Council", "NHS Tidewater ICB")
    }
    assert (
        "areas for priority action: read from text, not from a drawn table (low confidence)" in read.warnings
    )


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param(
            [
                "Port Merrow Council and   Leaders should find every boat that has gone",
                "NHS Tidewater Integrated  adrift and bring it home before the gales.",
                "Care Board",
            ],
            id="read across",
        ),
        pytest.param(
            [
                *BODIES.split("\n"),
                ROW_1,
                "Port Merrow Council and NHS",
                "Leaders should mend lights that were",
                "Tidewater Integrated Care Board",
                "put out by the gales.",
                *BODIES.split("\n"),
                ROW_2,
            ],
            id="cell cut by a page",
        ),
        pytest.param(
            [
                *BODIES.split("\n"),
                ROW_1,
                *BODIES.split("\n"),
                ROW_2,
                "Port Merrow Council Leaders should row and",
                "sail.",
                "NHS Tidewater Integrated Care Board",
                ROW_3,
            ],
            id="a row on one line",
        ),
        pytest.param([ROW_1, ROW_2], id="no bodies"),
        pytest.param([*BODIES.split("\n"), "and bring it home"], id="half a sentence"),
    ],
)
def test_text_whose_columns_may_be_mixed_up_is_left_out(lines: Sequence[str]) -> None:
    read = found(pages=("\n".join(["Areas for priority action", " ".join(HEADER), *lines]),))
    assert read.priority_actions == ()
    assert read.warnings[0] == (
        "areas for priority action: left out, the columns of the text may have run into each other"
    )
