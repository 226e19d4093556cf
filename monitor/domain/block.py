"""Whom we may not write to any more: an address that bounced, a channel that was shut, a person who left."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class BlockKind(StrEnum):
    """Why an address is closed; only the operator opens it again."""

    SUPPRESSED = "suppressed"  # the other side says that it will never take our messages
    DISABLED = "disabled"  # the channel itself is gone: a webhook that was revoked
    UNSUBSCRIBED = "unsubscribed"  # the person said so


@dataclass(frozen=True, slots=True)
class Block:
    """One closed address, for all areas or (`area`, an Area.id) for one. It outlives edits of the config."""

    channel: str
    address: str
    area: str | None
    kind: BlockKind
    why: str
    since: datetime

    def says(self) -> str:
        """Say in plain words what is closed, and why."""
        where = f"{self.channel}:{self.address}"
        if self.kind is BlockKind.UNSUBSCRIBED:
            return f"{where} unsubscribed{' from this area' if self.area else ''}: {self.why}"
        return f"{where} is {self.kind}: {self.why}"
