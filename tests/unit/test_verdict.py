"""What is said of a document that was read: no band with a doubt, and no report without a word."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from monitor.domain.classify import UNFAMILIAR
from monitor.domain.events import EventKind, NewEvent
from monitor.domain.outcome import Band
from monitor.domain.parse import OTHER_URN
from monitor.domain.publication import PublicationKind
from monitor.domain.unread import unread_report
from monitor.domain.verdict import Sighting, amended, changed_facts, opened, published, relisted
from monitor.domain.withholding import withheld
from tests.builders import a_link, a_publication, a_record, a_sighting, an_area

ELSEWHERE = {"urn": "90002", "name": "Port Merrow"}
MONITORING = a_publication(a_link(kind=PublicationKind.MONITORING))
UNCLEAR = a_record(None)
DOUBTS = [
    pytest.param({"kind": "other"}, "does not read like one", id="another kind of document"),
    pytest.param({"kind": "monitoring"}, "does not read like one", id="another kind of report"),
    pytest.param({"kind": "letter_2016"}, "does not read like one", id="an old letter"),
    pytest.param({"area": None}, "does not name an area", id="no area"),
    pytest.param({"area": ELSEWHERE}, "page of Ashbourne Vale", id="another area"),
    pytest.param({"outcome": {"band": None, "evidence": None, "page": None}}, "outcome", id="no band"),
]


def monitoring(**changes: Any) -> dict[str, Any]:
    return (
        a_record(None, kind="monitoring", outcome={"action": "effective", "addressed": 5, "of": 5}) | changes
    )


NO_ACTION = monitoring(outcome={"action": None, "addressed": 2, "of": 5})


def kinds(events: list[NewEvent]) -> list[str]:
    return [event.kind.value for event in events]


def of(record: dict[str, Any], **changes: Any) -> Sighting:
    return a_sighting(record, **changes)


def all_that_stands_in(value: Any) -> str:
    return repr(value)


@pytest.mark.parametrize("band", list(Band))
def test_a_report_in_which_all_fits_is_stated(band: Band) -> None:
    (event,) = published(of(a_record(band)))
    assert (event.kind, event.band, event.area) == (EventKind.REPORT_PUBLISHED, band, "701")
    assert event.data["withheld"] is None
    assert event.data["report"]["outcome"]["band"] == band.value
    assert event.data["sha256"] == "ab" * 32, "every claim carries the document's hash"
    assert event.data["report"]["outcome"]["evidence"]


@pytest.mark.parametrize(("change", "said"), DOUBTS)
def test_a_doubt_withholds_the_outcome_and_all_that_gives_it_away(change: dict[str, Any], said: str) -> None:
    events = published(of(a_record(Band.SYSTEMIC_FAILINGS, plan="priority_action_plan") | change))
    assert kinds(events) == ["report.published", "report.unclassified"], "silence is the worst result"
    alert, note = events
    assert (alert.band, note.band) == (None, None)
    for event in events:
        report = event.data["report"]
        assert set(report["outcome"].values()) <= {None}
        assert (report["plan"], report["next"]["full_months"]) == (None, None)
        assert "systemic_failings" not in all_that_stands_in(event)
        assert "priority_action_plan" not in all_that_stands_in(event)
    assert said in alert.data["withheld"]
    assert said in note.data["reason"]
    assert note.data["section"] == "The whole section."
    assert "section" not in alert.data, "what a person is to judge is for the operator alone"
    assert "outcome_section" not in alert.data["report"]


def test_the_record_itself_is_left_as_it_was() -> None:
    record = a_record(Band.INCONSISTENT, area=None)
    published(of(record))
    assert record == a_record(Band.INCONSISTENT, area=None)


def test_an_old_number_of_the_area_is_still_its_own() -> None:
    area = an_area(former_urns=("80001",))
    record = a_record(area={"urn": "80001", "name": "Ashbourne Vale"})
    assert withheld(a_publication(), area, record) is None


def test_a_monitoring_report_has_no_band_and_no_doubt() -> None:
    (event,) = published(of(monitoring(), publication=MONITORING))
    assert (event.kind, event.band) == (EventKind.REPORT_PUBLISHED, None)
    assert ":monitoring:" in event.key


def test_a_monitoring_report_that_does_not_say_what_was_found_is_in_doubt() -> None:
    events = published(of(NO_ACTION, publication=MONITORING))
    assert kinds(events) == ["report.published", "report.unclassified"]
    assert "effective action" in events[0].data["withheld"]
    assert events[0].data["report"]["outcome"] == {"action": None, "addressed": None, "of": None}


def test_another_file_that_settles_or_changes_what_was_found() -> None:
    (settled,) = amended(of(monitoring(), publication=MONITORING), NO_ACTION)
    assert (settled.kind, settled.band) == (EventKind.REPORT_CONFIRMED, None)
    before = monitoring(outcome={"action": "effective", "addressed": 3, "of": 5})
    (changed,) = amended(of(monitoring(), publication=MONITORING), before)
    assert (changed.kind, changed.data["changed"]) == (
        EventKind.REPORT_REISSUED,
        ["what the monitoring inspection found"],
    )


def test_a_monitoring_report_of_another_area_is_not_passed_off_as_this_one() -> None:
    events = published(of(monitoring(area=ELSEWHERE), publication=MONITORING))
    assert kinds(events) == ["report.published", "report.unclassified"]
    assert "Port Merrow" in events[0].data["withheld"]


def test_a_monitoring_report_that_names_no_area_is_taken_at_its_page() -> None:
    # Nobody has met the layout of these documents yet (domain.md 1.7): the listing is what we go by.
    assert withheld(MONITORING, an_area(), monitoring(area=None)) is None


def test_a_full_report_listed_as_monitoring_is_in_doubt() -> None:
    events = published(of(a_record(), publication=MONITORING))
    assert events[0].band is None
    assert "Area SEND monitoring inspection" in events[0].data["withheld"]


# --- the time of it ----------------------------------------------------------------------------------


def seen_first(days_after: int) -> Sighting:
    first = date(2026, 9, 8).toordinal() + days_after
    day = date.fromordinal(first)
    publication = a_publication(first_seen=f"{day.isoformat()}T08:30:00Z")
    return of(a_record(), publication=publication, seen=datetime(day.year, day.month, day.day, 9, tzinfo=UTC))


@pytest.mark.parametrize(
    ("days", "kind"),
    [(-1, "report.published"), (0, "report.published"), (30, "report.published"), (31, "report.backfilled")],
)
def test_what_was_published_over_thirty_days_before_we_saw_it_is_no_news(days: int, kind: str) -> None:
    assert kinds(published(seen_first(days))) == [kind]


def test_what_counts_is_when_the_link_was_first_seen_not_when_the_file_could_be_read() -> None:
    sighting = replace(seen_first(1), seen=datetime(2026, 12, 1, tzinfo=UTC))
    assert kinds(published(sighting)) == ["report.published"]


def test_a_backfilled_report_is_never_published_as_well() -> None:
    assert published(seen_first(400))[0].key == published(seen_first(0))[0].key


def test_the_event_is_dated_by_its_publication() -> None:
    assert published(of(a_record()))[0].occurred == datetime(2026, 9, 8, tzinfo=UTC)


# --- keys --------------------------------------------------------------------------------------------


def test_a_key_is_made_of_what_happened_not_of_when_we_saw_it() -> None:
    one = of(a_record())
    moved = of(
        a_record(),
        area=an_area(urn="95555"),
        seen=datetime(2026, 9, 30, tzinfo=UTC),
        publication=a_publication(a_link("50300777"), id=9, first_seen="2026-09-30T00:00:00Z"),
        sha256="cd" * 32,
    )
    moved_record = replace(moved, report=a_record(area={"urn": "95555", "name": "Ashbourne Vale"}))
    key = published(one)[0].key
    assert key == "report.published:701:full:2026-06-29"
    assert published(moved_record)[0].key == key, "an area keeps its id when its number changes"


def test_keys_tell_inspections_areas_and_kinds_apart() -> None:
    again = of(
        a_record(inspection={"start": "2029-06-25", "end": "2029-06-29"}),
        publication=a_publication(a_link(inspected=date(2029, 6, 29))),
    )
    other_area = of(a_record(area=ELSEWHERE), area=an_area("Port Merrow", "90002", "702"))
    keys = {
        published(sighting)[0].key
        for sighting in (
            of(a_record()),
            again,
            other_area,
            of(monitoring(), publication=MONITORING),
        )
    }
    assert len(keys) == 4


def test_a_document_of_another_time_is_told_under_the_inspection_that_is_listed() -> None:
    old = a_record(inspection={"start": "2023-06-26", "end": "2023-06-30"})
    assert published(of(old))[0].key == published(of(a_record()))[0].key


def test_odd_words_beside_the_outcome_are_told_to_the_operator_and_the_outcome_stands() -> None:
    for warning in (
        f"{UNFAMILIAR}: The lead inspector thanks everybody.",
        f"{OTHER_URN} 80001, but not ours",
    ):
        event, note = published(of(a_record(warnings=[warning])))
        assert (event.band, note.kind) == (Band.INCONSISTENT, EventKind.REPORT_UNCLASSIFIED)
        assert (note.data["stated"], note.data["reason"]) == (True, warning)


def test_a_corrected_title_settles_the_outcome_and_a_wrong_one_takes_it_to_a_person() -> None:
    wrong, right = of(a_record(), publication=MONITORING), of(a_record())
    (event,) = relisted(wrong, right)
    assert (event.kind, event.band) == (EventKind.REPORT_CONFIRMED, Band.INCONSISTENT)
    assert kinds(relisted(right, wrong)) == ["report.unclassified"]
    assert relisted(right, replace(right)) == relisted(wrong, replace(wrong)) == []


def test_without_dates_in_the_document_the_listing_dates_the_inspection() -> None:
    undated = a_record(inspection=None)
    assert published(of(undated))[0].key == "report.published:701:full:2026-06-29"
    half = a_record(inspection={"start": None, "end": None})
    assert published(of(half))[0].key == "report.published:701:full:2026-06-29"
    nowhere = a_publication(a_link("50300001", inspected=None))
    assert published(of(undated, publication=nowhere))[0].key == "report.published:701:full:file-50300001"


# --- other bytes -------------------------------------------------------------------------------------


def amendments(before: dict[str, Any], after: dict[str, Any], *, publication: Any = None) -> list[NewEvent]:
    return amended(of(after, publication=publication or a_publication()), before)


@pytest.mark.parametrize(
    ("change", "names"),
    [
        ({}, []),
        ({"warnings": ["something"], "pages": 10, "partnership": "Another spelling"}, []),
        ({"plan": "priority_action_plan"}, ["the plan asked for"]),
        ({"inspection": {"start": "2026-06-29", "end": "2026-07-02"}}, ["the inspection dates"]),
        ({"inspection": None}, ["the inspection dates"]),
        ({"previous_inspection": None}, ["the previous inspection"]),
        (
            {"previous_inspection": {"text": "February 2017", "start": "2017-02-06", "end": "2017-02-10"}},
            [],
        ),
        (
            {"next": {"full_months": 60, "monitoring_months": None, "text": "other words"}},
            ["the next inspection"],
        ),
        ({"next": {"full_months": 36, "monitoring_months": None, "text": "other words"}}, []),
    ],
)
def test_a_new_version_names_the_facts_that_differ(change: dict[str, Any], names: list[str]) -> None:
    (event,) = amendments(a_record(), a_record() | change)
    assert event.kind == EventKind.REPORT_REISSUED
    assert event.data["changed"] == names
    assert changed_facts(a_record(), a_record() | change) == names


def test_a_change_of_outcome_is_named_and_stated() -> None:
    (event,) = amendments(a_record(Band.INCONSISTENT), a_record(Band.SYSTEMIC_FAILINGS))
    assert (event.kind, event.band) == (EventKind.REPORT_REISSUED, Band.SYSTEMIC_FAILINGS)
    assert "the outcome" in event.data["changed"]


def test_each_version_is_an_event_of_its_own_and_the_same_bytes_are_not() -> None:
    first, second = a_sighting(sha256="cd" * 32), a_sighting(sha256="ef" * 32)
    assert amended(first, a_record())[0].key != amended(second, a_record())[0].key
    assert amended(first, a_record())[0].key == amended(first, a_record())[0].key
    assert amended(first, a_record())[0].key != published(first)[0].key


def test_an_unknown_outcome_that_is_settled_is_confirmed() -> None:
    (event,) = amendments(UNCLEAR, a_record())
    assert (event.kind, event.band) == (EventKind.REPORT_CONFIRMED, Band.INCONSISTENT)


@pytest.mark.parametrize(("change", "said"), DOUBTS)
def test_an_outcome_that_was_withheld_is_confirmed_when_the_doubt_is_gone(
    change: dict[str, Any], said: str
) -> None:
    # The reading before may hold a band that was never told to anybody: telling it now is news to them.
    (event,) = amendments(a_record(Band.INCONSISTENT) | change, a_record(Band.INCONSISTENT))
    assert (event.kind, event.band) == (EventKind.REPORT_CONFIRMED, Band.INCONSISTENT)


@pytest.mark.parametrize(("change", "said"), DOUBTS)
def test_a_new_version_with_a_doubt_takes_the_outcome_back_and_tells_a_person(
    change: dict[str, Any], said: str
) -> None:
    events = amendments(a_record(), a_record() | change)
    assert kinds(events) == ["report.reissued", "report.unclassified"]
    assert events[0].band is None
    assert "the outcome" in events[0].data["changed"]
    assert said in events[1].data["reason"]


def test_a_band_that_was_never_told_does_not_leave_by_way_of_what_changed() -> None:
    elsewhere = a_record(Band.INCONSISTENT, area=ELSEWHERE)
    events = amendments(elsewhere, a_record(Band.SYSTEMIC_FAILINGS, area=ELSEWHERE))
    assert kinds(events) == ["report.reissued", "report.unclassified"]
    assert events[0].data["changed"] == []


def test_a_number_that_changed_meanwhile_makes_no_news_of_an_old_outcome() -> None:
    area = an_area(urn="95555", former_urns=("90001",))
    now = a_sighting(a_record(area={"urn": "95555", "name": "Ashbourne Vale"}), area=area)
    assert kinds(amended(now, a_record())) == ["report.reissued"]


# --- without a document ------------------------------------------------------------------------------

GONE = "the document cannot be opened on Ofsted's site: 404"


def test_a_report_whose_document_is_missing_is_told_with_the_true_reason() -> None:
    publication = a_publication()
    alert, note = published(of(unread_report(publication, GONE), sha256=None, publication=publication))
    assert (alert.kind, alert.band) == (EventKind.REPORT_PUBLISHED, None)
    assert alert.data["withheld"] == GONE
    assert note.data["reason"] == GONE
    assert alert.key == "report.published:701:full:2026-06-29"


def test_a_monitoring_report_whose_document_is_missing_is_told_to_the_operator_too() -> None:
    events = published(of(unread_report(MONITORING, GONE), sha256=None, publication=MONITORING))
    assert kinds(events) == ["report.published", "report.unclassified"]
    assert events[1].data["reason"] == GONE


def test_a_document_that_opens_at_last_settles_the_outcome() -> None:
    (event,) = opened(of(a_record()))
    assert (event.kind, event.band) == (EventKind.REPORT_CONFIRMED, Band.INCONSISTENT)


def test_a_document_that_opens_at_last_and_is_unclear_is_no_new_version() -> None:
    assert kinds(opened(of(UNCLEAR))) == ["report.unclassified"]
    assert kinds(opened(of(NO_ACTION, publication=MONITORING))) == ["report.unclassified"]
    assert kinds(opened(of(monitoring(), publication=MONITORING))) == ["report.confirmed"]


def test_what_an_operator_is_told_twice_of_one_document_has_one_key() -> None:
    assert published(of(UNCLEAR))[1].key == published(of(UNCLEAR))[1].key
    assert published(of(UNCLEAR))[1].key != published(of(UNCLEAR, sha256="cd" * 32))[1].key
    assert "no document" in published(of(UNCLEAR, sha256=None))[1].key


def test_a_document_of_another_time_is_withheld() -> None:
    record = a_record(inspection={"start": "2019-03-11", "end": "2019-03-15"})
    listed = a_link(inspected=date(2026, 6, 29))
    why = withheld(a_publication(listed=listed), an_area(), record)
    assert why is not None
    assert "dates" in why
