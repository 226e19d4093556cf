"""The words of a sample report: an invented place, its findings and its dates, chosen by a seed.

The prose lies in `sample_texts.toml`; its shapes and variants are those of `domain.md` 1.5, 2.1 and 2.2.
"""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from random import Random
from typing import Any

BANDS = ("typically_positive", "inconsistent", "systemic_failings", "unclear")

# How many paragraphs on children's experience praise, balance and blame.
_TONES = {
    "typically_positive": (6, 2, 0),
    "inconsistent": (3, 4, 1),
    "systemic_failings": (2, 2, 5),
    "unclear": (3, 3, 2),
}


@dataclass(frozen=True, slots=True)
class Place:
    """An invented local area partnership and the names that its report uses."""

    area: str
    council: str
    boards: tuple[str, ...]
    forum: str
    scheme: str
    street: str

    def fill(self, text: str) -> str:
        """Put the names into a text that has them in braces."""
        pupils = f"{2_000 + 137 * len(self.street):,}"
        plans = f"{900 + 61 * len(self.scheme):,}"
        return text.format(
            area=self.area,
            council=self.council,
            partners=_listed(self.council, *self.boards),
            forum=self.forum,
            scheme=self.scheme,
            pupils=pupils,
            plans=plans,
        )


@dataclass(frozen=True, slots=True)
class Finding:
    """An item of one of the two tables, with its responsible bodies (none: improvements) and sub-points."""

    text: str
    points: tuple[str, ...] = ()
    bodies: str = ""


@dataclass(frozen=True, slots=True)
class FullText:
    """All that a full report says, section by section."""

    outcome: tuple[str, ...]
    information: tuple[str, ...]
    experience: tuple[str, ...]
    effective: tuple[str, ...]
    better: tuple[str, ...]
    priorities: tuple[Finding, ...]
    improvements: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class MonitoringText:
    """All that a monitoring report says; `steps` go with the areas for priority action in order."""

    outcome: str
    before: str
    priorities: tuple[Finding, ...]
    steps: tuple[str, ...]
    families: str
    afterwards: str


@dataclass(frozen=True, slots=True)
class OtherText:
    """What a children's services report says; `findings` are shared out among its sections."""

    opening: str
    improve: tuple[str, ...]
    findings: tuple[str, ...]
    grades: tuple[str, ...]


def make_place(area: str, rng: Random) -> Place:
    """Invent the council, health boards and other names around an area."""
    names = prose()["names"]
    kind = "County Council" if area.endswith("shire") else rng.choice(["Council", "Borough Council"])
    regions = rng.sample(names["regions"], rng.choice([1, 1, 1, 2]))
    return Place(
        area=area,
        council=f"{area} {kind}",
        boards=tuple(f"NHS {region} Integrated Care Board" for region in regions),
        forum=rng.choice([f"{area} Family Voice", f"{area} Parents in Partnership"]),
        scheme=rng.choice(names["schemes"]),
        street=rng.choice(names["streets"]),
    )


def make_people(count: int, rng: Random) -> list[str]:
    """Invent different people's names."""
    names = prose()["names"]
    pairs = zip(rng.sample(names["first"], count), rng.sample(names["last"], count), strict=True)
    return [f"{first} {last}" for first, last in pairs]


def write_full(place: Place, band: str, rng: Random) -> FullText:
    """Write a full report with the outcome of a band, or with a wording nobody knows for `unclear`."""
    pool = prose()["full"]
    good, mixed, poor = _TONES[band]
    experience = _some(pool["positive"], good, rng) + _some(pool["mixed"], mixed, rng)
    experience += _some(pool["poor"], poor, rng)
    effective, better = _counts(band, rng)
    information = [pool["information_first"], *_some(pool["information"], rng.randint(4, 6), rng)]
    priorities = rng.randint(2, 6) if band == "systemic_failings" else 0
    return FullText(
        outcome=_outcome(band, rng),
        information=_filled(place, information),
        experience=_filled(place, experience),
        effective=_filled(place, _some(pool["effective"], effective, rng)),
        better=_filled(place, _some(pool["better"], better, rng)),
        priorities=_findings(place, _some(pool["priority"], priorities, rng)),
        improvements=_findings(place, _some(pool["improvement"], rng.randint(2, 6), rng)),
    )


