"""What the revisit letters of 2018 to 2022 say: on how many significant weaknesses progress was sufficient.

They followed an inspection letter that required a written statement of action (`domain.md` 1.8). Only whole
sentences of the known build count; a negation, a quotation or two that disagree leave the answer unknown.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from monitor.domain.dates import parse_range
from monitor.domain.report import Outcome, RevisitResult
from monitor.domain.sections import Section
from monitor.domain.statements import (
    DAY,
    QUANTITY,
    KindReading,
    Sentence,
    Share,
    beginning_of,
    letter_date,
    merged,
    opening_of,
    sentences_of,
    share_of,
    taken_back,
    totals,
)
from monitor.domain.text import Line

_WHO = r"(?:the (?:local )?area(?: partnership)?|(?:the )?local area leaders)"
_WEAKNESS = (
    r"(?:areas? of (?:significant |serious )?weakness|(?:significant|serious) (?:areas? of )?weakness(?:es)?|"
    r"weakness(?:es)?)"
)
_TAIL = (
    r"(?:,? (?:that (?:was|were) )?(?:identified|found|raised|listed|set out|detailed) (?:at|in|during|by|"
    r"following) (?:the|its|their) [\w ]{0,40}(?:inspection|report|letter|written statement of action|WSoA)"
    r"(?:,? (?:in|of|on|from|held in|issued on) [\w ]{3,40})?)"
)
_PROGRESS = (
    r"(?:has|have) (?P<not>not )?made sufficient progress (?:in addressing|to address|with|against|on|in|"
    r"to improve|in improving) "
    rf"(?:(?P<this>this)|(?:the (?:other|remaining) )?(?P<quantity>{QUANTITY})|the (?P<rest>other|remaining))"
    rf"(?: of(?: the)?)?(?P<noun> {_WEAKNESS})?{_TAIL}?"
)
_ONE = re.compile(r" (?:area of .*weakness|(?:significant |serious )?(?:area of )?weakness)", re.I)
_AGAIN = re.compile(rf"{_PROGRESS}\.?", re.I)
_BUT = re.compile(r"[,;]? (?:but|however|although|though|whereas),? (?:it |they )?(?=(?:has|have) )", re.I)
_MENTIONS_PROGRESS = re.compile(r"\bsufficient progress\b", re.I)
_NEUTRAL = re.compile(
    r"\b(?i:whether|if|will|would|may|might|could|had|possible|purpose|to (?:decide|judge|evaluate))\b"
)
_ISSUED = re.compile(
    rf"written statement of action(?: \(WSoA\))?,? (?:was )?(?:issued|dated) on ({DAY})", re.I
)
_FIT = re.compile(rf"\bfit for purpose on ({DAY})", re.I)


def read_revisit(lines: Sequence[Line], _: Sequence[Section], names: Sequence[str]) -> KindReading:
    """Read a revisit letter: on how many of the significant weaknesses progress was sufficient."""
    sentences = sentences_of(lines)
    pattern = _progress_pattern(names)
    opening = opening_of(sentences, did=r"revisit|re-visit")
    claims = [c for s in sentences if not s.quoted for c in _claims_in(s, pattern) or ()]
    overall = [claim for claim in claims if not claim.this]
    single = [claim.positive for claim in claims if claim.this]
    text = " ".join(sentence.text for sentence in sentences if not sentence.quoted)
    share, doubts = _progress(overall, single, totals(text, _WEAKNESS))
    doubts += _odd_sentences(sentences, pattern, overall)
    if doubts or share.n is None:
        doubts = [f"progress unknown: {doubt}" for doubt in doubts or ["no count that we know"]]
        share = Share()
    issued, fit = _ISSUED.search(text), _FIT.search(text)
    result = RevisitResult(share.n, share.of, _day(issued), _day(fit))
    if share.n is not None and share.of is None:
        doubts.append("not read: how many significant weaknesses there were in all")
    texts = dict.fromkeys(claim.sentence.text for claim in overall)
    return KindReading(
        outcome=Outcome(None, " ".join(texts) or None, overall[0].sentence.page if overall else None, result),
        inspection=opening[1] if opening else None,
        dated=letter_date(lines),
        section=beginning_of(lines),
        warnings=tuple(doubts),
    )


@dataclass(frozen=True, slots=True)
class _Claim:
    positive: bool
    share: Share
    sentence: Sentence
    this: bool


def _progress_pattern(names: Sequence[str]) -> re.Pattern[str]:
    places = "|".join(re.escape(name) for name in names)
    who = rf"(?:{_WHO}(?: (?:of|in) (?:{places}))?|(?:{places}))" if places else _WHO
    return re.compile(
        rf"(?:(?:Overall|In summary),? |Inspectors (?:found|are of the opinion) that )?{who} {_PROGRESS}\.",
        re.I,
    )


def _claims_in(sentence: Sentence, pattern: re.Pattern[str]) -> list[_Claim] | None:
    """Read what a sentence states, in one clause or in two around "but"; None if it is not of our build."""
    first, *more = _BUT.split(sentence.text)
    matches = [pattern.fullmatch(first if first.endswith(".") else f"{first}.")]
    matches += [_AGAIN.fullmatch(clause) for clause in more]
    claims = [_claim(match, sentence) if match else None for match in matches]
    return [claim for claim in claims if claim] if all(claims) else None


def _claim(match: re.Match[str], sentence: Sentence) -> _Claim | None:
    share = share_of(match["quantity"]) if match["quantity"] else Share()
    if match["rest"]:
        share = Share(1, None, "part") if _ONE.fullmatch(match["noun"] or "") else Share(word="some")
    return None if share is None else _Claim(not match["not"], share, sentence, bool(match["this"]))


def _odd_sentences(
    sentences: Sequence[Sentence], pattern: re.Pattern[str], overall: Sequence[_Claim]
) -> list[str]:
    """Doubt the progress where a sentence speaks of it in another way, or takes back what one stated."""
    unfamiliar = [
        f"unfamiliar sentence on progress: {s.text[:300]}"
        for s in sentences
        if _MENTIONS_PROGRESS.search(s.text)
        and not (s.quoted or _NEUTRAL.search(s.text))
        and _claims_in(s, pattern) is None
    ]
    back = taken_back((claim.sentence for claim in overall), sentences)
    return [*unfamiliar, *(f"it may be taken back: {s.text[:300]}" for s in back)]


def _progress(overall: Sequence[_Claim], single: Sequence[bool], named: set[int]) -> tuple[Share, list[str]]:
    """Put together what is said of all weaknesses and of each; disagreement is a doubt."""
    total = named.pop() if len(named) == 1 else None
    yes = merged(claim.share for claim in overall if claim.positive)
    no = merged(claim.share for claim in overall if not claim.positive)
    if not overall:
        return Share(), ["no sentence on progress that we know"]
    if yes is None or no is None:
        return Share(), ["it gives different numbers"]
    sides = {claim.positive for claim in overall}
    share = _both(yes, no) if len(sides) == 2 else _sufficient(yes) if True in sides else _insufficient(no)
    of = share.of or total or (len(single) if len(single) >= (share.n or 0) and single else None)
    n = of if share.word == "all" else share.n
    if n is None:
        return Share(), ["it does not say how many of how many"]
    if (of is not None and n > of) or (single and len(single) == of and sum(single) != n):
        return Share(), ["the weaknesses do not add up to what is said of all"]
    return Share(n, of), []


def _both(yes: Share, no: Share) -> Share:
    """Put "sufficient on three" and "not on two" together, if they fit."""
    if yes.n is None or yes.word in {"the", "all"}:
        return Share()
    of = yes.of or no.of or (yes.n + no.n if no.n is not None else None)
    fits = no.n is None or of is None or yes.n + no.n == of
    return Share(yes.n, of, "part") if fits else Share()


def _sufficient(yes: Share) -> Share:
    return Share() if yes.word in {"any", "some", ""} else yes


def _insufficient(no: Share) -> Share:
    """Only "not in addressing any of them" says how many: none. "Not all" or "not two of them" does not."""
    return Share(0, no.of, "none") if no.word == "any" else Share()


def _day(match: re.Match[str] | None) -> date | None:
    return parse_range(match[1]).start if match else None
