"""What the sources last showed: kept page marks, the roll-call of providers, and single facts (meta)."""

from collections.abc import Iterable, Mapping

from sqlalchemy import Connection, Engine, insert, select, update

from monitor.domain.publication import ListedProvider
from monitor.errors import StoreError
from monitor.ports.knowledge import KnownProvider
from monitor.ports.sources import PageMark
from monitor.store.connections import reading, writing
from monitor.store.schema import meta, pages, providers
from monitor.store.writes import put


class PageRows:
    """Marks, providers and meta of a store."""

    _engine: Engine

    def get_meta(self, key: str) -> str | None:
        """Give a single remembered fact."""
        with reading(self._engine) as connection:
            return connection.execute(select(meta.c.value).where(meta.c.key == key)).scalar()

    def set_meta(self, key: str, value: str) -> None:
        """Remember a single fact, in place of what it was."""
        with writing(self._engine) as connection:
            put(connection, meta, {"key": key}, {"value": value})

    def page_mark(self, url: str) -> PageMark | None:
        """Give the mark kept of a page."""
        with reading(self._engine) as connection:
            row = connection.execute(select(pages).where(pages.c.url == url)).first()
        return PageMark(**row._mapping) if row else None

    def keep_marks(self, marks: Iterable[PageMark]) -> None:
        """Keep marks, each in place of the one of its page."""
        changed = list(marks)
        if not changed:  # as at most polls, which a commit would only keep waiting
            return
        with writing(self._engine) as connection:
            for mark in changed:
                keep_mark(connection, mark)

    def providers(self) -> dict[str, KnownProvider]:
        """Give the accepted roll-call by URN."""
        columns = providers.c["urn", "area", "name", "latest_report", "page_read_at"]
        wanted = select(*columns).where(providers.c.listed).order_by(providers.c.urn)
        with reading(self._engine) as connection:
            known = [KnownProvider(*row) for row in connection.execute(wanted)]
        return {provider.urn: provider for provider in known}

    def accept_listing(self, providers: Mapping[str, ListedProvider], areas: Mapping[str, str]) -> None:
        """Remember the roll-call in place of the last one; what was read of each page stays as it is.

        A provider that is no longer listed leaves the roll-call, but what we knew of it comes back with it.
        """
        unplaced = sorted(providers.keys() - areas.keys())
        if unplaced:
            raise StoreError(f"no area is known for provider {', '.join(unplaced)}")
        listed = [
            {"urn": urn, "area": areas[urn], "name": provider.name, "listed": True}
            for urn, provider in providers.items()
        ]
        with writing(self._engine) as connection:
            _call_roll(connection, listed)


def keep_mark(connection: Connection, mark: PageMark) -> None:
    """Write a page's mark within a transaction."""
    values = {
        "etag": mark.etag,
        "last_modified": mark.last_modified,
        "sha256": mark.sha256,
        "parsed": mark.parsed,
    }
    put(connection, pages, {"url": mark.url}, values)


def _call_roll(connection: Connection, listed: list[dict[str, object]]) -> None:
    columns = providers.c["urn", "area", "name", "listed"]
    known = {row[0]: tuple(row) for row in connection.execute(select(*columns).with_for_update())}
    gone = known.keys() - {row["urn"] for row in listed}
    if gone:
        connection.execute(update(providers).where(providers.c.urn.in_(gone)).values(listed=False))
    new = [row for row in listed if row["urn"] not in known]
    if new:
        connection.execute(insert(providers), new)
    for row in listed:
        before = known.get(str(row["urn"]))
        if before and before != tuple(row.values()):
            connection.execute(update(providers).where(providers.c.urn == row["urn"]).values(**row))
