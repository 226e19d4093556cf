"""How people are reached, and what turns an event into words."""

from collections.abc import Sequence
from typing import Any, Protocol

from monitor.domain.events import (
    Event,
    Rendered,
)


class Channel(Protocol):
    """A way to reach people."""

    name: str

    def send(self, address: str, message: Rendered, *, message_id: str, event: Event) -> str:
        """Hand one message about an event over and give the remote's answer.

        Raises DeliveryDeferred, DeliveryRejected, DeliveryUncertain.
        """
        ...

    def close(self) -> None:
        """Give back what is kept; the channel may be used again."""
        ...


class Renderer(Protocol):
    """Turns an event into the words a reader gets."""

    def render(self, event: Event, recipients: Sequence[str]) -> Rendered: ...
    def render_group(self, told: Sequence[tuple[Event, Sequence[str]]]) -> Rendered:
        """Write one message for several events, each with its own recipients."""
        ...

    def summarise(self, event: Event) -> dict[str, Any]:
        """Sum an event up in plain data, to be kept in a digest."""
        ...
