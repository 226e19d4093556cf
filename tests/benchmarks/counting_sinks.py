"""Takes mails and posts as fast as it can and counts them: what a channel is measured against.

`python -m tests.benchmarks.counting_sinks` prints `{"smtp": PORT, "http": PORT}` and runs until its input
ends. `GET /counts` answers what came since the last time, `{"mails", "readers", "posts", "hooks"}`: all of
them, and of how many different addresses. `POST /limited/...` is answered 429 with Retry-After, others 200.
"""

import asyncio
import json
import sys
from collections import Counter
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session


class _Counted:
    """What came, by address."""

    def __init__(self) -> None:
        self.mails: Counter[str] = Counter()
        self.posts: Counter[str] = Counter()

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Count a mail."""
        self.mails.update(envelope.rcpt_tos)
        return "250 2.0.0 taken"

    def told(self) -> dict[str, int]:
        """Give the counts and begin anew."""
        found = {
            "mails": self.mails.total(),
            "readers": len(self.mails),
            "posts": self.posts.total(),
            "hooks": len(self.posts),
        }
        self.mails.clear()
        self.posts.clear()
        return found

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer the requests of one kept connection."""
        while head := await _head(reader):
            method, path, length = head
            if length:
                await reader.readexactly(length)
            writer.write(self._answer(method, path))
            await writer.drain()
        writer.close()

    def _answer(self, method: str, path: str) -> bytes:
        if method == "GET":
            return _response("200 OK", json.dumps(self.told()).encode())
        if path.startswith("/limited/"):
            return _response("429 Too Many Requests", b"rate_limited", "Retry-After: 30\r\n")
        self.posts[path] += 1
        return _response("200 OK", b"ok")


async def _head(reader: asyncio.StreamReader) -> tuple[str, str, int] | None:
    try:
        lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    except (asyncio.IncompleteReadError, ConnectionError):
        return None
    method, path, _ = lines[0].split(" ")
    lengths = [line.split(":")[1] for line in lines if line.lower().startswith("content-length:")]
    return method, path, int(lengths[0]) if lengths else 0


def _response(status: str, body: bytes, more: str = "") -> bytes:
    return f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n{more}\r\n".encode() + body


async def main() -> None:
    """Serve until standard input ends."""
    counted = _Counted()
    loop = asyncio.get_running_loop()

    def session() -> Any:
        return SMTP(counted, hostname="localhost", loop=loop)

    mail = await loop.create_server(session, "127.0.0.1", 0)
    web = await asyncio.start_server(counted.serve, "127.0.0.1", 0)
    ports = {"smtp": mail.sockets[0].getsockname()[1], "http": web.sockets[0].getsockname()[1]}
    print(json.dumps(ports), flush=True)
    await loop.run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(main())
