"""The control port: sets switches and the clock, publishes and replaces reports, shows state and log.

`POST /switch {"name", "value"}`, `POST /publish {"urn", "title", "inspected", ...}` or `{"held": file id}`,
`POST /tell {"feed", "title", "summary"?, "body"?}` for a story in a paper, `POST /replace {"file_id",
"pdf"?}`, `POST /withdraw` and `POST /restore {"file_id"}`, `POST /clock {"set"}` or `{"advance": seconds}`,
`POST /reset` or `{"what": "requests"}` for the log alone, `GET /state`, `GET /requests`, `GET /switches`.
Bodies are JSON, PDFs in them base64; a mistake answers 400 with `{"error"}`.
"""

import base64
import json
from collections.abc import Callable
from dataclasses import asdict
from datetime import date, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from typing import Any, Protocol

from monitor.replica.request_log import RequestLog, connections, most_in_flight, shortest_gap
from monitor.replica.switches import SWITCHES
from monitor.replica.world import World


class Controlled(Protocol):
    """What the control port needs of the replica."""

    world: World
    log: RequestLog

    def switch(self, name: str, value: Any = True) -> Any:
        """Set a switch, or have one act."""
        ...

    def reset(self) -> None:
        """Go back to the beginning."""
        ...


class ControlPort(BaseHTTPRequestHandler):
    """Answers on the control port."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        """Answer a look."""
        self._answer(_LOOKS, {})

    def do_POST(self) -> None:
        """Carry out an order."""
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length)
        try:
            order = json.loads(body or b"{}")
        except ValueError:
            order = None
        self._answer(_ORDERS, order)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name is inherited
        """Leave standard error alone."""

    def _answer(self, verbs: dict[str, Callable[[Controlled, Any], Any]], order: Any) -> None:
        verb = verbs.get(self.path)
        if verb is None:
            self._send(404, {"error": f"nothing at {self.path}; there is {', '.join(verbs)}"})
            return
        try:
            replica: Controlled = self.server.replica  # type: ignore[attr-defined]
            self._send(200, verb(replica, order))
        except (KeyError, ValueError, TypeError, AttributeError) as error:
            self._send(400, {"error": f"{type(error).__name__}: {error}"})

    def _send(self, status: int, content: Any) -> None:
        body = json.dumps(content, default=str).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def _switch(replica: Controlled, order: Any) -> Any:
    return {"result": replica.switch(order["name"], order.get("value", True))}


def _publish(replica: Controlled, order: Any) -> Any:
    world, day = replica.world, date.fromisoformat
    published = day(order["published"]) if "published" in order else None
    if "held" in order:
        world.release(order["held"], published)
        return {"file_id": order["held"]}
    end = day(order["inspected_end"]) if "inspected_end" in order else None
    file_id = world.publish(
        order["urn"],
        order["title"],
        day(order["inspected"]),
        _pdf(order),
        published,
        band=order.get("band"),
        inspected_end=end,
    )
    return {"file_id": file_id}


def _tell(replica: Controlled, order: Any) -> Any:
    told = (order.get("summary", ""), order.get("body", ""))
    return {"path": replica.world.tell(order["feed"], order["title"], *told)}


def _replace(replica: Controlled, order: Any) -> Any:
    replica.world.replace(order["file_id"], _pdf(order))
    return {"file_id": order["file_id"]}


def _withdraw(replica: Controlled, order: Any) -> Any:
    replica.world.withdraw(order["file_id"])
    return {"file_id": order["file_id"]}


def _restore(replica: Controlled, order: Any) -> Any:
    replica.world.restore(order["file_id"])
    return {"file_id": order["file_id"]}


def _clock(replica: Controlled, order: Any) -> Any:
    if "set" in order:
        replica.world.clock.set(datetime.fromisoformat(order["set"]))
    else:
        replica.world.clock.advance(timedelta(seconds=float(order["advance"])))
    replica.world.settle()
    return {"now": replica.world.clock.now().isoformat()}


def _reset(replica: Controlled, order: Any) -> Any:
    if order.get("what", "all") == "requests":
        replica.log.clear()
    else:
        replica.reset()
    return {"reset": order.get("what", "all")}


def _pdf(order: Any) -> bytes | None:
    return base64.b64decode(order["pdf"], validate=True) if order.get("pdf") else None


def _state(replica: Controlled, order: Any) -> Any:
    world = replica.world
    return {
        "now": world.clock.now().isoformat(),
        "version": world.version,
        "switches": world.switched(),
        "providers": [
            {"urn": p.urn, "name": p.name, "closed": p.closed, "reports": [r.file_id for r in p.shown()]}
            for p in world.providers()
        ],
        "held": [
            {
                "urn": urn,
                "file_id": report.file_id,
                "title": report.title,
                "due": world.due(report).isoformat(),
            }
            for urn, report in world.held()
        ],
    }


def _requests(replica: Controlled, order: Any) -> Any:
    requests = replica.log.all()
    return {
        "requests": [asdict(request) for request in requests],
        "shortest_gap": shortest_gap(requests),
        "most_in_flight": most_in_flight(requests),
        "connections": connections(requests),
    }


def _switches(replica: Controlled, order: Any) -> Any:
    return [asdict(switch) for switch in SWITCHES]


_LOOKS: dict[str, Callable[[Controlled, Any], Any]] = {
    "/state": _state,
    "/requests": _requests,
    "/switches": _switches,
}
_ORDERS: dict[str, Callable[[Controlled, Any], Any]] = {
    "/switch": _switch,
    "/publish": _publish,
    "/tell": _tell,
    "/replace": _replace,
    "/withdraw": _withdraw,
    "/restore": _restore,
    "/clock": _clock,
    "/reset": _reset,
}
