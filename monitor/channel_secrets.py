"""The ways to reach people, checked, and the secrets that they need.

Secrets come from the environment alone, and none of them stands in what is said of a mistake.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.util import find_spec
from ipaddress import ip_address
from urllib.parse import urlsplit

from monitor.config import Settings, secret
from monitor.config_files import shown
from monitor.config_values import web_address
from monitor.domain.links import SHORTEST_KEY
from monitor.errors import ConfigError


@dataclass(frozen=True, slots=True)
class Secrets:
    """What the environment holds for the channels, by the names that the config gives them."""

    slack: Mapping[str, str] = field(default_factory=dict)  # the webhook's address
    webhook: Mapping[str, str] = field(default_factory=dict)  # what signs its posts
    apprise: Mapping[str, str] = field(default_factory=dict)  # the service's address
    smtp_password: str | None = None
    link_key: str | None = None  # signs the links of the web part; None: it makes none


def check_channels(settings: Settings, mistakes: list[str]) -> None:
    """Note what is wrong with the ways to reach people, as far as the config alone shows it."""
    _check_password(settings, mistakes)
    _check_webhooks(settings, mistakes)
    _check_public_url(settings, mistakes)
    _check_extra(settings, mistakes)


def find_secrets(settings: Settings, environ: Mapping[str, str], mistakes: list[str]) -> Secrets:
    """Find what the environment holds, and note every secret that is missing or cannot be one."""
    hooks: dict[str, str] = {}
    for name, slack in settings.monitor.slack.items():
        place = settings.place("slack", name, "webhook_env")
        found = _found(environ, slack.webhook_env, place, mistakes)
        if found is None:
            continue
        if not _may_be_posted_to(found):
            mistakes.append(
                f"{place}: what {slack.webhook_env} holds is not a web address that starts with https://"
            )
        hooks[name] = found
    signed = {name: (one.secret_env, "secret_env") for name, one in settings.monitor.webhook.items()}
    services = {name: (one.url_env, "url_env") for name, one in settings.monitor.apprise.items()}
    password = None
    if settings.monitor.email.username:
        variable = settings.monitor.email.password_env
        password = _found(environ, variable, settings.place("email", "password_env"), mistakes)
    return Secrets(
        hooks,
        _named(settings, "webhook", signed, environ, mistakes),
        _named(settings, "apprise", services, environ, mistakes),
        password,
        _link_key(settings, environ, mistakes),
    )


def link_notes(settings: Settings, held: Secrets) -> list[str]:
    """Say that messages have no link to leave, where they could have one."""
    web = settings.monitor.web
    if not web.public_url or held.link_key is not None:
        return []
    return [
        f"{settings.place('web', 'link_key_env')}: {web.link_key_env} is not set, so messages have no link "
        "by which a reader could leave"
    ]


def is_loopback(url: str) -> bool:
    """Say whether an address is on this machine."""
    try:
        host = urlsplit(url).hostname or ""
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _check_password(settings: Settings, mistakes: list[str]) -> None:
    email = settings.monitor.email
    at_home = email.host == "localhost" or is_loopback(f"http://{email.host}")
    if email.username and email.security == "none" and not at_home:
        mistakes.append(
            f'{settings.place("email", "security")}: "none" would send the password of '
            f'{shown(email.username)} over the network for all to read; write "starttls" or "tls"'
        )


def _check_webhooks(settings: Settings, mistakes: list[str]) -> None:
    mistakes += [
        f"{settings.place('webhook', name, 'url')}: {shown(webhook.url)} does not start with https://, so "
        "that all could read what is posted"
        for name, webhook in settings.monitor.webhook.items()
        if not _may_be_posted_to(webhook.url)
    ]


def _check_public_url(settings: Settings, mistakes: list[str]) -> None:
    url = settings.monitor.web.public_url
    if url and not _may_be_posted_to(url):
        mistakes.append(
            f"{settings.place('web', 'public_url')}: {shown(url)} does not start with https://, so that all "
            "could read the links that lead there"
        )


def _check_extra(settings: Settings, mistakes: list[str]) -> None:
    if settings.monitor.apprise and find_spec("apprise") is None:
        mistakes.append(
            f"{settings.place('apprise')}: apprise is not installed; "
            'install it with pip install "area-send-monitor[channels]"'
        )


def _link_key(settings: Settings, environ: Mapping[str, str], mistakes: list[str]) -> str | None:
    """Give the key that signs links, where the outside can reach us; without a key there are no links."""
    web = settings.monitor.web
    if not web.public_url:
        return None
    place = settings.place("web", "link_key_env")
    try:
        key = secret(environ, web.link_key_env)
    except ConfigError as error:
        mistakes += [f"{place}: {mistake}" for mistake in error.mistakes]
        return None
    if key is not None and len(key) < SHORTEST_KEY:
        mistakes.append(
            f"{place}: what {web.link_key_env} holds is shorter than {SHORTEST_KEY} characters, so it could "
            'be guessed; python -c "import secrets; print(secrets.token_urlsafe())" makes a good one'
        )
    return key


def _named(
    settings: Settings,
    section: str,
    variables: Mapping[str, tuple[str, str]],
    environ: Mapping[str, str],
    mistakes: list[str],
) -> dict[str, str]:
    """Give the secret of each table of a section; `variables`: by name, the variable and the key it is in."""
    found = {
        name: _found(environ, variable, settings.place(section, name, key), mistakes)
        for name, (variable, key) in variables.items()
    }
    return {name: value for name, value in found.items() if value is not None}


def _may_be_posted_to(url: str) -> bool:
    try:
        web_address(url)
    except ValueError:
        return False
    return url.startswith("https://") or is_loopback(url)


def _found(environ: Mapping[str, str], name: str, place: str, mistakes: list[str]) -> str | None:
    try:
        value = secret(environ, name)
    except ConfigError as error:
        mistakes += [f"{place}: {mistake}" for mistake in error.mistakes]
        return None
    if value is None:
        mistakes.append(
            f"{place}: the secret is missing; set the environment variable {name}, "
            f"or {name}_FILE to the path of a file that holds it"
        )
    return value
