"""Closed addresses: what bounced, what was shut down, who left. They outlive every edit of the config."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, bindparam, delete, or_, select, update

from monitor.domain.block import Block, BlockKind
from monitor.store.connections import reading, writing
from monitor.store.prepared import PreparedSelect
from monitor.store.schema import blocks
from monitor.store.writes import insert_new, row_of

EVERY_AREA = ""
_CLOSING = PreparedSelect(
    select(blocks)
    .where(
        blocks.c.channel == bindparam("channel"),
        blocks.c.address == bindparam("address"),
        or_(blocks.c.area == EVERY_AREA, blocks.c.area == bindparam("area")),
    )
    .order_by(blocks.c.area)
)


class BlockRows:
    """Blocks of a store."""

    _engine: Engine

    def suppress(self, channel: str, address: str, why: str, now: datetime) -> bool:
        """Close an address that will never take our messages; False if it was closed already."""
        return self._close(_key(channel, address, EVERY_AREA), BlockKind.SUPPRESSED, why, now)

    def disable_channel(self, channel: str, address: str, why: str, now: datetime) -> bool:
        """Close a channel that is gone, such as a revoked webhook; False if it was closed already."""
        return self._close(_key(channel, address, EVERY_AREA), BlockKind.DISABLED, why, now)

    def unsubscribe(
        self, channel: str, address: str, why: str, now: datetime, *, area: str | None = None
    ) -> bool:
        """Write to an address no more, of one area or of all; False if that was so already.

        What a person said outweighs what a server said, which the operator may lift.
        """
        key = _key(channel, address, area or EVERY_AREA)
        values = {"kind": BlockKind.UNSUBSCRIBED, "why": why, "since": now}
        theirs = update(blocks).where(row_of(blocks, key), blocks.c.kind != BlockKind.UNSUBSCRIBED)
        with writing(self._engine) as connection:
            if insert_new(connection, blocks, key, values) is not None:
                return True
            return connection.execute(theirs.values(**values)).rowcount > 0

    def is_blocked(self, channel: str, address: str, area: str | None = None) -> Block | None:
        """Give what closes an address for an event of an area (or for anything, without one), if it is."""
        key = _key(channel, address, area or EVERY_AREA)
        with reading(self._engine) as connection:
            row = _CLOSING.first(connection, key)
        return _block_of(row) if row else None

    def blocks(self) -> list[Block]:
        """Give all closed addresses, by channel and address."""
        wanted = select(blocks).order_by(blocks.c.channel, blocks.c.address, blocks.c.area)
        with reading(self._engine) as connection:
            return [_block_of(row) for row in connection.execute(wanted)]

    def lift(self, channel: str, address: str, *, area: str | None = None) -> bool:
        """Open an address again, or one area of it; False if it was not closed."""
        gone = delete(blocks).where(row_of(blocks, _key(channel, address, area or EVERY_AREA)))
        with writing(self._engine) as connection:
            return connection.execute(gone).rowcount > 0

    def _close(self, key: Mapping[str, str], kind: BlockKind, why: str, now: datetime) -> bool:
        values = {"kind": kind, "why": why, "since": now}
        with writing(self._engine) as connection:
            return insert_new(connection, blocks, key, values) is not None


def _key(channel: str, address: str, area: str) -> Mapping[str, str]:
    return {"channel": channel, "address": address.casefold(), "area": area}


def _block_of(row: Any) -> Block:
    return Block(row.channel, row.address, row.area or None, BlockKind(row.kind), row.why, row.since)
