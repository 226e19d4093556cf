"""Files that take other readers down: each gives its text or a named error, and the next file is read.

A document has three seconds and 512 MB in all; the limits are the reader's own, so that what stops a file is
told by what is said of it, not by a clock in the test.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import psutil
import pytest
from reportlab.lib.pdfencrypt import StandardEncryption  # type: ignore[import-untyped]

from monitor.commands.read import app
from monitor.errors import UnreadableReport
from monitor.options import Options
from monitor.replica.samples import full_report_pdf
from monitor.sources.pdf import PdfReader
from tests.contract.made_pdfs import (
    flood_of_blanks,
    flood_of_text,
    nested_arrays,
    nested_forms,
    one_line,
    picture,
    twice_packed,
    written,
)

LINE = "Ashbourne Vale sails."
GOOD = written([LINE, "Second page."])
MOST_MEMORY = 512  # MB
TOO_DEAR = r"needed too much memory|more than 3 seconds|more than 200000 characters"

HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty": (bytes, "the file is empty"),
    "html": (lambda: b"<!DOCTYPE html><html><title>Not found</title></html>", "not a PDF"),
    "half": (lambda: GOOD[: len(GOOD) // 2], "damaged or cut short"),
    "user-password": (
        lambda: written(["Secret."], encrypt=StandardEncryption("pass", "owner", strength=128)),
        "locked with a password",
    ),
    "end-missing": (lambda: GOOD[:-200], "damaged or cut short"),
    "random-bytes": (lambda: b"%PDF-1.7\n" + bytes(range(56, 256)), "damaged or cut short"),
    "picture": (picture, "no text"),
    "2000-pages": (lambda: written([LINE] * 2000), "2000 pages"),
    "512-mib-of-blanks": (flood_of_blanks, TOO_DEAR),
    "64-mib-of-text": (flood_of_text, TOO_DEAR),
    "nested-forms": (lambda: nested_forms(22), TOO_DEAR),
    "page-tree-loop": (lambda: one_line(LINE, tree=b"/Kids[2 0 R]/Count 1"), "damaged or cut short"),
    "page-tree-loops": (
        lambda: one_line(LINE, tree=b"/Kids[2 0 R 3 0 R 2 0 R]/Count 9"),
        "damaged or cut short",
    ),
    "count-too-high": (lambda: one_line(LINE, tree=b"/Kids[3 0 R]/Count 150"), "damaged or cut short"),
    "200000-nested-arrays": (lambda: nested_arrays(200_000), rf"has no text|damaged|{TOO_DEAR}"),
    "flood-of-saves": (lambda: twice_packed(b"q " * (1 << 19), 64), TOO_DEAR),
}
ODD = {
    "count-absurd": one_line(LINE, tree=b"/Kids[3 0 R]/Count 2147483647"),
    "count-below-zero": one_line(LINE, tree=b"/Kids[3 0 R]/Count -7"),
    "no-count": one_line(LINE, tree=b"/Kids[3 0 R]"),
    "table-of-itself": one_line(LINE, trailer=b"/Prev 9"),
    "content-of-itself": one_line(LINE, stream=b"/Filter 4 0 R/DecodeParms 4 0 R"),
}
MIXED = (  # what `read` meets on its way, with a good file after each
    "empty",
    "html",
    "half",
    "user-password",
    "picture",
    "512-mib-of-blanks",
    "64-mib-of-text",
    "page-tree-loop",
    "200000-nested-arrays",
)
SMALL = ("512-mib-of-blanks", "64-mib-of-text", "nested-forms")


@pytest.fixture(scope="module")
def reader() -> Iterator[PdfReader]:
    with PdfReader() as reader:
        reader.read(GOOD)
        yield reader


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_named_and_the_next_one_read(name: str, reader: PdfReader) -> None:
    make, message = HOSTILE[name]
    before = {child.pid for child in psutil.Process().children()}
    with pytest.raises(UnreadableReport, match=message):
        reader.read(make())
    assert reader.read(GOOD).pages[0].strip() == LINE
    assert {child.pid for child in psutil.Process().children()} == before, "the reader had to be replaced"


@pytest.mark.parametrize("name", ODD)
def test_what_is_odd_and_harmless_is_read(name: str, reader: PdfReader) -> None:
    assert reader.read(ODD[name]).pages == (LINE,)


@pytest.mark.parametrize("name", SMALL)
def test_the_dearest_files_are_small(name: str) -> None:
    assert len(HOSTILE[name][0]()) < 10_000


def test_read_names_each_file_in_order_and_stays_small(tmp_path: Path) -> None:
    monday = date(2026, 3, 9)
    good = full_report_pdf(
        area="Port Merrow", band="inconsistent", start=monday, end=monday, previous="6 June 2016", seed=1
    )
    files = []
    for name in MIXED:
        for file, data in ((f"{name}.pdf", HOSTILE[name][0]()), (f"good-after-{name}.pdf", good)):
            files.append(tmp_path / file)
            files[-1].write_bytes(data)
    code, printed, peak = ran(["read", "--json", *map(str, files)], tmp_path)
    lines = [json.loads(line) for line in printed.splitlines()]
    assert code == 1
    assert [line["file"] for line in lines] == list(map(str, files))
    for line in lines:
        if "good-after-" in line["file"]:
            assert line["outcome"]["band"] == "inconsistent"
        else:
            assert line["error"]["type"] == "UnreadableReport"
            assert line["error"]["message"].startswith("the file ")
    assert peak <= MOST_MEMORY


def ran(arguments: list[str], folder: Path) -> tuple[int, str, float]:
    """Run send-monitor; give its exit code, what it printed, and the peak in MB of it and its children."""
    code = (
        "import resource, subprocess, sys\n"
        "done = subprocess.run([sys.executable, '-m', 'monitor.cli', *sys.argv[1:]], check=False)\n"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024, file=sys.stderr)\n"
        "sys.exit(done.returncode)\n"
    )
    environ = {name: value for name, value in os.environ.items() if not name.startswith("SEND_MONITOR_")}
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        capture_output=True,
        text=True,
        check=False,
        env=environ | {"PYTHONPATH": str(Path(__file__).resolve().parents[2])},
        cwd=folder,
    )
    return done.returncode, done.stdout, float(done.stderr.splitlines()[-1])


def test_a_text_that_is_far_too_long_is_refused_before_it_is_parsed(tmp_path: Path) -> None:
    book = tmp_path / "book.txt"
    book.write_text("Area SEND inspection of Kestrelshire Local Area Partnership\n" * 10_000)
    command = [sys.executable, "-m", "monitor.cli", "read", "--json", str(book)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=False)
    assert done.returncode == 1
    assert "characters" in json.loads(done.stdout)["error"]["message"]


@pytest.mark.parametrize(
    ("given", "code", "found"),
    [
        (GOOD, 0, "other"),
        (b"", 1, "the file is empty"),
        (b"Area SEND inspection", 1, "the file is not a PDF"),
    ],
)
def test_a_pdf_on_standard_input_is_read(tmp_path: Path, given: bytes, code: int, found: str) -> None:
    command = [sys.executable, "-m", "monitor.cli", "read", "--json", "-"]
    done = subprocess.run(command, input=given, capture_output=True, cwd=tmp_path, check=False)
    record = json.loads(done.stdout)
    assert (done.returncode, record["file"]) == (code, "-")
    assert found in (record.get("kind"), record.get("error", {}).get("message"))


def test_a_standard_input_that_is_closed_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", None)
    with pytest.raises(SystemExit) as ended:
        app(["read", "-"], obj=Options(tmp_path / "none", None, None, False))
    assert ended.value.code == 1
    assert "standard input is closed" in capsys.readouterr().out
