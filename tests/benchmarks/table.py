"""The one table in which all measurements are shown."""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table

from tests.benchmarks.measure import Figure, Mark

WIDTH = 132


@dataclass(frozen=True, slots=True)
class Row:
    """A mark, and what was recorded for the same thing before."""

    mark: Mark
    before: Figure | None


def print_table(rows: Sequence[Row]) -> None:
    """Print the table."""
    table = Table("goal", "what", "ratio (range)", "last recorded", "wanted", "reached", box=None)
    for row in rows:
        mark = row.mark
        table.add_row(
            mark.goal,
            mark.what,
            f"{number(mark.figure.median)}{_range(mark.figure)} {_unit(mark)}".rstrip(),
            number(row.before.median) if row.before else "-",
            _wanted(mark),
            _reached(mark),
        )
    console = Console()
    Console(width=max(console.width, WIDTH)).print(table)


def number(value: float) -> str:
    """Write a number with three digits that count; a small ratio also as one in so many."""
    if value == int(value):
        return str(int(value))
    return f"{value:.3g}" if value >= 0.2 else f"{value:.3g} = 1/{1 / value:.1f}"


def _range(figure: Figure) -> str:
    if figure.low == figure.high:
        return ""
    return f" ({figure.low:.3g} to {figure.high:.3g})"


def _unit(mark: Mark) -> str:
    return "" if mark.unit == "x" else mark.unit


def _wanted(mark: Mark) -> str:
    if not mark.goals:
        return "-"
    first, *further = mark.goals
    text = f"{'at most' if mark.at_most else 'at least'} {_goal(first)}"
    return text + "".join(f", then {_goal(goal)}" for goal in further)


def _goal(value: float) -> str:
    share = round(1 / value) if 0 < value < 1 else 0
    return f"1/{share}" if share > 1 and abs(1 / value - share) < 1e-9 else f"{value:g}"


def _reached(mark: Mark) -> str:
    if not mark.goals:
        return "-"
    reached = mark.reached()
    if not reached:
        return "no"
    return "yes" if reached == len(mark.goals) == 1 else f"yes, {reached} of {len(mark.goals)}"
