"""Ofsted's file service: report documents, told from error pages by their bytes.

For years a "Report not found" page was saved as a PDF by tools that trusted what they had asked for, so the
bytes are looked at. Content-Type, ETag and Last-Modified, of which nothing is known, are not.
See `sources.md` 3.
"""

import re
from urllib.parse import urljoin, urlsplit

from monitor.errors import UnreadableReport
from monitor.sources.http import PoliteSession, TooLarge
from monitor.sources.page_text import page_title

SMALLEST = 20_000  # bytes
LARGEST = 12 * 1024 * 1024
TAIL = 2048  # bytes within which a whole PDF says that it ends

OFSTED_HOSTS = frozenset({"files.ofsted.gov.uk", "files.api.ofsted.gov.uk"})

_FILE_PATH = re.compile(r"/v1/file/(\d+)", re.ASCII)
_OLD_PATH = re.compile(r"/provider/files/(\d+)/urn/\d+\.pdf", re.ASCII | re.IGNORECASE)


class OfstedFiles:
    """Fetches documents from the file service."""

    def __init__(self, session: PoliteSession) -> None:
        self._session = session

    def fetch(self, url: str) -> bytes:
        """Give a document that is a PDF by its bytes (F1). Raises SourceError, UnreadableReport."""
        try:
            body = self._session.get(url, limit=LARGEST, accept="application/pdf, */*;q=0.1").body
        except TooLarge as error:
            raise UnreadableReport(f"{url}: larger than {LARGEST:,} bytes") from error
        fault = _fault(body)
        if fault is not None:
            raise UnreadableReport(f"{url}: {fault}")
        return body


def file_address(href: str, *, page_url: str, files_url: str) -> tuple[str, str] | None:
    """Give file id and address for a link to the file service, in either of its forms; None for other links.

    Ofsted has two names for its file host, and the address given is always the configured one.
    """
    try:
        parts = urlsplit(urljoin(page_url, href))
        own, files = urlsplit(page_url).netloc, urlsplit(files_url).netloc
    except ValueError:
        return None
    if parts.scheme not in ("http", "https"):
        return None
    found = None
    if parts.netloc.lower() in {files, *OFSTED_HOSTS}:
        found = _FILE_PATH.fullmatch(parts.path)
    if found is None and parts.netloc.lower() in {own, files, *OFSTED_HOSTS}:
        found = _OLD_PATH.fullmatch(parts.path)
    return (found.group(1), f"{files_url}/v1/file/{found.group(1)}") if found else None


def _fault(body: bytes) -> str | None:
    """Say why bytes are not a whole PDF of a size a report can have; None if they are."""
    if not body:
        return "an empty answer in place of a PDF"
    start = body[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype", b"<html", b"<head", b"<?xml")):
        return f'an HTML page in place of a PDF, titled "{page_title(body)}"'
    if not body.startswith(b"%PDF-"):
        return "does not begin as a PDF does"
    if len(body) < SMALLEST:
        return f"only {len(body):,} bytes; a report has at least {SMALLEST:,}"
    if b"%%EOF" not in body[-TAIL:]:
        return "cut off: it does not end as a PDF does"
    return None
