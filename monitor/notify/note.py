"""A message before it has a format: what it says, in order. Mail and Slack are drawn from it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Link:
    """A link with the words it stands under."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Quote:
    """Words that are not ours, and where they stand."""

    text: str
    source: str


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a message, drawn in the order of the fields; empty fields are not drawn."""

    title: str
    strong: str = ""
    lines: tuple[str, ...] = ()
    quote: Quote | None = None
    facts: tuple[tuple[str, str], ...] = ()
    items: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Note:
    """A whole message. `gist`, `coming`: what a sum of several keeps of it, above the quoted words and below.

    `small`: the small print.
    """

    subject: str
    heading: str
    intro: tuple[str, ...]
    parts: tuple[Part, ...]
    small: tuple[str, ...]
    gist: tuple[str, ...] = ()
    coming: tuple[str, ...] = ()
