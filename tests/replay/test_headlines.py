"""Labelled headlines are judged as well as the table says, and the goals are met on every set."""

from collections import Counter
from pathlib import Path

import pytest

from monitor.domain.news import RELEVANT, NewsKind
from tests.replay.headline_score import (
    HELD_OUT,
    areas_invented,
    areas_right,
    false_claims,
    judged_sets,
    own,
    precision,
    recall,
    shipped_names,
    stories,
    table,
)
from tests.replay.score import with_tables

README = Path(__file__).parent / "headlines" / "README.md"
NAMES = shipped_names()
SETS = judged_sets(NAMES)


@pytest.mark.parametrize("name", ["our own", "our own stories", "beside the checkout"])
def test_the_goals_are_met(name: str) -> None:
    if name not in SETS:
        pytest.skip(f"the real headlines are not at {HELD_OUT}")
    judged = SETS[name]
    assert share(precision(judged)) >= 0.97
    assert share(recall(judged)) >= 0.95
    assert share(areas_right(judged)) >= 0.97
    assert (areas_invented(judged), false_claims(judged)) == (0, 0)


def share(counted: tuple[int, int]) -> float:
    return counted[0] / counted[1]


@pytest.mark.skipif(not HELD_OUT.exists(), reason=f"the real headlines are not at {HELD_OUT}")
def test_the_rules_do_not_lean_on_the_words_of_the_headlines_that_judge_them() -> None:
    judged = SETS["the same, unseen words blotted out"]
    assert share(precision(judged)) >= 0.95
    assert share(recall(judged)) >= 0.95


@pytest.mark.skipif(not HELD_OUT.exists(), reason=f"the real headlines are not at {HELD_OUT}")
def test_the_table_is_what_the_command_gives() -> None:
    text = README.read_text("utf-8")
    assert with_tables(text, table(SETS)) == text, (
        f"`python -m tests.replay.headline_score --write {README.relative_to(Path.cwd())}` writes it anew"
    )


def test_every_claim_that_a_title_of_ours_states_is_read() -> None:
    missed = [one.headline.title for one in SETS["our own"] if one.headline.band and not one.found.claim]
    assert missed == []


def test_our_own_set_is_what_it_says_it_is() -> None:
    titles = [one.title for one in own()]
    kinds = Counter(one.kind for one in own())
    assert len(titles) == len(set(titles)) >= 200
    assert set(kinds) == set(NewsKind)
    assert 0.3 < sum(kinds[kind] for kind in RELEVANT) / len(titles) < 0.5
    areas = {area.name for area in NAMES.areas}
    assert {name for one in (*own(), *stories()) for name in one.areas} <= areas
