"""A line to PostgreSQL that can be cut at a commit."""

import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread
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
                Thread(target=self._ask, args=(client, server), name="line", daemon=True).start()
                Thread(target=_hand_on, args=(server, client), name="line", daemon=True).start()

    def _ask(self, client: socket.socket, server: socket.socket) -> None:
        """Hand on what the client says, up to the commit at which the line is cut."""
        with suppress(OSError):
            while said := client.recv(CHUNK):
                if COMMIT in said and self.cut is not None:
                    self._cut(client, server, said)
                    break
                server.sendall(said)
        _shut(client)
        _shut(server)

    def _cut(self, client: socket.socket, server: socket.socket, commit: bytes) -> None:
        done, self.cut = self.cut == "after", None
        self.cuts += 1
        _shut(client)
        if done:
            server.sendall(commit)
            time.sleep(0.05)  # its answer goes to the other thread, which can give it to nobody


def _hand_on(from_: socket.socket, to: socket.socket) -> None:
    with suppress(OSError):
        while said := from_.recv(CHUNK):
            to.sendall(said)
    _shut(to)


def _shut(one: socket.socket) -> None:
    with suppress(OSError):
        one.shutdown(socket.SHUT_RDWR)
