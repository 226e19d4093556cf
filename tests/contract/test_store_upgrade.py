"""Upgrading a store with messages in flight: rows of every state are carried over and go on from there."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, Table, insert

from monitor.domain.events import DeliveryState
from monitor.domain.publication import PublicationState
from monitor.store.backup import tables_in
from monitor.store.connections import connect, reading, writing
from monitor.store.database import SqlStore, open_store
from monitor.store.migrate import alone, migrate, upgrade
from monitor.store.schema import REVISIONS, metadata
from tests.contract.test_store_cases import DATABASES, LATER, LEASE, NOW, World
from tests.servers import shared_postgres

STAMP = "2025-11-18T09:31:07.250000Z"  # NOW, as it lies in the database
WORDS = '{"subject":"s","text":"t","html":"<p>","blocks":[]}'


@pytest.fixture(params=DATABASES)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Give the place of a store that is not there yet."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/old.sqlite3"
    return shared_postgres().new_database()


@pytest.fixture
def upgraded(url: str) -> Iterator[SqlStore]:
    """Give a store that the first version filled, brought up to date."""
    engine = connect(url)
    with alone(engine), writing(engine) as connection:
        upgrade(engine, connection, REVISIONS[0])
        fill(connection)
    engine.dispose()
    migrate(url)
    store = open_store(url, lambda: NOW)
    yield store
    store.close()


def fill(connection: Connection) -> None:
    tables = {table.name: table for table in tables_in(connection)}
    event = {"key": "e", "kind": "report.published", "occurred": STAMP, "seen": STAMP, "data": "{}"}
    put(connection, tables["events"], id=1, **event)
    for number, state in enumerate(DeliveryState, start=1):
        put(connection, tables["deliveries"], id=number, address=f"{state}@example.org", **delivery(state))
    for number, state_of in enumerate(PublicationState, start=1):
        put(connection, tables["publications"], id=number, file_id=str(number), **publication(state_of))
    put(connection, tables["ticks"], name="sweep", due=STAMP)


def put(connection: Connection, table: Table, **values: Any) -> None:
    connection.execute(insert(table).values(**values))


def delivery(state: DeliveryState) -> dict[str, Any]:
    held = state in (DeliveryState.TAKEN, DeliveryState.SENDING)
    begun = state in (DeliveryState.SENDING, DeliveryState.SENT, DeliveryState.MAYBE_SENT)
    return {
        "event_id": 1,
        "channel": "email",
        "subscribers": '[{"name":"Forum","reason":"you watch all areas"}]',
        "state": state.value,
        "attempts": 1 if held or begun else 0,
        "due": STAMP,
        "created": STAMP,
        "holder": "another-machine/1/1" if held else None,
        "lease_until": STAMP if held else None,
        "message_id": f"<{state}@x>" if begun else None,
        "rendered": WORDS if begun else None,
    }


def publication(state: PublicationState) -> dict[str, Any]:
    return {
        "area": "701",
        "urn": "90001",
        "url": "https://files.example.org/v1/file/1",
        "title": "Area SEND full inspection",
        "kind": "full",
        "published": NOW.date(),
        "state": state.value,
        "baseline": False,
        "first_seen": STAMP,
        "attempts": 0,
        "recheck_step": 0,
        "missing_sightings": 0,
        "due": STAMP if state in (PublicationState.DUE, PublicationState.FAILED) else None,
    }


def test_rows_of_every_state_are_still_what_they_were(upgraded: SqlStore) -> None:
    rows = upgraded.deliveries()
    assert [row.address for row in rows] == [f"{state}@example.org" for state in DeliveryState]
    assert [row.state for row in rows] == list(DeliveryState)
    assert {one.state for one in upgraded.publications()} == set(PublicationState)
    assert upgraded.tick_due("sweep") == NOW
    assert upgraded.wanted_ticks(LATER, dead=lambda holder: False) == []


def test_what_was_in_flight_is_freed_and_sent_and_what_was_not_is_left(upgraded: SqlStore) -> None:
    assert upgraded.release_stale(LATER, dead=lambda holder: False) == (1, 1)
    sent = set()
    for delivery_id in upgraded.due_deliveries(LATER):
        for row in upgraded.claim_message(
            delivery_id, holder="new", now=LATER, lease_until=LATER + LEASE, group_until=LATER
        ):
            sent.add(row.address.partition("@")[0])
            if row.message_id is not None:  # the same message again, by its number
                assert row.message_id == f"<{row.address.partition('@')[0]}@x>"
    assert sent == {"due", "held", "taken", "sending", "maybe_sent"}


def test_documents_whose_rechecks_had_ended_are_rechecked_again(upgraded: SqlStore) -> None:
    rechecked = {one.state for one in upgraded.publications() if one.id in upgraded.due_rechecks(LATER)}
    assert rechecked == {PublicationState.DONE}


def test_what_was_to_be_read_still_is(upgraded: SqlStore) -> None:
    due = {one.state for one in upgraded.publications() if one.id in upgraded.due_publications(LATER)}
    assert due == {PublicationState.DUE, PublicationState.FAILED}


def test_migration_and_schema_agree(world: World) -> None:
    engine = connect(world.url)
    with reading(engine) as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    engine.dispose()
