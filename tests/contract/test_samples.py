"""Sample reports have the anatomy of real ones, vary as they do, and are the same for the same arguments."""

import re
from datetime import date
from functools import cache
from itertools import pairwise, product
from random import Random

import pypdfium2  # type: ignore[import-untyped]
import pytest

from monitor.replica.sample_texts import date_range
from monitor.replica.samples import full_report_pdf, monitoring_report_pdf, other_report_pdf

PHRASES = {
    "typically_positive": "typically lead to positive experiences and outcomes",
    "inconsistent": "lead to inconsistent experiences and outcomes",
    "systemic_failings": "widespread and/or systemic failings",
}
HEADINGS = (
    "Local area partnership report",
    "Area SEND inspection of",
    "Inspection dates:",
    "of previous inspection:",
    "Inspection outcome",
    "Information about the local area partnership",
    "What is it like to be a child or young person with",
    "What is the area partnership doing that is effective?",
    "What does the area partnership need to do better?",
    "Areas for improvement",
    "Local area partnership details",
    "Information about this inspection",
    "Inspection team",
    "© Crown copyright 2025",
)
BANDS = (*PHRASES, "unclear")
SEEDS = range(4)


@cache
def full(band: str, seed: int = 0, area: str = "Ashbourne Vale", **given: object) -> bytes:
    arguments = {
        "start": date(2025, 3, 10),
        "end": date(2025, 3, 14),
        "previous": "6 to 10 February 2017",
    }
    return full_report_pdf(area=area, band=band, seed=seed, **(arguments | given))  # type: ignore[arg-type]


@cache
def page_texts(data: bytes, last: int | None = None) -> list[str]:
    document = pypdfium2.PdfDocument(data)
    texts = []
    for number in range(last or len(document)):
        page = document[number]
        text = page.get_textpage()
        texts.append(text.get_text_range().replace("\ufffe", "-").replace("\r\n", "\n"))
        text.close()
        page.close()
    document.close()
    return texts


def flat(text: str) -> str:
    return " ".join(text.replace("’", "'").split())


def outcome_box(data: bytes) -> str:
    first = flat(page_texts(data, 1)[0])
    return first.split("Inspection outcome ", 1)[1].split(" Information about the local area partnership", 1)[
        0
    ]


@pytest.mark.parametrize(("band", "seed"), list(product(BANDS, SEEDS)))
def test_a_full_report_has_the_headings_of_a_real_one_in_their_order(band: str, seed: int) -> None:
    data = full(band, seed)
    pages = page_texts(data)
    text = flat("\n".join(pages)).lower()
    places = [text.index(heading.lower()) for heading in HEADINGS]
    assert places == sorted(places)
    assert 7 <= len(pages) <= 10
    assert 20_000 < len(data) < 1_000_000
    assert data.startswith(b"%PDF-")
    assert data.rstrip().endswith(b"%%EOF")


@pytest.mark.parametrize(("band", "seed"), list(product(BANDS, SEEDS)))
def test_one_standard_phrase_stands_in_the_box_and_nowhere_else(band: str, seed: int) -> None:
    data = full(band, seed)
    whole = flat("\n".join(page_texts(data)))
    in_box = {name: outcome_box(data).count(phrase) for name, phrase in PHRASES.items()}
    in_all = {name: whole.count(phrase) for name, phrase in PHRASES.items()}
    assert in_box == in_all == {name: int(name == band) for name in PHRASES}


def test_the_box_of_an_unclear_report_still_speaks_of_outcomes_and_a_plan() -> None:
    boxes = {outcome_box(full("unclear", seed)) for seed in SEEDS}
    assert len(boxes) > 2
    assert all("SEND" in box and "strategic plan" in box for box in boxes)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("band", BANDS)
def test_what_comes_next_fits_the_band(band: str, seed: int) -> None:
    box = outcome_box(full(band, seed))
    years = {"typically_positive": r"five|5", "unclear": r"three|four"}.get(band, r"three|3")
    assert re.search(rf"within (approximately )?({years}) years", box)
    assert ("monitoring inspection will be carried out within approximately 18 months" in box) == (
        band == "systemic_failings"
    )
    assert ("priority action plan (area SEND)" in box) == (band == "systemic_failings")
    assert ("strategic plan" in box) == (band != "systemic_failings")


@pytest.mark.parametrize("band", BANDS)
def test_only_a_systemic_report_has_areas_for_priority_action_with_their_bodies(band: str) -> None:
    for seed in SEEDS:
        body = flat("\n".join(page_texts(full(band, seed))[1:]))
        assert ("Responsible body Areas for priority action" in body) == (band == "systemic_failings")


def test_the_areas_for_improvement_stand_under_one_title_or_two() -> None:
    counts = {
        "\n".join(page_texts(full("inconsistent", seed))).count("Areas for improvement") for seed in range(16)
    }
    assert counts == {1, 2}


@pytest.mark.parametrize("seed", SEEDS)
def test_the_foot_of_each_later_page_comes_first_in_its_text(seed: int) -> None:
    first, *later = page_texts(full("inconsistent", seed, area="Port Merrow"))
    assert "nspection report:" not in first
    for number, text in enumerate(later, start=2):
        assert re.match(
            r"(Area SEND inspection|Inspection) report: Port Merrow Local Area Partnership[,\n ].*"
            + f" {number}\n",
            text,
        ), text[:200]


