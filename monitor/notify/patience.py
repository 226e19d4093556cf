"""How long an HTTP receiver asked to be left alone: read from its answer, and kept for each address."""

import threading
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from monitor.errors import DeliveryDeferred
from monitor.ports.clock import Clock

_LONGEST_WAIT = timedelta(days=1)


class Patience:
    """Which addresses of a channel asked us to wait, and until when. Safe to use from several threads."""

    def __init__(self, channel: str, clock: Clock) -> None:
        self._channel = channel
        self._clock = clock
        self._until: dict[str, datetime] = {}
        self._lock = threading.Lock()

    def require(self, address: str) -> None:
        """Make sure that an address does not want to be left alone just now. Raises DeliveryDeferred."""
        with self._lock:
            until = self._until.get(address)
            if until is None or self._clock() >= until:
                self._until.pop(address, None)
                return
        why = f"webhook “{address}”: it asked us to wait"
        raise DeliveryDeferred(why, channel=self._channel, retry_at=until)

    def heed(self, address: str, headers: Mapping[str, str]) -> datetime | None:
        """Read Retry-After, and keep it for the other messages to the same address."""
        until = retry_at(headers.get("retry-after"), self._clock())
        if until is not None:
            with self._lock:
                self._until[address] = until
        return until


def retry_at(value: str | None, now: datetime) -> datetime | None:
    """Read a Retry-After of seconds or of a date; at most a day ahead, None if it cannot be read."""
    text = (value or "").strip()
    if text.isascii() and text.isdigit():
        return now + min(timedelta(seconds=int(text[:9])), _LONGEST_WAIT)
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return min(max(aware, now), now + _LONGEST_WAIT)
