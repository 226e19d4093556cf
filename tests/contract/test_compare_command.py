"""The command that compares two files: documents as they are, and every way in which they do not fit."""

import json
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from monitor import cli
from monitor.replica.samples import full_report_pdf, monitoring_report_pdf, other_report_pdf

LETTERS = Path(__file__).parents[1] / "replay" / "letters"
AREAS = "urn,name\n90001,Ashbourne Vale\n90003,Kestrelshire\n90002,Port Merrow\n"
Compare = Callable[..., tuple[int, Any]]


@pytest.fixture
def compare(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Compare:
    """Give a function that compares two files and gives the exit code and the JSON lines."""
    (tmp_path / "areas.csv").write_text(AREAS)
    (tmp_path / "monitor.toml").write_text("[ofsted]\nareas_file = 'areas.csv'\n")

    def run(*files: Path, as_json: bool = True) -> tuple[int, Any]:
        arguments = ["compare", *map(str, files), *(["--json"] if as_json else [])]
        monkeypatch.setattr(sys, "argv", ["send-monitor", "--config", str(tmp_path), *arguments])
        with pytest.raises(SystemExit) as stop:
            cli.main()
        said = capsys.readouterr().out
        return int(stop.value.code or 0), [
            json.loads(line) for line in said.splitlines()
        ] if as_json else said

    return run


@pytest.fixture
def full(tmp_path: Path) -> Callable[..., Path]:
    def make(band: str = "inconsistent", year: int = 2026, area: str = "Kestrelshire") -> Path:
        path = tmp_path / f"{area}-{band}-{year}.pdf"
        path.write_bytes(
            full_report_pdf(
                area=area,
                band=band,
                start=date(year, 3, 2),
                end=date(year, 3, 6),
                previous="Not previously inspected",
                seed=year,
            )
        )
        return path

    return make


def test_two_full_reports(compare: Compare, full: Callable[..., Path]) -> None:
    code, (found,) = compare(full("inconsistent", 2023), full("systemic_failings", 2026))
    assert (code, found["area"]["name"]) == (0, "Kestrelshire")
    assert (found["pair"], found["comparable"], found["direction"]) == ("full_full", True, "worse")
    assert (found["months_between"], found["notes"]) == (36, [])
    assert {item["status"] for item in found["items"]} <= {
        "kept",
        "changed",
        "possibly_same",
        "new",
        "not_repeated",
    }
    assert found["bodies"]["kept"]


def test_a_report_beside_itself(compare: Compare, full: Callable[..., Path]) -> None:
    code, (found,) = compare(full(), full())
    assert (code, found["direction"], found["months_between"]) == (0, "same", 0)
    assert {item["status"] for item in found["items"]} == {"kept"}
    assert found["notes"] == ["both files are the same document"]


def test_the_order_of_the_files_does_not_matter(compare: Compare, full: Callable[..., Path]) -> None:
    _, (found,) = compare(full("systemic_failings", 2026), full("inconsistent", 2023))
    assert (found["direction"], found["months_between"]) == ("worse", 36)
    assert "first file is of the later inspection" in found["notes"][0]


def test_a_letter_and_a_full_report(compare: Compare, full: Callable[..., Path]) -> None:
    code, (found,) = compare(LETTERS / "letter_wsoa.txt", full())
    assert (code, found["pair"], found["direction"], found["items"]) == (
        0,
        "letter_full",
        "not_comparable",
        [],
    )
    assert "It required a written statement of action." in found["summary"]


def test_a_monitoring_report(compare: Compare, full: Callable[..., Path], tmp_path: Path) -> None:
    path = tmp_path / "monitoring.pdf"
    days = {"start": date(2025, 3, 3), "end": date(2025, 3, 5)}
    path.write_bytes(monitoring_report_pdf(area="Kestrelshire", effective=True, seed=1, **days))
    code, (found,) = compare(full("systemic_failings", 2023), path)
    assert (code, found["pair"], found["direction"]) == (0, "full_monitoring", "not_comparable")
    assert "stands until the next full inspection" in found["summary"]


def test_two_areas_are_no_pair(compare: Compare, full: Callable[..., Path]) -> None:
    code, (found,) = compare(full(area="Port Merrow"), full())
    assert (code, found["error"]["type"]) == (2, "DifferentAreas")
    assert "Port Merrow and Kestrelshire" in found["error"]["message"]


def test_an_area_that_nobody_knows_is_said(compare: Compare, full: Callable[..., Path]) -> None:
    code, (found,) = compare(full("inconsistent", 2023, area="Nowhere Vale"), full())
    assert (code, found["area"]["name"]) == (0, "Kestrelshire")
    assert "not sure" in found["notes"][0]


def test_files_that_are_no_reports_are_named(
    compare: Compare, full: Callable[..., Path], tmp_path: Path
) -> None:
    other = tmp_path / "other.pdf"
    other.write_bytes(
        other_report_pdf(
            title="Children's services inspection", area="Kestrelshire", published=date(2026, 1, 9), seed=1
        )
    )
    code, said = compare(other, tmp_path / "missing.pdf")
    assert code == 1
    assert [Path(line["file"]).name for line in said] == ["other.pdf", "missing.pdf"]
    assert {line["error"]["type"] for line in said} == {"UnreadableReport"}


def test_for_people_it_is_said_in_words(compare: Compare, full: Callable[..., Path]) -> None:
    code, said = compare(full("inconsistent", 2023), full("typically_positive", 2026), as_json=False)
    assert code == 0
    assert "to typically positive experiences and outcomes: a better outcome." in said
    assert "earlier: inconsistent experiences and outcomes (March 2023)" in said
