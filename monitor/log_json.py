"""Log lines as JSON, by structlog."""

import logging
from datetime import UTC, datetime
from typing import Any

from structlog.processors import JSONRenderer, format_exc_info

_render = JSONRenderer(sort_keys=False)


def json_line(record: logging.LogRecord, fields: dict[str, Any], trace: str | None) -> str:
    """Give a log record as one line of JSON; what a call said for itself never hides our own keys."""
    entry: dict[str, Any] = {
        "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
        "level": record.levelname.lower(),
        "logger": record.name,
        "event": record.getMessage(),
        "trace": trace,
        "exc_info": record.exc_info,
    }
    known = {name: value for name, value in entry.items() if value is not None}
    whole = format_exc_info(None, record.levelname.lower(), fields | known)
    line = _render(None, record.levelname.lower(), whole)
    return line if isinstance(line, str) else line.decode()
