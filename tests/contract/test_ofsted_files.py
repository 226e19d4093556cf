"""The file service: only whole PDFs of a likely size get through, whatever the server says they are."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler

import pytest

from monitor.errors import FetchFailed, Refused, UnreadableReport
from monitor.ports.sources import Files
from monitor.sources.ofsted_files import LARGEST, OfstedFiles, file_address
from tests.contract.local_site import LocalSite, Page, Rig, local_site, rig
from tests.contract.test_http import cut_off_in_chunks, reset

PDF = b"%PDF-1.7\n" + b"0" * 30_000 + b"\n%%EOF\n"
NOT_FOUND = (
    "<!DOCTYPE html>\r\n<html><head><title>Report not found - Find an Inspection Report - Ofsted</title>"
    "</head><body><h1>Report not found</h1>" + "<p>padding</p>" * 2500 + "</body></html>"
)


@pytest.fixture
def site() -> Iterator[LocalSite]:
    with local_site() as running:
        yield running


@pytest.fixture
def own(site: LocalSite) -> Iterator[Rig]:
    with rig(site.url) as made:
        yield made


def fetch(own: Rig, site: LocalSite) -> bytes:
    files: Files = OfstedFiles(own.session)
    return files.fetch(f"{site.url}/v1/file/50300001")


@pytest.mark.parametrize(
    "headers", [{}, {"Content-Type": "text/html"}, {"Content-Type": "application/pdf", "ETag": '"x"'}]
)
def test_a_pdf_is_one_by_its_bytes_alone(own: Rig, site: LocalSite, headers: dict[str, str]) -> None:
    site.pages["/v1/file/50300001"] = Page(PDF, headers=headers)
    assert fetch(own, site) == PDF


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (NOT_FOUND, 'an HTML page in place of a PDF, titled "Report not found - Find an Inspection Report'),
        ("\r\n <html><TITLE lang='en'>Sign&nbsp;in</TITLE>", 'titled "Sign in"'),
        ("", "an empty answer"),
        ("x" * 30_000, "does not begin as a PDF"),
        (b"\n" + PDF, "does not begin as a PDF"),
        (PDF[-20_000:], "does not begin as a PDF"),
        (b"%PDF-1.7\n%%EOF", "only 14 bytes"),
        (PDF[:25_000], "cut off"),
        (PDF + b"0" * 2048, "cut off"),
        (PDF + b"0" * LARGEST, "larger than 12,582,912 bytes"),
    ],
)
def test_f1_what_is_no_report(own: Rig, site: LocalSite, body: bytes | str, reason: str) -> None:
    site.pages["/v1/file/50300001"] = Page(body, headers={"Content-Type": "application/pdf"})
    with pytest.raises(UnreadableReport, match=f"file/50300001: .*{reason}"):
        fetch(own, site)
    assert site.targets() == ["/v1/file/50300001"]


def test_f1_the_sizes_that_are_just_right(own: Rig, site: LocalSite) -> None:
    for size in (20_000, LARGEST):
        body = b"%PDF-1.7\n" + b"0" * (size - 15) + b"\n%%EOF"
        assert len(body) == size
        site.pages["/v1/file/50300001"] = Page(body)
        assert len(fetch(own, site)) == size


def test_a_missing_file_is_refused_with_its_status(own: Rig, site: LocalSite) -> None:
    site.pages["/v1/file/50300001"] = [Page(NOT_FOUND, 404), Page(PDF)]
    with pytest.raises(Refused) as caught:
        fetch(own, site)
    assert caught.value.status == 404
    assert fetch(own, site) == PDF


def test_a_missing_file_may_be_told_by_redirect(own: Rig, site: LocalSite) -> None:
    site.pages["/v1/file/50300001"] = Page(status=302, headers={"Location": "/report-not-found"})
    site.pages["/report-not-found"] = Page(NOT_FOUND)
    with pytest.raises(UnreadableReport, match="Report not found"):
        fetch(own, site)


def test_a_redirect_off_the_host_is_refused(own: Rig, site: LocalSite) -> None:
    with local_site() as other:
        other.pages["/v1/file/50300001"] = Page(PDF)
        site.pages["/v1/file/50300001"] = Page(
            status=301, headers={"Location": f"{other.url}/v1/file/50300001"}
        )
        with pytest.raises(Refused, match="not one of the configured hosts"):
            fetch(own, site)
        assert other.asked == []


def half(request: BaseHTTPRequestHandler) -> None:
    request.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(PDF) + PDF[:25_000])


@pytest.mark.parametrize("act", [half, reset, cut_off_in_chunks])
def test_a_transfer_that_breaks_off_is_tried_again_and_then_fails(
    own: Rig, site: LocalSite, act: object
) -> None:
    assert callable(act)
    site.pages["/v1/file/50300001"] = [Page(act=act), Page(act=act), Page(PDF)]
    assert fetch(own, site) == PDF
    site.pages["/v1/file/50300001"] = Page(act=act)
    with pytest.raises(FetchFailed, match="no whole answer"):
        fetch(own, site)


def test_one_bad_file_touches_no_other(own: Rig, site: LocalSite) -> None:
    site.pages |= {"/v1/file/50300001": Page(status=500), "/v1/file/50300002": Page(PDF)}
    with pytest.raises(FetchFailed):
        fetch(own, site)
    assert OfstedFiles(own.session).fetch(f"{site.url}/v1/file/50300002") == PDF


def test_a_pdf_in_pieces_is_put_together(own: Rig, site: LocalSite) -> None:
    arrived = threading.Event()

    def pieces(request: BaseHTTPRequestHandler) -> None:
        request.wfile.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        for at in range(0, len(PDF), 7000):
            part = PDF[at : at + 7000]
            request.wfile.write(b"%x\r\n%b\r\n" % (len(part), part))
        request.wfile.write(b"0\r\n\r\n")
        arrived.set()

    site.pages["/v1/file/50300001"] = Page(act=pieces)
    assert fetch(own, site) == PDF
    assert arrived.is_set()


@pytest.mark.parametrize(
    ("href", "file_id"),
    [
        ("https://files.ofsted.gov.uk/v1/file/50300001", "50300001"),
        ("http://files.ofsted.gov.uk/v1/file/50300001?x=1", "50300001"),
        ("//FILES.ofsted.gov.uk/v1/file/50300001", "50300001"),
        ("https://files.api.ofsted.gov.uk/v1/file/2754001", "2754001"),
        ("http://127.0.0.1:8002/v1/file/7", "7"),
        ("/provider/files/2753001/urn/80901.pdf", "2753001"),
        ("http://127.0.0.1:8001/provider/files/2753001/urn/80901.PDF", "2753001"),
        ("/v1/file/7", None),
        ("http://127.0.0.1:8003/v1/file/7", None),
        ("https://files.ofsted.gov.uk.evil.example/v1/file/7", None),
        ("https://files.ofsted.gov.uk@evil.example/v1/file/7", None),
        ("https://user@files.ofsted.gov.uk/v1/file/7", None),
        ("https://files.ofsted.gov.uk/v1/file/7/../8", None),
        ("https://files.ofsted.gov.uk/v1/file/", None),
        ("https://files.ofsted.gov.uk/v1/file/\u0663", None),
        ("https://evil.example/provider/files/1/urn/2.pdf", None),
        ("javascript://files.ofsted.gov.uk/v1/file/7", None),
        ("http://[", None),
        ("", None),
    ],
)
def test_links_to_the_file_service(href: str, file_id: str | None) -> None:
    found = file_address(
        href, page_url="http://127.0.0.1:8001/provider/44/80901", files_url="http://127.0.0.1:8002"
    )
    assert found == (None if file_id is None else (file_id, f"http://127.0.0.1:8002/v1/file/{file_id}"))
