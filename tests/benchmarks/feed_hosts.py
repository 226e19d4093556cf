"""Feeds on many ports, standing for as many hosts: `python -m tests.benchmarks.feed_hosts DELAY SIZE...`.

Each SIZE is a host with so many feeds of fifty stories, at `/feed/<n>`; each answer waits DELAY seconds, and
one that is asked for conditionally is a 304. Prints the ports as one line of JSON. Ends when its input does.
"""

import asyncio
import json
import sys
from collections.abc import Sequence

ITEMS = 50
ETAG = b'"as-it-was"'
TEXT = "Inspectors from Ofsted and the Care Quality Commission came to see how services work together. " * 4


async def main(delay: float, sizes: Sequence[int]) -> None:
    """Serve until the input ends."""
    body = _feed()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while head := await _head(reader):
            await asyncio.sleep(delay)
            writer.write(_answer(head, body))
            await writer.drain()
        writer.close()

    servers = [await asyncio.start_server(answer, "127.0.0.1", 0, backlog=64) for _ in sizes]
    print(json.dumps([server.sockets[0].getsockname()[1] for server in servers]), flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    for server in servers:
        server.close()


async def _head(reader: asyncio.StreamReader) -> bytes:
    try:
        return await reader.readuntil(b"\r\n\r\n")
    except (asyncio.IncompleteReadError, asyncio.CancelledError, ConnectionError):
        return b""


def _answer(head: bytes, body: bytes) -> bytes:
    if head.startswith(b"GET /robots.txt"):
        return b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
    if b"if-none-match:" in head.lower():
        return b"HTTP/1.1 304 Not Modified\r\nETag: " + ETAG + b"\r\n\r\n"
    length = str(len(body)).encode()
    return (
        b"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml; charset=utf-8\r\nETag: "
        + ETAG
        + b"\r\nContent-Length: "
        + length
        + b"\r\n\r\n"
        + body
    )


def _feed() -> bytes:
    """Make a feed as those of the big publishers are: with creators, keywords and pictures."""
    items = "".join(
        f"<item><title>Story {number} of the day</title><link>https://paper.example/news/{number}</link>"
        f"<guid>https://paper.example/news/{number}</guid><pubDate>Mon, 07 Sep 2026 06:00:{number:02} GMT"
        f"</pubDate><description><![CDATA[<p>{TEXT}</p>]]></description><dc:creator>A Reporter</dc:creator>"
        f"<category>News</category><category>Education</category><media:keywords>SEND, Ofsted, {number}"
        f'</media:keywords><media:content url="https://i.paper.example/{number}.jpg" type="image/jpeg" '
        f'width="1200" height="675"><media:title>Picture {number}</media:title></media:content></item>'
        for number in range(ITEMS)
    )
    names = 'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/"'
    channel = f"<channel><title>Paper</title>{items}</channel>"
    return f'<?xml version="1.0"?><rss version="2.0" {names}>{channel}</rss>'.encode()


if __name__ == "__main__":
    asyncio.run(main(float(sys.argv[1]), [int(size) for size in sys.argv[2:]]))
