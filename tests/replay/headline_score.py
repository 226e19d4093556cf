"""How well headlines are judged: `python -m tests.replay.headline_score [--rows] [--write FILE]`.

Counts, for our own labelled headlines and for those beside the checkout, what triage makes of each by its
title alone, and for our own stories what it makes of title, summary and article. As a check that the rules do
not lean on the very headlines that judge them, the headlines beside the checkout are judged again with every
word blotted out that none of our own headlines has.
"""

import argparse
import csv
import re
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from importlib.resources import files
from pathlib import Path

from monitor.domain.area import AreaTable
from monitor.domain.news import RELEVANT, NewsItem, NewsKind, Triage
from monitor.domain.news_names import Names
from monitor.domain.triage import triage
from tests.replay.score import with_tables

OWN = Path(__file__).parent / "headlines" / "headlines.csv"
STORIES = OWN.with_name("stories.csv")
HELD_OUT = Path(__file__).resolve().parents[3] / "shared" / "data" / "headlines_dev.csv"

_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Headline:
    """A labelled headline, or a story with its summary and the beginning of its article.

    `band`: what its words, or its report, state; `undecidable`: why a title cannot say what it is.
    """

    title: str
    areas: frozenset[str]
    kind: NewsKind
    band: str
    undecidable: str = ""
    summary: str = ""
    body: str = ""
    published: date | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """A headline beside what triage made of it, and the areas that its title names."""

    headline: Headline
    found: Triage
    named: frozenset[str]

    @property
    def relevance_is_right(self) -> bool:
        """Tell whether it was rightly taken for the result of an inspection, or rightly not."""
        return self.found.relevant == (self.headline.kind in RELEVANT)

    @property
    def areas_found(self) -> frozenset[str]:
        """Give the names of the areas found."""
        return frozenset(area.name for area in self.found.areas)

    @property
    def areas_are_right(self) -> bool:
        """Tell whether the areas named were found, and no other."""
        return self.areas_found == self.named

    @property
    def claims_falsely(self) -> bool:
        """Tell whether an outcome was read that neither the words nor the report state."""
        return self.found.claim is not None and self.found.claim.band.value != self.headline.band


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table, or write it where it belongs; with `--rows` also each headline that was misjudged."""
    parser = argparse.ArgumentParser(prog="python -m tests.replay.headline_score", description=__doc__)
    parser.add_argument("--rows", action="store_true", help="show each headline that was misjudged")
    parser.add_argument("--write", type=Path, metavar="FILE", help="put the table between the marks of FILE")
    options = parser.parse_args(arguments)
    names = shipped_names()
    sets = judged_sets(names)
    if options.rows:
        for one in (one for judged in sets.values() for one in judged if _misjudged(one)):
            print(_row(one))
    made = table(sets)
    if options.write is None:
        print(made)
    else:
        options.write.write_text(with_tables(options.write.read_text("utf-8"), made), encoding="utf-8")
    return 0


def shipped_names() -> Names:
    """Give the names of the areas in the table that ships."""
    return Names(AreaTable.from_csv_text(files("monitor.data").joinpath("areas.csv").read_text("utf-8")))


def judged_sets(names: Names) -> dict[str, list[Judged]]:
    """Judge every set there is."""
    ours = own()
    sets = {
        "our own": [_judge(headline, names) for headline in ours],
        "our own stories": [_judge(story, names) for story in stories()],
    }
    theirs = held_out()
    if theirs:
        sets["beside the checkout"] = [_judge(headline, names) for headline in theirs]
        known = {word for headline in ours for word in _words(headline.title)}
        known |= {
            word for area in names.areas for name in (area.name, *area.aliases) for word in _words(name)
        }
        sets["the same, unseen words blotted out"] = [
            _judge(replace(headline, title=_blotted(headline.title, known)), names, headline.title)
            for headline in theirs
        ]
    return sets


def own() -> list[Headline]:
    """Give our own headlines."""
    return [
        Headline(row["title"], _set(row["areas"]), NewsKind(row["kind"]), row["claim"], row["undecidable"])
        for row in _rows(OWN)
    ]


def stories() -> list[Headline]:
    """Give our own stories, whose summary or article tells what the title does not."""
    return [
        Headline(
            row["title"],
            _set(row["areas"]),
            NewsKind(row["kind"]),
            row["claim"],
            row["undecidable"],
            row["summary"],
            row["body"],
            date.fromisoformat(row["published"]) if row["published"] else None,
        )
        for row in _rows(STORIES)
    ]


def held_out() -> list[Headline]:
    """Give the headlines beside the checkout; none if they are not there."""
    if not HELD_OUT.exists():
        return []
    return [
        Headline(row["title"], _set(row["areas"]), NewsKind(row["kind"]), row["band"])
        for row in _rows(HELD_OUT)
    ]


def table(sets: dict[str, list[Judged]]) -> str:
    """Give the table, in Markdown."""
    lines = [["", *sets], ["---", *["---:"] * len(sets)]]
    lines += [[what, *(measure(judged) for judged in sets.values())] for what, measure in _MEASURES]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def precision(judged: Iterable[Judged]) -> tuple[int, int]:
    """Give how many of those taken for relevant are; a title that cannot say does not count."""
    taken = [one for one in _decidable(judged) if one.found.relevant]
    return sum(one.relevance_is_right for one in taken), len(taken)


def recall(judged: Iterable[Judged]) -> tuple[int, int]:
    """Give how many of the relevant were taken for it; a title that cannot say does not count."""
    there = [one for one in _decidable(judged) if one.headline.kind in RELEVANT]
    return sum(one.found.relevant for one in there), len(there)


def areas_right(judged: Iterable[Judged]) -> tuple[int, int]:
    """Give how many titles that name areas gave exactly these."""
    naming = [one for one in judged if one.named]
    return sum(one.areas_are_right for one in naming), len(naming)


def areas_invented(judged: Iterable[Judged]) -> int:
    """Count the titles that gave an area which they do not name."""
    return sum(bool(one.areas_found - one.named) for one in judged)


def false_claims(judged: Iterable[Judged]) -> int:
    """Count the titles in which an outcome was read that they do not state."""
    return sum(one.claims_falsely for one in judged)


def kinds_right(judged: Iterable[Judged]) -> tuple[int, int]:
    """Give how many have the very kind of their label."""
    all_of_them = list(judged)
    return sum(one.found.kind is one.headline.kind for one in all_of_them), len(all_of_them)


_MEASURES: tuple[tuple[str, Callable[[list[Judged]], str]], ...] = (
    ("headlines", lambda judged: str(len(judged))),
    (
        "of which undecidable by title",
        lambda judged: str(sum(bool(one.headline.undecidable) for one in judged)),
    ),
    ("relevant and found (recall)", lambda judged: _share(*recall(judged))),
    ("found and relevant (precision)", lambda judged: _share(*precision(judged))),
    ("areas right where the title names any", lambda judged: _share(*areas_right(judged))),
    ("areas that the title does not name", lambda judged: str(areas_invented(judged))),
    ("kind right", lambda judged: _share(*kinds_right(judged))),
    ("false claims of an outcome", lambda judged: str(false_claims(judged))),
)


def _judge(headline: Headline, names: Names, title: str | None = None) -> Judged:
    """Judge a title; `title`: the whole one, where words of it were blotted out."""
    words = _spelled(f"{title or headline.title} {headline.summary} {headline.body}")
    named = frozenset(
        area.name
        for area in names.areas
        if area.name in headline.areas and any(_spelled(one) in words for one in (area.name, *area.aliases))
    )
    item = NewsItem(headline.title, headline.summary, headline.body, published=headline.published)
    return Judged(headline, triage(item, names), named)


def _decidable(judged: Iterable[Judged]) -> Iterable[Judged]:
    return (one for one in judged if not one.headline.undecidable)


def _misjudged(one: Judged) -> bool:
    right = one.relevance_is_right and one.areas_are_right and one.found.kind is one.headline.kind
    return one.claims_falsely or not right


def _row(one: Judged) -> str:
    mark = " " if one.relevance_is_right else "!"
    areas = f"{sorted(one.named)} -> {sorted(one.areas_found)}"
    return f"{mark} {one.headline.kind} -> {one.found.kind}; {areas}: {one.headline.title}"


def _share(part: int, whole: int) -> str:
    return f"{part} of {whole} ({part / whole:.3f})" if whole else "–"


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _set(cell: str) -> frozenset[str]:
    return frozenset(name for name in cell.split("|") if name)


def _words(text: str) -> set[str]:
    return {word.casefold() for word in _WORD.findall(text)}


def _blotted(title: str, known: set[str]) -> str:
    return _WORD.sub(lambda word: word.group() if word.group().casefold() in known else "█", title)


def _spelled(text: str) -> str:
    return " ".join(_WORD.findall(text.casefold().replace("&", "and")))


if __name__ == "__main__":
    sys.exit(main())
