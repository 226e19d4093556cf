"""Letters of 2016 to 2022 and revisits: what they require, what they find, and what must not count."""

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
from monitor.domain.report import LetterResult, Report, RevisitResult
from monitor.domain.text import text_pages
from monitor.sources.pdf import PdfReader

LETTERS = Path(__file__).resolve().parents[1] / "replay" / "letters"
AREAS = AreaTable.from_csv_text(
    "urn,la_code,name,listing_name,aliases\n"
    "90001,701,Port Merrow,Port Merrow Council,\n"
    "90002,702,Kestrelshire,Kestrelshire County Council,\n"
    "90003,703,Ashbourne Vale,,\n"
)
REQUIRED = (
    "Her Majesty's Chief Inspector (HMCI) has determined that a Written Statement of Action is required "
    "because of significant areas of weakness in the local area's practice."
)


def read(document: str) -> Report:
    return parse(text_pages(document), None, AREAS)


def sample(name: str) -> str:
    return (LETTERS / f"{name}.txt").read_text("utf-8")


def letter(
    text: str, *, title: str = "Joint local area SEND inspection in Port Merrow", opening: str = ""
) -> str:
    opening = opening or (
        "Between 4 March 2019 and 8 March 2019, Ofsted and the Care Quality Commission (CQC) conducted a\n"
        "joint inspection of the local area of Port Merrow to judge how well it serves its children."
    )
    top = f"Ofsted\n9 April 2019\n\nDear Ms Vance\n\n{title}\n\n{opening}\n"
    return f"{top}\n{text}\n\nYours sincerely\nOskar Pellew\n"


def revisit(text: str) -> str:
    return letter(
        text,
        title="Joint area SEND revisit in Port Merrow",
        opening="On 4 and 5 March 2020, Ofsted and the CQC revisited the local area of Port Merrow to\n"
        "decide whether the area has made sufficient progress in addressing the weaknesses.",
    )


def wsoa(document: str) -> bool | None:
    found = read(document).outcome.result
    assert isinstance(found, LetterResult)
    return found.wsoa_required


def progress(document: str) -> tuple[int | None, int | None]:
    found = read(document).outcome.result
    assert isinstance(found, RevisitResult)
    return found.sufficient, found.of


# --- inspection letters ------------------------------------------------------------------------------


def test_a_letter_that_requires_a_statement() -> None:
    found = read(sample("letter_wsoa"))
    assert (found.kind, found.framework, found.area_urn, found.partnership) == (
        "letter_2016",
        "2016",
        "90002",
        None,
    )
    assert found.inspection is not None
    assert (found.inspection.start, found.inspection.end) == (date(2018, 9, 24), date(2018, 9, 28))
    assert (found.dated, found.warnings) == (date(2018, 11, 14), ())
    outcome = found.as_json()["outcome"]
    assert (outcome["band"], outcome["wsoa_required"], outcome["page"]) == (None, True, 1)
    assert outcome["evidence"].startswith("As a result of the findings of this inspection")
    assert outcome["evidence"].endswith("weakness in the local area's practice.")
    assert outcome["weaknesses"] == [
        "late education, health and care plans, in too few of which there is a word from any of "
        "Kestrelshire's health services",
        "no joint plan for buying therapies, so that families in the north of the county wait three times as "
        "long as those in the south",
        "weak oversight by leaders of what becomes of young people after school.",
    ]


def test_a_letter_that_speaks_of_no_statement() -> None:
    found = read(sample("letter_no_wsoa"))
    assert (found.kind, found.area_urn, found.dated) == ("letter_2016", "90003", date(2017, 4, 3))
    assert found.inspection is not None
    assert (found.inspection.start, found.inspection.end) == (date(2017, 2, 6), date(2017, 2, 10))
    assert found.warnings == ()
    assert found.as_json()["outcome"] == {
        "band": None,
        "evidence": None,
        "page": None,
        "wsoa_required": False,
        "weaknesses": [],
    }


