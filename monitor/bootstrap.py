"""Put the house together: the only module that knows every adapter, and the only clock.

It is the one door through which commands, workers and the web part come to all that the config leads to.
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import parseaddr
from functools import partial
from pathlib import Path
from random import uniform
from tempfile import TemporaryDirectory
from typing import Any

from monitor.channel_secrets import is_loopback
from monitor.config import Settings, default_settings, load_settings
from monitor.config_files import shown
from monitor.config_values import store_address
from monitor.configured import (
    Configured,
    links_of,
    load_areas,
    may_ask,
    real_destinations,
    require_contact,
    require_queue,
    secret_values,
    store_folder,
)
from monitor.deferred import MadeWhenNeeded, deferred
from monitor.domain.coverage import Window
from monitor.domain.matching import SendingRules, Subscription
from monitor.errors import ConfigError, StoreError
from monitor.holders import holder, is_dead
from monitor.live_config import LiveConfig
from monitor.logs import strike_out
from monitor.notify.email import EmailChannel, EmailSettings
from monitor.notify.heartbeat import heartbeat
from monitor.options import Options
from monitor.ports.channels import Channel, Renderer
from monitor.ports.clock import Clock
from monitor.services.agreed_time import AgreedTime
from monitor.services.house import Counters, House, Ledger, NewsDesk, Watch
from monitor.services.lanes import Lanes
from monitor.services.leases import LeaseKeeper
from monitor.sources.http import PoliteSession
from monitor.sources.http_settings import HttpSettings
from monitor.sources.ofsted_files import OfstedFiles
from monitor.sources.ofsted_listing import OfstedListing
from monitor.sources.ofsted_provider import OfstedProviderPages
from monitor.sources.pdf import PdfReader
from monitor.sources.reach import reach
from monitor.store.database import SqlStore, is_empty, open_store
from monitor.watching import Watching, tie_together

__all__ = [
    "Configured",
    "back_up",
    "bank_holidays",
    "configured",
    "examine_backup",
    "is_new",
    "links_of",
    "live_subscriptions",
    "migrate",
    "migrate_if_empty",
    "open_channels",
    "open_house",
    "open_memory",
    "open_reader",
    "open_scratch",
    "open_store_of",
    "probe_mail_server",
    "reach_sites",
    "read_fact_file",
    "require_contact",
    "require_queue",
    "restore",
    "store_folder",
]

FAULT = "SEND_MONITOR_FAULT"
PARALLEL_ON_REPLICA = 16
HOSTS_AT_ONCE = 16  # whose feeds are read side by side
HOSTS_ON_REPLICA = 64

# What a poll that finds nothing new does not use, and what takes long to load.
_RENDERER = deferred("monitor.notify.render", "AlertRenderer")
bank_holidays = deferred("monitor.domain.bank_holidays", "england")
read_fact_file = deferred("monitor.sources.fact_files", "read_fact_file")
_WRITE_BACKUP = deferred("monitor.store.backup", "write_backup")
_CHECK_BACKUP = deferred("monitor.store.backup", "check_backup")
_WAITING_IN = deferred("monitor.store.restore", "waiting_in")
_RESTORE = deferred("monitor.store.restore", "restore")
_SLACK = deferred("monitor.notify.slack", "SlackChannel")
_WEBHOOK = deferred("monitor.notify.webhook", "WebhookChannel")
_RECEIVER = deferred("monitor.notify.webhook", "Receiver")
_APPRISE = deferred("monitor.notify.apprise", "AppriseChannel")
_NEWS_FEEDS = deferred("monitor.sources.news_feeds", "NewsFeeds")
_ARTICLES = deferred("monitor.sources.articles", "Articles")
_NEWS_JUDGE = deferred("monitor.domain.triage", "NewsJudge")
MAIL_TIMEOUT = 120  # seconds; a server that scans what it takes may be slow to say yes


def configured(
    options: Options, environ: Mapping[str, str], *, secrets: bool = True, needs_folder: bool = True
) -> Configured:
    """Read the config. Raises ConfigError with every mistake in all files.

    `secrets=False`: for commands that send nothing. `needs_folder=False`: without a config folder the
    defaults hold, as for `read`.
    """
    if not needs_folder and not options.config.exists():
        settings = default_settings()
    else:
        settings = load_settings(options.config, environ)
    areas = load_areas(settings)
    watching = tie_together(settings, areas, environ, secrets=secrets)
    store_url = _store_url(options, settings)
    strike_out(secret_values(settings, watching, store_url))
    clock = _clock(options.now, settings, watching)
    return Configured(settings, areas, watching, store_url, clock)


def _store_url(options: Options, settings: Settings) -> str:
    if options.store is None:
        return settings.monitor.store.url
    try:
        return store_address(options.store)
    except ValueError as error:
        raise ConfigError([f"--store: {error}"]) from error


@contextmanager
def open_house(found: Configured, *, at_once: bool = True) -> Iterator[House]:
    """Open the store and build every part; close them at the end. Raises StoreError.

    `at_once`: deliveries do not wait for a group, as `poll` needs it.
    """
    with ExitStack() as stack:
        agreed = AgreedTime(found.clock)
        is_real = found.clock is _machine_time  # a rehearsal's time agrees with nobody's
        found = replace(found, clock=agreed)
        store = stack.enter_context(open_memory(found))
        if is_real:
            stack.enter_context(agreed.kept_to(store.database_time))
        session = stack.enter_context(_session(found, store))
        reader = stack.enter_context(PdfReader())
        channels = _channels(found, stack)
        ledger = _ledger(found.settings)
        live = _live(found, at_once=at_once)
        leases = LeaseKeeper(store, found.clock, ledger.lease)
        stack.callback(leases.close)
        ofsted = found.settings.monitor.ofsted
        pages = OfstedProviderPages(
            session, store, found.clock, listing_url=ofsted.listing_url, files_url=ofsted.files_url
        )
        yield House(
            clock=found.clock,
            areas=found.areas,
            expected=ofsted.expected,
            parallel=PARALLEL_ON_REPLICA if ofsted.rate == 0 else 1,
            watching=live,
            config_trouble=live.trouble,
            ledger=ledger,
            store=store,
            listing=OfstedListing(session, store, ofsted.listing_url),
            pages=pages,
            files=OfstedFiles(session),
            reader=reader,
            news=_news_desk(found, store, stack),
            renderer=MadeWhenNeeded(_RENDERER),
            channels=channels,
            counters=Counters(lambda: session.requests, lambda: session.not_modified),
            leads=found.settings.monitor.deadlines.lead,
            bank_holidays=bank_holidays,
            leases=leases,
            lanes=Lanes(store),
            holder=holder(),
            is_dead=is_dead,
            heartbeat=_heartbeat(found.settings.monitor.operator.heartbeat_url),
            fault=_fault(os.environ.get(FAULT)),
            ahead=agreed.ahead,
        )


@contextmanager
def open_memory(found: Configured) -> Iterator[SqlStore]:
    """Open the store alone, for commands that only look. Raises StoreError."""
    store = open_store_of(found)
    try:
        yield store
    finally:
        store.close()


@contextmanager
def open_scratch(found: Configured, url: str | None) -> Iterator[SqlStore]:
    """Make a new store, at `url` or for a moment, and open it. Raises ConfigError if there is one already."""
    with TemporaryDirectory(prefix="send-monitor-") as folder:
        place = url or f"sqlite:///{folder}/scratch.sqlite3"
        if not migrate_if_empty(place):
            raise ConfigError([f"--into: there is a store at {shown(place)} already; give a new place"])
        store = open_store(place, found.clock)
        try:
            yield store
        finally:
            store.close()


def open_store_of(found: Configured) -> SqlStore:
    """Open the store for as long as the caller likes, who closes it. Raises StoreError."""
    return open_store(found.store_url, found.clock)


def open_reader() -> PdfReader:
    """Start a reader of documents; close it when done, or use it as a context."""
    return PdfReader()


def probe_mail_server(found: Configured) -> None:
    """Connect to the mail server and log in, without sending anything. Raises DeliveryDeferred."""
    with ExitStack() as stack:
        mail = _mail(found)
        stack.callback(mail.close)
        mail.probe()


def reach_sites(found: Configured) -> bool:
    """Connect to the site's hosts, asking for nothing; False if we may not yet. Raises FetchFailed."""
    if not may_ask(found):
        return False
    ofsted = found.settings.monitor.ofsted
    for base in (ofsted.listing_url, ofsted.files_url):
        reach(base)
    return True


