"""Documents in all their versions, what was read from them, and the one transaction that writes it all."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from hashlib import sha256
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Engine, Row, insert, select, true, update

from monitor.domain.publication import Publication
from monitor.errors import StoreError
from monitor.ports.knowledge import DocumentVersion, IngestRecord, StoredReport
from monitor.store.connections import reading, writing
from monitor.store.outbox import add_event
from monitor.store.publications import mark_done, publication_of
from monitor.store.schema import documents, publication_documents, publications, reports
from monitor.store.writes import insert_new, row_of

_AT_ONCE = 20  # reports in memory while all are gone through
# The hash of nothing: what a person settled without a document stands under it.
_NOTHING = sha256(b"").hexdigest()


class ReportRows:
    """Documents and reports of a store."""

    _engine: Engine

    def record_ingest(self, record: IngestRecord, now: datetime) -> list[int]:
        """Write document, report, events and deliveries, and mark the publication done; ids of new events.

        A second run with the same record writes nothing new.
        """
        with writing(self._engine) as connection:
            if record.document is not None:
                mark_done(
                    connection,
                    record.publication_id,
                    recheck_step=record.recheck_step,
                    recheck_due=record.recheck_due,
                )
            _keep_document(connection, record, now)
            _keep_report(connection, record, now)
            written = [add_event(connection, event, rows, now) for event, rows in record.events]
        return [event_id for event_id in written if event_id is not None]

    def document_hash(self, publication_id: int) -> str | None:
        """Give the hash of the current document of a publication."""
        with reading(self._engine) as connection:
            head = _head(connection, publication_id)
        return head.sha256 if head else None

    def document(self, sha256: str | None) -> bytes | None:
        """Give the bytes of a document."""
        with reading(self._engine) as connection:
            return connection.execute(select(documents.c.data).where(documents.c.sha256 == sha256)).scalar()

    def document_versions(self, publication_id: int) -> list[DocumentVersion]:
        """Give all versions a publication's document has had, oldest first."""
        versions = publication_documents
        wanted = (
            select(versions.c.version, versions.c.sha256, documents.c.size, versions.c.seen)
            .join(documents)
            .where(versions.c.publication_id == publication_id)
            .order_by(versions.c.version)
        )
        with reading(self._engine) as connection:
            return [DocumentVersion(**row._mapping) for row in connection.execute(wanted)]

    def report_of(self, publication_id: int) -> StoredReport | None:
        """Give the current report of a publication."""
        wanted = select(reports).where(reports.c.publication_id == publication_id, reports.c.current)
        with reading(self._engine) as connection:
            row = connection.execute(wanted).first()
            return _report_of(row) if row else None

    def keep_reading(
        self,
        publication_id: int,
        sha256: str | None,
        parser_version: str,
        data: Mapping[str, Any],
        now: datetime,
    ) -> None:
        """Keep what a parser read in a document, without making it the current report."""
        key = _reading_key(publication_id, sha256, parser_version)
        with writing(self._engine) as connection:
            values = {"data": dict(data), "created": now, "current": False}
            if insert_new(connection, reports, key, values) is None:
                connection.execute(update(reports).where(row_of(reports, key)).values(data=dict(data)))

    def kept_reading(
        self, publication_id: int, sha256: str | None, parser_version: str
    ) -> dict[str, Any] | None:
        """Give what a parser read in a document, if it has."""
        key = _reading_key(publication_id, sha256, parser_version)
        with reading(self._engine) as connection:
            found: dict[str, Any] | None = connection.execute(
                select(reports.c.data).where(row_of(reports, key))
            ).scalar()
            return found

    def use_reading(self, publication_id: int, sha256: str | None, parser_version: str) -> None:
        """Make a kept reading the current report."""
        key = _reading_key(publication_id, sha256, parser_version)
        with writing(self._engine) as connection:
            others = update(reports).where(reports.c.publication_id == publication_id)
            connection.execute(others.values(current=False))
            if not connection.execute(
                update(reports).where(row_of(reports, key)).values(current=True)
            ).rowcount:
                raise StoreError(f"publication {publication_id} has no reading by parser {parser_version}")

    def reports_of_area(self, area: str) -> list[tuple[Publication, StoredReport]]:
        """Give the current reports of an area with their publications, newest inspection first."""
        with reading(self._engine) as connection:
            return sorted(_current(connection, area), key=_inspected, reverse=True)

    def latest_reports(self) -> Iterator[tuple[Publication, StoredReport]]:
        """Give the current report of every publication, by area, newest inspection first within it.

        They are read as they are asked for: all that were ever published are too many to hold at once.
        """
        with reading(self._engine) as connection:
            connection.execution_options(yield_per=_AT_ONCE)
            for _, found in groupby(_current(connection, None), key=_area):
                yield from sorted(found, key=_inspected, reverse=True)