@pytest.mark.parametrize(
    "sentence",
    [
        REQUIRED,
        REQUIRED.replace("Her Majesty's Chief Inspector (HMCI)", "HMCI"),
        REQUIRED.replace("Written Statement of Action", "written statement of action (WSoA)"),
        f"As a result of this inspection, {REQUIRED}",
        "The local area is required to produce and submit a Written Statement of Action to Ofsted.",
    ],
)
def test_required(sentence: str) -> None:
    found = read(letter(sentence))
    assert (wsoa(letter(sentence)), found.outcome.evidence, found.outcome.band) == (True, sentence, None)
    assert found.warnings == ("the significant weaknesses were not read",)


@pytest.mark.parametrize(
    "sentence",
    [
        "The local area is not required to produce a written statement of action.",
        "A Written Statement of Action (WSoA) is not required.",
        "HMCI has determined that a Written Statement of Action is not required.",
    ],
)
def test_not_required(sentence: str) -> None:
    found = read(letter(sentence))
    assert (wsoa(letter(sentence)), found.outcome.evidence, found.warnings) == (False, sentence, ())
    assert wsoa(letter(f"{sentence}\n{REQUIRED}")) is None


@pytest.mark.parametrize(
    "text",
    [
        REQUIRED.replace("is required", "is not required"),
        REQUIRED.replace("is required", "is no longer required"),
        REQUIRED.replace("has determined", "has not determined"),
        REQUIRED.replace("is required", "was required"),
        f'The council wrote: "{REQUIRED}"',
        f"In 2016 the inspectors said: {REQUIRED}",
        f"In 2016 the inspectors wrote the following. {REQUIRED}",
        f"{REQUIRED} A written statement of action is not required after all.",
        f"{REQUIRED} This was overturned on appeal.",
        "A Written Statement of Action (WSoA) is not required. This was a mistake.",
        "The neighbouring area was required to submit a written statement of action.",
        "Leaders have heard of the written statement of action.",
        "The WSoA is a good thing.",
        "There are significant areas of weakness.",
        "The inspection raises significant concerns about the effectiveness of the local area.",
    ],
)
def test_not_known_whether_required(text: str) -> None:
    found = read(letter(text))
    assert wsoa(letter(text)) is None
    assert any("not known whether" in warning for warning in found.warnings)


@pytest.mark.parametrize(
    "opening",
    [
        "Ofsted and the Care Quality Commission (CQC) conducted a joint inspection of the local area of\n"
        "Port Merrow between 4 and 8 March 2019.",
        "The joint local area SEND inspection in Port Merrow took place from 4 to 8 March 2019.",
    ],
)
def test_the_dates_may_stand_at_the_end_of_the_opening(opening: str) -> None:
    found = read(letter("Leaders know their area.", opening=opening))
    assert found.as_json()["inspection"] == {"start": "2019-03-04", "end": "2019-03-08"}
    assert (wsoa(letter("Leaders know their area.", opening=opening)), found.warnings) == (False, ())


def test_absence_counts_only_where_title_and_opening_were_found() -> None:
    assert wsoa(letter("Leaders know their area.")) is False
    assert wsoa(letter("Leaders know their area.", opening="The inspectors came in March.")) is None
    assert read(letter("Leaders know their area.", title="A letter")).kind == "other"


@pytest.mark.parametrize(
    ("listed", "expected"),
    [
        ("◼ late plans\n◼ long waits.\nYours", ("late plans", "long waits.")),
        (
            "• late plans;\n• long waits, and\nno news.\nThis is all.",
            ("late plans;", "long waits, and no news."),
        ),
        ("1. Late plans.\n2. Long waits.\nMore.", ("Late plans.", "Long waits.")),
        ("◼\nlate plans\n◼\nlong waits\nMain findings\n◼ Leaders know.", ("late plans", "long waits")),
        ("Plans are late.\n◼ Leaders know.", ()),
        (  # words of their trade, which take nothing back
            "◼ Draft plans that wait for months.\n◼ the number of appeals.\nMain findings",
            ("Draft plans that wait for months.", "the number of appeals."),
        ),
    ],
)
def test_the_weaknesses_are_listed_whole(listed: str, expected: tuple[str, ...]) -> None:
    lead = (
        "The local area is required to submit a written statement of action to Ofsted that explains how the\n"
        "local area will tackle the following areas of significant weakness:"
    )
    document = letter(f"{REQUIRED}\nMain findings\n◼ Not this one.\n{lead}\n{listed}")
    found = read(document).outcome.result
    assert isinstance(found, LetterResult)
    assert (found.wsoa_required, found.weaknesses) == (True, expected)


