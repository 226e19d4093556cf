"""Read `config/` and the environment into frozen settings, and list every mistake at once.

Secrets come from the environment alone: a setting names the variable `X`, and either `X` or `X_FILE`
holds the secret. `SEND_MONITOR_SECTION__KEY` overrides a key of `monitor.toml`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time, timedelta
from email.utils import getaddresses
from pathlib import Path
from typing import Annotated, Literal, TypeVar
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from monitor.config_files import Origins, Private, checked, overridden, read_toml, shown, written
from monitor.errors import ConfigError

_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_MAIL = re.compile(r"[^@\s<>,;:\"]+@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?")


def _duration(value: object) -> timedelta:
    # A bare number is refused: whoever writes 10 may mean seconds or minutes.
    found = re.fullmatch(
        r"(\d{1,6}(?:\.\d{1,6})?)\s*([smhd])", value.strip() if isinstance(value, str) else ""
    )
    if not found:
        raise ValueError('is not a length of time; write a number and s, m, h or d, such as "10m"')
    return timedelta(**{_UNITS[found[2]]: float(found[1])})


def _some_time(value: timedelta) -> timedelta:
    if value <= timedelta():
        raise ValueError('must be longer than nothing, such as "10m"')
    return value


def _no_truth(value: object) -> object:
    if isinstance(value, bool):
        raise ValueError("is not a number")
    return value


def _clock_time(value: object) -> object:
    if isinstance(value, time):
        return value
    found = re.fullmatch(r"([01]?\d|2[0-3]):([0-5]\d)", str(value).strip())
    if not found:
        raise ValueError('is not a time of day; write it as "09:45"')
    return time(int(found[1]), int(found[2]))


def web_address(value: str) -> str:
    """Give a web address back without a slash at its end, or raise ValueError."""
    try:
        parts = urlsplit(value)
        port_is_right = parts.port is None or parts.port > 0
    except ValueError:
        port_is_right, parts = False, urlsplit("")
    if parts.username or parts.password:
        raise Private("is a web address that holds a user name or password; take them out of it")
    odd = not value.isprintable() or re.search(r"[\s<>\"\\^`{|}]", value)
    if odd or parts.scheme not in ("http", "https") or not parts.hostname or not port_is_right:
        raise ValueError('is not a web address; it should look like "https://reports.ofsted.gov.uk"')
    return value.rstrip("/")


def _feed_address(value: str) -> str:
    web_address(value)
    return value  # a slash at its end is part of it: some papers answer only with it


def _web_address_or_empty(value: str) -> str:
    return web_address(value) if value else value


def _one_line(value: str) -> str:
    if not value.isprintable():
        raise ValueError("must be one line, without control characters")
    return value


def _host(value: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9._:-]{1,253}", value):
        raise ValueError('is not the name of a computer, such as "mail.example.org"')
    return value


def host_and_port(value: str) -> tuple[str, int]:
    """Give the two parts of `host:port` or `[::1]:port`, or raise ValueError."""
    found = re.fullmatch(r"(?:\[([0-9A-Fa-f:.]+)\]|([A-Za-z0-9._-]{1,253})):(\d{1,5})", value)
    if not found or int(found[3]) > 65535:
        raise ValueError('is not an address to listen at, such as "127.0.0.1:8000"')
    return found[1] or found[2], int(found[3])


def _bind(value: str) -> str:
    if value:
        host_and_port(value)
    return value


def _sender(value: str) -> str:
    try:
        ((_, address),) = getaddresses([_one_line(value)])
        mail_address(address)
    except ValueError as error:
        raise ValueError('is not one sender, such as "SEND monitor <alerts@example.org>"') from error
    return value


def _variable(value: str) -> str:
    if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", value):
        raise Private(
            "must be the name of an environment variable, such as SEND_MONITOR_SLACK_TEAM; the secret itself "
            "never stands in a config file"
        )
    return value


def store_address(value: str) -> str:
    """Give a store's address back, or raise ValueError."""
    if not re.fullmatch(r"sqlite:///.+|postgresql(\+psycopg)?://.+", value):
        raise Private(
            'is not a store; write "sqlite:///" and the path of a file, or "postgresql://USER@HOST/DATABASE"'
        )
    try:
        urlsplit(value)
    except ValueError as error:
        raise Private("is not a store: its address cannot be read") from error
    return value


