"""From publication to webhook: a monitor that looks every five seconds, reports published at any moment."""

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from statistics import median

from monitor.replica.slack_sink import SlackSink
from tests.benchmarks.measure import ROOT, Mark, clean_environ, figure, must_be
from tests.benchmarks.stage import Monitor, Scene, Site

INTERVAL = 5.0  # seconds, as in the config of the stage
CHANGES = 10
PATIENCE = 3 * INTERVAL


def publication_to_webhook(scene: Scene) -> list[Mark]:
    """Publish ten reports, spread evenly over the interval, and time each alert."""
    site, known = scene.known()
    with SlackSink() as sink:
        monitor = Monitor(known.folder, sink.url("council"))
        with _running(monitor):
            took = [
                _time_one(site, sink, urn, number)
                for number, urn in enumerate(scene.country.urns[-CHANGES:], start=1)
            ]
    goal = INTERVAL / 2 + 1
    return [
        Mark("7", "publication to webhook: seconds", figure(took), (goal, INTERVAL / 2 + 0.5), unit="s"),
        Mark("7", "alerts that came twice or too many", figure([len(sink.posts) - CHANGES]), (0,), unit=""),
        Mark(
            "7", "publication to webhook / half the interval", figure([median(took) * 2 / INTERVAL]), (1.4,)
        ),
    ]


def _time_one(site: Site, sink: SlackSink, urn: str, number: int) -> float:
    """Publish a report and give the seconds until it was posted."""
    # Ten changes at ten different moments of the interval, whenever the looks are.
    time.sleep(INTERVAL * ((number * 0.3) % 1.0))
    today = datetime.now(UTC).date()
    before = len(sink.posts)
    begun = time.monotonic()
    site.order(
        "/publish",
        {
            "urn": urn,
            "title": "Area SEND full inspection",
            "inspected": (today - timedelta(days=70)).isoformat(),
            "published": today.isoformat(),
            "band": "inconsistent",
        },
    )
    while len(sink.posts) == before and time.monotonic() < begun + PATIENCE:
        time.sleep(0.005)
    must_be(f"alerts after publication {number}", len(sink.posts) - before, 1)
    return sink.posts[-1].received - begun


@contextmanager
def _running(monitor: Monitor) -> Iterator[None]:
    """Run the monitor until the end of the block."""
    environ = clean_environ() | monitor.environ | {"PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen(
        monitor.command("run"), cwd=ROOT, env=environ, stdout=subprocess.PIPE, text=True
    )
    try:
        for line in process.stdout or ():
            if line.startswith("Watching."):
                break
        yield
    finally:
        process.terminate()
        process.communicate()
