"""Whose turn it is at a host, across all processes."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class HostTurn:
    """Whether the caller may ask a host now; if not, `wait` seconds, or `closed_until` if it refused us.

    `entered` is when a turn was granted, which tells it from all others at that host; `busy` is whether
    somebody else has it now.
    """

    granted: bool
    wait: float
    closed_until: datetime | None
    entered: datetime | None = field(default=None, compare=False)
    busy: bool = field(default=False, compare=False)


class HostGate(Protocol):
    """One request in flight and one per spacing to each host, across all processes that share the store."""

    def enter(self, host: str, *, spacing: float, hold: float) -> HostTurn:
        """Take the host's turn if it is free; it is held for `hold` seconds, and longer if kept."""
        ...

    def keep(self, host: str, *, entered: datetime, hold: float) -> bool:
        """Hold the turn that was entered then for `hold` seconds from now; says whether it was still ours."""
        ...

    def leave(self, host: str, *, spacing: float, entered: datetime | None = None) -> None:
        """Give the turn back after an ordinary answer; forgets earlier refusals.

        With `entered`, nothing is given back if the turn is another's by now.
        """
        ...

    def refuse(
        self, host: str, *, close: Callable[[int], float], entered: datetime | None = None
    ) -> datetime:
        """Give the turn back after a refusal; `close(n)` is how many seconds to stay away after the n-th.

        With `entered`, another's turn is left to them.
        """
        ...
