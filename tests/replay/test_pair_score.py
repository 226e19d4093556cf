"""The figures on matching in the documents are those that the program has now, and they are good enough."""

from pathlib import Path

import pytest

from monitor.domain import archive_counts
from tests.replay.count_archive import archive_paragraphs, counts, with_counts
from tests.replay.pair_score import METHODS, auc, main, pairs, shown, tables, unread_half
from tests.replay.score import with_tables
from tests.replay.test_corpus import CORPUS, RECORDS

COMPARING = Path(__file__).resolve().parents[2] / "docs" / "comparing.md"
LABELLED = pairs("pairs.jsonl")


def test_the_tables_are_what_the_command_gives() -> None:
    text = COMPARING.read_text("utf-8")
    assert with_tables(text, tables()) == text, (
        "`python -m tests.replay.pair_score --write docs/comparing.md` writes it anew"
    )


def test_the_command_writes_the_tables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.replay.pair_score.tables", lambda: "| other tables |")
    page = tmp_path / "page.md"
    page.write_bytes(COMPARING.read_bytes())
    assert main(["--write", str(page)]) == 0
    assert "\n| other tables |\n" in page.read_text("utf-8")
    assert "| ours |" not in page.read_text("utf-8")


def test_issues_are_told_apart_far_better_than_by_string_ratios() -> None:
    ours = auc(METHODS["ours"], LABELLED)
    ratios = [auc(method, LABELLED) for name, method in METHODS.items() if name.startswith("rapidfuzz")]
    assert ours >= 0.9
    assert ours >= max(ratios) + 0.15
    assert auc(METHODS["ours"], unread_half(LABELLED)) >= 0.9


@pytest.mark.parametrize("some", [LABELLED, unread_half(LABELLED)], ids=["all", "unread"])
def test_at_most_one_in_twenty_that_are_shown_as_one_issue_is_wrong(some: list[dict[str, str]]) -> None:
    pairs_shown, wrong = shown(some)["one issue"]
    assert pairs_shown >= 20
    assert wrong / pairs_shown <= 0.05


def test_our_own_pairs_are_none_of_the_labelled_ones() -> None:
    labelled = {pair[side] for pair in LABELLED for side in "ab"}
    assert not labelled & {pair[side] for pair in pairs("tuning.jsonl") for side in "ab"}


@pytest.mark.skipif(not RECORDS, reason=f"the real documents are not at {CORPUS}")
def test_the_counts_of_the_archive_are_what_the_command_gives() -> None:
    text = Path(archive_counts.__file__).read_text("utf-8")
    assert with_counts(text, counts(archive_paragraphs())) == text, (
        "`python -m tests.replay.count_archive --write` counts anew"
    )
