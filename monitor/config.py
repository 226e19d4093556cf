"""Read `config/` and the environment into frozen settings, and list every mistake at once.

Secrets come from the environment alone: a setting names the variable `X`, and either `X` or `X_FILE`
holds the secret. `SEND_MONITOR_SECTION__KEY` overrides a key of `monitor.toml`.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time, timedelta
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from monitor.errors import ConfigError

PREFIX = "SEND_MONITOR_"
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_MAIL = re.compile(r"[^@\s<>,;:\"]+@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?")


def _duration(value: object) -> object:
    if not isinstance(value, str):
        return value
    found = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([smhd])", value.strip())
    if not found:
        raise ValueError('is not a length of time; write a number and s, m, h or d, such as "10m"')
    return timedelta(**{_UNITS[found[2]]: float(found[1])})


def _clock_time(value: object) -> object:
    if isinstance(value, time):
        return value
    found = re.fullmatch(r"([01]?\d|2[0-3]):([0-5]\d)", str(value).strip())
    if not found:
        raise ValueError('is not a time of day; write it as "09:45"')
    return time(int(found[1]), int(found[2]))


def _web_address(value: str) -> str:
    try:
        parts = urlsplit(value)
        port_is_a_number = parts.port is None or parts.port > 0
    except ValueError:
        port_is_a_number, parts = False, urlsplit("")
    if parts.scheme not in ("http", "https") or not parts.hostname or not port_is_a_number:
        raise ValueError('is not a web address; it should look like "https://reports.ofsted.gov.uk"')
    if parts.username or parts.password:
        raise ValueError("must not hold a user name or password")
    return value.rstrip("/")


def _web_address_or_empty(value: str) -> str:
    return _web_address(value) if value else value


def _one_line(value: str) -> str:
    if any(ord(letter) < 32 or ord(letter) == 127 for letter in value):
        raise ValueError("must be one line, without control characters")
    return value


def store_address(value: str) -> str:
    """Give a store's address back, or raise ValueError."""
    if not re.fullmatch(r"sqlite:///.+", value):
        raise ValueError('is not a store; in this version write "sqlite:///" and the path of a file')
    return value


Duration = Annotated[timedelta, BeforeValidator(_duration)]
ClockTime = Annotated[time, BeforeValidator(_clock_time)]
WebAddress = Annotated[str, AfterValidator(_web_address)]
OptionalWebAddress = Annotated[str, AfterValidator(_web_address_or_empty)]
Line = Annotated[str, AfterValidator(_one_line)]


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class OfstedSettings(_Section):
    """Where the reports are and how politely to ask. `rate`: requests a second to a host, 0 no limit."""

    listing_url: WebAddress = "https://reports.ofsted.gov.uk"
    files_url: WebAddress = "https://files.ofsted.gov.uk"
    contact: Line = ""
    rate: Annotated[float, Field(ge=0, le=5)] = 1.0
    expected: Annotated[int, Field(ge=1, le=1000)] = 153
    areas_file: str = ""


class PollSettings(_Section):
    """How often to look. Publication hours are Monday to Friday 09:00 to 18:00, Europe/London."""

    listing: Duration = timedelta(minutes=10)
    quiet_listing: Duration = timedelta(hours=2)
    news: Duration = timedelta(minutes=15)
    jitter: Annotated[float, Field(ge=0, lt=1)] = 0.2
    sweep: tuple[ClockTime, ...] = (time(9, 45), time(10, 30), time(12, 10), time(16, 10), time(2, 10))


class StoreSettings(_Section):
    """Where everything is remembered."""

    url: Annotated[str, AfterValidator(store_address)] = "sqlite:///var/monitor.sqlite3"


class QueueSettings(_Section):
    """Where the queue is; empty means inside this process."""

    url: str = ""


class EmailSettings(_Section):
    """The mail server that takes our messages."""

    host: str = "localhost"
    port: Annotated[int, Field(ge=1, le=65535)] = 25
    security: Literal["starttls", "tls", "none"] = "starttls"
    sender: Annotated[Line, Field(alias="from")] = "SEND monitor <alerts@example.org>"
    username: str = ""
    password_env: str = "SEND_MONITOR_SMTP_PASSWORD"  # noqa: S105  (the name of a variable, not a secret)


