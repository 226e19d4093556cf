"""Stores and values for the store's contract tests, and that the class keeps to the port.

The suite runs against every database in DATABASES; a test takes `world`, a fresh store with a clock to turn.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from monitor.domain.events import DeliveryState, EventKind, NewDelivery, NewEvent, Recipient, Rendered
from monitor.domain.outcome import Band
from monitor.domain.publication import ListedReport, PublicationKind, PublicationState
from monitor.ports.knowledge import IngestRecord, TimelineChanges
from monitor.ports.store import Store
from monitor.store.database import SqlStore, open_store
from monitor.store.migrate import migrate
from tests.servers import shared_postgres

DATABASES = ("sqlite", "postgresql")

NOW = datetime(2025, 11, 18, 9, 31, 7, 250_000, tzinfo=UTC)
LATER = NOW + timedelta(minutes=1)
LEASE = timedelta(seconds=30)
MESSAGE = Rendered("Port Merrow: inconsistent", "text", "<p>html</p>", ({"type": "divider"},))


@dataclass
class World:
    """A store of its own for one test."""

    store: SqlStore
    url: str
    file: Path
    now: datetime = field(default=NOW)

    def clock(self) -> datetime:
        return self.now

    def wait(self, seconds: float) -> datetime:
        self.now += timedelta(seconds=seconds)
        return self.now


@contextmanager
def new_world(database: str, folder: Path) -> Iterator[World]:
    """Make a migrated, empty store: a file in a folder, or a database on the server that all tests share."""
    file = folder / "monitor.sqlite3"
    if database == "sqlite":
        file.write_bytes(_migrated_file())
        url = f"sqlite:///{file}"
    else:
        url = shared_postgres().new_database(_migrated_database())
    times: list[World] = []
    store = open_store(url, lambda: times[0].now)
    times.append(World(store, url, file))
    try:
        yield times[0]
    finally:
        store.close()


def listed(file_id: str = "50290001", **changes: Any) -> ListedReport:
    values: dict[str, Any] = {
        "file_id": file_id,
        "url": f"https://files.example.org/v1/file/{file_id}",
        "title": "Area SEND full inspection",
        "kind": PublicationKind.FULL,
        "inspected": date(2025, 10, 6),
        "published": date(2025, 11, 17),
    }
    return ListedReport(**values | changes)


def changes(*found: ListedReport, **given: Any) -> TimelineChanges:
    """Changes of a page on which these links are new and due."""
    values: dict[str, Any] = {
        "area": "port-merrow",
        "urn": "80999",
        "latest_report": "2025-11-17",
        "found": tuple((one, PublicationState.DUE, False) for one in found),
        "retitled": (),
        "missing": (),
        "returned": (),
    }
    return TimelineChanges(**values | given)


def add_publication(store: SqlStore, report: ListedReport | None = None, now: datetime = NOW) -> int:
    [publication_id] = store.accept_page(changes(report or listed()), None, now)
    return publication_id


def claim(store: SqlStore, publication_id: int, now: datetime = NOW, holder: str = "worker-1") -> Any:
    return store.claim_publication(publication_id, holder=holder, now=now, lease_until=now + LEASE)


def new_event(key: str = "port-merrow/full/2025-10-06/published", **changes: Any) -> NewEvent:
    values: dict[str, Any] = {
        "key": key,
        "kind": EventKind.REPORT_PUBLISHED,
        "area": "port-merrow",
        "band": Band.INCONSISTENT,
        "occurred": NOW - timedelta(hours=1),
        "data": {"title": "Prifysgol – naïve “quotes”", "pages": [1, 2]},
    }
    return NewEvent(**values | changes)


def to(address: str = "chair@example.org", **changes: Any) -> NewDelivery:
    values: dict[str, Any] = {
        "channel": "email",
        "address": address,
        "subscribers": (Recipient("Merrow forum", "watches Port Merrow"),),
        "state": DeliveryState.DUE,
        "due": NOW,
    }
    return NewDelivery(**values | changes)


def add_delivery(store: SqlStore, delivery: NewDelivery | None = None, key: str = "an-event") -> int:
    """Record an event with one delivery, and give the delivery's id."""
    event_id = store.record_event(new_event(key), [delivery or to()], NOW)
    [row] = store.deliveries(event_id=event_id)
    return row.id


def take(store: SqlStore, delivery_id: int, now: datetime = NOW, holder: str = "worker-1") -> Any:
    """Take a row alone; gives it, or None if it could not be had."""
    taken = store.claim_message(delivery_id, holder=holder, now=now, lease_until=now + LEASE, group_until=now)
    return taken[0] if taken else None


def start_sending(store: SqlStore, delivery_id: int, now: datetime = NOW) -> None:
    assert take(store, delivery_id, now)
    store.mark_sending([delivery_id], message_id="<1@x>", rendered=MESSAGE, lease_until=now + LEASE)


def ingest(publication_id: int, document: bytes = b"%PDF-1", **changes: Any) -> IngestRecord:
    values: dict[str, Any] = {
        "publication_id": publication_id,
        "document": document,
        "sha256": f"hash of {document.decode()}",
        "parser_version": "1",
        "report": {"kind": "full", "inspection": {"start": "2025-10-06", "end": "2025-10-10"}},
        "events": ((new_event(), (to("a@example.org"), to("b@example.org"))),),
        "recheck_due": NOW + timedelta(hours=1),
        "recheck_step": 0,
    }
    return IngestRecord(**values | changes)


@cache
def _migrated_file() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "monitor.sqlite3"
        migrate(f"sqlite:///{file}")
        return file.read_bytes()


@cache
def _migrated_database() -> str:
    """Give the name of a database that is set up as a store, to be copied: quicker than migrating each."""
    url = shared_postgres().new_database()
    migrate(url)
    return urlsplit(url).path.removeprefix("/")


def _as_port(store: SqlStore) -> Store:
    """For the type checker: the class keeps to the port."""
    return store


def test_store_has_every_method_of_the_port() -> None:
    wanted = {name for name in dir(Store) if not name.startswith("_")}
    assert wanted <= set(dir(SqlStore))
