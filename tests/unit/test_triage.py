"""Triage of single stories: kind, areas, claim."""

import pytest

from monitor.domain.area import AreaTable
from monitor.domain.news import NewsItem, NewsKind
from monitor.domain.news_names import Names
from monitor.domain.triage import triage
from tests.builders import an_area

NAMES = Names(
    AreaTable(
        (
            an_area("Ashbourne Vale", "90001", "701"),
            an_area("Port Merrow", "90002", "702", aliases=("Merrow",)),
        )
    )
)


def test_a_result_is_relevant_and_its_area_known() -> None:
    found = triage(
        NewsItem("Ofsted finds widespread and systemic failings in Port Merrow SEND services"), NAMES
    )
    assert (found.kind, [area.urn for area in found.areas]) == (NewsKind.FULL_OUTCOME, ["90002"])
    assert found.relevant
    assert found.claim
    assert found.claim.evidence == "widespread and systemic failings"


@pytest.mark.parametrize("title", ["", "Bus lane opens in Port Merrow", "Please send help to Ashbourne Vale"])
def test_other_news_is_other(title: str) -> None:
    found = triage(NewsItem(title), NAMES)
    assert (found.kind, found.claim, found.needs_body) == (NewsKind.OTHER, None, False)
