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
from monitor.domain.themes import themes_of
from monitor.errors import UnreadableReport
from monitor.sources.pdf import PdfReader

CORPUS = Path(__file__).resolve().parents[2].parent / "shared" / "corpus"
TRUTH = CORPUS / "truth.jsonl"
RECORDS: list[dict[str, Any]] = (
    [json.loads(line) for line in TRUTH.read_text("utf-8").splitlines()] if TRUTH.exists() else []
)
NEGATIVES = sorted((CORPUS / "negatives").glob("*")) if TRUTH.exists() else []

SAME = (
    "pages",
    "kind",
    "framework",
    "area",
    "outcome",
    "next",
    "plan",
    "local_authorities",
    "integrated_care_boards",
    "lead_inspectors",
)

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
    return parse(text.pages, text.title, areas, text.tables)


def plain(value: Any) -> Any:
    """Give a value with its texts after NFKC, straight quotes and single blanks, without bullets."""
    if isinstance(value, dict):
        return {key: plain(part) for key, part in value.items()}
    if isinstance(value, str):
        straight = unicodedata.normalize("NFKC", value).replace("’", "'").replace("‘", "'")
        return " ".join(straight.replace("•", " ").split())
    if isinstance(value, list):
        return [plain(part) for part in value]
    return value


def _with_themes(item: dict[str, Any]) -> dict[str, Any]:
    return item | {"themes": list(themes_of(item["text"]))}


@pytest.mark.parametrize("truth", RECORDS, ids=[record["file_id"] for record in RECORDS])
def test_every_report_is_read_as_it_is(truth: dict[str, Any], reader: PdfReader, areas: AreaTable) -> None:
    found = read(CORPUS / "reports" / truth["file"], reader, areas).as_json()
    expected = {key: truth[key] for key in SAME}
    expected["inspection"] = {key: truth["inspection"][key] for key in ("start", "end")}
    expected["previous_inspection"] = {
        key: truth["previous_inspection"][key] for key in ("text", "start", "end")
    }
    expected["partnership"] = truth["title"].removeprefix("Area SEND inspection of ").removeprefix("the ")
    for heading in ("priority_actions", "improvements"):
        expected[heading] = [_with_themes(item) for item in truth[heading]]
    assert plain(found) == plain(expected | {"warnings": []})


@pytest.mark.parametrize("truth", RECORDS, ids=[record["file_id"] for record in RECORDS])
def test_without_its_drawn_tables_a_report_is_read_right_or_not_at_all(
    truth: dict[str, Any], reader: PdfReader, areas: AreaTable
) -> None:
    text = reader.read((CORPUS / "reports" / truth["file"]).read_bytes())
    found = plain(parse(text.pages, text.title, areas).as_json())
    warned = " ".join(found["warnings"])
    for part in ("priority_actions", "improvements"):
        name = part.replace("_", " ").replace("actions", "action")
        expected = plain([_with_themes(item) for item in truth[part]])
        assert found[part] == expected or (not found[part] and f"areas for {name}: left out" in warned)
        assert not expected or f"areas for {name.removesuffix('s')}" in warned
    for part in ("local_authorities", "integrated_care_boards"):
        assert found[part] == plain(truth[part]) or (not found[part] and "not read" in warned)
    assert found["lead_inspectors"] == plain(truth["lead_inspectors"])


def test_the_narrative_is_kept_with_its_pages(reader: PdfReader, areas: AreaTable) -> None:
    for truth in RECORDS:
        report = read(CORPUS / "reports" / truth["file"], reader, areas)
        assert [section.name for section in report.sections] == ["experience", "effective", "better"]
        assert "sections" not in report.as_json()
        for section in report.sections:
            pages = [paragraph.page for paragraph in section.paragraphs]
            assert pages == sorted(pages)
            assert len(pages) > 1
        bullets = [p.text for section in report.sections[1:] for p in section.paragraphs]
        assert sum(text.startswith("• ") for text in bullets) >= 0.8 * len(bullets)


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
    doubts = found.pop("warnings")
    assert plain(found | {"pages": pdf["pages"], "warnings": []}) == plain(pdf)
    assert doubts == ["areas for improvement: read from text, not from a drawn table (low confidence)"]


@pytest.mark.parametrize("number", ["000", "002", "003", "004"])
def test_news_is_no_report(number: str, areas: AreaTable) -> None:
    (seed,) = (CORPUS / "seeds").glob(f"{number}*.txt")
    report = parse(text_pages(seed.read_text("utf-8")), None, areas)
    assert (report.kind, report.outcome.band) == ("other", None)
