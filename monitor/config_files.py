"""Read config files into models: what is wrong is said in plain words, and the rest is kept.

It knows nothing of what the keys mean. A mistake is one line: file or variable, key, what is wrong and what
would be right. What was given is shown shortened and without control characters, and never where it may
hold a secret.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

_Model = TypeVar("_Model", bound=BaseModel)
PREFIX = "SEND_MONITOR_"
_ROUNDS = 10  # what is taken out may leave something too short behind, and so on
_LONGEST_SHOWN = 60

_PLAIN = {
    "missing": "is required and missing",
    "string_type": "must be text in quotation marks",
    "string_unicode": "must be readable text",
    "tuple_type": 'must be a list in square brackets, such as ["one", "two"]',
    "model_type": "must be a section with keys of its own",
    "dict_type": "must be a section with keys of its own",
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "int_from_float": "must be a whole number",
    "float_type": "must be a number",
    "float_parsing": "must be a number",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "too_short": "must not be empty",
}
"""Pydantic's kinds of error, in words for people who do not write Python."""


class Private(ValueError):
    """A mistake in a value that may hold a secret, so that the value is not shown."""


@dataclass(frozen=True, slots=True)
class Origins:
    """Which keys of a file were set by an environment variable, and which sections are there only for one."""

    file: str
    keys: Mapping[tuple[int | str, ...], str]
    sections: Mapping[tuple[int | str, ...], str]

    def place(self, key: tuple[int | str, ...], *, missing: bool = False) -> str:
        """Say where a key was set, or why it is needed if it is missing: `monitor.toml: ofsted.rate`."""
        within = [self.keys.get(key[:end]) for end in range(len(key), 0, -1)]
        section = self.sections.get(key[:-1] if missing else key)
        return f"{section or next(filter(None, within), None) or self.file}: {written(key) or 'file'}"


def read_toml(path: Path, *, required: bool) -> tuple[dict[str, Any] | None, list[str]]:
    """Read a TOML file; gives None and the mistake if it cannot be read, and nothing of a missing one."""
    if not path.exists():
        return (None, [f"{path.name}: the file is missing from {path.parent}"]) if required else ({}, [])
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig")), []
    except UnicodeDecodeError:
        return None, [f"{path.name}: is not UTF-8 text; save it again as UTF-8"]
    except (ValueError, RecursionError) as error:
        return None, [f"{path.name}: is not valid TOML: {error}"]
    except OSError as error:
        return None, [f"{path.name}: cannot be read ({error.strerror})"]


def overridden(name: str, content: dict[str, Any], environ: Mapping[str, str]) -> tuple[Origins, list[str]]:
    """Put the values of `SEND_MONITOR_SECTION__KEY` into a file's content; gives which they were."""
    mistakes: list[str] = []
    keys: dict[tuple[int | str, ...], str] = {}
    made: dict[tuple[int | str, ...], str] = {}
    for variable in sorted(environ):
        if not variable.startswith(PREFIX) or "__" not in variable:
            continue
        table: Any = content
        path: tuple[str, ...] = ()
        *sections, last = variable.removeprefix(PREFIX).lower().split("__")
        for section in sections:
            key = _spelt(table, section)
            path = (*path, key)
            if key not in table:
                table[key] = {}
                made[path] = variable
            table = table[key]
            if not isinstance(table, dict):
                mistakes.append(f"{variable}: {written(path)} is not a section of {name}")
                break
        else:
            key = _spelt(table, last)
            table[key] = _environment_value(environ[variable])
            keys[*path, key] = variable
    return Origins(name, keys, made), mistakes


def checked(model: type[_Model], content: dict[str, Any], origins: Origins) -> tuple[_Model, list[str]]:
    """Give a file's settings and its mistakes; what is wrong is taken out and the rest is kept."""
    mistakes: list[str] | None = None
    for _ in range(_ROUNDS):
        try:
            return model.model_validate(content), mistakes or []
        except ValidationError as error:
            if mistakes is None:  # later ones only follow from what was taken out
                mistakes = _mistakes(model, error, origins)
            for found in error.errors():
                _take_out(content, found["loc"][:-1] if found["type"] == "missing" else found["loc"])
            content = _without_gaps(content)
    return model(), mistakes or []


