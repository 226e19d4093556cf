"""What the config means: area names resolved, subscribers turned into subscriptions, secrets found.

Everything that ties the files to each other and to the area table is checked here, every mistake at once.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import time
from fnmatch import fnmatchcase
from unicodedata import normalize

from monitor.area_references import BOARD, SELECTORS, AreaReferences, reason
from monitor.channel_secrets import Secrets, check_channels, find_secrets, is_loopback, link_notes
from monitor.config import Settings
from monitor.config_files import near, shown, written
from monitor.config_notes import config_notes, near_overrides
from monitor.config_sections import Feed, Subscriber
from monitor.config_values import mail_address
from monitor.domain.area import Area, AreaTable
from monitor.domain.events import OPERATOR_KINDS, OWN_KINDS, EventKind
from monitor.domain.matching import QuietHours, Subscription
from monitor.domain.outcome import Band
from monitor.errors import ConfigError
from monitor.watched_feeds import EVERYWHERE, Asking, WatchedFeeds, choose_feeds, mistakes_in, notes_on

_QUIET = re.compile(r"([0-9]{2}):([0-5][0-9])-([0-9]{2}):([0-5][0-9])")
_ADDRESSES = ("listing_url", "files_url")
_BANDS = frozenset(Band)


@dataclass(frozen=True, slots=True)
class Watching:
    """The config, tied together. `notes` are not mistakes, but things the operator should know."""

    areas: tuple[Area, ...]
    subscriptions: tuple[Subscription, ...]
    operator: tuple[tuple[str, str], ...]
    canary: tuple[str, str] | None
    secrets: Secrets  # empty unless they were asked for
    feeds: WatchedFeeds
    notes: tuple[str, ...]


def tie_together(
    settings: Settings, table: AreaTable, environ: Mapping[str, str], *, secrets: bool = True
) -> Watching:
    """Resolve all names and find all secrets. Raises ConfigError with every mistake.

    `secrets=False` is for commands that only look at what we know and send nothing.
    """
    tie = _Tie(settings, table)
    tie.mistakes += settings.mistakes
    watched = tie.watched()
    subscriptions = tie.subscriptions(watched)
    operator = tuple(tie.destinations(settings.place("operator", "to"), settings.monitor.operator.to))
    canary = tie.destinations(
        settings.place("operator", "canary"), filter(None, [settings.monitor.operator.canary])
    )
    _check_rate(settings, tie.mistakes)
    check_channels(settings, tie.mistakes)
    held = find_secrets(settings, environ, tie.mistakes) if secrets else Secrets()
    no_link = link_notes(settings, held) if secrets else []
    if tie.mistakes:
        raise ConfigError(tie.mistakes)
    areas = tuple(area for area in table if area.id in watched)
    ofsted = settings.monitor.ofsted
    asking = Asking(rehearsal=is_loopback(ofsted.listing_url), contact=bool(ofsted.contact))
    feeds = choose_feeds(tie.covered, areas, asking)
    return Watching(
        areas,
        subscriptions,
        operator,
        canary[0] if canary else None,
        held,
        feeds,
        (
            *config_notes(settings),
            *notes_on(feeds),
            *no_link,
            *near_overrides(environ),
            *tie.notes,
        ),
    )


class _Tie:
    """Resolves references one by one and gathers what is wrong with them."""

    def __init__(self, settings: Settings, table: AreaTable) -> None:
        self.settings = settings
        self.mistakes: list[str] = []
        self.references = AreaReferences(settings, table, self.mistakes)
        self.notes: list[str] = []
        self.covered: list[tuple[Feed, frozenset[str], bool]] = []  # feed, Area.ids, whether on this machine
        self.spelt: dict[str, str] = {}  # a mail address in small letters -> how it was written first

    def watched(self) -> set[str]:
        for name, members in self.settings.areas.groups.items():
            place = f"areas.toml: {written(('groups', name))}"
            for member in members:
                if member.startswith("group:"):
                    self.mistakes.append(f"{place}: {shown(member)}: a group cannot hold another group")
                else:
                    self.references.named(place, member)
        self.mistakes += mistakes_in(self.settings.feeds.feed)
        for feed in self.settings.feeds.feed:
            place = f'feeds.toml: feed "{feed.name}": covers'
            found = [
                area
                for name in feed.covers
                if name != EVERYWHERE
                for area in self.references.named(place, name)
            ]
            self.covered.append((feed, frozenset(area.id for area in found), is_loopback(feed.url)))
        watch = self.settings.areas.watch
        return {
            area.id for reference in watch for area in self.references.named("areas.toml: watch", reference)
        }

    def subscriptions(self, watched: set[str]) -> tuple[Subscription, ...]:
        seen: dict[str, str] = {}
        made = []
        for number, subscriber in enumerate(self.settings.subscribers.subscriber, start=1):
            folded = " ".join(normalize("NFKC", subscriber.name).casefold().split())
            if folded in seen:
                self.mistakes.append(
                    f'subscribers.toml: subscriber "{subscriber.name}": the name is used twice; '
                    "give each subscriber a name of its own, or put all its areas in one entry"
                )
            seen[folded] = subscriber.name
            made.append(self._subscription(subscriber, number, watched))
        return tuple(made)

    def _subscription(self, subscriber: Subscriber, number: int, watched: set[str]) -> Subscription:
        place = f'subscribers.toml: subscriber "{subscriber.name}"'
        reasons, boards = self._reasons(place, subscriber, watched)
        if not reasons and not boards:
            self.notes.append(f"{place}: none of its areas is watched, so it will hear of nothing")
        self.notes += _filtered_out(place, subscriber)
        if not subscriber.to and not self.settings.faulty(f"subscriber[{number}]", "to"):
            self.mistakes.append(f'{place}: to: is required; write for example ["email:chair@example.org"]')
        for pattern in subscriber.events:
            self._check_pattern(place, pattern)
        return Subscription(
            name=subscriber.name,
            areas=reasons,
            events=subscriber.events,
            to=tuple(dict.fromkeys(self.destinations(f"{place}: to", subscriber.to))),
            only=subscriber.only,
            quiet=self._quiet(place, subscriber.quiet_hours),
            quiet_exempt=subscriber.quiet_exempt,
            digest=subscriber.digest,
            paused=subscriber.paused,
            boards=boards,
        )

    def _reasons(
        self, place: str, subscriber: Subscriber, watched: set[str]
    ) -> tuple[dict[str, str], dict[str, str]]:
        """Give the watched areas (Area.id) and the boards that a subscriber hears of, with reasons."""
        reasons: dict[str, str] = {}
        boards: dict[str, str] = {}
        for reference in subscriber.areas:
            if reference.startswith(BOARD):
                boards |= self.references.board(f"{place}: areas", reference)
                continue
            found = self.references.named(f"{place}: areas", reference)
            by_name = not reference.startswith(("*", *SELECTORS))
            for area in found:
                if area.id in watched:
                    reasons.setdefault(area.id, reason(reference, area))
                elif by_name and self.settings.areas.watch and not self._watch_is_wrong():
                    self.mistakes.append(
                        f'{place}: areas: {area.name} is not watched; add it to "watch" in areas.toml'
                    )
        return reasons, boards

    def destinations(self, place: str, entries: Iterable[str]) -> list[tuple[str, str]]:
        """Give (channel, address) of each entry such as `email:chair@example.org` or `slack:send-team`."""
        found = []
        for entry in entries:
            channel, _, address = entry.partition(":")
            problem = self._problem_with(channel, address)
            if problem:
                self.mistakes.append(f"{place}: {shown(entry)}: {problem}")
            else:
                # One mailbox gets one message, however its address is spelt.
                found.append((channel, self.spelt.setdefault(f"{channel}:{address.casefold()}", address)))
        return found

    def _problem_with(self, channel: str, address: str) -> str | None:
        monitor = self.settings.monitor
        known = {
            "slack": list(monitor.slack),
            "webhook": list(monitor.webhook),
            "apprise": list(monitor.apprise),
        }
        if channel == "email":
            try:
                mail_address(address)
            except ValueError as error:
                return str(error)
        elif channel not in known:
            return 'write "email:someone@example.org", "slack:name", "webhook:name" or "apprise:name"'
        elif address not in known[channel] and not self.settings.unknowable("monitor.toml", channel, address):
            where = f"there is no [{written((channel, address))}] in monitor.toml"
            return where + near(address, known[channel])
        return None

    def _watch_is_wrong(self) -> bool:
        return any(mistake.startswith("areas.toml: ") for mistake in self.mistakes)

    def _check_pattern(self, place: str, pattern: str) -> None:
        kinds = [str(kind) for kind in EventKind if kind not in OPERATOR_KINDS | OWN_KINDS]
        if not any(fnmatchcase(kind, pattern) for kind in kinds):
            self.mistakes.append(
                f"{place}: events: no event is called {shown(pattern)}{near(pattern, kinds)}; "
                f"write report.*, news.*, deadline.* or one of {', '.join(kinds)}"
            )

    def _quiet(self, place: str, text: str) -> QuietHours | None:
        if not text:
            return None
        found = _QUIET.fullmatch(text)
        if not found or int(found[1]) > 23 or int(found[3]) > 23:
            self.mistakes.append(f'{place}: quiet_hours: {shown(text)} is not a window such as "21:00-07:00"')
            return None
        start, end = time(int(found[1]), int(found[2])), time(int(found[3]), int(found[4]))
        if start == end:
            self.mistakes.append(f'{place}: quiet_hours: "{text}" starts and ends at the same time')
            return None
        return QuietHours(start, end)


def _filtered_out(place: str, subscriber: Subscriber) -> list[str]:
    """Note what a subscriber may not know that their own filters keep from them."""
    notes = []
    if not subscriber.events:
        notes.append(f"{place}: its events are empty, so it will hear of nothing")
    if subscriber.only and _BANDS.issuperset(subscriber.only):
        notes.append(
            f'{place}: only leaves out "unknown": a report whose outcome is being confirmed is told of '
            "later, and a monitoring inspection never"
        )
    return notes


def _check_rate(settings: Settings, mistakes: list[str]) -> None:
    if settings.unread or any(settings.faulty("ofsted", key) for key in ("rate", *_ADDRESSES)):
        return  # what is wrong stands at its default, which says nothing about the rest
    for key in _ADDRESSES:
        url = getattr(settings.monitor.ofsted, key)
        if settings.monitor.ofsted.rate == 0 and not is_loopback(url):
            mistakes.append(
                f"{settings.place('ofsted', 'rate')}: 0 (no limit) is only for a replica on this machine, "
                f"and {key} is {url}; write 1.0"
            )
