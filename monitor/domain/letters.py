"""What the outcome letters of 2016 to 2022 and the revisit letters of 2018 to 2022 say.

An inspection letter says that a written statement of action is required, or does not speak of one at all; its
"significant concerns" are no band of today's (`domain.md` 1.8). A revisit letter says on how many of the
weaknesses progress was sufficient. Only whole sentences of the known build count; a negation, a quotation or
two sentences that disagree leave the answer unknown.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from monitor.domain.dates import parse_range
from monitor.domain.report import LetterResult, Outcome, RevisitResult
from monitor.domain.sections import Section
from monitor.domain.statements import (
    DAY,
    QUANTITY,
    KindReading,
    Sentence,
    Share,
    letter_date,
    merged,
    opening_of,
    sentences_of,
    share_of,
    totals,
)
from monitor.domain.text import BULLET, Line, flow

_STATEMENT = r"written statement of action(?: \((?:WSoA|the statement)\))?"
_MENTION = re.compile(r"\bwritten statement\b|\bWSoA\b", re.I)
_ASKED = re.compile(r"\brequir\w+|\bdetermin\w+|\bmust\b|\bneeds?\b|\basked\b|\bunnecessary\b", re.I)
_CHIEF = r"(?:(?:Her|His) Majesty's Chief Inspector(?: \(HMCI\))?|HMCI)"
_REQUIRED = (
    re.compile(
        r"(?:As a result of (?:the findings of )?this inspection(?:,? and in accordance with the "
        r"Children Act 2004 \(Joint Area Reviews\) Regulations 2015)?,? )?"
        rf"{_CHIEF} (?:has )?determined that a {_STATEMENT} is required"
        r"(?: because of (?:the )?significant (?:areas of )?weakness(?:es)? in the (?:local )?area's "
        r"practice)?\.",
        re.I,
    ),
    re.compile(
        rf"The (?:local )?area is required to (?:produce and )?submit a {_STATEMENT}(?: to Ofsted)?"
        r"(?: that explains how (?:it|the (?:local )?area) will tackle\b.*)?[.:]?",
        re.I,
    ),
    re.compile(
        rf"{_CHIEF} (?:has )?(?:also )?(?:determined that|requires) the local authority and .{{5,160}}"
        rf"(?:jointly responsible for submitting|to submit) (?:the|a) (?:{_STATEMENT}|written statement)"
        r"(?: to Ofsted)?\.",
        re.I,
    ),
)
_NOT_REQUIRED = re.compile(
    rf"(?i:a {_STATEMENT} is not required|the (?:local )?area is not required to "
    rf"(?:produce|(?:produce and )?submit) a {_STATEMENT}(?: to Ofsted)?)\."
)
_TURNED = re.compile(r"\b(?:not|no|never|neither|nor|without|longer|unless|whether|if|\w+n't)\b", re.I)
_WEAKNESS_WORDS = re.compile(
    r"\bsignificant (?:areas? of )?weakness|\bareas? of significant weakness"
    r"|\bsignificant concerns about the effectiveness of the (?:local )?area\b",
    re.I,
)
_LEADS_TO_LIST = re.compile(
    r"\b(?:areas? of significant weakness|significant (?:areas? of )?weakness(?:es)?)[^.]{0,60}:?$", re.I
)
_ENUMERATED = re.compile(r"^(?:• |\d{1,2}[.)] |[a-z]\) )")
_AFTER_LIST = re.compile(
    r"(?:Yours |The (?:local |inspection|area)|Ofsted|HMCI|Her Majesty|His Majesty|Main findings|This |We |"
    r"Inspectors|Please|Following)"
)

_WHO = r"the (?:local )?area(?: partnership)?"
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
    rf"(?:(?P<this>this)|(?:the (?:other|remaining) )?(?P<quantity>{QUANTITY}))(?: of(?: the)?)?"
    rf"(?: {_WEAKNESS})?{_TAIL}?"
)
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
_SECTION_LIMIT = 2500


def read_letter(lines: Sequence[Line], _: Sequence[Section], names: Sequence[str]) -> KindReading:
    """Read an inspection letter: is a written statement of action required, and for which weaknesses."""
    sentences = sentences_of(lines)
    opening = opening_of(sentences, did=r"\binspection (?:of|in)\b")
    required, evidence, doubts = _required(sentences, has_opening=opening is not None and bool(names))
    weaknesses = _weaknesses(lines) if required else ()
    if required and not weaknesses:
        doubts.append("the significant weaknesses were not read")
    return KindReading(
        outcome=Outcome(
            None,
            evidence.text if evidence else None,
            evidence.page if evidence else None,
            LetterResult(required, weaknesses),
        ),
        inspection=opening[1] if opening else None,
        dated=letter_date(lines),
        section=_beginning(lines),
        warnings=tuple(doubts),
    )


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
    doubts += [
        f"unfamiliar sentence on progress: {s.text[:300]}"
        for s in sentences
        if _MENTIONS_PROGRESS.search(s.text)
        and not (s.quoted or _NEUTRAL.search(s.text))
        and _claims_in(s, pattern) is None
    ]
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
        section=_beginning(lines),
        warnings=tuple(doubts),
    )


@dataclass(frozen=True, slots=True)
class _Claim:
    positive: bool
    share: Share
    sentence: Sentence
    this: bool


# --- is a written statement of action required --------------------------------------------------------


def _required(
    sentences: Sequence[Sentence], *, has_opening: bool
) -> tuple[bool | None, Sentence | None, list[str]]:
    """Decide by the standard sentence; by its absence only in a letter whose beginning we know."""
    mentions = [s for s in sentences if _MENTION.search(s.text)]
    saying = [s for s in mentions if any(form.fullmatch(s.text) for form in _REQUIRED) and not s.quoted]
    against = [s for s in mentions if s not in saying and _ASKED.search(s.text) and _TURNED.search(s.text)]
    if saying and not against and _REQUIRED[2].fullmatch(saying[0].text) is None:
        return True, saying[0], []
    if mentions and all(_NOT_REQUIRED.fullmatch(s.text) and not s.quoted for s in mentions):
        return False, mentions[0], []
    unknown = "not known whether a written statement of action is required"
    if mentions:
        return None, None, [f"{unknown}: {(against or mentions)[0].text[:300]}"]
    if any(_WEAKNESS_WORDS.search(s.text) for s in sentences):
        return None, None, [f"{unknown}: it speaks of significant weaknesses or concerns"]
    if not has_opening:
        return None, None, [f"{unknown}: the letter's title or opening was not found"]
    return False, None, []


def _weaknesses(lines: Sequence[Line]) -> tuple[str, ...]:
    """Give the significant weaknesses listed, each whole; the first list that is announced as theirs."""
    widest = max(len(line.text) for line in lines)
    for index, line in enumerate(lines):
        if _ENUMERATED.match(line.text) and _announced(lines[max(index - 4, 0) : index]):
            return _items(lines[index:], widest)
    return ()


def _announced(before: Sequence[Line]) -> bool:
    """Tell whether the sentence in front of a list says that it lists the significant weaknesses."""
    last = re.split(r"(?<=[.!?])\s", flow(before))[-1]
    return bool(before) and not _ENUMERATED.match(before[-1].text) and bool(_LEADS_TO_LIST.search(last))


def _items(lines: Iterable[Line], widest: int) -> tuple[str, ...]:
    """Join each item's lines; the list ends with the paragraph after an item that has ended."""
    items: list[str] = []
    last = ""
    for line in lines:
        if _ENUMERATED.match(line.text):
            items.append(_ENUMERATED.sub("", line.text))
        elif _ended(items[-1], last, line.text, widest):
            break
        else:
            items[-1] += f" {line.text}"
        last = line.text
    return tuple(item for item in items if item.strip(" •"))


