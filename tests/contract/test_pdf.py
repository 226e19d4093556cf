"""The PDF reader: real files give their text, hostile ones an error in time, and nothing takes it down."""

import contextlib
import io
import os
import signal
import subprocess
import sys
import threading
import zlib
from collections.abc import Iterator, Sequence

import psutil
import pytest
from reportlab.lib.pdfencrypt import StandardEncryption  # type: ignore[import-untyped]
from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]

from monitor.errors import UnreadableReport
from monitor.ports import DocumentText, Reader
from monitor.sources.pdf import PdfReader
from monitor.sources.pdf_frames import framed

CHILD = [sys.executable, "-m", "monitor.sources.pdf_child", "1"]


def written(pages: Sequence[str], *, title: str = "", encrypt: StandardEncryption | None = None) -> bytes:
    """Make a PDF with one text a page."""
    stream = io.BytesIO()
    canvas = Canvas(stream, encrypt=encrypt, invariant=True)
    canvas.setTitle(title)
    for page in pages:
        for number, line in enumerate(page.split("\n")):
            canvas.drawString(72, 750 - 14 * number, line)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def assembled(
    content: bytes, extra: Sequence[bytes] = (), *, stream: bytes = b"", resources: bytes = b""
) -> bytes:
    """Make a one-page PDF; `extra` are objects from number 5 on, `stream` more keys of its content."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<<%s>>>>" % resources,
        b"<</Length %d%s>>stream\n%s\nendstream" % (len(content), stream, content),
        *extra,
    ]
    body, offsets = b"%PDF-1.7\n", []
    for number, item in enumerate(objects, 1):
        offsets.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, item)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(objects) + 1
    return body + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF"
        % (size, table, size, len(body))
    )


def blanks(mebibytes: int) -> bytes:
    """Give the zlib form of that many MiB of blanks without making them all."""
    block = b" " * (1 << 20)
    packer = zlib.compressobj(9)
    start = packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH)
    again = packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH)
    return start + again * (mebibytes - 1) + packer.flush()


def bomb() -> bytes:
    """Make 512 MiB of blanks in a few kilobytes: a page content that is packed twice."""
    return assembled(zlib.compress(blanks(512), 9), stream=b"/Filter[/FlateDecode/FlateDecode]")


def nested_forms(depth: int) -> bytes:
    """Make a page that draws 2^depth forms, each drawing the next one twice."""
    forms = [
        b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</F %d 0 R>>>>/Length 10>>stream\n"
        b"/F Do /F Do\nendstream" % (number + 1)
        for number in range(5, 5 + depth)
    ]
    last = b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Length 0>>stream\n\nendstream"
    return assembled(b"/F Do /F Do", [*forms, last], resources=b"/XObject<</F 5 0 R>>")


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


def test_a_flood_of_blanks_is_stopped_and_the_next_file_read(reader: PdfReader) -> None:
    data = bomb()
    assert len(data) < 10_000
    with pytest.raises(UnreadableReport, match="memory"):
        reader.read(data)
    assert len(reader.read(SAMPLE).pages) == 2


def test_an_endless_file_is_stopped_in_time() -> None:
    with PdfReader(timeout=0.5) as hasty, pytest.raises(UnreadableReport, match=r"more than 0\.5 seconds"):
        hasty.read(nested_forms(24))


def test_a_page_with_too_much_text_is_refused(reader: PdfReader) -> None:
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
    line = b"(%s) Tj 0 -1 Td " % (b"abcdefgh " * 100)
    content = b"BT /F 1 Tf 0 790 Td " + line * 250 + b"ET"
    with pytest.raises(UnreadableReport, match="characters"):
        reader.read(assembled(content, [font], resources=b"/Font<</F 5 0 R>>"))


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