def near(word: str, known: list[str]) -> str:
    """Say what was probably meant: ' (did you mean "…"?)', or nothing."""
    close = get_close_matches(word, known, n=1, cutoff=0.6)
    return f' (did you mean "{close[0]}"?)' if close else ""


def shown(value: object) -> str:
    """Show what was given: short, on one line, without characters that could steer a terminal."""
    if isinstance(value, dict | list | tuple):
        return "a table" if isinstance(value, dict) else "a list"
    if isinstance(value, bool):
        return str(value).lower()  # as TOML has it
    text = value if isinstance(value, str) else repr(value)
    short = text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…"
    plain = "".join(letter if letter.isprintable() else repr(letter)[1:-1] for letter in short)
    return f'"{plain}"' if isinstance(value, str) else plain


def written(key: tuple[int | str, ...]) -> str:
    """Write a key as people do: `subscriber[2].areas`, counting from one."""
    text = ""
    for part in key:
        name = shown(part)[1:-1] or '""'
        text += f"[{part + 1}]" if isinstance(part, int) else f".{name}" if text else name
    return text


def _spelt(table: dict[str, Any], key: str) -> str:
    """Find how a key is spelt in the file: variables know neither capitals nor dashes."""
    for known in table:
        if known.lower().replace("-", "_") == key.replace("-", "_"):
            return known
    return key


def _environment_value(text: str) -> Any:
    if not text.startswith("["):
        return text
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except (ValueError, RecursionError):
        return text


def _take_out(content: Any, key: tuple[int | str, ...]) -> None:
    """Take out what stands at a place: a key goes, an element of a list leaves a gap."""
    try:
        for part in key[:-1]:
            content = content[part]
        if isinstance(content, dict):
            del content[key[-1]]
        else:
            content[key[-1]] = None
    except (KeyError, IndexError, TypeError):
        return  # taken out already, with something around it


def _without_gaps(content: Any) -> Any:
    if isinstance(content, dict):
        return {key: _without_gaps(value) for key, value in content.items()}
    if isinstance(content, list):
        return [_without_gaps(value) for value in content if value is not None]
    return content


def _mistakes(model: type[BaseModel], error: ValidationError, origins: Origins) -> list[str]:
    listed = error.errors()
    inside = {
        found["loc"][:-1] for found in listed
    }  # a list of nothing but mistakes is not too short as well
    return [
        f"{origins.place(found['loc'], missing=found['type'] == 'missing')}: {_plain(model, found)}"
        for found in listed
        if found["type"] != "too_short" or found["loc"] not in inside
    ]


def _plain(model: type[BaseModel], found: Any) -> str:
    """Say what is wrong with a value, and what would be right."""
    kind, given, key = found["type"], found.get("input"), found["loc"]
    if kind == "extra_forbidden":
        known = _known_keys(model, key[:-1])
        listed = f"; known keys: {', '.join(known)}" if known else ""
        return f"unknown key{near(str(key[-1]), known)}{listed}"
    if kind == "value_error":
        error = found["ctx"]["error"]
        return str(error) if isinstance(error, Private) else f"{shown(given)} {error}"
    if kind == "literal_error":
        return f"{shown(given)} is not one of {found['ctx']['expected']}"
    if kind == "tuple_type" and isinstance(given, dict):
        return f"must be written with two brackets, [[{key[-1]}]]"
    if kind in ("missing", "too_short"):
        return _PLAIN[kind]
    if kind in ("model_type", "dict_type"):  # a secret is easily put where its section should be
        return _PLAIN[kind]
    message = _PLAIN.get(kind) or f"{found['msg'][0].lower()}{found['msg'][1:]}"
    return f"{message} (found {shown(given)})"


def _known_keys(model: type[BaseModel], loc: tuple[int | str, ...]) -> list[str]:
    current: Any = model
    for part in loc:
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
