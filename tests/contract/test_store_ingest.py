"""Documents, reports and the one transaction that writes all that a document leads to."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from monitor.domain.publication import Publication, PublicationState
from monitor.errors import StoreError
from monitor.store import reports
from monitor.store.publications import publication_of
from tests.contract.test_store_cases import (
    LATER,
    NOW,
    World,
    add_publication,
    changes,
    claim,
    ingest,
    listed,
    new_event,
    to,
)


def inspected(start: str | None) -> dict[str, object]:
    return {"kind": "full", "inspection": {"start": start, "end": start} if start else None}


def test_ingest_writes_everything_at_once(world: World) -> None:
    store = world.store
    publication_id = add_publication(store)
    claim(store, publication_id)
    record = ingest(publication_id, b"%PDF-\x00\x01", sha256="ab" * 32)
    [event_id] = store.record_ingest(record, LATER)
    [publication] = store.publications(with_id=publication_id)
    assert publication.state == PublicationState.DONE
    assert store.document_hash(publication_id) == "ab" * 32
    assert store.document("ab" * 32) == b"%PDF-\x00\x01"
    report = store.report_of(publication_id)
    assert report is not None
    assert (report.sha256, report.parser_version, report.created) == ("ab" * 32, "1", LATER)
    assert report.data == record.report
    assert [row.address for row in store.deliveries(event_id=event_id)] == ["a@example.org", "b@example.org"]
    assert store.due_rechecks(NOW + timedelta(hours=1)) == [publication_id]


def test_any_text_that_a_document_may_hold_comes_back(world: World) -> None:
    publication_id = add_publication(world.store)
    strange = {"evidence": "half \ud83d of a character, a \x00, Ynys Môn – “quoted”", "none": None, "page": 1}
    world.store.record_ingest(ingest(publication_id, events=(), report=strange), NOW)
    report = world.store.report_of(publication_id)
    assert report is not None
    assert report.data == strange


def test_second_run_writes_nothing_new(world: World) -> None:
    publication_id = add_publication(world.store)
    record = ingest(publication_id)
    [event_id] = world.store.record_ingest(record, NOW)
    report = world.store.report_of(publication_id)
    assert world.store.record_ingest(record, LATER) == []
    assert [event.id for event in world.store.events()] == [event_id]
    assert len(world.store.deliveries()) == 2
    assert len(world.store.document_versions(publication_id)) == 1
    assert world.store.report_of(publication_id) == report


def test_only_events_that_are_new_are_given(world: World) -> None:
    publication_id = add_publication(world.store)
    known = world.store.record_event(new_event("known"), [], NOW)
    events = ((new_event("known"), (to("x@example.org"),)), (new_event("fresh"), (to(),)))
    [fresh] = world.store.record_ingest(ingest(publication_id, events=events), NOW)
    assert world.store.deliveries(event_id=known) == []
    assert len(world.store.deliveries(event_id=fresh)) == 1


def test_failing_ingest_leaves_nothing_behind(world: World) -> None:
    publication_id = add_publication(world.store)
    claim(world.store, publication_id)
    twice = (to("same@example.org"), to("same@example.org"))  # one row for each address is the rule
    with pytest.raises(StoreError):
        world.store.record_ingest(ingest(publication_id, events=((new_event(), twice),)), NOW)
    [publication] = world.store.publications()
    assert publication.state == PublicationState.TAKEN
    assert world.store.document_hash(publication_id) is None
    assert world.store.report_of(publication_id) is None
    assert world.store.events() == []
    assert world.store.deliveries() == []


def test_ingest_of_an_unknown_publication_is_an_error(world: World) -> None:
    with pytest.raises(StoreError, match="no publication 404"):
        world.store.record_ingest(ingest(404), NOW)


def test_all_versions_are_kept_even_a_change_back(world: World) -> None:
    publication_id = add_publication(world.store)
    for number, document in enumerate((b"A", b"B", b"B", b"A")):
        record = ingest(publication_id, document, events=())
        world.store.record_ingest(record, NOW + timedelta(minutes=number))
    versions = world.store.document_versions(publication_id)
    assert [(one.version, one.sha256) for one in versions] == [
        (1, "hash of A"),
        (2, "hash of B"),
        (3, "hash of A"),
    ]
    assert [one.seen for one in versions] == [NOW + timedelta(minutes=minutes) for minutes in (0, 1, 3)]
    assert [one.size for one in versions] == [1, 1, 1]
    assert world.store.document_hash(publication_id) == "hash of A"
    assert world.store.document("hash of B") == b"B"


def test_same_bytes_of_two_publications_are_kept_once(world: World) -> None:
    ids = world.store.accept_page(changes(listed("1"), listed("2")), None, NOW)
    for publication_id in ids:
        world.store.record_ingest(ingest(publication_id, events=()), NOW)
    assert [world.store.document_hash(one) for one in ids] == ["hash of %PDF-1"] * 2


def test_nothing_is_known_of_what_was_never_read(world: World) -> None:
    publication_id = add_publication(world.store)
    assert world.store.document_hash(publication_id) is None
    assert world.store.document("00" * 32) is None
    assert world.store.report_of(publication_id) is None
    assert world.store.document_versions(publication_id) == []
    assert list(world.store.latest_reports()) == []


def test_latest_reading_is_current_and_old_ones_can_be_current_again(world: World) -> None:
    publication_id = add_publication(world.store)
    first = ingest(publication_id, events=(), report={"reading": 1})
    second = replace(first, parser_version="2", report={"reading": 2})
    current = []
    for record in (first, second, first):
        world.store.record_ingest(record, NOW)
        report = world.store.report_of(publication_id)
        assert report is not None
        current.append(report.data["reading"])
    assert current == [1, 2, 1]
    assert len(list(world.store.latest_reports())) == 1


def test_reports_of_an_area_are_newest_inspection_first(world: World) -> None:
    # File ids and dates of arrival say nothing about the order of inspections.
    starts = {"1": "2024-03-04", "2": "2025-10-06", "3": None, "4": "2019-05-13"}
    ids = world.store.accept_page(changes(*(listed(file_id) for file_id in starts)), None, NOW)
    for publication_id, start in zip(ids, starts.values(), strict=True):
        record = ingest(publication_id, events=(), report=inspected(start))
        world.store.record_ingest(record, NOW)
    [elsewhere] = world.store.accept_page(changes(listed("9"), area="kestrelshire"), None, NOW)
    world.store.record_ingest(ingest(elsewhere, events=()), NOW)
    order = [publication.listed.file_id for publication, _ in world.store.reports_of_area("port-merrow")]
    assert order == [
        "3",
        "2",
        "1",
        "4",
    ]  # 3 has no printed date: the link's, 6 October 2025, and the later id
    everything = [
        (publication.area, report.publication_id) for publication, report in world.store.latest_reports()
    ]
    assert everything[0] == ("kestrelshire", elsewhere)
    assert [publication_id for _, publication_id in everything[1:]] == [ids[2], ids[1], ids[0], ids[3]]


def test_reports_can_be_written_while_all_are_gone_through(world: World) -> None:
    ids = world.store.accept_page(changes(listed("1"), listed("2")), None, NOW)
    for publication_id in ids:
        world.store.record_ingest(ingest(publication_id, events=()), NOW)
    for publication, _ in world.store.latest_reports():
        again = ingest(publication.id, events=(), report={"reading": 2})
        world.store.record_ingest(replace(again, parser_version="2"), NOW)
    assert [stored.parser_version for _, stored in world.store.latest_reports()] == ["2", "2"]


def test_a_report_that_comes_while_all_are_looked_up_breaks_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = add_publication(world.store)
    world.store.record_ingest(ingest(first, events=()), NOW)

    def meanwhile(row: Any) -> Publication:
        """Have another process find and read a report just after the publications were looked up."""
        monkeypatch.setattr(reports, "publication_of", publication_of)
        [second] = world.store.accept_page(changes(listed("9"), area="kestrelshire"), None, NOW)
        world.store.record_ingest(ingest(second, events=()), NOW)
        return publication_of(row)

    monkeypatch.setattr(reports, "publication_of", meanwhile)
    assert first in {publication.id for publication, _ in world.store.latest_reports()}
    assert len(list(world.store.latest_reports())) == 2
