"""What goes out in one message."""

from dataclasses import dataclass, replace

from monitor.domain.events import Delivery, Event, Rendered


@dataclass(frozen=True, slots=True)
class Letter:
    """What goes out in one message: rows of one address, each with its event."""

    rows: tuple[Delivery, ...]
    events: tuple[Event, ...]

    @property
    def channel(self) -> str:
        """By what it goes out."""
        return self.rows[0].channel

    @property
    def address(self) -> str:
        """Where it goes."""
        return self.rows[0].address

    @property
    def ids(self) -> list[int]:
        """The numbers of its rows."""
        return [row.id for row in self.rows]

    @property
    def attempts(self) -> int:
        """How often it was tried, this time included."""
        return max(row.attempts for row in self.rows)

    @property
    def may_have_arrived(self) -> bool:
        """Whether an earlier try may have brought it to its destination."""
        return any(row.maybe_sent_at is not None for row in self.rows)

    @property
    def message_id(self) -> str | None:
        """Its reference, if it was tried before."""
        return self.rows[0].message_id

    @property
    def about(self) -> Event:
        """The event that stands for the message; one about several areas is about none of them alone."""
        first = self.events[0]
        return first if len(self.events) == 1 else replace(first, area=None)

    @property
    def kept(self) -> Rendered | None:
        """The words of an earlier try, which are kept with one of the rows."""
        return next((row.rendered for row in self.rows if row.rendered is not None), None)