def _reading_key(publication_id: int, digest: str | None, parser_version: str) -> dict[str, Any]:
    return {
        "publication_id": publication_id,
        "sha256": digest or _NOTHING,
        "parser_version": parser_version,
    }


def _keep_document(connection: Connection, record: IngestRecord, now: datetime) -> None:
    data = record.document or b""
    values = {"size": len(data), "first_seen": now, "data": data}
    insert_new(connection, documents, {"sha256": record.sha256 or _NOTHING}, values)
    if record.sha256 is None:
        return
    head = _head(connection, record.publication_id)
    # Compared with what it shows now, not with all it ever showed: A, B, A is a change back.
    if head is None or head.sha256 != record.sha256:
        number = head.version + 1 if head else 1
        key = {"publication_id": record.publication_id, "version": number}
        row = insert(publication_documents).values(**key, sha256=record.sha256, seen=now)
        connection.execute(row)


def _keep_report(connection: Connection, record: IngestRecord, now: datetime) -> None:
    key = _reading_key(record.publication_id, record.sha256, record.parser_version)
    if record.current:
        others = update(reports).where(reports.c.publication_id == record.publication_id, reports.c.current)
        connection.execute(others.where(~row_of(reports, key)).values(current=False))
    values = {"data": record.report, "current": record.current}
    new = values | {"created": now, "read_seconds": record.read_seconds}
    if insert_new(connection, reports, key, new) is None:
        connection.execute(update(reports).where(row_of(reports, key)).values(**values))


def _head(connection: Connection, publication_id: int) -> Row[Any] | None:
    versions = publication_documents
    newest = select(versions).where(versions.c.publication_id == publication_id)
    return connection.execute(newest.order_by(versions.c.version.desc()).limit(1)).first()


def _current(connection: Connection, area: str | None) -> Iterator[tuple[Publication, StoredReport]]:
    """Give the current reports with their publications by area, of one area if it is given."""
    here = publications.c.area == area if area is not None else true()
    known = {row.id: publication_of(row) for row in connection.execute(select(publications).where(here))}
    wanted = select(reports).join(publications).where(reports.c.current, here).order_by(publications.c.area)
    for row in connection.execute(wanted):
        if row.publication_id in known:  # else it came just now, which a server shows in the same transaction
            yield known[row.publication_id], _report_of(row)


def _report_of(row: Row[Any]) -> StoredReport:
    return StoredReport(
        id=row.id,
        publication_id=row.publication_id,
        sha256=None if row.sha256 == _NOTHING else row.sha256,
        parser_version=row.parser_version,
        data=row.data,
        created=row.created,
    )


def _area(found: tuple[Publication, StoredReport]) -> str:
    return found[0].area


def _inspected(found: tuple[Publication, StoredReport]) -> tuple[str, str, int]:
    """Order by the inspection's first day as printed; else by the dates of the link."""
    publication, report = found
    printed = (report.data.get("inspection") or {}).get("start")
    listed = publication.listed.inspected or publication.listed.published
    return printed or listed.isoformat(), publication.listed.published.isoformat(), publication.id
