"""A day of many feeds with every quirk and fault, on one clock: `python -m tests.e2e.feed_day`.

Each quirk is the habit of one feed in twenty. On top of that, at each tick one feed in twenty is empty, one
is a web page, one refuses us, and a single one breaks off its answer. At the end all is well again, and every
story told must have been remembered once. A short day runs as a test.
"""

import argparse
import random
import tempfile
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from monitor.bootstrap import migrate
from tests.e2e.stage import MORNING, PLACES, STORE, Stage, invented
from tests.fakes import FakeClock

HABITS = ("q1", "q2", "q3", "q4", "q5", "q6", "q10", "q12", "q13", "q14", "q15", "q17")
FAULTS = ("q7", "q8", "q9")
SHARE = 0.05
TICK = timedelta(minutes=3)
SUBJECTS = ("Bridge closes", "Market returns", "Council tax frozen", "Lido opens", "Bus route saved")


@dataclass
class Day:
    """What a day came to. `told` are (paper, headline), `kept` how often each was remembered."""

    told: list[tuple[str, str]] = field(default_factory=list)
    kept: Counter[tuple[str, str]] = field(default_factory=Counter)
    requests: Counter[str] = field(default_factory=Counter)
    problems: int = 0
    leads: int = 0
    places_in_lead: int = 0

    @property
    def lost(self) -> list[tuple[str, str]]:
        return [story for story in self.told if not self.kept[story]]

    @property
    def doubled(self) -> list[tuple[str, str]]:
        return [story for story, times in self.kept.items() if times > 1]

    @property
    def most_requests(self) -> int:
        """How often the feed was asked that was asked most."""
        return max(self.requests.values(), default=0)


def a_day(stage: Stage, papers: Sequence[str], hours: float, seed: int) -> Day:
    """Let a day pass; the clock moves, nothing waits."""
    dice, day = random.Random(seed), Day()
    for habit in HABITS:
        stage.replica.switch(f"feed_{habit}", _some(dice, papers))
    stage.read_news()
    stage.replica.log.clear()
    led: set[str] = set()
    for _ in range(int(timedelta(hours=hours) / TICK)):
        for fault in FAULTS:
            stage.replica.switch(f"feed_{fault}", _some(dice, papers))
        stage.replica.switch("body_cut", {"times": 1, "path": f"/feeds/{dice.choice(papers)}"})
        _tell(stage, dice, day, papers, led)
        stage.clock.advance(minutes=TICK / timedelta(minutes=1))
        day.problems += len(stage.read_news("due").reading.problems)
    for name in (*(f"feed_{fault}" for fault in FAULTS), "body_cut"):
        stage.replica.switch(name, None)
    _count(stage, day)
    stage.read_news(hours=7)
    with stage.memory() as store:
        day.kept.update((story.feed, story.title) for story in store.stories())
    day.leads, day.places_in_lead = stage.kinds().count("news.lead"), len(led)
    return day


def _some(dice: random.Random, papers: Sequence[str]) -> list[str]:
    return [paper for paper in papers if dice.random() < SHARE]


def _tell(stage: Stage, dice: random.Random, day: Day, papers: Sequence[str], led: set[str]) -> None:
    for paper in papers:
        if dice.random() > 0.04:
            continue
        headline = f"{dice.choice(SUBJECTS)} ({len(day.told)})"
        if dice.random() < 0.1:
            place = dice.choice(PLACES)
            headline = f"Ofsted and CQC publish report on SEND services in {place} ({len(day.told)})"
            led.add(place)
        stage.world.tell(paper, headline, "More on this inside.")
        day.told.append((paper, headline))


def _count(stage: Stage, day: Day) -> None:
    asked = (request.path for request in stage.replica.requests)
    day.requests.update(path for path in asked if path.startswith("/feeds/"))


def _report(day: Day) -> Iterable[str]:
    yield f"{len(day.told)} stories told, {len(day.lost)} lost, {len(day.doubled)} doubled"
    yield f"{sum(day.requests.values())} requests for feeds, {day.most_requests} at most for one"
    yield f"{day.problems} readings failed; {day.leads} leads about {day.places_in_lead} areas"


def main() -> int:
    """Play a whole day and print what it came to; 1 if a story was lost or doubled."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--feeds", type=int, default=116)
    parser.add_argument("--hours", type=float, default=24)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    clock = FakeClock(MORNING - timedelta(hours=1))
    papers = [f"paper{number:03}" for number in range(chosen.feeds)]
    with tempfile.TemporaryDirectory() as folder:
        migrate(f"sqlite:///{Path(folder) / STORE}")
        with Stage(Path(folder), invented(PLACES, clock), clock) as stage:
            stage.baseline()
            stage.feeds(**dict.fromkeys(papers, PLACES))
            day = a_day(stage, papers, chosen.hours, chosen.seed)
    print("\n".join(_report(day)))
    return 1 if day.lost or day.doubled else 0


if __name__ == "__main__":
    raise SystemExit(main())
