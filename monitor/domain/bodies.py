"""Names of the bodies that answer for a local area: councils, health boards, children's trusts.

They are printed in a row or one below the other, with commas, semicolons and "and" between them, and with the
same signs inside them ("Luton and Milton Keynes Integrated Care Board"; `domain.md` 2.5 and 2.6).
"""

import re
from collections.abc import Iterable, Sequence

from monitor.domain.text import BULLET, Line

_ENDS = re.compile(  # what a whole name ends in
    r"(?:\b(?:Councils?|Authorit(?:y|ies)|Boards?|ICBs?|Trusts?|First|Children|Partnerships?|Company|Ltd|"
    r"Limited|CIC|Corporation|leaders)|\([A-Z][A-Za-z]{1,5}\))\.?$|^(?:local )?authorit(?:y|ies)$"
)
_CALLED_FIRST = re.compile(
    r"^(?:The |the )?(?:London|Royal) Borough of [A-Z]\w+.*\w$"
)  # no other end to go by
_BEGINS = re.compile(
    r"(?:the )?(?:NHS|(?:The )?(?:London|Royal) Borough of|City of [A-Z]\w+ Council)\b", re.I
)
_CUT = re.compile(r"\b(?:and|of|the|NHS|Integrated|Integrated Care)$")
_ONLY_AN_END = re.compile(
    r"(?:NHS\s+)?(?:(?:Integrated\s+)?Care\s+)?(?:Board|ICB)s?\b|NHS\s+(?:Foundation\s+)?Trust\b|\(", re.I
)
_BREAK = re.compile(
    r"\s*;\s*(?:and\s+)?|\s*,\s*(?:and\s+)?|\s+(?:and|&|with)\s+|\s*\n\s*|\s+(?=NHS\b)"
    r"|(?<=[a-z])\s*/\s*(?=[A-Z])"
)
_HEALTH = re.compile(r"\bNHS\b|\bICBs?\b|\bIntegrated Care\b", re.I)
_COUNCIL = re.compile(r"\b(?:Council|Borough|Authority)\b", re.I)
_NOT_A_NAME = re.compile(
    r"\b(?:should|must|need|needs|will|that|which|to|have|has|are|is|do|does|not|their|this|these)\b|[?!:]"
)
_NAME_WORDS = re.compile(
    r"(?:(?:[A-Z(&][\w'.)&-]*|of|and|the|in|on|upon|with|for|de|le|,|local|school|schools|college|"
    r"colleges|academy|education|health|social|care|settings|providers|leaders|authority|partners)[ ,]*)+\.?"
)
_LONGEST_NAME = 120  # characters
_LONGEST_CELL = 2_000


def bodies_in(lines: Iterable[Line]) -> tuple[str, ...]:
    """Give the names in a cell, each once, as printed and in its order; none of a text too long to be one."""
    text = "\n".join(line.text.removeprefix(BULLET) for line in lines)
    if len(text) > _LONGEST_CELL:
        return ()
    names: list[str] = []
    start = 0
    for sign in _BREAK.finditer(text):
        if sign.start() > start and _parts(text[start : sign.start()], sign.group(), text[sign.end() :]):
            names.append(text[start : sign.start()])
            start = sign.end()
    names.append(text[start:])
    return tuple(dict.fromkeys(name for raw in names if (name := _tidy(raw))))


def is_health(name: str) -> bool:
    """Tell whether a name is that of a health body."""
    return _HEALTH.search(name) is not None


def looks_like_bodies(names: Sequence[str]) -> bool:
    """Tell whether each of these can be the name of a body, whole, and none a piece of a sentence."""
    return bool(names) and all(_whole(name) for name in names)


def same_bodies(one: Iterable[str], other: Iterable[str]) -> bool:
    """Tell whether two cells name the same bodies, whatever their order, case and form of ICB."""
    return {folded_body(name) for name in one} == {folded_body(name) for name in other}


def folded_body(name: str) -> str:
    """Give a name as names are compared: without case, signs and the forms of "NHS" and "ICB"."""
    folded = name.lower().replace("&", " and ")
    folded = re.sub(r"\(?\bICB\b\)?|\bintegrated care board\b|\bnhs\b|\bthe\b|[^a-z0-9 ]", " ", folded)
    folded = re.sub(r"\bicb\b", " ", folded)
    return " ".join(folded.split())


def mixed_up(name: str, *, health: bool) -> bool:
    """Tell whether a name holds words of the other column: two cells read across."""
    return bool(_COUNCIL.search(name)) if health else is_health(name)


def _parts(left: str, sign: str, right: str) -> bool:
    """Tell whether one name ends and another begins at a sign."""
    left = " ".join(left.split())
    if ";" in sign:
        return True
    if _ONLY_AN_END.match(right):
        return False
    if _ENDS.search(left) or (left.endswith("Integrated Care") and sign.strip()):
        return bool(sign.strip()) or right[:1].isupper()
    if _BEGINS.match(right) and (sign.strip() or "\n" in sign):
        return True
    return _CALLED_FIRST.match(left) is not None and _after_borough(left, sign, right)


def _after_borough(left: str, sign: str, right: str) -> bool:
    """Tell whether a borough's name ends at a sign: it may have an "and" of its own, and be cut by a line."""
    paired = re.search(r" (?:and|&) ", left) is not None
    board = sign.strip() in {"and", "&"} and is_health(_BREAK.split(right)[0])
    return "," in sign or board or (paired and right[:1].isupper())


def _tidy(raw: str) -> str:
    name = re.sub(r"^(?:and|the)\s+(?=[A-Z])", "", " ".join(raw.split()).strip(" ,;"))
    return name.removesuffix(".").rstrip()


def _whole(name: str) -> bool:
    known = _ENDS.search(name) or _CALLED_FIRST.match(name) or name.startswith("NHS ")
    return bool(
        known
        and len(name) <= _LONGEST_NAME
        and _NAME_WORDS.fullmatch(name)
        and not _NOT_A_NAME.search(name)
        and not _CUT.search(name)
        and (name[0].isupper() or name.endswith("leaders"))
        and "Leaders" not in name  # begins a sentence
    )
