"""How the PDF reader and its process talk: a mark, a length and that many bytes, in either direction."""

import struct

HEADER = struct.Struct(">4sQ")
LARGEST = 64 * 1024 * 1024  # bytes in a frame, either way
_MARK = b"AREA"


def framed(payload: bytes) -> bytes:
    """Give a payload as a frame."""
    return HEADER.pack(_MARK, len(payload)) + payload


def payload_size(header: bytes) -> int:
    """Give the size in bytes that a frame's header announces. Raises ValueError if it is not one."""
    mark, size = HEADER.unpack(header)
    if mark != _MARK or size > LARGEST:
        raise ValueError("not a frame")
    return int(size)
