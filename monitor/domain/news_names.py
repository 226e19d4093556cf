"""Where the names of areas stand in a text: longest first, whole words, all in one pass.

Nested names (Northamptonshire, South Gloucestershire, Newcastle-under-Lyme) are settled by the longest match;
places that are no area, or hold several, are names too, so that they are not taken for the area inside them
(`domain.md` 7.4, `sources.md` 7).
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import ahocorasick  # type: ignore[import-not-found]

from monitor.domain.area import Area, fold
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
    durham university|essex university|westminster hall|westminster debate|westminster government|
    city of london police|camden town|brent cross|brent knoll|richmond park|richmondshire|
    kingston university|derby day|hull kr|hull fc|york minster|york st john|dudley zoo|
    halton castle|enfield town|slough house|gateshead millennium|rutland water|rutland weekend"""
_JOINERS = re.compile(r"[ -]+")
_HYPHEN_TAIL = re.compile(r"-(?:under|upon|on|in|le|by|next|super|st|cum)\b")


@dataclass(frozen=True, slots=True)
class Name:
    """One way to write an area, in small letters; `area` is None for a place that is none of ours."""

    words: str
    area: Area | None
    needs_context: bool


@dataclass(frozen=True, slots=True)
class Mention:
    """A name at its place in a text."""

    name: Name
    start: int
    end: int


class Names:
    """The names of all areas, as one automaton; make it once."""

    def __init__(self, areas: Iterable[Area]) -> None:
        self.areas = tuple(areas)
        self._automaton = ahocorasick.Automaton()
        for words, name in _all_names(self.areas).items():
            self._automaton.add_word(words, (len(words), name))
        self._automaton.make_automaton()

    def mentions(self, text: str) -> list[Mention]:
        """Find every name in a tidy text, in order; of two that overlap, the first and longer one."""
        lowered = small(text)
        found = [
            (end - length + 1, -length, name)
            for end, (length, name) in self._automaton.iter(lowered)
            if _is_whole(lowered, end - length + 1, end + 1)
        ]
        found.sort(key=lambda one: one[:2])
        return list(_without_overlaps(found))


def _without_overlaps(found: Sequence[tuple[int, int, Name]]) -> Iterator[Mention]:
    free = 0
    for start, minus_length, name in found:
        if start >= free:
            free = start - minus_length
            yield Mention(name, start, free)


def _is_whole(text: str, start: int, end: int) -> bool:
    """Tell whether letters or digits go on at neither end, nor a hyphen that makes a longer place name."""
    if start and text[start - 1].isalnum():
        return False
    if end == len(text):
        return True
    return not text[end].isalnum() and not (text[end] == "-" and _HYPHEN_TAIL.match(text, end))


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
