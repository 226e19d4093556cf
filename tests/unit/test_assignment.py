"""The pairs are the best as a whole: never worse than any other way to pair."""

from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from monitor.domain.assignment import best_pairs

TABLES = st.integers(1, 5).flatmap(
    lambda columns: st.lists(
        st.lists(st.floats(0, 1), min_size=columns, max_size=columns), min_size=1, max_size=5
    )
)


def best_sum(scores: list[list[float]]) -> float:
    rows, columns = len(scores), len(scores[0])
    if rows > columns:
        return best_sum([list(column) for column in zip(*scores, strict=True)])
    return max(
        sum(scores[row][column] for row, column in enumerate(chosen))
        for chosen in permutations(range(columns), rows)
    )


@given(TABLES)
def test_no_other_way_to_pair_is_better(scores: list[list[float]]) -> None:
    pairs = best_pairs(scores)
    assert len(pairs) == min(len(scores), len(scores[0]))
    assert len({row for row, _ in pairs}) == len({column for _, column in pairs}) == len(pairs)
    assert abs(sum(scores[row][column] for row, column in pairs) - best_sum(scores)) < 1e-9


def test_the_best_as_a_whole_is_not_the_best_first() -> None:
    assert best_pairs([[0.9, 0.8], [0.8, 0.1]]) == [(0, 1), (1, 0)]


def test_nothing_has_no_pairs() -> None:
    assert best_pairs([]) == best_pairs([[], []]) == []