# --- revisits ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "n", "of"), [("all", 3, 3), ("some", 2, 5), ("none", 0, 4)])
def test_revisits(name: str, n: int, of: int) -> None:
    found = read(sample(f"revisit_{name}"))
    assert (found.kind, found.framework, found.area_urn, found.warnings) == (
        "revisit_2018",
        "2016",
        "90001",
        (),
    )
    assert found.inspection is not None
    assert (found.inspection.start, found.inspection.end) == (date(2021, 7, 19), date(2021, 7, 21))
    outcome = found.as_json()["outcome"]
    assert (outcome["band"], outcome["sufficient"], outcome["of"], outcome["page"]) == (None, n, of, 1)
    assert "sufficient progress in addressing" in outcome["evidence"]
    assert outcome["written_statement"] == {"issued": "2018-11-29", "fit_for_purpose": "2019-03-18"}
    assert found.as_json()["dated"] == "2021-08-27"


YES = "The area has made sufficient progress in addressing"
NO = "The area has not made sufficient progress in addressing"
INITIAL = "identified at the initial inspection."


@pytest.mark.parametrize(
    ("text", "n", "of"),
    [
        (f"{YES} all five areas of significant weakness {INITIAL}", 5, 5),
        (f"{YES} all of the five significant weaknesses {INITIAL}", 5, 5),
        (f"{YES} the three areas of significant weakness {INITIAL}", 3, 3),
        (f"{YES} both significant weaknesses {INITIAL}", 2, 2),
        (f"{YES} two of the five significant weaknesses.", 2, 5),
        (f"{YES} 12 of the 13 significant weaknesses {INITIAL}", 12, 13),
        (f"{YES} one of 13 areas of significant weakness.", 1, 13),
        (f"{YES} four of the five weaknesses, but has not made sufficient progress in addressing one.", 4, 5),
        (f"{YES} three significant weaknesses. {NO} two significant weaknesses.", 3, 5),
        (
            f"{YES} all the significant weaknesses. The statement named six areas of significant weakness.",
            6,
            6,
        ),
        (f"{YES} all the significant weaknesses. " + f"{YES} this weakness. " * 4, 4, 4),
        (f"{YES} none of the four significant weaknesses.", 0, 4),
        (f"{NO} any of the five significant weaknesses {INITIAL}", 0, 5),
        (f"{NO} either of the two areas of significant weakness.", 0, 2),
        (f"Port Merrow has made sufficient progress in addressing both weaknesses {INITIAL}", 2, 2),
        (f"{YES} one of the two significant weaknesses. {NO} the other significant weakness.", 1, 2),
        (f"{YES} three of the five weaknesses. {NO} the remaining areas of significant weakness.", 3, 5),
        (
            "Inspectors are of the opinion that local area leaders have made sufficient progress to improve "
            f"each of the four serious weaknesses {INITIAL}",
            4,
            4,
        ),
        (f"{YES} two significant weaknesses.", 2, None),
        (f"{NO} any of the significant weaknesses.", 0, None),
    ],
)
def test_sufficient_progress(text: str, n: int, of: int | None) -> None:
    assert progress(revisit(text)) == (n, of)
    found = read(revisit(text))
    assert found.inspection is not None
    assert (found.inspection.start, found.inspection.end) == (date(2020, 3, 4), date(2020, 3, 5))
    assert bool(found.warnings) == (of is None)
    assert found.outcome.band is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        f"{YES} all the significant weaknesses.",
        f"{YES} the significant weaknesses.",
        f"{YES} some of the five significant weaknesses.",
        f"{YES} six of the five significant weaknesses.",
        f"{NO} all five significant weaknesses.",
        f"{NO} two of the five significant weaknesses.",
        f"{NO} the five significant weaknesses.",
        f"{YES} three of the five significant weaknesses. {NO} three significant weaknesses.",
        f"{YES} all five significant weaknesses. {NO} two significant weaknesses.",
        f"{YES} one of the three significant weaknesses. {NO} the other significant weakness.",
        f"{YES} all five significant weaknesses. {YES} all four significant weaknesses.",
        f"{YES} all two significant weaknesses. {YES} this weakness. {NO} this weakness.",
        "The area has made significant progress in addressing all five significant weaknesses.",
        "The area has never made sufficient progress in addressing all five significant weaknesses.",
        "The area has hardly made sufficient progress in addressing two of the five significant weaknesses.",
        "The area had made sufficient progress in addressing all five significant weaknesses.",
        "Kestrelshire has made sufficient progress in addressing all five significant weaknesses.",
        f"Nobody thinks that {YES} all five significant weaknesses.",
        f'A paper wrote: "{YES} all five significant weaknesses."',
        f"In 2019 we wrote the following. {YES} all five significant weaknesses.",
        f"{YES} all five significant weaknesses. Yet sufficient progress was not seen on two of them.",
        f"{YES} all five significant weaknesses. This has been corrected.",
    ],
)
def test_progress_that_is_not_known(text: str) -> None:
    found = read(revisit(text))
    assert progress(revisit(text)) == (None, None)
    assert any("progress unknown" in warning for warning in found.warnings)


