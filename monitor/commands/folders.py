"""Writing a folder as a whole: beside its place first, then in place of what an earlier run wrote there."""

import json
import shutil
import tempfile
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

import typer

from monitor.errors import FolderError

LIST = "export.json"
"""The list of what a folder holds; it marks the folder as ours, to be replaced by the next run."""

_MADE_BY = "send-monitor export"
_OLD = "old"


def write_folder(folder: Path, texts: Mapping[str, str], about: Mapping[str, Any]) -> None:
    """Write files into a folder, all or none, with a list of them that says what `about` says.

    A folder that holds anything but an earlier run of ours is left alone. Raises BadParameter for that, and
    FolderError where writing fails.
    """
    place = folder.absolute()
    try:
        _put_back(place)
        _refuse_foreign(place)
        place.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=_beside(place), dir=place.parent) as beside:
            new, old = Path(beside) / "new", Path(beside) / _OLD
            new.mkdir()
            for name, text in {**texts, LIST: _list_of(texts, about)}.items():
                (new / name).write_text(text, encoding="utf-8", newline="")
            if place.exists():
                place.rename(old)
            _move(new, place, old)
    except OSError as error:
        raise FolderError(f"{folder}: cannot be written ({error.strerror})") from error


def _put_back(place: Path) -> None:
    """Put back what an earlier run wrote, if a later one was killed after it had moved it out of the way."""
    if place.exists() or place.is_symlink() or not place.parent.is_dir():
        return
    beside = (path for path in place.parent.iterdir() if path.name.startswith(_beside(place)))
    left = next((path for path in beside if _ours(path / _OLD)), None)
    if left is not None:
        (left / _OLD).rename(place)
        shutil.rmtree(left, ignore_errors=True)


def _beside(place: Path) -> str:
    """Give how the names of hidden folders begin in which a run works."""
    return f".{place.name}."


def _move(new: Path, place: Path, old: Path) -> None:
    try:
        new.rename(place)
    except OSError:
        if old.exists():
            old.rename(place)
        raise


def _refuse_foreign(place: Path) -> None:
    if not place.exists() and not place.is_symlink():
        return
    if place.is_symlink() or not place.is_dir():
        raise typer.BadParameter(f"{place} is not a folder; name one that is new, or that an export wrote")
    found = {path.name for path in place.iterdir()}
    strangers = sorted(found - _ours(place))
    if strangers:
        raise typer.BadParameter(
            f"{place} holds {strangers[0]}, which no export wrote; name a folder that is new or empty"
        )


def _ours(place: Path) -> set[str]:
    """Give the names that an earlier run wrote into a folder; none if it is not ours."""
    try:
        listed = json.loads((place / LIST).read_text(encoding="utf-8"))
        known = listed["made_by"] == _MADE_BY
        return {LIST, *listed["files"]} if known else set()
    except (OSError, ValueError, KeyError, TypeError):
        return set()


def _list_of(texts: Mapping[str, str], about: Mapping[str, Any]) -> str:
    files = {name: sha256(text.encode()).hexdigest() for name, text in texts.items()}
    listed = {"made_by": _MADE_BY, **about, "files": files}
    return json.dumps(listed, indent=1, ensure_ascii=False) + "\n"
