"""What we remember of events and of who is told of them."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Protocol

from monitor.domain.block import Block
from monitor.domain.events import (
    Delivery,
    DeliveryState,
    Event,
    EventKind,
    NewDelivery,
    NewEvent,
    Rendered,
)


class LedgerMemory(Protocol):
    """What we remember of events and deliveries. Every method is one transaction; all raise StoreError."""

    def record_event(self, event: NewEvent, deliveries: Sequence[NewDelivery], now: datetime) -> int | None:
        """Write an event with its deliveries; None if the key is known already."""
        ...

    def event(self, event_id: int) -> Event | None: ...
    def events(
        self, *, area: str | None = None, since: datetime | None = None, kinds: Sequence[EventKind] = ()
    ) -> list[Event]:
        """Give events in order; what we do ourselves (digests, drills) only where its kind is asked for."""
        ...

    def last_event(self, key: str) -> Event | None:
        """Give the event that was written last of those whose keys begin so."""
        ...

    def deliveries(
        self,
        *,
        event_id: int | None = None,
        from_event: int | None = None,
        where: tuple[str, str] | None = None,
        states: Sequence[DeliveryState] = (),
        after: int | None = None,
        limit: int | None = None,
    ) -> list[Delivery]:
        """In the order they were written down; `where` is a channel and an address.

        `from_event` leaves out those of the events before one; `limit` gives the last so many, or the first
        `after` an id.
        """
        ...

    def due_deliveries(self, now: datetime) -> list[int]:
        """Ids of rows to send now (due, held until now, or maybe sent), oldest first.

        Of a channel whose messages are spaced one for each address: whoever sends that goes on with the next.
        """
        ...

    def claim_message(
        self, delivery_id: int, *, holder: str, now: datetime, lease_until: datetime, group_until: datetime
    ) -> list[Delivery]:
        """Take a row, and with it what goes out in the same message; the row asked for comes first.

        Attempts are counted here, before the work. Empty if somebody else has the row.
        """
        ...

    def next_due(self, channel: str, address: str, now: datetime) -> int | None:
        """Give the id of the row that is to be sent next to an address; None if none is due."""
        ...

    def put_back(self, rows: Sequence[Delivery], *, holder: str, until: datetime | None) -> None:
        """Give back rows that were taken and not begun: due as they were, or not before `until`."""
        ...

    def mark_sending(
        self, delivery_ids: Sequence[int], *, message_id: str, rendered: Rendered, lease_until: datetime
    ) -> None: ...
    def settle_deliveries(
        self,
        delivery_ids: Sequence[int],
        *,
        state: DeliveryState,
        error: str | None,
        now: datetime,
        due: datetime | None = None,
        answer: str | None = None,
    ) -> None:
        """Record how a try ended: SENT, FAILED, SUPPRESSED; DUE, HELD and MAYBE_SENT with `due`."""
        ...

    def requeue_delivery(self, delivery_id: int, *, now: datetime) -> bool:
        """Make a settled row due again because the operator says so; False if it is not settled."""
        ...

    def hasten_delivery(self, delivery_id: int, *, now: datetime) -> bool:
        """Make a row due now that waits for its next try; False if it is settled, held or taken."""
        ...

    def renew_deliveries(self, ids: Iterable[int], *, lease_until: datetime) -> None:
        """Prolong the leases of deliveries that their holder is still working on."""
        ...

    def renew_publications(self, ids: Iterable[int], *, lease_until: datetime) -> None:
        """Prolong the leases of publications that their holder is still reading."""
        ...

    def release_stale(self, now: datetime, *, dead: Callable[[str], bool]) -> tuple[int, int]:
        """Free what was taken and never finished: lease run out, or holder dead.

        Taken rows go back to due; rows that were being sent become maybe_sent and due. Taken publications
        go back to due. Gives (rows freed, rows now maybe_sent).
        """
        ...

    def delivery_counts(self) -> dict[DeliveryState, int]: ...

    # closed addresses
    def suppress(self, channel: str, address: str, why: str, now: datetime) -> bool:
        """Close an address that will never take our messages; False if it was closed already."""
        ...

    def disable_channel(self, channel: str, address: str, why: str, now: datetime) -> bool:
        """Close a channel that is gone, such as a revoked webhook; False if it was closed already."""
        ...

    def unsubscribe(
        self, channel: str, address: str, why: str, now: datetime, *, area: str | None = None
    ) -> bool:
        """Write to an address no more, of one area or of all; False if that was so already."""
        ...

    def is_blocked(self, channel: str, address: str, area: str | None = None) -> Block | None:
        """Give what closes an address for an event of an area (or for anything, without one), if it is."""
        ...

    def blocks(self) -> list[Block]: ...
    def lift(self, channel: str, address: str, *, area: str | None = None) -> bool:
        """Open an address again, or one area of it; False if it was not closed."""
        ...
