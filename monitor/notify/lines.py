"""Lines to web servers that are kept for the next post to the same place.

A burst goes to one host, and opening a line takes longer than a post. A line is trusted for a few seconds
only, and not at all once the other side has said or closed something meanwhile: what is posted on a dead line
may or may not have arrived.
"""

import http.client
import select
import threading
import time
from collections.abc import Callable

Place = tuple[str, str, int]
"""Scheme, host and port."""

_KEEP_IDLE = 5.0  # seconds


class Lines:
    """The idle lines of a channel; safe to use from several threads. Close it when done."""

    def __init__(self, *, ticks: Callable[[], float] = time.monotonic) -> None:
        self._ticks = ticks
        self._idle: dict[Place, list[tuple[http.client.HTTPConnection, float]]] = {}
        self._lock = threading.Lock()

    def take(self, place: Place) -> http.client.HTTPConnection | None:
        """Give a line that is still good, or None."""
        while True:
            with self._lock:
                idle = self._idle.get(place)
                if not idle:
                    return None
                line, since = idle.pop()
            if self._ticks() - since <= _KEEP_IDLE and _is_quiet(line):
                return line
            line.close()

    def keep(self, place: Place, line: http.client.HTTPConnection) -> None:
        """Keep a line whose last answer was read to its end."""
        with self._lock:
            self._idle.setdefault(place, []).append((line, self._ticks()))

    def close(self) -> None:
        """Close all idle lines."""
        with self._lock:
            idle, self._idle = self._idle, {}
        for lines in idle.values():
            for line, _ in lines:
                line.close()


def _is_quiet(line: http.client.HTTPConnection) -> bool:
    """Say whether nothing came since the last answer, not even its end."""
    if line.sock is None:
        return False
    poll = select.poll()
    poll.register(line.sock, select.POLLIN)
    return not poll.poll(0)
