"""What readers choose for themselves: to leave one area or all, and to come back.

A choice is kept in the store, not in the config, so that no edit of the config undoes it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from monitor.domain.area import AreaTable
from monitor.domain.block import Block, BlockKind
from monitor.domain.links import Destination
from monitor.domain.matching import Subscription
from monitor.ports.store import Store

WHY = "they said so on the page for it"


@dataclass(frozen=True, slots=True)
class Choice:
    """One area that a reader is subscribed to, and whether they get its messages."""

    area: str  # Area.id
    name: str
    wanted: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """What one address gets. `closed`: nothing arrives there, and the reader cannot change that."""

    names: tuple[str, ...]  # of the subscriptions
    choices: tuple[Choice, ...]  # by the areas' names
    left: bool  # they left everything
    closed: bool

    @property
    def left_some(self) -> bool:
        """Say whether there is anything to come back to."""
        return self.left or not all(choice.wanted for choice in self.choices)


def standing(
    store: Store, subscriptions: Iterable[Subscription], areas: AreaTable, where: Destination
) -> Standing:
    """Say what an address gets, of what it is subscribed to."""
    theirs = [one for one in subscriptions if where in one.to]
    blocks = _blocks_of(store, where)
    left = {block.area for block in blocks if block.kind is BlockKind.UNSUBSCRIBED}
    found = {area.id: area.name for area in areas if any(area.id in one.areas for one in theirs)}
    choices = [Choice(area, name, area not in left) for area, name in found.items()]
    return Standing(
        names=tuple(one.name for one in theirs),
        choices=tuple(sorted(choices, key=lambda choice: choice.name)),
        left=None in left,
        closed=any(block.kind is not BlockKind.UNSUBSCRIBED for block in blocks),
    )


def leave(store: Store, where: Destination, area: str | None, now: datetime) -> None:
    """Write to an address no more, of one area (an Area.id) or of all. Twice is as good as once."""
    store.unsubscribe(*where, WHY, now, area=area)


def come_back(store: Store, where: Destination, area: str | None) -> None:
    """Write to an address again, of one area or of all that it left; what others closed stays closed."""
    for block in _blocks_of(store, where):
        if block.kind is BlockKind.UNSUBSCRIBED and area in (None, block.area):
            store.lift(*where, area=block.area)


def _blocks_of(store: Store, where: Destination) -> list[Block]:
    channel, address = where
    return [
        block for block in store.blocks() if (block.channel, block.address) == (channel, address.casefold())
    ]
