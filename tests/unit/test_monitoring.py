"""Monitoring inspections: what is stated of effective action, and everything that must not count as it."""

import random
import re
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from reportlab.lib.pagesizes import A4  # type: ignore[import-untyped]
from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]

from monitor.domain.area import AreaTable
from monitor.domain.parse import parse
from monitor.domain.report import MonitoringResult, Report
from monitor.domain.text import text_pages
from monitor.replica.samples import full_report_pdf, monitoring_report_pdf
from monitor.sources.pdf import PdfReader

LETTERS = Path(__file__).resolve().parents[1] / "replay" / "letters"
AREAS = AreaTable.from_csv_text(
    "urn,la_code,name,listing_name,aliases\n"
    "90001,701,Port Merrow,Port Merrow Council,\n"
    "90002,702,Kestrelshire,Kestrelshire County Council,\n"
    "90003,703,Port,Port Town Council,\n"
)
INITIAL = " identified at the initial inspection."
TAKEN = "The local area partnership has taken effective action"
NOT_TAKEN = "The local area partnership has not taken effective action"


def read(document: str) -> Report:
    return parse(text_pages(document), None, AREAS)


def sample(name: str) -> str:
    return (LETTERS / f"monitoring_{name}.txt").read_text("utf-8")


def report(box: str, *, after: str = "", blocks: int = 0) -> str:
    """Make a report with this text in its outcome box and this many numbered areas for priority action."""
    areas = "".join(
        f"Area for priority action {n}\nStaff must answer letters.\n" for n in range(1, blocks + 1)
    )
    return (
        "Area SEND monitoring inspection of Port Merrow Local Area Partnership\n"
        "Inspection dates: 9 to 11 March 2026\n"
        f"Inspection outcome\n{box}\n"
        "Information about this visit\nInspectors came by boat and stayed for three days in all weathers.\n"
        f"{areas}{after}\nLocal area partnership details\nPort Merrow Council\n"
    )


def letter(text: str) -> str:
    return (
        "21 April 2026\nDear Ms Vance\n"
        "Area SEND monitoring inspection of Port Merrow Local Area Partnership\n"
        "Between 9 and 11 March 2026, Ofsted and the Care Quality Commission (CQC) carried out a monitoring\n"
        f"inspection of Port Merrow.\n{text}\nYours sincerely\nOskar Pellew\n"
    )


def result(document: str) -> MonitoringResult:
    found = read(document).outcome.result
    assert isinstance(found, MonitoringResult)
    return found


def stated(document: str) -> tuple[str | None, int | None, int | None]:
    found = result(document)
    return found.action, found.addressed, found.of


EFFECTIVE = [
    (f"{TAKEN} as it has taken reasonable steps to address all the areas for priority action{INITIAL}", None),
    (f"{TAKEN} as it has taken reasonable steps to address all five areas for priority action.", (5, 5)),
    (f"{TAKEN} to address both areas for priority action{INITIAL}", (2, 2)),
    (f"{TAKEN} on both of the areas for priority action.", (2, 2)),
    (f"{TAKEN} to address each of the four areas for priority action{INITIAL}", (4, 4)),
    (f"{TAKEN} to address three of the five areas for priority action{INITIAL}", (3, 5)),
    (f"{TAKEN} to address 3 of 5 areas for priority action.", (3, 5)),
    (f"{TAKEN} to address one of the two priority actions.", (1, 2)),
    (f"{TAKEN} to address the three areas for priority action{INITIAL}", (3, 3)),
    (f"{TAKEN} to address the area for priority action{INITIAL}", (1, 1)),
    ("The area has taken effective action to address all 6 areas for priority action.", (6, 6)),
    ("Port Merrow has taken effective action to address all six areas for priority action.", (6, 6)),
    ("Leaders have taken effective action in addressing both areas for priority action.", (2, 2)),
    ("Overall, the partnership is taking effective action on all two areas for priority action.", (2, 2)),
    ("Inspectors found that the area has taken effective action on both areas for priority action.", (2, 2)),
    ("Effective action has been taken to address all seven areas for priority action.", (7, 7)),
    (f"{TAKEN} and has taken reasonable steps to address both areas for priority action{INITIAL}", (2, 2)),
    (f"{TAKEN} since the full inspection to address all six areas for priority action.", (6, 6)),
    (f"{TAKEN} to address most of the areas for priority action{INITIAL}", None),
]