# --- properties --------------------------------------------------------------------------------------

NAMES = ["letter_wsoa", "letter_no_wsoa", "revisit_all", "revisit_some", "revisit_none"]


@pytest.mark.parametrize("name", NAMES)
def test_shuffled_words_state_nothing(name: str) -> None:
    for seed in range(20):
        words = sample(name).split()
        random.Random(seed).shuffle(words)
        text = "\n".join(" ".join(words[at : at + 12]) for at in range(0, len(words), 12))
        title = next(line for line in sample(name).split("\n") if line.startswith("Joint"))
        result = read(f"{title}\n\n{text}").outcome.result
        if isinstance(result, LetterResult):
            assert (result.wsoa_required, result.weaknesses) == (None, ())
        if isinstance(result, RevisitResult):
            assert (result.sufficient, result.of) == (None, None)


@pytest.mark.parametrize("word", ["not", "never", "no longer", "hardly"])
def test_a_negation_makes_it_unknown_and_never_the_opposite(word: str) -> None:
    document = re.sub(r"\bis (required)", rf"is {word} \1", sample("letter_wsoa"))
    assert wsoa(document) is None
    for name in ("revisit_all", "revisit_some", "revisit_none"):
        document = re.sub(r"\b(sufficient\s+progress)", rf"{word} \1", sample(name))
        assert progress(document) == (None, None)


@pytest.mark.parametrize("name", NAMES)
def test_no_other_kind_gets_a_letters_result(name: str) -> None:
    document = re.sub(r"Joint .*? in ", "Area SEND inspection of ", sample(name), count=1)
    found = read(document.replace("Kestrelshire\n", "Kestrelshire Local Area Partnership\n", 1))
    assert (found.outcome.result, found.outcome.band) == (None, None)
    jtai = re.sub(r"Joint .*? in ", "Joint targeted area inspection of ", sample(name), count=1)
    assert (read(jtai).kind, read(jtai).outcome.result) == ("other", None)


# --- through the real reader --------------------------------------------------------------------------


@pytest.fixture(scope="module")
def reader() -> Iterator[PdfReader]:
    with PdfReader(timeout=20) as reader:
        yield reader


@pytest.mark.parametrize("name", NAMES)
def test_a_pdf_reads_as_its_text(name: str, reader: PdfReader) -> None:
    data = BytesIO()
    canvas = Canvas(data, pagesize=A4, invariant=1)
    for page in sample(name).replace("◼", "•").split("\f"):
        text = canvas.beginText(60, 800)
        for line in page.split("\n"):
            text.textLine(line)
        canvas.drawText(text)
        canvas.showPage()
    canvas.save()
    found = parse(reader.read(data.getvalue()).pages, None, AREAS)
    expected = read(sample(name))
    assert (found.outcome, found.inspection, found.dated) == (
        expected.outcome,
        expected.inspection,
        expected.dated,
    )
