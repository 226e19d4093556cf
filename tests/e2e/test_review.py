"""What a person settles, and what a better parser changes: told once, to those who had heard of it."""

import json
from datetime import date, timedelta
from typing import Any

import pytest

from monitor.domain.events import EventKind
from monitor.domain.outcome import Band
from monitor.domain.parse import PARSER_VERSION
from monitor.errors import StoreError
from monitor.replica.records import FULL, MONITORING
from monitor.replica.samples import full_report_pdf
from monitor.services.poll import deliver_all
from monitor.services.reparse import apply_all, reread_all
from monitor.services.review import held_reports, settle
from tests.e2e.stage import CHARITY, OPERATOR, PLACES, Stage

MONDAY = date(2026, 7, 6)


def publish(stage: Stage, place: str, band: str) -> str:
    urn = next(one.urn for one in stage.world.providers() if one.area == place)
    friday = MONDAY + timedelta(days=4)
    pdf = full_report_pdf(
        area=place, band=band, start=MONDAY, end=friday, previous="Not previously inspected", seed=1
    )
    return stage.world.publish(urn, FULL, MONDAY, pdf=pdf)


def subjects(stage: Stage) -> list[str]:
    return [alert.subject for alert in stage.taken() if alert.to == CHARITY]


def kinds(stage: Stage) -> list[str]:
    return [kind for kind in stage.kinds() if kind.startswith("report.") and "unclassified" not in kind]


def test_a_person_settles_an_unclear_outcome_and_everybody_told_hears_of_it(stage: Stage) -> None:
    file_id = publish(stage, "Kestrelshire", "unclear")
    stage.poll()
    assert "outcome being confirmed" in subjects(stage)[0]
    with stage.house() as house:
        (held,) = held_reports(house)
        assert held.publication.listed.file_id == file_id
        assert held.section
        settle(house, file_id, band=Band.INCONSISTENT, note="read on page 1", who="A. Reader")
        deliver_all(house)
        assert held_reports(house) == []
    (subject,) = subjects(stage)
    assert "inconsistent experiences and outcomes" in subject.lower()
    (event,) = stage.events("report.confirmed")
    reviewed = event.data["report"]["reviewed"]
    assert (reviewed["by"], reviewed["note"]) == ("A. Reader", "read on page 1")
    stage.poll(minutes=10)
    assert subjects(stage) == []


def test_settling_the_same_again_tells_nobody(stage: Stage) -> None:
    file_id = publish(stage, "Kestrelshire", "unclear")
    stage.poll()
    with stage.house() as house:
        for _ in range(2):
            settle(house, file_id, band=Band.INCONSISTENT, note="read", who="A. Reader")
    assert kinds(stage) == ["report.published", "report.confirmed"]


def test_a_person_may_correct_a_person(stage: Stage) -> None:
    file_id = publish(stage, "Kestrelshire", "unclear")
    stage.poll()
    with stage.house() as house:
        settle(house, file_id, band=Band.INCONSISTENT, note="read", who="A. Reader")
    stage.poll(minutes=5)
    with stage.house() as house:
        settle(house, file_id, band=Band.SYSTEMIC_FAILINGS, note="misread before", who="B. Reader")
    stage.poll()
    assert kinds(stage) == ["report.published", "report.confirmed", "report.confirmed"]
    assert "outcome corrected, widespread and/or systemic failings" in subjects(stage)[-1]
    (_, event) = stage.events("report.confirmed")
    assert event.data["was"]["outcome"]["band"] == "inconsistent"


def test_a_report_nobody_knows_is_a_clear_error(stage: Stage) -> None:
    with stage.house() as house, pytest.raises(StoreError, match="there is no report 1;"):
        settle(house, "1", band=Band.INCONSISTENT, note="read", who="A. Reader")


def as_an_older_parser_read(stage: Stage, change: dict[str, Any], places: int) -> None:
    """Make the kept readings look as if an older parser had made them, some with other contents."""
    with stage.memory() as store:
        for number, (publication, stored) in enumerate(store.latest_reports()):
            data = stored.data | (change if number < places else {})
            store.keep_reading(publication.id, stored.sha256, "0", data, stage.clock())
            store.use_reading(publication.id, stored.sha256, "0")


UNREAD = {"outcome": {"band": None, "evidence": None, "page": None}}


