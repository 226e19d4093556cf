"""Makes the plainest PDF that is one: pages that say what they stand in for, written by hand."""

from collections.abc import Sequence

from monitor.replica.records import Provider, Report, long_date

LEAST_BYTES = 24_000  # real documents have at least 20 kB (`sources.md` 3.1)
PAGES = 2


def stub_pdf(report: Report, provider: Provider) -> bytes:
    """Make a document that names its title, area and dates, and says that it is a stand-in."""
    lines = [
        report.title,
        f"{provider.area} (URN {provider.urn})",
        f"Inspected from {long_date(report.inspected, padded=False)}",
        f"Published {long_date(report.published, padded=False)}",
        f"File {report.file_id}, revision {report.revision}",
        "",
        "This document stands in for a report of that title. It says nothing of any real place.",
    ]
    return _pdf([[*lines, f"Page {number} of {PAGES}"] for number in range(1, PAGES + 1)])


def _pdf(pages: Sequence[Sequence[str]]) -> bytes:
    first = 4  # objects 1 to 3: catalogue, page tree, font; then two for each page; then filler
    kids = " ".join(f"{first + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for number, lines in enumerate(pages):
        objects += [
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {first + 2 * number + 1} 0 R"
            " /Resources << /Font << /F1 3 0 R >> >> >>".encode(),
            _stream(_text(lines)),
        ]
    return _file([*objects, _stream(b"% filler\n" * (LEAST_BYTES // 9))])


def _text(lines: Sequence[str]) -> bytes:
    shown = b"\n".join(b"(" + _escaped(line) + b") Tj T*" for line in lines)
    return b"BT /F1 11 Tf 16 TL 60 780 Td\n" + shown + b"\nET"


def _escaped(line: str) -> bytes:
    plain = line.encode("cp1252", "replace")
    return plain.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")


def _stream(data: bytes) -> bytes:
    return b"<< /Length %d >>\nstream\n%s\nendstream" % (len(data), data)


def _file(objects: Sequence[bytes]) -> bytes:
    out, offsets = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"), []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table)
    return bytes(out)