def _queue_address(value: str) -> str:
    if value and not re.fullmatch(r"(rediss?|unix)://.+", value):
        raise Private('is not a queue; write "redis://HOST:6379/0", or leave it empty to do without one')
    try:
        urlsplit(value)
    except ValueError as error:
        raise Private("is not a queue: its address cannot be read") from error
    return value


Duration = Annotated[timedelta, BeforeValidator(_duration)]
SomeTime = Annotated[timedelta, BeforeValidator(_duration), AfterValidator(_some_time)]
ClockTime = Annotated[time, BeforeValidator(_clock_time)]
WholeNumber = Annotated[int, BeforeValidator(_no_truth)]
Number = Annotated[float, BeforeValidator(_no_truth)]
Variable = Annotated[str, AfterValidator(_variable)]
WebAddress = Annotated[str, AfterValidator(web_address)]
FeedAddress = Annotated[str, AfterValidator(_feed_address)]
OptionalWebAddress = Annotated[str, AfterValidator(_web_address_or_empty)]
Line = Annotated[str, AfterValidator(_one_line)]


_File = TypeVar("_File", bound=BaseModel)


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class OfstedSettings(_Section):
    """Where the reports are and how politely to ask. `rate`: requests a second to a host, 0 no limit."""

    listing_url: WebAddress = "https://reports.ofsted.gov.uk"
    files_url: WebAddress = "https://files.ofsted.gov.uk"
    contact: Line = ""
    rate: Annotated[Number, Field(ge=0, le=5)] = 1.0
    expected: Annotated[WholeNumber, Field(ge=1, le=1000)] = 153
    areas_file: str = ""


class PollSettings(_Section):
    """How often to look. Publication hours are Monday to Friday 09:00 to 18:00, Europe/London."""

    listing: SomeTime = timedelta(minutes=10)
    quiet_listing: SomeTime = timedelta(hours=2)
    news: SomeTime = timedelta(minutes=15)
    jitter: Annotated[Number, Field(ge=0, lt=1)] = 0.2
    sweep: tuple[ClockTime, ...] = (time(9, 45), time(10, 30), time(12, 10), time(16, 10), time(2, 10))


class StoreSettings(_Section):
    """Where everything is remembered."""

    url: Annotated[str, AfterValidator(store_address)] = "sqlite:///var/monitor.sqlite3"


class QueueSettings(_Section):
    """Where the queue is; empty means inside this process."""

    url: Annotated[str, AfterValidator(_queue_address)] = ""


class EmailSettings(_Section):
    """The mail server that takes our messages."""

    host: Annotated[str, AfterValidator(_host)] = "localhost"
    port: Annotated[WholeNumber, Field(ge=1, le=65535)] = 25
    security: Literal["starttls", "tls", "none"] = "starttls"
    sender: Annotated[str, AfterValidator(_sender), Field(alias="from")] = "SEND monitor <alerts@example.org>"
    username: Line = ""
    password_env: Variable = "SEND_MONITOR_SMTP_PASSWORD"  # noqa: S105  (the name of a variable, not a secret)


class SlackSettings(_Section):
    """One Slack incoming webhook."""

    webhook_env: Variable


class WebhookSettings(_Section):
    """One generic webhook and the variable that holds its signing secret."""

    url: WebAddress
    secret_env: Variable


class AppriseSettings(_Section):
    """One service that apprise reaches, and the variable that holds its address."""

    url_env: Variable


class OperatorSettings(_Section):
    """Who runs this monitor and hears of its troubles."""

    to: tuple[str, ...] = ()
    heartbeat_url: OptionalWebAddress = ""
    canary: str = ""


class DeliverySettings(_Section):
    """Who may be written to, and how failed deliveries are tried again."""

    only_to: tuple[str, ...] = ()
    digest_at: ClockTime = time(8, 30)
    group_wait: Duration = timedelta(minutes=2)
    retry: Annotated[tuple[SomeTime, ...], Field(min_length=1)] = tuple(
        timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360)
    )
    give_up: SomeTime = timedelta(hours=72)
    lease: SomeTime = timedelta(seconds=30)


