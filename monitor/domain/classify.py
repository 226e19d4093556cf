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
from monitor.domain.outcome_words import (
    INTERVAL,
    OPENINGS,
    PHRASES,
    SECOND,
    SECOND_SENTENCE,
    intervals,
    is_known,
    standard_band,
)
from monitor.domain.report import NextInspection
from monitor.domain.retractions import points_back, takes_back
from monitor.domain.sections import Heading, Section
from monitor.domain.statements import sentences_of
from monitor.domain.text import Line, flow

# A sentence that we do not know is harmless if it says what is to come, or how inspections are made ...
_AHEAD = re.compile(
    r"^(?:This inspection|Area SEND inspections?) (?:is|are|was|were|took|looked|considered|evaluated)\b"
    r"|\b(?:will|must|should|can|asks?|requires|expects?|is available|jointly responsible)\b"
    r"|^Local area partnership report$",  # stuck to the end of the text in one real report
    re.I,
)
# ... and has none of these, which may turn the outcome round or belong to another inspection.
_LOADED = re.compile(
    r"\b(?:not?|never|nor|longer|\w+n't|however|but|although|instead|unless|previous\w*|last|earlier|former\w*|"
    r"only|amend\w*|grade[sd]?|rat(?:ed|ings?)|judge\w*|standards?|inconsisten\w+|positive\w*|"
    r"systemic\w*|systematic\w*|widespread|fail\w*|concern\w*|outcomes?|experiences?|lea?ds? to|effective|"
    r"(?:19|20)\d\d)\b",
    re.I,
)
_SENTENCE_END = re.compile(r"(?<=[.!?])[\"']?\s+(?=[\"'•]*\s?[A-Z])|\s(?=• )")
_BACKWARD = re.compile(r"\b(?:(?<!not )previous\w*|last|earlier|former\w*)\b|[:\"']$", re.I)
_NUMBER = r"(?:(?:No\.?|Number|Ref\.?) )?"  # a column of its own, before the others
_RESPONSIBLE = re.compile(rf"{_NUMBER}Responsible bod(?:y|ies)\b", re.I)
_TABLE_HEADER = re.compile(
    rf"{_NUMBER}(?:Responsible bod(?:y|ies) Areas for priority action"
    r"|Areas for priority action Responsible bod(?:y|ies))",
    re.I,
)
_INTRODUCTION = re.compile(
    r"(?!.*\b(?:not?|never|longer|however|withdr\w+|replac\w+|supersed\w+|correct\w*|errors?)\b).*"
    r"\b(?:responsib(?:le|ility) (?:for|as)|commissioning of health services)\b",
    re.I,
)
_FOUND = re.compile(r"^(?:We|Inspectors) (?:have )?found that (?=the |there )")
_GLUED_HEADING = re.compile(r"^Inspection outcome:? ", re.I)
_MONITORING = 18  # months to a monitoring inspection
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
    boxes = boxes[:1] + [box for box in boxes[1:] if not _lists_all(box)]
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


def _lists_all(section: Section) -> bool:
    """Tell whether a section says which outcomes there are, as an annex may, and states none."""
    return all(phrase.search(section.text) for phrase in PHRASES.values())


def _before_introduction(text: str) -> tuple[str, str]:
    """Part a box from the introduction whose heading was not found, if standard text leads to it."""
    sentences = _SENTENCE_END.split(text)
    known = sum(1 for _ in takewhile(is_known, sentences[1:])) + 1
    if standard_band(sentences[0]) and known < len(sentences) and _INTRODUCTION.match(sentences[known]):
        return " ".join(sentences[:known]), " ".join(sentences[known:])
    return text, ""


