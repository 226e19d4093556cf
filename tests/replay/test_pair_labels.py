"""The labelled statement pairs are whole, and are what their README says."""

import json
import re
from collections import Counter
from pathlib import Path

PAIRS = Path(__file__).parent / "pairs" / "pairs.jsonl"
FIELDS = {"a", "b", "label", "kind", "theme"}


def test_the_labelled_pairs_are_what_the_readme_says() -> None:
    rows = [json.loads(line) for line in PAIRS.read_text(encoding="utf-8").splitlines()]
    readme = PAIRS.with_name("README.md").read_text(encoding="utf-8")
    claimed = {
        (kind, label): int(count)
        for kind, label, count in re.findall(r"^\| `(\w+)` \| (\w+) \| (\d+) \|", readme, re.M)
    }
    assert all(set(row) == FIELDS and all(row.values()) for row in rows)
    assert Counter((row["kind"], row["label"]) for row in rows) == claimed
    assert f"{len(rows)} pairs" in readme


def test_no_labelled_pair_stands_twice() -> None:
    rows = [json.loads(line) for line in PAIRS.read_text(encoding="utf-8").splitlines()]
    pairs = Counter(frozenset(" ".join(row[side].lower().split()) for side in "ab") for row in rows)
    assert [sorted(pair) for pair, count in pairs.items() if count > 1 or len(pair) == 1] == []
