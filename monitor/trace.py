"""One name for everything that a look at a source led to, from the look to the message (`docs/adr/`).

It is remembered with each publication and each event, because the work on them is done later, and in other
processes; here it is only kept in mind while something is being done.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_TRACE: ContextVar[str | None] = ContextVar("trace", default=None)


def current_trace() -> str | None:
    """Give the name of what is being done; None if nobody gave it one."""
    return _TRACE.get()


@contextmanager
def traced(name: str | None) -> Iterator[None]:
    """Do something under this name; None leaves the name as it is."""
    token = _TRACE.set(name or _TRACE.get())
    try:
        yield
    finally:
        _TRACE.reset(token)
