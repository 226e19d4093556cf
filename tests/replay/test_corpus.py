"""Real reports beside the checkout: everything read from them is the verified truth."""

import json
import unicodedata
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from monitor.domain.area import AreaTable
from monitor.domain.parse import parse
from monitor.domain.report import Report
from monitor.domain.text import text_pages
from monitor.errors import UnreadableReport
from monitor.sources.pdf import PdfReader

CORPUS = Path(__file__).resolve().parents[2].parent / "shared" / "corpus"
TRUTH = CORPUS / "truth.jsonl"
RECORDS: list[dict[str, Any]] = (
    [json.loads(line) for line in TRUTH.read_text("utf-8").splitlines()] if TRUTH.exists() else []
)
NEGATIVES = sorted((CORPUS / "negatives").glob("*")) if TRUTH.exists() else []

pytestmark = pytest.mark.skipif(not RECORDS, reason=f"the real documents are not at {CORPUS}")


@pytest.fixture(scope="module")
def reader() -> Iterator[PdfReader]:
    with PdfReader(timeout=20) as reader:
        yield reader


@pytest.fixture(scope="module")
def areas() -> AreaTable:
    return AreaTable.from_csv_text(files("monitor.data").joinpath("areas.csv").read_text("utf-8"))


def read(path: Path, reader: PdfReader, areas: AreaTable) -> Report:
    text = reader.read(path.read_bytes())
    return parse(text.pages, text.title, areas)


def plain(value: Any) -> Any:
    """Give a value with its texts after NFKC, straight quotes and single blanks."""
    if isinstance(value, dict):
        return {key: plain(part) for key, part in value.items()}
    if isinstance(value, str):
        return " ".join(unicodedata.normalize("NFKC", value).replace("’", "'").replace("‘", "'").split())
    return value


@pytest.mark.parametrize("truth", RECORDS, ids=[record["file_id"] for record in RECORDS])
def test_every_report_is_read_as_it_is(truth: dict[str, Any], reader: PdfReader, areas: AreaTable) -> None:
    found = read(CORPUS / "reports" / truth["file"], reader, areas).as_json()
    expected = {key: truth[key] for key in ("pages", "kind", "framework", "area", "outcome", "next", "plan")}
    expected["inspection"] = {key: truth["inspection"][key] for key in ("start", "end")}
    expected["previous_inspection"] = {
        key: truth["previous_inspection"][key] for key in ("text", "start", "end")
    }
    expected["partnership"] = truth["title"].removeprefix("Area SEND inspection of ").removeprefix("the ")
    assert plain(found) == plain(expected | {"warnings": []})


@pytest.mark.parametrize("path", NEGATIVES, ids=[path.stem for path in NEGATIVES])
def test_other_documents_have_no_band(path: Path, reader: PdfReader, areas: AreaTable) -> None:
    if b"%PDF" not in path.read_bytes()[:1024]:
        with pytest.raises(UnreadableReport):
            reader.read(path.read_bytes())
        return
    report = read(path, reader, areas)
    assert (report.kind, report.outcome.band, report.plan, report.next.full_months) == (
        "other",
        None,
        None,
        None,
    )
    assert report.warnings


def test_the_text_of_a_report_reads_as_its_pdf(reader: PdfReader, areas: AreaTable) -> None:
    (seed,) = (CORPUS / "seeds").glob("001*.txt")
    found = parse(text_pages(seed.read_text("utf-8")), None, areas).as_json()
    truth = next(record for record in RECORDS if record["area"] == found["area"])
    pdf = read(CORPUS / "reports" / truth["file"], reader, areas).as_json()
    assert found | {"pages": pdf["pages"]} == pdf


@pytest.mark.parametrize("number", ["000", "002", "003", "004"])
def test_news_is_no_report(number: str, areas: AreaTable) -> None:
    (seed,) = (CORPUS / "seeds").glob(f"{number}*.txt")
    report = parse(text_pages(seed.read_text("utf-8")), None, areas)
    assert (report.kind, report.outcome.band) == ("other", None)
