"""Real reports, spoilt in memory: the outcome is theirs or unknown, whatever stands beside it."""

import re
from collections.abc import Callable, Iterator

import pytest

from monitor.domain.outcome import Band
from monitor.domain.parse import parse
from monitor.ports.sources import DocumentText
from monitor.sources.pdf import PdfReader
from tests.replay.fuzz import areas
from tests.replay.test_corpus import CORPUS, RECORDS

pytestmark = pytest.mark.skipif(not RECORDS, reason=f"the real documents are not at {CORPUS}")

NEEDS = "special educational needs and/or disabilities (SEND)"
SENTENCES = {
    Band.TYPICALLY_POSITIVE: f"The local area partnership’s {NEEDS} arrangements typically lead to "
    "positive experiences and outcomes for children and young people with SEND.",
    Band.INCONSISTENT: "The local area partnership’s arrangements lead to inconsistent experiences and "
    f"outcomes for children and young people with {NEEDS}.",
    Band.SYSTEMIC_FAILINGS: "There are widespread and/or systemic failings leading to significant concerns "
    f"about the experiences and outcomes of children and young people with {NEEDS}, which the local area "
    "partnership must address urgently.",
}
LIST = "\n".join(f"▪ {sentence}" for sentence in SENTENCES.values())
BOX, AFTER = "Inspection outcome", "Information about the local area partnership"
Spoil = Callable[[str, str, str], str]
"""A first page, its standard sentence as it stands there, and a sentence of another outcome."""

MAY_BE_STATED: dict[str, Spoil] = {
    "the last outcome before the box": lambda page, _, other: page.replace(
        BOX, f"In 2023 we wrote: {other}\n{BOX}", 1
    ),
    "the last outcome in the introduction": lambda page, _, other: page.replace(
        AFTER, f"{AFTER}\nThe report of May 2023 said this. {other}\n", 1
    ),
    "the last outcome in the box": lambda page, own, other: page.replace(own, f"{own}\nIt was: {other}", 1),
    "the outcomes there are, behind the box": lambda page, _, __: page.replace(
        AFTER, f"What outcomes mean\n{LIST}\n{AFTER}", 1
    ),
    "the outcomes there are, on a page before": lambda page, _, __: f"Outcomes\n{LIST}\f{page}",
    "the outcomes there are, on a page behind": lambda page, _, __: f"{page}\fAnnex\n{LIST}",
    "the outcomes there are, under its heading": lambda page, _, __: f"{page}\f{BOX}s\n{LIST}",
    "headings in capitals": lambda page, _, __: page.replace(BOX, BOX.upper()).replace(AFTER, AFTER.upper()),
    "no heading": lambda page, _, __: page.replace(BOX, ""),
    "no end": lambda page, _, __: page.replace(AFTER, ""),
    "a page header in the sentence": lambda page, own, _: page.replace(
        own, re.sub(r"\s(?=lead)", "\nArea SEND inspection report: Bury Local Area Partnership\n1\n", own), 1
    ),
    "letters set apart": lambda page, own, _: page.replace(own, " ".join(own), 1),
    "words run together": lambda page, own, _: page.replace(own, re.sub(r"\s", "", own), 1),
    "another language on a page behind": lambda page, _, __: f"{page}\fCanlyniad yr arolygiad\nProfiadau.",
}
NEVER_STATED: dict[str, Spoil] = {
    "another sentence": lambda page, own, other: page.replace(own, other, 1),
    "another sentence first": lambda page, own, other: page.replace(own, f"{other} {own}", 1),
    "the last outcome alone": lambda page, own, _: page.replace(own, f"In 2023 we wrote: {own}", 1),
    "the neighbour's outcome": lambda page, own, _: page.replace(own, f"In the next county: {own}", 1),
    "a negation before": lambda page, own, _: page.replace(own, f"It is untrue that {own}", 1),
    "a negation inside": lambda page, own, _: page.replace(own, re.sub(r"\s(lead|wide)", r" not \1", own), 1),
    "a negation behind": lambda page, own, _: page.replace(own, f"{own} This is wrong.", 1),
    "a stamp": lambda page, _, __: f"{page}\nDRAFT",
    "no outcome": lambda page, own, _: f"{page.replace(own, 'See the annex.', 1)}\fAnnex\n{own}",
}


@pytest.fixture(scope="module")
def documents() -> Iterator[list[tuple[DocumentText, Band, str]]]:
    """Give a report of each outcome, and the standard sentence as its first page has it."""
    with PdfReader(timeout=20) as reader:
        found = []
        for truth in {record["outcome"]["band"]: record for record in RECORDS}.values():
            text = reader.read((CORPUS / "reports" / truth["file"]).read_bytes())
            words = truth["outcome"]["evidence"].split(". ")[0].rstrip(".").split()
            own = re.search(r"\s+".join(map(re.escape, words)) + r"\.", text.pages[0])
            assert own, truth["file"]
            found.append((text, Band(truth["outcome"]["band"]), own[0]))
        yield found


@pytest.mark.parametrize("what", [*MAY_BE_STATED, *NEVER_STATED])
def test_a_real_report_that_is_spoilt_never_has_a_wrong_outcome(
    what: str, documents: list[tuple[DocumentText, Band, str]]
) -> None:
    spoil = (MAY_BE_STATED | NEVER_STATED)[what]
    for text, band, own in documents:
        assert parse(text.pages, text.title, areas(), text.tables).outcome.band is band
        for other in set(SENTENCES) - {band}:
            first = spoil(text.pages[0], own, SENTENCES[other])
            assert first != text.pages[0]
            stated = parse(
                (*first.split("\f"), *text.pages[1:]), text.title, areas(), text.tables
            ).outcome.band
            assert stated is None or (stated is band and what in MAY_BE_STATED)
