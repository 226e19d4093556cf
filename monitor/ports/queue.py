"""The queue that carries work between processes, as far as commands look at it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class QueueDepth:
    """How many messages a queue holds, and how many of them it has given up."""

    queue: str
    waiting: int
    dead: int


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A message whose work failed: its actor and what it was to work on, as far as these can be read."""

    queue: str
    actor: str | None
    of: str | int | None  # a row's id, or what to look at
    died: datetime


QueueFigures = Callable[[], Sequence[QueueDepth]]
"""Counts the messages of every queue. Raises QueueError if the queue's server does not answer."""
