"""The report links we know, how far we are with each, and who is working on it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, Row, Update, and_, or_, select, update

from monitor.domain.cadence import RECHECKS
from monitor.domain.publication import ListedReport, Publication, PublicationKind, PublicationState
from monitor.domain.timeline import FIRST_STATE
from monitor.errors import StoreError
from monitor.ports.knowledge import TimelineChanges
from monitor.ports.sources import PageMark
from monitor.store.columns import iso_seconds
from monitor.store.connections import reading, writing
from monitor.store.pages import keep_mark
from monitor.store.schema import providers, publications
from monitor.store.writes import insert_new, put

# Two looks within one sweep prove nothing: a sighting without the link counts half an hour after the last
# one that counted (`sources.md` 2.6, P3).
SIGHTINGS_APART = timedelta(minutes=30)

_FREE = {"holder": None, "lease_until": None}


class PublicationRows:
    """Publications of a store."""

    _engine: Engine

    def publications(
        self, *, area: str | None = None, states: Sequence[PublicationState] = (), with_id: int | None = None
    ) -> list[Publication]:
        """Give the publications asked for, by publication date, oldest first."""
        wanted = select(publications).order_by(publications.c.published, publications.c.id)
        if area is not None:
            wanted = wanted.where(publications.c.area == area)
        if states:
            wanted = wanted.where(publications.c.state.in_(states))
        if with_id is not None:
            wanted = wanted.where(publications.c.id == with_id)
        with reading(self._engine) as connection:
            return [publication_of(row) for row in connection.execute(wanted)]

    def accept_page(self, changes: TimelineChanges, mark: PageMark | None, now: datetime) -> list[int]:
        """Apply a page's changes and keep its mark, if any; give the ids of publications new to us."""
        with writing(self._engine) as connection:
            new = [_insert_found(connection, changes, found, now) for found in changes.found]
            for publication_id, listed in changes.retitled:
                connection.execute(_change(publication_id).values(**_link_values(listed)))
                # What was set aside for its title is judged anew by the one it has now.
                aside = publications.c.state.in_((PublicationState.IGNORED, PublicationState.QUARANTINED))
                again = _change(publication_id).where(aside)
                connection.execute(again.values(state=FIRST_STATE[listed.kind]))
            for publication_id in changes.missing:
                _miss(connection, publication_id, now)
            if changes.returned:
                back = update(publications).where(publications.c.id.in_(changes.returned))
                connection.execute(back.values(missing_since=None, missing_sightings=0, last_missed=None))
            _note_page_read(connection, changes, now)
            if mark is not None:
                keep_mark(connection, mark)
        return [publication_id for publication_id in new if publication_id is not None]

    def due_publications(self, now: datetime) -> list[int]:
        """Ids whose document is to be fetched and read now, oldest publication first."""
        wanted = select(publications.c.id).where(_due(now))
        with reading(self._engine) as connection:
            ordered = wanted.order_by(publications.c.published, publications.c.id)
            return list(connection.execute(ordered).scalars())

    def due_rechecks(self, now: datetime, *, new: bool | None = None) -> list[int]:
        """Ids whose bytes are to be compared again now, longest waiting first.

        `new`: only of documents that are new, or only of the others.
        """
        wanted = select(publications.c.id).where(_recheck_due(now))
        if new is not None:
            is_new = publications.c.recheck_step < len(RECHECKS)
            wanted = wanted.where(is_new if new else ~is_new)
        with reading(self._engine) as connection:
            ordered = wanted.order_by(publications.c.recheck_due, publications.c.id)
            return list(connection.execute(ordered).scalars())

    def claim_publication(
        self, publication_id: int, *, holder: str, now: datetime, lease_until: datetime
    ) -> Publication | None:
        """Take a due publication, or a due re-check, for ourselves; None if somebody else has it.

        A publication taken to be read comes back as `taken`; one taken for a re-check stays `done`.
        """
        ours = _change(publication_id).values(
            holder=holder, lease_until=lease_until, attempts=publications.c.attempts + 1
        )
        read = ours.where(_due(now)).values(state=PublicationState.TAKEN)
        with writing(self._engine) as connection:
            claimed = connection.execute(read).rowcount
            if not claimed and not connection.execute(ours.where(_recheck_due(now))).rowcount:
                return None
            row = connection.execute(select(publications).where(publications.c.id == publication_id)).one()
            return publication_of(row)

    def fail_publication(
        self, publication_id: int, *, state: PublicationState, error: str, due: datetime | None
    ) -> None:
        """Give a claimed publication back with what went wrong; `due` is when to try again.

        What is done stays done: there, `due` is when to try the re-check again.
        """
        done = publications.c.state == PublicationState.DONE
        change = _change(publication_id).values(error=error, **_FREE)
        with writing(self._engine) as connection:
            if connection.execute(change.where(~done).values(state=state, due=due)).rowcount:
                return
            # Not held: somebody else has finished it while we were at it, and there is nothing to give back.
            held = change.where(done, publications.c.holder.is_not(None)).values(recheck_due=due)
            if not connection.execute(held).rowcount:
                _require(connection, publication_id)

    def finish_recheck(self, publication_id: int, *, step: int, due: datetime | None) -> None:
        """Note that a re-check found the same bytes (or nothing to compare), and when the next is due."""
        change = _change(publication_id).where(publications.c.state == PublicationState.DONE)
        with writing(self._engine) as connection:
            values = {"recheck_step": step, "recheck_due": due, "attempts": 0, "error": None, **_FREE}
            if not connection.execute(change.values(**values)).rowcount:
                raise StoreError(
                    f"publication {publication_id} is not done, so there is no re-check to finish"
                )