class SlackSettings(_Section):
    """One Slack incoming webhook."""

    webhook_env: str


class WebhookSettings(_Section):
    """One generic webhook and the variable that holds its signing secret."""

    url: WebAddress
    secret_env: str


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
    retry: Annotated[tuple[Duration, ...], Field(min_length=1)] = tuple(
        timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360)
    )
    give_up: Duration = timedelta(hours=72)
    lease: Duration = timedelta(seconds=30)


class WebSettings(_Section):
    """The web part: where it listens and how the outside reaches it."""

    bind: str = "127.0.0.1:8000"
    public_url: OptionalWebAddress = ""
    link_key_env: str = "SEND_MONITOR_LINK_KEY"


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
    """One news feed and the areas it covers."""

    name: Line
    url: WebAddress
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
    the rest can still be checked and all mistakes be told at once.
    """

    folder: Path
    monitor: MonitorSettings
    areas: AreaSettings
    feeds: FeedSettings
    subscribers: SubscriberSettings
    mistakes: tuple[str, ...] = ()


_FILES: dict[str, type[BaseModel]] = {
    "monitor.toml": MonitorSettings,
    "areas.toml": AreaSettings,
    "feeds.toml": FeedSettings,
    "subscribers.toml": SubscriberSettings,
}


def load_settings(folder: Path, environ: Mapping[str, str]) -> Settings:
    """Read the four files of a config folder, mistakes and all. Raises ConfigError if there is no folder."""
    if not folder.is_dir():
        raise ConfigError(
            [f"{folder}: there is no such folder; give the one that holds monitor.toml with --config"]
        )
    mistakes: list[str] = []
    read: dict[str, BaseModel] = {}
    for name, model in _FILES.items():
        content, found = _toml(folder / name)
        mistakes += found
        if name == "monitor.toml":
            content, found = _overridden(content, environ)
            mistakes += found
        read[name], found = _checked(name, model, content)
        mistakes += found
    return Settings(folder, *read.values(), mistakes=tuple(mistakes))  # type: ignore[arg-type, misc]


def default_settings() -> Settings:
    """Give the settings that hold where no config folder is needed, as for `read`."""
    return Settings(Path(), MonitorSettings(), AreaSettings(), FeedSettings(), SubscriberSettings())


def secret(environ: Mapping[str, str], name: str) -> str | None:
    """Give the secret in variable `name`, or in the file that `name`_FILE points to; None if neither is set.

    Raises ConfigError when the file cannot be read.
    """
    if environ.get(name):
        return environ[name]
    path = environ.get(f"{name}_FILE")
    if not path:
        return None
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError([f"{name}_FILE: the secret file {path} cannot be read ({_why(error)})"]) from error


def mail_address(text: str) -> str:
    """Give a bare mail address back, or raise ValueError."""
    if not _MAIL.fullmatch(text):
        raise ValueError(f'"{text}" is not a mail address such as chair@example.org')
    return text


def near(word: str, known: list[str]) -> str:
    """Say what was probably meant: ' (did you mean "…"?)', or nothing."""
    close = get_close_matches(word, known, n=1, cutoff=0.6)
    return f' (did you mean "{close[0]}"?)' if close else ""


def _checked(name: str, model: type[BaseModel], content: dict[str, Any]) -> tuple[BaseModel, list[str]]:
    """Give a file's settings and mistakes; what is wrong is taken out and the rest is kept."""
    try:
        return model.model_validate(content), []
    except ValidationError as error:
        mistakes = _mistakes(name, model, error)
        for found in error.errors():
            _take_out(content, found["loc"][:-1] if found["type"] == "missing" else found["loc"])
    try:
        return model.model_validate(_without_gaps(content)), mistakes
    except ValidationError:
        return model(), mistakes


