"""A table on a terminal: as narrow as that is, and with every letter of what it says."""

from io import StringIO

import pytest

from monitor.commands.tables import print_table

HEADINGS = ("id", "address", "error", "event_key")
ROWS = [
    [
        "1",
        "a.long.name.of.a.person@forum.of.parents.example",
        "",
        "report.published:852:full:2026-09-19",
    ],
    ["2", "chair@example.org", "", "report.published:851:full:2026-09-19"],
]


class Screen(StringIO):
    """Takes what is printed, as a terminal or as a file."""

    def __init__(self, *, terminal: bool) -> None:
        super().__init__()
        self._terminal = terminal

    def isatty(self) -> bool:
        return self._terminal


def printed(monkeypatch: pytest.MonkeyPatch, *, terminal: bool) -> str:
    screen = Screen(terminal=terminal)
    monkeypatch.setattr("sys.stdout", screen)
    monkeypatch.setenv("TERM", "dumb")  # which is 80 wide
    print_table(ROWS, HEADINGS)
    return screen.getvalue()


def test_on_a_narrow_terminal_nothing_is_cut_and_no_column_is_empty(monkeypatch: pytest.MonkeyPatch) -> None:
    said = printed(monkeypatch, terminal=True)
    assert max(map(len, said.splitlines())) <= 80
    assert "…" not in said
    assert "error" not in said
    columns = zip(*(line.split("│")[1:-1] for line in said.splitlines() if "│" in line), strict=True)
    told = ["".join(map(str.strip, column)) for column in columns]
    for column, place in zip(told, (0, 1, 3), strict=True):
        assert column == "".join(row[place] for row in ROWS)


def test_a_file_gets_every_column_on_wide_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    said = printed(monkeypatch, terminal=False)
    assert "error" in said
    assert all(row[1] in said and row[3] in said for row in ROWS)
