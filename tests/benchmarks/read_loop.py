"""Reads PDFs over and over: `python -m tests.benchmarks.read_loop bare|text|whole ROUNDS FILE...`.

`bare` is PDFium's own text, page by page, in this process; `text` the same from our reader's process, told
that no page has a table; `whole` the finished record, with its tables. Prints the number of documents, of
letters of their texts, of records with a band, and the peak of the processes that were started, in MB.
"""

import json
import resource
import subprocess
import sys
from collections.abc import Callable, Sequence
from importlib.resources import files
from pathlib import Path

import pypdfium2  # type: ignore[import-untyped]

from monitor.domain.area import AreaTable
from monitor.domain.parse import parse
from monitor.sources.pdf import PdfReader
from monitor.sources.pdf_frames import HEADER, framed, payload_size

PATIENCE = 20.0  # seconds for one document: what is measured is CPU, on a machine that may be busy

_WITHOUT_TABLES = f"""
from monitor.sources import pdf_child
pdf_child.has_table_heading = lambda text: False
pdf_child.serve({PATIENCE})
"""

Way = Callable[[bytes], tuple[int, bool]]


def main(arguments: Sequence[str]) -> None:
    """Read as often as asked and print what was found, as JSON."""
    way, rounds, *paths = arguments
    documents = [Path(path).read_bytes() for path in paths] * int(rounds)
    areas = AreaTable.from_csv_text(files("monitor.data").joinpath("areas.csv").read_text("utf-8"))
    if way == "text":
        found = _texts(documents)
    else:
        with PdfReader(timeout=PATIENCE) as reader:
            read = {"bare": _bare, "whole": _whole_by(reader, areas)}[way]
            found = [read(document) for document in documents]
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    letters, bands = sum(one for one, _ in found), sum(one for _, one in found)
    print(json.dumps({"documents": len(found), "letters": letters, "bands": bands, "peak": peak}))


def _bare(data: bytes) -> tuple[int, bool]:

    document = pypdfium2.PdfDocument(data)
    letters = 0
    for index in range(len(document)):
        page = document[index]
        text = page.get_textpage()
        letters += len(text.get_text_range())
        text.close()
        page.close()
    document.close()
    return letters, False


def _texts(documents: Sequence[bytes]) -> list[tuple[int, bool]]:
    """Give the numbers of letters by a reader's process that looks for no tables."""
    command = [sys.executable, "-c", _WITHOUT_TABLES]
    found = []
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        if process.stdin is None or process.stdout is None:
            raise AssertionError("both are pipes")
        answers = process.stdout
        answers.read(payload_size(answers.read(HEADER.size)))  # that it is ready
        for document in documents:
            process.stdin.write(framed(document))
            process.stdin.flush()
            answer = json.loads(answers.read(payload_size(answers.read(HEADER.size))))
            found.append((sum(map(len, answer["pages"])), False))
        process.stdin.close()
    return found


def _whole_by(reader: PdfReader, areas: AreaTable) -> Way:
    def read(data: bytes) -> tuple[int, bool]:
        text = reader.read(data)
        report = parse(text.pages, text.title, areas, text.tables)
        report.as_record()
        return sum(map(len, text.pages)), report.outcome.band is not None

    return read


if __name__ == "__main__":
    main(sys.argv[1:])
