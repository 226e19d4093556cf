"""The soak's own view of the ledger: events with their rows, what arrived of them, and who heard of what."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Engine, Row, select

from monitor.domain.corrections import Where, same_report
from monitor.domain.events import Event, EventKind
from monitor.domain.outcome import Band
from monitor.store.connections import connect, reading
from monitor.store.schema import deliveries, events
from tests.chaos.soak_world import Arrival


@dataclass
class LedgerView:
    """What was read of the ledger so far. `arrived` is what reached people, in order; `heard` of that."""

    url: str
    arrived: list[Arrival]
    events: dict[int, Event] = field(default_factory=dict)
    by_key: dict[str, Event] = field(default_factory=dict)
    by_area: dict[str | None, list[Event]] = field(default_factory=lambda: defaultdict(list))
    digests: list[Event] = field(default_factory=list)
    new: list[Event] = field(default_factory=list)  # since the check before
    arrivals: list[Arrival] = field(default_factory=list)  # since the check before
    heard_before: int = 0  # arrivals before those

    def __post_init__(self) -> None:
        self.engine: Engine = connect(self.url)

    def close(self) -> None:
        """Let go of the store."""
        self.engine.dispose()

    def look(self, connection: Connection) -> None:
        """Read what is new."""
        self.heard_before += len(self.arrivals)
        self.arrivals = self.arrived[self.heard_before :]
        rows = connection.execute(select(events).where(events.c.id > self.last_event()).order_by(events.c.id))
        self.new = [_event_of(row) for row in rows]
        for event in self.new:
            self.events[event.id] = self.by_key[event.key] = event
            self.by_area[event.area].append(event)
            self.digests += [event] if event.kind is EventKind.DIGEST else []

    def last_event(self) -> int:
        """Give the id of the last event that was read."""
        return next(reversed(self.events), 0)

    def reading(self) -> Any:
        """Open a look at the ledger."""
        return reading(self.engine)

    def rows_of(self, connection: Connection, event: Event) -> Mapping[Where, Row[Any]]:
        """Give the deliveries of an event, by address."""
        found = connection.execute(select(deliveries).where(deliveries.c.event_id == event.id))
        return {(row.channel, row.address): row for row in found}

    def told_by(self, message: Event) -> Iterator[Event]:
        """Give the events that a message about an event tells of: its own, or those in a digest."""
        if message.kind is EventKind.DIGEST:
            yield from (self.events[one] for one in message.data["events"])
        else:
            yield message

    def told_in(self, arrival: Arrival) -> Iterator[Event]:
        """Give the events that reached somebody with a message: what a digest left out did not."""
        event = self.by_key[arrival.event_key]
        yield from (
            (self.events[one] for one in arrival.listed) if event.kind is EventKind.DIGEST else (event,)
        )

    def digests_with(self, event: Event) -> list[Event]:
        """Give the digests that list an event."""
        return [one for one in self.digests if event.id in one.data["events"]]

    def earlier(self, event: Event) -> list[Event]:
        """Give the events that told of the same report before."""
        return [
            one
            for one in self.by_area[event.area]
            if one.id < event.id and same_report(one, event) and tells(one)
        ]


def tells(event: Event) -> bool:
    """Say whether readers would find anything new in it."""
    return event.kind is not EventKind.REPORT_REISSUED or bool(event.data.get("changed"))


def _event_of(row: Row[Any]) -> Event:
    band = Band(row.band) if row.band else None
    kind = EventKind(row.kind)
    return Event(row.id, row.key, kind, row.area, band, row.occurred, row.seen, row.data, row.trace)
