"""The keys of the four config files, a model for each section, with what holds where nothing is written.

These models check a file by itself; what ties the files to each other is checked in `watching.py`.
"""

from datetime import time, timedelta
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from monitor.config_values import (
    ClockTime,
    Duration,
    FeedAddress,
    HostName,
    Line,
    ListensAt,
    Number,
    OptionalWebAddress,
    QueueAddress,
    Sender,
    SomeTime,
    StoreAddress,
    Variable,
    WebAddress,
    WholeNumber,
)


class Section(BaseModel):
    """Part of a file: a key it does not know is a mistake, and nothing of it changes once it is read."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class OfstedSettings(Section):
    """Where the reports are and how politely to ask. `rate`: requests a second to a host, 0 no limit."""

    listing_url: WebAddress = "https://reports.ofsted.gov.uk"
    files_url: WebAddress = "https://files.ofsted.gov.uk"
    contact: Line = ""
    rate: Annotated[Number, Field(ge=0, le=5)] = 1.0
    expected: Annotated[WholeNumber, Field(ge=1, le=1000)] = 153
    areas_file: str = ""


class PollSettings(Section):
    """How often to look. Publication hours are Monday to Friday 09:00 to 18:00, Europe/London."""

    listing: SomeTime = timedelta(minutes=10)
    quiet_listing: SomeTime = timedelta(hours=2)
    news: SomeTime = timedelta(minutes=15)
    jitter: Annotated[Number, Field(ge=0, lt=1)] = 0.2
    sweep: tuple[ClockTime, ...] = (time(9, 45), time(10, 30), time(12, 10), time(16, 10), time(2, 10))


class StoreSettings(Section):
    """Where everything is remembered."""

    url: StoreAddress = "sqlite:///var/monitor.sqlite3"


class QueueSettings(Section):
    """Where the queue is; empty means inside this process."""

    url: QueueAddress = ""


class EmailSettings(Section):
    """The mail server that takes our messages."""

    host: HostName = "localhost"
    port: Annotated[WholeNumber, Field(ge=1, le=65535)] = 25
    security: Literal["starttls", "tls", "none"] = "starttls"
    sender: Annotated[Sender, Field(alias="from")] = "SEND monitor <alerts@example.org>"
    username: Line = ""
    password_env: Variable = "SEND_MONITOR_SMTP_PASSWORD"  # noqa: S105  (the name of a variable, not a secret)


class SlackSettings(Section):
    """One Slack incoming webhook."""

    webhook_env: Variable


class WebhookSettings(Section):
    """One generic webhook and the variable that holds its signing secret."""

    url: WebAddress
    secret_env: Variable


class AppriseSettings(Section):
    """One service that apprise reaches, and the variable that holds its address."""

    url_env: Variable


class OperatorSettings(Section):
    """Who runs this monitor and hears of its troubles."""

    to: tuple[str, ...] = ()
    heartbeat_url: OptionalWebAddress = ""
    canary: str = ""


class DeliverySettings(Section):
    """Who may be written to, and how failed deliveries are tried again."""

    only_to: tuple[str, ...] = ()
    digest_at: ClockTime = time(8, 30)
    group_wait: Duration = timedelta(minutes=2)
    retry: Annotated[tuple[SomeTime, ...], Field(min_length=1)] = tuple(
        timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360)
    )
    give_up: SomeTime = timedelta(hours=72)
    lease: SomeTime = timedelta(seconds=30)


class WebSettings(Section):
    """The web part: where it listens, nowhere if `bind` is empty, and how the outside reaches it."""

    bind: ListensAt = "127.0.0.1:8000"
    public_url: OptionalWebAddress = ""
    link_key_env: Variable = "SEND_MONITOR_LINK_KEY"


class DeadlineSettings(Section):
    """How long before a date people are reminded."""

    lead: tuple[Duration, ...] = (timedelta(days=14), timedelta(days=1))


class NewsSettings(Section):
    """How far around a report's publication a story may belong to it."""

    before: Duration = timedelta(days=14)
    after: Duration = timedelta(days=120)


class MonitorSettings(Section):
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


class AreaSettings(Section):
    """All of `areas.toml`: what is watched, and named groups of areas."""

    watch: tuple[str, ...] = ("*",)
    groups: dict[str, tuple[str, ...]] = {}


class Feed(Section):
    """One news feed and the areas it covers; "ALL" is a feed of the whole country."""

    name: Annotated[Line, Field(min_length=1, max_length=200)]
    url: FeedAddress
    covers: tuple[str, ...] = ()


class FeedSettings(Section):
    """All of `feeds.toml`."""

    feed: tuple[Feed, ...] = ()


class Subscriber(Section):
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


class SubscriberSettings(Section):
    """All of `subscribers.toml`."""

    subscriber: tuple[Subscriber, ...] = ()
