"""CSV that every command writes: nothing in it can act, and parts of a row have columns of their own."""

import csv
import io
from datetime import UTC, datetime
from typing import Any

import pytest

from monitor.commands.csv_text import csv_text, flat_rows
from monitor.commands.tables import print_rows


@pytest.mark.parametrize("text", ["=1+1", "+44 1", "-2", "@cmd", "\t=1", '=HYPERLINK("x")'])
def test_a_cell_is_never_a_formula(text: str) -> None:
    assert csv_text([{"a": text}]).splitlines()[1].lstrip('"').startswith("'")


def test_rows_need_not_have_the_same_columns() -> None:
    text = csv_text([{"a": 1}, {"b": None, "a": True}])
    assert list(csv.reader(io.StringIO(text))) == [["a", "b"], ["1", ""], ["yes", ""]]
    assert csv_text([]) == ""


def test_a_time_is_utc_in_csv_and_londons_in_a_table(capsys: pytest.CaptureFixture[str]) -> None:
    row = {"due": datetime(2026, 9, 8, 8, 30, tzinfo=UTC), "sent": None}
    assert csv_text([row]) == "due,sent\n2026-09-08T08:30:00Z,\n"
    print_rows([row], as_json=False, as_csv=False, empty="")
    assert "08 Sep 2026 09:30" in capsys.readouterr().out


def test_parts_have_columns_and_lists_of_words_a_cell() -> None:
    rows: list[dict[str, Any]] = [
        {"area": {"name": "Quill"}, "of": ["a", "b"], "recorded": None, "no": None},
        {"area": None, "of": [{"x": 1}], "recorded": {"day": "2026-08-14"}, "no": None},
    ]
    assert flat_rows(rows) == [
        {"area_name": "Quill", "of": "a | b", "no": None},
        {"of": [{"x": 1}], "recorded_day": "2026-08-14", "no": None},
    ]
