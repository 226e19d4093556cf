"""What a report or letter on a monitoring inspection says: effective action or not, on how many areas.

The outcome is "effective action or ineffective action to address the areas for priority action"; one real
sentence is known ("has taken effective action as it has taken reasonable steps to address all the areas for
priority action identified at the initial inspection"), and no ineffective case at all (`domain.md` 1.7). So
only whole sentences of that build count. A sentence that goes another way, or two that disagree, leave the
result unknown, and so does every negation but "has not taken", or "is not taking", "effective action".
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from monitor.domain.action_claims import Claim, claim_pattern, claims_in, claims_of
from monitor.domain.report import AreaAction, MonitoringResult, Outcome
from monitor.domain.retractions import takes_back
from monitor.domain.sections import Heading, Section
from monitor.domain.statements import (
    KindReading,
    Sentence,
    Share,
    letter_date,
    merged,
    opening_of,
    sentences_of,
    totals,
)
from monitor.domain.text import Line, flow

_MENTION = re.compile(r"\b(?:in|un)?effective action\b|\breasonable steps\b", re.I)
_BOX_MENTION = re.compile(
    r"\b(?:in|un)?effective\b|\breasonable steps\b|\bnot\b.*\bpriority action|\bpriority action.*\bnot\b",
    re.I,
)
_TURNS = re.compile(r"\b(?:however|although|though|despite|except|unless)\b", re.I)
_NEUTRAL = re.compile(  # about what may be found, or about another inspection
    r"\b(?:whether|will|would|may|might|could|must|should|possible|purpose|if|evaluates?|decides?|had|"
    r"(?:previous|last|earlier|former) (?:monitoring )?(?:inspection|visit)|"
    r"(?:initial|full|first|original) inspection(?: in [\w ]+)? (?:found|judged|said|concluded|reported))\b"
    r"|\beffective (?:action )?(?:or|and/or) ineffective\b",
    re.I,
)
_BLOCK = re.compile(
    r"(?:Area for priority action|Priority action(?: area)?|Priority area) (\d{1,2})\b.*", re.I
)
_TOTAL_NOUN = r"(?:areas? (?:for|of) priority action|priority action)"
_SECTION_LIMIT = 2500


def read_monitoring(lines: Sequence[Line], sections: Sequence[Section], names: Sequence[str]) -> KindReading:
    """Read a document that is known to be about a monitoring inspection; `names` are those of its place."""
    claim = claim_pattern(names)
    parts = [(part.heading, sentences_of(part.lines)) for part in sections]
    whole = [sentence for _, found in parts for sentence in found]
    box = [s for heading, found in parts if heading is Heading.OUTCOME for s in found if not s.under]
    inside = claims_of(box, claim)
    outside = [c for c in claims_of(whole, claim) if c.explicit and not c.this]
    following = [whole[whole.index(c.sentence) + 1 :][:1] for c in outside]
    near = [*box, *(sentence for after in following for sentence in after)]
    doubts = [*_strange(near, claim, box=True), *_strange(whole, claim, box=False)]
    areas = _areas(lines, claim)
    total = _total(lines, whole)
    result, found = _judged([c for c in (*inside, *outside) if not c.this], areas, total)
    if result.of and max(_numbered(lines), default=0) > result.of:
        doubts.append(f"it speaks of {result.of} areas for priority action, but numbers more")
    doubts = list(dict.fromkeys([*doubts, *found]))
    if doubts:
        result = replace(result, action=None, addressed=result.addressed if doubts == found else None)
    if result.action is None and not doubts:
        doubts = ["no sentence on effective action that we know"]
    evidence = _evidence(inside or outside, result, whole)
    opening = opening_of(whole, did=r"monitoring")
    warnings = [f"monitoring result unknown: {doubt}" for doubt in doubts]
    if result.action and result.addressed is None:
        warnings.append("not read: on how many of the areas for priority action effective action was taken")
    return KindReading(
        outcome=Outcome(None, *evidence, result),
        inspection=opening[1] if opening else None,
        dated=letter_date(lines),
        section=_shown(box, lines),
        warnings=tuple(warnings),
    )


LONGEST_SENTENCE = 5_000
"""What is longer is no sentence, and patterns take their time over it."""


def _strange(sentences: Iterable[Sentence], pattern: re.Pattern[str], *, box: bool) -> list[str]:
    """Give the sentences that may turn the result round: elsewhere than in the box only the plainest."""
    found = []
    for sentence in sentences:
        text = sentence.text
        if len(text) > LONGEST_SENTENCE:
            found.append(f"a sentence of {len(text)} characters")
            continue
        if sentence.quoted or claims_in(sentence, pattern) is not None:
            continue
        neutral = _NEUTRAL.search(text)
        if box:
            turned = _TURNS.search(text) or takes_back(text)
            loaded = turned or (_BOX_MENTION.search(text) and not neutral)
        else:
            loaded = _MENTION.search(text) and re.search(r"\bpriority actions?\b", text, re.I) and not neutral
        if loaded:
            found.append(f"unfamiliar sentence: {text[:300]}")
    return found


def _areas(lines: Sequence[Line], pattern: re.Pattern[str]) -> tuple[AreaAction, ...]:
    """Give what is said of each area in turn, where the document speaks of "this area"."""
    blocks: list[tuple[int | None, list[Line]]] = [(None, [])]
    for line in lines:
        match = _BLOCK.fullmatch(line.text)
        if match and not line.text.endswith("."):
            blocks.append((int(match[1]), []))
        else:
            blocks[-1][1].append(line)
    found = []
    for number, block in blocks:
        claims = [claim for claim in claims_of(sentences_of(block), pattern) if claim.this]
        if number is None:
            found += [AreaAction(None, _action(claim.positive), claim.sentence.text) for claim in claims]
        elif claims:
            agreed = len({claim.positive for claim in claims}) == 1
            action = _action(claims[0].positive) if agreed else None
            found.append(AreaAction(number, action, " ".join(claim.sentence.text for claim in claims)))
    return tuple(found)


def _total(lines: Sequence[Line], sentences: Sequence[Sentence]) -> int | None:
    """Count the areas for priority action, from numbered headings or from a number that is named."""
    numbered = _numbered(lines)
    named = totals(" ".join(s.text for s in sentences if not s.quoted), _TOTAL_NOUN)
    counted = named | (
        {len(numbered)} if numbered and numbered == set(range(1, len(numbered) + 1)) else set()
    )
    return counted.pop() if len(counted) == 1 else None


def _numbered(lines: Sequence[Line]) -> set[int]:
    return {int(match[1]) for line in lines if (match := _BLOCK.fullmatch(line.text))} - {0}


def _judged(
    claims: Sequence[Claim], areas: Sequence[AreaAction], total: int | None
) -> tuple[MonitoringResult, list[str]]:
    """Put together what is said of the whole and of each area; disagreement is a doubt."""
    result, doubts = _overall(claims, total)
    effective = sum(area.action == "effective" for area in areas)
    of = result.of or total
    complete = bool(areas) and len(areas) == of and all(area.action for area in areas)
    numbers = [area.number for area in areas if area.number]
    complete = complete and numbers in ([], list(range(1, len(areas) + 1)))
    result = replace(result, areas=tuple(areas))
    if not areas or doubts:
        return result, doubts
    if not complete:
        clash = any(area.action != "effective" for area in areas) and result.action == "effective"
        if clash:
            return replace(result, addressed=None), ["an area for priority action is said to be otherwise"]
        return result, []
    if result.addressed not in {None, effective}:
        return replace(result, addressed=None), [
            "the areas for priority action do not add up to what is said of all"
        ]
    counted = replace(result, addressed=effective, of=len(areas))
    if not claims:
        all_effective = effective == len(areas)
        return replace(counted, action="effective" if all_effective else None), []
    if (result.action == "effective") != (effective > 0):
        return counted, ["the areas for priority action do not add up to what is said of all"]
    clash = result.action == "effective" and result.addressed is None and effective < len(areas)
    return counted, ["effective action overall, but not on each area for priority action"] if clash else []


def _overall(claims: Sequence[Claim], total: int | None) -> tuple[MonitoringResult, list[str]]:
    positive = merged(claim.share for claim in claims if claim.positive)
    negative = merged(claim.share for claim in claims if not claim.positive)
    if not claims:
        return MonitoringResult(of=None), []
    sides = {claim.positive for claim in claims}
    if (True in sides and positive is None) or (False in sides and negative is None):
        return MonitoringResult(), ["it gives different numbers of areas for priority action"]
    share = positive if True in sides and positive else negative or Share()
    of = share.of or total
    if of is not None and (share.n or 0) > of:
        return MonitoringResult(), ["it gives different numbers of areas for priority action"]
    if len(sides) == 2:
        both = positive.n if positive and negative and _adds_up(positive, negative, of) else None
        return MonitoringResult(None, both, of), ["it says both that effective action was taken and was not"]
    if True in sides:
        return _of_positive(share, of)
    return _of_negative(share, of)


def _of_positive(share: Share, of: int | None) -> tuple[MonitoringResult, list[str]]:
    if share.word == "any":
        return MonitoringResult(of=of), ["effective action on “any” of the areas"]
    if share.word == "none":
        return MonitoringResult("ineffective", 0, of), []
    return MonitoringResult("effective", of if share.word == "all" else share.n, of), []


def _of_negative(share: Share, of: int | None) -> tuple[MonitoringResult, list[str]]:
    if share.word == "steps":
        return MonitoringResult("ineffective", share.n, of), []
    if share.word == "any":
        return MonitoringResult("ineffective", 0, of), []
    if share.word in {"", "the", "all"}:
        return MonitoringResult("ineffective", None, of), []
    return MonitoringResult(of=of), ["it names only some areas on which effective action was not taken"]


def _adds_up(positive: Share, negative: Share, of: int | None) -> bool:
    if positive.n is None or negative.n is None:
        return positive.n is not None and negative.word in {"some", ""}
    return of is None or positive.n + negative.n == of


def _action(positive: bool) -> str:
    return "effective" if positive else "ineffective"


def _evidence(
    claims: Sequence[Claim], result: MonitoringResult, sentences: Sequence[Sentence]
) -> tuple[str | None, int | None]:
    """Give the sentences that the result rests on, and the page of the first."""
    if claims:
        texts = dict.fromkeys(claim.sentence.text for claim in claims)
        return " ".join(texts), claims[0].sentence.page
    if not result.action:
        return None, None
    texts = dict.fromkeys(area.evidence for area in result.areas)
    page = next((s.page for s in sentences if result.areas[0].evidence.startswith(s.text)), None)
    return " ".join(texts), page


def _shown(box: Sequence[Sentence], lines: Sequence[Line]) -> str | None:
    """Give what a person should read when there is no result: the outcome section, or the beginning."""
    text = " ".join(sentence.text for sentence in box) or flow(line for line in lines if line.page <= 2)
    return text[:_SECTION_LIMIT] or None
