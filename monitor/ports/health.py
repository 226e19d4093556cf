"""What we remember of how we are doing: sources, looks, figures, and what is due next."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from monitor.domain.figures import Counts, Reads, Recent


@dataclass(frozen=True, slots=True)
class SourceHealth:
    """How a source has been doing. `failures` counts those in a row."""

    name: str
    failures: int
    first_failed: datetime | None
    last_ok: datetime | None
    last_error: str | None
    told: bool  # the operator has been told of this run of failures


@dataclass(frozen=True, slots=True)
class PollRecord:
    """One finished or broken-off poll."""

    kind: str  # "baseline", "fast", "full"
    started: datetime
    finished: datetime | None
    ok: bool
    summary: dict[str, Any]


@dataclass(frozen=True, slots=True)
class ClaimedTick:
    """A tick whose work is ours: since when it is wanted, and how many starts before ours never ended."""

    wanted: datetime
    unended: int


class HealthMemory(Protocol):
    """What we remember of how we are doing. Every method is one transaction; all raise StoreError."""

    def source_failed(self, name: str, error: str, now: datetime) -> SourceHealth: ...
    def source(self, name: str) -> SourceHealth:
        """Give the health of one source; one that was never heard of has not failed."""
        ...

    def source_ok(self, name: str, now: datetime) -> SourceHealth:
        """Note a success; gives the health as it was before, so that a recovery can be told."""
        ...

    def sources_ok(self, names: Sequence[str], now: datetime) -> None:
        """Note a success of many sources that were not failing."""
        ...

    def source_told(self, name: str) -> None: ...
    def sources(self) -> list[SourceHealth]: ...
    def start_poll(self, kind: str, now: datetime) -> int: ...
    def finish_poll(self, poll_id: int, *, ok: bool, summary: Mapping[str, Any], now: datetime) -> None: ...
    def polls(self, *, limit: int = 20) -> list[PollRecord]: ...
    def looks(self, since: datetime, until: datetime) -> tuple[int, datetime | None, int]:
        """Count the looks that went well in a period; gives the last one's end and how many areas it saw."""
        ...

    def last_good_poll(self) -> PollRecord | None:
        """The last look at the site that ended without a problem."""
        ...

    def is_sending_stuck(self, since: datetime) -> bool:
        """Say whether a channel has an unsent message from before `since`, and has sent none after it."""
        ...

    def silent_channels(self, since: datetime) -> dict[str, str]:
        """Name the channels that send nothing, each with the last error.

        Such a channel has a message from before `since` that failed three times, and took none after it.
        """
        ...

    def has_sent(self, channel: str, since: datetime) -> bool:
        """Say whether anything has gone out by a channel since then."""
        ...

    # figures for whoever watches us
    def counts(self) -> Counts:
        """Rows by what they are and how they stand; may take a while in a large store."""
        ...

    def recent(self, now: datetime) -> Recent: ...
    def oldest_due(self, now: datetime) -> datetime | None:
        """Say since when the oldest message waits that is due by now."""
        ...

    def stuck(self, now: datetime) -> dict[str, int]:
        """What should long have moved, by what it is."""
        ...

    def reads(self) -> list[Reads]:
        """How often each source was read."""
        ...

    # due table of the scheduler
    def tick_due(self, name: str) -> datetime | None: ...
    def ticks(self) -> dict[str, datetime]:
        """When each tick is due."""
        ...

    def work_not_begun(self, now: datetime) -> dict[str, datetime]:
        """Give since when nobody is at the work of ticks that is wanted."""
        ...

    def take_tick(
        self, name: str, *, expected: datetime | None, next_due: datetime, wanted: datetime | None = None
    ) -> bool:
        """Move a tick on if it still stands where we saw it; True for the one who moved it.

        `wanted` notes that its work is to be done, until `finish_tick`.
        """
        ...

    def wanted_ticks(self, now: datetime, *, dead: Callable[[str], bool]) -> list[str]:
        """Name the ticks whose work is to be done and that nobody is at, the longest waiting first."""
        ...

    def claim_tick(
        self, name: str, *, holder: str, now: datetime, lease_until: datetime, dead: Callable[[str], bool]
    ) -> ClaimedTick | None:
        """Take a wanted tick; None if it is not wanted, or somebody has it. Starts are counted here."""
        ...

    def renew_tick(self, name: str, *, holder: str, lease_until: datetime) -> None:
        """Prolong the lease of a tick that its holder is still working on."""
        ...

    def finish_tick(self, name: str, *, wanted: datetime, unended: int = 0) -> None:
        """Note that a tick's work is done, or put off; one that has come anew meanwhile stays wanted.

        `unended` is how many starts that never ended still count.
        """
        ...
