"""Where alerts arrive in a process of its own, so that no kill takes the evidence with it."""

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from monitor.domain.events import Delivery, DeliveryState
from tests.e2e.stage import OPERATOR, TEAM, Stage, clean_environ


@dataclass(frozen=True, slots=True)
class Arrival:
    """One message in the collector's log: channel, address and the reference it carries."""

    channel: str
    address: str
    reference: str


@dataclass(frozen=True, slots=True)
class Collector:
    """The sinks' addresses and their log."""

    mail_port: int
    slack_url: str
    log: Path

    def clear(self) -> None:
        """Forget what has arrived."""
        with self.log.open("r+") as file:  # the collector adds to its end, wherever that is
            file.truncate(0)

    def arrivals(self) -> list[Arrival]:
        """Give what has arrived, in order."""
        entries = [json.loads(line) for line in self.log.read_text(encoding="utf-8").splitlines()]
        return [_arrival(entry) for entry in entries]


@contextmanager
def collector(folder: Path) -> Iterator[Collector]:
    """Start the sinks as a process and stop it at the end."""
    log = folder / "arrivals.jsonl"
    command = [sys.executable, "-m", "monitor.replica.sinks", "--log", str(log)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=clean_environ()
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        found = json.loads(process.stdout.readline())
        yield Collector(found["mail"]["port"], found["slack"]["url"], log)
        process.stdin.close()
        assert process.wait(10) == 0


def check_ledger(
    stage: Stage, arrivals: Sequence[Arrival], expected: set[tuple[str, str]], *, notes: bool = True
) -> None:
    """Make sure that each of `expected` (area, address) arrived; and again only where it is owned up to.

    Without `notes` it does not matter what the operator was told.

    What arrived is told apart by the reference that the ledger gives each delivery: an arrival that the
    ledger does not know, and a delivery without an arrival, are both mistakes.
    """
    rows = [row for row in stage.deliveries() if notes or row.address != OPERATOR]
    areas = {event.id: str(event.data.get("area_name")) for event in stage.events()}
    assert {row.state for row in rows} <= {DeliveryState.SENT}
    assert {(areas[row.event_id], row.address) for row in rows} == expected
    assert len(rows) == len(expected)
    counts = Counter(one for one in arrivals if notes or one.address != OPERATOR)
    assert set(counts) == {_expected(row) for row in rows}  # rows of one message share their reference
    repeated = {row.id for row in rows if counts[_expected(row)] > 1}
    admitted = {row.id for row in rows if row.maybe_sent_at is not None}
    assert repeated <= admitted


def _expected(row: Delivery) -> Arrival:
    assert row.message_id is not None
    # Slack has no message number; the line that ends a post shows the beginning of ours.
    reference = row.message_id.strip("<>")[:12] if row.channel == "slack" else row.message_id
    return Arrival("mail" if row.channel == "email" else row.channel, row.address, reference)


def _arrival(entry: dict[str, object]) -> Arrival:
    if entry["kind"] == "mail":
        return Arrival("mail", str(entry["to"][0]), str(entry["message_id"]))  # type: ignore[index]
    lines = [line for line in str(entry["text"]).splitlines() if line.startswith("Reference ")]
    return Arrival("slack", TEAM, lines[0].removeprefix("Reference "))
