"""PDFs made for tests: plain ones, and small ones that cost their reader dearly."""

import base64
import io
import re
import zlib
from collections.abc import Sequence

from reportlab.lib.pdfencrypt import StandardEncryption  # type: ignore[import-untyped]
from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]

FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"


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
    content: bytes,
    extra: Sequence[bytes] = (),
    *,
    stream: bytes = b"",
    resources: bytes = b"",
    tree: bytes = b"/Kids[3 0 R]/Count 1",
    trailer: bytes = b"",
) -> bytes:
    """Make a one-page PDF; `extra` are objects from number 5 on.

    `stream`, `resources`, `tree` and `trailer` are keys of its content, its resources, its page tree (which
    is object 2) and its trailer.
    """
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages%s>>" % tree,
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
        b"xref\n0 %d\n0000000000 65535 f \n%strailer<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF"
        % (size, table, size, trailer, len(body))
    )


def repeated(block: bytes, times: int) -> bytes:
    """Give the zlib form of a block that many times over, without making it all."""
    packer = zlib.compressobj(9)
    start = packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH)
    again = packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH)
    return start + again * (times - 1) + packer.flush()


def one_line(
    line: str, *, tree: bytes = b"/Kids[3 0 R]/Count 1", stream: bytes = b"", trailer: bytes = b""
) -> bytes:
    """Make a page with one line of text, and with these keys where they are wanted."""
    content = b"BT /F 12 Tf 72 700 Td (%s) Tj ET" % line.encode()
    return assembled(
        content, [FONT], stream=stream, resources=b"/Font<</F 5 0 R>>", tree=tree, trailer=trailer
    )


def twice_packed(block: bytes, times: int, *, font: bool = False) -> bytes:
    """Make a page whose content is a block many times over, packed twice: a few kilobytes at most."""
    packed = zlib.compress(repeated(block, times), 9)
    extra, resources = ([FONT], b"/Font<</F 5 0 R>>") if font else ([], b"")
    return assembled(packed, extra, stream=b"/Filter[/FlateDecode/FlateDecode]", resources=resources)


def flood_of_blanks() -> bytes:
    """Make 512 MiB of blanks in about 1.5 KB."""
    return twice_packed(b" " * (1 << 20), 512)


def flood_of_text() -> bytes:
    """Make 64 MiB of operators that show text in about 1 KB."""
    operators = b"BT /F 9 Tf (Ashbourne) Tj ET\n"
    return twice_packed(operators * ((1 << 20) // len(operators)), 64, font=True)


def nested_forms(depth: int) -> bytes:
    """Make a page that draws 2^depth forms, each drawing the next one twice."""
    forms = [
        b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</F %d 0 R>>>>/Length 10>>stream\n"
        b"/F Do /F Do\nendstream" % (number + 1)
        for number in range(5, 5 + depth)
    ]
    last = b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Length 0>>stream\n\nendstream"
    return assembled(b"/F Do /F Do", [*forms, last], resources=b"/XObject<</F 5 0 R>>")


def picture() -> bytes:
    """Make a page that is one picture, as a scanner makes it."""
    image = (
        b"<</Type/XObject/Subtype/Image/Width 64/Height 64/ColorSpace/DeviceGray/BitsPerComponent 8"
        b"/Length 4096>>stream\n%s\nendstream" % bytes(range(64)) * 64
    )
    return assembled(b"q 600 0 0 800 0 0 cm /I Do Q", [image], resources=b"/XObject<</I 5 0 R>>")


def nested_arrays(depth: int) -> bytes:
    """Make a page with that many arrays inside each other, in its resources and in its content."""
    deep = b"[" * depth + b"]" * depth
    return assembled(
        b"BT /F 12 Tf 72 700 Td %s TJ ET" % deep, [FONT], resources=b"/Font<</F 5 0 R>>/A %s" % deep
    )


def unpacked(pdf: bytes) -> bytes:
    """Give a PDF of reportlab with its streams in plain form, so that a changed byte is a changed letter."""

    def plain(found: re.Match[bytes]) -> bytes:
        data = zlib.decompress(base64.a85decode(found[2]))
        return b"/Length %d\n%s\nstream\n%s\nendstream" % (len(data), found[1].strip(), data)

    packed = rb"/Filter \[ /ASCII85Decode /FlateDecode \] /Length \d+(.*?)stream\r?\n(.*?)~>\s*endstream"
    return re.sub(packed, plain, pdf, flags=re.S)
