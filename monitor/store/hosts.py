"""One request in flight and one per spacing to each host, across all processes that share the store.

A webhook that wants its messages spaced counts as a host of its own.

The spacing counts from the start of one request to the start of the next.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, Row, or_, select, update

from monitor.ports.clock import Clock
from monitor.ports.hosts import HostTurn
from monitor.store.connections import writing
from monitor.store.group_commit import GroupCommit
from monitor.store.schema import hosts
from monitor.store.writes import insert_new, put

# Nobody tells us when the request in flight ends, so who waits for it looks again this often (seconds).
LOOK_AGAIN = 0.1

# So far may the clocks of two machines be apart (seconds).
SKEW = 10.0

# No host asks for more: a site that wants us gone for longer says so again (seconds).
LONGEST_CLOSED = 24 * 3600.0


class HostRows:
    """The turns at each host."""

    _engine: Engine
    _clock: Clock
    _commits: GroupCommit

    def enter(self, host: str, *, spacing: float, hold: float) -> HostTurn:
        """Take the host's turn if it is free.

        `hold` seconds is how long it is ours should we die; who may need longer keeps it meanwhile. If not
        granted, `wait` is how many seconds from now to ask again.
        """

        def take(connection: Connection) -> HostTurn:
            now = self._clock()  # after the wait for the write lock
            taken = {"entered": now, "held_until": _after(now, hold), "next_at": _after(now, spacing)}
            if _take(connection, host, now, taken, max(spacing, hold)):
                return HostTurn(granted=True, wait=0.0, closed_until=None, entered=now)
            return _turned_away(_row(connection, host), now)

        return self._commits.write(take, place=host)

    def keep(self, host: str, *, entered: datetime, hold: float) -> bool:
        """Hold the turn that was entered then for `hold` seconds from now; says whether it was still ours.

        A turn that nobody else has taken is ours even if its hold has run out.
        """

        def prolong(connection: Connection) -> bool:
            ours = (hosts.c.host == host, hosts.c.entered == entered, hosts.c.held_until.is_not(None))
            held_until = _after(self._clock(), hold)
            return bool(connection.execute(update(hosts).where(*ours).values(held_until=held_until)).rowcount)

        return self._commits.write(prolong, place=host)

    def leave(self, host: str, *, spacing: float, entered: datetime | None = None) -> None:
        """Give the turn back after an ordinary answer; forgets earlier refusals.

        `spacing` seconds after it was taken the next may be. With `entered`, nothing is given back if the
        turn is another's by now.
        """

        def give(connection: Connection) -> None:
            row = _row(connection, host)
            if row is None or entered not in (None, row.entered):
                return
            spaced = _after(row.entered, spacing) if row.entered else None
            values = {"held_until": None, "next_at": _later(row.next_at, spaced), "refusals": 0}
            connection.execute(update(hosts).where(hosts.c.host == host).values(**values))

        self._commits.write(give, place=host)

    def refuse(
        self, host: str, *, close: Callable[[int], float], entered: datetime | None = None
    ) -> datetime:
        """Give the turn back after a refusal; `close(n)` is how many seconds to stay away after the n-th.

        With `entered`, another's turn is left to them.
        """
        with writing(self._engine) as connection:
            now = self._clock()
            row = _row(connection, host)
            refusals = row.refusals + 1 if row else 1
            until = _after(now, min(close(refusals), LONGEST_CLOSED))
            if row and row.closed_until and row.closed_until > until:
                until = row.closed_until
            values: dict[str, Any] = {"closed_until": until, "refusals": refusals}
            if row is None or entered in (None, row.entered):
                values["held_until"] = None
            put(connection, hosts, {"host": host}, values)
        return until


def _take(connection: Connection, host: str, now: datetime, taken: dict[str, Any], longest: float) -> bool:
    """Take the turn where no barrier stands.

    A barrier further off than any we set was set before the clock was put back; or, if only a little, by
    somebody whose clock is ahead, or who came a moment later and was first.
    """
    free = [
        or_(barrier.is_(None), barrier <= now, barrier > _after(now, seconds + SKEW))
        for barrier, seconds in (
            (hosts.c.held_until, longest),
            (hosts.c.next_at, longest),
            (hosts.c.closed_until, LONGEST_CLOSED),
        )
    ]
    if connection.execute(update(hosts).where(hosts.c.host == host, *free).values(**taken)).rowcount:
        return True
    return insert_new(connection, hosts, {"host": host}, {"refusals": 0, **taken}) is not None


def _turned_away(row: Row[Any] | None, now: datetime) -> HostTurn:
    if row is None:
        return HostTurn(granted=False, wait=0.0, closed_until=None)
    if row.closed_until and row.closed_until > now:
        return HostTurn(granted=False, wait=_seconds(row.closed_until, now), closed_until=row.closed_until)
    held = _seconds(row.held_until, now)
    wait = max(_seconds(row.next_at, now), min(held, LOOK_AGAIN))
    return HostTurn(granted=False, wait=wait, closed_until=None, busy=held > 0)


def _row(connection: Connection, host: str) -> Row[Any] | None:
    return connection.execute(select(hosts).where(hosts.c.host == host).with_for_update()).first()


def _after(moment: datetime, seconds: float) -> datetime:
    return moment + timedelta(seconds=seconds)


def _later(one: datetime | None, other: datetime | None) -> datetime | None:
    return max((moment for moment in (one, other) if moment), default=None)


def _seconds(until: datetime | None, now: datetime) -> float:
    return max((until - now).total_seconds(), 0.0) if until else 0.0
