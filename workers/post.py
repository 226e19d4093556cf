"""Turning due rows into messages, without sending a row twice while its message is still in the queue.

A second message for a row does no harm, since a row is claimed before it is worked on; thousands of them
would only crowd the queue. What was sent is forgotten as soon as its row is not due any more, as soon as the
queue is empty, and after a while in any case: so a queue that lost its messages is filled again by itself,
and a row is sent again whose message met a machine whose clock is behind, for which it was not due yet.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock
from typing import Any

from dramatiq import Actor

from workers.broker import Carrier

AGAIN = timedelta(seconds=60)
SOON = timedelta(seconds=5)  # while the queue is short, a second message costs nothing
SHORT = 100  # messages
ROOM = 20_000  # messages in a queue; what finds no room stays due, and its turn comes

_Work = tuple[str, str | int]  # name of the actor and what it is to work on


@dataclass(slots=True)
class Post:
    """Sends messages for rows, and remembers which; threads may share it."""

    carrier: Carrier
    _sent: dict[_Work, datetime] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def send_due(self, actor: Actor[[Any], None], due: Iterable[str | int], now: datetime) -> None:
        """Send all that is due for an actor, `due` being all there is. Raises QueueError."""
        rows = list(due)
        with self._lock:
            self._forget(actor, set(rows), now)
            if rows:
                self._send(actor, rows, now)

    def send(self, actor: Actor[[Any], None], some: Iterable[str | int], now: datetime) -> None:
        """Send some of what is due, as soon as it is known to be. Raises QueueError."""
        rows = list(some)
        with self._lock:
            if rows:
                self._send(actor, rows, now)

    def forget_all(self) -> None:
        """Forget what was sent, since a holder died and its rows are due anew."""
        with self._lock:
            self._sent.clear()

    def _forget(self, actor: Actor[[Any], None], due: set[str | int], now: datetime) -> None:
        self._sent = {
            (name, row): when
            for (name, row), when in self._sent.items()
            if name != actor.actor_name or (row in due and now - when < AGAIN)
        }

    def _send(self, actor: Actor[[Any], None], rows: list[str | int], now: datetime) -> None:
        name = actor.actor_name
        waiting = self.carrier.unfinished(actor.queue_name)
        if waiting < SHORT:
            keep = timedelta() if not waiting else SOON
            self._sent = {
                work: when for work, when in self._sent.items() if work[0] != name or now - when < keep
            }
        new = [row for row in rows if (name, row) not in self._sent][: max(ROOM - waiting, 0)]
        self.carrier.enqueue_all(actor.message(row) for row in new)
        self._sent |= dict.fromkeys(((name, row) for row in new), now)
