"""Whole sentences that say whether effective action was taken, and on which areas for priority action.

The one real sentence is "has taken effective action as it has taken reasonable steps to address all the areas
for priority action identified at the initial inspection" (`domain.md` 1.7); the patterns here are sentences
of that build and no others, so that a word of doubt anywhere in one takes it out of the account.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from monitor.domain.statements import INSPECTORATES, QUANTITY, Sentence, Share, share_of

_LEAD = (
    r"(?:(?:Overall|In summary|In conclusion|Since the initial inspection|"
    r"(?:As a result of|At|During) this (?:monitoring )?(?:inspection|visit)),? )?"
    rf"(?:(?:Inspectors|We|{INSPECTORATES}) (?:have )?(?:found|judged|determined|concluded|decided) that,? "
    r"(?:overall,? )?)?"
)
_WHO = (
    r"(?:the (?:local )?area(?: SEND)?(?: partnership)?|the (?:local )?(?:SEND )?partnership|"
    r"leaders(?: (?:of|in|across) the (?:local )?(?:area partnership|area|partnership))?)"
)
_STEPS = (
    r"(?:,? (?:(?:as|because|since) (?:it|they|leaders)|and) (?:has|have) (?P<nosteps>not )?"
    r"taken reasonable steps,?)"
)
_SINCE = r"(?: since (?:the|its) (?:initial|previous|last|full|first)(?: full)? inspection)"
_ON = (
    r"(?:(?:in order )?to address|to tackle|in addressing|in relation to|in respect of|in response to|"
    r"on|in|against)"
)
_AREAS = (
    r"(?P<noun>areas? (?:for|of|requiring|needing) priority action|priority actions?(?: areas?)?|"
    r"priority areas?|areas?)"
)
_IDENTIFIED = (
    r"(?: (?:that (?:was|were) )?(?:identified|named|raised|listed|set out|found) "
    r"(?:at|in|during|by|following) "
    r"(?:the|its|their|that) [\w ]{0,40}(?:inspection|report)(?: (?:report|letter))?"
    r"(?:,? (?:in|of|on|from|held in|published in) [\w ]{3,40})?)"
)
_REST = (
    rf"{_SINCE}?{_STEPS}?(?: {_ON} (?:(?P<this>this)|(?:the (?:other|remaining) )?(?P<quantity>{QUANTITY}))"
    rf"(?: of(?: the)?)? {_AREAS}{_IDENTIFIED}?)?"
)
_ACTIVE = (
    r"(?:(?:has|have) (?P<not>not )?(?:now )?taken (?P<kind>effective|ineffective) action"
    r"|(?:is|are) (?P<nowise>not )?(?:now )?taking (?P<going>effective) action)"
)
_PASSIVE = (
    r"(?P<pkind>effective|ineffective) action has (?P<pnot>not )?been taken"
    r"(?: by the (?:local area )?partnership)?"
)
_AGAIN = re.compile(rf"{_ACTIVE}{_REST}\.?", re.I)
_BUT = re.compile(r"[,;]? (?:but|however|although|though|whereas),? (?:it |they )?(?=(?:has|have) )", re.I)
_PASSIVE_CLAIM = re.compile(rf"{_LEAD}{_PASSIVE}{_REST}\.", re.I)


@dataclass(frozen=True, slots=True)
class Claim:
    """Effective action was taken, or not, on this share; `this`: it speaks of one area alone."""

    positive: bool
    share: Share
    sentence: Sentence
    explicit: bool = False  # names the areas for priority action
    this: bool = False


def claim_pattern(names: Sequence[str]) -> re.Pattern[str]:
    """Build the pattern of a whole sentence that states the result, for this place."""
    places = "|".join(re.escape(name) for name in names)
    who = _WHO
    if places:
        who = (
            rf"(?:{_WHO}(?: (?:in|of|for) (?:{places}))?|"
            rf"(?:the )?(?:{places})(?:'s)?"
            r"(?: (?:SEND )?(?:local area partnership|local area|area|partnership))?)"
        )
    return re.compile(rf"{_LEAD}{who} {_ACTIVE}{_REST}\.", re.I)


def claims_of(sentences: Iterable[Sentence], pattern: re.Pattern[str]) -> list[Claim]:
    """Give what all sentences state that are nobody else's words."""
    return [claim for s in sentences if not s.quoted for claim in claims_in(s, pattern) or ()]


def claims_in(sentence: Sentence, pattern: re.Pattern[str]) -> list[Claim] | None:
    """Read what a sentence states, in one clause or in two around "but"; None if it is not of our build."""
    first, *more = _BUT.split(sentence.text)
    whole = first if first.endswith(".") else f"{first}."
    matches = [pattern.fullmatch(whole) or _PASSIVE_CLAIM.fullmatch(whole)]
    matches += [_AGAIN.fullmatch(clause) for clause in more]
    claims = [_claim(match, sentence) if match else None for match in matches]
    return [c for c in claims if c] if all(claims) else None


def _claim(match: re.Match[str], sentence: Sentence) -> Claim | None:
    given = match.groupdict()
    kind = (given.get("kind") or given.get("going") or given.get("pkind") or "").lower()
    negated = bool(given.get("not") or given.get("nowise") or given.get("pnot"))
    if negated and kind == "ineffective":
        return None
    positive = kind == "effective" and not negated
    noun = (given["noun"] or "").lower()
    share = share_of(given["quantity"]) if given["quantity"] else Share()
    if share is None:
        return None
    if noun and share == Share() and not noun.endswith("s") and noun.split()[0] in {"area", "priority"}:
        share = Share(1, 1, "the") if re.fullmatch(r"area\b.*|priority action", noun) else share
    steps = bool(re.search(r"taken reasonable steps", match[0], re.I))
    if steps and positive == bool(given["nosteps"]) and (positive or share.word not in {"part", "none"}):
        return None  # the reason is against the result
    if steps and not positive:
        share = _steps_share(share, taken=not given["nosteps"])
    return Claim(positive, share, sentence, "priority" in noun, bool(given["this"]))


def _steps_share(share: Share, *, taken: bool) -> Share:
    """Give the share behind "has not taken effective action as ...": of steps taken, or not taken."""
    if taken:
        return replace(share, word="steps")
    return share if share.word == "any" else Share(None, share.of)
