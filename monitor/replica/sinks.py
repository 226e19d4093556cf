"""Where the alerts of the demo and of tests arrive: mail and Slack sinks on loopback, and a process of both.

`python -m monitor.replica.sinks` writes each message to a file before it answers, so that nothing a client
was told "yes" for is missing there, whichever side is killed.
"""

import argparse
import json
import signal
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from types import FrameType
from typing import Any, TextIO

from monitor.replica.mail_sink import Mail, MailSink, RefusedMail
from monitor.replica.sink_texts import mail_as_text, mail_fields, post_as_text, post_subject
from monitor.replica.slack_sink import Post, SlackSink

__all__ = ["Mail", "MailSink", "Post", "RefusedMail", "SlackSink", "mail_as_text", "main", "post_as_text"]


class _Log:
    """A file of JSON lines; a line is with the system before `write` returns."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._lock = threading.Lock()

    def write(self, entry: dict[str, Any]) -> None:
        line = json.dumps(entry, ensure_ascii=False) + "\n"
        with self._lock:
            self._file.write(line)
            self._file.flush()


def main(arguments: Sequence[str] | None = None) -> int:
    """Run both sinks until SIGTERM, or until standard input ends.

    Prints one JSON line, `{"mail": {"host", "port"}, "slack": {"url"}}`; a webhook's address is the url and
    its name. Each message taken becomes a line in the log: `kind` ("mail" or "slack"), `to`, `subject`,
    `message_id`, `text`, `received` (seconds of the machine's monotonic clock) and `answered` (false: the
    line was dropped).
    """
    options = _options(arguments)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _stop)
    with options.log.open("a", encoding="utf-8") as file:
        log = _Log(file)
        mail = MailSink(
            port=options.mail_port, delay=options.delay, on_mail=lambda mail: log.write(_mail_entry(mail))
        )
        slack = SlackSink(
            port=options.slack_port, delay=options.delay, on_post=lambda post: log.write(_post_entry(post))
        )
        with mail, slack:
            addresses = {"mail": {"host": mail.host, "port": mail.port}, "slack": {"url": slack.url("")}}
            print(json.dumps(addresses), flush=True)
            sys.stdin.buffer.read()
    return 0


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m monitor.replica.sinks", description=__doc__)
    parser.add_argument("--mail-port", type=int, default=0, help="0: any free port")
    parser.add_argument("--slack-port", type=int, default=0, help="0: any free port")
    parser.add_argument(
        "--log", type=Path, required=True, help="file that each message is added to as a JSON line"
    )
    parser.add_argument(
        "--delay", type=float, default=0.0, help="seconds from keeping a message to answering"
    )
    return parser.parse_args(arguments)


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise SystemExit(0)


def _mail_entry(mail: Mail) -> dict[str, Any]:
    head = {"kind": "mail", "to": list(mail.recipients), "sender": mail.sender}
    return {
        **head,
        **mail_fields(mail.content),
        "received": mail.received,
        "answered": mail.answer is not None,
    }


def _post_entry(post: Post) -> dict[str, Any]:
    return {
        "kind": "slack",
        "to": [post.name],
        "subject": post_subject(post.payload),
        "message_id": None,
        "text": post.text,
        "received": post.received,
        "answered": post.status is not None,
        "payload": post.payload,
    }


if __name__ == "__main__":
    raise SystemExit(main())
