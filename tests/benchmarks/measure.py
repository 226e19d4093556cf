"""Measuring: what a whole process takes, two sides in turn, and the ratio of each pair.

Old and new, or ours and a floor, run A B A B within one run; the first round is thrown away. What counts is
the median of the pairwise ratios, with its range: absolute times of two runs are never compared.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TypeVar

ROOT = Path(__file__).resolve().parents[2]
PAIRS = 5
FEW_PAIRS = 3  # where one takes over ten seconds

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Spent:
    """What a process took: seconds of wall and CPU, its peak in MB; and what it printed."""

    wall: float
    cpu: float
    peak: float
    printed: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A median with its range."""

    median: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Mark:
    """One row of the table: what was measured against which goal.

    `goals` are the goal and, if there is one, the next mark; `at_most` says on which side of them to be.
    """

    goal: str
    what: str
    figure: Figure
    goals: tuple[float, ...]
    at_most: bool = True
    unit: str = "x"
    note: str = ""

    def reached(self) -> int:
        """Count the goals that the median reaches."""
        side = -1 if self.at_most else 1
        return sum(side * self.figure.median >= side * goal for goal in self.goals)


class NotTheSameWork(Exception):
    """Two sides did not do the same, so that comparing them would mean nothing."""


def spend(
    command: Sequence[str],
    *,
    environ: Mapping[str, str] | None = None,
    folder: Path = ROOT,
    codes: Sequence[int] = (0,),
) -> Spent:
    """Run a command to its end and say what it and its children took. Raises NotTheSameWork if it fails."""
    with tempfile.NamedTemporaryFile(suffix=".json") as said:
        launcher = [sys.executable, "-I", "-S", str(Path(__file__).with_name("timed.py")), said.name]
        done = subprocess.run(
            [*launcher, *command],
            cwd=folder,
            env=clean_environ() | dict(environ or {}),
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode not in codes:
            raise NotTheSameWork(f"{' '.join(command)} ended with {done.returncode}: {done.stderr[-2000:]}")
        return Spent(**json.loads(Path(said.name).read_text(encoding="utf-8")), printed=done.stdout)


def clean_environ() -> dict[str, str]:
    """Give the environment without what would change the program's config or throw its bytecode away."""
    dropped = ("SEND_MONITOR_", "PYTHONDONTWRITEBYTECODE", "PYTHONPATH")
    return {name: value for name, value in os.environ.items() if not name.startswith(dropped)}


def in_turn(ours: Callable[[], T], theirs: Callable[[], T], *, pairs: int = PAIRS) -> list[tuple[T, T]]:
    """Run both sides in turn, once more than asked, and give the pairs without the first."""
    rounds = [(ours(), theirs()) for _ in range(pairs + 1)]
    return rounds[1:]


def ratio(pairs: Sequence[tuple[T, T]], what: Callable[[T], float]) -> Figure:
    """Give ours divided by theirs, pair by pair."""
    return figure([what(ours) / what(theirs) for ours, theirs in pairs])


def figure(values: Sequence[float]) -> Figure:
    """Give median and range."""
    return Figure(median(values), min(values), max(values))


def must_be(what: str, found: object, wanted: object) -> None:
    """Make sure that both sides did the same work. Raises NotTheSameWork."""
    if found != wanted:
        raise NotTheSameWork(f"{what}: {found!r}, and {wanted!r} was wanted")
