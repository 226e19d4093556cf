"""Thousands of messages through the ledger, against bare loops that hand over the same and remember none."""

import http.client
import json
import smtplib
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Any

from monitor.bootstrap import Configured, configured, open_house
from monitor.domain.events import DeliveryState, Event, EventKind, NewEvent, Rendered
from monitor.domain.matching import deliveries_for
from monitor.domain.outcome import Band
from monitor.notify.mail import sender_address, write_mail
from monitor.notify.render import AlertRenderer
from monitor.options import Options
from monitor.services.poll import deliver_all
from tests.benchmarks.ledger import empty_store, fresh_copy
from tests.benchmarks.measure import FEW_PAIRS, ROOT, Mark, in_turn, must_be, ratio
from tests.benchmarks.stage import Scene, served

BUILDS = 200
MANY = 1_000  # messages a round; 10,000 with --full
ALERT = ROOT / "tests" / "replay" / "alerts" / "inconsistent.event.json"
SENDER = "SEND monitor <alerts@example.org>"
SINKS = [sys.executable, "-m", "tests.benchmarks.counting_sinks"]
CONFIG = """
[store]
url = "sqlite:///{store}"
[email]
host = "127.0.0.1"
port = {port}
security = "none"
from = "{sender}"
[delivery]
only_to = ["*"]
"""


def mails(scene: Scene) -> list[Mark]:
    """Compare mails through the ledger with a bare loop over one kept connection."""
    with served(SINKS) as ports:
        ground = _ground(scene, "mails", ports, lambda number: f"email:reader{number}@example.org")
        pairs = in_turn(ground.through_ledger, ground.bare_mails, pairs=FEW_PAIRS)
    return [
        Mark(
            "20",
            f"{ground.many} mails: bare SMTP loop / ledger",
            ratio(_turned(pairs), float),
            (1, 1.5),
            at_most=False,
        )
    ]


def posts(scene: Scene) -> list[Mark]:
    """Compare posts through the ledger with a bare loop over one kept connection."""
    with served(SINKS) as ports:
        ground = _ground(scene, "posts", ports, lambda number: f"slack:hook{number}")
        pairs = in_turn(ground.through_ledger, ground.bare_posts, pairs=FEW_PAIRS)
    return [
        Mark(
            "21",
            f"{ground.many} posts: bare HTTP loop / ledger",
            ratio(_turned(pairs), float),
            (0.25, 0.5),
            at_most=False,
        )
    ]


def further_recipients(_: Scene) -> list[Mark]:
    """Compare writing one more mail of an event with building it by the standard library; CPU alone."""
    message, sender, date = words(), sender_address(SENDER), alert().occurred
    reference = "<0123456789abcdef@example.org>"

    def ours() -> float:
        begun = time.process_time()
        for number in range(BUILDS):
            write_mail(sender, f"reader{number}@example.org", message, message_id=reference, date=date)
        return time.process_time() - begun

    def theirs() -> float:
        begun = time.process_time()
        for number in range(BUILDS):
            mail = EmailMessage(policy=SMTP)
            mail["From"], mail["To"] = sender, f"reader{number}@example.org"
            mail["Subject"], mail["Message-ID"] = message.subject, reference
            mail.set_content(message.text, cte="quoted-printable")
            mail.add_alternative(message.html, subtype="html", cte="quoted-printable")
            mail.as_bytes()
        return time.process_time() - begun

    return [
        Mark("22", "one more mail of an event / building it", ratio(in_turn(ours, theirs), float), (0.1,))
    ]


def limited_webhook(scene: Scene) -> list[Mark]:
    """Compare posts to many webhooks, one of which is limited, with posts to as many that take all."""
    with served(SINKS) as ports:
        limited = _ground(scene, "limited", ports, lambda number: f"slack:hook{number}", limited=True)
        free = _ground(scene, "free", ports, lambda number: f"slack:hook{number}")
        pairs = in_turn(limited.through_ledger, free.through_ledger, pairs=FEW_PAIRS)
    return [Mark("23", "one limited webhook among many / none", ratio(pairs, float), (1.1,))]


def mails_a_second(scene: Scene, rounds: int) -> list[float]:
    """Send mails through the ledger a few times, the first for nothing; give how many a second."""
    with served(SINKS) as ports:
        ground = _ground(scene, "rate", ports, lambda number: f"email:reader{number}@example.org")
        return [ground.many / ground.through_ledger() for _ in range(rounds + 1)][1:]


