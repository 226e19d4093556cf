"""What a document is, by its title: its kind and the names of its place."""

import pytest

from monitor.domain.area import AreaTable
from monitor.domain.kinds import KindFound, kind_of
from monitor.domain.parse import parse
from monitor.domain.sections import split_sections
from monitor.domain.text import lines_of, text_pages

PARTS = (
    "Inspection outcome\nSomething.\nInformation about the local area partnership\nMuch.\n"
    "What is it like to be a child or young person with SEND in this area?\nFine.\n"
    "What is the area partnership doing that is effective?\nA lot.\n"
    "What does the area partnership need to do better?\nSome.\nAreas for improvement\nOne.\n"
)
AREAS = AreaTable.from_csv_text(
    "urn,la_code,name,listing_name,aliases\n"
    "90001,701,Port Merrow,Port Merrow Council,\n"
    "90002,702,Port,Port Town Council,\n"
    "90003,703,Quill upon Sands,,Quill\n"
)


def kind(text: str) -> KindFound:
    lines = lines_of(text_pages(text))
    return kind_of(lines, split_sections(lines))


@pytest.mark.parametrize(
    "title",
    [
        "Area SEND monitoring inspection of Port Merrow Local Area Partnership",
        "Area SEND monitoring inspection of Port\nMerrow Local Area Partnership",
        "Area SEND monitoring\ninspection of Port Merrow Local\nArea Partnership",
        "Area SEND Monitoring Inspection of the Port Merrow\nLocal Area\nPartnership",
        "Area SEND monitoring inspection report: Port Merrow Local Area Partnership",
        "SEND monitoring visit to Port Merrow local area partnership",
        "Area SEND second monitoring inspection of Port Merrow Local Area Partnership",
        "Joint area SEND monitoring inspection of Port\nMerrow Local Area Partnership",
        "Area SEND inspection of Port Merrow Local Area Partnership (monitoring inspection)",
        "Monitoring inspection\nArea SEND inspection of Port\nMerrow Local Area Partnership",
        "Monitoring visit letter\nArea SEND inspection of Port Merrow Local Area Partnership",
        "Area SEND inspection of Port Merrow Local Area\nPartnership: monitoring inspection",
        "Area SEND inspection of Port Merrow Local Area Partnership – monitoring visit letter",
    ],
)
def test_monitoring_titles_give_the_whole_name(title: str) -> None:
    text = f"Ofsted\n{title}\nInspection dates: 9 to 11 March 2026\nInspection outcome\nGood work.\n"
    found = parse(text_pages(text), None, AREAS)
    assert (found.kind, found.area_urn) == ("monitoring", "90001")
    assert found.partnership == "Port Merrow Local Area Partnership"


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Joint local area SEND inspection in Port\nMerrow", "letter_2016"),
        ("Joint area SEND inspection in Port Merrow", "letter_2016"),
        ("JOINT LOCAL AREA SEND INSPECTION IN PORT MERROW", "letter_2016"),
        (
            "Joint local area special educational needs and/or disabilities inspection in Port\nMerrow",
            "letter_2016",
        ),
        ("Joint local area SEND revisit in Port Merrow", "revisit_2018"),
        ("Joint area SEND re-visit in Port\nMerrow", "revisit_2018"),
        ("Joint area SEND revisit in the local area of Port Merrow", "revisit_2018"),
    ],
)
@pytest.mark.parametrize(
    "after", ["Between 19 and 21 July 2021, Ofsted came.", "Dear Ms Vance", "21 July 2021"]
)
def test_letter_titles_give_the_whole_name(title: str, expected: str, after: str) -> None:
    found = parse(text_pages(f"Ofsted\n3 August 2021\n{title}\n{after}\n"), None, AREAS)
    assert (found.kind, found.area_urn) == (expected, "90001")


def test_a_name_may_have_commas_in_it() -> None:
    for title in (
        "Area SEND monitoring inspection of Merrow, Quill and Fell Local Area Partnership",
        "Area SEND monitoring inspection of Merrow, Quill and Fell",
    ):
        assert (
            kind(f"Ofsted\n{title}\nInspection dates: 9 to 11 March 2026\n").names[0]
            == "Merrow, Quill and Fell"
        )


def test_the_longest_name_of_a_broken_title_wins() -> None:
    found = parse(
        text_pages("Joint area SEND revisit in Quill\nupon Sands\nBetween 1 and 2 May 2019\n"), None, AREAS
    )
    assert found.area_urn == "90003"


@pytest.mark.parametrize(
    "earlier",
    [
        "Area SEND monitoring inspection of Port Merrow Local Area Partnership",
        "Area SEND monitoring inspection",
        "Monitoring inspection",
        "Joint local area SEND inspection in Port Merrow",
        "Joint area SEND revisit in Port Merrow",
    ],
)
def test_an_earlier_inspection_behind_its_label_does_not_make_the_kind(earlier: str) -> None:
    text = (
        "Area SEND inspection of Port Merrow Local Area Partnership\nInspection dates: 2 to 6 March 2026\n"
        f"Dates of previous inspection: 7 to 9 July 2025\n{earlier}\n{PARTS}"
    )
    assert kind(text) == KindFound("full", ("Port Merrow",))


@pytest.mark.parametrize(
    "text",
    [
        "Monitoring visit of Port Merrow children's services\nDear Ms Vance\nChildren with SEND are safe.",
        "Monitoring visit\nPort Merrow children's services\nThe local area partnership and SEND come later.",
        "Inspection of Port Merrow children's social care services\nMonitoring visit\nSEND comes later.",
        "Focused visit to Port Merrow children's services\nThis was not an area SEND monitoring inspection.",
        "Joint targeted area inspection of Port Merrow\nA written statement of action is required.",
        "Joint targeted area inspection\nArea for priority action 1\nThe area has taken effective action.",
        "Area SEND thematic visit to Port Merrow Local Area Partnership\nAlternative provision.",
        "Interim area SEND visit\nAnonymous.",
        "Dear colleagues\nThe joint local area SEND inspection in Port Merrow begins in May.",
        "Dear colleagues\nSoon there will be an\narea SEND monitoring inspection of Port Merrow and\nQuill.",
        "Dear colleagues\nthe\nmonitoring inspection\nof the area SEND service comes.",
        "",
    ],
)
def test_anything_else_is_other(text: str) -> None:
    found = kind(text)
    assert (found.kind, bool(found.warnings)) == ("other", True)


@pytest.mark.parametrize(
    "above",
    ["SEND strategic plan 2025 to 2028", "Scrutiny committee\nItem 7", "Notice to families\nMarch 2026\f"],
)
def test_a_paper_about_a_report_is_not_the_report(above: str) -> None:
    title = "Area SEND inspection of Port Merrow Local Area Partnership"
    found = kind(f"{above}\n{title}\nInspection dates: 2 to 6 March 2026\n{PARTS}")
    assert (found.kind, found.warnings) == (
        "other",
        ("by what stands above its title, a paper about a full inspection",),
    )


def test_a_title_with_only_the_parts_that_papers_quote_is_other() -> None:
    title = "Area SEND inspection of Port Merrow Local Area Partnership"
    parts = "Inspection dates: 2 to 6 March 2026\nInspection outcome\nGood.\nAreas for improvement\nOne.\n"
    assert kind(f"{title}\n{parts}").kind == "other"


def test_a_title_deep_in_the_text_does_not_count() -> None:
    text = "\n".join(["A line."] * 200) + "\nJoint area SEND revisit in Port Merrow\n"
    assert kind(text).kind == "other"
