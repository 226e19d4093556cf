"""How well findings are matched: `python -m tests.replay.pair_score [--write docs/comparing.md]`.

Every method gives each labelled pair a number; the table says how often a pair about the same issue gets the
higher one than a pair about two issues (the area under the curve, AUC), and what the product's own thresholds
make of the pairs.
"""

import argparse
import json
import math
import sys
from collections.abc import Callable, Sequence
from hashlib import sha256
from pathlib import Path

from rapidfuzz import fuzz

from monitor.domain.archive_counts import archive
from monitor.domain.assignment import best_pairs
from monitor.domain.finding_words import count
from monitor.domain.similarity import POSSIBLY, SAME_ISSUE, similarity
from monitor.domain.themes import themes_of
from tests.replay.score import with_tables

Pair = dict[str, str]
Method = Callable[[str, str], float]

FOLDER = Path(__file__).parent / "pairs"
HARD = ("reworded", "stock", "near")
GROUP = 8


def idf_cosine(one: str, other: str) -> float:
    """Compare by the cosine of stems, weighted by how rare they are in the archive."""
    first, second = _stems(one), _stems(other)
    lengths = math.hypot(*first.values()) * math.hypot(*second.values())
    return sum(weight * second.get(stem, 0.0) for stem, weight in first.items()) / lengths if lengths else 0.0


def shared_themes(one: str, other: str) -> float:
    """Compare by the share of themes that both have."""
    first, second = set(themes_of(one)), set(themes_of(other))
    return len(first & second) / len(first | second) if first | second else 0.0


METHODS: dict[str, Method] = {
    "rapidfuzz ratio": fuzz.ratio,
    "rapidfuzz token_sort_ratio": fuzz.token_sort_ratio,
    "rapidfuzz token_set_ratio": fuzz.token_set_ratio,
    "rapidfuzz WRatio": fuzz.WRatio,
    "IDF cosine of stems, archive counts": idf_cosine,
    "shared themes": shared_themes,
    "ours": similarity,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the tables or put them between the marks of a document."""
    parser = argparse.ArgumentParser(prog="python -m tests.replay.pair_score", description=__doc__)
    parser.add_argument("--write", type=Path, metavar="FILE", help="put the tables between the marks of FILE")
    into: Path | None = parser.parse_args(arguments).write
    if into is None:
        print(tables())
    else:
        into.write_text(with_tables(into.read_text("utf-8"), tables()), encoding="utf-8")
    return 0


def pairs(name: str) -> list[Pair]:
    """Read a file of pairs."""
    return [json.loads(line) for line in (FOLDER / name).read_text("utf-8").splitlines()]


def unread_half(labelled: Sequence[Pair]) -> list[Pair]:
    """Give the half of the labelled pairs that was not looked at while the method was made."""
    return [pair for pair in labelled if sha256(pair["a"].encode()).digest()[-1] % 2]


def auc(method: Method, labelled: Sequence[Pair]) -> float:
    """Give how often a pair about the same issue gets a higher number than one about two; ties count half."""
    same = [method(pair["a"], pair["b"]) for pair in labelled if pair["label"] == "same"]
    other = [method(pair["a"], pair["b"]) for pair in labelled if pair["label"] == "different"]
    above = sum((one > two) + 0.5 * (one == two) for one in same for two in other)
    return above / (len(same) * len(other))


def right_partners(method: Method, labelled: Sequence[Pair]) -> tuple[int, int]:
    """Count findings that get their own partner when groups of eight are paired; and how many there are."""
    same = [pair for pair in labelled if pair["label"] == "same"]
    # Neighbours in the file share a theme: a group that takes each n-th is as mixed as a report.
    step = len(same) // GROUP
    groups = [same[start : step * GROUP : step] for start in range(step)]
    right = 0
    for group in groups:
        scores = [[method(one["a"], two["b"]) for two in group] for one in group]
        right += sum(row == column for row, column in best_pairs(scores))
    return right, step * GROUP


def shown(labelled: Sequence[Pair]) -> dict[str, tuple[int, int]]:
    """Count, for each way a pair may be shown, the pairs and those of them about two issues."""
    found = {"one issue": (0, 0), "possibly the same": (0, 0), "two issues": (0, 0)}
    for pair in labelled:
        score = similarity(pair["a"], pair["b"])
        how = (
            "one issue" if score >= SAME_ISSUE else "possibly the same" if score >= POSSIBLY else "two issues"
        )
        all_of_them, two_issues = found[how]
        found[how] = all_of_them + 1, two_issues + (pair["label"] == "different")
    return found


def tables() -> str:
    """Give both tables, in Markdown."""
    labelled, tuning = pairs("pairs.jsonl"), pairs("tuning.jsonl")
    sets = {
        f"all {len(labelled)} pairs": labelled,
        "the hard ones": [pair for pair in labelled if pair["kind"] in HARD],
        f"the {len(unread_half(labelled))} unread": unread_half(labelled),
        f"the {len(tuning)} of our own": tuning,
    }
    rows = []
    for name, method in METHODS.items():
        right, of = right_partners(method, labelled)
        rows.append([name, *(f"{auc(method, some):.3f}" for some in sets.values()), f"{right} of {of}"])
    by_method = _table(["AUC", *sets, "right partner"], rows)
    split = {name: shown(some) for name, some in sets.items()}
    outcome = [
        [how, *(f"{split[name][how][0]} ({split[name][how][1]})" for name in sets)]
        for how in ("one issue", "possibly the same", "two issues")
    ]
    return f"{by_method}\n\n{_table(['shown as: pairs (really two issues)', *sets], outcome)}"


def _stems(text: str) -> dict[str, float]:
    known = archive()
    return {
        stem: times * math.log((known.paragraphs + 1) / (known.stems.get(stem, 0) + 1))
        for stem, times in count(text).stems.items()
    }


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


if __name__ == "__main__":
    sys.exit(main())
