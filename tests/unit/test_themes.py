"""The phrase language of themes, and the stock words that look like a theme and are none."""

import pytest

from monitor.domain.theme_phrases import THEME_PHRASES
from monitor.domain.themes import shown_themes, themes_of

NEEDS = ("Therapies",)  # speech and language is counted there


def test_there_are_24_themes_and_every_phrase_is_one() -> None:
    assert len(THEME_PHRASES) == 24
    for phrases in THEME_PHRASES.values():
        parts = phrases.split(" | ")
        assert len(set(parts)) == len(parts)
        assert all(part == " ".join(part.split()) and part.strip("-*") for part in parts)


@pytest.mark.parametrize(
    ("text", "themes"),
    [
        ("Leaders should improve the quality of EHC plans.", ("EHC plan quality",)),
        ("Leaders should improve the quality of EHCPs.", ("EHC plan quality",)),
        (
            "Leaders should improve the quality of education, health and care (EHC) plans.",
            ("EHC plan quality",),
        ),
        ("Leaders should improve the quality of education, health and care plans.", ("EHC plan quality",)),
        ("Leaders should issue EHC plans within 20 weeks.", ("EHC timeliness",)),
        ("Annual reviews should be held when they are due.", ("Annual reviews",)),
        ("Reduce the time that autistic children wait.", ("Waiting times", "Autism and ADHD pathways")),
        ("Help families while they wait.", ("Waiting times", "Support while waiting")),
        ("Neuro-divergent pupils should be understood.", ("Autism and ADHD pathways",)),
        ("Pupils in EOTAS packages should be seen.", ("Alternative provision",)),
        ("Reduce suspensions, and part time timetables.", ("Attendance and exclusion",)),
        ("Post 16 and post-16 pathways.", ("Transitions and adulthood",)),
        ("Families' views should be sought.", ("Co-production and voice",)),
        ("Publish a clear local offer.", ("Communication and local offer",)),
        ("Provide wheelchairs that fit.", ("Equipment and audiology",)),
    ],
)
def test_a_theme_is_shown_by_its_phrases(text: str, themes: tuple[str, ...]) -> None:
    assert themes_of(text) == themes


@pytest.mark.parametrize(
    "text",
    [
        "Leaders should hold timely reviews.",  # no "views" in it
        "Plans should clearly identify what helps.",  # no "early identif"
        "Commissioners should act.",  # who acts, not what on
        "Leaders across education, health and social care should act.",
        "Children should go on to education, employment and training.",
        "Communication needs should be met.",
        "Staff should be well equipped.",
        "Families should attend appointments.",
        "Support should be timely.",
        "Quality matters. EHC plans matter too.",  # the sentence ends between them
        "Improve:\n• the quality of advice;\n• EHC plans",  # and so does the bullet
        "",
    ],
)
def test_stock_words_are_no_theme(text: str) -> None:
    assert themes_of(text) == ()


def test_two_words_with_too_much_between_them_are_not_together() -> None:
    assert themes_of(f"The quality of {'very ' * 15}new EHC plans") == ("EHC plan quality",)
    assert themes_of(f"The quality of {'very ' * 25}new EHC plans") == ()


def test_a_mask_hides_only_what_it_stands_on() -> None:
    text = "Commissioners should review the joint commissioning of therapies"
    assert themes_of(text) == ("Joint commissioning", "Therapies")
    assert themes_of("Speech, language and communication needs should be met") == NEEDS


def test_the_words_that_show_a_theme_are_given() -> None:
    assert shown_themes("Cut the long waits for CAMHS") == {
        "Waiting times": "waits",
        "Mental health": "CAMHS",
    }


@pytest.mark.parametrize("text", ["LONG WAITS FOR AUTISM ASSESSMENTS", "long  waits\nfor autism assessments"])
def test_case_and_line_ends_do_not_matter(text: str) -> None:
    assert themes_of(text) == ("Waiting times", "Autism and ADHD pathways")
