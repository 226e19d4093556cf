"""Many threads' small changes, written by one commit.

A commit waits for the disk; rows do not. Whoever comes while a commit is under way puts their change with
those of the others, and the next one writes them all. Each caller goes on when its own change is on the disk.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from operator import attrgetter
from threading import Lock
from typing import Any, Generic, TypeVar

from sqlalchemy import Connection, Engine

from monitor.errors import StoreError
from monitor.store.connections import writing

T = TypeVar("T")


@dataclass(slots=True, eq=False)
class _Waiting(Generic[T]):
    """One caller's change. Its lock is opened when it is done, or when its caller is to write for all."""

    change: Callable[[Connection], T]
    place: str
    leads: bool = False  # its caller is to write for all
    done: bool = False
    results: list[T] = field(default_factory=list)
    error: Exception | None = None
    woken: Lock = field(default_factory=Lock)

    def __post_init__(self) -> None:
        """Close the lock."""
        self.woken.acquire()

    def settle(self, engine: Engine) -> None:
        """Make the change in a transaction of its own."""
        try:
            with writing(engine) as connection:
                self.results = [self.change(connection)]
        except Exception as error:  # the caller's to see, in the caller's thread
            self.error = error
        self.done = True


class GroupCommit:
    """Writes changes for the threads of a process; a change is kept whole or not at all."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._waiting: list[_Waiting[Any]] = []
        self._busy = False
        self._lock = Lock()

    def write(self, change: Callable[[Connection], T], *, place: str = "") -> T:
        """Make a change and give what it gives, once it is on the disk.

        It may be run twice, if another one in the same commit failed. What another process may change too has
        a `place`: all processes make such changes in one order, so that no two wait for each other. Raises
        what it raises, StoreError.
        """
        mine = _Waiting(change, place)
        with self._lock:
            self._waiting.append(mine)
            mine.leads, self._busy = not self._busy, True
        try:
            if not mine.leads:
                mine.woken.acquire()
            if not mine.done:
                self._write_all(mine)
        finally:
            self._leave(mine)
        if mine.error is not None:
            raise mine.error
        return mine.results[0]

    def _write_all(self, mine: _Waiting[Any]) -> None:
        """Write what waits, for all who wait for it; then let the next in line do so, and the others go."""
        batch: list[_Waiting[Any]] = []
        try:
            with self._lock:
                batch, self._waiting = self._waiting, []
            batch.sort(key=attrgetter("place"))
            if len(batch) == 1 or not self._together(batch):
                for one in batch:
                    one.settle(self._engine)
        finally:
            with self._lock:
                self._hand_on()
            for one in batch:
                if not one.done:  # this thread was interrupted
                    one.error, one.done = StoreError("the store was left while it wrote"), True
                if one is not mine:
                    one.woken.release()

    def _leave(self, mine: _Waiting[Any]) -> None:
        """Wait no longer: a thread is stopped that takes longer than an actor may, and others must go on."""
        if mine.done:
            return
        with self._lock:
            if mine in self._waiting:
                self._waiting.remove(mine)
                if mine.leads:
                    self._hand_on()

    def _hand_on(self) -> None:
        """Let the next in line write for all; the lock is ours."""
        self._busy = bool(self._waiting)
        if self._busy:
            self._waiting[0].leads = True
            self._waiting[0].woken.release()

    def _together(self, batch: list[_Waiting[Any]]) -> bool:
        """Write all by one commit; if one of them fails, nothing is written, and each is tried by itself."""
        try:
            with writing(self._engine) as connection:
                made = [one.change(connection) for one in batch]
        except Exception:  # whose it was is found out by trying each alone
            return False
        for one, result in zip(batch, made, strict=True):
            one.results, one.done = [result], True
        return True
