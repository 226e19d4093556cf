"""A listing that is broken in one of its known ways holds the sweep, and nobody but the operator hears of it.

The invariants L1 to L8 are `sources.md` 1.4; the incident behind them is number 1 of section 8.
"""

from typing import Any

import pytest

from monitor.domain.events import EventKind
from tests.e2e.stage import OPERATOR, PLACES, Alert, Stage


def roll(stage: Stage) -> dict[str, tuple[str, str, str | None]]:
    """Give what is remembered of every provider, but for when its page was last read."""
    with stage.memory() as store:
        return {one.urn: (one.area, one.name, one.latest_report) for one in store.providers().values()}


def pages(stage: Stage) -> list[tuple[Any, ...]]:
    """Give what is remembered of every report."""
    with stage.memory() as store:
        return [(one.area, one.listed.file_id, one.state, one.missing_since) for one in store.publications()]


def operators(alerts: list[Alert]) -> list[Alert]:
    """Make sure that the operator alone was written to, and give what was."""
    assert {alert.to for alert in alerts} <= {OPERATOR}
    return alerts


@pytest.mark.parametrize("total", [None, 100])
def test_first_hundred_of_153_is_held_and_touches_nothing(country: Stage, total: Any) -> None:
    known, read = roll(country), pages(country)
    lost = [one.area for one in country.world.providers()[100:]]
    country.replica.switch("lose_page", 1)
    country.replica.switch("total", total)

    summary = country.poll(full=True)

    assert summary["problems"][0]["source"] == "listing"
    assert summary["listing"]["expected"] == 153
    assert (roll(country), pages(country)) == (known, read)
    notes = operators(country.taken())
    assert len(notes) == 1
    assert notes[0].subject == "SEND monitor: Cannot read: listing"
    assert [name for name in lost if name not in notes[0].text] == []
    assert len(lost) == 53

    country.replica.switch("lose_page", None)
    country.replica.switch("total", None)
    again = country.poll(full=True, hours=1)

    assert again["problems"] == []
    assert again["listing"] == {"seen": 153, "expected": 153}
    assert [event["kind"] for event in again["events"]] == [EventKind.SOURCE_RECOVERED]
    assert [note.subject for note in operators(country.taken())] == ["SEND monitor: Working again: listing"]
    assert country.poll(full=True, hours=1)["events"] == []
    assert (roll(country), pages(country)) == (known, read)


def test_partial_listing_still_lets_a_new_report_out(country: Stage) -> None:
    """The pages are read whatever the listing says, so that what is published meanwhile is not late."""
    country.replica.switch("lose_page", 1)
    country.publish(country.world.providers()[-1].area, "systemic_failings")

    country.poll(full=True)

    told = [alert for alert in country.taken() if alert.to != OPERATOR]
    assert [alert.to for alert in told] == ["desk@example.org"]
    assert "widespread" in told[0].text.lower()


@pytest.mark.parametrize(
    ("switch", "value", "names"),
    [
        ("drop_area", "90003", ("Kestrelshire",)),  # L2, L3
        ("urn_disagrees", "90003", ("Kestrelshire",)),  # L4
        ("foreign_link", "90003", ("Kestrelshire",)),  # L7
    ],
)
def test_one_missing_area_is_named_at_once(
    stage: Stage, switch: str, value: str, names: tuple[str, ...]
) -> None:
    known, read = roll(stage), pages(stage)
    stage.replica.switch(switch, value)

    summary = stage.poll()

    assert summary["problems"][0]["source"] == "listing"
    notes = operators(stage.taken())
    assert len(notes) == 1
    assert all(name in notes[0].text for name in names)
    assert (roll(stage), pages(stage)) == (known, read)

    stage.replica.switch(switch, None)
    assert [event["kind"] for event in stage.poll(minutes=10)["events"]] == ["source.recovered"]
    assert len(operators(stage.taken())) == 1


@pytest.mark.parametrize(
    ("switch", "value"),
    [
        ("total", 9),  # L1: more promised than given
        ("duplicate_area", "90003"),  # L2
        ("results_list_absent", True),  # L6
        ("empty_results", True),
        ("challenge_200", True),
        ("refuse_403", True),
        ("refuse_503", True),
        ("maintenance_outage", True),
        ("body_cut", True),
        ("redirect", "off_host"),
    ],
)
def test_unreadable_listing_is_told_on_the_third_time_and_once(stage: Stage, switch: str, value: Any) -> None:
    known, read = roll(stage), pages(stage)
    stage.replica.switch(switch, value)

    for heard in (0, 0, 1, 0):
        summary = stage.poll(minutes=20)
        assert summary["problems"][0]["source"] == "listing"
        assert summary["events"] == [] or heard
        listing = [note for note in operators(stage.taken()) if "listing" in note.subject]
        assert len(listing) == heard
    assert (roll(stage), pages(stage)) == (known, read)

    stage.replica.reset()
    stage.world.clock.set(stage.clock())
    back = stage.poll(full=True, hours=2)

    assert back["problems"] == []
    assert {event["kind"] for event in back["events"]} == {"source.recovered"}
    assert sum("listing" in note.subject for note in operators(stage.taken())) == 1
    assert stage.poll(full=True, minutes=10)["events"] == []


