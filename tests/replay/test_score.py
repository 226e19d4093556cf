"""The score in the documents is the one that the program has now."""

from pathlib import Path

import pytest

from tests.replay.score import main, tables, with_tables
from tests.replay.test_corpus import CORPUS, RECORDS

READING = Path(__file__).resolve().parents[2] / "docs" / "reading.md"


@pytest.mark.skipif(not RECORDS, reason=f"the real documents are not at {CORPUS}")
def test_the_tables_are_what_the_command_gives() -> None:
    text = READING.read_text("utf-8")
    assert with_tables(text, tables()) == text, (
        "`python -m tests.replay.score --write docs/reading.md` writes it anew"
    )


def test_without_the_real_reports_nothing_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("tests.replay.score.CORPUS", tmp_path)
    page = tmp_path / "page.md"
    page.write_bytes(READING.read_bytes())
    assert main(["--write", str(page)]) == 1
    assert "are not at" in capsys.readouterr().err
    assert page.read_bytes() == READING.read_bytes()


def test_a_document_without_marks_is_refused() -> None:
    with pytest.raises(ValueError, match="no part between"):
        with_tables("Nothing to see.", "| a |")
