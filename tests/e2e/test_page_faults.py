"""A provider page that is broken touches no other, and no report is lost, doubled or taken for news by it.

The invariants P1 to P8 are `sources.md` 2.6; M1, M4, M7 and M8 are section 8.
"""

import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from monitor.domain.publication import ListedReport, PublicationState
from monitor.replica.records import MONITORING
from monitor.replica.samples import full_report_pdf, monitoring_report_pdf
from monitor.services.poll import is_baselined
from tests.e2e.stage import CHARITY, FORUM, OPERATOR, PLACES, TEAM, Stage, invented, many_places
from tests.fakes import FakeClock

PLACE = "Kestrelshire"
PAGE = f"page of {PLACE}"


def broken(summary: dict[str, Any]) -> list[str]:
    """Give the sources that had a problem."""
    return [problem["source"] for problem in summary["problems"]]


def entries(stage: Stage, place: str) -> list[tuple[ListedReport, str | None]]:
    """Give what is remembered of the entries on a place's page, and since when they are missing."""
    return [(one.listed, one.missing_since) for one in stage.publications(place)]


@pytest.mark.parametrize(
    "switch",
    [
        "no_timeline",  # P1
        "empty_timeline",  # P1
        "page_urn_disagrees",  # P2
    ],
)
def test_one_bad_page_touches_no_other(stage: Stage, switch: str) -> None:
    """M4; the operator hears of it when it fails for the third time, and when it works again."""
    known = stage.publications(PLACE)
    stage.replica.switch(switch, stage.urn(PLACE))
    stage.publish("Wyndale", "systemic_failings")

    first = stage.poll(full=True)

    assert broken(first) == [PAGE]
    assert first["pages_fetched"] == len(PLACES) - 1
    assert [(event["kind"], event["area"]) for event in first["events"]] == [("report.published", "Wyndale")]
    assert stage.addressees() == [CHARITY]
    assert stage.poll(full=True, minutes=30)["events"] == []
    told = stage.poll(full=True, minutes=30)
    assert [event["kind"] for event in told["events"]] == ["source.degraded"]
    assert [alert.subject for alert in stage.taken()] == [f"SEND monitor: Cannot read: {PAGE}"]
    assert stage.publications(PLACE) == known

    stage.replica.switch(switch, None)
    back = stage.poll(full=True, minutes=30)
    assert [event["kind"] for event in back["events"]] == ["source.recovered"]
    assert stage.addressees() == [OPERATOR]
    assert stage.publications(PLACE) == known


@pytest.mark.parametrize(
    "fault", ["refuse_503", "connection_reset", "body_cut", "challenge_200", "refuse_403"]
)
def test_page_that_does_not_answer_is_read_by_the_next_poll(stage: Stage, fault: str) -> None:
    stage.publish(PLACE)
    path = f"/provider/44/{stage.urn(PLACE)}"
    stage.replica.switch(fault, {"host": "site", "path": path})

    assert broken(stage.poll()) == [PAGE]
    assert stage.addressees() == []

    stage.replica.switch(fault, None)
    assert stage.poll(minutes=20)["problems"] == []
    assert stage.addressees() == [FORUM, CHARITY, TEAM]


def test_site_that_goes_away_is_not_asked_for_every_page(stage: Stage) -> None:
    """M9: what was read counts, the rest is left, and nothing of it is taken for missing."""
    stage.replica.switch("refuse_503", {"host": "site", "path": "/provider/44/"})

    summary = stage.poll(full=True)

    assert broken(summary) == [*(f"page of {place}" for place in PLACES[:5]), "provider pages"]
    assert stage.addressees() == []
    stage.replica.switch("refuse_503", None)
    assert stage.poll(full=True, hours=1)["problems"] == []
    assert stage.events() == []


def test_vanished_report_is_told_to_the_operator_alone_and_returns_in_silence(stage: Stage) -> None:
    file_id = stage.publish(PLACE)
    stage.poll()
    assert stage.addressees() == [FORUM, CHARITY, TEAM]
    stage.replica.switch("vanish", file_id)

    assert stage.poll(full=True, minutes=10)["events"] == []
    assert stage.poll(full=True, minutes=29)["events"] == []
    assert stage.addressees() == []
    told = stage.poll(full=True, minutes=1)

    assert [event["kind"] for event in told["events"]] == ["source.degraded"]
    notes = stage.taken()
    assert [note.to for note in notes] == [OPERATOR]
    assert f"file {file_id}" in notes[0].text
    assert stage.poll(full=True, minutes=60)["events"] == []

    stage.replica.switch("vanish", None)
    back = stage.poll(full=True, minutes=10)
    assert (back["events"], back["publications"]["new"]) == ([], 0)
    assert stage.addressees() == []
    assert all(one.missing_since is None for one in stage.publications(PLACE))

    stage.replica.switch("vanish", file_id)  # and a second time is told again
    stage.poll(full=True, hours=1)
    assert len(stage.poll(full=True, hours=1)["events"]) == 1