def test_the_foot_has_one_line_or_two() -> None:
    tops = [page_texts(full("inconsistent", seed), 2)[1].split("\n")[:2] for seed in range(12)]
    assert {line.endswith("Partnership") for line, _ in tops} == {True, False}


def test_titles_break_over_lines_in_different_places() -> None:
    breaks = set()
    for seed in range(12):
        title = page_texts(full("inconsistent", seed, area="North Wendle and Saint Oswin’s Bay"), 1)[0]
        breaks.add(title[: title.index("Inspection dates")].rstrip().count("\n"))
    assert len(breaks) > 1


def test_bullets_are_real_characters_of_the_text_and_differ_between_reports() -> None:
    signs = set()
    for seed in range(16):
        found = re.findall(r"^([◼▪•]) \w", "\n".join(page_texts(full("inconsistent", seed))), re.MULTILINE)
        assert len(found) >= 15
        signs |= set(found)
    assert signs == set("◼▪•")


@pytest.mark.parametrize(
    ("start", "end", "shapes"),
    [
        (
            date(2025, 3, 10),
            date(2025, 3, 14),
            {"10 to 14 March 2025", "10 March to 14 March 2025", "10 March 2025 to 14 March 2025"},
        ),
        (
            date(2025, 3, 31),
            date(2025, 4, 4),
            {
                "31 March to 4 April 2025",
                "31 March 2025 to 4 April 2025",
                "31 March 2025 to 04 April 2025",
                "31 March to 04 April 2025",
            },
        ),
        (
            date(2025, 12, 29),
            date(2026, 1, 2),
            {"29 December 2025 to 2 January 2026", "29 December 2025 to 02 January 2026"},
        ),
        (date(2025, 6, 9), date(2025, 6, 9), {"9 June 2025", "09 June 2025"}),
    ],
)
def test_dates_on_site_have_the_shapes_of_real_reports(start: date, end: date, shapes: set[str]) -> None:
    seen = {date_range(start, end, Random(seed)) for seed in range(60)}
    assert seen <= shapes
    assert len(seen) >= 2
    first = flat(page_texts(full("inconsistent", start=start, end=end), 1)[0])
    printed = re.search(r"Inspection dates: (.*?) Dates? of previous", first)
    assert printed
    assert printed[1] in shapes


def test_the_previous_inspection_is_printed_as_it_is_given() -> None:
    for previous in (
        "Not previously inspected",
        "The first visit was on 3 May 2018 & a revisit on 9 June 2021",
    ):
        assert f"of previous inspection: {previous}" in flat(
            page_texts(full("inconsistent", previous=previous))[0]
        )


def test_the_same_arguments_give_the_same_bytes_and_another_seed_other_words() -> None:
    assert full.__wrapped__("inconsistent", 7) == full.__wrapped__("inconsistent", 7)
    texts = {"\n".join(page_texts(full("inconsistent", seed))) for seed in SEEDS}
    assert len(texts) == len(SEEDS)


def test_the_area_is_named_throughout_and_no_slot_is_left_open() -> None:
    for band, seed in product(BANDS, SEEDS):
        text = flat("\n".join(page_texts(full(band, seed, area="Kestrelshire"))))
        assert text.count("Kestrelshire") > 8
        assert "Kestrelshire County Council" in text
        assert "{" not in text


def test_items_are_cut_in_two_by_the_end_of_a_page_somewhere() -> None:
    cut = [
        top
        for seed in range(12)
        for above, below in pairwise(page_texts(full("systemic_failings", seed)))
        if (top := re.sub(r"^.*?\d+\n", "", below, flags=re.DOTALL))[:1].islower() and above
    ]
    assert cut


def test_a_report_says_on_its_last_page_that_it_is_a_sample() -> None:
    assert "This document is a sample" in page_texts(full("inconsistent"))[-1]


def test_an_unknown_band_is_refused() -> None:
    with pytest.raises(ValueError, match="middling"):
        full("middling")


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("effective", [True, False])
def test_a_monitoring_report_tells_of_action_and_of_no_band(effective: bool, seed: int) -> None:
    data = monitoring_report_pdf(
        area="Port Merrow", start=date(2026, 2, 2), end=date(2026, 2, 4), effective=effective, seed=seed
    )
    text = flat("\n".join(page_texts(data)))
    assert "Area SEND monitoring inspection of" in text
    box = text.split("Inspection outcome ", 1)[1].split(" Information about this visit", 1)[0]
    assert not any(phrase in box for phrase in PHRASES.values())
    assert bool(re.search("not taken effective action|ineffective action", box)) is not effective
    assert "taken effective action" in box or not effective
    assert 20_000 < len(data) < 1_000_000
    assert data.rstrip().endswith(b"%%EOF")


@pytest.mark.parametrize(
    ("title", "graded"),
    [
        ("Inspection of Port Merrow local authority children’s services", True),
        ("Focused visit to Port Merrow children’s services", False),
    ],
)
def test_another_report_has_its_title_and_no_outcome_of_ours(title: str, graded: bool) -> None:
    for seed in SEEDS:
        data = other_report_pdf(title=title, area="Port Merrow", published=date(2025, 3, 3), seed=seed)
        pages = page_texts(data)
        text = flat("\n".join(pages))
        assert text.startswith(flat(title))
        assert len(pages) >= 3
        assert len(data) > 20_000
        assert not any(phrase in text for phrase in PHRASES.values())
        assert "effective action" in text
        assert "widespread" in text
        assert ("Judgement Grade" in text) is graded
