"""Judging stories: names by our automaton against one pattern, and the whole against names alone.

The stories are invented: one in fifty touches SEND or an inspection, which is more than a day of real feeds
has, and half of the others name an area.
"""

import gc
import random
import re
import time
from collections.abc import Callable, Sequence
from itertools import cycle, islice
from typing import Any

from monitor.domain.news import NewsItem
from monitor.domain.news_names import Names
from monitor.domain.triage import triage
from tests.benchmarks.measure import FEW_PAIRS, Figure, Mark, figure, in_turn, must_be, ratio
from tests.benchmarks.stage import Scene
from tests.replay.headline_score import own, shipped_names

STORIES = 10_000
FEW = 500  # for the pattern of alternatives, which takes seconds for these
TOUCHING = 50  # one in so many

_TITLES = (
    "Bus lane to reopen after {} council U-turn",
    "Man arrested after town centre assault",
    "{} pub named best in the county",
    "Plans for 200 homes rejected by planners",
    "Road closed in {} after three-car crash",
    "School fair raises thousands for hospice",
)
_SUMMARIES = (
    "Residents told our reporter that the decision came as a surprise, and that {} deserved better.",
    "Police are asking anybody who saw what happened on Saturday evening to come forward before the weekend.",
    "The owners said they were proud of their staff and grateful for everybody who voted for them this year.",
)


def stories(_: Scene) -> list[Mark]:
    """Compare finding names and judging stories. Raises NotTheSameWork."""
    names = shipped_names()
    told = items(names)
    texts = [f"{item.title}\n{item.summary}" for item in told]
    few = texts[:FEW]
    by_pattern = _finder(_alternatives(names))
    inside = sum(_inside_words(names, text) for text in texts)
    must_be("texts with a name, by both", _found(names, few), sum(map(by_pattern, few)))
    found = in_turn(lambda: _cpu(names.read, few * 10) / 10, lambda: _cpu(by_pattern, few), pairs=FEW_PAIRS)
    judged = in_turn(
        lambda: _cpu(lambda item: triage(item, names), told),
        lambda: _cpu(lambda item: (names.read(item.title), names.read(item.summary)), told),
        pairs=FEW_PAIRS,
    )
    return [
        Mark(
            "10",
            "names in stories, ours / pattern of alternatives: CPU",
            _inverse(found),
            (100,),
            at_most=False,
        ),
        Mark("10", f"hits inside words in {STORIES} stories", figure([inside]), (0,), unit=""),
        Mark("10", f"triage of {STORIES} stories / finding names in them: CPU", ratio(judged, _self), (5,)),
    ]


def _inverse(pairs: Sequence[tuple[float, float]]) -> Figure:
    return figure([theirs / ours for ours, theirs in pairs])


def _self(seconds: float) -> float:
    return seconds


def _cpu(work: Callable[[Any], object], given: Sequence[Any]) -> float:
    """Give the CPU that work on each of a sequence takes, without that of looking for garbage."""
    gc.collect()
    gc.disable()
    try:
        begun = time.process_time()
        for one in given:
            work(one)
        return time.process_time() - begun
    finally:
        gc.enable()


def items(names: Names) -> list[NewsItem]:
    """Make the stories, the same each time."""
    dice = random.Random(1)
    touching = cycle(one.title for one in own())
    areas = [area.name for area in names.areas]

    def filled(texts: Sequence[str]) -> str:
        return dice.choice(texts).format(dice.choice(areas))

    return [
        NewsItem(filled(_TITLES) if number % TOUCHING else title, filled(_SUMMARIES))
        for number, title in enumerate(islice(touching, STORIES))
    ]


def _alternatives(names: Names) -> re.Pattern[str]:
    """Make what an automaton replaces: all names in one pattern, the longest first.

    As with the automaton, whether a hit is a whole word is looked at afterwards.
    """
    return re.compile("|".join(map(re.escape, sorted(names.words, key=len, reverse=True))), re.I)


def _finder(pattern: re.Pattern[str]) -> Callable[[str], bool]:
    def found(text: str) -> bool:
        padded = f" {text} "
        return any(
            not padded[hit.start() - 1].isalnum() and not padded[hit.end()].isalnum()
            for hit in pattern.finditer(padded, 1)
        )

    return found


def _found(names: Names, texts: Sequence[str]) -> int:
    return sum(bool(names.read(text).mentions) for text in texts)


def _inside_words(names: Names, text: str) -> int:
    """Count names that letters go on beside."""
    padded = f" {text} "
    return sum(
        padded[mention.start].isalnum() or padded[mention.end + 1].isalnum()
        for mention in names.read(text).mentions
    )
