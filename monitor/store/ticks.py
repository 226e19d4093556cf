"""The scheduler's due table: when each tick is due next, and which have come and are not worked off yet.

A tick that has come is a row before it is a message: whoever works on it holds it with a lease, and until
they are done it stays wanted. A message that was lost, or a worker that was killed, loses no look.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, Row, Update, and_, case, literal, or_, select, update

from monitor.ports.health import ClaimedTick
from monitor.store.columns import UtcTime
from monitor.store.connections import reading, writing
from monitor.store.schema import ticks
from monitor.store.writes import insert_new


class TickRows:
    """Ticks of a store."""

    _engine: Engine

    def tick_due(self, name: str) -> datetime | None:
        """Say when a tick is due; None if it has never been set."""
        with reading(self._engine) as connection:
            return connection.execute(select(ticks.c.due).where(ticks.c.name == name)).scalar()

    def ticks(self) -> dict[str, datetime]:
        """Give when each tick is due."""
        with reading(self._engine) as connection:
            return {row.name: row.due for row in connection.execute(select(ticks))}

    def work_not_begun(self, now: datetime) -> dict[str, datetime]:
        """Give since when nobody is at the work of ticks that is wanted."""
        since = case((ticks.c.holder.is_(None), ticks.c.wanted), else_=ticks.c.lease_until)
        wanted = select(ticks.c.name, since.label("since")).where(ticks.c.wanted.is_not(None), since <= now)
        with reading(self._engine) as connection:
            return {row.name: row.since for row in connection.execute(wanted)}

    def take_tick(
        self, name: str, *, expected: datetime | None, next_due: datetime, wanted: datetime | None = None
    ) -> bool:
        """Move a tick on if it still stands where we saw it; True for the one who moved it.

        `wanted` notes that its work is to be done, until `finish_tick`.
        """
        with writing(self._engine) as connection:
            if expected is None:
                values = {"due": next_due, "wanted": wanted}
                return insert_new(connection, ticks, {"name": name}, values) is not None
            as_seen = update(ticks).where(ticks.c.name == name, ticks.c.due == expected)
            moved = as_seen.values(due=next_due, **({"wanted": _since(wanted)} if wanted else {}))
            return connection.execute(moved).rowcount == 1

    def wanted_ticks(self, now: datetime, *, dead: Callable[[str], bool]) -> list[str]:
        """Name the ticks whose work is to be done and that nobody is at, the longest waiting first."""
        wanted = select(ticks).where(ticks.c.wanted.is_not(None)).order_by(ticks.c.wanted, ticks.c.name)
        with reading(self._engine) as connection:
            rows = connection.execute(wanted).all()
        return [row.name for row in rows if _is_free(row, now, dead)]

    def claim_tick(
        self, name: str, *, holder: str, now: datetime, lease_until: datetime, dead: Callable[[str], bool]
    ) -> ClaimedTick | None:
        """Take a wanted tick; None if it is not wanted, or somebody has it. Starts are counted here."""
        with reading(self._engine) as connection:
            row = connection.execute(select(ticks).where(ticks.c.name == name)).first()
        if row is None or row.wanted is None or not _is_free(row, now, dead):
            return None
        begun = {"holder": holder, "lease_until": lease_until, "unended": ticks.c.unended + 1}
        with writing(self._engine) as connection:
            taken = connection.execute(_as_seen(row).values(**begun)).rowcount
        return ClaimedTick(row.wanted, row.unended) if taken else None

    def renew_tick(self, name: str, *, holder: str, lease_until: datetime) -> None:
        """Prolong the lease of a tick that its holder is still working on."""
        ours = update(ticks).where(ticks.c.name == name, ticks.c.holder == holder)
        with writing(self._engine) as connection:
            connection.execute(ours.values(lease_until=lease_until))

    def finish_tick(self, name: str, *, wanted: datetime, unended: int = 0) -> None:
        """Note that a tick's work is done, or put off; one that has come anew meanwhile stays wanted.

        `unended` is how many starts that never ended still count.
        """
        free = {"unended": unended, "holder": None, "lease_until": None}
        done = update(ticks).where(ticks.c.name == name, ticks.c.wanted == wanted)
        with writing(self._engine) as connection:
            if not connection.execute(done.values(wanted=None, **free)).rowcount:
                connection.execute(update(ticks).where(ticks.c.name == name).values(**free))


def _since(now: datetime) -> Any:
    """Say since when a tick is wanted that comes now: since earlier, if nobody has begun what came then."""
    not_begun = and_(ticks.c.wanted.is_not(None), ticks.c.holder.is_(None))
    return case((not_begun, ticks.c.wanted), else_=literal(now, UtcTime()))


def _is_free(row: Row[Any], now: datetime, dead: Callable[[str], bool]) -> bool:
    return row.holder is None or row.lease_until <= now or dead(row.holder)


def _as_seen(row: Row[Any]) -> Update:
    same_holder = ticks.c.holder.is_(None) if row.holder is None else ticks.c.holder == row.holder
    unchanged = or_(ticks.c.lease_until == row.lease_until, ticks.c.lease_until.is_(None))
    return update(ticks).where(ticks.c.name == row.name, ticks.c.wanted == row.wanted, same_holder, unchanged)