@dataclass(frozen=True, slots=True)
class Ground:
    """Sinks that count, a config with one subscriber for each message, and a store with nothing in it."""

    ports: dict[str, int]
    many: int
    empty: Path
    found: Configured
    words: Rendered
    refused: int = 0  # messages that the sinks do not take

    def through_ledger(self) -> float:
        """Send all by the ledger and give the seconds it took."""
        fresh_copy(self.empty, "ours")
        event = alert()
        with open_house(self.found) as house:
            now = house.clock()
            rows = deliveries_for(event, house.watch.subscriptions, house.watch.rules, now)
            house.store.record_event(event, rows, now)
            spent = _seconds(lambda: deliver_all(house))
            must_be(
                "rows that are sent",
                house.store.delivery_counts()[DeliveryState.SENT],
                self.many - self.refused,
            )
        self._must_have_come()
        return spent

    def bare_mails(self) -> float:
        """Send as many mails, written once, by the standard library's client."""
        mail = self._mail()
        line = smtplib.SMTP("127.0.0.1", self.ports["smtp"], local_hostname="localhost")

        def send_all() -> None:
            for number in range(self.many):
                line.sendmail("alerts@example.org", f"reader{number}@example.org", mail)

        spent = _seconds(send_all)
        line.quit()
        self._must_have_come()
        return spent

    def bare_posts(self) -> float:
        """Make as many posts, written once, by the standard library's client."""
        body = json.dumps({"text": self.words.subject, "blocks": self.words.blocks}).encode()
        line = http.client.HTTPConnection("127.0.0.1", self.ports["http"])

        def post_all() -> None:
            for number in range(self.many):
                line.request("POST", f"/services/hook{number}", body, {"Content-Type": "application/json"})
                line.getresponse().read()

        spent = _seconds(post_all)
        line.close()
        self._must_have_come()
        return spent

    def _mail(self) -> bytes:
        ending = b".\r\n"  # the client adds it again
        written = write_mail(
            sender_address(SENDER),
            "reader@example.org",
            self.words,
            message_id="<0123456789abcdef@example.org>",
            date=self.found.clock(),
        )
        return written.removesuffix(ending)

    def _must_have_come(self) -> None:
        line = http.client.HTTPConnection("127.0.0.1", self.ports["http"])
        line.request("GET", "/counts")
        counts: dict[str, int] = json.loads(line.getresponse().read())
        line.close()
        came = sorted(set(counts.values()) - {0})
        must_be("messages that came, and to how many", came, [self.many - self.refused])


def words() -> Rendered:
    """Write the alert once, for one reader."""
    new = alert()
    event = Event(1, new.key, new.kind, new.area, new.band, new.occurred, new.occurred, new.data)
    return AlertRenderer().render(event, ["Reader 1: you watch all areas"])


def alert() -> NewEvent:
    """Make the event of an alert as long as they usually are."""
    recorded: dict[str, Any] = json.loads(ALERT.read_text(encoding="utf-8"))
    return NewEvent(
        key=recorded["key"],
        kind=EventKind(recorded["kind"]),
        area="852",
        band=Band(recorded["band"]),
        occurred=datetime.fromisoformat(recorded["seen"]),
        data=recorded["data"],
    )


def _ground(
    scene: Scene, name: str, ports: dict[str, int], address: Callable[[int], str], *, limited: bool = False
) -> Ground:
    many = 10 * MANY if scene.full else MANY
    folder = scene.folder / name
    empty = empty_store(folder)
    environ = {f"HOOK{one}": f"http://127.0.0.1:{ports['http']}/services/hook{one}" for one in range(many)}
    if limited:
        environ["HOOK0"] = f"http://127.0.0.1:{ports['http']}/limited/hook0"
    config = CONFIG.format(store=folder / "ours.sqlite3", port=ports["smtp"], sender=SENDER)
    if address(0).startswith("slack:"):
        config += "".join(f'[slack.hook{one}]\nwebhook_env = "HOOK{one}"\n' for one in range(many))
    (folder / "monitor.toml").write_text(config, encoding="utf-8")
    (folder / "subscribers.toml").write_text(
        "".join(f'[[subscriber]]\nname = "Reader {one}"\nto = ["{address(one)}"]\n' for one in range(many)),
        encoding="utf-8",
    )
    return Ground(
        ports, many, empty, configured(Options(folder, None, None, False), environ), words(), int(limited)
    )


def _seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def _turned(pairs: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Turn the sides: what counts is how many a second, not how long."""
    return [(theirs, ours) for ours, theirs in pairs]
