"""The state of the replica: who is listed, what is published, what time it is, which switches are on."""

import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from monitor.replica.clock import ReplicaClock
from monitor.replica.press import Press
from monitor.replica.records import CHILDRENS_SERVICES, LONDON, Provider, Report, publication_moment
from monitor.replica.seed import Seed, read_seed
from monitor.replica.switches import BY_NAME, defaults

FIRST_NEW_ID = 50_310_001  # above all ids known by August 2026 (`sources.md` 3.4)
INVENTED_URNS = range(90_001, 91_000)
EVENING = time(18)


@dataclass(frozen=True, slots=True)
class Fault:
    """One use of a counted switch."""

    retry_after: int | None


class World:
    """Everything the pages are made from. All methods may be called from any thread.

    `version` grows with every change that may show, so that whoever renders can cache until it does.
    """

    def __init__(self, seed: Seed, clock: ReplicaClock) -> None:
        self.lock = threading.RLock()
        self.clock = clock
        self.version = 0
        self.press = Press()
        self._seed, self._start = seed, clock.now()
        self._providers: dict[str, Provider] = {}
        self._held: list[tuple[str, Report]] = []
        self._load()

    @classmethod
    def from_csv(
        cls,
        areas: Path,
        reports: Sequence[Path],
        pdfs: Path | None = None,
        through: date | None = None,
        *,
        extras: bool = False,
        start: datetime | None = None,
    ) -> "World":
        """Build a world from tables (see `seed.read_seed`); it starts at 18:00 of `through`.

        Without `through`, of the last publication; without any, now. Held reports appear when the clock
        reaches 09:30 of their day, or when they are released.
        """
        seed = read_seed(areas, reports, pdfs=pdfs, through=through, extras=extras)
        days = [report.published for provider in seed.providers.values() for report in provider.reports]
        last = through or max(days, default=None)
        begun = datetime.combine(last, EVENING, LONDON) if last else datetime.now(UTC)
        return cls(seed, ReplicaClock(start or begun))

    @classmethod
    def invented(cls, names: Iterable[str], start: datetime) -> "World":
        """Build a world of made-up authorities, each with two children's services reports."""
        world = cls(Seed({}, ()), ReplicaClock(start))
        for number, name in enumerate(names):
            first = start.date() - timedelta(days=2_400 - number)
            world.add_area(str(INVENTED_URNS[number]), f"{name} Council", area=name)
            for gap in (0, 1_200):
                day = first + timedelta(days=gap - first.weekday())
                world.publish(
                    str(INVENTED_URNS[number]),
                    CHILDRENS_SERVICES,
                    day - timedelta(days=56),
                    published=day,
                )
        world.keep_as_seed()
        return world

    def keep_as_seed(self) -> None:
        """Make the present areas, reports and time those that `reset` comes back to."""
        with self.lock:
            self._seed = Seed(dict(self._providers), tuple(self._held))
            self._start = self.clock.now()

    def reset(self) -> None:
        """Go back to the areas, reports and time of the beginning, all switches at their defaults."""
        with self.lock:
            self.clock.set(self._start)
            self.press.clear()
            self._load()

    # reading

    def providers(self) -> list[Provider]:
        """Give all providers, A-Z by full name."""
        with self.lock:
            return sorted(self._providers.values(), key=lambda provider: provider.name.casefold())

    def provider(self, urn: str) -> Provider | None:
        """Give one provider."""
        with self.lock:
            return self._providers.get(urn)

    def held(self) -> list[tuple[str, Report]]:
        """Give the reports that wait to be published, as (URN, report), earliest first."""
        with self.lock:
            return sorted(self._held, key=lambda item: (self.due(item[1]), int(item[1].file_id)))

    def find(self, file_id: str) -> tuple[Provider, Report] | None:
        """Give a published report and its provider, by file id."""
        with self.lock:
            urn = self._owners.get(file_id)
            if urn is None:
                return None
            provider = self._providers[urn]
            return provider, next(report for report in provider.reports if report.file_id == file_id)

    def today(self) -> date:
        """Give the day it is in London."""
        return self.clock.now().astimezone(LONDON).date()

    def due(self, report: Report) -> datetime:
        """Give the moment at which a held report goes live; pre-election silence moves it."""
        return publication_moment(self._after_silence(report.published))

    def tell(self, feed: str, title: str, summary: str = "", body: str = "") -> str:
        """Have a paper tell a story now; gives the path of its page."""
        return self.press.tell(feed, title, self.clock.now(), summary, body)

    # switches

    def get(self, switch: str) -> Any:
        """Give the value of a switch."""
        return self._switches[switch]

    def set(self, switch: str, value: Any) -> None:
        """Set a switch that holds a value. Raises KeyError, or TypeError or ValueError for a bad value."""
        if BY_NAME[switch].once:
            raise KeyError(f"{switch} is an action")
        with self.lock:
            before, self._switches[switch] = self._switches[switch], value
            try:
                self._changed()
            except (TypeError, ValueError):  # a value that makes no sense must not stay
                self._switches[switch] = before
                raise

    def switched(self) -> dict[str, Any]:
        """Give the switches that are not at their defaults."""
        with self.lock:
            return {name: value for name, value in self._switches.items() if value != BY_NAME[name].default}

    def take(self, switch: str, *, host: str, path: str) -> Fault | None:
        """Use up one of a counted switch's requests, if it covers this host and path and has any left."""
        with self.lock:
            value = self._switches[switch]
            if value is None or value is False:
                return None
            rule = value if isinstance(value, dict) else {"times": value}
            left = rule.get("times", True)
            if rule.get("host", host) != host or not path.startswith(rule.get("path", "")) or left == 0:
                return None
            if left is not True:
                self._switches[switch] = {**rule, "times": left - 1}
            return Fault(rule.get("retry_after"))

    def take_missing(self, file_id: str) -> bool:
        """Use up one of the times a document is missing before it is back."""
        with self.lock:
            left: Mapping[str, int] = self._switches["file_missing_for"] or {}
            if not left.get(file_id, 0):
                return False
            self._switches["file_missing_for"] = {**left, file_id: left[file_id] - 1}
            return True

    # publishing

    def publish(
        self,
        urn: str,
        title: str,
        inspected: date,
        pdf: Path | bytes | None = None,
        published: date | None = None,
        *,
        band: str | None = None,
        inspected_end: date | None = None,
        file_id: str | None = None,
    ) -> str:
        """Publish a report now, dated today if not told otherwise; gives its file id. Raises KeyError."""
        with self.lock:
            new = Report(
                file_id or self.next_id(),
                title,
                inspected,
                published or self.today(),
                inspected_end=inspected_end,
                band=band,
                pdf=pdf,
                synthetic=True,
            )
            self._add(urn, new)
            return new.file_id

    def hold(self, urn: str, report: Report) -> None:
        """Keep a report until 09:30 of its publication date."""
        with self.lock:
            self._held.append((urn, report))
            self._changed()

    def release(self, file_id: str, published: date | None = None) -> None:
        """Publish a held report at once, under its own date if not told otherwise. Raises KeyError."""
        with self.lock:
            urn, report = next((item for item in self._held if item[1].file_id == file_id), (None, None))
            if urn is None or report is None:
                raise KeyError(file_id)
            self._held.remove((urn, report))
            self._add(urn, replace(report, published=published or report.published))

    def settle(self) -> None:
        """Publish what has become due by the clock."""
        if self._next_due is None or self.clock.now() < self._next_due:
            return
        with self.lock:
            now = self.clock.now()
            for _, report in [item for item in self._held if self.due(item[1]) <= now]:
                self.release(report.file_id, self._after_silence(report.published))

    def replace(self, file_id: str, pdf: Path | bytes | None = None) -> None:
        """Serve other bytes under the same id and date; None makes a new document. Raises KeyError."""
        _, report = self._known(file_id)
        self.alter(file_id, pdf=pdf, missing=False, revision=report.revision + 1)

    def withdraw(self, file_id: str) -> None:
        """Take a report off its page and off the file service. Raises KeyError."""
        self.alter(file_id, withdrawn=True)

    def restore(self, file_id: str) -> None:
        """Bring a withdrawn or missing report back. Raises KeyError."""
        self.alter(file_id, withdrawn=False, missing=False)

    def alter(self, file_id: str, /, **fields: Any) -> None:
        """Change any field of a published report. Raises KeyError."""
        with self.lock:
            provider, old = self._known(file_id)
            reports = tuple(replace(r, **fields) if r is old else r for r in provider.reports)
            self.put(replace(provider, reports=reports))

    # areas

    def add_area(self, urn: str, name: str, *, area: str | None = None, region: str = "") -> Provider:
        """List another authority, with an empty timeline."""
        provider = Provider(urn, name, area or name, region)
        self.put(provider)
        return provider

    def put(self, provider: Provider) -> None:
        """Add a provider or replace the one of that URN."""
        with self.lock:
            self._providers[provider.urn] = provider
            self._changed()

    def change_id(self, old: str, new: str) -> None:
        """Move an authority to another provider id; its file ids stay. Raises KeyError."""
        with self.lock:
            provider = self._providers.pop(old)
            self._held = [(new if urn == old else urn, report) for urn, report in self._held]
            self.put(replace(provider, urn=new, former=(*provider.former, old)))

    def next_id(self) -> str:
        """Give a file id above all known ones."""
        with self.lock:
            known = [*self._owners, *(report.file_id for _, report in self._held)]
            return str(max([FIRST_NEW_ID - 7, *map(int, known)]) + 7)

    def _known(self, file_id: str) -> tuple[Provider, Report]:
        found = self.find(file_id)
        if found is None:
            raise KeyError(file_id)
        return found

    def _load(self) -> None:
        self._providers, self._held = dict(self._seed.providers), list(self._seed.held)
        self._switches = defaults()
        self._changed()

    def _add(self, urn: str, report: Report) -> None:
        if report.file_id in self._owners:
            raise ValueError(f"file id {report.file_id} is taken")
        provider = self._providers[urn]
        self.put(replace(provider, reports=(*provider.reports, report)))

    def _changed(self) -> None:
        self.version += 1
        self._owners = {r.file_id: urn for urn, p in self._providers.items() for r in p.reports}
        silence = self._switches["election_silence"]
        self._silence = (date.fromisoformat(silence[0]), date.fromisoformat(silence[1])) if silence else None
        self._next_due = min((self.due(report) for _, report in self._held), default=None)

    def _after_silence(self, day: date) -> date:
        if self._silence is None or not self._silence[0] <= day <= self._silence[1]:
            return day
        after = self._silence[1] + timedelta(days=1)
        return after + timedelta(days=(7 - after.weekday()) % 7 if after.weekday() > 4 else 0)
