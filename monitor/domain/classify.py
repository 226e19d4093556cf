"""Which of the three outcomes a full report states.

A band comes only from the outcome section, and only by Ofsted's standard sentence with all five invariants
in agreement (`domain.md` 1.4 to 1.6; they held in 56 of 56 reports). Anything else is "unknown", said aloud:
next year's wording, a negation, a quoted earlier outcome, a report that contradicts itself.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import takewhile

from monitor.domain.outcome import Band
from monitor.domain.report import NextInspection
from monitor.domain.sections import Heading, Section
from monitor.domain.text import Line, flow

_PHRASES = {
    Band.TYPICALLY_POSITIVE: re.compile(r"\btypically lead to positive experiences and outcomes\b", re.I),
    Band.INCONSISTENT: re.compile(r"\blead to inconsistent experiences and outcomes\b", re.I),
    Band.SYSTEMIC_FAILINGS: re.compile(r"\bwidespread and\s*/?\s*or systemic failings\b", re.I),
}
_WHOSE = r"the (?:local |area |send ){1,3}(?:partnership'?s?'?|area'?s'?) |the (?:partnership|area)'s "
_OPENINGS = {
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
_SECOND = {
    Band.TYPICALLY_POSITIVE: "is taking action where improvements are needed",
    Band.INCONSISTENT: "must work jointly to make improvements",
}
_WHO = r"the (?:local |area |SEND ){0,3}(?:partnership|area)"
_SECOND_SENTENCE = re.compile(rf"{_WHO} (?:{'|'.join(_SECOND.values())})\.", re.I)
_NUMBER_WORDS = """one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
    sixteen seventeen eighteen"""
_NUMBERS = {word: number for number, word in enumerate(_NUMBER_WORDS.split(), 1)}
_WITHIN = (
    rf"within (?:approximately )?(?P<number>\d{{1,2}}|{'|'.join(sorted(_NUMBERS, key=len, reverse=True))}) "
)
_INTERVAL = re.compile(rf"\b{_WITHIN}(?P<unit>years?|months?)\b", re.I)
_KNOWN = (
    _SECOND_SENTENCE,
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
# In a sentence that we do not know, any of these may turn the outcome round or belong to another inspection.
_LOADED = re.compile(
    r"\b(?:not?|never|nor|longer|\w+n't|however|but|although|instead|unless|previous\w*|last|earlier|former\w*|"
    r"replac\w+|supersed\w+|withdr\w+|errors?|correct\w*|amend\w*|inconsisten\w+|positive\w*|systemic\w*|"
    r"systematic\w*|widespread|fail\w*|concern\w*|outcomes?|experiences?|lea?ds? to|effective|"
    r"(?:19|20)\d\d)\b",
    re.I,
)
_SENTENCE_END = re.compile(r"(?<=[.!?])[\"']?\s+(?=[\"'•]*\s?[A-Z])|\s(?=• )")
_BACKWARD = re.compile(r"\b(?:(?<!not )previous\w*|last|earlier|former\w*)\b|[:\"']$", re.I)
_RESPONSIBLE = re.compile(r"Responsible bod(?:y|ies)\b", re.I)
_TABLE_HEADER = re.compile(
    r"Responsible bod(?:y|ies) Areas for priority action|Areas for priority action Responsible bod(?:y|ies)",
    re.I,
)
_INTRODUCTION = re.compile(
    r"(?!.*\b(?:not?|never|longer|however|withdr\w+|replac\w+|supersed\w+|correct\w*|errors?)\b).*"
    r"\b(?:responsib(?:le|ility) (?:for|as)|commissioning of health services)\b",
    re.I,
)
_GLUED_HEADING = re.compile(r"^Inspection outcome:? ", re.I)
_LOOSE_S = re.compile(r" ?' ?s ")  # some text engines put a blank beside the apostrophe
_LONG_WORD = 8  # letters: no other word is one letter away from these
_LONGEST_BOX = 2500  # characters; real boxes have 500 to 750
_OUTCOME = re.compile(r"\boutcomes?\b", re.I)
UNFAMILIAR = "unfamiliar words in the outcome section"
"""How a warning begins about a harmless sentence in the box that we have not met: the band is stated."""


@dataclass(frozen=True, slots=True)
class OutcomeFound:
    """The outcome of a full report, or why none is stated; `section` is the text it was sought in."""

    band: Band | None = None
    evidence: str | None = None
    page: int | None = None
    next: NextInspection = field(default=NextInspection(None, None, None))
    plan: str | None = None
    section: str | None = None
    warnings: tuple[str, ...] = ()


def outcome_of(sections: Sequence[Section]) -> OutcomeFound:
    """Read the outcome of a full report; without a band nothing else is stated either."""
    boxes = [section for section in sections if section.heading is Heading.OUTCOME and section.lines]
    others = [section for section in sections if section not in boxes]
    if len(boxes) > 1:
        text = "\n".join(box.text for box in boxes)
        return OutcomeFound(section=text, warnings=("outcome unknown: more than one outcome section",))
    if not boxes:
        return _outcome_without_heading(sections)
    box, page = boxes[0].text, boxes[0].lines[0].page
    if not any(section.heading is Heading.INFORMATION for section in others):
        box, introduction = _before_introduction(box)
        others.append(Section(Heading.INFORMATION, page, (Line(introduction, page),)))
    return _judged(box, page, others)


def _before_introduction(text: str) -> tuple[str, str]:
    """Part a box from the introduction whose heading was not found, if standard text leads to it."""
    sentences = _SENTENCE_END.split(text)
    known = sum(1 for _ in takewhile(_known, sentences[1:])) + 1
    if _standard_band(sentences[0]) and known < len(sentences) and _INTRODUCTION.match(sentences[known]):
        return " ".join(sentences[:known]), " ".join(sentences[known:])
    return text, ""


def _judged(text: str, page: int, others: Sequence[Section]) -> OutcomeFound:
    """State the band of an outcome box if everything in it agrees."""
    sentences = _SENTENCE_END.split(text)
    named = [band for band, phrase in _PHRASES.items() if phrase.search(text)]
    band = _standard_band(sentences[0])
    strange = [s for s in sentences[1:] if not (_known(s) or (band and _standard_band(s) == band))]
    doubts = _doubts(text, named, band, strange)
    if band and not doubts:
        doubts = [f"outcome contradicts itself: {rule}" for rule in _broken(band, text, others)]
        doubts += _contradicted(band, others)
    if band is None or doubts:
        return OutcomeFound(section=text, warnings=tuple(doubts))
    return OutcomeFound(
        band=band,
        evidence=" ".join([sentences[0], *takewhile(_SECOND_SENTENCE.fullmatch, sentences[1:])]),
        page=page,
        next=_next(text, sentences),
        plan="priority_action_plan" if band is Band.SYSTEMIC_FAILINGS else "strategic_plan",
        section=text,
        warnings=tuple(f"{UNFAMILIAR}: {s}" for s in strange),
    )


def _doubts(text: str, named: Sequence[Band], band: Band | None, strange: Sequence[str]) -> list[str]:
    """Give the reasons, if any, not to trust an outcome box at all."""
    if len(text) > _LONGEST_BOX:
        return ["outcome unknown: the outcome section has no end that we know"]
    if len(named) != 1:
        count = "several" if named else "none"
        return [f"outcome unknown: {count} of the three standard phrases in the outcome section"]
    if band != named[0]:
        return ["outcome unknown: the outcome section does not open with a standard sentence"]
    loaded = next((sentence for sentence in strange if _LOADED.search(sentence)), None)
    return [f"outcome unknown: unfamiliar sentence in the outcome section: {loaded}"] if loaded else []


def _standard_band(sentence: str) -> Band | None:
    """Tell whose standard sentence this is: its phrase, its opening, and no word besides its own."""
    lowered = _LOOSE_S.sub("'s ", sentence.lower())
    words = set(re.findall(r"[a-z0-9']+", lowered))
    plain = re.fullmatch(r"[a-z'/(), ]+\.", lowered) is not None
    for band, phrase in _PHRASES.items():
        if (
            plain
            and phrase.search(lowered)
            and _OPENINGS[band].match(lowered)
            and all(_is_standard(word, _STANDARD[band]) for word in words)
        ):
            return band
    return None


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


def _known(sentence: str) -> bool:
    return any(pattern.fullmatch(sentence) for pattern in _KNOWN)


def _broken(band: Band, text: str, others: Sequence[Section]) -> list[str]:
    """Name the invariants that a report breaks (`domain.md` 1.6)."""
    systemic = band is Band.SYSTEMIC_FAILINGS
    lowered = text.lower()
    strategic, priority = "strategic plan" in lowered, "priority action plan" in lowered
    seconds = [other for other, words in _SECOND.items() if words in lowered]
    lines = [line.text for section in others for line in section.lines]
    table = any(s.heading is Heading.PRIORITY for s in others) or any(map(_TABLE_HEADER.fullmatch, lines))
    bodies = any(map(_RESPONSIBLE.match, lines)) or any(map(_TABLE_HEADER.fullmatch, lines))
    rules = {
        "I1 years to the next full inspection": _intervals(text, "year")
        == [5 if band is Band.TYPICALLY_POSITIVE else 3],
        "I2 monitoring inspection within 18 months": _intervals(text, "month") == ([18] if systemic else []),
        "I3 kind of plan": (strategic, priority) == (not systemic, systemic),
        "I4 areas for priority action with responsible bodies": table and bodies if systemic else not table,
        "I5 second sentence": seconds == ([] if systemic else [band]),
    }
    return [name for name, holds in rules.items() if not holds]


def _contradicted(band: Band, others: Sequence[Section]) -> list[str]:
    """Name the page where the rest of the document states another outcome in the standard sentence."""
    for section in others:
        if any(phrase.search(section.text) for other, phrase in _PHRASES.items() if other is not band):
            stated = {_standard_band(sentence) for sentence in _SENTENCE_END.split(section.text)}
            if stated - {band, None} and not stated >= {*Band}:  # all three: it says which outcomes there are
                return [
                    f"outcome contradicts itself: the section that begins on page {section.page} "
                    "states another outcome"
                ]
    return []


def _intervals(text: str, unit: str) -> list[int]:
    """Give all intervals of a unit, "year" or "month", in the order of the text."""
    found = [m for m in _INTERVAL.finditer(text) if m["unit"].lower().startswith(unit)]
    return [int(m["number"]) if m["number"].isdigit() else _NUMBERS[m["number"].lower()] for m in found]


def _next(text: str, sentences: Sequence[str]) -> NextInspection:
    """Say when inspectors will be back, in months, with the sentences that say so; I1 and I2 hold."""
    monitoring = _intervals(text, "month")
    said = " ".join(sentence for sentence in sentences if _INTERVAL.search(sentence))
    return NextInspection(12 * _intervals(text, "year")[0], monitoring[0] if monitoring else None, said)


def _outcome_without_heading(sections: Sequence[Section]) -> OutcomeFound:
    """Look for the outcome where its heading was not found: a band only from the box's own place.

    That place is the cover, before any other heading, with the whole standard text together and none of the
    three phrases anywhere else. Elsewhere the same words may be quoted, so the band is withheld.
    """
    cover = [s for s in sections if s.heading in {Heading.FRONT, Heading.DATES, Heading.PREVIOUS}]
    shown = flow(line for section in cover for line in section.lines)[:_LONGEST_BOX] or None
    missing = "outcome section not found"
    hits = sum(len(phrase.findall(section.text)) for section in sections for phrase in _PHRASES.values())
    box = next((found for section in cover if (found := _box_in(section))), None)
    if box is None or hits != 1:
        page = next((s.page for s in sections for p in _PHRASES.values() if p.search(s.text)), None)
        where = f"; a standard phrase stands in the section that begins on page {page}" if page else ""
        return OutcomeFound(section=shown, warnings=(f"outcome unknown: {missing}{where}",))
    judged = _judged(*box, [section for section in sections if section not in cover])
    note = f"{missing}; read from the standard text on the cover (fallback)" if judged.band else missing
    return replace(judged, warnings=(note, *judged.warnings))


def _box_in(section: Section) -> tuple[str, int] | None:
    """Find the standard outcome text in a section, up to the first strange sentence, and its page."""
    for index, line in enumerate(section.lines):
        text = _GLUED_HEADING.sub("", line.text)
        opens = text.startswith("The") and any(opening.match(text) for opening in _OPENINGS.values())
        if opens and not _of_another(section.lines[max(index - 2, 0) : index]):
            sentences = _SENTENCE_END.split(flow([Line(text, line.page), *section.lines[index + 1 :]]))
            if _standard_band(sentences[0]):
                return " ".join([sentences[0], *takewhile(_known, sentences[1:])]), line.page
    return None


def _of_another(before: Sequence[Line]) -> bool:
    """Tell whether what stands before a text says that it is of another inspection, or gives a date."""
    dated = (_OUTCOME.search(line.text) and re.search(r"\d", line.text) for line in before)
    return bool(_BACKWARD.search(flow(before))) or any(dated)