@pytest.mark.parametrize("switch", ["empty_results", "results_list_absent", "refuse_503", "challenge_200"])
def test_failed_listing_does_not_make_the_next_poll_a_sweep(stage: Stage, switch: str) -> None:
    stage.replica.switch(switch, True)
    stage.poll(full=True)
    stage.replica.switch(switch, None if switch in ("refuse_503", "challenge_200") else False)

    summary = stage.poll(hours=2)

    assert summary["problems"] == []
    assert summary["requests"] <= 3


def test_shell_of_maintenance_is_a_problem_and_its_notice_is_kept(stage: Stage) -> None:
    stage.replica.switch("maintenance_notice", True)
    stage.replica.switch("no_timeline", True)
    read = pages(stage)

    summary = stage.poll(full=True)

    assert any("Maintenance work" in notice for notice in summary["notices"])
    assert len(summary["problems"]) >= len(PLACES) / 2
    assert pages(stage) == read
    stage.replica.switch("no_timeline", None)
    assert stage.poll(full=True, minutes=30)["problems"] == []
    assert operators(stage.taken()) == []


def test_other_order_is_a_drift_notice_and_no_error(stage: Stage) -> None:
    """L8: the listing in another order than the area table gives is told, and nothing is held."""
    (stage.folder / "areas.csv").write_text(
        "urn,name,listing_order\n"
        + "\n".join(
            f"{one.urn},{one.area},{number}" for number, one in enumerate(stage.world.providers(), start=1)
        )
    )
    assert stage.poll(full=True)["notices"] == []
    stage.replica.switch("order_broken", True)

    summary = stage.poll(full=True)

    assert (summary["problems"], summary["events"]) == ([], [])
    assert any(notice.startswith("L8") for notice in summary["notices"])


def test_unknown_authority_holds_the_sweep_but_its_reports_are_kept(stage: Stage) -> None:
    urn = stage.replica.switch("unknown_urn", {"urn": "2999001", "name": "Farrowmere Council"})

    summary = stage.poll()

    assert "Farrowmere Council (URN 2999001)" in summary["problems"][0]["error"]
    notes = operators(stage.taken())
    assert len(notes) == 1
    assert "Farrowmere Council" in notes[0].text
    with stage.memory() as store:
        assert len(store.publications(area=urn)) == 2

    stage.publish("Farrowmere Council")
    later = stage.poll(full=True, minutes=30)

    assert [event["kind"] for event in later["events"] if event["kind"].startswith("report.pub")]
    assert len(operators(stage.taken())) == 1  # the report of an area that no table has: for a person
    with stage.memory() as store:
        assert len(store.publications(area=urn)) == 3


def test_provider_numbers_change_for_sixteen_areas(country: Stage) -> None:
    """Found by name when no table knows the new numbers: nothing is announced twice and nothing is lost."""
    places = [one.area for one in country.world.providers()[:16]]
    known = pages(country)
    country.publish(places[0])
    country.poll()
    assert "desk@example.org" in country.addressees()
    moved = {place: f"29990{number:02}" for number, place in enumerate(places)}
    country.replica.switch("change_provider_ids", {country.urn(place): urn for place, urn in moved.items()})

    summary = country.poll(full=True, minutes=10)

    assert [event["kind"] for event in summary["events"]] == ["source.degraded"]
    notes = operators(country.taken())
    assert len(notes) == 1
    assert "Ashbourne Vale is listed under the new URN 2999" in notes[0].text
    problem = summary["problems"][0]["error"]
    assert all(f"{place} is listed under the new URN {urn}" in problem for place, urn in moved.items())
    assert len(pages(country)) == len(known) + 1
    assert not any(missing for *_, missing in pages(country))

    country.publish(places[0], "systemic_failings", start=country.world.today().replace(month=6))
    country.publish(places[15])
    later = country.poll(minutes=10)
    assert [event["kind"] for event in later["events"]] == ["report.published"] * 2
    assert country.addressees().count("desk@example.org") == 2
