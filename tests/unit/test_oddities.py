"""Traits of real reports that break parsers: what no other test has, and that each one has a test."""

import re
from datetime import date
from pathlib import Path

import pytest

from monitor.domain.classify import outcome_of
from monitor.domain.dates import parse_range
from monitor.domain.details import partnership_of
from monitor.domain.parse import parse
from monitor.domain.sections import split_sections
from monitor.domain.tables import RuledTable, tables_in
from monitor.domain.text import lines_of, words_of
from tests.unit.test_classify import BOXES, STRATEGIC, report
from tests.unit.test_parse import AREAS, pages, read

ROOT = Path(__file__).resolve().parents[2]
LIST = ROOT.parent / "shared" / "corpus" / "oddities.md"
HEAD = "Area SEND inspection report: Ashbourne Vale Local Area Partnership\r\n3 to 7 March 2025 {page}\r\n"
CHILD = "What is it like to be a child or young person"


def listed() -> dict[str, list[str]]:
    """Give the tests of each trait in the table of the documents, as path::name."""
    text = (ROOT / "docs" / "reading.md").read_text("utf-8")
    rows = re.findall(r"^\| `([a-z]\w+)` \| [^|]+ \| ([^|]+) \|$", text, re.M)
    return {tag: re.findall(r"`([^`]+)`", tests) for tag, tests in rows}


TRAITS = listed()


# --- every trait has a test ----------------------------------------------------------------------------


@pytest.mark.parametrize("tag", TRAITS)
def test_the_test_that_is_named_exists(tag: str) -> None:
    assert TRAITS[tag]
    for test in TRAITS[tag]:
        path, _, name = test.partition("::")
        assert f"\ndef {name}(" in (ROOT / "tests" / path).read_text("utf-8"), f"{tag}: there is no {test}"


@pytest.mark.skipif(not LIST.exists(), reason=f"the list of traits is not at {LIST}")
def test_every_known_trait_is_in_the_table() -> None:
    known = re.findall(r"^\| ([a-z]\w*_\w+) \|", LIST.read_text("utf-8"), re.M)
    assert len(known) > 50
    assert sorted(TRAITS) == sorted(known)


# --- page 1 --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("6 to 11 May 2019", "2019-05-06", "2019-05-11"),  # ends on a Saturday
        ("2 to 10 May 2024", "2024-05-02", "2024-05-10"),  # a Thursday to the Friday of the next week
        ("30 November 2020 to 4 December 2020", "2020-11-30", "2020-12-04"),
        ("13 December 2021 to 14 January 2022", "2021-12-13", "2022-01-14"),
    ],
)
def test_days_need_not_be_one_working_week(text: str, start: str, end: str) -> None:
    found = parse_range(text)
    assert (found.start, found.end) == (date.fromisoformat(start), date.fromisoformat(end))


@pytest.mark.parametrize(
    "asked",
    [
        STRATEGIC.replace("that the", "the").replace("updates and publishes", "to update and publish"),
        STRATEGIC.replace("updates and publishes its", "to update and publish their"),
    ],
)
def test_the_plan_may_be_asked_for_in_other_words(asked: str) -> None:
    text = report([*BOXES["typically_positive"][:2], asked])
    found = outcome_of(split_sections(lines_of([text])))
    assert (found.band, found.plan, found.warnings) == ("typically_positive", "strategic_plan", ())


@pytest.mark.parametrize(
    "question",
    [
        f"{CHILD} with SEND in this area?",
        f"{CHILD} SEND in this area?",
        f"{CHILD} with special educational \r\nneeds and/or disabilities in this area?",
        f"{CHILD} with special educational needs \r\nand/or disabilities (SEND) in this area?",
    ],
)
def test_the_first_question_varies(question: str) -> None:
    found = read([page.replace(f"{CHILD} with SEND in this area?", question) for page in pages()])
    assert [section.name for section in found.sections] == ["experience", "effective", "better"]
    assert [one.text for one in found.sections[0].paragraphs] == ["• Children sail."]
    assert found.warnings == ()


def test_the_introduction_may_run_over_the_first_page() -> None:
    cover, *rest = pages()
    overleaf = HEAD.format(page=2) + "dren, and two colleges. They share a ferry.\r\n"
    rest[0] = overleaf + rest[0].split("2025 2\r\n")[1]
    whole = read(pages())
    found = read([cover, *rest])
    assert (found.outcome, found.next, found.plan) == (whole.outcome, whole.next, whole.plan)
    assert (found.sections, found.improvements) == (whole.sections, whole.improvements)
    assert found.warnings == ()


def test_a_report_may_have_twelve_pages() -> None:
    cover, second, last = pages()
    between = [
        f"{HEAD.format(page=page)}◼ Boat {page} came home before the gale, and its crew \r\nwas dry."
        for page in range(3, 12)
    ]
    late = RuledTable(
        12, 400, 300, "Areas for improvement", (("Leaders should sail.",), ("Leaders should row.",))
    )
    found = parse([cover, second, *between, last], None, AREAS, [late])
    assert found.pages == 12
    assert [one.page for one in found.sections[1].paragraphs] == list(range(2, 12))
    assert [item.text for item in found.improvements] == ["Leaders should sail.", "Leaders should row."]
    assert found.warnings == ()


# --- the last pages ------------------------------------------------------------------------------------


def test_a_misprinted_board_is_kept_as_printed() -> None:
    text = (
        "Information about the local area partnership\nPort Merrow Council and NHS Tidewater and Merrow "
        "Integrated Care Board are jointly responsible for boats.\nLocal area partnership details\n"
    )
    rows = (("Local authority", "Integrated care board"), ("Port Merrow Council", "Port Merrow ICB"))
    lines = lines_of([text])
    sections, words = split_sections(lines), words_of(lines)
    drawn = [RuledTable(1, 300, 200, "Local area partnership details\n", rows)]
    found = partnership_of(sections, tables_in(drawn, sections, words))
    assert found.integrated_care_boards == ("Port Merrow ICB",)
    assert found.local_authorities == ("Port Merrow Council",)