@pytest.mark.parametrize(("sentence", "share"), EFFECTIVE)
@pytest.mark.parametrize("layout", [report, letter])
def test_effective_action(sentence: str, share: tuple[int, int] | None, layout) -> None:  # type: ignore[no-untyped-def]
    found = read(layout(sentence))
    assert stated(layout(sentence)) == ("effective", *(share or (None, None)))
    assert (found.outcome.band, found.outcome.evidence, found.outcome.page) == (None, sentence, 1)
    assert bool(found.warnings) == (share is None)


@pytest.mark.parametrize(
    "opening",
    [
        "This letter outlines the findings of the monitoring inspection of Port Merrow carried out by\n"
        "Ofsted and the Care Quality Commission (CQC) from 9 to 11 March 2026.",
        "The area SEND monitoring inspection took place by boat between 9 and 11 March 2026.",
    ],
)
def test_the_dates_of_a_letter_may_stand_at_the_end_of_its_opening(opening: str) -> None:
    text = letter(EFFECTIVE[2][0])
    found = read(text.replace(text[text.index("Between") : text.index("The local area")], f"{opening}\n"))
    assert found.as_json()["inspection"] == {"start": "2026-03-09", "end": "2026-03-11"}
    assert found.warnings == ()


INEFFECTIVE = [
    (f"{NOT_TAKEN}.", None, None),
    (f"{NOT_TAKEN} to address the areas for priority action{INITIAL}", None, None),
    (f"{NOT_TAKEN} to address any of the five areas for priority action{INITIAL}", 0, 5),
    (f"{NOT_TAKEN} to address either of the areas for priority action{INITIAL}", 0, 2),
    (
        f"{NOT_TAKEN} as it has not taken reasonable steps to address all the areas for priority action.",
        None,
        None,
    ),
    (
        f"{NOT_TAKEN} as it has taken reasonable steps to address two of the five areas for priority action.",
        2,
        5,
    ),
    (f"The local area partnership has taken ineffective action to address the areas{INITIAL}", None, None),
    ("The partnership is not taking effective action to address the areas for priority action.", None, None),
    (f"{TAKEN} to address neither of the two areas for priority action.", 0, 2),
    (f"{TAKEN} to address none of the four areas for priority action.", 0, 4),
]


@pytest.mark.parametrize(("sentence", "addressed", "of"), INEFFECTIVE)
def test_ineffective_action(sentence: str, addressed: int | None, of: int | None) -> None:
    assert stated(report(sentence)) == ("ineffective", addressed, of)


UNKNOWN = [
    "",
    "The local area partnership has made good headway on all the areas for priority action.",
    "The local area partnership has never taken effective action on both areas for priority action.",
    "The local area partnership has hardly taken effective action on all the areas for priority action.",
    "The local area partnership has yet to take effective action on all the areas for priority action.",
    "The local area partnership has not taken ineffective action to address the areas for priority action.",
    "The local area partnership has not yet taken effective action to address the areas for priority action.",
    f"It is not the case that {TAKEN} to address all the areas for priority action.",
    f"Inspectors could not find that {TAKEN.lower()} on both areas for priority action.",
    "Nobody has taken effective action to address all the areas for priority action.",
    f"{TAKEN} to address any of the areas for priority action.",
    f"{TAKEN} to address six of the five areas for priority action.",
    f"{TAKEN} to address both of the three areas for priority action.",
    f"{TAKEN} to address almost all the areas for priority action.",
    f"{TAKEN} to address only one of the five areas for priority action.",
    f"{TAKEN}, but not on all the areas for priority action.",
    f"{TAKEN} as it has not taken reasonable steps to address both areas for priority action.",
    f"{NOT_TAKEN} as it has taken reasonable steps to address all the areas for priority action.",
    f"{NOT_TAKEN} to address two of the five areas for priority action.",
    f"{NOT_TAKEN} to address some of the areas for priority action.",
    f"{NOT_TAKEN} to address most of the areas for priority action.",
    f"{TAKEN} and has not taken reasonable steps to address both areas for priority action.",
    f"{TAKEN} on both areas for priority action. However, this was later found to be wrong.",
    f"{TAKEN} on both areas for priority action. This is no longer the case.",
    f"{TAKEN} on both areas for priority action. That statement was retracted.",
    f"{TAKEN} on both areas for priority action. It has not taken reasonable steps on the second of them.",
    f"{TAKEN} on both areas for priority action. {NOT_TAKEN} on the areas for priority action.",
    f"{TAKEN} on both areas for priority action. {TAKEN} on all three areas for priority action.",
    # of another inspection, another area, or what might be found
    f"In May 2025 we wrote: {TAKEN} to address both areas for priority action.",
    f"In May 2025 we wrote the following. {TAKEN} to address both areas for priority action.",
    f'"{TAKEN} to address both areas for priority action."',
    f'A paper wrote: "All is well. {TAKEN} to address both areas for priority action. So it said."',
    "At the initial inspection, inspectors found that the partnership had not taken effective action.",
    f"At the previous monitoring inspection, {TAKEN.lower()} to address both areas for priority action.",
    "Inspectors asked whether the partnership has taken effective action on both areas for priority action.",
    "There are two outcomes: the partnership has taken effective action or ineffective action.",
    "Kestrelshire has taken effective action to address both areas for priority action.",
    "There are widespread and/or systemic failings leading to significant concerns.",
    "Services typically lead to positive experiences and outcomes. Effective action pleases.",
]


