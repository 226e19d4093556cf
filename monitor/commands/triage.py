"""The command that judges news stories."""

import errno
import json
import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

import typer

from monitor.bootstrap import configured
from monitor.commands.printing import json_line, plain
from monitor.domain.feeds import NewsFeed
from monitor.domain.matching import LONDON
from monitor.domain.news import NewsItem
from monitor.domain.news_names import Names
from monitor.domain.outcome import LABELS, Band
from monitor.domain.triage import triage
from monitor.options import Options

app = typer.Typer()

STDIN = Path("-")
LONGEST_LINE = 5_000_000  # bytes
_TEXTS = ("title", "summary", "body", "url", "feed")


Covers = Mapping[str, frozenset[str]]
"""Ids of the areas that a feed covers, by its name in small letters, its address, or its host."""


class _NotAnItem(Exception):
    """A line that is no news item; says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class _Line:
    """One item of input with where it stands."""

    file: Path
    number: int | None
    data: bytes


@app.command("triage")
def triage_command(
    ctx: typer.Context,
    files: Annotated[
        list[Path],
        typer.Argument(help="JSON Lines of news items, one story as .txt, or - for standard input."),
    ],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object a line, in order.")] = False,
) -> None:
    """Judge news stories: their kind, areas, and claim of an outcome.

    An item is a JSON object with title and, if there are, summary, body, url, published and feed. A line that
    is none is named with the reason; the others are still judged, and the command ends with exit code 1.
    """
    options: Options = ctx.obj
    found = configured(options, os.environ, secrets=False, needs_folder=False)
    feeds = found.watching.feeds
    covers = _covers((*feeds.read, *(feed for feed, _ in feeds.left_out)))
    names = Names(found.areas)
    failed = False
    for record in _records(files, names, covers):
        failed = failed or "error" in record
        typer.echo(json_line(record) if as_json else _for_people(record))
    if failed:
        raise typer.Exit(1)


def _covers(feeds: Iterable[NewsFeed]) -> Covers:
    """Index what areas the configured feeds cover: by a feed's name, its address, and its host."""
    covers: dict[str, frozenset[str]] = {}
    for feed in feeds:
        for key in () if feed.everywhere else (feed.name.casefold(), feed.url, _host(feed.url)):
            covers[key] = covers.get(key, frozenset()) | feed.areas
    return covers


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def _covered(feed: str, url: str, covers: Covers) -> frozenset[str]:
    """Give the areas that whoever published a story covers, as far as the config says."""
    known = (covers.get(key) for key in (feed, feed.casefold(), _host(url)) if key)
    return next((areas for areas in known if areas), frozenset())


def _records(files: Iterable[Path], names: Names, covers: Covers) -> Iterator[dict[str, Any]]:
    for path in files:
        try:
            for line in _lines(path):
                yield _record(line, names, covers)
        except OSError as error:
            yield _bad(path, None, f"the file cannot be opened ({error.strerror})")


def _lines(path: Path) -> Iterator[_Line]:
    if path.suffix.lower() == ".txt":
        yield _Line(path, None, path.read_bytes())
    elif path == STDIN:
        if sys.stdin is None:  # whoever started us has closed it
            raise OSError(errno.EBADF, "standard input is closed")
        yield from _numbered(path, sys.stdin.buffer)
    else:
        with path.open("rb") as file:
            yield from _numbered(path, file)


def _numbered(path: Path, lines: Iterable[bytes]) -> Iterator[_Line]:
    return (_Line(path, number, line) for number, line in enumerate(lines, 1) if line.strip())


def _record(line: _Line, names: Names, covers: Covers) -> dict[str, Any]:
    try:
        item, remark = _story(line.data) if line.number is None else _item(line.data, covers)
    except _NotAnItem as error:
        return _bad(line.file, line.number, str(error))
    record = triage(item, names).as_json()
    if remark:
        record["reasons"].append(remark)
    return record


def _story(data: bytes) -> tuple[NewsItem, None]:
    """Read a story kept as text: its first line is the title."""
    text = _decoded(data).strip()
    if not text:
        raise _NotAnItem("the file holds no text")
    title, _, body = text.partition("\n")
    return NewsItem(title.strip(), body=body.strip()), None


def _item(data: bytes, covers: Covers) -> tuple[NewsItem, str | None]:
    """Read a line of JSON; with a remark on what in it could not be used."""
    if len(data) > LONGEST_LINE:
        raise _NotAnItem(f"longer than {LONGEST_LINE} bytes")
    try:
        found = json.loads(_decoded(data))
    except (ValueError, RecursionError) as error:
        raise _NotAnItem(f"not JSON: {error}") from error
    if not isinstance(found, dict):
        raise _NotAnItem("not a JSON object")
    title, summary, body, url, feed = (_text(found, key) for key in _TEXTS)
    if not (title.strip() or summary.strip() or body.strip()):
        raise _NotAnItem("title: missing")
    published = _text(found, "published")
    day = _day(published)
    remark = f"published: {published!r} is no date" if published and day is None else None
    return NewsItem(title, summary, body, url, day, feed, _covered(feed, url, covers)), remark


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _NotAnItem("not UTF-8 text") from error


def _text(found: dict[str, Any], key: str) -> str:
    value = found.get(key)
    if value is not None and not isinstance(value, str):
        raise _NotAnItem(f"{key}: not a text")
    return (value or "").encode("utf-8", "replace").decode()  # JSON may carry half a character


def _day(text: str) -> date | None:
    """Read the day, in London, of a time as JSON or as a feed writes it."""
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            moment = read(text)
            return (moment.astimezone(LONDON) if moment.tzinfo else moment).date()
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
    return None


def _bad(path: Path, number: int | None, message: str) -> dict[str, Any]:
    return {"file": str(path), "line": number, "error": {"type": "NotANewsItem", "message": message}}


def _for_people(record: dict[str, Any]) -> str:
    if "error" in record:
        where = record["file"] if record["line"] is None else f"{record['file']}, line {record['line']}"
        return plain(f"{where}\n  could not be judged: {record['error']['message']}\n")
    claim = record["claim"]
    said = f"{LABELS[Band(claim['band'])]} (“{claim['evidence']}”)" if claim["band"] else "none"
    lines = [
        record["title"] or "(no title)",
        f"  relevant: {'yes' if record['relevant'] else 'no'}    kind: {record['kind']}    "
        f"areas: {', '.join(record['areas']) or 'none'}    claim: {said}",
        *(f"  {reason}" for reason in record["reasons"]),
    ]
    return plain("\n".join(lines) + "\n")


@app.callback()
def _group() -> None:
    """Keep a single command a command of its name."""
