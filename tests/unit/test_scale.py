"""The simulation behind docs/scale.md: it adds up, and the document shows what it says."""

from pathlib import Path

import pytest

from tests.benchmarks.scale import (
    Demand,
    Machine,
    feed_load,
    main,
    messages_of_a_morning,
    messages_of_a_report,
    morning,
    recorded_rates,
    tables,
)

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "scale.md"
RATES = {
    "mails": 100.0,
    "rows": 10_000.0,
    "feeds": 1_000.0,
    "bodies": 50.0,
    "stories": 10_000.0,
    "reports": 10.0,
    "bytes": 700.0,
}
SMALL = Demand(subscribers=153_000, areas_each=1.0, national=0.0, at_once=1.0, reports=1)


def test_the_document_shows_what_was_recorded() -> None:
    shown = DOCUMENT.read_text("utf-8").split("tests.benchmarks.scale -->\n")[1].split("<!-- end -->")[0]
    assert shown.strip() == tables(Demand(), Machine(recorded_rates()))


def test_a_report_is_told_to_those_who_watch_its_area_and_to_those_who_watch_all() -> None:
    assert messages_of_a_report(SMALL) == 1_000
    national = Demand(subscribers=153_000, areas_each=1.0, national=0.5, at_once=1.0)
    assert messages_of_a_report(national) == 500 + 76_500
    assert messages_of_a_morning(national) == 13 * 500 + 76_500  # one mail for all that came together


def test_a_morning_takes_as_long_as_its_mails_and_half_as_long_with_two() -> None:
    one = morning(SMALL, Machine(RATES))
    two = morning(SMALL, Machine(RATES, senders=2))
    assert one["reports, last"] == pytest.approx(10 + 3, abs=2)
    assert two["reports, last"] == pytest.approx(5 + 3, abs=2)
    assert one["reports, half"] < one["reports, last"]


def test_a_mail_server_that_takes_few_is_what_counts() -> None:
    limited = morning(SMALL, Machine(RATES, senders=8, server_takes=10))
    assert limited["reports, last"] == pytest.approx(100 + 3, abs=2)


def test_reports_go_before_digests_that_are_still_on_their_way() -> None:
    demand = Demand(subscribers=1_000_000, at_once=0.3, reports=1)
    took = morning(demand, Machine(RATES))
    assert took["reports, last"] < 120
    assert took["digests"] > 3_600


def test_feeds_cost_what_they_cost_each_and_the_largest_host_sets_the_floor() -> None:
    load = feed_load(Demand(feeds=1_000, changed=0.1, new_stories=2, largest_host=150), Machine(RATES))
    assert (load["looks"], load["parsing"], load["judging"]) == pytest.approx((1.0, 2.0, 0.02))
    assert load["largest host"] == 150


def test_assumptions_are_options(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--subscribers", "1000", "--feeds", "7"]) == 0
    said = capsys.readouterr().out
    assert "7 feeds" in said
    assert "1,000 subscribers" in said