@contextmanager
def open_channels(found: Configured) -> Iterator[tuple[dict[str, Channel], Renderer, str]]:
    """Build the channels and the renderer alone; gives them with the domain that messages come from."""
    with ExitStack() as stack:
        yield _channels(found, stack), MadeWhenNeeded(_RENDERER), _sender_domain(found.settings)


def is_new(found: Configured) -> bool:
    """Say whether the store is still to be made, as before the first start. Raises StoreError."""
    return is_empty(found.store_url)


def migrate_if_empty(url: str) -> bool:
    """Create the tables of an empty store in another process, so that this one need not load Alembic."""
    if not is_empty(url):
        return False
    migrate(url)
    return True


def migrate(url: str) -> None:
    """Bring a store up to date in another process. Raises StoreError with what that process said."""
    done = subprocess.run(
        [sys.executable, "-m", "monitor.store.migrate", "-"],
        input=url,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        said = done.stderr.strip().splitlines()
        raise StoreError(said[-1] if said else "the store could not be prepared")


def back_up(found: Configured, file: Path) -> dict[str, int]:
    """Write the store into a file; give how many rows of each kind. Raises StoreError, UnusableBackup."""
    with open_memory(found):  # which says what is wrong if there is no store, or one of another version
        counts: dict[str, int] = _WRITE_BACKUP(found.store_url, file, found.clock())
        return counts


def examine_backup(file: Path) -> tuple[Any, list[dict[str, Any]]]:
    """Check a backup to its end; give its header and what was still to be sent. Raises UnusableBackup."""
    header = _CHECK_BACKUP(file)
    return header, list(_WAITING_IN(file, header))


def restore(found: Configured, file: Path, header: Any, *, replace: bool, hold: str | None) -> None:
    """Put an examined backup into the store. Raises StoreError, and then nothing has changed."""
    _RESTORE(found.store_url, file, header, replace=replace, hold=hold, now=found.clock())


def _clock(start: str | None, settings: Settings, watching: Watching) -> Clock:
    """Give the clock: the machine's, or one that starts at `--now`, for rehearsals that reach nobody."""
    if start is None:
        return _machine_time
    try:
        given = datetime.fromisoformat(start)
        moment = given.astimezone(UTC) if given.tzinfo else given.replace(tzinfo=UTC)
    except (ValueError, OverflowError) as error:
        raise ConfigError([f"--now: {shown(start)} is not a time such as 2024-07-16T09:35:00Z"]) from error
    real = real_destinations(settings, watching)
    if real and settings.monitor.delivery.only_to:
        raise ConfigError(
            [f"--now: refused, because real people could be written to through {', '.join(real)}"]
        )
    begun = time.monotonic()
    return lambda: moment + timedelta(seconds=time.monotonic() - begun)


def _machine_time() -> datetime:
    return datetime.now(UTC)


def _session(found: Configured, store: SqlStore) -> PoliteSession:
    ofsted = found.settings.monitor.ofsted
    settings = HttpSettings(
        contact=ofsted.contact, rate=ofsted.rate, allowed=(ofsted.listing_url, ofsted.files_url)
    )
    return PoliteSession(settings, gate=store, marks=store, clock=found.clock)


def _news_desk(found: Configured, store: SqlStore, stack: ExitStack) -> NewsDesk:
    """Put together what reads the news; nothing of it is made before a feed is read."""
    settings, feeds = found.settings.monitor, found.watching.feeds
    session = MadeWhenNeeded(partial(_news_session, found, store))
    stack.callback(session.close)
    return NewsDesk(
        feeds=feeds.read,
        uncovered=feeds.uncovered,
        source=MadeWhenNeeded(partial(_NEWS_FEEDS, session, found.clock)),
        articles=MadeWhenNeeded(partial(_ARTICLES, session)),
        judge=MadeWhenNeeded(partial(_NEWS_JUDGE, found.areas)),
        window=Window(settings.news.before, settings.news.after),
        every=settings.poll.news,
        # Turns at a host are written down: more threads would only wait for the store.
        hosts_at_once=HOSTS_AT_ONCE if settings.ofsted.rate else HOSTS_ON_REPLICA,
        spread=lambda: uniform(-settings.poll.jitter, settings.poll.jitter),  # noqa: S311  (no secret)
    )


def _news_session(found: Configured, store: SqlStore) -> PoliteSession:
    """Make the session for feeds and stories: these lie on other hosts, but for a rehearsal's."""
    ofsted, feeds = found.settings.monitor.ofsted, found.watching.feeds.read
    at_home = all(is_loopback(feed.url) for feed in feeds)
    settings = HttpSettings(
        contact=ofsted.contact,
        rate=ofsted.rate if at_home or ofsted.rate else 1.0,
        allowed=tuple(feed.url for feed in feeds),
        public=not at_home,
    )
    return PoliteSession(settings, gate=store, marks=store, clock=found.clock)


def _heartbeat(url: str) -> Callable[[], None]:
    return heartbeat(url) if url else lambda: None


def _channels(found: Configured, stack: ExitStack) -> dict[str, Channel]:
    mail = _mail(found)
    channels: dict[str, Channel | MadeWhenNeeded] = {
        "email": mail,
        "slack": MadeWhenNeeded(partial(_SLACK, found.watching.secrets.slack, clock=found.clock)),
        "webhook": MadeWhenNeeded(partial(_webhooks, found)),
        "apprise": MadeWhenNeeded(partial(_APPRISE, found.watching.secrets.apprise)),
    }
    for channel in channels.values():
        stack.callback(channel.close)
    return channels


def _webhooks(found: Configured) -> Channel:
    secrets = found.watching.secrets.webhook
    receivers = {
        name: _RECEIVER(one.url, secrets[name]) for name, one in found.settings.monitor.webhook.items()
    }
    channel: Channel = _WEBHOOK(receivers, areas=found.areas, clock=found.clock)
    return channel


def _mail(found: Configured) -> EmailChannel:
    email = found.settings.monitor.email
    settings = EmailSettings(
        host=email.host,
        port=email.port,
        security=email.security,
        sender=email.sender,
        username=email.username,
        password=found.watching.secrets.smtp_password or "",
        timeout=MAIL_TIMEOUT,
    )
    return EmailChannel(settings, clock=found.clock, links=links_of(found))


def live_subscriptions(found: Configured) -> Callable[[], tuple[Subscription, ...]]:
    """Give who is subscribed to what, which follows the config files as they change."""
    live = _live(found, at_once=True)
    return lambda: live().subscriptions


def _live(found: Configured, *, at_once: bool) -> LiveConfig[Watch]:
    """Give who hears of what, which follows the config files as they change."""

    def read() -> Watch:
        settings = load_settings(found.settings.folder, os.environ)
        watching = tie_together(settings, found.areas, os.environ, secrets=False)
        return _watch(settings, watching, at_once=at_once)

    return LiveConfig(found.settings.folder, _watch(found.settings, found.watching, at_once=at_once), read)


def _watch(settings: Settings, watching: Watching, *, at_once: bool) -> Watch:
    delivery = settings.monitor.delivery
    return Watch(
        areas=frozenset(area.id for area in watching.areas),
        subscriptions=watching.subscriptions,
        operator=watching.operator,
        canary=watching.canary,
        rules=SendingRules(
            delivery.only_to, timedelta() if at_once else delivery.group_wait, delivery.digest_at
        ),
    )


def _ledger(settings: Settings) -> Ledger:
    delivery = settings.monitor.delivery
    return Ledger(
        retry=delivery.retry,
        give_up=delivery.give_up,
        lease=delivery.lease,
        sender_domain=_sender_domain(settings),
    )


def _sender_domain(settings: Settings) -> str:
    return parseaddr(settings.monitor.email.sender)[1].rpartition("@")[2] or "localhost"


def _fault(point: str | None) -> Callable[[str], None]:
    """Give the function that pulls the plug at one named point, for rehearsals; mostly it does nothing."""

    def reach(name: str) -> None:
        if name == point:
            os.kill(os.getpid(), 9)

    return reach
