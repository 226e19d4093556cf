"""Text of PDF reports, read in a process of its own that can be killed.

That process is started when it is first needed, in a fresh interpreter that knows nothing of ours: no open
files, no secrets in its environment. If it dies, the next reading starts another.
"""

import json
import os
import select
import subprocess
import sys
import threading
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from monitor.domain.tables import RuledTable
from monitor.errors import UnreadableReport
from monitor.ports.sources import DocumentText
from monitor.sources.pdf_frames import HEADER, framed, payload_size

LARGEST_FILE = 32 * 1024 * 1024  # bytes; the largest real report has under two million

_START = 30.0  # seconds the process may take to start on a busy machine
_GRACE = 6.0  # seconds on top of the time for reading before the process itself is given up
_CHUNK = 1 << 16
_ROOT = Path(__file__).resolve().parents[2]  # where the process finds this package
_KEPT_ENVIRONMENT = ("PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "TMPDIR", "VIRTUAL_ENV")


class PdfReader:
    """Reads PDFs one at a time; safe to share between threads. `timeout` is seconds for one document."""

    def __init__(self, timeout: float = 3.0) -> None:
        self._timeout = timeout
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        """Give the reader itself; its process starts with the first document."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it."""
        self.close()

    def read(self, data: bytes) -> DocumentText:
        """Give the text of a document, page by page, and its title. Raises UnreadableReport."""
        _refuse_at_sight(data)
        with self._lock:
            answer = self._ask(framed(data))
        if "error" in answer:
            raise UnreadableReport(f"the file cannot be read: {answer['error']}")
        return DocumentText(tuple(answer["pages"]), answer["title"], tuple(map(_table, answer["tables"])))

    def close(self) -> None:
        """End the process; a later reading would start it again."""
        with self._lock:
            self._end(kindly=True)

    def _ask(self, request: bytes) -> dict[str, Any]:
        """Put a document to the process, to a second one if the first is found dead."""
        for _ in range(2):
            try:
                process = self._running()
                _write(process, request, self._timeout + _GRACE)
                answer: dict[str, Any] = json.loads(_read_frame(process, self._timeout + _GRACE))
                return answer
            except TimeoutError as error:
                self._end()
                raise UnreadableReport(
                    "the file cannot be read: the reader gave no answer in time"
                ) from error
            except (OSError, EOFError, ValueError):
                self._end()
        raise UnreadableReport("the file cannot be read: the reader died on it")

    def _running(self) -> subprocess.Popen[bytes]:
        """Give the process, started if need be. Raises OSError, EOFError, ValueError, TimeoutError."""
        if self._process is None or self._process.poll() is not None:
            self._end()
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "monitor.sources.pdf_child", str(self._timeout)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=_environment(),
                bufsize=0,
            )
            for stream in (self._process.stdin, self._process.stdout):
                if stream is not None:
                    os.set_blocking(stream.fileno(), False)
            _read_frame(self._process, _START)  # its first word is that it is ready
        return self._process

    def _end(self, *, kindly: bool = False) -> None:
        """End the process if there is one: by closing its input, or at once."""
        process, self._process = self._process, None
        if process is None:
            return
        if not kindly:
            process.kill()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                stream.close()
        try:
            process.wait(self._timeout + _GRACE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _refuse_at_sight(data: bytes) -> None:
    """Raise UnreadableReport for what cannot be a report: 4 of 594 saved "PDFs" were error pages."""
    if not data:
        raise UnreadableReport("the file is empty")
    if len(data) > LARGEST_FILE:
        size, most = len(data) // 1024**2, LARGEST_FILE // 1024**2
        raise UnreadableReport(f"the file is too big: {size} MB, and we read up to {most} MB")
    if b"%PDF" not in data[:1024]:
        raise UnreadableReport("the file is not a PDF")


def _table(drawn: dict[str, Any]) -> RuledTable:
    return RuledTable(**drawn | {"rows": tuple(map(tuple, drawn["rows"]))})


def _environment() -> dict[str, str]:
    """Give what the process needs of our environment, and nothing else of it."""
    kept = {name: os.environ[name] for name in _KEPT_ENVIRONMENT if name in os.environ}
    paths = [str(_ROOT), *os.environ.get("PYTHONPATH", "").split(os.pathsep)]
    return kept | {"PYTHONPATH": os.pathsep.join(path for path in paths if path)}


def _write(process: subprocess.Popen[bytes], data: bytes, timeout: float) -> None:
    """Write to the process. Raises TimeoutError if it stops taking, OSError if it is gone."""
    if process.stdin is None:
        raise OSError
    descriptor, rest = process.stdin.fileno(), memoryview(data)
    while rest:
        _await(descriptor, select.POLLOUT, timeout)
        rest = rest[os.write(descriptor, rest[:_CHUNK]) :]


def _read_frame(process: subprocess.Popen[bytes], timeout: float) -> bytes:
    """Read one frame. Raises TimeoutError, EOFError, and ValueError if it is not a frame."""
    if process.stdout is None:
        raise EOFError
    descriptor = process.stdout.fileno()
    return _read_exactly(descriptor, payload_size(_read_exactly(descriptor, HEADER.size, timeout)), timeout)


def _read_exactly(descriptor: int, size: int, timeout: float) -> bytes:
    pieces: list[bytes] = []
    while size:
        _await(descriptor, select.POLLIN, timeout)
        piece = os.read(descriptor, min(size, _CHUNK))
        if not piece:
            raise EOFError
        pieces.append(piece)
        size -= len(piece)
    return b"".join(pieces)


def _await(descriptor: int, event: int, timeout: float) -> None:
    poll = select.poll()
    poll.register(descriptor, event)
    if not poll.poll(timeout * 1000):
        raise TimeoutError
