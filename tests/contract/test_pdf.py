"""The PDF reader: real files give their text, hostile ones an error in time, and nothing takes it down."""

import contextlib
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator

import psutil
import pytest
from reportlab.lib.pdfencrypt import StandardEncryption  # type: ignore[import-untyped]

from monitor.errors import UnreadableReport
from monitor.ports.sources import DocumentText, Reader
from monitor.sources.pdf import PdfReader
from monitor.sources.pdf_frames import framed
from tests.contract.made_pdfs import FONT, assembled, nested_forms, written

CHILD = [sys.executable, "-m", "monitor.sources.pdf_child", "1"]


SAMPLE = written(
    ["Ashbourne Vale sails.", "Second page\nof two."], title="10399999 Ashbourne Vale 90001 final"
)


@pytest.fixture(scope="module")
def reader() -> Iterator[PdfReader]:
    with PdfReader(timeout=20) as reader:
        yield reader


def children() -> set[int]:
    return {child.pid for child in psutil.Process().children()}


def test_text_and_title(reader: PdfReader) -> None:
    port: Reader = reader
    found = port.read(SAMPLE)
    assert found.title == "10399999 Ashbourne Vale 90001 final"
    assert [page.split() for page in found.pages] == [
        ["Ashbourne", "Vale", "sails."],
        ["Second", "page", "of", "two."],
    ]


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"\n" * 900 + SAMPLE, id="junk in front"),
        pytest.param(
            written(["Ashbourne Vale sails."], encrypt=StandardEncryption("", "owner", strength=128)),
            id="owner password",
        ),
        pytest.param(SAMPLE.replace(b"startxref\n", b"startxref\n9"), id="wrong startxref"),
    ],
)
def test_harmless_faults_are_read(reader: PdfReader, data: bytes) -> None:
    assert reader.read(data).pages[0].strip() == "Ashbourne Vale sails."


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "the file is empty"),
        (b"<!DOCTYPE html><html><title>Page not found</title></html>", "the file is not a PDF"),
        (b" " * 2000 + SAMPLE, "the file is not a PDF"),
        (b"%PDF-1.7\n" + b" " * (32 << 20), "too big"),
        (b"%PDF-1.7\n" + bytes(range(200)), "damaged or cut short"),
        (SAMPLE[: len(SAMPLE) // 2], "damaged or cut short"),
        (SAMPLE[:-200], "damaged or cut short"),
        (written(["Secret."], encrypt=StandardEncryption("pass", "owner", strength=128)), "password"),
        (written([""] * 1000), "1000 pages"),
        (written(["", ""]), "no text"),
        (assembled(b"10 10 200 200 re f"), "no text"),
        (written([" . - ."]), "no text"),
    ],
    ids=[
        "empty",
        "html",
        "late",
        "big",
        "random",
        "half",
        "end gone",
        "password",
        "1000",
        "blank",
        "drawn",
        "dots",
    ],
)
def test_what_cannot_be_read_says_why(reader: PdfReader, data: bytes, message: str) -> None:
    with pytest.raises(UnreadableReport, match=message):
        reader.read(data)


def test_an_endless_file_is_stopped_in_time() -> None:
    with PdfReader(timeout=0.5) as hasty, pytest.raises(UnreadableReport, match=r"more than 0\.5 seconds"):
        hasty.read(nested_forms(24))


def test_a_page_with_too_much_text_is_refused(reader: PdfReader) -> None:
    line = b"(%s) Tj 0 -1 Td " % (b"abcdefgh " * 100)
    content = b"BT /F 1 Tf 0 790 Td " + line * 250 + b"ET"
    with pytest.raises(UnreadableReport, match="characters"):
        reader.read(assembled(content, [FONT], resources=b"/Font<</F 5 0 R>>"))


def test_a_long_document_keeps_its_number_of_pages(reader: PdfReader) -> None:
    found = reader.read(written([f"Page number {number}" for number in range(1, 71)]))
    assert len(found.pages) == 70
    assert (found.pages[59].strip(), found.pages[60]) == ("Page number 60", "")


def test_a_killed_process_is_replaced() -> None:
    before = children()
    with PdfReader() as reader:
        assert children() == before
        reader.read(SAMPLE)
        (pid,) = children() - before
        os.kill(pid, signal.SIGKILL)
        assert len(reader.read(SAMPLE).pages) == 2
        (new,) = children() - before
        assert new != pid
    assert children() == before


def test_a_stopped_process_does_not_hang_the_caller(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("monitor.sources.pdf._GRACE", 0.5)
    before = children()
    with PdfReader(timeout=1) as reader:
        reader.read(SAMPLE)
        (pid,) = children() - before
        os.kill(pid, signal.SIGSTOP)
        with pytest.raises(UnreadableReport, match="no answer in time"):
            reader.read(SAMPLE)
        monkeypatch.undo()
        assert len(reader.read(SAMPLE).pages) == 2
    assert children() == before


def test_a_process_that_cannot_start_is_an_unreadable_report(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nonexistent/python")
    with PdfReader() as reader, pytest.raises(UnreadableReport, match="reader died"):
        reader.read(SAMPLE)


def test_closed_twice_and_used_again() -> None:
    before = children()
    reader = PdfReader()
    reader.close()
    reader.read(SAMPLE)
    reader.close()
    reader.close()
    assert children() == before


def test_threads_share_one_reader(reader: PdfReader) -> None:
    texts = [f"Report of thread {number}" for number in range(8)]
    found: dict[str, DocumentText] = {}

    def work(text: str) -> None:
        found[text] = reader.read(written([text]))

    threads = [threading.Thread(target=work, args=(text,)) for text in texts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {text: got.pages[0].strip() for text, got in found.items()} == {text: text for text in texts}


def test_the_process_knows_no_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEND_MONITOR_SMTP_PASSWORD", "hunter2")
    before = children()
    with PdfReader() as reader:
        reader.read(SAMPLE)
        (pid,) = children() - before
        assert "hunter2" not in str(psutil.Process(pid).environ())


@pytest.mark.parametrize(
    "said", [b"", b"GET / HTTP/1.1\r\n\r\n" * 4, framed(SAMPLE)[:100], framed(b"")[:4] + b"\xff" * 8]
)
def test_the_process_ends_at_the_end_of_its_input_or_at_garbage(said: bytes) -> None:
    ended = subprocess.run(CHILD, input=said, capture_output=True, timeout=20, check=False)
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, framed(b"ready"), b"")


def test_the_process_does_not_outlive_its_parent() -> None:
    script = (
        "import sys, psutil\n"
        "from monitor.sources.pdf import PdfReader\n"
        "reader = PdfReader()\n"
        "reader.read(sys.stdin.buffer.read())\n"
        "print(psutil.Process().children()[0].pid, flush=True)\n"
        "psutil.Process().kill()\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", script], input=SAMPLE, capture_output=True, timeout=30, check=False
    )
    assert ended.returncode == -signal.SIGKILL
    with contextlib.suppress(psutil.NoSuchProcess, psutil.TimeoutExpired):
        psutil.Process(int(ended.stdout)).wait(timeout=10)
    with contextlib.suppress(psutil.NoSuchProcess):
        assert psutil.Process(int(ended.stdout)).status() == psutil.STATUS_ZOMBIE


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_signal_that_ends_the_monitor_ends_no_reading_that_is_under_way(number: signal.Signals) -> None:
    before = children()
    with PdfReader() as reader:
        reader.read(SAMPLE)
        (pid,) = children() - before
        os.kill(pid, number)
        assert "sails" in reader.read(SAMPLE).pages[0]
        assert children() - before == {pid}
