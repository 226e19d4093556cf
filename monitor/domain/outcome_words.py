"""The standard sentences of the outcome box: whose each is, and what else may stand beside it.

Each outcome has one sentence, with the variants of `domain.md` 1.5. Only a sentence with no word besides its
own counts, so that no "not", no "no longer" and no "at the last inspection" can stand in it.
"""

import re

from monitor.domain.outcome import Band

PHRASES = {
    Band.TYPICALLY_POSITIVE: re.compile(r"\btypically lead to positive experiences and outcomes\b", re.I),
    Band.INCONSISTENT: re.compile(r"\blead to inconsistent experiences and outcomes\b", re.I),
    Band.SYSTEMIC_FAILINGS: re.compile(r"\bwidespread and\s*/?\s*or systemic failings\b", re.I),
}
_WHOSE = r"the (?:local |area |send ){1,3}(?:partnership'?s?'?|area'?s'?) |the (?:partnership|area)'s "
OPENINGS = {
    Band.TYPICALLY_POSITIVE: re.compile(_WHOSE, re.I),
    Band.INCONSISTENT: re.compile(_WHOSE, re.I),
    Band.SYSTEMIC_FAILINGS: re.compile("there are widespread and", re.I),
}
_COMMON_WORDS = """the experiences and or outcomes for of children young people with special educational needs
    disabilities disability send local area partnership's partnerships partnerships' partnership area's
    arrangements lead to"""
_STANDARD = {  # a sentence with any other word in it is not the standard one: no "not", no "no longer"
    Band.TYPICALLY_POSITIVE: frozenset(f"{_COMMON_WORDS} typically positive".split()),
    Band.INCONSISTENT: frozenset(f"{_COMMON_WORDS} inconsistent".split()),
    Band.SYSTEMIC_FAILINGS: frozenset(
        f"""{_COMMON_WORDS} there are widespread systemic failings leading significant concerns about which
        partnership must address urgently""".split()
    ),
}
SECOND = {
    Band.TYPICALLY_POSITIVE: "is taking action where improvements are needed",
    Band.INCONSISTENT: "must work jointly to make improvements",
}
_WHO = r"the (?:local |area |SEND ){0,3}(?:partnership|area)"
SECOND_SENTENCE = re.compile(rf"{_WHO} (?:{'|'.join(SECOND.values())})\.", re.I)
_NUMBER_WORDS = """one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
    sixteen seventeen eighteen"""
_NUMBERS = {word: number for number, word in enumerate(_NUMBER_WORDS.split(), 1)}
_NUMBER = rf"\d{{1,2}}|{'|'.join(sorted(_NUMBERS, key=len, reverse=True))}"
_WITHIN = rf"within (?:(?:approximately|about|around) )?(?P<number>{_NUMBER}) "
INTERVAL = re.compile(rf"\b{_WITHIN}(?P<unit>years?|months?)\b", re.I)
_KNOWN = (
    SECOND_SENTENCE,
    re.compile(
        r"The next full (?:area SEND )?(?:re-?)?inspection will (?:be|be carried out|take place) "
        rf"{_WITHIN}(?:years|months)\.",
        re.I,
    ),
    re.compile(
        rf"A monitoring inspection will (?:be carried out|be|take place) {_WITHIN}(?:years|months)\.", re.I
    ),
    re.compile(
        r"Ofsted and (?:(?:the|care|quality|commission|\(?cqc\)?),? )+ask (?:that )?the "
        r"(?:local |area |SEND ){0,3}partnership (?:updates and publishes|to update and publish) "
        r"(?:its|their) strategic plan,? based on the (?:recommendations|findings|outcomes?) "
        r"(?:set out |identified )?(?:in|of|from) this (?:report|inspection)\.",
        re.I,
    ),
    re.compile(
        r"(?:As a result of this inspection,? )?(?:(?:His|Her) Majesty's Chief Inspector|HMCI)(?: \(HMCI\))?"
        rf" requires {_WHO} to prepare and submit a priority action plan"
        r"(?: \(area SEND\))? to address the identified areas for priority action\.",
        re.I,
    ),
)
_LOOSE_S = re.compile(r" ?' ?s ")  # some text engines put a blank beside the apostrophe
_LONG_WORD = 8  # letters: no other word is one letter away from these


def standard_band(sentence: str) -> Band | None:
    """Tell whose standard sentence this is: its phrase, its opening, and no word besides its own."""
    lowered = _LOOSE_S.sub("'s ", sentence.lower())
    words = set(re.findall(r"[a-z0-9']+", lowered))
    plain = re.fullmatch(r"[a-z'/(), ]+\.", lowered) is not None
    for band, phrase in PHRASES.items():
        if (
            plain
            and phrase.search(lowered)
            and OPENINGS[band].match(lowered)
            and all(_is_standard(word, _STANDARD[band]) for word in words)
        ):
            return band
    return None


def is_known(sentence: str) -> bool:
    """Tell whether a sentence is one of those that follow the first in a box."""
    return any(pattern.fullmatch(sentence) for pattern in _KNOWN)


def intervals(text: str) -> list[int]:
    """Give all intervals, in months, in the order of the text."""
    found = [(m["number"].lower(), m["unit"].lower()) for m in INTERVAL.finditer(text)]
    return [
        (int(number) if number.isdigit() else _NUMBERS[number]) * (12 if unit.startswith("year") else 1)
        for number, unit in found
    ]


def _is_standard(word: str, standard: frozenset[str]) -> bool:
    """Tell whether a word is one of a sentence's own, or a long one of them with one letter wrong."""
    return word in standard or any(_one_slip(word, own) for own in standard if len(own) >= _LONG_WORD)


def _one_slip(word: str, own: str) -> bool:
    """Tell whether a word is another with one letter left out, put in, changed, or changed with the next."""
    pairs = enumerate(zip(word, own, strict=False))
    same = next((at for at, (one, other) in pairs if one != other), min(len(word), len(own)))
    rest, meant = word[same:], own[same:]
    swapped = rest[:2] == meant[1::-1] and rest[2:] == meant[2:]
    return swapped or rest[1:] == meant[1:] or rest[1:] == meant or rest == meant[1:]
