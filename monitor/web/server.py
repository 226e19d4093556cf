"""Serve the web part from this process, on a thread of its own, until told to stop.

Opening the store may wait: a web process that starts before the store is set up says so at `/readyz`.
"""

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from threading import Thread

import uvicorn

from monitor.bootstrap import Configured, open_store_of
from monitor.config_values import host_and_port
from monitor.deferred import MadeWhenNeeded
from monitor.errors import WebError
from monitor.ports.queue import QueueFigures
from monitor.web.app import Parts, make_app

GRACE = 10  # seconds that requests under way are given to finish
AT_ONCE = 100  # connections; more are turned away with 503


@contextmanager
def serving(found: Configured, queue: QueueFigures | None = None) -> Iterator[str]:
    """Serve while the context lasts; gives the address. Raises WebError if it cannot be listened at.

    `queue` counts the messages of a queue, where there is one.
    """
    listener = _listener(found.settings.monitor.web.bind)
    store = MadeWhenNeeded(partial(open_store_of, found))
    server = uvicorn.Server(_config(Parts(found, store, queue)))
    thread = Thread(target=server.run, args=([listener],), name="web", daemon=True)
    thread.start()
    try:
        yield _address(listener)
    finally:
        server.should_exit = True
        thread.join()
        listener.close()
        store.close()


def _config(parts: Parts) -> uvicorn.Config:
    return uvicorn.Config(
        make_app(parts),
        access_log=False,  # addresses of pages may hold signed tokens
        log_config=None,
        server_header=False,
        proxy_headers=False,
        limit_concurrency=AT_ONCE,
        timeout_keep_alive=5,
        timeout_graceful_shutdown=GRACE,
        lifespan="off",
    )


def _listener(bind: str) -> socket.socket:
    host, port = host_and_port(bind)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        why = os.strerror(error.errno) if error.errno else "there is no such address"
        raise WebError(f"cannot listen at {bind} ({why}); choose another [web] bind") from error


def _address(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
