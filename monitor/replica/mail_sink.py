"""A real SMTP server on loopback that keeps what it takes and can be told to refuse, wait or hang up."""

import asyncio
import ssl
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Literal, Self, cast
from weakref import WeakSet

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

from monitor.replica.sink_script import Script
from monitor.replica.sink_texts import mail_as_text

Stage = Literal["rcpt", "data"]

_TAKEN = "250 2.0.0 OK: message taken"
_HANG_UP = ""


@dataclass(frozen=True, slots=True)
class Mail:
    """One message as the server took it: envelope, bytes, time, answer (None: the line was dropped)."""

    sender: str
    recipients: tuple[str, ...]
    content: bytes
    received: float
    answer: str | None

    @property
    def text(self) -> str:
        """The message as its reader sees it."""
        return mail_as_text(self.content)


@dataclass(frozen=True, slots=True)
class RefusedMail:
    """A recipient the server would not take a message for, what it said, and when."""

    address: str
    answer: str
    received: float


class MailSink:
    """The server, in a thread of its own while the context is open.

    `mails` holds what was taken, also where the line was dropped after it; `refused` the rest. `on_mail` is
    called in the server's thread with each message taken, `delay` seconds before it is answered. `clock`
    gives seconds. With `tls` the server offers STARTTLS, or speaks TLS from the start if `implicit_tls`; with
    `login` it wants that name and password.
    """

    def __init__(
        self,
        *,
        port: int = 0,
        on_mail: Callable[[Mail], None] | None = None,
        delay: float = 0.0,
        clock: Callable[[], float] = time.monotonic,
        tls: ssl.SSLContext | None = None,
        implicit_tls: bool = False,
        login: tuple[str, str] | None = None,
    ) -> None:
        self.host = "127.0.0.1"
        self.port = port
        self.mails: list[Mail] = []
        self.refused: list[RefusedMail] = []
        self._on_mail, self._delay, self._clock = on_mail, delay, clock
        self._tls, self._implicit_tls, self._login = tls, implicit_tls, login
        self._scripts: dict[Stage, Script[str]] = {"rcpt": Script(), "data": Script()}
        self._news = threading.Condition()
        self._started = threading.Event()
        self._failure: OSError | None = None
        self._lines: WeakSet[SMTP] = WeakSet()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), name="mail sink")

    def __enter__(self) -> Self:
        """Open the port. Raises: OSError if it cannot be had."""
        self._thread.start()
        self._started.wait()
        if self._failure is not None:
            self._thread.join()
            raise self._failure
        return self

    def __exit__(self, *_: object) -> None:
        """Close the port and every line."""
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()

    def answer(
        self, reply: str, *, address: str | None = None, times: int | None = 1, stage: Stage = "rcpt"
    ) -> None:
        """Answer so ("450 4.2.0 try later") to the next recipients, or after the next messages' data.

        Only to one address if it is given; always if `times` is None. A 421 closes the line, as it must.
        """
        self._scripts[stage].add(reply, only=address and address.lower(), times=times)

    def hang_up(self, *, address: str | None = None, times: int | None = 1) -> None:
        """Take the next messages and drop the line in place of an answer."""
        self._scripts["data"].add(_HANG_UP, only=address and address.lower(), times=times)

    def behave(self) -> None:
        """Forget all orders: take everything from now on."""
        for script in self._scripts.values():
            script.clear()

    def wait(self, count: int, timeout: float = 10.0) -> list[Mail]:
        """Wait until so many messages were taken. Raises: TimeoutError."""
        with self._news:
            if not self._news.wait_for(lambda: len(self.mails) >= count, timeout):
                raise TimeoutError(f"{len(self.mails)} mails instead of {count} after {timeout:g} s")
            return list(self.mails)

    async def _serve(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        context = self._tls if self._implicit_tls else None
        try:
            server = await self._loop.create_server(self._line, self.host, self.port, ssl=context)
            self.port = server.sockets[0].getsockname()[1]
        except OSError as problem:
            self._failure = problem
            return
        finally:
            self._started.set()
        await self._stop.wait()
        server.close()
        for line in tuple(self._lines):
            _drop(line)
        await server.wait_closed()
        await asyncio.sleep(0)  # lets the dropped lines close their sockets

    def _line(self) -> SMTP:
        options: dict[str, Any] = {
            "enable_SMTPUTF8": True,
            "hostname": "localhost",
            "auth_require_tls": False,
        }
        if self._login is not None:
            wanted = tuple(part.encode() for part in self._login)
            options["authenticator"] = lambda *given: AuthResult(success=given[-1] == wanted, handled=False)
        if self._tls is not None and not self._implicit_tls:
            options["tls_context"] = self._tls
        line = SMTP(_Hooks(self), loop=self._loop, **options)
        self._lines.add(line)
        return line

    def wants_login(self, session: Session) -> bool:
        """Say whether this client still has to log in."""
        return self._login is not None and not session.authenticated

    async def recipient(self, line: SMTP, envelope: Envelope, address: str) -> str:
        """Answer a RCPT command."""
        reply = self._scripts["rcpt"].take(address.lower())
        if reply is not None:
            return await self._refuse(line, reply, [address])
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def message(self, line: SMTP, envelope: Envelope) -> str:
        """Answer the end of a message."""
        order = self._scripts["data"].take(*(address.lower() for address in envelope.rcpt_tos))
        if order:
            return await self._refuse(line, order, envelope.rcpt_tos)
        answer = None if order == _HANG_UP else _TAKEN
        content = envelope.original_content or b""
        self._keep(Mail(envelope.mail_from or "", tuple(envelope.rcpt_tos), content, self._clock(), answer))
        if self._delay:
            await asyncio.sleep(self._delay)
        if answer is None:
            _drop(line)
            await _end_of_line()
        return _TAKEN

    def _keep(self, mail: Mail) -> None:
        if self._on_mail is not None:
            self._on_mail(mail)
        with self._news:
            self.mails.append(mail)
            self._news.notify_all()

    async def _refuse(self, line: SMTP, reply: str, addresses: list[str]) -> str:
        self.refused += [RefusedMail(address, reply, self._clock()) for address in addresses]
        if reply.startswith("421") and line.transport is not None:
            await line.push(reply)
            line.transport.close()
            await _end_of_line()
        return reply


class _Hooks:
    """What aiosmtpd calls, by these names."""

    def __init__(self, sink: MailSink) -> None:
        self._sink = sink

    async def handle_MAIL(  # noqa: N802
        self, _server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self._sink.wants_login(session):
            return "530 5.7.0 Authentication required"
        envelope.mail_from = address
        envelope.mail_options += options
        return "250 2.1.0 OK"

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        return await self._sink.recipient(server, envelope, address)

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        return await self._sink.message(server, envelope)


def _drop(line: SMTP) -> None:
    if line.transport is not None:
        with suppress(AttributeError):  # Python 3.11.2 stumbles over a line with TLS that was closed twice
            cast(asyncio.WriteTransport, line.transport).abort()


async def _end_of_line() -> None:
    """Wait for the line to be gone: aiosmtpd then cancels whoever still works for it."""
    await asyncio.get_running_loop().create_future()