class WebSettings(_Section):
    """The web part: where it listens, nowhere if `bind` is empty, and how the outside reaches it."""

    bind: Annotated[str, AfterValidator(_bind)] = "127.0.0.1:8000"
    public_url: OptionalWebAddress = ""
    link_key_env: Variable = "SEND_MONITOR_LINK_KEY"


class DeadlineSettings(_Section):
    """How long before a date people are reminded."""

    lead: tuple[Duration, ...] = (timedelta(days=14), timedelta(days=1))


class NewsSettings(_Section):
    """How far around a report's publication a story may belong to it."""

    before: Duration = timedelta(days=14)
    after: Duration = timedelta(days=120)


class MonitorSettings(_Section):
    """All of `monitor.toml`."""

    ofsted: OfstedSettings = OfstedSettings()
    poll: PollSettings = PollSettings()
    store: StoreSettings = StoreSettings()
    queue: QueueSettings = QueueSettings()
    email: EmailSettings = EmailSettings()
    slack: dict[str, SlackSettings] = {}
    webhook: dict[str, WebhookSettings] = {}
    apprise: dict[str, AppriseSettings] = {}
    operator: OperatorSettings = OperatorSettings()
    delivery: DeliverySettings = DeliverySettings()
    web: WebSettings = WebSettings()
    deadlines: DeadlineSettings = DeadlineSettings()
    news: NewsSettings = NewsSettings()


class AreaSettings(_Section):
    """All of `areas.toml`: what is watched, and named groups of areas."""

    watch: tuple[str, ...] = ("*",)
    groups: dict[str, tuple[str, ...]] = {}


class Feed(_Section):
    """One news feed and the areas it covers; "ALL" is a feed of the whole country."""

    name: Annotated[Line, Field(min_length=1, max_length=200)]
    url: FeedAddress
    covers: tuple[str, ...] = ()


class FeedSettings(_Section):
    """All of `feeds.toml`."""

    feed: tuple[Feed, ...] = ()


class Subscriber(_Section):
    """One subscriber as written in `subscribers.toml`."""

    name: Annotated[Line, Field(min_length=1, max_length=200)]
    areas: tuple[str, ...] = ("*",)
    events: tuple[str, ...] = ("report.*", "news.*", "deadline.*")
    to: tuple[str, ...] = ()
    digest: Literal["at_once", "daily", "weekly"] = "at_once"
    paused: bool = False
    only: tuple[
        Literal[
            "typically_positive",
            "inconsistent",
            "systemic_failings",
            "unknown",
            "better",
            "worse",
            "same",
            "changed",
        ],
        ...,
    ] = ()
    quiet_hours: str = ""
    quiet_exempt: tuple[
        Literal["typically_positive", "inconsistent", "systemic_failings", "unknown"], ...
    ] = ()


class SubscriberSettings(_Section):
    """All of `subscribers.toml`."""

    subscriber: tuple[Subscriber, ...] = ()


@dataclass(frozen=True, slots=True)
class Settings:
    """The four files together, each checked by itself; what ties them together is checked next.

    `mistakes` are those found so far. The parts they are in are left out or stand at their defaults, so that
    the rest can still be checked and all mistakes be told at once. Of the files in `unread` nothing is known.
    """

    folder: Path
    monitor: MonitorSettings
    areas: AreaSettings
    feeds: FeedSettings
    subscribers: SubscriberSettings
    mistakes: tuple[str, ...] = ()
    unread: frozenset[str] = frozenset()
    origins: Origins = field(default=Origins("monitor.toml", {}, {}))

    def place(self, *key: str) -> str:
        """Say where a key of `monitor.toml` was set, in the file or by which variable, and which it is."""
        return self.origins.place(key)

    def faulty(self, *key: str) -> bool:
        """Say whether a mistake was found in a part of a file, so that no more need be said of it."""
        name = written(key)
        return any(f": {name}{end}" in mistake for mistake in self.mistakes for end in (":", ".", "["))