@pytest.mark.parametrize("box", UNKNOWN)
@pytest.mark.parametrize("layout", [report, letter])
def test_anything_else_is_unknown_and_said_to_be(box: str, layout) -> None:  # type: ignore[no-untyped-def]
    found = read(layout(box))
    assert found.kind == "monitoring"
    assert result(layout(box)).action is None
    assert any("monitoring result unknown" in warning for warning in found.warnings)
    assert found.outcome_section


@pytest.mark.parametrize(
    "heading", ["Findings of the initial inspection", "What the previous inspection said", "Earlier results"]
)
def test_what_stands_under_a_heading_about_an_earlier_inspection_does_not_count(heading: str) -> None:
    text = f"The visit took three days.\n{heading}\n{NOT_TAKEN} to address both areas for priority action."
    assert stated(letter(text)) == (None, None, None)


@pytest.mark.parametrize("heading", ["Main findings", "Outcome", "Progress since the initial inspection"])
def test_a_heading_above_the_sentence_does_no_harm(heading: str) -> None:
    text = f"The visit took three days.\n{heading}\n{TAKEN} to address both areas for priority action."
    assert stated(letter(text)) == ("effective", 2, 2)


def test_a_report_without_headings_is_read_all_the_same() -> None:
    text = (
        "Area SEND monitoring inspection of Port Merrow Local Area Partnership\n"
        "Inspection dates: 29 September to 1 October 2025\n"
        f"{TAKEN} as it has taken reasonable steps to address all the areas for priority action.\n"
        "The initial inspection identified five areas for priority action.\n"
    )
    assert stated(text) == ("effective", 5, 5)
    found = read(text)
    assert found.inspection is not None
    assert (found.inspection.start, found.inspection.end) == (date(2025, 9, 29), date(2025, 10, 1))
    assert found.warnings == ()


def test_what_the_initial_inspection_found_does_not_stand_in_the_way() -> None:
    box = (
        f"The initial inspection found that the partnership had not taken effective action.\n{TAKEN} to\n"
        "address both areas for priority action.\nThe next inspection will be a full inspection."
    )
    assert stated(report(box)) == ("effective", 2, 2)


@pytest.mark.parametrize(
    ("box", "blocks", "expected"),
    [
        (f"{TAKEN} to address all the areas for priority action.", 4, ("effective", 4, 4)),
        (f"{TAKEN} to address two areas for priority action.", 4, ("effective", 2, 4)),
        (f"{TAKEN} to address five areas for priority action.", 4, (None, None, None)),
        (f"{TAKEN} to address the areas for priority action.", 4, ("effective", None, 4)),
        (f"{TAKEN} to address some of the areas for priority action.", 4, ("effective", None, 4)),
        (f"{NOT_TAKEN} to address any of the areas for priority action.", 4, ("ineffective", 0, 4)),
        (
            f"{TAKEN} to address three of the four areas for priority action, but has not taken effective "
            "action to address the other one area for priority action.",
            4,
            (None, 3, 4),
        ),
    ],
)
def test_numbered_areas_give_the_number_of_all(
    box: str, blocks: int, expected: tuple[str | None, int | None, int | None]
) -> None:
    assert stated(report(box, blocks=blocks)) == expected


