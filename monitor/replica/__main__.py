"""Serves the replica from tables of areas and reports until it is told to stop or its standard input ends."""

import argparse
import contextlib
import json
import os
import select
import signal
import sys
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from monitor.replica.pdfs import make_pdf
from monitor.replica.server import LOOPBACK, Replica
from monitor.replica.world import World


def main(arguments: Sequence[str] | None = None) -> int:
    """Start, print one JSON line with the three addresses, and serve."""
    options = _options(arguments)
    world = World.from_csv(
        options.areas, options.reports, options.pdfs, options.through, extras=options.extras
    )
    world.set("etags", options.etags)
    ports = (options.port, options.port + 1, options.port + 2) if options.port else (0, 0, 0)
    with (
        _stop_signal() as stopped,
        Replica(world, options.host, options.delay, make_pdf=make_pdf, ports=ports) as replica,
    ):
        addresses = {"site": replica.site_url, "files": replica.files_url, "control": replica.control_url}
        sys.stdout.write(json.dumps(addresses) + "\n")
        sys.stdout.flush()
        _wait(stopped)
    return 0


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m monitor.replica", description=__doc__)
    parser.add_argument("--areas", type=Path, required=True, help="table of areas (CSV)")
    parser.add_argument(
        "--reports", type=Path, action="append", default=[], help="table of reports; repeatable"
    )
    parser.add_argument("--pdfs", type=Path, help="folder of documents named <file id>.pdf")
    parser.add_argument(
        "--through", type=date.fromisoformat, help="hold back what was published after this day"
    )
    parser.add_argument(
        "--extras", action="store_true", help="add made-up focused visits and old SEND entries"
    )
    parser.add_argument("--delay", type=float, default=0.05, help="seconds that each answer waits")
    parser.add_argument("--etags", action="store_true", help="send and honour ETag and Last-Modified")
    parser.add_argument(
        "--host", default=LOOPBACK, help="address of site and files; control stays on loopback"
    )
    parser.add_argument(
        "--port", type=int, default=0, help="the site's port; files and control take the next two"
    )
    return parser.parse_args(arguments)


@contextlib.contextmanager
def _stop_signal() -> Iterator[int]:
    reading, writing = os.pipe()
    wanted = (signal.SIGTERM, signal.SIGINT)
    before = [signal.signal(number, lambda *_: os.write(writing, b".") and None) for number in wanted]
    try:
        yield reading
    finally:
        for number, handler in zip(wanted, before, strict=True):
            signal.signal(number, handler)
        os.close(reading)
        os.close(writing)


def _wait(stopped: int) -> None:
    while True:
        ready, _, _ = select.select([stopped, sys.stdin.fileno()], [], [])
        if stopped in ready or not os.read(sys.stdin.fileno(), 4096):
            return


if __name__ == "__main__":
    sys.exit(main())
