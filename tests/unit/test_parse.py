"""Whole documents, read from their text."""

from collections.abc import Sequence
from datetime import date

import pytest

from monitor.domain.area import AreaTable
from monitor.domain.parse import PARSER_VERSION, parse
from monitor.domain.report import Report
from monitor.domain.tables import RuledTable
from monitor.domain.text import text_pages
from monitor.domain.verdict import published
from tests.builders import a_sighting

AREAS = AreaTable.from_csv_text(
    "urn,la_code,name,listing_name,aliases,former_urns\n"
    "90001,701,Ashbourne Vale,Ashbourne Vale Council,Ashbourne Vale Borough,701\n"
    "90002,702,Tarn & Fellwick,Tarn & Fellwick Council,,\n"
    "90003,703,Stow-on-Merrow,Stow-on-Merrow Borough Council,,\n"
)
OUTCOME = (
    "The local area partnership’s arrangements lead to inconsistent experiences and \r\n"
    "outcomes for children and young people with special educational needs and/or \r\n"
    "disabilities (SEND). The local area partnership must work jointly to make \r\nimprovements.\r\n"
    "The next full area SEND inspection will be within approximately 3 years.\r\n"
    "Ofsted and CQC ask that the local area partnership updates and publishes its strategic \r\n"
    "plan based on the recommendations set out in this report.\r\n"
)


def pages(
    *,
    title: str = "Area SEND inspection of Ashbourne \r\nVale Local Area Partnership",
    dates: str = "Inspection dates: 3 to 7 March 2025",
    previous: str = "Dates of previous inspection: 6 June to 10 June 2016",
    outcome: str = f"Inspection outcome\r\n{OUTCOME}",
) -> list[str]:
    return [
        f"Local area partnership report\r\n{title}\r\n{dates}\r\n{previous}\r\n{outcome}"
        "Information about the local area partnership\r\nThe council runs nine schools for chil\ufffe",
        "Area SEND inspection report: Ashbourne Vale Local Area Partnership\r\n4 to 9 March 2025 2\r\n"
        "What is it like to be a child or young person with SEND in this area?\r\n◼ Children sail.\r\n"
        "What is the area partnership doing that is effective?\r\nMuch.\r\n",
        "Area SEND inspection report: Ashbourne Vale Local Area Partnership\r\n4 to 9 March 2025 3\r\n"
        "What does the area partnership need to do better?\r\nSome.\r\nAreas for improvement\r\n"
        "Leaders should sail.\r\nLeaders should row.\r\n"
        "Local area partnership details\r\nLocal authority Integrated care board\r\n"
        "Ashbourne Vale Council NHS Vale ICB\r\nIda Quill, Director of Children’s Services\r\n"
        "Inspection team\r\nAda Rowe, Ofsted HMI Lead inspector Tom Ash, CQC Lead inspector\r\n"
        "© Crown copyright 2025",
    ]


IMPROVEMENTS = RuledTable(
    page=3,
    top=400,
    bottom=300,
    above="What does the area partnership need to do better?\r\nSome.\r\nAreas for improvement",
    rows=(("Leaders should sail.",), ("Leaders should row.",)),
)


def read(document: Sequence[str], title: str | None = None) -> Report:
    return parse(document, title, AREAS, [IMPROVEMENTS])


def test_a_full_report() -> None:
    report = read(pages())
    assert report.as_json() == {
        "pages": 3,
        "kind": "full",
        "framework": "2023",
        "area": {"urn": "90001", "name": "Ashbourne Vale"},
        "partnership": "Ashbourne Vale Local Area Partnership",
        "inspection": {"start": "2025-03-03", "end": "2025-03-07"},
        "previous_inspection": {
            "text": "6 June to 10 June 2016",
            "start": "2016-06-06",
            "end": "2016-06-10",
        },
        "outcome": {
            "band": "inconsistent",
            "evidence": "The local area partnership's arrangements lead to inconsistent experiences and "
            "outcomes for children and young people with special educational needs and/or disabilities "
            "(SEND). The local area partnership must work jointly to make improvements.",
            "page": 1,
        },
        "next": {
            "full_months": 36,
            "monitoring_months": None,
            "text": "The next full area SEND inspection will be within approximately 3 years.",
        },
        "plan": "strategic_plan",
        "priority_actions": [],
        "improvements": [
            {"text": "Leaders should sail.", "themes": []},
            {"text": "Leaders should row.", "themes": []},
        ],
        "local_authorities": ["Ashbourne Vale Council"],
        "integrated_care_boards": ["NHS Vale ICB"],
        "lead_inspectors": {"ofsted": ["Ada Rowe"], "cqc": ["Tom Ash"]},
        "warnings": [],
    }
    assert report.outcome_section is not None
    assert report.outcome_section.endswith("set out in this report.")
    assert report.as_record() == report.as_json() | {
        "outcome_section": report.outcome_section,
        "sections": {
            "experience": [{"text": "• Children sail.", "page": 2}],
            "effective": [{"text": "Much.", "page": 2}],
            "better": [{"text": "Some.", "page": 3}],
        },
    }
    assert PARSER_VERSION


