"""Whose turn it is at a host, across all processes."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class HostTurn:
    """Whether the caller may ask a host now; if not, `wait` seconds, or `closed_until` if it refused us."""

    granted: bool
    wait: float
    closed_until: datetime | None


class HostGate(Protocol):
    """One request in flight and one per spacing to each host, across all processes that share the store."""

    def enter(self, host: str, *, spacing: float, hold: float) -> HostTurn:
        """Take the host's turn if it is free; it is held for at most `hold` seconds."""
        ...

    def leave(self, host: str, *, spacing: float) -> None:
        """Give the turn back after an ordinary answer; forgets earlier refusals."""
        ...

    def refuse(self, host: str, *, close: Callable[[int], float]) -> datetime:
        """Give the turn back after a refusal; `close(n)` is how many seconds to stay away after the n-th."""
        ...