def test_a_better_parser_confirms_what_an_older_one_could_not_read(stage: Stage) -> None:
    publish(stage, "Kestrelshire", "inconsistent")
    stage.poll()
    subjects(stage)
    as_an_older_parser_read(stage, UNREAD, places=1)
    with stage.house() as house:
        (difference,) = reread_all(house, [house.reader])
        assert difference.facts == ("the outcome",)
        assert apply_all(house, [difference]) == 1
        deliver_all(house)
        assert reread_all(house, [house.reader]) == []
    assert kinds(stage) == ["report.published", "report.confirmed"]
    assert len(subjects(stage)) == 1


def test_a_reading_that_agrees_is_taken_over_in_silence(stage: Stage) -> None:
    publish(stage, "Kestrelshire", "inconsistent")
    stage.poll()
    as_an_older_parser_read(stage, {}, places=0)
    with stage.house() as house:
        assert reread_all(house, [house.reader]) == []
        assert apply_all(house, []) == 0
        versions = {stored.parser_version for _, stored in house.store.latest_reports()}
    assert versions == {PARSER_VERSION}
    assert kinds(stage) == ["report.published"]


def test_a_storm_of_changes_stops_and_asks(stage: Stage) -> None:
    for place in PLACES[:6]:
        publish(stage, place, "inconsistent")
    stage.poll()
    subjects(stage)
    as_an_older_parser_read(stage, UNREAD, places=6)
    stopped = stage.run("reparse")
    assert stopped.returncode == 1
    assert "--yes" in stopped.stderr
    assert kinds(stage) == ["report.published"] * 6
    dry = stage.run("reparse", "--dry-run")
    assert dry.returncode == 0
    assert stage.run("reparse", "--yes").returncode == 0
    assert kinds(stage) == ["report.published"] * 6 + ["report.confirmed"] * 6


def test_a_persons_word_outlasts_every_parser(stage: Stage) -> None:
    file_id = publish(stage, "Kestrelshire", "unclear")
    stage.poll()
    with stage.house() as house:
        settle(house, file_id, band=Band.INCONSISTENT, note="read", who="A. Reader")
        assert reread_all(house, [house.reader]) == []
    assert stage.events("report.confirmed")[0].kind == EventKind.REPORT_CONFIRMED


def test_the_review_command_lists_and_settles(stage: Stage) -> None:
    file_id = publish(stage, "Kestrelshire", "unclear")
    stage.poll()
    listed = stage.run("review")
    assert file_id in listed.stdout
    assert "Kestrelshire" in listed.stdout
    wrong = stage.run("review", file_id, "--band", "inconsistent")
    assert wrong.returncode == 2
    slip = stage.run("review", "1", "--band", "inconsistent", "--note", "page 1")
    assert (slip.returncode, "there is no report 1" in slip.stderr) == (2, True)
    done = stage.run(
        "review", file_id, "--band", "inconsistent", "--note", "read on page 1", "--by", "A. Reader"
    )
    assert done.returncode == 0, done.stderr
    assert "No report waits" in stage.run("review").stdout


def test_a_slip_in_the_number_changes_no_outcome_that_readers_were_told(stage: Stage) -> None:
    file_id = publish(stage, "Kestrelshire", "inconsistent")
    stage.poll()
    stage.taken()
    settling = ("review", file_id, "--band", "systemic_failings", "--note", "page 1")
    refused = stage.run(*settling)
    assert refused.returncode == 2
    assert "add --correct" in refused.stderr
    assert (stage.taken(), kinds(stage)) == ([], ["report.published"])

    assert stage.run(*settling, "--correct").returncode == 0
    assert kinds(stage) == ["report.published", "report.confirmed"]


@pytest.fixture
def unopened(stage: Stage) -> str:
    """Give a report that readers were told of and no document of which can be opened."""
    file_id = publish(stage, "Wyndale", "systemic_failings")
    stage.replica.switch("file_200_html", file_id)
    for minutes in (0, 2, 6):
        stage.poll(minutes=minutes)
    assert "outcome being confirmed" in subjects(stage)[0]
    return file_id


def settle_unopened(stage: Stage, file_id: str, band: Band) -> None:
    with stage.house() as house:
        assert settle(house, file_id, band=band, note="read at the council's", who="A. Reader") is not None
        deliver_all(house)


def stated(stage: Stage, place: str) -> list[Any]:
    found = json.loads(stage.run("history", place, "--json").stdout)
    return [one["outcome"]["band"] for one in found["inspections"]][:1]