def in_turn(*actions: str) -> str:
    return "".join(
        f"Area for priority action {number}\nStaff must answer letters.\n"
        f"The partnership has {action} action to address this area for priority action.\n"
        for number, action in enumerate(actions, 1)
    )


YES, NO = "taken effective", "not taken effective"


@pytest.mark.parametrize(
    ("box", "actions", "expected"),
    [
        (f"{TAKEN} to address the areas for priority action.", (YES, YES, YES), ("effective", 3, 3)),
        (
            f"{TAKEN} to address two of the three areas for priority action.",
            (YES, NO, YES),
            ("effective", 2, 3),
        ),
        (f"{NOT_TAKEN} to address the areas for priority action.", (YES, NO, NO), (None, 1, 3)),
        (f"{NOT_TAKEN} to address the areas for priority action.", (NO, NO), ("ineffective", 0, 2)),
        (f"{TAKEN} to address the areas for priority action.", (YES, NO, YES), (None, 2, 3)),
        (f"{TAKEN} to address all the areas for priority action.", (YES, NO, YES), (None, None, 3)),
        (f"{TAKEN} to address all three areas for priority action.", (YES, NO), (None, None, 3)),
        ("It rained.", (YES, YES), ("effective", 2, 2)),
        ("It rained.", (YES, NO), (None, 1, 2)),
        ("It rained.", (NO, NO), (None, 0, 2)),
    ],
)
def test_each_area_in_turn_must_agree_with_the_whole(
    box: str, actions: tuple[str, ...], expected: tuple[str | None, int | None, int | None]
) -> None:
    document = report(box, after=in_turn(*actions))
    assert stated(document) == expected
    listed = [(area.number, area.action) for area in result(document).areas]
    assert listed == [(n, "effective" if a == YES else "ineffective") for n, a in enumerate(actions, 1)]


# --- whole samples -----------------------------------------------------------------------------------

SAMPLES = {
    "report_all": ("effective", 3, 3),
    "report_some": ("effective", 2, 3),
    "report_ineffective": ("ineffective", None, 2),
    "report_unclear": (None, None, None),
    "letter_both": ("effective", 2, 2),
}


@pytest.mark.parametrize(("name", "expected"), SAMPLES.items())
def test_samples(name: str, expected: tuple[str | None, int | None, int | None]) -> None:
    found = read(sample(name))
    assert (found.kind, found.framework, found.outcome.band, found.plan) == ("monitoring", "2023", None, None)
    assert stated(sample(name)) == expected
    assert found.inspection is not None
    assert found.inspection.start in {date(2026, 3, 9), date(2026, 3, 2)}
    assert found.partnership in {"Port Merrow Local Area Partnership", "Kestrelshire Local Area Partnership"}
    assert found.area_urn == ("90002" if name.startswith("letter") else "90001")


def test_the_json_of_a_report() -> None:
    found = read(sample("report_some")).as_json()
    assert found["local_authorities"] == ["Port Merrow Council"]
    assert found["previous_inspection"] == {
        "text": "10 to 14 June 2024",
        "start": "2024-06-10",
        "end": "2024-06-14",
    }
    outcome = found["outcome"]
    assert {key: outcome[key] for key in ("band", "action", "addressed", "of", "page")} == {
        "band": None,
        "action": "effective",
        "addressed": 2,
        "of": 3,
        "page": 1,
    }
    assert outcome["evidence"].startswith(
        "The local area partnership has taken effective action to address two"
    )
    assert [area["action"] for area in outcome["areas"]] == ["effective", "effective", "ineffective"]


def test_the_json_of_a_letter_has_its_date() -> None:
    assert read(sample("letter_both")).as_json()["dated"] == "2026-04-21"


