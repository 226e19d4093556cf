"""The command that reads report files."""

import errno
import os
import sys
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any

import typer

from monitor.bootstrap import configured, open_reader
from monitor.commands.printing import json_line, plain
from monitor.domain.area import AreaTable
from monitor.domain.outcome import LABELS, Band
from monitor.domain.parse import parse
from monitor.domain.text import text_pages
from monitor.errors import UnreadableReport
from monitor.options import Options
from monitor.ports.sources import DocumentText, Reader

app = typer.Typer()

LONGEST_TEXT = 400_000  # characters
STDIN = Path("-")


@app.command("read")
def read(
    ctx: typer.Context,
    files: Annotated[
        list[Path],
        typer.Argument(help="PDF files, text of reports as .txt, or - for a PDF on standard input."),
    ],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object a line, in order.")] = False,
) -> None:
    """Read report files and say what they found.

    That is kind, area, dates, outcome and the words it rests on. A file that cannot be read is named with
    the reason; the others are still read, and the command ends with exit code 1.
    """
    options: Options = ctx.obj
    areas = configured(options, os.environ, secrets=False, needs_folder=False).areas
    failed = False
    with open_reader() as reader:
        for path in files:
            record = read_file(path, reader, areas)
            failed = failed or "error" in record
            typer.echo(json_line(record) if as_json else _for_people(record))
    if failed:
        raise typer.Exit(1)


def read_file(path: Path, reader: Reader, areas: AreaTable) -> dict[str, Any]:
    """Give what one file says, as `read --json` prints it; a file that cannot be read, with its error."""
    try:
        data = _bytes_of(path)
        text = _plain_text(data) if path.suffix.lower() == ".txt" else reader.read(data)
        report = parse(text.pages, text.title, areas, text.tables)
    except OSError as error:
        return unread(path, f"the file cannot be opened ({error.strerror})")
    except UnreadableReport as error:
        return unread(path, str(error))
    return {"file": str(path), "sha256": sha256(data).hexdigest(), **report.as_json()}


def unread(path: Path, message: str) -> dict[str, Any]:
    """Give what is printed of a file that is no report we can read."""
    return {"file": str(path), "error": {"type": "UnreadableReport", "message": message}}


def _bytes_of(path: Path) -> bytes:
    if path != STDIN:
        return path.read_bytes()
    if sys.stdin is None:  # whoever started us has closed it
        raise OSError(errno.EBADF, "standard input is closed")
    return sys.stdin.buffer.read()


def _plain_text(data: bytes) -> DocumentText:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableReport("the file is not UTF-8 text") from error
    if not text.strip() or "\0" in text:
        raise UnreadableReport("the file holds no text")
    if len(text) > LONGEST_TEXT:
        raise UnreadableReport(f"the file has more than {LONGEST_TEXT} characters; a report has about 50,000")
    return DocumentText(text_pages(text), None)


def _for_people(record: dict[str, Any]) -> str:
    if "error" in record:
        return plain(f"{record['file']}\n  could not be read: {record['error']['message']}\n")
    area = record["area"]["name"] if record["area"] else "not known"
    outcome = record["outcome"]
    band = LABELS[Band(outcome["band"])] if outcome.get("band") else "not stated"
    lines = [
        record["file"],
        f"  area: {area}    kind: {record['kind']}    pages: {record['pages']}",
        f"  inspected: {_days(record['inspection'])}    before that: {_days(record['previous_inspection'])}",
        f"  outcome: {band}",
    ]
    if outcome.get("evidence"):
        lines.append(f"    “{outcome['evidence']}” (page {outcome['page']})")
    if record["next"]["text"]:
        lines.append(f"  next: {record['next']['text']}")
    lines += [f"  please note: {warning}" for warning in record["warnings"]]
    return plain("\n".join(lines) + "\n")


def _days(dates: dict[str, Any] | None) -> str:
    if not dates:
        return "not known"
    if dates.get("text"):
        return str(dates["text"])
    return f"{dates['start']} to {dates['end']}" if dates["start"] else "not known"


@app.callback()
def _group() -> None:
    """Keep a single command a command of its name."""
