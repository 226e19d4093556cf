"""Where the names of areas stand in a text: longest first, whole words, all in one pass.

Nested names (Northamptonshire, South Gloucestershire, Newcastle-under-Lyme) are settled by the longest match;
places that are no area, or hold several, are names too, so that they are not taken for the area inside them
(`domain.md` 7.4, `sources.md` 7).
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import NamedTuple

import ahocorasick  # type: ignore[import-not-found]

from monitor.domain.area import Area, fold
from monitor.domain.news_signs import PARTS, TOUCHES, WHOLE_WORDS
from monitor.domain.news_text import small

_OTHER_PLACES = """
    new hampshire|new york|new england|new jersey|northamptonshire|northants|cumbria|old trafford|
    greater manchester|sutton coldfield|royal sutton coldfield|sutton in ashfield|sutton on sea|
    bury st edmunds|newcastle under lyme|newcastle nsw|newcastle west|kingston jamaica|north east essex|
    mid and south essex|mid essex|south essex|surrey heartlands|surrey hills|kent state|derby county|
    stoke city|stoke newington|stoke mandeville|stoke poges|reading and writing|reading and maths|
    reading and phonics|reading, writing|reading scores|reading skills|reading age|reading ages|reading books|
    reading levels|reading recovery|reading tests|reading test|reading results|reading for pleasure|
    reading programme|reading scheme|reading lessons|reading fc|reading festival|duke of york|
    duchess of kent|duke of kent|duke of sussex|duchess of sussex|earl of derby|york region|durham region|
    durham university|chester le street|windsor castle|house of windsor|duke of windsor|windsor ontario|
    windsor, ontario|kensington palace|chester zoo|hammersmith bridge|essex university|westminster hall|
    westminster debate|westminster government|
    city of london police|camden town|brent cross|brent knoll|richmond park|richmondshire|
    kingston university|derby day|hull kr|hull fc|york minster|york st john|dudley zoo|
    halton castle|enfield town|slough house|gateshead millennium|rutland water|rutland weekend|
    leicester square"""
_JOINERS = re.compile(r"[ -]+")
_PLACE = itemgetter(0, 1)
# A hyphen and one of these make a longer place name: Newcastle-under-Lyme.
_HYPHEN_TAIL = re.compile(r"-(?:under|upon|on|in|le|by|next|super|st|cum)\b")


@dataclass(frozen=True, slots=True)
class Name:
    """One way to write an area, in small letters; `area` is None for a place that is none of ours."""

    words: str
    area: Area | None
    needs_context: bool


class Mention(NamedTuple):  # made for every name in every story: a tuple is made twice as fast
    """A name at its place in a text."""

    name: Name
    start: int
    end: int


class Reading(NamedTuple):
    """What one pass over a text found: names in their order, and signs (`news_signs`) as one number."""

    mentions: tuple[Mention, ...]
    signs: int


class Names:
    """The names of all areas, and the signs to look out for, as one automaton; make it once."""

    def __init__(self, areas: Iterable[Area]) -> None:
        self.areas = tuple(areas)
        self._automaton = ahocorasick.Automaton()
        names = _all_names(self.areas)
        self.words = tuple(names)
        self._by_words = names
        entries = _signs() | {words: (True, 0, name) for words, name in names.items()}
        for words, (whole, sign, name) in entries.items():  # whole: no letter or digit may go on beside it
            self._automaton.add_word(words, (len(words), whole, sign, name))
        self._automaton.make_automaton()
        self._by_host = _unshared((label, area) for area in self.areas for label in _labels(area))

    def of_host(self, label: str) -> Area | None:
        """Find the area whose council's site has this name before ".gov.uk"."""
        return self._by_host.get(label.replace("-", ""))

    def called(self, words: str) -> Area | None:
        """Find the area that has this name, in small letters."""
        name = self._by_words.get(words)
        return name.area if name else None

    def read(self, text: str) -> Reading:
        """Find every name in a tidy text, of two that overlap the first and longer one, and the signs."""
        lowered = small(text)
        edged = f" {lowered} "
        found: list[tuple[int, int, Name]] = []
        signs = 0
        for end, (length, whole, sign, name) in self._automaton.iter(lowered):
            start = end - length + 1
            if whole and (edged[start].isalnum() or edged[end + 2].isalnum()):
                continue
            signs |= sign
            if name is not None and not (edged[end + 2] == "-" and _HYPHEN_TAIL.match(lowered, end + 1)):
                found.append((start, -length, name))
        return Reading(_without_overlaps(found) if found else (), signs)


def _without_overlaps(found: list[tuple[int, int, Name]]) -> tuple[Mention, ...]:
    """Keep, of names given by start and minus their length, the first and longest of those that overlap."""
    found.sort(key=_PLACE)
    kept = []
    free = 0
    for start, minus_length, name in found:
        if start >= free:
            free = start - minus_length
            kept.append(Mention(name, start, free))
    return tuple(kept)


def _labels(area: Area) -> Iterator[str]:
    """Give the host names a council may have: "southampton", "lbbd"; "northyorks" only if it is an alias."""
    return (fold(name).replace(" ", "") for name in (area.name, *area.aliases))


def _unshared(pairs: Iterable[tuple[str, Area]]) -> dict[str, Area]:
    found: dict[str, set[Area]] = {}
    for key, area in pairs:
        found.setdefault(key, set()).add(area)
    return {key: next(iter(areas)) for key, areas in found.items() if len(areas) == 1}


def _signs() -> dict[str, tuple[bool, int, Name | None]]:
    """Give each sign with whether it must be a whole word; a word may be several signs."""
    entries: dict[str, tuple[bool, int, Name | None]] = {}
    for sign, words in WHOLE_WORDS.items():
        entries |= dict.fromkeys(words.split(), (True, sign, None))
    for sign, parts in PARTS.items():
        entries |= {" ".join(part.split()): (False, sign, None) for part in parts.split("|")}
    return entries | {f"({year} ": (False, TOUCHES, None) for year in range(10, 40)}  # an ombudsman's case


def _all_names(areas: Sequence[Area]) -> dict[str, Name]:
    """Index every spelling of every name; a spelling that two areas share belongs to neither."""
    places = (place.strip() for place in _OTHER_PLACES.split("|"))
    names = {spelling: Name(spelling, None, False) for place in places for spelling in _spellings(place)}
    for area in areas:
        ambiguous = {fold(name) for name in area.needs_context}
        for words in (area.name, area.listing_name, *area.aliases):
            for spelling in _spellings(words):
                name = Name(spelling, area, fold(words) in ambiguous)
                other = names.get(spelling)
                shared = other is not None and other.area is not area
                names[spelling] = Name(spelling, None, False) if shared else name
    names.pop("", None)
    return names


def _spellings(words: str) -> set[str]:
    """Give the ways in which one name is typed: "&", hyphens, full stops, all in small letters."""
    plain = small(" ".join(words.split()))
    spelled = {plain, plain.replace("&", "and"), plain.replace(" and ", " & ")}
    spelled |= {one.replace("-", " ") for one in spelled} | {one.replace(". ", " ") for one in spelled}
    spelled |= {_JOINERS.sub("-", one) for one in spelled if re.search(r"[ -](?:on|upon|under|in)[ -]", one)}
    return spelled
