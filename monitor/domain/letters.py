"""What the outcome letters of 2016 to 2022 say: whether a written statement of action is required, and why.

A letter says that one is required, or does not speak of one at all; its "significant concerns" are no band of
today's (`domain.md` 1.8). Only whole sentences of the known build count; a negation, a quotation or two
sentences that disagree leave the answer unknown.
"""

import re
from collections.abc import Iterable, Sequence

from monitor.domain.report import LetterResult, Outcome
from monitor.domain.sections import Section
from monitor.domain.statements import (
    KindReading,
    Sentence,
    beginning_of,
    letter_date,
    opening_of,
    sentences_of,
    taken_back,
)
from monitor.domain.text import Line, flow

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
    rf"(?i:(?:{_CHIEF} (?:has )?determined that )?a {_STATEMENT} is not required|"
    r"the (?:local )?area is not required to (?:produce|(?:produce and )?submit) "
    rf"a {_STATEMENT}(?: to Ofsted)?)\."
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
        section=beginning_of(lines),
        warnings=tuple(doubts),
    )


def _required(
    sentences: Sequence[Sentence], *, has_opening: bool
) -> tuple[bool | None, Sentence | None, list[str]]:
    """Decide by the standard sentence; by its absence only in a letter whose beginning we know."""
    mentions = [s for s in sentences if _MENTION.search(s.text)]
    saying = [s for s in mentions if any(form.fullmatch(s.text) for form in _REQUIRED) and not s.quoted]
    against = [s for s in mentions if s not in saying and _ASKED.search(s.text) and _TURNED.search(s.text)]
    against += taken_back(saying, sentences)
    if saying and not against and _REQUIRED[2].fullmatch(saying[0].text) is None:
        return True, saying[0], []
    denied = bool(mentions) and all(_NOT_REQUIRED.fullmatch(s.text) and not s.quoted for s in mentions)
    if denied and not taken_back(mentions, sentences):
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
