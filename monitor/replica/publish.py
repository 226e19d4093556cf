"""Publish a report on a replica that runs already: `python -m monitor.replica.publish URN BAND`."""

import argparse
import json
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from urllib.request import Request, urlopen

from monitor.replica.records import FULL

CONTROL = "http://127.0.0.1:8102"
BANDS = ("typically_positive", "inconsistent", "systemic_failings")


def main(arguments: Sequence[str] | None = None) -> int:
    """Publish a report of today, on an inspection ten weeks ago, and print its file's number."""
    parser = argparse.ArgumentParser(prog="python -m monitor.replica.publish", description=__doc__)
    parser.add_argument("urn", help="the area's number")
    parser.add_argument("band", choices=BANDS)
    parser.add_argument("--control", default=CONTROL, help="address of the replica's control port")
    given = parser.parse_args(arguments)
    inspected = datetime.now(UTC).date() - timedelta(weeks=10)
    order = {"urn": given.urn, "title": FULL, "inspected": inspected.isoformat(), "band": given.band}
    request = Request(f"{given.control}/publish", json.dumps(order).encode())  # noqa: S310  (given by a person)
    try:
        with urlopen(request, timeout=10) as answer:  # noqa: S310
            print(json.load(answer)["file_id"])
    except OSError as error:
        print(f"the replica's control port at {given.control} did not take it: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
