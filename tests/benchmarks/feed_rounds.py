"""Read feeds in this process, over and over: `python -m tests.benchmarks.feed_rounds CONFIG ROUNDS`.

Prints one line of JSON for each round: seconds of wall and CPU, feeds read, parser calls. With `--parse`, in
place of ours, the plain way: sixteen threads that fetch every body whole and parse it.
"""

import json
import os
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import feedparser  # type: ignore[import-untyped]
import requests

from monitor.bootstrap import configured, migrate_if_empty, open_house
from monitor.options import Options
from monitor.services.discover import BASELINE_DONE
from monitor.services.read_feeds import read_feeds

THREADS = 16


def main(folder: Path, rounds: int, *, parse: bool) -> None:
    """Run the rounds, the first of which is thrown away."""
    found = configured(Options(folder, None, None, False), os.environ)
    if parse:
        urls = [feed.url for feed in found.watching.feeds.read]
        with requests.Session() as session, ThreadPoolExecutor(THREADS) as pool:

            def plain() -> tuple[int, int]:
                bodies = pool.map(lambda url: feedparser.parse(session.get(url).content), urls)
                return sum(bool(body.entries) for body in bodies), len(urls)

            _measured(plain, rounds)
        return
    migrate_if_empty(found.store_url)
    with open_house(found) as house:
        house.store.set_meta(BASELINE_DONE, "2026-01-01T00:00:00Z")
        source = house.news.source

        def ours() -> tuple[int, int]:
            before = getattr(source, "parser_calls", 0)
            return read_feeds(house, "all").feeds, getattr(source, "parser_calls", 0) - before

        _measured(ours, rounds)


def _measured(work: Callable[[], tuple[int, int]], rounds: int) -> None:
    for number in range(rounds + 1):
        wall, cpu = time.perf_counter(), time.process_time()
        feeds, parsed = work()
        spent = {"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu}
        if number:
            print(json.dumps({**spent, "feeds": feeds, "parsed": parsed}), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), parse="--parse" in sys.argv)
