"""Comparing: pairing the findings of two reports, against their similarity alone and against reading them."""

import time
from collections.abc import Callable
from itertools import pairwise

from monitor.domain.similarity import issue_of, matched, similarity
from monitor.sources.pdf import PdfReader
from tests.benchmarks.measure import PAIRS, Mark, NotTheSameWork, figure, in_turn, must_be, ratio
from tests.benchmarks.reading import CORPUS
from tests.benchmarks.stage import Scene
from tests.replay.count_archive import archive_findings
from tests.replay.pair_score import METHODS, auc, pairs, right_partners

ROUNDS = 50
_EIGHT = 8


def findings(_: Scene) -> list[Mark]:
    """Judge the matching on the labelled pairs, and time it against its floors. Raises NotTheSameWork."""
    paths = sorted(CORPUS.glob("*.pdf"))
    if not paths:
        raise NotTheSameWork(f"the real reports are not at {CORPUS}")
    labelled = pairs("pairs.jsonl")
    best = max(auc(method, labelled) for name, method in METHODS.items() if name.startswith("rapidfuzz"))
    ours = auc(METHODS["ours"], labelled)
    right, of = right_partners(METHODS["ours"], labelled)
    return [
        Mark("18", "AUC on the labelled pairs", figure([ours]), (0.85, 0.9), at_most=False, unit=""),
        Mark("18", "AUC above the best string ratio", figure([ours - best]), (0.15,), at_most=False, unit=""),
        Mark("19", "right partner, of 8", figure([_EIGHT * right / of]), (8,), at_most=False, unit=""),
        _assignment(labelled),
        _archive(),
    ]


def _assignment(labelled: list[dict[str, str]]) -> Mark:
    """Pair eight findings with eight, against the similarity of all of them alone."""
    some = [pair for pair in labelled if pair["label"] == "same"][:_EIGHT]
    old, new = [pair["a"] for pair in some], [pair["b"] for pair in some]

    def whole() -> float:
        return _timed(lambda: matched(old, new))

    def alone() -> float:
        return _timed(lambda: [[similarity(one, other) for other in new] for one in old])

    return Mark("19", "8 x 8 paired / similarity alone", ratio(in_turn(whole, alone), float), (2,))


def _archive() -> Mark:
    """Compare each real report with the next one, against reading the text of all of them."""
    reports = archive_findings()
    paths = sorted(CORPUS.glob("*.pdf"))
    must_be("reports", len(reports), len(paths))
    shares = []
    with PdfReader() as reader:
        for _ in range(PAIRS):
            issue_of.cache_clear()
            compared = _timed(lambda: [matched(old, new) for old, new in pairwise(reports)], rounds=1)
            read = _timed(lambda: [reader.read(path.read_bytes()) for path in paths], rounds=1)
            shares.append(compared / read)
    return Mark("19", "all consecutive reports / reading their text", figure(shares[1:]), (1 / 20,))


def _timed(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    start = time.perf_counter()
    for _ in range(rounds):
        work()
    return (time.perf_counter() - start) / rounds