def test_withdrawn_report_is_kept(stage: Stage) -> None:
    file_id = stage.publish(PLACE, "systemic_failings")
    stage.poll()
    stage.taken()
    stage.world.withdraw(file_id)

    for _ in range(3):
        stage.poll(full=True, hours=1)

    assert stage.addressees() == [OPERATOR]
    with stage.memory() as store:
        kept = [(one, report) for one, report in store.latest_reports() if one.listed.file_id == file_id]
        assert [report.data["outcome"]["band"] for _, report in kept] == ["systemic_failings"]
        assert [bool(store.document(report.sha256)) for _, report in kept] == [True]


def test_link_to_another_host_is_never_followed(stage: Stage) -> None:
    """P4"""
    file_id = stage.publish(PLACE)
    stage.replica.switch("off_host_link", file_id)

    summary = stage.poll()

    assert any(notice.startswith(f"{PLACE}: P4: left out") for notice in summary["notices"])
    (note,) = stage.taken()
    assert (note.to, "P4: left out" in note.text) == (OPERATOR, True)
    assert not [one for one in stage.replica.requests if one.host == "files" and "v1/file" in one.path]
    assert stage.addressees() == []
    stage.replica.switch("off_host_link", None)
    stage.poll(full=True, minutes=30)
    assert stage.addressees() == [FORUM, CHARITY, TEAM]


@pytest.mark.parametrize(
    ("switch", "notice", "told"),
    [
        ("dates_disagree", "P5", []),
        ("inspected_late", "P6", []),
        ("future_date", "P6", [OPERATOR]),
        ("duplicate_link", "P8", []),
    ],
)
def test_odd_entry_is_noted_and_told_once(stage: Stage, switch: str, notice: str, told: list[str]) -> None:
    stage.replica.switch(switch, stage.publish(PLACE))

    summary = stage.poll(full=True)

    assert any(notice in one for one in summary["notices"])
    assert ("report.published", "inconsistent") in [(one["kind"], one["band"]) for one in summary["events"]]
    assert sorted(stage.addressees()) == sorted([FORUM, CHARITY, TEAM, *told])
    stage.replica.switch(switch, None)
    assert stage.poll(full=True, minutes=30)["events"] == []
    assert stage.addressees() == []


def test_unknown_send_title_is_quarantined_and_a_person_is_told(stage: Stage) -> None:
    """P7, M8"""
    file_id = stage.replica.switch("unknown_send_title", stage.urn(PLACE))

    summary = stage.poll()

    assert summary["publications"] == {"new": 1, "ingested": 0, "quarantined": 1, "failed": 0}
    notes = stage.taken()
    assert [note.to for note in notes] == [OPERATOR]
    assert "Area SEND engagement visit" in notes[0].text
    found = {one.listed.file_id: one.state for one in stage.publications(PLACE)}
    assert found[file_id] == PublicationState.QUARANTINED
    assert stage.poll(full=True, hours=1)["events"] == []


def test_report_that_is_not_about_send_is_kept_in_silence(stage: Stage) -> None:
    file_id = stage.replica.switch("as_pdf_title", stage.urn(PLACE))

    summary = stage.poll()

    assert (summary["events"], summary["publications"]["new"]) == ([], 0)
    assert stage.addressees() == []
    found = {one.listed.file_id: one.state for one in stage.publications(PLACE)}
    assert found[file_id] == PublicationState.IGNORED


def test_monitoring_report_goes_out_without_an_outcome(stage: Stage) -> None:
    monday = date(2026, 7, 6)
    pdf = monitoring_report_pdf(
        area=PLACE, start=monday, end=monday + timedelta(days=2), effective=True, seed=1
    )
    stage.publish(PLACE, None, title=MONITORING, start=monday, pdf=pdf)

    summary = stage.poll()

    assert [(event["kind"], event["band"]) for event in summary["events"]] == [("report.published", None)]
    alerts = stage.taken()
    assert [alert.to for alert in alerts] == [FORUM, CHARITY, TEAM]
    assert all("monitoring inspection" in alert.subject for alert in alerts)
    assert not any("experiences and outcomes" in alert.subject for alert in alerts)


def test_full_report_under_a_monitoring_title_is_being_confirmed(stage: Stage) -> None:
    monday = date(2026, 7, 6)
    friday = monday + timedelta(days=4)
    pdf = full_report_pdf(
        area=PLACE, band="systemic_failings", start=monday, end=friday, previous="None", seed=1
    )
    stage.publish(PLACE, None, title=MONITORING, start=monday, pdf=pdf)

    summary = stage.poll()

    assert [event["kind"] for event in summary["events"]] == ["report.published", "report.unclassified"]
    alerts = {alert.to: alert for alert in stage.taken()}
    assert set(alerts) == {FORUM, CHARITY, TEAM, OPERATOR}
    assert "being confirmed" in alerts[FORUM].text
    assert "failings" not in alerts[FORUM].text


