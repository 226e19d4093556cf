"""What happens between the polls of the soak: reports, stories, readers who come and go, clocks that jump."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta

from monitor.domain.corrections import Where
from monitor.domain.events import DeliveryState
from monitor.domain.matching import Subscription
from monitor.domain.outcome import Band
from monitor.services.leaving import come_back, leave
from monitor.services.review import held_reports, settle
from tests.chaos.soak_process import Process, World

OFTEN, SELDOM, RARELY = 0.03, 0.005, 0.002  # of the polls, at a pace of one
BURST = 6  # reports of one morning
DOWN_FOR = 5  # hours at most
CADENCES = ("at_once", "daily", "weekly")
ENDED = (DeliveryState.SENT, DeliveryState.FAILED, DeliveryState.SUPPRESSED)


@dataclass
class Life:
    """Lets things happen. `pace`: how many times as often as in the whole soak.

    `published` are file ids. `excused_to` says up to which event whatever an address missed has its reason in
    what its reader did: they left, were paused, or watch other areas since.
    """

    world: World
    pace: float
    last_event: Callable[[], int]
    published: list[str] = field(default_factory=list)
    excused_to: dict[Where, int] = field(default_factory=dict)
    left: set[tuple[Where, str | None]] = field(default_factory=set)  # with an Area.id, or of everything

    def go_on(self, process: Process) -> None:
        """Let things happen, or not."""
        site, press = self.world.site, self.world.press
        happenings: list[tuple[float, Callable[[], object]]] = [
            (OFTEN, self._publish),
            (RARELY / 2, self._publish_many),
            (RARELY, lambda: site.rewrite(self._urn(read=True))),
            (RARELY, lambda: site.replace_link(self._urn(read=True))),
            (RARELY / 2, lambda: site.take_down(self._urn(read=True))),
            (RARELY / 2, site.put_back),
            (OFTEN, lambda: press.write(site.names[self._urn()])),
            (SELDOM, press.correct_headline),
            (SELDOM, self._pause_or_go_on),
            (SELDOM, self._change_cadence),
            (SELDOM, self._change_areas),
            (SELDOM, lambda: self._leave_or_come_back(process)),
            (SELDOM, self._be_down),
            (RARELY / 4, self._jump_back),
            (RARELY, lambda: self._ask_again(process)),
            (SELDOM, lambda: self._settle(process)),  # last: it writes an event, by the config of this poll
        ]
        for share, happen in happenings:
            if self.world.odds.dice.random() < share * self.pace:
                happen()

    def everybody_back(self, process: Process) -> None:
        """Let all readers be there again."""
        for number, reader in enumerate(self.world.watch.subscriptions):
            if reader.paused:
                self._edit(number, lambda one: replace(one, paused=False))
        for where, area in sorted(self.left, key=str):
            come_back(process.raw_store, where, area)
            self._excuse(where)
        self.left.clear()

    # the site

    def _urn(self, *, read: bool = False) -> str:
        site = self.world.site
        return self.world.odds.dice.choice([urn for urn in site.names if site.reports[urn] or not read])

    def _publish(self) -> None:
        late = timedelta(days=40 if self.world.odds.dice.random() < 0.1 else 0)
        self.published.append(self.world.site.publish(self._urn(), late=late))

    def _publish_many(self) -> None:
        for _ in range(BURST):
            self._publish()

    def _settle(self, process: Process) -> None:
        """Let a person settle a report that waits, or now and then put one right that does not."""
        dice = self.world.odds.dice
        waiting = [one.publication.listed.file_id for one in held_reports(process.house)]
        reports = waiting if dice.random() < 0.8 else self.published
        if reports:
            file_id, band = dice.choice(reports), dice.choice(list(Band))
            process.work(lambda house: settle(house, file_id, band=band, note="I read it", who="Jo"))

    def _ask_again(self, process: Process) -> None:
        """Let the operator ask for a message to be sent again."""
        rows = process.raw_store.deliveries(states=ENDED)
        if rows:
            process.raw_store.requeue_delivery(self.world.odds.dice.choice(rows).id, now=self.world.clock())

    # readers

    def _edit(
        self, number: int, change: Callable[[Subscription], Subscription], *, excuse: bool = True
    ) -> None:
        subscriptions = list(self.world.watch.subscriptions)
        subscriptions[number] = change(subscriptions[number])
        self.world.watch = replace(self.world.watch, subscriptions=tuple(subscriptions))
        for where in subscriptions[number].to if excuse else ():
            self._excuse(where)

    def _excuse(self, where: Where) -> None:
        self.excused_to[where] = self.last_event()

    def _reader(self) -> int:
        return self.world.odds.dice.randrange(len(self.world.watch.subscriptions))

    def _pause_or_go_on(self) -> None:
        self._edit(self._reader(), lambda one: replace(one, paused=not one.paused))

    def _change_cadence(self) -> None:
        cadence = self.world.odds.dice.choice(CADENCES)
        self._edit(self._reader(), lambda one: replace(one, digest=cadence), excuse=False)

    def _change_areas(self) -> None:
        """Add an area to what somebody watches, or take one away."""
        area = self.world.odds.dice.choice(sorted(self.world.watch.areas))

        def changed(one: Subscription) -> Subscription:
            areas = {**one.areas, area: f"you watch {area}"}
            return replace(one, areas=areas if area not in one.areas else _without(one.areas, area))

        self._edit(self._reader(), changed)

    def _leave_or_come_back(self, process: Process) -> None:
        """Let an address leave, or come back to, one area or all of them."""
        dice, store, now = self.world.odds.dice, process.raw_store, self.world.clock()
        if self.left and dice.random() < 0.6:
            where, area = dice.choice(sorted(self.left, key=str))
            self.left = {one for one in self.left if one[0] != where or area not in (None, one[1])}
            come_back(store, where, area)
        else:
            where = dice.choice([to for one in self.world.watch.subscriptions for to in one.to])
            area = dice.choice([None, *sorted(self.world.watch.areas)])
            self.left.add((where, area))
            leave(store, where, area, now)
        self._excuse(where)

    # the clock

    def _be_down(self) -> None:
        self.world.clock.advance(hours=self.world.odds.dice.uniform(0, DOWN_FOR))

    def _jump_back(self) -> None:
        self.world.clock.advance(hours=self.world.odds.dice.choice((-2, 2)))


def _without(areas: object, area: str) -> dict[str, str]:
    assert isinstance(areas, dict)
    return {key: value for key, value in areas.items() if key != area}
