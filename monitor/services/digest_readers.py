"""Who waits for a digest, noted when something happens: it is due to them however they want to hear later."""

from monitor.domain.digests import DAYS, digest_key, readers
from monitor.services.house import House

_READERS = "digest_readers:"


def note_readers(house: House) -> None:
    """Note who waits for a digest now, beside those who have since the last one was made."""
    for cadence in DAYS:
        now = {digest_key(cadence, where) for where in readers(house.watch.subscriptions, cadence)}
        if now and not now <= (known := noted(house, cadence)):
            house.store.set_meta(_READERS + cadence, " ".join(sorted(known | now)))


def begin_anew(house: House, cadence: str) -> None:
    """Note only those who get digests of a kind now, since those of the last period were made."""
    current = readers(house.watch.subscriptions, cadence)
    house.store.set_meta(_READERS + cadence, " ".join(digest_key(cadence, where) for where in current))


def noted(house: House, cadence: str) -> set[str]:
    """Give the keys of those to whom a digest of a kind is due, whatever they get by now."""
    return set((house.store.get_meta(_READERS + cadence) or "").split())
