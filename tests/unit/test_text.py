"""Report text made whole again."""

import pytest

from monitor.domain.text import lines_of, norm, text_pages

HEAD = "Area SEND inspection report: Ashbourne Vale Local Area Partnership"


def texts(*pages: str) -> list[str]:
    return [line.text for line in lines_of(pages)]


@pytest.mark.parametrize(
    ("given", "plain"),
    [
        ("the area’s “offer”", 'the area\'s "offer"'),
        ("two\r\nlines\rand\u2028more", "two lines and more"),
        ("no\u00a0break\u202fspaces\t here ", "no break spaces here"),
        ("zero\u200bwidth\ufeff and \u202eturned", "zerowidth and turned"),
        ("e\ufb03cient", "efficient"),
        ("co\ufffeproduced", "co-produced"),
        ("co\u0002produced", "co-produced"),
        ("co\u00adproduced", "co-produced"),
        ("co-\nproduced", "co-produced"),
        ("pre-\nand post-16", "pre- and post-16"),
        ("chil\ufffedren, and other children", "children, and other children"),
        ("well\ufffebeing, not wellbeing; again well-being", "well-being, not wellbeing; again well-being"),
        ("incon\ufffesistent", "inconsistent"),
        ("Stoke-on\ufffeTrent", "Stoke-on-Trent"),
        ("7", "7"),
        ("", ""),
    ],
)
def test_norm(given: str, plain: str) -> None:
    assert norm(given) == plain


@pytest.mark.parametrize(
    "sign", ["◼ ", "◼", "▪ ", "•", "■  ", "− ", "−", "- ", "– ", "\uf0a7 ", "\uf0b7", "* "]
)
def test_every_bullet_becomes_the_same(sign: str) -> None:
    assert texts(f"{sign}Children wait.") == ["• Children wait."]


def test_a_bullet_alone_on_its_line_joins_the_next_and_a_stray_one_stays_alone() -> None:
    assert texts("◼ \r\nChildren wait.\r\n◼") == ["• Children wait.", "•"]


def test_dashes_that_are_no_bullets_stay() -> None:
    assert texts("13\n– 17 May 2024", "-based") == ["13", "– 17 May 2024", "-based"]
    assert texts("- 17 maps") == ["• 17 maps"]


def test_a_numbered_paragraph_gets_its_space_and_a_number_does_not() -> None:
    assert texts("1.Leaders should act.\n12)More.\n3.5 million\n10.30am") == [
        "1. Leaders should act.",
        "12) More.",
        "3.5 million",
        "10.30am",
    ]


@pytest.mark.parametrize(
    "head",
    [
        f"{HEAD}\r\n11 to 15 March 2024 2\r\n",
        f"{HEAD}, 11 to 15 March 2024 2\r\n",
        f"{HEAD} 11 to 15 March 2024 2\r\n",
        f"{HEAD}, 29 April\r\nto 3 May 2024 2\r\n",
        f"{HEAD}, 2 to 6\r\nOctober 2023 2\r\n",
        f"{HEAD}\n29 January 2024 to 02 February 2024\n2\n",
        f"{HEAD}\n11 to 15 March 2024 2",
        "Inspection report: Ashbourne Vale Local Area Partnership\n11 to 15 March 2024 2\n",
        "Area SEND Inspection report: Ashbourne\nVale Local AREA Partnership\n11 to 15 March 2024 2\n",
        "Inspection report: Ashbourne-on\ufffeMerrow Local Area Partnership\n11 to 15 March 2024 2\n",
        "Ashbourne Vale Local Area Partnership, 11 to 15 March 2024 2\n",
        "Area SEND inspection report: Ashbourne Vale\n11 to 15 March 2024 2\n",
        "2\n",
        "Page 2 of 9\n",
    ],
)
def test_a_page_header_does_not_interrupt_a_sentence(head: str) -> None:
    lines = lines_of(["Leaders know", f"{head}their area. In 2024 12 of 30 left."])
    assert [(line.text, line.page) for line in lines] == [
        ("Leaders know", 1),
        ("their area. In 2024 12 of 30 left.", 2),
    ]


def test_a_page_header_at_the_foot_goes_too() -> None:
    assert texts("Leaders know", f"their area.\n{HEAD}\n11 to 15 March 2024 2\n") == [
        "Leaders know",
        "their area.",
    ]


def test_body_text_that_looks_a_little_like_a_header_stays() -> None:
    body = "They read the inspection report: it says that Ashbourne Vale Local Area Partnership acts."
    assert texts("Page one", body) == ["Page one", body]


def test_a_word_torn_by_a_page_end_is_one_word_on_its_first_page() -> None:
    lines = lines_of(["It is multi-\n", f"{HEAD}\n11 to 15 March 2024 2\nagency work."])
    assert [(line.text, line.page) for line in lines] == [("It is multi-agency work.", 1)]


def test_a_heading_is_not_drawn_into_the_page_before() -> None:
    assert texts("Nurses are co\ufffe", "What is it like?") == ["Nurses are co-", "What is it like?"]


def test_text_files_are_cut_at_form_feeds() -> None:
    assert text_pages("\ufeffone\ftwo\f\n") == ("one", "two")
    assert text_pages("no form feed") == ("no form feed",)
    assert text_pages("") == ("",)
