"""Reading real reports: our reader and the finished record against PDFium's bare text, and the memory.

What a process takes before it reads anything is measured too and taken off both sides: a monitor starts once
and reads for months.
"""

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from tests.benchmarks.measure import (
    FEW_PAIRS,
    ROOT,
    Mark,
    NotTheSameWork,
    figure,
    in_turn,
    must_be,
    ratio,
    spend,
)
from tests.benchmarks.stage import Scene

CORPUS = ROOT.parent / "shared" / "corpus" / "reports"
ROUNDS = 3


@dataclass(frozen=True, slots=True)
class Read:
    """What reading all reports took, in seconds of CPU, and what came of it; `peak` is in MB."""

    cpu: float
    documents: int
    letters: int
    bands: int
    peak: float


def reports(_: Scene) -> list[Mark]:
    """Compare the CPU of reading real reports with that of their bare text. Raises NotTheSameWork."""
    paths = sorted(CORPUS.glob("*.pdf"))
    if not paths:
        raise NotTheSameWork(f"the real reports are not at {CORPUS}")
    idle = {way: median(_read(way, 0, paths).cpu for _ in range(3)) for way in ("bare", "text", "whole")}

    def net(way: str) -> Read:
        found = _read(way, ROUNDS, paths)
        return Read(found.cpu - idle[way], found.documents, found.letters, found.bands, found.peak)

    texts = in_turn(lambda: net("text"), lambda: net("bare"), pairs=FEW_PAIRS)
    wholes = in_turn(lambda: net("whole"), lambda: net("bare"), pairs=FEW_PAIRS)
    for ours, bare in (*texts, *wholes):
        must_be("documents", ours.documents, bare.documents)
        must_be("letters", ours.letters, bare.letters)
    for whole, _bare in wholes:
        must_be("bands", whole.bands, whole.documents)
    return [
        Mark("11", "text by the reader's process / bare loop: CPU", ratio(texts, _cpu), (1.25, 1.1)),
        Mark("12", "whole report / bare loop of text: CPU", ratio(wholes, _cpu), (14, 2)),
        Mark("17", "reader's process: peak", figure([one.peak for one, _ in wholes]), (64,), unit="MB"),
    ]


def _read(way: str, rounds: int, paths: list[Path]) -> Read:
    done = spend([sys.executable, "-m", "tests.benchmarks.read_loop", way, str(rounds), *map(str, paths)])
    return Read(done.cpu, **json.loads(done.printed))


def _cpu(read: Read) -> float:
    return read.cpu
