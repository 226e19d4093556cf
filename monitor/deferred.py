"""Parts that most runs never use: their modules are loaded, by name, when they are first needed.

A quiet poll finds nothing new, parses no page and writes to nobody, and starts every few minutes on many
machines; loading what it does not use was a third of its time (`docs/adr/0007-deferred-parts.md`). Only what
is named through here is loaded late.
"""

from collections.abc import Callable
from importlib import import_module
from threading import Lock, RLock
from typing import Any

# Two threads that load modules with circular imports, as slack_sdk has, may each find the other's half made.
_LOADING = RLock()


def deferred(module: str, name: str) -> Callable[..., Any]:
    """Stand in for a function or class of a module, which is loaded at the first call."""

    def call(*arguments: Any, **named: Any) -> Any:
        with _LOADING:
            found = getattr(import_module(module), name)
        return found(*arguments, **named)

    return call


class MadeWhenNeeded:
    """Stands in for an object that is made when it is first used; threads may share it."""

    def __init__(self, make: Callable[[], Any]) -> None:
        self._make = make
        self._made: list[Any] = []
        self._lock = Lock()

    def __getattr__(self, name: str) -> Any:
        """Give an attribute of the object."""
        with self._lock:
            if not self._made:
                self._made.append(self._make())
        return getattr(self._made[0], name)

    def close(self) -> None:
        """Close the object if it was made."""
        for made in self._made:
            made.close()
