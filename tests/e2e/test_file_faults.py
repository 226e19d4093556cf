"""A document that is missing, broken or replaced: its report is told, in doubt or not, and never twice.

The invariants F1 to F4 are `sources.md` 3.1; what a missing and a replaced file do, 3.2 and 3.3.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import pytest

from monitor.domain.publication import PublicationState
from monitor.ports.sources import Files
from monitor.replica.samples import full_report_pdf
from monitor.services.poll import poll
from tests.e2e.stage import CHARITY, FORUM, OPERATOR, TEAM, Stage

PLACE = "Kestrelshire"
EVERYBODY = [FORUM, CHARITY, TEAM]


def kinds(summary: dict[str, Any]) -> list[tuple[str, str | None]]:
    """Give kind and band of the events of a poll."""
    return [(event["kind"], event["band"]) for event in summary["events"]]


def reports(summary: dict[str, Any]) -> list[tuple[str, str | None]]:
    """Give kind and band of the events that are about reports."""
    return [(kind, band) for kind, band in kinds(summary) if kind.startswith("report.")]


def document(stage: Stage, band: str, *, place: str = PLACE, seed: int = 1) -> bytes:
    """Make a report of the inspection that `Stage.publish` dates."""
    monday = stage.world.today() - timedelta(days=63 + stage.world.today().weekday())
    friday = monday + timedelta(days=4)
    return full_report_pdf(
        area=place, band=band, start=monday, end=friday, previous="Not previously inspected", seed=seed
    )


FAULTS = ("file_404", "file_200_html", "file_truncated", "file_cut", "file_empty", "file_reset")


@pytest.mark.parametrize("switch", FAULTS)
def test_document_that_comes_back_soon_is_told_once_with_its_outcome(stage: Stage, switch: str) -> None:
    """F1, F3: nothing that is not a PDF is read as one, and a short absence makes no noise."""
    file_id = stage.publish(PLACE)
    stage.replica.switch(switch, file_id)

    first = stage.poll()

    assert first["publications"] == {"new": 1, "ingested": 0, "quarantined": 0, "failed": 1}
    assert first["events"] == []
    assert any("could not be read" in notice for notice in first["notices"])
    states = {one.listed.file_id: one.state for one in stage.publications(PLACE)}
    assert states[file_id] == PublicationState.FAILED
    stage.replica.switch(switch, None)
    assert kinds(stage.poll(minutes=2)) == [("report.published", "inconsistent")]
    assert stage.addressees() == EVERYBODY


@pytest.mark.parametrize("switch", ["file_404", "file_200_html", "file_truncated", "file_reset"])
def test_document_that_stays_away_is_told_as_being_confirmed_and_then_confirmed(
    stage: Stage, switch: str
) -> None:
    file_id = stage.publish(PLACE, "systemic_failings")
    stage.replica.switch(switch, file_id)
    assert stage.poll()["events"] == []
    assert stage.poll(minutes=2)["events"] == []

    told = stage.poll(minutes=6)

    assert reports(told) == [("report.published", None), ("report.unclassified", None)]
    alerts = {alert.to: alert for alert in stage.taken()}
    assert set(alerts) == {*EVERYBODY, OPERATOR}
    assert "Published, outcome being confirmed" in alerts[FORUM].text
    assert "failings" not in alerts[FORUM].text
    for _ in range(3):
        assert reports(stage.poll(minutes=90)) == []
    stage.taken()

    stage.replica.switch(switch, None)
    back = stage.poll(days=1, minutes=1)

    assert reports(back) == [("report.confirmed", "systemic_failings")]
    alerts = {alert.to: alert for alert in stage.taken() if alert.to != OPERATOR}
    assert set(alerts) == set(EVERYBODY)
    assert "outcome confirmed" in alerts[FORUM].subject
    assert "widespread and/or systemic failings" in alerts[FORUM].text.lower()
    assert reports(stage.poll(full=True, hours=1)) == []


def test_document_that_opens_with_an_unclear_outcome_is_not_confirmed(stage: Stage) -> None:
    file_id = stage.publish(PLACE, "unclear")
    stage.replica.switch("file_404", file_id)
    for _ in range(3):
        stage.poll(minutes=6)
    assert sorted(stage.addressees()) == sorted([*EVERYBODY, OPERATOR])

    stage.replica.switch("file_404", None)
    summary = stage.poll(hours=23)

    assert ("report.published", None) not in kinds(summary)
    assert not any(kind == "report.confirmed" for kind, _ in kinds(summary))
    alerts = stage.taken()
    assert OPERATOR in {alert.to for alert in alerts}
    assert not any("inconsistent experiences" in alert.text for alert in alerts)


def test_pdf_that_nothing_opens_is_told_as_being_confirmed_at_once(stage: Stage) -> None:
    """F1"""
    stage.replica.switch("file_unreadable", stage.publish(PLACE))

    summary = stage.poll()

    assert kinds(summary) == [("report.published", None), ("report.unclassified", None)]
    assert sorted(stage.addressees()) == sorted([*EVERYBODY, OPERATOR])
    stage.replica.switch("file_unreadable", None)
    later = stage.poll(hours=1, minutes=1)
    assert kinds(later) == [("report.confirmed", "inconsistent")]
    assert stage.addressees() == EVERYBODY


def test_report_that_names_another_area_states_no_outcome(stage: Stage) -> None:
    """F4 and the like: a document on the wrong page."""
    stage.publish(PLACE, None, pdf=document(stage, "systemic_failings", place="Saltmarsh"))

    summary = stage.poll()

    assert kinds(summary) == [("report.published", None), ("report.unclassified", None)]
    alerts = {alert.to: alert for alert in stage.taken()}
    assert set(alerts) == {*EVERYBODY, OPERATOR}
    assert "failings" not in alerts[CHARITY].text.replace(alerts[CHARITY].subject, "")


def test_document_that_is_not_about_send_states_no_outcome(stage: Stage) -> None:
    stage.publish(PLACE, None)  # the replica makes a stub that says nothing

    summary = stage.poll()

    assert kinds(summary) == [("report.published", None), ("report.unclassified", None)]


def test_same_bytes_under_the_same_number_are_no_news(stage: Stage) -> None:
    """F2: looked at again after an hour, a day, a week and a month, then at night once a week."""
    stage.publish(PLACE)
    stage.poll()
    stage.taken()

    looks = []
    for hours in (1.1, 24, 6 * 24, 23 * 24, 6 * 24, 24, 6 * 24):
        stage.replica.log.clear()
        assert reports(stage.poll(hours=hours)) == []
        looks.append(sum("/v1/file/" in one.path for one in stage.replica.requests))

    assert looks == [1, 1, 1, 1, 0, 1, 0]
    assert set(stage.addressees()) <= {OPERATOR}  # who hears that nobody looked for so long


def test_old_documents_are_compared_when_what_is_new_has_been_sent(stage: Stage) -> None:
    """F2: a hundred of them take two minutes, at one request a second."""
    stage.publish("Wyndale")
    stage.poll()
    stage.poll(days=40)
    stage.clock.advance(days=8)
    stage.publish(PLACE)
    taken_before = len(stage.mail.mails)
    with stage.house() as house:
        files = Fetched(house.files, lambda: len(stage.mail.mails) - taken_before)
        poll(replace(house, files=files))

    # The new report first; the old one when both mails were out, and a note that nobody looked for days.
    assert files.mails == [0, 3]


@dataclass
class Fetched:
    """The `Files` port; remembers how many mails had been sent when each document was fetched."""

    files: Files
    sent: Callable[[], int]
    mails: list[int] = field(default_factory=list)

    def fetch(self, url: str) -> bytes:
        self.mails.append(self.sent())
        return self.files.fetch(url)


def test_new_bytes_with_the_same_facts_are_recorded_in_silence(stage: Stage) -> None:
    """F2"""
    file_id = stage.publish(PLACE, pdf=document(stage, "inconsistent"))
    stage.poll()
    stage.taken()
    stage.world.replace(file_id, document(stage, "inconsistent") + b"\n%%EOF\n")

    summary = stage.poll(hours=1, minutes=1)

    assert kinds(summary) == [("report.reissued", "inconsistent")]
    assert stage.addressees() == []


def test_new_bytes_with_another_outcome_are_told(stage: Stage) -> None:
    """F2"""
    file_id = stage.publish(PLACE, pdf=document(stage, "inconsistent"))
    stage.poll()
    stage.taken()
    stage.world.replace(file_id, document(stage, "systemic_failings"))

    summary = stage.poll(hours=1, minutes=1)

    assert kinds(summary) == [("report.reissued", "systemic_failings")]
    alerts = {alert.to: alert for alert in stage.taken()}
    assert set(alerts) == set(EVERYBODY)
    beside = "The outcome. In the old file: inconsistent experiences and outcomes. In the new file"
    assert beside in alerts[FORUM].text
    assert stage.poll(hours=1)["events"] == []

    stage.world.replace(file_id, document(stage, "inconsistent"))  # back to the first bytes is a change too
    back = stage.poll(hours=23)
    assert kinds(back) == [("report.reissued", "inconsistent")]
    assert set(stage.addressees()) == set(EVERYBODY)


def test_new_bytes_of_a_report_of_the_first_read_are_found_within_a_week(bare_stage: Stage) -> None:
    """F2: the number of a report is no promise that its bytes stay, however old it is."""
    first, second = (document(bare_stage, band) for band in ("inconsistent", "systemic_failings"))
    file_id = bare_stage.publish(PLACE, pdf=first)
    bare_stage.clock.advance(days=60)
    bare_stage.baseline()
    bare_stage.world.replace(file_id, second)

    assert reports(bare_stage.poll(days=5)) == []
    assert reports(bare_stage.poll(days=3)) == [("report.reissued", "systemic_failings")]
    assert set(bare_stage.addressees()) >= set(EVERYBODY)


def test_comparison_that_fails_once_is_soon_made_up_however_old_the_document(stage: Stage) -> None:
    """F2: looks that found the same bytes are no tries that failed."""
    file_id = stage.publish(PLACE, pdf=document(stage, "inconsistent"))
    for _ in range(14):
        stage.poll(days=8)
    stage.replica.switch("refuse_503", {"host": "files"})
    assert stage.poll(days=8)["publications"]["failed"] == 1
    stage.replica.switch("refuse_503", None)
    stage.world.replace(file_id, document(stage, "systemic_failings"))

    assert reports(stage.poll(minutes=2)) == [("report.reissued", "systemic_failings")]


def test_new_number_for_the_same_inspection_is_no_new_report(stage: Stage) -> None:
    """P3: the operator alone hears of the new link, and that the old one is gone."""
    file_id = stage.publish(PLACE, pdf=document(stage, "inconsistent"))
    stage.poll()
    stage.taken()
    stage.replica.switch("file_new_id", file_id)

    summary = stage.poll(full=True, minutes=10)

    assert "report.published" not in [kind for kind, _ in kinds(summary)]
    (note,) = stage.taken()
    assert (note.to, "was known already" in note.text) == (OPERATOR, True)
    later = stage.poll(full=True, minutes=31)
    assert [kind for kind, _ in kinds(later)] == ["source.degraded"]
    assert stage.addressees() == [OPERATOR]


def test_lower_number_than_known_ones_is_a_new_report(stage: Stage) -> None:
    """Rule 2: reports are told apart by set difference, not by order."""
    low = stage.replica.switch("id_inversion", stage.urn(PLACE))

    summary = stage.poll(full=True)

    assert [kind for kind, _ in kinds(summary)] == ["report.published"] * 2
    alerts = stage.taken()
    assert sum(f"/v1/file/{low}" in alert.text for alert in alerts) == 3


def test_corrected_title_makes_a_report_of_what_was_set_aside(stage: Stage) -> None:
    """What is ignored or quarantined for its title is read once its title says that it is to be."""
    ignored = stage.publish(PLACE, title="Area SNED full inspection")
    set_aside = stage.publish("Saltmarsh", title="Area SEND engagement visit")
    assert sorted(kind for kind, _ in kinds(stage.poll())) == ["report.unclassified", "source.degraded"]
    assert stage.addressees() == [OPERATOR] * 2

    for file_id in (ignored, set_aside):
        stage.world.alter(file_id, title="Area SEND full inspection", band="inconsistent")
    stage.replica.answers.forget()
    summary = stage.poll(full=True, minutes=30)

    assert kinds(summary) == [("report.published", "inconsistent")] * 2
    assert stage.addressees() == [FORUM, CHARITY, CHARITY, TEAM]


def test_file_service_that_is_down_is_told_to_the_operator_and_to_readers(stage: Stage) -> None:
    stage.publish(PLACE)
    stage.replica.switch("refuse_503", {"host": "files"})

    for _ in range(3):
        summary = stage.poll(minutes=10)
        assert summary["publications"]["failed"] == 1

    told = stage.kinds()
    assert told.count("source.degraded") == 1
    assert told.count("report.published") == 1
    stage.taken()
    stage.replica.switch("refuse_503", None)
    summary = stage.poll(hours=2)
    assert set(kinds(summary)) == {("source.recovered", None), ("report.confirmed", "inconsistent")}


def test_redirect_to_a_private_address_is_not_followed(stage: Stage) -> None:
    stage.replica.switch("file_redirect_private", stage.publish(PLACE))

    assert stage.poll()["publications"]["failed"] == 1

    stage.replica.switch("file_redirect_private", None)
    assert kinds(stage.poll(minutes=2)) == [("report.published", "inconsistent")]
