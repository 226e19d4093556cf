"""Set the log up: plain lines for people, JSON for machines, one line each, and never a secret.

What is logged may quote pages and servers that wish us ill. Control characters are written out, so that
nobody can end a line and begin one of their own; secrets are struck out of what is left.
"""

import logging
import re
from collections.abc import Iterable, Mapping
from json import dumps
from typing import Any
from urllib.parse import quote

from monitor.deferred import deferred
from monitor.trace import current_trace

SWITCH = "SEND_MONITOR_LOG"
KINDS = ("plain", "json")
SHORTEST_SECRET = 4  # characters; striking out shorter ones would leave nothing to read

_json_line = deferred("monitor.log_json", "json_line")  # loads structlog, which only JSON needs
_SECRETS: set[str] = set()
_STRUCK = "***"
_LOOKS_SECRET = re.compile(
    r"(?P<known>://(?=[^/\s@\"']+@)|hooks\.slack\.com/|\b(?:password|passwd|secret|token|api_?key)\s*[=:]\s*)"
    r"[^\s,;&@\"'<>|]+",
    re.IGNORECASE,
)
"""User and password in an address, Slack's webhooks, and what follows the name of a secret."""

_OURS = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime", "taskName"}
_CHATTY = ("urllib3", "slack_sdk", "uvicorn")  # they write addresses, and a webhook's address is a secret


def set_up_log(environ: Mapping[str, str], *, verbose: bool) -> None:
    """Send the log to standard error. Raises ValueError for a kind of log that there is not."""
    kind = environ.get(SWITCH) or "plain"
    if kind not in KINDS:
        raise ValueError(f'{SWITCH} is neither "plain" nor "json"')
    handler = logging.StreamHandler()
    handler.setFormatter(_Json() if kind == "json" else _Plain())
    usual = logging.INFO if kind == "json" else logging.WARNING
    logging.basicConfig(level=logging.DEBUG if verbose else usual, handlers=[handler], force=True)
    for name in _CHATTY:
        logging.getLogger(name).setLevel(logging.WARNING)


def strike_out(secrets: Iterable[str | None]) -> None:
    """Keep these out of every line from now on, however they are written."""
    for secret in secrets:
        if secret and len(secret) >= SHORTEST_SECRET:
            _SECRETS.update({secret, dumps(secret)[1:-1], quote(secret), quote(secret, safe="")})


def without_secrets(text: str) -> str:
    """Strike out what is known to be secret, and what looks it."""
    for secret in sorted(_SECRETS, key=len, reverse=True):
        text = text.replace(secret, _STRUCK)
    return _LOOKS_SECRET.sub(lambda found: f"{found['known']}{_STRUCK}", text)


def fields_of(record: logging.LogRecord) -> dict[str, Any]:
    """Give what a log call said in its `extra`."""
    return {name: value for name, value in record.__dict__.items() if name not in _OURS}


class _Plain(logging.Formatter):
    """A line for people; the lines of a traceback follow it, marked as such."""

    default_time_format = "%Y-%m-%dT%H:%M:%S"
    default_msec_format = ""

    def format(self, record: logging.LogRecord) -> str:
        """Give the line."""
        said = [f"{name}={value}" for name, value in fields_of(record).items()]
        trace = current_trace()
        parts = [record.getMessage(), *said, *([f"[{trace}]"] if trace else [])]
        head = f"{self.formatTime(record)} {record.levelname} {record.name}: "
        lines = [head + _one_line(" ".join(parts))]
        if record.exc_info:
            lines += [f"  | {_one_line(line)}" for line in self.formatException(record.exc_info).split("\n")]
        return without_secrets("\n".join(lines))


class _Json(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        """Give the line."""
        line: str = _json_line(record, fields_of(record), current_trace())
        return without_secrets(line)


def _one_line(text: str) -> str:
    """Write out whatever could end a line, move the cursor, or turn the order of reading."""
    return "".join(
        one if one.isprintable() else one.encode("unicode_escape", "backslashreplace").decode("ascii")
        for one in text
    )
