"""What was asked of the replica, and when: the evidence for how politely it was asked."""

import threading
from collections.abc import Iterable
from dataclasses import dataclass

LOGGED_HEADERS = (
    "User-Agent",
    "If-None-Match",
    "If-Modified-Since",
    "Accept-Encoding",
    "Range",
    "Connection",
)


@dataclass(frozen=True, slots=True)
class Request:
    """One request: `at` and `ended` are seconds of a monotonic clock, `status` is 0 where none was sent."""

    at: float
    host: str  # "site" or "files"
    method: str
    path: str  # with its query
    headers: dict[str, str]
    status: int
    sent: int  # bytes of body
    ended: float
    connection: int  # the client's port


class RequestLog:
    """Requests in order of arrival. May be used from any thread."""

    def __init__(self) -> None:
        self._requests: list[Request] = []
        self._lock = threading.Lock()

    def add(self, request: Request) -> None:
        """Note a request once it has been answered."""
        with self._lock:
            self._requests.append(request)

    def all(self) -> list[Request]:
        """Give all requests."""
        with self._lock:
            return sorted(self._requests, key=lambda request: request.at)

    def clear(self) -> None:
        """Forget all requests."""
        with self._lock:
            self._requests.clear()


def shortest_gap(requests: Iterable[Request]) -> float | None:
    """Give the least time between two requests to the same host, in seconds; None if there are no two."""
    last: dict[str, float] = {}
    gaps: list[float] = []
    for request in sorted(requests, key=lambda request: request.at):
        if request.host in last:
            gaps.append(request.at - last[request.host])
        last[request.host] = request.at
    return min(gaps, default=None)


def most_in_flight(requests: Iterable[Request]) -> int:
    """Give how many requests to one host were under way at once, at most."""
    most = 0
    known = list(requests)
    for host in {request.host for request in known}:
        turns = [(request.at, 1) for request in known if request.host == host]
        turns += [(request.ended, -1) for request in known if request.host == host]
        under_way = 0
        for _, step in sorted(turns):
            under_way += step
            most = max(most, under_way)
    return most


def connections(requests: Iterable[Request]) -> int:
    """Give how many connections the requests came by."""
    return len({(request.host, request.connection) for request in requests})
