"""Asking Ofsted: quiet polls against the one-by-one pattern, resident sweeps, counts, politeness, TLS."""

import json
import math
import sqlite3
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

from tests.benchmarks.measure import (
    FEW_PAIRS,
    PAIRS,
    Mark,
    Spent,
    figure,
    in_turn,
    must_be,
    ratio,
    spend,
)
from tests.benchmarks.places import invented_country
from tests.benchmarks.rivals import python_of
from tests.benchmarks.stage import DELAY, Monitor, Scene, replica, served, set_up

PARALLEL = 16
LISTING_REQUESTS = 2
CYCLES = 20
POLITE_AREAS = 30
POLITE_RATE = 5  # requests a second: as fast as the config allows, so that the measurement is short
TLS_HOSTS = 30

HERE = Path(__file__).parent


def quiet_poll(scene: Scene) -> list[Mark]:
    """Compare a whole `poll` that finds nothing new with the one-by-one pattern reading the same site."""
    site, monitor = scene.known()
    pattern = [str(python_of("one_by_one")), str(HERE / "one_by_one.py"), site.site]
    site.log()

    def ours() -> Spent:
        spent = spend(monitor.command("poll", "--json"), environ=monitor.environ)
        must_be("requests of a quiet poll", len(site.log()["requests"]), LISTING_REQUESTS)
        summary = json.loads(spent.printed)
        must_be("areas seen", summary["listing"]["seen"], scene.country.areas)
        must_be("problems", summary["problems"], [])
        return spent

    def theirs() -> Spent:
        spent = spend(pattern)
        site.log()
        return spent

    pairs = in_turn(ours, theirs, pairs=FEW_PAIRS)
    found = json.loads(pairs[0][1].printed)
    must_be("areas the pattern saw", found["areas"], scene.country.areas)
    must_be("reports the pattern saw", set(found["reports"]), _known_reports(monitor))
    # The original loads more libraries than the pattern needs: here for the memory, left out of the times.
    loaded = spend([*pattern, "--libraries-of-the-original"]).peak
    return [
        Mark("1", "quiet poll / one-by-one pattern: wall", ratio(pairs, _wall), (1 / 15, 1 / 20)),
        Mark("1", "quiet poll / one-by-one pattern: CPU", ratio(pairs, _cpu), (1 / 8, 1 / 10)),
        Mark("1", "quiet poll / one-by-one pattern: memory", ratio(pairs, _peak), (1 / 2,)),
        Mark(
            "1",
            "quiet poll / pattern with the original's libraries: memory",
            figure([mine.peak / loaded for mine, _ in pairs]),
            (1 / 2,),
        ),
        Mark("1", "quiet poll: peak memory", figure([mine.peak for mine, _ in pairs]), (120,), unit="MB"),
    ]


def resident(scene: Scene) -> list[Mark]:
    """Compare looks of a monitor that stays up with the round trips that they cannot do without."""
    _, monitor = scene.known()
    requests = scene.country.areas + LISTING_REQUESTS
    swept, polled = _looks(monitor, "full", CYCLES), _looks(monitor, "fast", CYCLES)
    must_be("requests of a sweep", {one["requests"] for one in swept}, {requests})
    must_be("requests of a fast poll", {one["requests"] for one in polled}, {LISTING_REQUESTS})
    trips = math.ceil(requests / PARALLEL) * DELAY
    two = LISTING_REQUESTS * DELAY
    return [
        Mark("2", "resident sweep / its round trips", figure([one["wall"] / trips for one in swept]), (1.3,)),
        Mark(
            "2", "resident fast poll / 2 round trips", figure([one["wall"] / two for one in polled]), (1.2,)
        ),
    ]


def counts(scene: Scene) -> list[Mark]:
    """Count what an unchanged sweep costs: bytes of body with ETags, parser calls without."""
    site, monitor = scene.known()
    site.log()
    _looks(monitor, "full", 1)
    body = sum(request["sent"] for request in site.log()["requests"])
    site.switch("etags", False)
    try:
        looks = _looks(monitor, "full", 1)
    finally:
        site.switch("etags", True)
    whole = [request for request in site.log()["requests"] if request["status"] == 200]
    must_be("pages sent whole, in two looks", len(whole), 2 * (scene.country.areas + LISTING_REQUESTS))
    return [
        Mark("3", "unchanged sweep with ETags: bytes of body", _exactly(body), (0,), unit="bytes"),
        Mark("3", "unchanged sweep without: parser calls", _exactly(looks[0]["parsed"]), (0,), unit="calls"),
    ]


def politeness(scene: Scene) -> list[Mark]:
    """Sweep under the live rules and compare the time with requests times spacing."""
    rate: float = POLITE_RATE
    cycles = FEW_PAIRS
    if scene.full:
        rate, cycles = 1, 1
    place = invented_country(scene.folder / "polite", areas=POLITE_AREAS, reports=0)
    with replica(place) as site:
        monitor = set_up(scene.folder / "polite" / "monitor", place, site, rate=rate)
        looks = _looks(monitor, "full", cycles)
        log = site.log()
    must_be("problems", sum(one["problems"] for one in looks), 0)
    gap = log["shortest_gap"] * rate
    return [
        Mark(
            "4",
            f"sweep at {rate:g} request(s) a second / requests x spacing",
            figure([one["wall"] * rate / one["requests"] for one in looks]),
            (1.02,),
        ),
        Mark("4", "connections of a process to Ofsted", _exactly(log["connections"]), (1,), unit=""),
        Mark("4", "requests in flight at once, at most", _exactly(log["most_in_flight"]), (1,), unit=""),
        Mark(
            "4",
            "shortest gap between requests / spacing (as they arrived)",
            _exactly(gap),
            (0.95,),
            at_most=False,
        ),
    ]


def tls(scene: Scene) -> list[Mark]:
    """Compare the CPU of a first request over TLS with that of a default session, host by host."""
    with served([sys.executable, "-m", "tests.benchmarks.tls_hosts", str(TLS_HOSTS)]) as hosts:
        bundle = scene.folder / "bundle.pem"
        bundle.write_text(hosts["bundle"], encoding="utf-8")
        command = [sys.executable, "-m", "tests.benchmarks.tls_client", str(PAIRS)]
        done = spend([*command, *map(str, hosts["ports"])], environ={"REQUESTS_CA_BUNDLE": str(bundle)})
    found = json.loads(done.printed)
    must_be("answers", found["answers"], 2 * (PAIRS + 1) * TLS_HOSTS)
    pairs = [(ours, theirs) for ours, theirs in found["pairs"]]
    return [Mark("5", "new TLS connection / a default session's: CPU", ratio(pairs, float), (1 / 10,))]


def _looks(monitor: Monitor, kind: str, times: int) -> list[dict[str, Any]]:
    command = [sys.executable, "-m", "tests.benchmarks.looks", str(monitor.folder), kind, str(times)]
    printed = spend(command, environ=monitor.environ).printed
    return [json.loads(line) for line in printed.splitlines()]


def _known_reports(monitor: Monitor) -> set[str]:
    with closing(sqlite3.connect(f"file:{monitor.store}?mode=ro", uri=True)) as store:
        rows = store.execute("SELECT file_id FROM publications WHERE kind = 'full'")
        return {str(file_id) for (file_id,) in rows}


def _exactly(value: float) -> Any:
    return figure([value])


def _wall(spent: Spent) -> float:
    return spent.wall


def _cpu(spent: Spent) -> float:
    return spent.cpu


def _peak(spent: Spent) -> float:
    return spent.peak
