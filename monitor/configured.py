"""What a command was started with: the config, read and tied together, and what follows from it alone."""

from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from urllib.parse import unquote, urlsplit

from monitor.channel_secrets import is_loopback
from monitor.config import Settings
from monitor.config_files import shown
from monitor.domain.area import AreaTable
from monitor.domain.links import Links
from monitor.errors import ConfigError
from monitor.ports.clock import Clock
from monitor.watching import Watching


@dataclass(frozen=True, slots=True)
class Configured:
    """The config, read and tied together."""

    settings: Settings
    areas: AreaTable
    watching: Watching
    store_url: str
    clock: Clock


def load_areas(settings: Settings) -> AreaTable:
    """Read the area table: the shipped one, or that of `ofsted.areas_file`. Raises ConfigError."""
    named = settings.monitor.ofsted.areas_file
    try:
        if named:
            beside_config = settings.folder / named
            path = beside_config if beside_config.exists() else Path(named)
            return AreaTable.from_csv_text(path.read_text(encoding="utf-8-sig"))
        return AreaTable.from_csv_text(files("monitor.data").joinpath("areas.csv").read_text("utf-8"))
    except OSError as error:
        raise ConfigError(
            [
                *settings.mistakes,
                f"{settings.place('ofsted', 'areas_file')}: {shown(named)} cannot be read ({error.strerror})",
            ]
        ) from error
    except ValueError as error:
        why = "not UTF-8 text; save it again as UTF-8" if isinstance(error, UnicodeDecodeError) else error
        raise ConfigError(
            [*settings.mistakes, f"{settings.place('ofsted', 'areas_file')}: {shown(named)}: {why}"]
        ) from error


def may_ask(found: Configured) -> bool:
    """Say whether the site may be asked: a real one must know from the contact how to reach us."""
    ofsted = found.settings.monitor.ofsted
    return bool(ofsted.contact) or (is_loopback(ofsted.listing_url) and is_loopback(ofsted.files_url))


def require_contact(found: Configured) -> None:
    """Make sure that a site which is not ours can reach us. Raises ConfigError."""
    if not may_ask(found):
        raise ConfigError(
            [
                f"{found.settings.place('ofsted', 'contact')}: is empty; before the first look at the real "
                "site, write an address at which Ofsted could reach you"
            ]
        )


def require_queue(found: Configured) -> str:
    """Give the queue's address. Raises ConfigError if the config names none."""
    if not found.settings.monitor.queue.url:
        raise ConfigError(
            [
                f"{found.settings.place('queue', 'url')}: is empty; for workers and schedulers write "
                '"redis://HOST:6379/0" (`run` needs no queue)'
            ]
        )
    return found.settings.monitor.queue.url


def store_folder(found: Configured) -> Path | None:
    """Give the folder that the store's file lies in; None if a server keeps it."""
    path = found.store_url.removeprefix("sqlite:///")
    return Path(path).absolute().parent if path != found.store_url else None


def links_of(found: Configured) -> Links | None:
    """Give what makes the links by which readers leave; None where the outside cannot reach us."""
    base, key = found.settings.monitor.web.public_url, found.watching.secrets.link_key
    return Links(base, key) if base and key else None


def secret_values(settings: Settings, watching: Watching, store_url: str) -> list[str | None]:
    """Give whatever must not be seen in a log."""
    held = watching.secrets
    named = (*held.slack.values(), *held.webhook.values(), *held.apprise.values())
    servers = [unquote(urlsplit(url).password or "") for url in (store_url, settings.monitor.queue.url)]
    return [*named, *servers, held.smtp_password, held.link_key, settings.monitor.operator.heartbeat_url]


def real_destinations(settings: Settings, watching: Watching) -> list[str]:
    """Name what is not on this machine and takes messages: the mail server, `slack:NAME` and so on."""
    host = settings.monitor.email.host
    found = [] if is_loopback(f"http://[{host}]" if ":" in host else f"http://{host}") else [host]
    posts = {f"slack:{name}": url for name, url in watching.secrets.slack.items()}
    posts |= {f"webhook:{name}": one.url for name, one in settings.monitor.webhook.items()}
    posts |= {f"apprise:{name}": url for name, url in watching.secrets.apprise.items()}
    return found + [name for name, url in posts.items() if not is_loopback(url)]