def load_settings(folder: Path, environ: Mapping[str, str]) -> Settings:
    """Read the four files of a config folder, mistakes and all. Raises ConfigError if there is no folder."""
    if not folder.is_dir():
        raise ConfigError(
            [f"{folder}: there is no such folder; give the one that holds monitor.toml with --config"]
        )
    files = _Files(folder, *_values_from_files(environ))
    monitor = files.read("monitor.toml", MonitorSettings)
    files.mistakes += _passwords_in_the_file(monitor, files.origins)
    return Settings(
        folder,
        monitor,
        files.read("areas.toml", AreaSettings),
        files.read("feeds.toml", FeedSettings),
        files.read("subscribers.toml", SubscriberSettings),
        tuple(files.mistakes),
        frozenset(files.unread),
        files.origins,
    )


def _passwords_in_the_file(monitor: MonitorSettings, origins: Origins) -> list[str]:
    """Find the servers' addresses that hold a password and were not given by a variable."""
    return [
        f"{place}: holds a password; put the whole address into SEND_MONITOR_{section.upper()}__URL instead"
        for section, url in (("store", monitor.store.url), ("queue", monitor.queue.url))
        if urlsplit(url).password and (place := origins.place((section, "url"))).startswith(origins.file)
    ]


def default_settings() -> Settings:
    """Give the settings that hold where no config folder is needed, as for `read`."""
    return Settings(Path(), MonitorSettings(), AreaSettings(), FeedSettings(), SubscriberSettings())


def override_names() -> list[str]:
    """Name the variables that override the keys of `monitor.toml`."""
    sections = ((name, getattr(MonitorSettings(), name)) for name in MonitorSettings.model_fields)
    return [
        f"SEND_MONITOR_{name}__{key}".upper()
        for name, section in sections
        if isinstance(section, _Section)
        for key in type(section).model_fields
    ]


def _values_from_files(environ: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    """Give the environment with what stands in the files that `SEND_MONITOR_SECTION__KEY_FILE` name."""
    given, mistakes = dict(environ), []
    names = override_names()
    for name in names:
        file = f"{name}_FILE"
        if file not in given or file in names:
            continue
        try:
            value = secret(given, name)
        except ConfigError as error:
            mistakes += error.mistakes
            value = None
        del given[file]
        if value is not None:
            given[name] = value
    return given, mistakes


def secret(environ: Mapping[str, str], name: str) -> str | None:
    """Give the secret in variable `name`, or in the file that `name`_FILE points to; None if there is none.

    Raises ConfigError when the file cannot be read.
    """
    if given := environ.get(name, "").strip():
        return given
    path = environ.get(f"{name}_FILE")
    if not path:
        return None
    try:
        return Path(path).read_text(encoding="utf-8-sig").strip() or None
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise ConfigError([f"{name}_FILE: the secret file {shown(path)} cannot be read ({why})"]) from error


def mail_address(text: str) -> str:
    """Give a bare mail address back, or raise ValueError."""
    if not _MAIL.fullmatch(text) or not text.isprintable() or len(text) > 254:
        raise ValueError(f"{shown(text)} is not a mail address such as chair@example.org")
    return text


class _Files:
    """Reads files one by one and gathers what is wrong with them."""

    def __init__(self, folder: Path, environ: Mapping[str, str], mistakes: list[str]) -> None:
        self.folder = folder
        self.environ = environ
        self.mistakes = mistakes
        self.unread: set[str] = set()
        self.origins = Origins("monitor.toml", {}, {})

    def read(self, name: str, model: type[_File]) -> _File:
        content, mistakes = read_toml(self.folder / name, required=name == "monitor.toml")
        self.mistakes += mistakes
        if content is None:
            self.unread.add(name)
            content = {}
        origins = Origins(name, {}, {})
        if name == "monitor.toml":  # the only file whose keys variables override
            origins, mistakes = overridden(name, content, self.environ)
            self.origins = origins
            self.mistakes += mistakes
        settings, mistakes = checked(model, content, origins)
        self.mistakes += mistakes
        return settings
