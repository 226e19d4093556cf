"""A well-known watcher of web pages, changedetection.io, to be measured against: set up, run, ended."""

import json
import os
import signal
import socket
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.benchmarks.measure import clean_environ
from tests.benchmarks.rivals import python_of

WORKERS = 10
_ENVIRON = {
    "FETCH_WORKERS": str(WORKERS),
    "MINIMUM_SECONDS_RECHECK_TIME": "1",
    "ALLOW_IANA_RESTRICTED_ADDRESSES": "true",  # the replica is on loopback
    "DISABLE_VERSION_CHECK": "true",
    "LOGGER_LEVEL": "CRITICAL",
}


@contextmanager
def page_watcher(
    folder: Path, urls: Sequence[str], *, every: int, webhook: str | None = None
) -> Iterator[int]:
    """Run it on pages that it looks at every so many seconds; gives its process id.

    `webhook` is where it posts what has changed.
    """
    options: dict[str, object] = {
        "time_between_check": {"seconds": every},
        "time_between_check_use_default": False,
        "fetch_backend": "html_requests",
    }
    if webhook is not None:
        options |= {"notification_urls": [webhook.replace("http://", "json://")]}
    command = [str(python_of("changedetection").with_name("changedetection.io")), "-C", "-d", str(folder)]
    command += ["-h", "127.0.0.1", "-p", str(_free_port()), "-l", "CRITICAL"]
    for number, url in enumerate(urls):
        command += ["-u", url, f"-u{number}", json.dumps(options)]
    process = subprocess.Popen(
        command,
        env=clean_environ() | _ENVIRON,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,  # it has children of its own, which end with it
    )
    try:
        yield process.pid
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
    return port