def test_a_report_that_cannot_be_opened_is_listed_and_can_be_settled(stage: Stage, unopened: str) -> None:
    with stage.house() as house:
        (held,) = held_reports(house)
        assert held.publication.listed.file_id == unopened
    settle_unopened(stage, unopened, Band.SYSTEMIC_FAILINGS)
    (alert,) = [one for one in stage.taken() if one.to == CHARITY]
    assert "outcome confirmed, widespread and/or systemic failings" in alert.subject
    assert "A person has read this outcome in the report." in alert.text
    assert "council's" not in alert.text  # their note is not the report's words
    assert stated(stage, "Wyndale") == ["systemic_failings"]
    with stage.house() as house:
        assert held_reports(house) == []
        assert settle(house, unopened, band=Band.SYSTEMIC_FAILINGS, note="again", who="B") is None
    stage.poll(days=2)
    assert kinds(stage) == ["report.published", "report.confirmed"]
    assert subjects(stage) == []


def test_a_document_that_bears_out_what_was_settled_without_it_is_taken_in_in_silence(
    stage: Stage, unopened: str
) -> None:
    settle_unopened(stage, unopened, Band.SYSTEMIC_FAILINGS)
    stage.taken()
    stage.replica.switch("file_200_html", None)
    stage.poll(days=1, minutes=1)
    assert (subjects(stage), kinds(stage)) == ([], ["report.published", "report.confirmed"])
    with stage.house() as house:
        (report,) = [one for publication, one in house.store.latest_reports() if one.data["pages"]]
        assert (report.parser_version, report.data["outcome"]["page"]) == (PARSER_VERSION, 1)


def test_a_document_that_says_otherwise_changes_nothing_and_the_operator_is_told(
    stage: Stage, unopened: str
) -> None:
    settle_unopened(stage, unopened, Band.INCONSISTENT)
    stage.taken()
    stage.replica.switch("file_200_html", None)
    stage.poll(days=1, minutes=1)
    told = stage.taken()
    assert {one.to for one in told} == {OPERATOR}
    assert any(
        "its outcome is Widespread and/or systemic failings" in one.text.replace("\n", " ") for one in told
    )
    assert stated(stage, "Wyndale") == ["inconsistent"]

    correcting = ("review", unopened, "--band", "systemic_failings", "--note", "page 1")
    assert stage.run(*correcting).returncode == 2
    assert stage.run(*correcting, "--correct").returncode == 0
    assert "outcome corrected, widespread and/or systemic failings" in subjects(stage)[-1]
    assert stated(stage, "Wyndale") == ["systemic_failings"]
    stage.poll(days=40)
    assert kinds(stage) == ["report.published", "report.confirmed", "report.confirmed"]


def test_a_report_put_up_again_under_another_link_is_told_to_who_waited(stage: Stage, unopened: str) -> None:
    publish(stage, "Wyndale", "systemic_failings")
    stage.poll(full=True, minutes=15)
    assert kinds(stage) == ["report.published", "report.confirmed"]
    (subject,) = subjects(stage)
    assert "outcome confirmed, widespread and/or systemic failings" in subject


def test_another_link_that_says_otherwise_than_what_was_settled_goes_to_the_operator(
    stage: Stage, unopened: str
) -> None:
    settle_unopened(stage, unopened, Band.INCONSISTENT)
    stage.taken()
    publish(stage, "Wyndale", "systemic_failings")
    stage.poll(full=True, minutes=15)
    assert kinds(stage) == ["report.published", "report.confirmed"]
    told = stage.taken()
    assert {one.to for one in told} == {OPERATOR}
    assert any("settled report" in one.text for one in told)


def test_a_report_still_unread_that_nobody_was_told_of_cannot_be_settled_yet(stage: Stage) -> None:
    file_id = stage.publish("Wyndale")
    stage.replica.switch("file_200_html", file_id)
    stage.poll()
    with stage.house() as house, pytest.raises(StoreError, match="nothing to settle"):
        settle(house, file_id, band=Band.INCONSISTENT, note="read", who="A. Reader")


def test_a_monitoring_report_is_given_no_outcome(stage: Stage) -> None:
    file_id = stage.publish("Wyndale", None, title=MONITORING)
    stage.poll()
    with stage.house() as house, pytest.raises(StoreError, match="monitoring inspection"):
        settle(house, file_id, band=Band.INCONSISTENT, note="read", who="A. Reader")
