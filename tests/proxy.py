"""A line to PostgreSQL that can be cut at a commit."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread
from typing import Literal

CHUNK = 65_536
COMMIT = b"COMMIT\0"


@dataclass
class Line:
    """What lies between a client and its server.

    `cut`: at the next commit the line is cut, once: before the server has heard of it, or after it has done
    it and before the client has heard of that.
    """

    server: Path
    cut: Literal["before", "after"] | None = None
    cuts: int = 0
    _listener: socket.socket = field(init=False)
    _sockets: list[socket.socket] = field(default_factory=list)

    @property
    def port(self) -> int:
        """The port on this machine at which clients are taken."""
        port: int = self._listener.getsockname()[1]
        return port

    @contextmanager
    def open(self) -> Iterator["Line"]:
        """Take clients inside the context."""
        with ExitStack() as stack:
            self._listener = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
            stack.callback(self._close)
            Thread(target=self._take, name="line", daemon=True).start()
            yield self

    def _close(self) -> None:
        _shut(self._listener)
        for one in self._sockets:
            _shut(one)
            one.close()

    def _take(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                server = socket.socket(socket.AF_UNIX)
                server.connect(str(self.server))
                self._sockets += [client, server]
                lost = Event()
                for work in (self._ask, self._answer):
                    Thread(target=work, args=(client, server, lost), name="line", daemon=True).start()

    def _ask(self, client: socket.socket, server: socket.socket, lost: Event) -> None:
        """Hand on what the client says, up to the commit at which the line is cut."""
        with suppress(OSError):
            while said := client.recv(CHUNK):
                if COMMIT in said and self.cut is not None:
                    cut, self.cut = self.cut, None
                    self.cuts += 1
                    if cut == "before":
                        break
                    lost.set()
                server.sendall(said)
        with suppress(OSError):  # the client hears of it when the server has let go of what it held
            server.shutdown(socket.SHUT_WR)

    def _answer(self, client: socket.socket, server: socket.socket, lost: Event) -> None:
        """Hand on what the server says, unless it is `lost`."""
        with suppress(OSError):
            while (said := server.recv(CHUNK)) and not lost.is_set():
                client.sendall(said)
        _shut(client)


def _shut(one: socket.socket) -> None:
    with suppress(OSError):
        one.shutdown(socket.SHUT_RDWR)