@pytest.mark.parametrize("name", SAMPLES)
def test_shuffled_words_yield_no_result(name: str) -> None:
    head, separator, body = sample(name).partition("2026\n")
    assert separator
    for seed in range(20):
        words = body.split()
        random.Random(seed).shuffle(words)
        lines = [" ".join(words[at : at + 12]) for at in range(0, len(words), 12)]
        found = read(head + separator + "\n".join(lines)).outcome
        assert found.band is None
        assert not isinstance(found.result, MonitoringResult) or found.result.action is None


@pytest.mark.parametrize("name", ["report_all", "report_some", "letter_both", "report_ineffective"])
@pytest.mark.parametrize("word", ["never", "hardly", "neither", "no longer", "un-"])
def test_a_negation_makes_it_unknown_and_never_the_opposite(name: str, word: str) -> None:
    document = re.sub(r"\b(effective\s+action)", rf"{word} \1", sample(name))
    assert document != sample(name)
    assert result(document).action is None
    document = re.sub(r"\bhas\s+(?=(?:not\s+)?taken)", f"has {word} ", sample(name))
    assert result(document).action is None


def test_not_before_taken_is_the_one_negation_we_know() -> None:
    assert stated(report(f"{TAKEN} to address the areas for priority action.".replace("has", "has not"))) == (
        "ineffective",
        None,
        None,
    )


def test_no_full_report_gets_a_monitoring_result_nor_the_other_way_round() -> None:
    box = sample("report_all").replace("Area SEND monitoring inspection of", "Area SEND inspection of")
    full = read(box)
    assert full.outcome.result is None
    assert "action" not in full.as_json()["outcome"]
    standard = (
        "The local area partnership's arrangements lead to inconsistent experiences and outcomes for "
        "children and young people with special educational needs and/or disabilities (SEND)."
    )
    monitoring = read(report(standard))
    assert (monitoring.kind, monitoring.outcome.band) == ("monitoring", None)
    assert result(report(standard)).action is None


# --- through the real reader --------------------------------------------------------------------------


@pytest.fixture(scope="module")
def reader() -> Iterator[PdfReader]:
    with PdfReader(timeout=20) as reader:
        yield reader


def drawn(document: str) -> bytes:
    """Draw a sample as a PDF, a page for a page."""
    data = BytesIO()
    canvas = Canvas(data, pagesize=A4, invariant=1)
    for page in document.split("\f"):
        text = canvas.beginText(60, 800)
        for line in page.split("\n"):
            text.textLine(line)
        canvas.drawText(text)
        canvas.showPage()
    canvas.save()
    return data.getvalue()


@pytest.mark.parametrize("name", SAMPLES)
def test_a_pdf_reads_as_its_text(name: str, reader: PdfReader) -> None:
    text = reader.read(drawn(sample(name)))
    assert parse(text.pages, None, AREAS).outcome == read(sample(name)).outcome


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("effective", [True, False])
def test_the_replicas_samples(effective: bool, seed: int, reader: PdfReader) -> None:
    data = monitoring_report_pdf(
        area="Port Merrow", start=date(2026, 2, 2), end=date(2026, 2, 4), effective=effective, seed=seed
    )
    text = reader.read(data)
    found = parse(text.pages, text.title, AREAS)
    outcome = found.outcome
    assert isinstance(outcome.result, MonitoringResult)
    assert outcome.result.action == ("effective" if effective else "ineffective")
    assert outcome.result.of
    assert outcome.result.addressed == (outcome.result.of if effective else None)
    assert (found.area_urn, found.partnership) == ("90001", "Port Merrow Local Area Partnership")
    assert (found.kind, outcome.band, outcome.page) == ("monitoring", None, 1)
    assert outcome.evidence is not None
    assert "effective action" in outcome.evidence
    assert found.inspection is not None
    assert (found.inspection.start, found.inspection.end) == (date(2026, 2, 2), date(2026, 2, 4))


@pytest.mark.parametrize("band", ["typically_positive", "inconsistent", "systemic_failings", "unclear"])
def test_the_replicas_full_reports_have_no_monitoring_result(band: str, reader: PdfReader) -> None:
    data = full_report_pdf(
        area="Port Merrow", start=date(2026, 2, 2), end=date(2026, 2, 6), band=band, previous="", seed=1
    )
    text = reader.read(data)
    found = parse(text.pages, text.title, AREAS)
    assert (found.kind, found.outcome.result) == ("full", None)
