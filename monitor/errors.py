"""Every error the monitor raises, as one tree.

An error says what it is about (`url`, `channel`, …) and never carries a secret. Library errors become ours
at the adapter, with `from`. Not errors: a page that has not changed, an outcome we cannot name, a row that
somebody else has taken.
"""

from datetime import datetime


class MonitorError(Exception):
    """Anything that can go wrong here and that a person can do something about."""


class ConfigError(MonitorError):
    """A config file or environment variable is wrong; `mistakes` lists all of them, one line each."""

    def __init__(self, mistakes: list[str]) -> None:
        super().__init__("\n".join(mistakes))
        self.mistakes = mistakes


class SourceError(MonitorError):
    """Something on the web did not give us what we came for."""

    def __init__(self, message: str, *, url: str) -> None:
        super().__init__(f"{url}: {message}")
        self.message = message
        self.url = url


class FetchFailed(SourceError):
    """No answer, a server error or "too many requests": worth another try later, not before `retry_at`."""

    def __init__(self, message: str, *, url: str, retry_at: datetime | None = None) -> None:
        super().__init__(message, url=url)
        self.retry_at = retry_at


class Refused(SourceError):
    """The source said no: 403, 404, 410, a bot challenge, robots.txt, or an address we must not visit."""

    def __init__(self, message: str, *, url: str, status: int | None = None) -> None:
        super().__init__(message, url=url)
        self.status = status


class LayoutChanged(SourceError):
    """The page no longer has the parts we read."""


class Truncated(SourceError):
    """Fewer entries than the page promised, or than we know of; `received`: the URNs that a listing gave."""

    def __init__(self, message: str, *, url: str, received: frozenset[str] = frozenset()) -> None:
        super().__init__(message, url=url)
        self.received = received


class UnreadableReport(MonitorError):
    """A file that is not a report we can read."""


class WebError(MonitorError):
    """The web part cannot listen where it is told to."""


class UnreadableFile(MonitorError):
    """A file of facts about inspections that is not of a form we can read."""


class QueueError(MonitorError):
    """The queue's server does not answer; what is due stays due in the store, and is queued again."""


class FolderError(MonitorError):
    """A folder that cannot be written."""


class UnusableBackup(MonitorError):
    """A backup that cannot be written, or one that is damaged or of a version that we do not know."""


class StoreError(MonitorError):
    """The database did not do what we asked; worth another try."""


class DeliveryError(MonitorError):
    """A channel did not take an alert."""

    def __init__(self, message: str, *, channel: str) -> None:
        super().__init__(f"{channel}: {message}")
        self.channel = channel


class DeliveryDeferred(DeliveryError):
    """Not now; try again at `retry_at`, or at the ledger's own next time when that is None."""

    def __init__(self, message: str, *, channel: str, retry_at: datetime | None = None) -> None:
        super().__init__(message, channel=channel)
        self.retry_at = retry_at


class DeliveryRejected(DeliveryError):
    """Will never work. `gone`: not for any other message either, such as a hook that was revoked."""

    def __init__(self, message: str, *, channel: str, gone: bool = False) -> None:
        super().__init__(message, channel=channel)
        self.gone = gone


class DeliveryUncertain(DeliveryError):
    """The line dropped after the message was handed over: it may or may not have arrived."""