@pytest.mark.parametrize(
    ("title", "urn", "partnership"),
    [
        (
            "Area SEND inspection of the Ashbourne Vale Local Area Partnership",
            "90001",
            "Ashbourne Vale Local Area Partnership",
        ),
        (
            "Area SEND inspection of Ashbourne Vale Borough Local Area Partnership",
            "90001",
            "Ashbourne Vale Borough Local Area Partnership",
        ),
        (
            "Area SEND inspection of Tarn and Fellwick Local\r\nArea Partnership",
            "90002",
            "Tarn and Fellwick Local Area Partnership",
        ),
        (
            "Area SEND inspection of Stow-on\ufffeMerrow Local Area Partnership",
            "90003",
            "Stow-on-Merrow Local Area Partnership",
        ),
        (
            "Area SEND inspection of Stow-on- Merrow Local Area Partnership",
            "90003",
            "Stow-on-Merrow Local Area Partnership",
        ),
    ],
)
def test_the_area_is_found_by_the_title(title: str, urn: str, partnership: str) -> None:
    report = read(pages(title=title))
    assert (report.area_urn, report.partnership, report.warnings) == (urn, partnership, ())


def test_an_unknown_area_keeps_the_printed_name_and_says_so() -> None:
    report = read(pages(title="Area SEND inspection of Upper Quill Local Area Partnership"))
    assert report.as_json()["area"] is None
    assert report.partnership == "Upper Quill Local Area Partnership"
    assert report.warnings == ("unknown area: Upper Quill",)
    assert report.outcome.band == "inconsistent"


@pytest.mark.parametrize(
    ("title", "warns"),
    [
        (None, False),
        ("Microsoft Word - final draft", False),
        ("10399999 - Ashbourne Vale Local Area Partnership - 90001 final clean-104512.docx", False),
        ("10399999 Ashbourne Vale Local Area Partnership 90001 Final clean-101112-131415.docx", False),
        ("10399999 - Stow-on-Merrow Local Area Partnership - 90003 final clean-104512.docx", True),
        ("10399999 - Ashbourne Vale Local Area Partnership - 2599999 final clean-104512.docx", True),
    ],
)
def test_a_urn_in_the_files_own_title_must_agree(title: str | None, warns: bool) -> None:
    report = read(pages(), title)
    assert bool(report.warnings) == warns
    assert report.area_urn == "90001"


@pytest.mark.parametrize(
    "dates",
    [
        "Inspection dates: 3 to 7 March 2025",
        "Inspection dates:\r\n3 to 7 March 2025",
        "Inspection dates:3 to 7 March 2025",
        "Inspection date: 3 to 7\r\nMarch 2025",
        "Inspection dates 3 to 7 March 2025",
        "Inspection dates between 3 and 7 March 2025",
        "Date of inspection: 3 to 7 March 2025",
        "Dates of this inspection:\r\n3 to 7 March 2025",
    ],
)
@pytest.mark.parametrize(
    "previous",
    [
        "Date of previous inspection: 6 to 10 June 2016",
        "Dates of previous inspections:\r\n6 to 10 June 2016",
        "Dates of previous inspection s: 6 to 10 June 201 6",
        "Dates of previous\r\ninspection: 6 to 10 June 2016",
        "Previous inspection: 6 to 10 June 2016",
        "Previous inspection dates: 6 to 10 June 2016",
        "Last inspection: 6 to 10 June 2016",
        "Date of previous inspection: An inspection took place from 6 to\r\n10 June 2016. There was a\r\n"
        "revisit on 4 May 2019.",
    ],
)
@pytest.mark.parametrize("between", ["\r\n", " "])
def test_dates_after_their_labels(dates: str, previous: str, between: str) -> None:
    document = "\f".join(pages(dates=f"{dates}{between}{previous}", previous="")).split("\f")
    report = read(document)
    assert report.inspection is not None
    assert report.previous_inspection is not None
    assert (report.inspection.start, report.inspection.end) == (date(2025, 3, 3), date(2025, 3, 7))
    assert (report.previous_inspection.start, report.previous_inspection.end) == (
        date(2016, 6, 6),
        date(2016, 6, 10),
    )
    assert report.warnings == ()


