"""The web application: what is asked at which address. Reading a page never changes what is remembered."""

import logging
from dataclasses import dataclass
from typing import Annotated

from fastapi import FastAPI, Header, Request
from fastapi.responses import JSONResponse, PlainTextResponse, Response

from monitor.bootstrap import Configured
from monitor.domain.bank_holidays import is_bank_holiday
from monitor.errors import MonitorError
from monitor.ports.queue import QueueFigures
from monitor.ports.store import Store
from monitor.services.readiness import Rhythm, readiness
from monitor.web.counting import Counting
from monitor.web.guard import Guard
from monitor.web.leaving import add_leaving
from monitor.web.metrics import Figures, exposition

log = logging.getLogger(__name__)

ABOUT = {
    "about": "A monitor of area SEND inspection reports. It is not made by Ofsted or the CQC.",
    "health": "/healthz",
    "ready": "/readyz",
    "metrics": "/metrics",
}


@dataclass(frozen=True, slots=True)
class Parts:
    """What the pages are made from."""

    found: Configured
    store: Store
    queue: QueueFigures | None = None


def make_app(parts: Parts) -> FastAPI:
    """Build the application. The pages of FastAPI's own documentation are off: they load from elsewhere."""
    app = FastAPI(title="Area SEND inspection monitor", docs_url=None, redoc_url=None)
    app.add_middleware(Guard)
    app.add_exception_handler(MonitorError, _failed)
    _add_health(app, parts)
    _add_metrics(app, parts)
    add_leaving(app, parts.found, parts.store)
    return app


def _add_health(app: FastAPI, parts: Parts) -> None:
    poll = parts.found.settings.monitor.poll
    rhythm = Rhythm(poll.listing, poll.quiet_listing, is_bank_holiday)

    @app.head("/", include_in_schema=False)
    @app.get("/")
    def about() -> dict[str, str]:
        """Say what this is."""
        return ABOUT

    @app.head("/healthz", include_in_schema=False)
    @app.get("/healthz")
    def healthz() -> dict[str, str]:
        """Say that the process is up, whatever else is wrong."""
        return {"status": "up"}

    @app.head("/readyz", include_in_schema=False)
    @app.get("/readyz")
    def readyz() -> JSONResponse:
        """Say whether alerts would go out; 503 if not."""
        checks = readiness(parts.store, parts.found.clock(), rhythm)
        ready = all(check.ok for check in checks)
        told = [{"check": check.name, "ok": check.ok, "found": check.found} for check in checks]
        return JSONResponse({"ready": ready, "checks": told}, status_code=200 if ready else 503)


def _add_metrics(app: FastAPI, parts: Parts) -> None:
    counted = Counting(parts.store)

    @app.get("/metrics")
    def metrics(accept: Annotated[str, Header()] = "") -> Response:
        """Give figures in the form that Prometheus reads."""
        figures = Figures(parts.store, parts.queue, counted, parts.found.clock())
        text, content_type = exposition(figures, accept)
        return Response(text, media_type=content_type)


async def _failed(_request: Request, error: Exception) -> Response:
    """Answer when a part of ours failed; what failed is for the log alone."""
    log.warning("a page could not be made: %s", error)
    return PlainTextResponse("This does not work at the moment. Please try again later.\n", status_code=503)
