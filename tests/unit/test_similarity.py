"""Two findings are one issue by what they are about, not by the stock words they share."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.domain.finding_words import count, stem
from monitor.domain.similarity import POSSIBLY, SAME_ISSUE, matched, same_wording, similarity
from monitor.domain.themes import themes_of

WAITS = "Leaders should reduce how long children wait for speech and language therapy."
FINDINGS = [
    WAITS,
    "The local authority should issue EHC plans within 20 weeks.",
    "Leaders should embed co-production with parents and carers.",
    "Leaders should strengthen the oversight of alternative provision.",
]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (WAITS, "Children are referred to SALT and then wait more than a year. This must come down."),
        (WAITS, "Leaders should further reduce how long children wait for speech and language therapy."),
        (
            "Leaders should improve the quality of EHC plans.",
            "Education, health and care plans should be more precise and of a consistently high standard.",
        ),
    ],
)
def test_one_issue_in_other_words_is_one(one: str, other: str) -> None:
    assert similarity(one, other) == similarity(other, one) >= SAME_ISSUE


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (WAITS, "Leaders should reduce how long children wait for wheelchairs."),
        (
            "Leaders should work at pace to improve the timeliness of EHC needs assessments.",
            "Leaders should work at pace to improve the range of short breaks.",
        ),
        (WAITS, "Leaders should embed co-production with parents and carers."),
    ],
)
def test_stock_words_do_not_make_two_issues_one(one: str, other: str) -> None:
    assert similarity(one, other) == similarity(other, one) < POSSIBLY


def test_findings_with_no_word_of_the_field_are_compared_by_their_words() -> None:
    assert similarity("Mend the harbour lamps.", "Mend the lamps of the harbour.") > 0.9
    assert similarity("Mend the harbour lamps.", "Paint the lighthouse.") == 0.0


def test_nothing_and_nothing_are_the_same() -> None:
    assert similarity("", "") == 1.0
    assert similarity("", WAITS) == 0.0


@given(st.text(max_size=300), st.text(max_size=300))
def test_any_text_has_a_similarity_and_only_the_same_words_are_one(one: str, other: str) -> None:
    assert 0.0 <= similarity(one, other) == similarity(other, one) <= 1.0
    assert similarity(one, one) == same_wording(one, one) == 1.0


def test_signs_case_and_line_ends_are_no_difference() -> None:
    assert similarity(WAITS, WAITS.upper().replace(" ", "\n").replace(".", "")) == 1.0


def test_each_finding_is_paired_once() -> None:
    found = matched(FINDINGS, [*reversed(FINDINGS), WAITS])
    assert [(pair.old, pair.similarity) for pair in found] == [(0, 1.0), (1, 1.0), (2, 1.0), (3, 1.0)]
    assert len({pair.new for pair in found}) == 4


def test_what_has_no_partner_is_left_alone() -> None:
    assert matched(FINDINGS[:1], FINDINGS[1:]) == []
    assert matched([], FINDINGS) == matched(FINDINGS, []) == []


def test_what_a_finding_is_good_for_counts_half() -> None:
    found = count("Recruit more therapists so that waits are shorter.")
    assert (found.subjects["workforce"], found.asks["time"]) == (1.0, 0.5)


@pytest.mark.parametrize(
    ("word", "root"), [("assessments", "assess"), ("waiting", "wait"), ("plan", "plan"), ("uses", "uses")]
)
def test_the_forms_of_a_word_are_one(word: str, root: str) -> None:
    assert stem(word) == root


@pytest.mark.parametrize("text", ["a" * 300_000, "EHC plan " * 40_000, "quality " * 40_000, "-" * 300_000])
def test_a_hostile_text_is_looked_at_only_so_far(text: str) -> None:
    assert similarity(text, f"{text} more") == 1.0
    assert themes_of(text) in ((), ("EHC plan quality",))
