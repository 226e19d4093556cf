"""The day a report was published, by the words of a story."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.domain.news_dates import published_in

TOLD = date(2024, 7, 18)  # a Thursday


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Although the findings, published on Tuesday, state that schools are good.", date(2024, 7, 16)),
        ("The report published today (Friday 9 June) says so.", date(2024, 6, 9)),
        ("The report was published today.", TOLD),
        ("The report was published this morning.", TOLD),
        ("Ofsted's report, released yesterday, says so.", date(2024, 7, 17)),
        ("They must improve, a report published on July 16 said.", date(2024, 7, 16)),
        ("A report published on 16th July 2024 said.", date(2024, 7, 16)),
        ("A report published on Thursday said.", TOLD),
        ("A report published last Thursday said.", date(2024, 7, 11)),
        ("The report was published on 3 Dec.", date(2023, 12, 3)),
        ("Published on Monday, the report is damning.", date(2024, 7, 15)),
        ("Schools are open today.\nThe report was issued on Wednesday.", date(2024, 7, 17)),
    ],
)
def test_a_day_is_held_against_the_storys_own(text: str, day: date) -> None:
    assert published_in(text, TOLD) == day


@pytest.mark.parametrize(
    "text",
    [
        "",
        "The report was published last month.",
        "The report was published.",
        "Inspectors came on Tuesday.",
        "The plan was published on Tuesday.",
        "The previous report, published on 16 May 2023, found failings.",
        "The report was published on 31 February.",
        "The report was published on 16 July 2031.",
    ],
)
def test_what_is_vaguer_or_of_something_else_says_nothing(text: str) -> None:
    assert published_in(text, TOLD) is None


@given(st.text(alphabet="report published on last Tuesday16 July2024.,;()", max_size=80))
def test_any_words_give_a_day_that_has_been_or_none(text: str) -> None:
    day = published_in(f"The report published {text}", TOLD)
    assert day is None or day <= TOLD
