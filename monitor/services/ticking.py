"""Do the work of a tick that has come: one at a time does it, and until it is done it stays wanted."""

from collections.abc import Callable, Mapping
from typing import TypeVar

from monitor.errors import StoreError
from monitor.ports.health import ClaimedTick
from monitor.services.house import House
from monitor.services.watchdog import source_failed, source_ok

T = TypeVar("T")

STARTS = 3
"""Work that was begun so often and never ended waits for its next time: it kills whoever does it."""

_NAMES: Mapping[str, str] = {"look": "look at the site", "sweep": "full sweep", "news": "round of the feeds"}
"""What the operator is told has gone blind when a tick's work is put off."""


def do_tick(house: House, name: str, work: Callable[[], T]) -> T | None:
    """Do a tick's work if it is wanted and nobody is at it; None if not.

    Work that the store broke off, or that died with its process, is taken up again when its lease has run
    out; after three starts in a row that never ended, once at each of the tick's times. Any other failure
    waits for the next time too: to repeat it at once would do no better.
    """
    tick = house.store.claim_tick(
        name,
        holder=house.holder,
        now=house.clock(),
        lease_until=house.leases.until(),
        dead=house.is_dead,
    )
    if tick is None:
        return None
    if tick.unended >= STARTS:
        _put_off(house, name, tick)
        return None
    try:
        with house.leases.ticking(name, house.holder):
            result = work()
    except StoreError:
        raise
    except BaseException:
        _end(house, name, tick)
        raise
    _end(house, name, tick)
    return result


def _put_off(house: House, name: str, tick: ClaimedTick) -> None:
    """Tell the operator, and leave the work for the next time, when it is begun once more."""
    error = f"{tick.unended} starts in a row, and none that ended: tried again at its ordinary times only"
    source_failed(house, _NAMES.get(name, name), error, at_once=True)
    house.store.finish_tick(name, wanted=tick.wanted, unended=STARTS - 1)


def _end(house: House, name: str, tick: ClaimedTick) -> None:
    if tick.unended >= STARTS - 1:  # the operator may have been told
        source_ok(house, _NAMES.get(name, name))
    house.store.finish_tick(name, wanted=tick.wanted)
