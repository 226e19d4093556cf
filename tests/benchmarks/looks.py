"""A monitor that stays up and looks again and again.

`python -m tests.benchmarks.looks CONFIG KIND TIMES [EVERY]` prints one line of JSON a look: seconds of wall
and CPU, requests, and how often a parser was called. `EVERY` is the interval in seconds; without it, one look
follows the other.
"""

import json
import os
import sys
import time
from pathlib import Path

from monitor.bootstrap import configured, open_house
from monitor.options import Options
from monitor.services.poll import look
from monitor.sources.ofsted_listing import OfstedListing
from monitor.sources.ofsted_provider import OfstedProviderPages


def main(config: str, kind: str, times: str, every: str = "0") -> int:
    """Look so many times, and once before it counts."""
    found = configured(Options(Path(config), None, None, False), os.environ)
    with open_house(found) as house:
        pages, listing = house.pages, house.listing
        if not isinstance(pages, OfstedProviderPages) or not isinstance(listing, OfstedListing):
            raise TypeError("the house has other sources than those that count their parser calls")
        look(house, kind)
        due = time.monotonic()
        for _ in range(int(times)):
            time.sleep(max(0.0, due - time.monotonic()))
            due += float(every)
            wall, cpu, parsed = time.perf_counter(), time.process_time(), pages.parser_calls
            parsed += listing.parser_calls
            seen = look(house, kind)
            line = {
                "wall": time.perf_counter() - wall,
                "cpu": time.process_time() - cpu,
                "requests": seen.requests,
                "not_modified": seen.not_modified,
                "parsed": pages.parser_calls + listing.parser_calls - parsed,
                "problems": len(seen.problems),
            }
            print(json.dumps(line), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