def write_monitoring(place: Place, rng: Random, *, effective: bool) -> MonitoringText:
    """Write a monitoring report: effective action on every area for priority action, or not."""
    pool = prose()["monitoring"]
    count = rng.randint(2, 5)
    how = "effective" if effective else "ineffective"
    return MonitoringText(
        outcome=rng.choice(pool[how]),
        before=place.fill(pool["before"]),
        priorities=_findings(place, _some(prose()["full"]["priority"], count, rng)),
        steps=tuple(_some(pool[f"steps_{how}"], count, rng)),
        families=place.fill(rng.choice(pool["families"])),
        afterwards=pool["afterwards"],
    )


def write_other(place: Place, rng: Random) -> OtherText:
    """Write what a children's services inspection found."""
    pool = prose()["other"]
    return OtherText(
        opening=place.fill(rng.choice(pool["opening"])),
        improve=tuple(_some(pool["improve"], rng.randint(2, 4), rng)),
        findings=_filled(place, _some(pool["findings"], len(pool["findings"]), rng)),
        grades=tuple(_some(pool["grades"], 4, rng)),
    )


def closing_words(rng: Random) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Give the paragraphs on the inspection itself and those of the last page."""
    closing = prose()["closing"]
    return (closing["basis"], rng.choice(closing["team"])), (closing["sample"], *closing["standing"])


def date_range(start: date, end: date, rng: Random) -> str:
    """Print on-site days in one of the shapes that reports use, the common ones more often."""
    day = f"{start.day:02}" if (padded := rng.random() < 0.15) else f"{start.day}"
    last = f"{end.day:02} {end:%B %Y}" if padded else long_date(end)
    whole, months, short = f"{day} {start:%B %Y} to {last}", f"{day} {start:%B} to {last}", f"{day} to {last}"
    if start == end:
        return last
    if start.year != end.year:
        return whole
    if start.month != end.month:
        return rng.choice([months, whole, whole])
    return rng.choice([short, short, short, short, whole, months])


def long_date(day: date) -> str:
    """Print one day as reports do: 9 May 2025."""
    return f"{day.day} {day:%B %Y}"


@cache
def prose() -> dict[str, Any]:
    """Load the texts that come with the package."""
    return tomllib.loads(files("monitor.replica").joinpath("sample_texts.toml").read_text("utf-8"))


def _outcome(band: str, rng: Random) -> tuple[str, ...]:
    words = prose()["outcome"][band]
    plan = "priority" if band == "systemic_failings" else "strategic"
    box = [rng.choice(words["first"]), rng.choice(words["next"]), rng.choice(prose()["plans"][plan])]
    # One report in five has straight apostrophes.
    return tuple(text.replace("’", "'") for text in box) if rng.random() < 0.2 else tuple(box)


def _counts(band: str, rng: Random) -> tuple[int, int]:
    if band == "typically_positive":
        return rng.randint(13, 16), rng.randint(10, 11)
    if band == "systemic_failings":
        return rng.randint(10, 11), rng.randint(13, 15)
    return rng.randint(13, 15), rng.randint(12, 15)


def _findings(place: Place, items: Sequence[dict[str, Any]]) -> tuple[Finding, ...]:
    boards = _listed(*place.boards)
    bodies = {"both": _listed(place.council, *place.boards), "council": place.council, "icb": boards, "": ""}
    return tuple(
        Finding(item["text"], tuple(item.get("points", ())), bodies[item.get("bodies", "")]) for item in items
    )


def _listed(*names: str) -> str:
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last


def _filled(place: Place, texts: Sequence[str]) -> tuple[str, ...]:
    return tuple(place.fill(text) for text in texts)


def _some(pool: Sequence[Any], count: int, rng: Random) -> list[Any]:
    return rng.sample(list(pool), count)
