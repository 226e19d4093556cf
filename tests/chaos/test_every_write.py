"""The plug is pulled after each single write of a poll, and after each yes of a channel: nothing may be lost.

The seven named points are tried with real kills elsewhere; here the process lives on, but nothing of the poll
does, so that every one of its steps can be tried.
"""

import os
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest

from monitor.domain.events import DeliveryState
from monitor.services.house import House
from monitor.services.lanes import Lanes
from monitor.services.poll import poll
from tests.e2e.stage import CHARITY, FORUM, OPERATOR, TEAM, Stage

READS = frozenset(  # everything else that a store does counts as a step
    {
        "close",
        "deliveries",
        "delivery_counts",
        "document",
        "document_hash",
        "due_deliveries",
        "due_publications",
        "due_rechecks",
        "event",
        "events",
        "get_meta",
        "has_sent",
        "is_sending_stuck",
        "kept_reading",
        "latest_reports",
        "next_due",
        "page_mark",
        "polls",
        "providers",
        "publications",
        "report_of",
        "reports_of_area",
        "silent_channels",
        "source",
        "sources",
        "tick_due",
        "work_not_begun",
    }
)
EVERY = 1 if int(os.environ.get("CHAOS_ROUNDS", "1")) > 1 else 4  # an ordinary run tries each fourth
STEPS = 60  # as many as the poll of `trouble` has, and a few more


class Unplugged(BaseException):
    """Ends a poll where it stands: nothing in it may catch this."""


class Fuse:
    """Counts the steps of a poll and blows after so many."""

    def __init__(self, steps: int) -> None:
        self.left = steps
        self.blown = ""

    def wrap(self, name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        """Give a call that is carried out and counts as a step."""

        def step(*arguments: Any, **more: Any) -> Any:
            given = call(*arguments, **more)
            self.left -= 1
            if self.left == 0:
                self.blown = name
                raise Unplugged(name)
            return given

        return step


class Fused:
    """Something some of whose calls burn a fuse; `burns` says which, by name."""

    def __init__(self, inner: Any, fuse: Fuse, burns: Callable[[str], bool]) -> None:
        self._inner, self._fuse, self._burns = inner, fuse, burns

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._inner, name)
        return self._fuse.wrap(name, found) if self._burns(name) else found


def writes(name: str) -> bool:
    """Say whether a store's method may change it."""
    return name not in READS


@contextmanager
def fused_house(stage: Stage, fuse: Fuse) -> Iterator[House]:
    """Open a house whose writes burn the fuse, and whose holder will be found dead."""
    with stage.house() as house:
        store = Fused(house.store, fuse, writes)
        yield replace(
            house,
            store=store,
            lanes=Lanes(store, sleep=stage.clock.sleep),
            channels={name: Fused(one, fuse, "send".__eq__) for name, one in house.channels.items()},
            holder=f"{socket.gethostname()}/{2**30}/1",
        )


def trouble(stage: Stage) -> None:
    """Let everything happen at once: a report, unknown titles, an entry lost, an address refused."""
    stage.publish("Kestrelshire", "systemic_failings")
    stage.replica.switch("unknown_send_title", stage.urn("Saltmarsh"))
    wyndale = stage.world.provider(stage.urn("Wyndale"))
    assert wyndale is not None
    stage.replica.switch("vanish", wyndale.shown()[0].file_id)
    stage.poll(full=True)  # the first sighting without it
    stage.taken()
    stage.clock.advance(minutes=40)
    stage.publish("Kestrelshire", "inconsistent", start=stage.world.today().replace(month=5))
    stage.replica.switch("unknown_send_title", {"urn": stage.urn("Thornmere"), "title": "Area SEND chat"})
    stage.mail.answer("550 5.1.1 no such user", address=FORUM, times=None)


EXPECTED = {
    ("report.published", CHARITY, DeliveryState.SENT),
    ("report.published", FORUM, DeliveryState.FAILED),
    ("report.published", TEAM, DeliveryState.SENT),
    ("report.unclassified", OPERATOR, DeliveryState.SENT),
    ("source.degraded", OPERATOR, DeliveryState.SENT),
    ("delivery.failed", OPERATOR, DeliveryState.SENT),
}


def ledger(stage: Stage, known: set[int]) -> list[tuple[str, str, DeliveryState]]:
    """Give the deliveries of events that were not known, as (kind of event, address, state)."""
    kinds = {event.id: event.kind.value for event in stage.events()}
    return sorted(
        (kinds[row.event_id], row.address, row.state)
        for row in stage.deliveries()
        if row.event_id not in known
    )


def unplugged(stage: Stage, fuse: Fuse) -> str:
    """Poll with a fuse; gives the name of the step after which the poll ended, "" if it was not cut off."""
    with fused_house(stage, fuse) as house:
        try:
            poll(house, full=True)
        except Unplugged:
            return fuse.blown
    return ""


@pytest.mark.parametrize("steps", range(2, STEPS, EVERY))
def test_unplugged_after_each_step(stage: Stage, steps: int) -> None:
    trouble(stage)
    known = {event.id for event in stage.events()}

    blown = unplugged(stage, Fuse(steps))
    stage.poll(full=True, minutes=1)

    assert ledger(stage, known) == sorted(EXPECTED), f"unplugged after {blown}"
    arrived = [(alert.to, alert.reference) for alert in stage.taken()]
    repeated = {one for one in arrived if arrived.count(one) > 1}
    admitted = {row.address for row in stage.deliveries() if row.maybe_sent_at is not None}
    assert {to for to, _ in repeated} <= admitted
    assert len(set(arrived)) == len(EXPECTED) - 1  # the forum's is refused


def test_every_step_is_tried(stage: Stage) -> None:
    trouble(stage)
    fuse = Fuse(10_000)

    assert unplugged(stage, fuse) == ""

    assert 30 < 10_000 - fuse.left < STEPS


def test_mended_source_is_told_though_unplugged_in_between(stage: Stage) -> None:
    stage.replica.switch("drop_area", stage.urn("Wyndale"))
    stage.poll()
    assert stage.addressees() == [OPERATOR]
    stage.replica.switch("drop_area", None)

    with fused_house(stage, Fuse(10_000)) as house:
        unplug = Fused(house.store, Fuse(1), "source_ok".__eq__)
        with pytest.raises(Unplugged):
            poll(replace(house, store=unplug))
    stage.poll(minutes=1)

    assert stage.addressees() == [OPERATOR]