def _judged(text: str, page: int, others: Sequence[Section]) -> OutcomeFound:
    """State the band of an outcome box if everything in it agrees."""
    sentences = _SENTENCE_END.split(text)
    named = [band for band, phrase in PHRASES.items() if phrase.search(text)]
    band = standard_band(_FOUND.sub("", sentences[0], count=1))
    strange = [s for s in sentences[1:] if not (is_known(s) or (band and standard_band(s) == band))]
    doubts = _doubts(text, named, band, strange)
    if band and not doubts:
        doubts = [f"outcome contradicts itself: {rule}" for rule in _broken(band, text, others)]
        doubts += _contradicted(band, others)
    if band is None or doubts:
        return OutcomeFound(section=text, warnings=tuple(doubts))
    return OutcomeFound(
        band=band,
        evidence=" ".join([sentences[0], *takewhile(SECOND_SENTENCE.fullmatch, sentences[1:])]),
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
    doubtful = next((sentence for sentence in strange if not _harmless(sentence)), None)
    return [f"outcome unknown: unfamiliar sentence in the outcome section: {doubtful}"] if doubtful else []


def _harmless(sentence: str) -> bool:
    """Tell whether a sentence that we do not know can say nothing against the outcome beside it."""
    turned = _LOADED.search(sentence) or takes_back(sentence) or points_back(sentence)
    return bool(_AHEAD.search(sentence)) and not turned


def _broken(band: Band, text: str, others: Sequence[Section]) -> list[str]:
    """Name the invariants that a report breaks (`domain.md` 1.6)."""
    systemic = band is Band.SYSTEMIC_FAILINGS
    lowered = text.lower()
    strategic, priority = "strategic plan" in lowered, "priority action plan" in lowered
    seconds = [other for other, words in SECOND.items() if words in lowered]
    lines = [line.text for section in others for line in section.lines]
    months = intervals(text)
    table = any(s.heading is Heading.PRIORITY for s in others) or any(map(_TABLE_HEADER.fullmatch, lines))
    bodies = any(map(_RESPONSIBLE.match, lines)) or any(map(_TABLE_HEADER.fullmatch, lines))
    rules = {
        "I1 years to the next full inspection": [m for m in months if m != _MONITORING]
        == [60 if band is Band.TYPICALLY_POSITIVE else 36],
        "I2 monitoring inspection within 18 months": months.count(_MONITORING) == (1 if systemic else 0),
        "I3 kind of plan": (strategic, priority) == (not systemic, systemic),
        "I4 areas for priority action with responsible bodies": table and bodies if systemic else not table,
        "I5 second sentence": seconds == ([] if systemic else [band]),
    }
    return [name for name, holds in rules.items() if not holds]


def _contradicted(band: Band, others: Sequence[Section]) -> list[str]:
    """Name the page where the rest of the document states another outcome in the standard sentence."""
    for section in others:
        named = {other for other, phrase in PHRASES.items() if phrase.search(section.text)}
        if named - {band} and named != {*Band}:  # all three: it says which outcomes there are
            stated = {standard_band(sentence.text) for sentence in sentences_of(section.lines)}
            if stated - {band, None}:
                return [
                    f"outcome contradicts itself: the section that begins on page {section.page} "
                    "states another outcome"
                ]
    return []


def _next(text: str, sentences: Sequence[str]) -> NextInspection:
    """Say when inspectors will be back, in months, with the sentences that say so; I1 and I2 hold."""
    months = intervals(text)
    full = next(m for m in months if m != _MONITORING)
    said = " ".join(sentence for sentence in sentences if INTERVAL.search(sentence))
    return NextInspection(full, _MONITORING if _MONITORING in months else None, said)


def _outcome_without_heading(sections: Sequence[Section]) -> OutcomeFound:
    """Look for the outcome where its heading was not found: a band only from the box's own place.

    That place is the cover, before any other heading, with the whole standard text together and none of the
    three phrases anywhere else. Elsewhere the same words may be quoted, so the band is withheld.
    """
    cover = [s for s in sections if s.heading in {Heading.FRONT, Heading.DATES, Heading.PREVIOUS}]
    shown = flow(line for section in cover for line in section.lines)[:_LONGEST_BOX] or None
    missing = "outcome section not found"
    hits = sum(len(phrase.findall(section.text)) for section in sections for phrase in PHRASES.values())
    box = next((found for section in cover if (found := _box_in(section))), None)
    if box is None or hits != 1:
        page = next((s.page for s in sections for p in PHRASES.values() if p.search(s.text)), None)
        where = f"; a standard phrase stands in the section that begins on page {page}" if page else ""
        return OutcomeFound(section=shown, warnings=(f"outcome unknown: {missing}{where}",))
    judged = _judged(*box, [section for section in sections if section not in cover])
    note = f"{missing}; read from the standard text on the cover (fallback)" if judged.band else missing
    return replace(judged, warnings=(note, *judged.warnings))


def _box_in(section: Section) -> tuple[str, int] | None:
    """Find the standard outcome text in a section, up to the first strange sentence, and its page."""
    for index, line in enumerate(section.lines):
        text = _GLUED_HEADING.sub("", line.text)
        opens = text.startswith("The") and any(opening.match(text) for opening in OPENINGS.values())
        if opens and not _of_another(section.lines[max(index - 2, 0) : index]):
            sentences = _SENTENCE_END.split(flow([Line(text, line.page), *section.lines[index + 1 :]]))
            if standard_band(sentences[0]):
                return " ".join([sentences[0], *takewhile(is_known, sentences[1:])]), line.page
    return None


def _of_another(before: Sequence[Line]) -> bool:
    """Tell whether what stands before a text says that it is of another inspection, or gives a date."""
    dated = (_OUTCOME.search(line.text) and re.search(r"\d", line.text) for line in before)
    return bool(_BACKWARD.search(flow(before))) or any(dated)