def test_changes_of_dress_are_no_news(stage: Stage) -> None:
    """M1, and rule 7: banners, spelling and nesting come and go, and what is said stays the same."""
    for place in PLACES:
        stage.publish(place, "inconsistent", day=date(2025, 6, 10))
    stage.poll(full=True)
    stage.taken()
    known = [entries(stage, place) for place in PLACES]

    for dress in (
        {"title_double_space": True, "pdf_case": "pdf", "day_padding": True, "apostrophe": "&#039;"},
        {"archive": "nested", "apostrophe": "’", "campaign_churn": True, "total_markup": "2019"},
        {"archive": "flat", "older_layout": True, "day_padding": False, "pdf_case": "PDF"},
    ):
        for switch, value in dress.items():
            stage.replica.switch(switch, value)
        summary = stage.poll(full=True, minutes=35)
        assert (dress, summary["problems"], summary["events"]) == (dress, [], [])
    assert [entries(stage, place) for place in PLACES] == known
    assert stage.addressees() == []


def test_old_report_loaded_late_is_recorded_and_nobody_is_mailed(stage: Stage) -> None:
    file_id = stage.replica.switch("old_date_new_id", stage.urn(PLACE))

    summary = stage.poll(full=True)

    kinds = [event["kind"] for event in summary["events"]]
    assert [kind for kind in kinds if kind.startswith("report.")] == ["report.backfilled"]
    assert set(stage.addressees()) <= {OPERATOR}  # who hears that nothing newer has appeared for long
    with stage.memory() as store:
        assert file_id in {one.listed.file_id for one, _ in store.latest_reports()}
    assert stage.poll(full=True, hours=2)["events"] == []


def test_report_dated_before_the_baseline_but_put_up_after_it_is_news(stage: Stage) -> None:
    """Its page had been read without it, so that it is new to everybody."""
    stage.publish(PLACE, day=stage.world.today() - timedelta(days=4))

    summary = stage.poll(full=True)

    assert [event["kind"] for event in summary["events"]] == ["report.published"]
    assert stage.addressees() == [FORUM, CHARITY, TEAM]


def test_page_first_read_after_the_baseline_is_silent_but_for_what_is_new_since(
    tmp_path: Path, clock: FakeClock, empty_store: Path
) -> None:
    world = invented([*PLACES, *many_places(4)], clock)
    with Stage(tmp_path, world, clock, empty_store=empty_store) as stage:
        stage.publish(PLACE, day=date(2024, 6, 11))
        stage.replica.switch("refuse_503", {"path": f"/provider/44/{stage.urn(PLACE)}"})
        assert broken(stage.baseline()) == [PAGE]
        with stage.house() as house:
            assert is_baselined(house)

        stage.replica.switch("refuse_503", None)
        stage.publish(PLACE, "systemic_failings")
        summary = stage.poll(minutes=30)

        assert summary["publications"]["ingested"] == 2
        assert [event["band"] for event in summary["events"]] == ["systemic_failings"]
        assert stage.addressees() == [FORUM, CHARITY, TEAM]


def test_thirteen_reports_at_once(country: Stage) -> None:
    """M2, M7: a burst of new reports is real, and each is told, in one message for who watches them all."""
    files = country.replica.switch("burst", 13)

    summary = country.poll()

    assert summary["publications"] == {"new": 13, "ingested": 13, "quarantined": 0, "failed": 0}
    alerts = country.taken()
    assert sum(alert.to == CHARITY for alert in alerts) == 1
    assert len({alert.reference for alert in alerts}) == len(alerts)
    assert len(country.deliveries(CHARITY)) == 13
    assert all(sum(f"/v1/file/{file_id}" in alert.text for alert in alerts) >= 1 for file_id in files)
    again = country.poll(minutes=10)
    assert (again["events"], again["requests"]) == ([], 2)
    assert country.addressees() == []


def test_second_full_inspection_with_the_same_outcome_is_news(stage: Stage) -> None:
    """M6: "unchanged" is news, as it was for the first area that was inspected twice."""
    stage.publish(PLACE, "inconsistent", start=date(2024, 3, 4), day=date(2024, 5, 7))
    stage.poll(full=True)
    stage.taken()

    stage.publish(PLACE, "inconsistent")
    summary = stage.poll(minutes=10)

    assert [(event["kind"], event["band"]) for event in summary["events"]] == [
        ("report.published", "inconsistent")
    ]
    alerts = stage.taken()
    assert [alert.to for alert in alerts] == [FORUM, CHARITY, TEAM]
    assert re.search("gives it: 4 (March )?to 8 March 2024", alerts[0].text)


def test_outcome_in_unknown_words_goes_out_as_being_confirmed(stage: Stage) -> None:
    """M5, M8"""
    stage.publish(PLACE, "unclear")

    summary = stage.poll()

    assert [(event["kind"], event["band"]) for event in summary["events"]] == [
        ("report.published", None),
        ("report.unclassified", None),
    ]
    alerts = {alert.to: alert for alert in stage.taken()}
    assert set(alerts) == {FORUM, CHARITY, TEAM, OPERATOR}
    assert "Published, outcome being confirmed" in alerts[CHARITY].text
    assert "A person must read the report on Kestrelshire" in alerts[OPERATOR].subject
    assert stage.poll(full=True, minutes=10)["events"] == []
