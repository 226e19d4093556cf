"""What it takes to watch 5,000 feeds for a million subscribers, played through second by second.

`python -m tests.benchmarks.scale` prints the tables of `docs/scale.md`. The rates are those that `make bench
ONLY=rates` recorded; what is assumed beside them stands in `Demand`, and every option changes one of them.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil
from pathlib import Path
from typing import Any

RECORDED = Path(__file__).parent / "results" / "latest.json"
AREAS = 153
MORNING = 9 * 3600 + 30 * 60
DIGESTS_AT = 8 * 3600 + 30 * 60
BYTES = "a sent message in the store, without its words"
RATES = {
    "mails": "mails a second through the ledger",
    "rows": "delivery rows a second, 500 to an event",
    "feeds": "unchanged feeds a second",
    "bodies": "changed feeds of 50 stories parsed a second",
    "stories": "stories judged a second",
    "reports": "reports read a second, one reader",
}


@dataclass(frozen=True, slots=True)
class Demand:
    """What is asked of a deployment."""

    feeds: int = 5_000
    hosts: int = 1_500  # that the feeds sit on
    largest_host: int = 150  # feeds of the host with the most
    every: int = 900  # seconds between two looks at a feed
    changed: float = 0.2  # of the looks that find a new story
    new_stories: int = 2  # in a feed that changed
    subscribers: int = 1_000_000
    areas_each: float = 1.3  # watched by a subscriber
    national: float = 0.01  # of the subscribers, who watch all areas
    at_once: float = 0.7  # of the subscribers; the others get a digest at 08:30
    reports: int = 13  # in one morning, the most there ever were


@dataclass(frozen=True, slots=True)
class Machine:
    """What one machine does in a second, and how many of them send."""

    rates: dict[str, float]
    senders: int = 1
    server_takes: float = 0.0  # mails a second that the mail server takes; 0: as many as we send


def recorded_rates(path: Path = RECORDED) -> dict[str, float]:
    """Give what was measured last, by our short names. Raises KeyError if it never was."""
    recorded = json.loads(path.read_text("utf-8"))
    marks = [*recorded["rates"]["marks"], *recorded["volume"]["marks"]]
    found = {mark["what"]: float(mark["figure"]["median"]) for mark in marks}
    return {name: found[what] for name, what in (RATES | {"bytes": BYTES}).items()}


def messages_of_a_report(demand: Demand) -> int:
    """Count whom one report is told to at once: those who watch its area, and those who watch all."""
    local = demand.subscribers * (1 - demand.national) * demand.areas_each / AREAS
    return ceil((local + demand.subscribers * demand.national) * demand.at_once)


def messages_of_a_morning(demand: Demand) -> int:
    """Count the mails of all reports: who watches all areas gets one mail for all that came together."""
    local = demand.subscribers * (1 - demand.national) * demand.areas_each / AREAS
    return ceil((local * demand.reports + demand.subscribers * demand.national) * demand.at_once)


def morning(demand: Demand, machine: Machine) -> dict[str, float]:
    """Play the morning through: digests at 08:30, reports at 09:30; gives seconds, counted from when due."""
    rate = machine.rates["mails"] * machine.senders
    rate = min(rate, machine.server_takes) if machine.server_takes else rate
    arrivals = _arrivals(demand, machine)
    totals = {due: sum(many for _, of, many in arrivals if of == due) for due in (DIGESTS_AT, MORNING)}
    left = dict.fromkeys(totals, 0.0)
    sent = dict.fromkeys(totals, 0.0)
    half: dict[int, int] = {}
    last: dict[int, int] = {}
    second = DIGESTS_AT
    while len(last) < len(totals):
        for when, due, many in arrivals:
            left[due] += many if when == second else 0
        budget = rate
        for due in (MORNING, DIGESTS_AT):  # what is told at once goes first: a digest is a day old anyway
            now = min(left[due], budget)
            budget -= now
            left[due] -= now
            sent[due] += now
            if sent[due] >= totals[due] / 2:
                half.setdefault(due, second)
            if sent[due] >= totals[due] - 0.5:
                last.setdefault(due, second)
        second += 1
    return {
        "digests": last[DIGESTS_AT] - DIGESTS_AT + 1,
        "reports, half": half[MORNING] - MORNING + 1,
        "reports, last": last[MORNING] - MORNING + 1,
    }


def _arrivals(demand: Demand, machine: Machine) -> list[tuple[int, int, float]]:
    """Say at which second how many messages are written, and when they were due: (written, due, how many)."""
    found = [(DIGESTS_AT, DIGESTS_AT, demand.subscribers * (1 - demand.at_once))]
    each = messages_of_a_morning(demand) / demand.reports
    second = float(MORNING)
    for _ in range(demand.reports):
        # The page and the document, a second apart, as Ofsted is asked; reading; one transaction.
        second += 2 + 1 / machine.rates["reports"] + each / machine.rates["rows"]
        found.append((ceil(second), MORNING, each))
    return found


def feed_load(demand: Demand, machine: Machine) -> dict[str, float]:
    """Say what looking at all feeds once takes: seconds of one core, and the floors that no core lowers."""
    looks = demand.feeds / machine.rates["feeds"]
    parsing = demand.feeds * demand.changed / machine.rates["bodies"]
    judging = demand.feeds * demand.changed * demand.new_stories / machine.rates["stories"]
    core = looks + parsing + judging
    return {
        "looks": looks,
        "parsing": parsing,
        "judging": judging,
        "core": core,
        "share": core / demand.every,
        "largest host": float(demand.largest_host),  # a second apart, one at a time
    }


def tables(demand: Demand, machine: Machine) -> str:
    """Write the tables of the document."""
    load = feed_load(demand, machine)
    mails = messages_of_a_morning(demand)
    one = morning(demand, machine)
    grown = mails * machine.rates["bytes"] / 1e6
    lines = [
        "| In a second, one machine of two cores | |",
        "|---|---|",
        *(f"| {what} | {_many(machine.rates[name])} |" for name, what in RATES.items()),
        "",
        f"| {demand.feeds:,} feeds, all looked at once | |",
        "|---|---|",
        f"| one core is busy for | {_time(load['core'])}: {_time(load['looks'])} asking, "
        f"{_time(load['parsing'])} parsing, {_time(load['judging'])} judging |",
        f"| of the {demand.every // 60} minutes between two looks that is | {load['share']:.0%} |",
        f"| the host with {demand.largest_host} feeds, a second apart, takes | "
        f"{_time(load['largest host'])} |",
        "",
        f"| A morning with {demand.reports} reports, {demand.subscribers:,} subscribers | |",
        "|---|---|",
        f"| one report is told at once to | {messages_of_a_report(demand):,} |",
        f"| mails of the whole morning | {mails:,} |",
        f"| digests at 08:30 | {round(demand.subscribers * (1 - demand.at_once)):,} |",
        f"| new rows in the store | {grown:,.0f} MB |",
        "",
        "| Machines that send | half of the reports' mails are out after | all after | the digests after |",
        "|---|---|---|---|",
    ]
    for senders in (1, 2, 4, 8):
        took = morning(demand, replace(machine, senders=senders))
        lines.append(
            f"| {senders} | {_time(took['reports, half'])} | {_time(took['reports, last'])} | "
            f"{_time(took['digests'])} |"
        )
    limited = morning(demand, replace(machine, senders=8, server_takes=50))
    lines += [
        f"| 8, and a mail server that takes 50 a second | {_time(limited['reports, half'])} | "
        f"{_time(limited['reports, last'])} | {_time(limited['digests'])} |",
    ]
    must_hold(one, mails, machine)
    return "\n".join(lines)


def must_hold(took: dict[str, float], mails: int, machine: Machine) -> None:
    """Hold the play against the arithmetic: it cannot be quicker than the mails alone. Raises ValueError."""
    if took["reports, last"] < mails / machine.rates["mails"] - 1:
        raise ValueError("the morning took less time than its mails")


def _many(rate: float) -> str:
    return f"{rate:,.0f}" if rate >= 10 else f"{rate:.1f}"


def _time(seconds: float) -> str:
    if seconds < 120:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 7200 else f"{seconds / 3600:.1f} h"


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the tables; each assumption may be changed."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.scale", description=__doc__)
    usual = Demand()
    for name in Demand.__slots__:
        value: Any = getattr(usual, name)
        parser.add_argument(f"--{name.replace('_', '-')}", type=type(value), default=value)
    given = parser.parse_args(arguments)
    demand = Demand(**{name: getattr(given, name) for name in Demand.__slots__})
    print(tables(demand, Machine(recorded_rates())))
    return 0


if __name__ == "__main__":
    sys.exit(main())
