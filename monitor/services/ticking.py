"""Do the work of a tick that has come: one at a time does it, and until it is done it stays wanted."""

from collections.abc import Callable
from typing import TypeVar

from monitor.errors import StoreError
from monitor.services.house import House

T = TypeVar("T")


def do_tick(house: House, name: str, work: Callable[[], T]) -> T | None:
    """Do a tick's work if it is wanted and nobody is at it; None if not.

    Work that the store broke off, or that died with its process, is taken up again when its lease has run
    out. Any other failure waits for the tick's next time: to repeat it at once would do no better.
    """
    wanted = house.store.claim_tick(
        name,
        holder=house.holder,
        now=house.clock(),
        lease_until=house.leases.until(),
        dead=house.is_dead,
    )
    if wanted is None:
        return None
    try:
        with house.leases.ticking(name, house.holder):
            result = work()
    except StoreError:
        raise
    except BaseException:
        house.store.finish_tick(name, wanted=wanted)
        raise
    house.store.finish_tick(name, wanted=wanted)
    return result