def _ended(item: str, last: str, following: str, widest: int) -> bool:
    if item.endswith((".", "?", "!")):
        return True
    short = len(last) + 1 + len(following.split(maxsplit=1)[0]) < 0.85 * widest
    return following[0].isupper() and (short or bool(_AFTER_LIST.match(following)))


# --- was progress sufficient --------------------------------------------------------------------------


def _progress_pattern(names: Sequence[str]) -> re.Pattern[str]:
    places = "|".join(re.escape(name) for name in names)
    who = rf"(?:{_WHO}(?: (?:of|in) (?:{places}))?|(?:{places}))" if places else _WHO
    return re.compile(rf"(?:(?:Overall|In summary),? |Inspectors found that )?{who} {_PROGRESS}\.", re.I)


def _claims_in(sentence: Sentence, pattern: re.Pattern[str]) -> list[_Claim] | None:
    """Read what a sentence states, in one clause or in two around "but"; None if it is not of our build."""
    first, *more = _BUT.split(sentence.text)
    matches = [pattern.fullmatch(first if first.endswith(".") else f"{first}.")]
    matches += [_AGAIN.fullmatch(clause) for clause in more]
    claims = [_claim(match, sentence) if match else None for match in matches]
    return [claim for claim in claims if claim] if all(claims) else None


def _claim(match: re.Match[str], sentence: Sentence) -> _Claim | None:
    share = share_of(match["quantity"]) if match["quantity"] else Share()
    return None if share is None else _Claim(not match["not"], share, sentence, bool(match["this"]))


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


def _beginning(lines: Sequence[Line]) -> str | None:
    return (
        flow(line for line in lines if line.page <= 2 and line.text != BULLET.strip())[:_SECTION_LIMIT]
        or None
    )
