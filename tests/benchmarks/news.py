"""Reading news feeds: unchanged ones against their round trips and against parsing all; many on few hosts."""

import json
import math
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.benchmarks.measure import FEW_PAIRS, Mark, figure, in_turn, must_be, ratio, spend
from tests.benchmarks.stage import Scene, served

DELAY = 0.05  # seconds an answer takes
AT_ONCE = 16
UNCHANGED = 300
COMPARED = 100
ROUNDS = 5
WARM = 4  # rounds of a monitor that stays up; the last one counts
HOSTS = [40, 11, 2, *[1] * 63]
"""How 116 known feeds lie on 66 hosts: the BBC's has 40."""

RATE = 5  # requests a second to a host, so that the measurement is short

_SETTINGS = """\
[ofsted]
listing_url = "http://127.0.0.1:9"
files_url = "http://127.0.0.1:9"
rate = {rate}
expected = 1
areas_file = "{folder}/areas.csv"
[store]
url = "sqlite:///{folder}/monitor.sqlite3"
"""


def unchanged(scene: Scene) -> list[Mark]:
    """Compare readings that bring nothing new with their round trips, and with parsing every body."""
    trips = math.ceil(UNCHANGED / AT_ONCE) * DELAY
    with _feeds(scene.folder / "feeds-300", [1] * UNCHANGED, rate=0) as folder:
        rounds = _rounds(folder, ROUNDS)
        must_be("feeds read", {one["feeds"] for one in rounds}, {UNCHANGED})
        must_be("bodies parsed", {one["parsed"] for one in rounds}, {0})
    with _feeds(scene.folder / "feeds-100", [1] * COMPARED, rate=0) as folder:
        pairs = in_turn(
            lambda: _rounds(folder, WARM)[-1],
            lambda: _rounds(folder, 1, "--parse")[0],
            pairs=FEW_PAIRS,
        )
        must_be("feeds read by both", {one["feeds"] for pair in pairs for one in pair}, {COMPARED})
    return [
        Mark(
            "8",
            f"{UNCHANGED} unchanged feeds / their round trips, {AT_ONCE} at once",
            figure([one["wall"] / trips for one in rounds]),
            (1.15, 0.6),
        ),
        Mark("8", "unchanged feeds / parsing every body: wall", ratio(pairs, _wall), (1 / 16,)),
        Mark("8", "unchanged feeds / parsing every body: CPU", ratio(pairs, _cpu), (1 / 35,)),
    ]


def many_on_few_hosts(scene: Scene) -> list[Mark]:
    """Compare reading all known feeds, one in flight a host, with what the biggest host's spacing takes."""
    floor = max(HOSTS) / RATE
    with _feeds(scene.folder / "feeds-116", HOSTS, rate=RATE) as folder:
        rounds = _rounds(folder, FEW_PAIRS)
    must_be("feeds read", {one["feeds"] for one in rounds}, {sum(HOSTS)})
    return [
        Mark(
            "9",
            f"{sum(HOSTS)} feeds on {len(HOSTS)} hosts / the biggest host's feeds x spacing",
            figure([one["wall"] / floor for one in rounds]),
            (1.05,),
        )
    ]


@contextmanager
def _feeds(folder: Path, sizes: Sequence[int], *, rate: float) -> Iterator[Path]:
    """Serve feeds, and write a config that reads them."""
    folder.mkdir(parents=True)
    command = [sys.executable, "-m", "tests.benchmarks.feed_hosts", str(DELAY), *map(str, sizes)]
    with served(command) as ports:
        addresses = [
            f"http://127.0.0.1:{port}/feed/{number}"
            for port, size in zip(ports, sizes, strict=True)
            for number in range(size)
        ]
        feeds = (
            f'[[feed]]\nname = "Paper {number}"\nurl = "{address}"\ncovers = ["Ashbourne Vale"]\n'
            for number, address in enumerate(addresses)
        )
        (folder / "areas.csv").write_text("urn,name\n90001,Ashbourne Vale\n")
        (folder / "monitor.toml").write_text(_SETTINGS.format(rate=rate, folder=folder))
        (folder / "feeds.toml").write_text("\n".join(feeds))
        yield folder


def _rounds(folder: Path, rounds: int, *more: str) -> list[dict[str, Any]]:
    command = [sys.executable, "-m", "tests.benchmarks.feed_rounds", str(folder), str(rounds), *more]
    return [json.loads(line) for line in spend(command).printed.splitlines()]


def _wall(one: dict[str, Any]) -> float:
    return float(one["wall"])


def _cpu(one: dict[str, Any]) -> float:
    return float(one["cpu"])