def test_not_previously_inspected_is_no_fault() -> None:
    report = read(pages(previous="Date of previous inspection: Not previously inspected"))
    assert report.as_json()["previous_inspection"] == {
        "text": "Not previously inspected",
        "start": None,
        "end": None,
    }
    assert report.warnings == ()


@pytest.mark.parametrize(
    "remark", [". It was put off from 4 November 2024.", " (deferred from 4 November 2024)"]
)
def test_a_remark_behind_the_dates_is_none_of_them(remark: str) -> None:
    report = read(pages(dates=f"Inspection dates: 3 to 7 March 2025{remark}"))
    assert report.as_json()["inspection"] == {"start": "2025-03-03", "end": "2025-03-07"}


def test_the_day_a_council_was_made_is_no_inspection() -> None:
    text = "Not applicable. The council was created on 1 April 2027."
    report = read(pages(previous=f"Date of previous inspection: {text}"))
    assert report.as_json()["previous_inspection"] == {"text": text, "start": None, "end": None}


def test_an_inspection_under_older_rules_counts() -> None:
    text = "Not previously inspected under this framework. Inspected from 6 to 10 June 2016."
    report = read(pages(previous=f"Date of previous inspection: {text}"))
    assert report.as_json()["previous_inspection"] == {
        "text": text,
        "start": "2016-06-06",
        "end": "2016-06-10",
    }


def test_a_title_without_partnership_gives_the_area_and_no_partnership() -> None:
    report = read(pages(title="Area SEND inspection of Stow-on-Merrow"))
    assert (report.kind, report.area_urn, report.partnership) == ("full", "90003", None)


def test_missing_dates_are_unknown_and_said_to_be() -> None:
    report = read(pages(dates="Inspection dates: to be confirmed", previous=""))
    assert report.as_json()["inspection"] == {"start": None, "end": None}
    assert report.previous_inspection is None
    assert report.warnings == (
        "inspection dates not read",
        "dates of the previous inspection not read",
    )


def test_an_unknown_outcome_comes_with_its_section_and_a_reason() -> None:
    report = read(pages(outcome="Inspection outcome\r\nServices meet the expected standard.\r\n"))
    assert (report.kind, report.area_urn, report.outcome.band) == ("full", "90001", None)
    assert (report.outcome.evidence, report.plan, report.next.text) == (None, None, None)
    assert report.outcome_section == "Services meet the expected standard."
    assert report.warnings == ("outcome unknown: none of the three standard phrases in the outcome section",)


def test_an_event_carries_the_findings_unless_the_outcome_is_withheld() -> None:
    for outcome, findings in (
        (f"Inspection outcome\r\n{OUTCOME}", 2),
        ("Inspection outcome\r\nFine.\r\n", 0),
    ):
        document = read(pages(dates="Inspection dates: 29 June to 3 July 2026", outcome=outcome))
        sighting = a_sighting(document.as_record())
        told = published(sighting)[0].data["report"]
        assert len(told["improvements"]) == findings
        assert not {"sections", "outcome_section"} & set(told)


def test_a_missing_outcome_heading_is_marked() -> None:
    report = read(pages(outcome=OUTCOME))
    assert report.outcome.band == "inconsistent"
    assert any("fallback" in warning for warning in report.warnings)
    assert report.previous_inspection is not None
    assert report.previous_inspection.start == date(2016, 6, 6)


def test_a_text_file_reads_as_its_pdf_does() -> None:
    plain = "\n\n".join(pages()).replace("\r\n", "\n\n").replace("◼", "-").replace("’", "'")
    report = read(text_pages(plain.replace("Area SEND inspection report:", "\fArea SEND inspection report:")))
    assert report == read(pages())
    whole = read(text_pages(plain))
    assert (whole.pages, whole.outcome, whole.inspection) == (1, report.outcome, report.inspection)


