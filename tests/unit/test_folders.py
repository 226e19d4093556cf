"""Writing a folder as a whole, and never over what is not ours."""

import json
from pathlib import Path

import pytest
import typer

from monitor.commands.folders import LIST, write_folder
from monitor.errors import FolderError


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_a_second_run_replaces_the_first_whole(tmp_path: Path) -> None:
    write_folder(tmp_path / "new" / "out", {"a.csv": "1", "b.csv": "2"}, {"made": "then"})
    write_folder(tmp_path / "new" / "out", {"b.csv": "3"}, {"made": "now"})
    assert names(tmp_path / "new" / "out") == {"b.csv", LIST}
    assert (tmp_path / "new" / "out" / "b.csv").read_text() == "3"
    assert json.loads((tmp_path / "new" / "out" / LIST).read_text())["made"] == "now"
    assert names(tmp_path / "new") == {"out"}


def test_an_empty_folder_may_be_filled(tmp_path: Path) -> None:
    write_folder(tmp_path, {"a.csv": "1"}, {})
    assert names(tmp_path) == {"a.csv", LIST}


@pytest.mark.parametrize(
    "listed", [None, "not JSON", "[]", '{"made_by": "somebody", "files": {"mine.txt": ""}}']
)
def test_what_no_export_wrote_is_left_alone(tmp_path: Path, listed: str | None) -> None:
    (tmp_path / "mine.txt").write_text("precious")
    if listed is not None:
        (tmp_path / LIST).write_text(listed)
    with pytest.raises(typer.BadParameter, match="which no export wrote"):
        write_folder(tmp_path, {"a.csv": "1"}, {})
    assert (tmp_path / "mine.txt").read_text() == "precious"


def test_a_file_added_to_an_export_is_not_lost(tmp_path: Path) -> None:
    write_folder(tmp_path / "out", {"a.csv": "1"}, {})
    (tmp_path / "out" / "notes.txt").write_text("mine")
    with pytest.raises(typer.BadParameter, match=r"notes\.txt"):
        write_folder(tmp_path / "out", {"a.csv": "2"}, {})


def test_a_file_or_a_link_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    (tmp_path / "link").symlink_to(tmp_path)
    for name in ("file", "link"):
        with pytest.raises(typer.BadParameter, match="not a folder"):
            write_folder(tmp_path / name, {}, {})


def left_by_a_kill(place: Path) -> None:
    """Leave an earlier run as one does that is killed between moving it away and moving the new one in."""
    write_folder(place, {"a.csv": "1"}, {})
    beside = place.with_name(f".{place.name}.killed")
    (beside / "new").mkdir(parents=True)
    place.rename(beside / "old")


def test_what_a_killed_run_had_moved_away_is_put_back(tmp_path: Path) -> None:
    left_by_a_kill(tmp_path / "out")
    (tmp_path / ".out.mine" / "old").mkdir(parents=True)
    with pytest.raises(FolderError):
        write_folder(tmp_path / "out", {"no/such/folder.csv": ""}, {})
    assert (tmp_path / "out" / "a.csv").read_text() == "1"
    assert names(tmp_path) == {"out", ".out.mine"}


def test_after_a_kill_the_next_run_goes_well(tmp_path: Path) -> None:
    left_by_a_kill(tmp_path / "out")
    write_folder(tmp_path / "out", {"b.csv": "2"}, {})
    assert names(tmp_path / "out") == {"b.csv", LIST}
    assert names(tmp_path) == {"out"}


def test_when_writing_fails_the_earlier_run_is_still_there(tmp_path: Path) -> None:
    write_folder(tmp_path / "out", {"a.csv": "1"}, {})
    with pytest.raises(FolderError, match="cannot be written"):
        write_folder(tmp_path / "out", {"a.csv": "2", "no/such/folder.csv": ""}, {})
    assert (tmp_path / "out" / "a.csv").read_text() == "1"
    assert names(tmp_path) == {"out"}
