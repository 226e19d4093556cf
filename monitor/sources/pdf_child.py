"""The process that reads PDFs: small, without secrets, and with nothing to lose.

A PDF of a few kilobytes can take a gigabyte or hang for ever in every engine, so each document is read in a
fork of this process with limits on memory, processor and wall time. It ends when its standard input ends or
says anything that is not a frame.
"""

import contextlib
import ctypes
import json
import math
import os
import resource
import select
import signal
import sys
from typing import Any, BinaryIO

import pypdfium2  # type: ignore[import-untyped]

from monitor.sources.pdf_frames import HEADER, LARGEST, framed, payload_size
from monitor.sources.pdf_tables import has_table_heading, tables_of

MEMORY = 512 * 1024 * 1024
MOST_PAGES = 200
READ_PAGES = 60  # reports have 7 to 12; the text of pages after these is left empty
PAGE_CHARACTERS = 200_000
DOCUMENT_CHARACTERS = 400_000  # the parser runs where the reader's limits do not hold
TABLE_PAGES = 12  # reports have two to five; of a document with more we give none: some would mislead
GRACE = 2.0  # seconds after which a fork that outlives its own alarm is killed

_LIBC = ctypes.CDLL(None)
_DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG
_PASSWORD, _UNKNOWN_SECURITY = 4, 5  # FPDF_GetLastError
_TOO_SLOW = {signal.SIGALRM, signal.SIGXCPU, signal.SIGKILL}


def serve(timeout: float) -> None:
    """Answer frames on standard input until it ends; each answer is JSON: what was read, or an error."""
    for number in (signal.SIGINT, signal.SIGTERM):  # these end the parent, and with it our input; systemd
        signal.signal(number, signal.SIG_IGN)  # sends them to all, and the document would count as unreadable
    answers = os.fdopen(os.dup(1), "wb")
    with open(os.devnull, "wb") as nowhere:  # noqa: PTH123  what a library prints must not get into the frames
        os.dup2(nowhere.fileno(), 1)
    requests = os.fdopen(os.dup(0), "rb")
    _send(answers, b"ready")
    while (document := _request(requests)) is not None:
        _send(answers, _read_in_fork(document, timeout, (requests.fileno(), answers.fileno(), 0)))


def _request(stream: BinaryIO) -> bytes | None:
    """Give the next frame's payload; None at the end of the input, whether orderly or not."""
    header = stream.read(HEADER.size)
    if len(header) < HEADER.size:
        return None
    try:
        size = payload_size(header)
    except ValueError:
        return None
    payload = stream.read(size)
    return payload if len(payload) == size else None


def _send(stream: BinaryIO, payload: bytes) -> None:
    stream.write(framed(payload))
    stream.flush()


def _read_in_fork(document: bytes, timeout: float, not_yours: tuple[int, ...]) -> bytes:
    """Read one document in a fork and give its answer, or what became of the fork."""
    readable, writable = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            os.close(readable)
            for descriptor in not_yours:
                os.close(descriptor)
            _limit(timeout)
            _write_all(writable, framed(json.dumps(_reading(document)).encode()))
        finally:
            os._exit(0)
    os.close(writable)
    try:
        answer = _collect(readable, timeout + GRACE)
    finally:
        os.close(readable)
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)  # it has answered, or it never will
        _, status = os.waitpid(pid, 0)
    if len(answer) > HEADER.size and payload_size(answer[: HEADER.size]) == len(answer) - HEADER.size:
        return answer[HEADER.size :]
    return json.dumps({"error": _end_of(status, timeout)}).encode()


def _limit(timeout: float) -> None:
    """Bound what this process may use; `timeout` is in seconds of wall time."""
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, timeout)
    with contextlib.suppress(AttributeError):
        _LIBC.prctl(_DIE_WITH_PARENT, signal.SIGKILL)
    limits = {
        resource.RLIMIT_AS: MEMORY,
        resource.RLIMIT_CPU: math.ceil(timeout) + 1,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_FSIZE: 0,
    }
    for what, most in limits.items():
        hard = resource.getrlimit(what)[1]
        bound = most if hard == resource.RLIM_INFINITY else min(most, hard)
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(what, (bound, bound))


def _collect(descriptor: int, timeout: float) -> bytes:
    """Read a pipe to its end; stop at silence longer than `timeout` seconds, or at too much."""
    poll = select.poll()
    poll.register(descriptor, select.POLLIN)
    pieces: list[bytes] = []
    size = 0
    while size <= LARGEST and poll.poll(timeout * 1000):
        piece = os.read(descriptor, 1 << 16)
        if not piece:
            return b"".join(pieces)
        pieces.append(piece)
        size += len(piece)
    return b""


def _end_of(status: int, timeout: float) -> str:
    """Say in plain words why a fork gave no answer."""
    signalled = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
    if signalled in _TOO_SLOW:
        return f"reading it took more than {timeout:g} seconds"
    return "reading it needed too much memory, or it is damaged in a way that breaks the reader"


def _write_all(descriptor: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def _reading(data: bytes) -> dict[str, Any]:
    """Read a document, or say in plain words why it cannot be read."""
    try:
        document = pypdfium2.PdfDocument(data)
        count = len(document)
        if not 0 < count <= MOST_PAGES:
            return {"error": f"it has {count} pages; a report has about ten" if count else "it has no pages"}
        pages, tables = _content(document, min(count, READ_PAGES))
        title = document.get_metadata_value("Title")
    except pypdfium2.PdfiumError as error:
        return {"error": _engine_error(error)}
    except OverflowError:
        return {"error": f"a page of it has more than {PAGE_CHARACTERS} characters"}
    except MemoryError:
        return {"error": "reading it needed too much memory"}
    if sum(map(len, pages)) > DOCUMENT_CHARACTERS:
        return {"error": f"it has more than {DOCUMENT_CHARACTERS} characters; a report has about 50,000"}
    if not any(character.isalnum() for page in pages for character in page):
        return {"error": "it has no text: a scan, a picture or empty pages"}
    return {"pages": pages + [""] * (count - len(pages)), "title": title or None, "tables": tables}


def _content(document: Any, count: int) -> tuple[list[str], list[dict[str, Any]]]:
    """Give the pages' text, and the tables of pages with a table's heading and of those that go on from one.

    Raises OverflowError if a page has too much text.
    """
    pages: list[str] = []
    tables: list[dict[str, Any]] = []
    goes_on = False
    looked = 0
    for index in range(count):
        page = document[index]
        text = page.get_textpage()
        if text.count_chars() > PAGE_CHARACTERS:
            raise OverflowError
        pages.append(str(text.get_text_range()))
        headed = has_table_heading(pages[-1])
        looked += headed or goes_on
        found = _tables(page, text) if (headed or goes_on) and looked <= TABLE_PAGES else []
        goes_on = headed or bool(found)
        tables += [{"page": index + 1, **table} for table in found]
        text.close()
        page.close()
    return pages, tables if looked <= TABLE_PAGES else []


def _tables(page: Any, text: Any) -> list[dict[str, Any]]:
    try:
        return tables_of(page, text)
    except Exception:  # an odd drawing must not cost us the text
        return []


def _engine_error(error: Any) -> str:
    if error.err_code == _PASSWORD:
        return "it is locked with a password"
    if error.err_code == _UNKNOWN_SECURITY:
        return "it is locked in a way that cannot be read"
    return "it is damaged or cut short"


if __name__ == "__main__":
    serve(float(sys.argv[1]))
