"""First requests over TLS, ours and a default session's in turn.

`python -m tests.benchmarks.tls_client PAIRS PORT...` prints one line of JSON: pairs of CPU seconds for one
request to each port, without the first pair.
"""

import json
import sys
import time

import requests

from monitor.sources.tls import SourceAdapter, make_context


def main(pairs: int, ports: list[str]) -> None:
    """Ask all ports by turns."""
    context = make_context()  # once for the life of a process
    rounds = [(_ours(context, ports), _default(ports)) for _ in range(pairs + 1)]
    answers = 2 * len(rounds) * len(ports)
    print(json.dumps({"answers": answers, "pairs": rounds[1:]}))


def _ours(context: object, ports: list[str]) -> float:
    begun = time.process_time()
    adapter = SourceAdapter(context)  # type: ignore[arg-type]
    for port in ports:
        prepared = requests.Request("GET", f"https://127.0.0.1:{port}/").prepare()
        with adapter.send(prepared, stream=True, timeout=10) as answer:
            _must_be_ok(answer.raw.read())
    spent = time.process_time() - begun
    adapter.close()
    return spent


def _default(ports: list[str]) -> float:
    begun = time.process_time()
    session = requests.Session()
    for port in ports:
        _must_be_ok(session.get(f"https://127.0.0.1:{port}/", timeout=10).content)
    spent = time.process_time() - begun
    session.close()
    return spent


def _must_be_ok(body: bytes) -> None:
    if body != b"ok":
        raise ValueError(f"an answer was {body!r}")


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])
