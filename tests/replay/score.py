"""How well documents are read: `python -m tests.replay.score [--write docs/reading.md]`.

Counts, field by field, how many of the real reports beside the checkout are read as they are, beside reading
by phrases, and prints the tables or puts them between the marks of a document. Without the real reports it
says so and writes nothing.
"""

import argparse
import csv
import json
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from monitor.domain.area import AreaTable
from monitor.domain.parse import parse
from monitor.domain.text import text_pages
from monitor.errors import UnreadableReport
from monitor.ports.sources import DocumentText
from monitor.sources.pdf import PdfReader
from tests.replay.phrases import read_by_phrases
from tests.replay.test_corpus import CORPUS, plain

BEGIN, END = "<!-- made by the command above -->", "<!-- end -->"
NOTHING: tuple[Any, ...] = (None, (), [], {})
PATIENCE = 20.0  # seconds for one document: reading is scored here, not its speed

Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Field:
    """One row: what is compared, and whether phrases are looked for at all."""

    name: str
    of: Callable[[Record], Any]
    by_phrases: bool = False


@dataclass(slots=True)
class Tally:
    """Of so many documents: read as it is, read as something else, and not stated."""

    right: int = 0
    wrong: int = 0
    unstated: int = 0

    def add(self, found: Any, truth: Any) -> None:
        """Count one document; to state nothing where there is nothing is right."""
        if found == truth:
            self.right += 1
        elif _states_nothing(found):
            self.unstated += 1
        else:
            self.wrong += 1

    def cells(self) -> list[str]:
        return [str(count) for count in (self.right, self.wrong, self.unstated)]


FIELDS = (
    Field("kind", lambda record: record["kind"], True),
    Field("area", lambda record: record["area"]),
    Field("inspection dates", lambda record: _span(record["inspection"]), True),
    Field("previous dates", lambda record: _span(record["previous_inspection"]), True),
    Field("band", lambda record: record["outcome"]["band"], True),
    Field("evidence", lambda record: record["outcome"]["evidence"], True),
    Field("next inspection, months", lambda record: _months(record["next"]), True),
    Field("next inspection, words", lambda record: record["next"]["text"], True),
    Field("plan", lambda record: record["plan"], True),
    Field("priority actions, how many", lambda record: len(record["priority_actions"]) or None),
    Field("priority actions, words", lambda record: _each(record["priority_actions"], "text")),
    Field("responsible bodies", lambda record: _each(record["priority_actions"], "responsible")),
    Field("improvements, how many", lambda record: len(record["improvements"]) or None),
    Field("improvements, words", lambda record: _each(record["improvements"], "text")),
    Field("local authorities", lambda record: record["local_authorities"]),
    Field("integrated care boards", lambda record: record["integrated_care_boards"]),
    Field("lead inspectors", lambda record: record["lead_inspectors"]),
)
HEADERS = ("read as it is", "read wrongly", "not stated")


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the tables or write them where they belong; 1 if the real reports are not there."""
    parser = argparse.ArgumentParser(prog="python -m tests.replay.score", description=__doc__)
    parser.add_argument("--write", type=Path, metavar="FILE", help="put the tables between the marks of FILE")
    into: Path | None = parser.parse_args(arguments).write
    if not (CORPUS / "truth.jsonl").exists():
        print(f"the real reports are not at {CORPUS}: nothing to score, nothing written", file=sys.stderr)
        return 1
    made = tables()
    if into is None:
        print(made)
    else:
        into.write_text(with_tables(into.read_text("utf-8"), made), encoding="utf-8")
    return 0


def with_tables(text: str, made: str) -> str:
    """Give a document with new tables between its marks. Raises ValueError if it has no marks."""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise ValueError(f"the document has no part between {BEGIN} and {END}")
    return f"{before}{BEGIN}\n{made}\n{END}{after}"


def tables() -> str:
    """Read every real document both ways and give both tables, in Markdown."""
    areas = AreaTable.from_csv_text(files("monitor.data").joinpath("areas.csv").read_text("utf-8"))
    with PdfReader(timeout=PATIENCE) as reader:
        return f"{_fields_table(reader, areas)}\n\n{_others_table(reader, areas)}"


def _fields_table(reader: PdfReader, areas: AreaTable) -> str:
    truths = [json.loads(line) for line in (CORPUS / "truth.jsonl").read_text("utf-8").splitlines()]
    ours = {field.name: Tally() for field in FIELDS}
    theirs = {field.name: Tally() for field in FIELDS if field.by_phrases}
    for truth in map(plain, truths):
        text = reader.read((CORPUS / "reports" / truth["file"]).read_bytes())
        found, phrased = plain(_parsed(text, areas)), plain(read_by_phrases(text.pages))
        for field in FIELDS:
            ours[field.name].add(field.of(found), field.of(truth))
            if field.by_phrases:
                theirs[field.name].add(field.of(phrased), field.of(truth))
    rows = [
        [
            field.name,
            *ours[field.name].cells(),
            *(theirs[field.name].cells() if field.by_phrases else ["–"] * 3),
        ]
        for field in FIELDS
    ]
    head = [
        f"{len(truths)} real reports",
        *(f"{how}: {what}" for how in ("ours", "phrases") for what in HEADERS),
    ]
    return _table(head, rows)


def _others_table(reader: PdfReader, areas: AreaTable) -> str:
    """Count, of documents that are no area SEND report, how many were given an outcome all the same."""
    counts: dict[str, list[int]] = {}
    for kind, text in _others(reader):
        row = counts.setdefault(kind, [0, 0, 0, 0, 0])
        row[0] += 1
        if text is None:
            continue
        ours, theirs = _parsed(text, areas), read_by_phrases(text.pages)
        for column, record in ((1, ours), (3, theirs)):
            row[column] += record["kind"] != "other"
            row[column + 1] += record["outcome"]["band"] is not None
    head = ["other documents", "how many"]
    head += [
        f"{how}: {what}" for how in ("ours", "phrases") for what in ("taken for a report", "given a band")
    ]
    return _table(head, [[kind, *map(str, row)] for kind, row in sorted(counts.items())])


def _others(reader: PdfReader) -> Iterable[tuple[str, DocumentText | None]]:
    """Give every document that is no area SEND report with its kind; None if it cannot be read."""
    with (CORPUS / "negatives.csv").open(encoding="utf-8", newline="") as listed:
        for row in csv.DictReader(listed):
            try:
                yield row["true_kind"], reader.read((CORPUS / "negatives" / row["file"]).read_bytes())
            except UnreadableReport:
                yield row["true_kind"], None
    for path in sorted((CORPUS / "seeds").glob("*.txt")):
        text = path.read_text("utf-8")
        if "Inspection outcome" not in text:  # one of the five is the text of a report
            yield "news", DocumentText(text_pages(text), None)


def _parsed(text: DocumentText, areas: AreaTable) -> Record:
    return parse(text.pages, text.title, areas, text.tables).as_json()


def _span(dates: Record | None) -> tuple[str, str] | None:
    return (dates["start"], dates["end"]) if dates and dates["start"] else None


def _months(coming: Record) -> tuple[int | None, int | None]:
    return coming["full_months"], coming["monitoring_months"]


def _each(items: Sequence[Record], key: str) -> list[Any]:
    return [item[key] for item in items]


def _states_nothing(found: Any) -> bool:
    if isinstance(found, dict):
        return all(map(_states_nothing, found.values()))
    if isinstance(found, tuple):
        return all(map(_states_nothing, found))
    return found in NOTHING


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


if __name__ == "__main__":
    sys.exit(main())
