"""Things that happened and that somebody may want to hear of."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from monitor.domain.outcome import Band


class EventKind(StrEnum):
    """What happened. Kinds from `source.degraded` on are for the operator alone."""

    REPORT_PUBLISHED = "report.published"
    REPORT_BACKFILLED = "report.backfilled"
    REPORT_CONFIRMED = "report.confirmed"
    REPORT_REISSUED = "report.reissued"
    REPORT_WITHDRAWN = "report.withdrawn"
    NEWS_REPORTED = "news.reported"
    NEWS_LEAD = "news.lead"
    DEADLINE_DUE = "deadline.due"
    DIGEST = "digest"
    DRILL = "drill"
    SOURCE_DEGRADED = "source.degraded"
    SOURCE_RECOVERED = "source.recovered"
    REPORT_UNCLASSIFIED = "report.unclassified"
    DELIVERY_FAILED = "delivery.failed"
    CHANNEL_CLOSED = "channel.closed"  # goes to the owner's other addresses, not to the operator


OPERATOR_KINDS = frozenset(
    {
        EventKind.SOURCE_DEGRADED,
        EventKind.SOURCE_RECOVERED,
        EventKind.REPORT_UNCLASSIFIED,
        EventKind.DELIVERY_FAILED,
        EventKind.CHANNEL_CLOSED,
    }
)


OWN_KINDS = frozenset({EventKind.DIGEST, EventKind.DRILL})
"""What we do ourselves: nothing that happened to an area, so no list, count or export of that shows it."""


@dataclass(frozen=True, slots=True)
class NewEvent:
    """An event to be remembered. `key` is made of what happened, never of when we saw it, and is unique."""

    key: str
    kind: EventKind
    area: str | None  # Area.id
    band: Band | None
    occurred: datetime
    data: dict[str, Any]
    trace: str | None = None  # names what led to it, in the log


@dataclass(frozen=True, slots=True)
class Event:
    """A remembered event; `seen` is when we wrote it down."""

    id: int
    key: str
    kind: EventKind
    area: str | None
    band: Band | None
    occurred: datetime
    seen: datetime
    data: dict[str, Any]
    trace: str | None = None


class DeliveryState(StrEnum):
    """Where one delivery stands. `suppressed` rows are sent by nobody but `resend`."""

    DUE = "due"
    TAKEN = "taken"
    SENDING = "sending"
    SENT = "sent"
    MAYBE_SENT = "maybe_sent"
    HELD = "held"
    SUPPRESSED = "suppressed"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Recipient:
    """One subscriber behind a delivery and the plain reason they get it."""

    name: str
    reason: str

    @property
    def said(self) -> str:
        """Say it as a reader is told: who is signed up for what, or why else it is sent."""
        what = self.reason.removeprefix("you watch ")
        return (
            f"{self.name}: {self.reason}" if what == self.reason else f"{self.name} is signed up for {what}"
        )


@dataclass(frozen=True, slots=True)
class NewDelivery:
    """One message to one address of one channel, to be written with its event."""

    channel: str  # "email", "slack"
    address: str  # a mail address, or the name of a configured webhook: never a secret
    subscribers: tuple[Recipient, ...]
    state: DeliveryState  # DUE, HELD or SUPPRESSED
    due: datetime
    error: str | None = None  # why it is suppressed or held


@dataclass(frozen=True, slots=True)
class Rendered:
    """A message as the reader will get it, rendered once and kept for every retry."""

    subject: str
    text: str
    html: str
    blocks: tuple[dict[str, Any], ...]  # Slack Block Kit


@dataclass(frozen=True, slots=True)
class Delivery:
    """A delivery row as remembered. `rendered` is None until the first try."""

    id: int
    event_id: int
    event_key: str
    channel: str
    address: str
    subscribers: tuple[Recipient, ...]
    state: DeliveryState
    attempts: int
    due: datetime
    created: datetime
    maybe_sent_at: datetime | None
    message_id: str | None
    rendered: Rendered | None
    error: str | None
    unended: int = 0  # tries in a row that began and never ended
    requested: datetime | None = None  # when the operator last asked for it to be sent again
    settled: datetime | None = None  # when the last try ended
