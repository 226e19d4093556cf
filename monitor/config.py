"""Read `config/` and the environment into frozen settings, and list every mistake at once.

Secrets come from the environment alone: a setting names the variable `X`, and either `X` or `X_FILE`
holds the secret. `SEND_MONITOR_SECTION__KEY` overrides a key of `monitor.toml`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

from pydantic import BaseModel

from monitor.config_files import Origins, checked, overridden, read_toml, shown, written
from monitor.config_sections import AreaSettings, FeedSettings, MonitorSettings, Section, SubscriberSettings
from monitor.errors import ConfigError

_File = TypeVar("_File", bound=BaseModel)


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

    def unknowable(self, file: str, *key: str) -> bool:
        """Say whether a part of a file could not be read, so that what refers to it is no mistake."""
        return file in self.unread or self.faulty(*key) or self.faulty(key[0])


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
        if isinstance(section, Section)
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
