"""Stories made to hurt: whatever a feed sends, triage answers in time and claims nothing."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.domain.news import NewsItem
from monitor.domain.news_text import LONGEST, lead, paragraphs, sentences, small, tidy
from monitor.domain.triage import triage
from tests.unit.test_triage import NAMES

TITLE = "Ofsted report on SEND services in Torbay"
BITS = st.sampled_from(
    [
        *("Ofsted", "SEND", " finds ", "Torbay", "Kent", "\u202e", "\u200b", "\x00", "\r\n", "<p>", "&amp;"),
        *("“", "'", '"', "(", "- ", "lowest of ", "three", "middle outcome", "widespread", " and/or "),
        *("systemic failings", ". ", "; ", "2019", "İ", "ß"),
    ]
)


@pytest.mark.parametrize(
    "body",
    [
        "a" * 1_000_000,
        "Ofsted " * 150_000,
        "SEND services " * 70_000,
        "council " * 125_000,
        "widespread and/or " * 60_000,
        "widespread" + "/" * 1_000_000,
        "lowest " * 150_000 + "of three",
        "lowest" + " a" * 500_000,
        "“" * 1_000_000,
        "“‘" * 500_000,
        "<" * 1_000_000,
        "<p" * 500_000,
        "&" * 1_000_000,
        "&amp;" * 200_000,
        " " * 1_000_000,
        "\n" * 1_000_000,
        "\u202e\u2066" * 500_000,
        "\x00\x1b[31m" * 200_000,
        ". " * 500_000,
        "Torbay Council " * 60_000,
        "NHS Kent and Medway and " * 40_000,
        "Kent, Medway, " * 70_000 + "Integrated Care Board",
        "not the report from the inspection of the outcome " * 20_000,
        "A" * 500_000 + " B" * 250_000,
        "ﷺ" * 100_000,
    ],
    ids=lambda body: repr(body[:14]),
)
@pytest.mark.parametrize("where", ["title", "summary", "body"])
def test_a_megabyte_is_judged_and_claims_nothing(where: str, body: str) -> None:
    fields = {"title": TITLE} | {where: body}
    assert triage(NewsItem(**fields), NAMES).claim is None  # type: ignore[arg-type]


@settings(max_examples=300)
@given(st.lists(BITS | st.text(max_size=6), max_size=30).map("".join), st.text(max_size=80))
def test_any_text_is_judged_with_reasons(title: str, body: str) -> None:
    found = triage(NewsItem(title, body=body), NAMES)
    assert found.reasons
    if found.claim:
        assert found.claim.evidence in f"{tidy(title)}\n{tidy(body)}"


@settings(max_examples=200)
@given(st.text(max_size=200))
def test_small_letters_keep_their_places_and_text_stays_tidy(text: str) -> None:
    assert len(small(text)) == len(text)
    once = tidy(text)
    assert all(letter.isprintable() or letter == "\n" for letter in once)
    assert "  " not in once


def test_direction_marks_and_joiners_do_not_hide_a_name_or_a_phrase() -> None:
    found = triage(
        NewsItem("Of\u200bsted: SE\u202eND in Tor\u00adbay has wide\u200dspread and systemic failings"), NAMES
    )
    assert [area.name for area in found.areas] == ["Torbay"]
    assert found.claim


@pytest.mark.parametrize("letter", ["\u0130", "\u0131", "I\u0307"])
def test_a_letter_that_patterns_take_for_our_i_is_spelt_as_it(letter: str) -> None:
    found = triage(NewsItem(f"Ofsted: SEND in Torbay given m{letter}ddle outcome"), NAMES)
    assert found.claim


def test_the_text_of_a_page_is_cut_where_no_article_goes() -> None:
    assert len(tidy("x" * (LONGEST + 10))) == LONGEST


def test_html_becomes_paragraphs() -> None:
    text = tidy("<p>One &amp; two</p><p>Three<br/>four</p><!-- no --><script>")
    assert list(paragraphs(text)) == ["One & two", "Three", "four"]
    assert lead("a\nREAD MORE: b\nc\nd\ne") == "a\nc\nd"


def test_sentences_end_where_a_new_one_begins() -> None:
    assert sentences('He said: "It is so." Then he left. No 3 came; it rained.') == [
        'He said: "It is so.',
        "Then he left.",
        "No 3 came",
        "it rained.",
    ]
