"""Pair the rows of a table of scores with its columns so that the sum of the pairs' scores is the greatest.

The shortest augmenting path method (Kuhn, Munkres; Jonker and Volgenant), exact and quick for tables as small
as two reports make.
"""

from collections.abc import Sequence


def best_pairs(scores: Sequence[Sequence[float]]) -> list[tuple[int, int]]:
    """Give (row, column) of each pair, by row; as many as the shorter side of the table has."""
    if not scores or not scores[0]:
        return []
    if len(scores) > len(scores[0]):
        turned = [list(column) for column in zip(*scores, strict=True)]
        return sorted((row, column) for column, row in best_pairs(turned))
    rows, columns = len(scores), len(scores[0])
    row_price, column_price = [0.0] * (rows + 1), [0.0] * (columns + 1)
    taken_by = [0] * (columns + 1)  # the row, from 1, that has each column; 0: free
    for row in range(1, rows + 1):
        taken_by[0] = row
        free, came_from = _path(scores, taken_by, row_price, column_price)
        while free:
            taken_by[free] = taken_by[came_from[free]]
            free = came_from[free]
    return sorted((row - 1, column - 1) for column, row in enumerate(taken_by) if row and column)


def _path(
    scores: Sequence[Sequence[float]],
    taken_by: Sequence[int],
    row_price: list[float],
    column_price: list[float],
) -> tuple[int, list[int]]:
    """Find the free column that is cheapest to reach from the row at column 0, and the way to it."""
    columns = len(column_price)
    cost, came_from, seen = [float("inf")] * columns, [0] * columns, [False] * columns
    here = 0
    while taken_by[here]:
        seen[here] = True
        row = taken_by[here]
        for column in range(1, columns):
            if not seen[column]:
                price = -scores[row - 1][column - 1] - row_price[row] - column_price[column]
                if price < cost[column]:
                    cost[column], came_from[column] = price, here
        nearest = min((c for c in range(1, columns) if not seen[c]), key=cost.__getitem__)
        step = cost[nearest]
        for column in range(columns):
            if seen[column]:
                row_price[taken_by[column]] += step
                column_price[column] -= step
            else:
                cost[column] -= step
        here = nearest
    return here, came_from
