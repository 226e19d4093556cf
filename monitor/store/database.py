"""The store as one object, and opening it.

Opening never creates or changes tables: only `monitor.store.migrate` does, in one process at a time.
"""

from datetime import UTC, datetime

from sqlalchemy import Column, Connection, Engine, MetaData, String, Table, func, inspect, select

from monitor.domain.events import Event
from monitor.errors import StoreError
from monitor.ports.clock import Clock
from monitor.store.blocks import BlockRows
from monitor.store.claims import ClaimRows
from monitor.store.clusters import ClusterRows
from monitor.store.connections import BUSY_SECONDS, called, connect, reading, store_file, use_write_ahead_log
from monitor.store.facts import FactRows
from monitor.store.figures import FigureRows
from monitor.store.group_commit import GroupCommit
from monitor.store.health import HealthRows
from monitor.store.hosts import HostRows
from monitor.store.leases import LeaseRows
from monitor.store.news import NewsRows
from monitor.store.outbox import OutboxRows
from monitor.store.pages import PageRows
from monitor.store.publications import PublicationRows
from monitor.store.recorded_dates import RecordedDateRows
from monitor.store.reports import ReportRows
from monitor.store.schema import REVISIONS
from monitor.store.ticks import TickRows

# Where Alembic writes down how far a store has been migrated.
_version = Table("alembic_version", MetaData(), Column("version_num", String(32)))


class SqlStore(
    ClaimRows,
    PageRows,
    PublicationRows,
    ReportRows,
    FactRows,
    RecordedDateRows,
    OutboxRows,
    BlockRows,
    NewsRows,
    ClusterRows,
    LeaseRows,
    HealthRows,
    HostRows,
    FigureRows,
    TickRows,
):
    """The `Store` port on a SQL database; threads may share one, processes open one each."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine = engine
        self._commits = GroupCommit(engine)
        self._known: dict[int, Event] = {}
        self._clock = clock

    def database_time(self) -> datetime | None:
        """Give the time by the database server's clock; None where there is no server."""
        if self._engine.dialect.name == "sqlite":
            return None
        with reading(self._engine) as connection:
            said: datetime = connection.execute(select(func.now())).scalar_one()
        return said.astimezone(UTC)

    def close(self) -> None:
        """Close all connections; the store opens new ones if it is used again."""
        self._engine.dispose()


def open_store(url: str, clock: Clock, *, busy_seconds: float = BUSY_SECONDS) -> SqlStore:
    """Open a store that has been migrated.

    `busy_seconds` is how long to wait for another process's write. Raises StoreError, with what to do about
    it, for a store that is not there, or of an older or newer version than this program.
    """
    engine = connect(url, busy_seconds=busy_seconds)
    try:
        _require_ours(engine)
        use_write_ahead_log(engine)
    except StoreError:
        engine.dispose()
        raise
    return SqlStore(engine, clock)


def is_empty(url: str) -> bool:
    """Say whether nothing has been set up at `url` yet: no file, or a database without tables."""
    engine = connect(url)
    try:
        return _file_missing(engine) or _is_bare(engine)
    finally:
        engine.dispose()


def _require_ours(engine: Engine) -> None:
    name = called(engine.url)
    if _file_missing(engine):
        raise StoreError(
            f"there is no store at {name}: the first `send-monitor run` or `poll` makes it, or run "
            "`send-monitor migrate`"
        )
    with reading(engine) as connection:
        found = _revision(connection)
    if found is None:
        raise StoreError(f"{name} has not been set up: run `send-monitor migrate`")
    if found not in REVISIONS:
        raise StoreError(
            f"{name} was made by a newer version of this program ({found}): install that version"
        )
    if found != REVISIONS[-1]:
        raise StoreError(f"{name} is of an older version ({found}): run `send-monitor migrate`")


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table(_version.name):
        return None
    return connection.execute(select(_version.c.version_num)).scalar()


def _file_missing(engine: Engine) -> bool:
    """Look before connecting: SQLite would create the file."""
    file = store_file(engine)
    try:
        return file is not None and (not file.exists() or file.stat().st_size == 0)
    except OSError as error:
        raise StoreError(f"{called(engine.url)} cannot be looked at: {error.strerror}") from error


def _is_bare(engine: Engine) -> bool:
    with reading(engine) as connection:
        return not inspect(connection).get_table_names()
