"""A short day of feeds with every quirk and fault: no story lost, none twice, few requests."""

from tests.e2e.feed_day import a_day
from tests.e2e.stage import PLACES, Stage


def test_a_day_of_feeds(stage: Stage) -> None:
    papers = [f"paper{number}" for number in range(20)]
    stage.configure()
    stage.feeds(**dict.fromkeys(papers, PLACES))
    day = a_day(stage, papers, hours=4, seed=7)
    assert len(day.told) > 40
    assert day.lost == []
    assert day.doubled == []
    assert day.problems > 10
    assert day.leads == day.places_in_lead > 0
    assert day.most_requests <= 3 * 4 * 4  # three tries at most, every quarter of an hour