def publication_of(row: Row[Any]) -> Publication:
    """Make the value of a row."""
    return Publication(
        id=row.id,
        area=row.area,
        urn=row.urn,
        listed=ListedReport(
            file_id=row.file_id,
            url=row.url,
            title=row.title,
            kind=PublicationKind(row.kind),
            inspected=row.inspected,
            published=row.published,
        ),
        state=PublicationState(row.state),
        baseline=row.baseline,
        first_seen=iso_seconds(row.first_seen),
        attempts=row.attempts,
        recheck_step=row.recheck_step,
        missing_since=iso_seconds(row.missing_since) if row.missing_since else None,
        missing_sightings=row.missing_sightings,
        trace=row.trace,
    )


def mark_done(
    connection: Connection, publication_id: int, *, recheck_step: int, recheck_due: datetime | None
) -> None:
    """Note within a transaction that a publication has been read, whoever holds it."""
    change = _change(publication_id).values(
        state=PublicationState.DONE,
        due=None,
        attempts=0,  # those at the next comparison are counted anew
        error=None,
        recheck_step=recheck_step,
        recheck_due=recheck_due,
        **_FREE,
    )
    if not connection.execute(change).rowcount:
        raise StoreError(f"there is no publication {publication_id}")


def _due(now: datetime) -> Any:
    state, due = publications.c.state, publications.c.due
    return or_(
        and_(state == PublicationState.DUE, or_(due.is_(None), due <= now)),
        and_(state == PublicationState.FAILED, due <= now),
    )


def _recheck_due(now: datetime) -> Any:
    return and_(
        publications.c.state == PublicationState.DONE,
        publications.c.recheck_due <= now,
        publications.c.holder.is_(None),
    )


def _change(publication_id: int) -> Update:
    return update(publications).where(publications.c.id == publication_id)


def _require(connection: Connection, publication_id: int) -> None:
    found = connection.execute(select(publications.c.id).where(publications.c.id == publication_id)).first()
    if found is None:
        raise StoreError(f"there is no publication {publication_id}")


def _link_values(listed: ListedReport) -> dict[str, Any]:
    return {
        "url": listed.url,
        "title": listed.title,
        "kind": listed.kind,
        "inspected": listed.inspected,
        "published": listed.published,
    }


def _insert_found(
    connection: Connection,
    changes: TimelineChanges,
    found: tuple[ListedReport, PublicationState, bool],
    now: datetime,
) -> int | None:
    listed, state, baseline = found
    values = {
        "urn": changes.urn,
        **_link_values(listed),
        "state": state,
        "baseline": baseline,
        "first_seen": now,
        "attempts": 0,
        "recheck_step": 0,
        "missing_sightings": 0,
        "trace": changes.trace,
    }
    key = {"area": changes.area, "file_id": listed.file_id}
    new = insert_new(connection, publications, key, values)
    return new.id if new else None


def _miss(connection: Connection, publication_id: int, now: datetime) -> None:
    first = publications.c.missing_since.is_(None)
    counted = {"missing_sightings": publications.c.missing_sightings + 1, "last_missed": now}
    change = _change(publication_id).values(**counted)
    if not connection.execute(change.where(first).values(missing_since=now)).rowcount:
        connection.execute(change.where(publications.c.last_missed <= now - SIGHTINGS_APART))


def _note_page_read(connection: Connection, changes: TimelineChanges, now: datetime) -> None:
    read = {"latest_report": changes.latest_report, "page_read_at": now}
    known = update(providers).where(providers.c.urn == changes.urn)
    if not connection.execute(known.values(**read)).rowcount:
        # The page was read before the listing that names it was accepted.
        values = {"area": changes.area, "name": "", "listed": False, **read}
        put(connection, providers, {"urn": changes.urn}, values)