def _take_out(content: Any, loc: tuple[int | str, ...]) -> None:
    """Take out what stands at a place: a key goes, an element of a list leaves a gap."""
    try:
        for part in loc[:-1]:
            content = content[part]
        if isinstance(content, dict):
            del content[loc[-1]]
        else:
            content[loc[-1]] = None
    except (KeyError, IndexError, TypeError):
        return  # taken out already, with something around it


def _without_gaps(content: Any) -> Any:
    if isinstance(content, dict):
        return {key: _without_gaps(value) for key, value in content.items()}
    if isinstance(content, list):
        return [_without_gaps(value) for value in content if value is not None]
    return content


def _toml(path: Path) -> tuple[dict[str, Any], list[str]]:
    if not path.exists():
        return {}, [
            f"{path.name}: the file is missing from {path.parent}"
        ] if path.name == "monitor.toml" else []
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig")), []
    except tomllib.TOMLDecodeError as error:
        return {}, [f"{path.name}: is not valid TOML: {error}"]
    except (OSError, UnicodeDecodeError) as error:
        return {}, [f"{path.name}: cannot be read ({_why(error)})"]


def _overridden(content: dict[str, Any], environ: Mapping[str, str]) -> tuple[dict[str, Any], list[str]]:
    mistakes: list[str] = []
    for name in sorted(environ):
        if not name.startswith(PREFIX) or "__" not in name:
            continue
        keys = name.removeprefix(PREFIX).lower().split("__")
        table = content
        for key in keys[:-1]:
            inner = table.setdefault(_spelt(table, key), {})
            if not isinstance(inner, dict):
                mistakes.append(f"{name}: {'.'.join(keys[:-1])} is not a section of monitor.toml")
                break
            table = inner
        else:
            table[_spelt(table, keys[-1])] = _environment_value(environ[name])
    return content, mistakes


def _spelt(table: dict[str, Any], key: str) -> str:
    """Find how a key is spelt in the file: variables know neither capitals nor dashes."""
    for known in table:
        if known.lower().replace("-", "_") == key.replace("-", "_"):
            return known
    return key


def _environment_value(text: str) -> Any:
    if text.startswith("[") or text in ("true", "false"):
        try:
            return tomllib.loads(f"value = {text}")["value"]
        except tomllib.TOMLDecodeError:
            return text
    return text


def _mistakes(name: str, model: type[BaseModel], error: ValidationError) -> list[str]:
    return [f"{name}: {_place(found['loc'])}: {_plain(model, found)}" for found in error.errors()]


def _place(loc: tuple[int | str, ...]) -> str:
    """Write a place as people do: `subscriber[2].areas`, counting from one."""
    text = ""
    for part in loc:
        text += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if text else part
    return text or "file"


def _plain(model: type[BaseModel], found: Any) -> str:
    kind, given = found["type"], found.get("input")
    if kind == "extra_forbidden":
        known = _known_keys(model, found["loc"][:-1])
        listed = f"; known keys: {', '.join(known)}" if known else ""
        return f"unknown key{near(str(found['loc'][-1]), known)}{listed}"
    if kind == "missing":
        return "is required and missing"
    if kind == "value_error":
        return f'"{given}" {found["ctx"]["error"]}'
    if kind == "literal_error":
        return f'"{given}" is not one of {found["ctx"]["expected"]}'
    return f"{found['msg'][0].lower()}{found['msg'][1:]} (found {given!r})"


def _known_keys(model: type[BaseModel], loc: tuple[int | str, ...]) -> list[str]:
    current: Any = model
    for part in loc:
        if isinstance(part, int):
            continue
        fields = getattr(current, "model_fields", {})
        if part in fields:
            current = _inner_model(fields[part].annotation)
    fields = getattr(current, "model_fields", {})
    return [field.alias or key for key, field in fields.items()]


def _inner_model(annotation: Any) -> Any:
    if hasattr(annotation, "model_fields"):
        return annotation
    for argument in getattr(annotation, "__args__", ()):
        if (inner := _inner_model(argument)) is not None:
            return inner
    return None


def _why(error: Exception) -> str:
    return str(getattr(error, "strerror", None) or error)
