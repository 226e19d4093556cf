"""The config as it stands now: files that change are read again, and a broken one changes nothing.

What is read again is who hears of what: areas, subscribers, the operator's addresses, the allow-list.
Servers, secrets and timetables are taken at the start.
"""

import time
from collections.abc import Callable
from pathlib import Path
from threading import Lock
from typing import Generic, TypeVar

from monitor.errors import ConfigError

FILES = ("monitor.toml", "areas.toml", "feeds.toml", "subscribers.toml")
SETTLED = 5.0  # seconds: an editor may leave a file half written for a moment
LOOK_EVERY = 0.5  # seconds: whoever sends thousands of messages asks thousands of times

_Read = TypeVar("_Read")
_Stamp = tuple[tuple[int, int] | None, ...]


class LiveConfig(Generic[_Read]):
    """Gives what was last read well; `read` raises ConfigError for config that is wrong."""

    def __init__(self, folder: Path, first: _Read, read: Callable[[], _Read]) -> None:
        self._folder = folder
        self._current = first
        self._read = read
        self._stamp = _stamp(folder)
        self._changed = self._looked = time.monotonic()
        self._mistakes: tuple[str, ...] = ()
        self._lock = Lock()

    def __call__(self) -> _Read:
        """Give the config of this moment: read again if a file has changed since."""
        now = time.monotonic()
        with self._lock:
            if now - self._looked >= LOOK_EVERY:
                self._looked = now
                self._look_again(now)
            return self._current

    def trouble(self) -> str | None:
        """Say what is wrong with the files as they are now, if they have been so for some seconds."""
        self()
        settled = time.monotonic() - self._changed >= SETTLED
        return "; ".join(self._mistakes) if self._mistakes and settled else None

    def _look_again(self, now: float) -> None:
        stamp = _stamp(self._folder)
        if stamp == self._stamp:
            return
        self._stamp, self._changed = stamp, now
        try:
            self._current = self._read()
            self._mistakes = ()
        except ConfigError as error:
            self._mistakes = tuple(error.mistakes)


def _stamp(folder: Path) -> _Stamp:
    return tuple(_seen(folder / name) for name in FILES)


def _seen(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size
