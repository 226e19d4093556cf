"""What stands before every page: headers that make browsers careful, and a limit on what is sent to us."""

from collections.abc import Iterable

from starlette.datastructures import MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LARGEST_BODY = 64 * 1024  # bytes; a form of ours has a few hundred

HEADERS = {
    # No script, image or frame from anywhere; styles within the page; forms go back to us alone.
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",  # a link in a mail may hold a signed token
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex",
}


class _TooLarge(Exception):
    """More was sent than any page of ours asks for."""


class Guard:
    """Wraps the application: adds the headers to each answer, and ends what sends too much."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = False

        async def guarded(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        try:
            if _announced(scope["headers"]) > LARGEST_BODY:
                raise _TooLarge
            await self._app(scope, _counted(receive), guarded)
        except _TooLarge:
            if not begun:
                answer = PlainTextResponse("too large\n", status_code=413)
                await answer(scope, receive, guarded)


def _announced(headers: Iterable[tuple[bytes, bytes]]) -> int:
    """Give the length that the request says its body has; what is no number counts as too large."""
    for name, value in headers:
        if name == b"content-length":
            return int(value) if value.isdigit() and len(value) < 20 else LARGEST_BODY + 1
    return 0


def _counted(receive: Receive) -> Receive:
    """Pass on what is received until it is too much."""
    taken = 0

    async def counting() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > LARGEST_BODY:
            raise _TooLarge
        return message

    return counting
