"""Files of facts about past inspections, from disk: spreadsheets (ODS, XLSX) and CSV.

Ofsted's CSV files are Latin-1, others are UTF-8 (`sources.md` 5); a file that is not valid UTF-8 is taken as
the former.
"""

import csv
import io
import zipfile
from datetime import date, datetime
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, load_workbook

from monitor.domain.fact_table import Cell, Sheet
from monitor.errors import UnreadableFile
from monitor.ports.knowledge import FactFile

_SIZE_LIMIT = 20_000_000
_UNPACKED_LIMIT = 200_000_000
_ROW_LIMIT = 20_000


def read_fact_file(path: Path) -> FactFile:
    """Read a file's sheets. Raises UnreadableFile."""
    try:
        if path.stat().st_size > _SIZE_LIMIT:
            raise UnreadableFile(f"{path}: is larger than any such table, {_SIZE_LIMIT // 1_000_000} MB")
        data = path.read_bytes()
    except OSError as error:
        raise UnreadableFile(f"{path}: cannot be read ({error.strerror})") from error
    try:
        sheets = _workbook(data) if data.startswith(b"PK") else (_csv(path.stem, data),)
    except (CalamineError, zipfile.BadZipFile, csv.Error, ValueError) as error:
        raise UnreadableFile(f"{path}: is neither a spreadsheet nor CSV ({error})") from error
    return FactFile(path.name, sha256(data).hexdigest(), sheets)


def _workbook(data: bytes) -> tuple[Sheet, ...]:
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        if sum(member.file_size for member in packed.infolist()) > _UNPACKED_LIMIT:
            raise ValueError("it unpacks to more than any such table holds")
    with load_workbook(io.BytesIO(data)) as book:
        return tuple(
            Sheet(name, tuple(tuple(map(_cell, row)) for row in _rows(book, name)))
            for name in book.sheet_names
        )


def _rows(book: Any, name: str) -> list[list[Any]]:
    rows: list[list[Any]] = book.get_sheet_by_name(name).to_python(skip_empty_area=False, nrows=_ROW_LIMIT)
    return rows


def _csv(name: str, data: bytes) -> Sheet:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("latin-1")
    if "\0" in text:
        raise ValueError("it holds what is no text")
    rows = csv.reader(io.StringIO(text, newline=""))
    return Sheet(name, tuple(tuple(cell.strip() for cell in row) for row in islice(rows, _ROW_LIMIT)))


def _cell(value: Any) -> Cell:
    """Give a cell as a date or as text; whole numbers without the ".0" that spreadsheets add."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
