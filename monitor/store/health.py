"""How things go: the health of each source, and the polls that ran."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, Row, exists, func, insert, literal, select, update

from monitor.domain.events import DeliveryState
from monitor.errors import StoreError
from monitor.ports.health import PollRecord, SourceHealth
from monitor.store.connections import reading, writing
from monitor.store.outbox import SETTLED
from monitor.store.schema import deliveries, polls, sources
from monitor.store.writes import insert_new

FAILED_IN_A_ROW = 3  # tries of a message; one or two may fail, as they do where strangers are made to wait


class HealthRows:
    """Sources and polls of a store."""

    _engine: Engine

    def source_failed(self, name: str, error: str, now: datetime) -> SourceHealth:
        """Count one more failure in a row; give the health as it is now."""
        with writing(self._engine) as connection:
            before = _locked_health(connection, name)
            after = replace(
                before,
                failures=before.failures + 1,
                first_failed=before.first_failed if before.failures else now,
                last_error=error,
                told=before.told and before.failures > 0,
            )
            _keep_health(connection, after, failed_count=sources.c.failed_count + 1)
        return after

    def source_ok(self, name: str, now: datetime) -> SourceHealth:
        """Note a success; give the health as it was before, so that a recovery can be told."""
        with writing(self._engine) as connection:
            before = _locked_health(connection, name)
            _keep_health(connection, replace(_unknown(name), last_ok=now), ok_count=sources.c.ok_count + 1)
        return before

    def sources_ok(self, names: Sequence[str], now: datetime) -> None:
        """Note a success of many sources that were not failing; one that has failed meanwhile keeps that."""
        if not names:
            return
        with writing(self._engine) as connection:
            known = set(connection.execute(select(sources.c.name)).scalars())
            well = update(sources).where(sources.c.name.in_(names), sources.c.failures == 0)
            connection.execute(well.values(last_ok=now, ok_count=sources.c.ok_count + 1))
            for name in sorted(set(names) - known):
                first = asdict(replace(_unknown(name), last_ok=now)) | {"ok_count": 1}
                insert_new(connection, sources, {"name": first.pop("name")}, first)

    def source(self, name: str) -> SourceHealth:
        """Give the health of one source; one that was never heard of has not failed."""
        with reading(self._engine) as connection:
            row = connection.execute(select(sources).where(sources.c.name == name)).first()
        return _health_of(row) if row else _unknown(name)

    def source_told(self, name: str) -> None:
        """Note that the operator has been told of this run of failures."""
        with writing(self._engine) as connection:
            in_trouble = update(sources).where(sources.c.name == name, sources.c.failures > 0)
            connection.execute(in_trouble.values(told=True))

    def sources(self) -> list[SourceHealth]:
        """Give the health of every source, by name."""
        with reading(self._engine) as connection:
            return [_health_of(row) for row in connection.execute(select(sources).order_by(sources.c.name))]

    def start_poll(self, kind: str, now: datetime) -> int:
        """Note that a poll has begun, and give its id."""
        row = insert(polls).values(kind=kind, started=now, ok=False, summary={})
        with writing(self._engine) as connection:
            poll_id: int = connection.execute(row.returning(polls.c.id)).scalar_one()
        return poll_id

    def finish_poll(self, poll_id: int, *, ok: bool, summary: Mapping[str, Any], now: datetime) -> None:
        """Note how a poll ended."""
        change = update(polls).where(polls.c.id == poll_id)
        with writing(self._engine) as connection:
            ended = change.values(finished=now, ok=ok, summary=dict(summary))
            if not connection.execute(ended).rowcount:
                raise StoreError(f"there is no poll {poll_id}")

    def polls(self, *, limit: int = 20) -> list[PollRecord]:
        """Give the last polls, newest first; one without an end runs still, or was broken off."""
        wanted = select(polls).order_by(polls.c.id.desc()).limit(limit)
        with reading(self._engine) as connection:
            return [_poll_of(row) for row in connection.execute(wanted)]

    def last_good_poll(self) -> PollRecord | None:
        """Give the last look at the site that ended without a problem."""
        wanted = select(polls).where(polls.c.ok).order_by(polls.c.id.desc()).limit(1)
        with reading(self._engine) as connection:
            row = connection.execute(wanted).first()
        return _poll_of(row) if row else None

    def looks(self, since: datetime, until: datetime) -> tuple[int, datetime | None, int]:
        """Count the looks that went well in a period; gives the last one's end and how many areas it saw."""
        well = select(polls.c.finished, polls.c.summary).where(
            polls.c.ok, polls.c.finished >= since, polls.c.finished < until
        )
        counted = select(func.count()).select_from(well.subquery())
        with reading(self._engine) as connection:
            last = connection.execute(well.order_by(polls.c.finished.desc()).limit(1)).first()
            times = connection.execute(counted).scalar_one()
        return times, last.finished if last else None, last.summary.get("seen", 0) if last else 0

    def is_sending_stuck(self, since: datetime) -> bool:
        """Say whether a channel has an unsent message from before `since`, and has sent none after it."""
        waiting = [state for state in DeliveryState if state not in (*SETTLED, DeliveryState.HELD)]
        rows = deliveries.alias()
        sent = exists().where(
            rows.c.channel == deliveries.c.channel,
            rows.c.state == literal(DeliveryState.SENT.value, literal_execute=True),  # as its index says it
            rows.c.settled >= since,
        )
        old = select(deliveries.c.id).where(
            deliveries.c.state.in_(waiting), deliveries.c.created < since, ~sent
        )
        with reading(self._engine) as connection:
            return connection.execute(old.limit(1)).first() is not None

    def silent_channels(self, since: datetime) -> dict[str, str]:
        """Name the channels that send nothing, each with the last error.

        Such a channel has a message from before `since` that failed three times, and took none after it.
        """
        waiting = [state for state in DeliveryState if state not in (*SETTLED, DeliveryState.HELD)]
        taken = deliveries.alias()
        sent = exists().where(
            taken.c.channel == deliveries.c.channel,
            taken.c.state == literal(DeliveryState.SENT.value, literal_execute=True),  # as its index says it
            taken.c.settled >= deliveries.c.created,
        )
        failing = select(deliveries.c.channel, deliveries.c.error).where(
            deliveries.c.state.in_(waiting),
            deliveries.c.attempts >= FAILED_IN_A_ROW,
            deliveries.c.error.is_not(None),
            deliveries.c.created < since,
            ~sent,
        )
        with reading(self._engine) as connection:
            rows = connection.execute(failing.order_by(deliveries.c.settled)).all()
        return {row.channel: row.error for row in rows}

    def has_sent(self, channel: str, since: datetime) -> bool:
        """Say whether anything has gone out by a channel since then."""
        sent = select(deliveries.c.id).where(
            deliveries.c.channel == channel,
            deliveries.c.state == literal(DeliveryState.SENT.value, literal_execute=True),
            deliveries.c.settled >= since,
        )
        with reading(self._engine) as connection:
            return connection.execute(sent.limit(1)).first() is not None


def _unknown(name: str) -> SourceHealth:
    return SourceHealth(name, failures=0, first_failed=None, last_ok=None, last_error=None, told=False)


def _locked_health(connection: Connection, name: str) -> SourceHealth:
    """Read a source's row so that nobody else counts from the same number; make it if there is none."""
    values = asdict(_unknown(name))
    insert_new(connection, sources, {"name": values.pop("name")}, values)
    row = connection.execute(select(sources).where(sources.c.name == name).with_for_update()).one()
    return _health_of(row)


def _keep_health(connection: Connection, health: SourceHealth, **counted: Any) -> None:
    row = update(sources).where(sources.c.name == health.name)
    connection.execute(row.values(**asdict(health), **counted))


def _health_of(row: Row[Any]) -> SourceHealth:
    return SourceHealth(row.name, row.failures, row.first_failed, row.last_ok, row.last_error, row.told)


def _poll_of(row: Row[Any]) -> PollRecord:
    return PollRecord(row.kind, row.started, row.finished, row.ok, row.summary)