@pytest.mark.parametrize(
    ("title", "kind", "framework", "urn"),
    [
        (
            "Area SEND monitoring inspection of Ashbourne Vale Local Area Partnership",
            "monitoring",
            "2023",
            "90001",
        ),
        ("Joint local area SEND inspection in Tarn and\r\nFellwick", "letter_2016", "2016", "90002"),
        ("Joint area SEND revisit in Stow-on-Merrow", "revisit_2018", "2016", "90003"),
    ],
)
def test_other_kinds_have_no_outcome(title: str, kind: str, framework: str, urn: str) -> None:
    report = read(pages(title=title))
    assert (report.kind, report.framework, report.area_urn) == (kind, framework, urn)
    assert (report.outcome.band, report.plan, report.next.full_months) == (None, None, None)
    assert report.warnings


@pytest.mark.parametrize("document", [[""], [], ["Ferry timetable\n3 to 7 March 2025"], ["\f\ufffe\x00"] * 3])
def test_anything_else_is_other(document: list[str]) -> None:
    report = read(document)
    assert (report.kind, report.framework, report.as_json()["area"]) == ("other", None, None)
    assert (report.inspection, report.outcome.band, report.pages) == (None, None, len(document))
    assert report.warnings


@pytest.mark.parametrize("line", ["THIS REPORT HAS BEEN WITHDRAWN", "Draft for comment", "Superseded in May"])
def test_a_cover_that_says_the_report_does_not_hold_withholds_the_outcome(line: str) -> None:
    title = "Area SEND inspection of Ashbourne Vale Local Area Partnership"
    report = read(pages(title=f"{line}\r\n{title}"))
    assert (report.kind, report.outcome.band, report.outcome_section) == ("full", None, line)
    assert report.warnings[0] == f"outcome unknown: the cover says “{line}”"


@pytest.mark.parametrize("stamp", ["DRAFT", "Draft copy", "NOT FINAL: DRAFT", "Embargoed until 3 May 2025"])
def test_a_stamp_on_the_first_page_withholds_the_outcome_wherever_it_stands(stamp: str) -> None:
    first, *rest = pages()
    for place in ("Local area partnership report", "Inspection outcome", "Information about", "The council"):
        report = read([first.replace(place, f"{stamp}\r\n{place}"), *rest])
        assert (report.kind, report.outcome.band) == ("full", None)


def test_a_word_of_the_text_is_no_stamp() -> None:
    first, *rest = pages()
    said = "Some plans stay in\r\ndraft. Others were\r\nwithdrawn. "
    assert read([first.replace("The council", f"{said}The council"), *rest]).outcome.band == "inconsistent"


@pytest.mark.parametrize(
    ("title", "partnership"),
    [
        ("Area SEND inspection of Ashbourne Vale Local Area SEND Partnership", "Local Area SEND Partnership"),
        ("Joint area SEND inspection of Ashbourne Vale Local Area Partnership", "Local Area Partnership"),
        (
            "Area special educational needs and/or disabilities (SEND) inspection of Ashbourne Vale "
            "Local Area Partnership",
            "Local Area Partnership",
        ),
    ],
)
def test_the_title_of_a_report_may_change_a_little(title: str, partnership: str) -> None:
    document = pages(title=title)
    document[1:] = [page.replace("Local Area Partnership", partnership, 1) for page in document[1:]]
    report = read(document)
    assert (report.kind, report.area_urn, report.outcome.band) == ("full", "90001", "inconsistent")
    assert report.partnership == f"Ashbourne Vale {partnership}"
    assert report.sections[0].paragraphs[0].text == "• Children sail.", "no page header is left in the text"


@pytest.mark.parametrize("line", ["Not yet published", "Version 3, draft for comment"])
def test_what_stands_behind_the_dates_of_a_cover_counts_as_well(line: str) -> None:
    report = read(pages(previous=f"Dates of previous inspection: 6 to 10 June 2016\r\n{line}"))
    assert (report.kind, report.outcome.band, report.outcome_section) == ("full", None, line)


def test_two_titles_on_the_first_page_are_for_a_person() -> None:
    title = "Area SEND inspection of {} Local Area Partnership"
    report = read(pages(title="\r\n".join(map(title.format, ("Ashbourne Vale", "Stow-on-Merrow")))))
    assert (report.kind, report.area_urn) == ("full", None)
    assert "the first page names more than one area: Ashbourne Vale, Stow-on-Merrow" in report.warnings
