"""Reads what an event says of the inspection before, into typed facts that are safe to print."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from monitor.domain.events import Event
from monitor.domain.inspection import KINDS, Inspection
from monitor.domain.outcome import Band
from monitor.notify.facts import mapping, texts
from monitor.notify.plain import a_date, plain

_SHOWN = 200  # characters of a finding
_SUMMARY = 900


@dataclass(frozen=True, slots=True)
class Change:
    """What an event says of the inspection before. `full`: the last full one; `summary`: all in words."""

    pair: str
    direction: str
    summary: str
    previous: Inspection | None
    full: Inspection | None
    statuses: Mapping[str, str]  # by the finding's text
    followed_up: tuple[tuple[str, str], ...]  # areas for priority action, and what was found on each
    new_themes: tuple[str, ...]
    not_repeated: tuple[str, ...]
    now_named: tuple[str, ...]
    no_longer_named: tuple[str, ...]

    @property
    def old_framework(self) -> bool:
        """Whether the inspection before was of 2016 to 2022."""
        return self.pair in {"letter_full", "revisit_full"}


def change_of(event: Event) -> Change | None:
    """Read what an event says of the inspection before; None if it says nothing that can be read."""
    found = mapping(mapping(event.data).get("comparison"))
    pair, direction = plain(found.get("pair")), plain(found.get("direction"))
    if not pair or not direction:
        return None
    items = [mapping(item) for item in entries(found.get("items"))]
    bodies = mapping(found.get("bodies"))
    gone = (item.get("previous") for item in items if item.get("status") == "not_repeated")
    return Change(
        pair=pair,
        direction=direction,
        summary=plain(found.get("summary"), _SUMMARY),
        previous=_inspection(found.get("previous")),
        full=_inspection(found.get("compared_with")),
        statuses={plain(item.get("current"), 5000): plain(item.get("status")) for item in items},
        followed_up=tuple(
            (short(one.get("text")), plain(one.get("action")))
            for one in map(mapping, entries(found.get("priority_actions")))
        ),
        new_themes=texts(mapping(found.get("themes")).get("new")),
        not_repeated=tuple(map(short, gone)),
        now_named=texts(bodies.get("new")),
        no_longer_named=texts(bodies.get("not_repeated")),
    )


def short(finding: Any) -> str:
    """Give a finding on one line, cut at a word; of one with bullets, what stands before them."""
    whole = plain(finding, _SHOWN * 4)
    text, _, bullets = whole.partition("•")
    text = text.strip()
    if len(text) > _SHOWN:
        return f"{text[:_SHOWN].rpartition(' ')[0].rstrip(',;:')} …"
    return f"{text.rstrip(':')} …" if bullets else text


def _inspection(value: Any) -> Inspection | None:
    found = mapping(value)
    dates, kind = mapping(found.get("inspection")), plain(found.get("kind"))
    if kind not in KINDS:
        return None
    return Inspection(
        area="",
        kind=kind,
        framework=plain(found.get("framework")) or None,
        start=a_date(dates.get("start")),
        end=a_date(dates.get("end")),
        published=a_date(found.get("published")),
        outcome={key: value for key, value in mapping(found.get("outcome")).items() if _simple(value)},
        about=_about(found.get("about")),
    )


def _simple(value: Any) -> bool:
    return value is None or isinstance(value, str | int)


def _about(value: Any) -> str | None:
    text = plain(value, 7)
    try:
        date.fromisoformat(f"{text}-01" if len(text) == 7 else f"{text}-01-01")
    except ValueError:
        return None
    return text


def band_told(inspection: Inspection | None) -> Band | None:
    """Give the outcome of a full inspection, if it is one that we know."""
    value = inspection.outcome.get("band") if inspection and inspection.kind == "full" else None
    return Band(str(value)) if value in set(Band) else None


def entries(value: Any) -> Sequence[Any]:
    """Give a list as it is and anything else as an empty one."""
    return value if isinstance(value, list | tuple) else ()
