"""The demo: an invented Ofsted site on this machine, the real monitor watching it, and its alerts shown here.

The monitor runs as a process of its own with a config of its own, just as a user would run it. Nothing
leaves this machine: the site, the mail server and Slack are all local stand-ins.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from queue import Empty, Queue
from urllib.parse import quote

from monitor.replica.pdfs import make_pdf
from monitor.replica.records import FULL, Provider, Report
from monitor.replica.samples import full_report_pdf, monitoring_report_pdf, other_report_pdf
from monitor.replica.server import Replica
from monitor.replica.sinks import Mail, MailSink, Post, SlackSink
from monitor.replica.world import World

PLACES = (
    "Ashbourne Vale",
    "Port Merrow",
    "Kestrelshire",
    "Wyndale",
    "Hollin Bridge",
    "Saltmarsh",
    "North Corriden",
    "Thornmere",
)
HISTORY = {
    "Ashbourne Vale": "systemic_failings",
    "Port Merrow": "inconsistent",
    "Kestrelshire": "inconsistent",
}
PLOT = ("inconsistent", "systemic_failings", "typically_positive", "unclear", "monitoring")
"""What is published, in turn: each band, an outcome in words nobody has seen yet, and a monitoring report."""

PAPER = "Demoland Echo"
AHEAD, AFTERWARDS = 1, 2  # the reports that the paper tells of, before and after

FIRST_AFTER = 3.0  # seconds
OPENING_GAP = 5.0  # seconds between the reports of the first round
LATER_GAP = 20.0
ON_SITE = timedelta(days=4)
MONITORING = "Area SEND monitoring inspection"
SETTINGS = """\
[ofsted]
listing_url = "{site}"
files_url = "{files}"
contact = "demo@demo.invalid"
rate = 0
expected = {expected}
areas_file = "areas.csv"
[poll]
listing = "2s"
quiet_listing = "2s"
news = "2s"
jitter = 0.0
sweep = []
[store]
url = "sqlite:///{folder}/monitor.sqlite3"
[web]
bind = ""
[email]
host = "{mail_host}"
port = {mail_port}
security = "none"
from = "SEND monitor <alerts@demo.invalid>"
[slack.send-team]
webhook_env = "DEMO_SLACK"
[operator]
to = ["email:operator@demo.invalid"]
[delivery]
only_to = ["*"]
group_wait = "1s"
"""
SUBSCRIBERS = """\
[[subscriber]]
name = "Kestrelshire parent carer forum"
areas = ["*"]
events = ["report.*", "news.*"]
to = ["email:chair@demo.invalid"]
[[subscriber]]
name = "SEND team"
areas = ["*"]
events = ["report.*", "news.*"]
to = ["slack:send-team"]
"""


@dataclass(frozen=True, slots=True)
class Stage:
    """The stand-ins that the monitor talks to."""

    replica: Replica
    mail: MailSink
    slack: SlackSink


def main() -> int:
    """Run the demo until interrupted; gives the exit code."""
    shown: Queue[str] = Queue()
    for number in (signal.SIGINT, signal.SIGTERM):  # also where a shell had told us to ignore them
        signal.signal(number, signal.default_int_handler)
    with tempfile.TemporaryDirectory(prefix="send-monitor-demo-") as folder, _stage(shown) as stage:
        _write_config(Path(folder), stage)
        print("An invented Ofsted site is up at", stage.replica.site_url)
        monitor = _start_monitor(Path(folder), stage.slack)
        relay = threading.Thread(target=_relay, args=(monitor, shown), daemon=True)
        relay.start()
        try:
            return _play(stage, monitor, shown)
        except KeyboardInterrupt:
            return 0
        finally:
            monitor.send_signal(signal.SIGINT)
            monitor.wait(timeout=30)
            relay.join(timeout=5)
            print("\nThe demo has stopped. Nothing left this machine.")


def _play(stage: Stage, monitor: subprocess.Popen[str], shown: Queue[str]) -> int:
    """Show what happens and publish a report every few seconds, once the monitor is watching."""
    watching = False
    plot = _plot(stage.replica.world)
    wait = FIRST_AFTER
    while monitor.poll() is None:
        try:
            line = shown.get(timeout=wait)
        except Empty:
            if watching:
                wait = next(plot)
            continue
        print(line, flush=True)
        watching = watching or "Watching." in line
    print("The monitor stopped by itself.", file=sys.stderr)
    return 1


def _plot(world: World) -> Iterator[float]:
    """Publish one report after another, each in another place; gives the seconds to wait after each.

    In the first round a paper is ahead of Ofsted once, and comes after it once.
    """
    for number in count():
        place = PLACES[number % len(PLACES)]
        what = PLOT[number % len(PLOT)]
        if number == AHEAD:
            yield from _told(world, place)
        print(f"\n=== Ofsted publishes a report on {place} ===", flush=True)
        _publish(world, place, what, number)
        yield OPENING_GAP if number < len(PLOT) else LATER_GAP
        if number == AFTERWARDS:
            yield from _told(world, place)


def _told(world: World, place: str) -> Iterator[float]:
    """Have the local paper tell that there is a report; gives the seconds to wait."""
    print(f"\n=== A local paper has a story about {place} ===", flush=True)
    headline = f"Ofsted and CQC publish report on SEND services in {place}"
    world.tell(PAPER, headline, body=f"{headline}.\nThe council said that it accepts the findings.")
    yield OPENING_GAP


def _publish(world: World, place: str, what: str, number: int) -> None:
    provider = next(one for one in world.providers() if one.area == place)
    # Each round is another inspection: further back, so that no two of a place are the same.
    start = _monday(world.today() - timedelta(days=70 + 7 * (number // len(PLACES))))
    if what == "monitoring":
        pdf = monitoring_report_pdf(area=place, start=start, end=start + ON_SITE, effective=True, seed=number)
        world.publish(provider.urn, MONITORING, start, pdf=pdf)
        return
    previous = "Not previously inspected"
    if place in HISTORY:
        previous = "13 to 17 March 2023"
    pdf = full_report_pdf(
        area=place, band=what, start=start, end=start + ON_SITE, previous=previous, seed=number
    )
    world.publish(provider.urn, FULL, start, pdf=pdf)


@contextmanager
def _stage(shown: Queue[str]) -> Iterator[Stage]:
    def mailed(mail: Mail) -> None:
        shown.put(_framed("E-mail", mail.text))

    def posted(post: Post) -> None:
        shown.put(_framed("Slack", post.text))

    world = _invented_world()
    with (
        Replica(world, delay=0.02, make_pdf=_demo_pdf) as replica,
        MailSink(on_mail=mailed) as mail,
        SlackSink(on_post=posted) as slack,
    ):
        yield Stage(replica, mail, slack)


def _invented_world() -> World:
    world = World.invented(PLACES, datetime.now(UTC))
    for provider in world.providers():
        band = HISTORY.get(provider.area)
        if band:
            world.publish(provider.urn, FULL, date(2023, 3, 13), published=date(2023, 5, 16), band=band)
    # Something recent, or the monitor would rightly ask its operator about the long silence.
    lately = world.today() - timedelta(days=20)
    world.publish(
        provider.urn, FULL, _monday(lately - timedelta(days=70)), published=lately, band="inconsistent"
    )
    return world


def _demo_pdf(report: Report, provider: Provider) -> bytes:
    """Make a document of the past: a full report where there was one, else something of another kind."""
    if report.band is not None:
        return make_pdf(report, provider)
    return other_report_pdf(
        title=report.title, area=provider.area, published=report.published, seed=int(report.file_id)
    )


def _write_config(folder: Path, stage: Stage) -> None:
    rows = ["urn,name,region"]
    rows += [f"{one.urn},{one.area},Demoland" for one in stage.replica.world.providers()]
    (folder / "areas.csv").write_text("\n".join(rows) + "\n")
    (folder / "monitor.toml").write_text(
        SETTINGS.format(
            site=stage.replica.site_url,
            files=stage.replica.files_url,
            expected=len(PLACES),
            folder=folder,
            mail_host=stage.mail.host,
            mail_port=stage.mail.port,
        )
    )
    (folder / "subscribers.toml").write_text(SUBSCRIBERS)
    stage.replica.world.press.open(PAPER)
    feed = {"name": PAPER, "url": f"{stage.replica.site_url}/feeds/{quote(PAPER)}", "covers": list(PLACES)}
    (folder / "feeds.toml").write_text(
        "[[feed]]\n" + "\n".join(f"{key} = {json.dumps(value)}" for key, value in feed.items())
    )


def _start_monitor(folder: Path, slack: SlackSink) -> subprocess.Popen[str]:
    environ = {name: value for name, value in os.environ.items() if not name.startswith("SEND_MONITOR_")}
    return subprocess.Popen(
        [sys.executable, "-m", "monitor.cli", "--config", str(folder), "run"],
        env=environ | {"DEMO_SLACK": slack.url("send-team"), "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,  # Ctrl-C reaches the demo alone, which then stops the monitor
    )


def _relay(monitor: subprocess.Popen[str], shown: Queue[str]) -> None:
    for line in monitor.stdout or ():
        shown.put(f"[monitor] {line.rstrip()}")


def _framed(kind: str, text: str) -> str:
    body = "\n".join(f"| {line}".rstrip() for line in text.strip().splitlines())
    return f"\n+-- {kind} {'-' * (70 - len(kind))}\n{body}\n+{'-' * 75}"


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


if __name__ == "__main__":
    sys.exit(main())
