"""Sentences of letters and reports, and the counts that they state: "two of the five", "all three", "both".

A statement is only trusted as a whole sentence that we know, outside quotation marks and not under a heading
about an earlier inspection. A heading has no full stop to end it, so it is told by its looks: a short line
between two sentences.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

from monitor.domain.dates import FULL_RANGE, MONTH, parse_range
from monitor.domain.report import DateRange, Outcome
from monitor.domain.retractions import takes_back
from monitor.domain.text import BULLET, Line, flow

_NUMBER_WORDS = """one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
    sixteen seventeen eighteen nineteen twenty"""
_NUMBERS = {word: number for number, word in enumerate(_NUMBER_WORDS.split(), 1)}
NUMBER = rf"(?:\d{{1,2}}|{'|'.join(sorted(_NUMBERS, key=len, reverse=True))})"
_THE = r"(?:the|these|those|its|their)"
QUANTITY = (
    rf"(?:(?:all|each|every|both|any|either|neither|none|some|most)(?: of)?(?: {_THE})?(?: {NUMBER})?"
    rf"|{NUMBER}(?: out)? of {_THE} {NUMBER}|{NUMBER}(?: out)? of {NUMBER}|{_THE} {NUMBER}|{NUMBER}|{_THE})"
)
DAY = rf"\d{{1,2}}(?:st|nd|rd|th)? {MONTH} \d{{4}}"
INSPECTORATES = r"Ofsted and (?:the )?(?:Care Quality Commission(?: \(CQC\))?|CQC)"

_WHOLE = re.compile(
    r"(?P<word>all|each|every|both|any|either|neither|none|some|most)(?: of)?"
    rf"(?: {_THE})?(?: (?P<of>{NUMBER}))?",
    re.I,
)
_PART = re.compile(rf"(?P<n>{NUMBER})(?: out)? of (?:{_THE} )?(?P<of>{NUMBER})", re.I)
_TOTAL = re.compile(rf"{_THE} (?P<of>{NUMBER})", re.I)

_OPENING = re.compile(
    rf"(?:Between|From|On|During) (?P<when>[\w ,–-]{{5,70}}?),? (?:inspectors from )?{INSPECTORATES},? "
    r"(?:jointly )?(?:conducted|carried out|undertook|completed|re-?visited|visited|made)\b.*",
    re.I,
)
_WHAT = r"(?:joint )?(?:(?:local )?area SEND )?(?:monitoring )?(?:inspection|visit|revisit)"
_REPORTED = re.compile(  # with the days at its end
    rf"(?:{INSPECTORATES},? (?:jointly )?(?:conducted|carried out|undertook|re-?visited|visited)\b[^.]*?|"
    r"(?:This (?:letter|report) \w+ (?:on )?(?:the|our) findings (?:of|from) )?(?:the|our|this) "
    rf"{_WHAT}\b[^.]*? (?:carried out|conducted|undertaken|took place)\b[^.]*?) "
    r"(?:between|from|on) (?P<when>[\w ,–-]{5,70})\.",
    re.I,
)
_SENTENCE_END = re.compile(r"(?<=[.!?])(?:[\"')])?\s+(?=[\"'(]*[A-Z])")
_LONGEST_OPENING = 1_000  # characters
_SHOWN = 2_500
# Addresses and titles above a letter's text end without a full stop, and are as long as any line.
_OPENS = re.compile(r"(?:Dear|Joint (?:local )?area|Area SEND|(?:Between|From|On|During) \d)\b", re.I)
_DATES = re.compile(rf"(?:{FULL_RANGE}|{DAY}|Not previously inspected)", re.I)  # behind a label of the cover
_ENDS = re.compile(r"[.!?:;,][\"')]?$")
_NO_HEADING = re.compile(
    r"\b(?:not|no|never|nor|neither|without|untrue|false|whether|if|unless|\w+n't)\b"
    r"|\b(?:that|the|an?|of|and|or|to|in|by|for|on|at|with|as|is|are|was|were|has|have|had|found|said)$",
    re.I,
)
_BACKWARD = re.compile(
    r"\b(?:found|said|wrote|reported|concluded|stated|judged|read|decided)(?: that| this)?[.:]?$"
    r"|\b(?:the following|as follows)[.:]?$",
    re.I,
)
_BACKWARD_HEADING = re.compile(
    r"^(?!.*\b(?:since|following|after|progress|identified)\b).*"
    r"\b(?:previous|last|earlier|former|original|initial)(?:ly)?\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence and its page; `under` is the line above it that looks like a heading, if there is one.

    `quoted`: it stands between quotation marks, or what is before it says that it is of another inspection.
    """

    text: str
    page: int
    under: str = ""
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Share:
    """How many of how many. `word` is "all", "some", "none", "any" or "" where the words do not say."""

    n: int | None = None
    of: int | None = None
    word: str = ""


@dataclass(frozen=True, slots=True)
class KindReading:
    """What a document other than a full report says: its result, its dates, the text a person should see."""

    outcome: Outcome
    inspection: DateRange | None = None
    dated: date | None = None
    section: str | None = None
    warnings: tuple[str, ...] = field(default=())


def sentences_of(lines: Sequence[Line]) -> tuple[Sentence, ...]:
    """Cut lines into sentences; a bullet or a heading ends the one before it."""
    found: list[Sentence] = []
    under, marks, before = "", 0, ""
    for heading, chunk in _chunks(lines):
        if heading:
            under, before = chunk[0].text, ""
            continue
        for text, page in _cut(chunk):
            told = bool(_BACKWARD.search(before) or _BACKWARD_HEADING.search(under))
            found.append(Sentence(text, page, under, quoted=marks % 2 == 1 or '"' in text or told))
            marks, before = marks + text.count('"'), text
    return tuple(found)


def share_of(words: str) -> Share | None:
    """Read a quantity; None if it contradicts itself, such as "six of the five"."""
    if match := _PART.fullmatch(words):
        n, of = number(match["n"]), number(match["of"])
        return Share(n, of, "all" if n == of else "part") if n <= of else None
    if match := _TOTAL.fullmatch(words):
        return Share(number(match["of"]), number(match["of"]), "the")
    if re.fullmatch(NUMBER, words, re.I):
        return Share(number(words), None, "part")
    match = _WHOLE.fullmatch(words)
    return _whole(match) if match else Share()


def merged(shares: Iterable[Share]) -> Share | None:
    """Put together what several sentences say of the same thing; None if they disagree."""
    given = list(shares)
    numbers = {share.n for share in given} - {None}
    wholes = {share.of for share in given} - {None}
    words = {share.word for share in given} - {""}
    if words == {"all", "the"}:
        words = {"all"}
    if len(numbers) > 1 or len(wholes) > 1 or len(words) > 1:
        return None
    return Share(next(iter(numbers), None), next(iter(wholes), None), next(iter(words), ""))


def number(word: str) -> int:
    """Read a number in digits or as a word up to twenty."""
    return int(word) if word.isdecimal() else _NUMBERS[word.lower()]


def totals(text: str, noun: str) -> set[int]:
    """Give every total that a text names outright: "the five ...", "all three of the ..."."""
    named = r"(?:the|all|these|those|of|identified|named|raised|found)(?: of)?(?: the)?"
    found = re.finditer(rf"\b{named} ({NUMBER}) {noun}s?\b", text, re.I)
    return {number(match[1]) for match in found}


def taken_back(said: Iterable[Sentence], sentences: Sequence[Sentence]) -> list[Sentence]:
    """Give the sentences right behind these that may take them back; the first item of a list does not."""
    kept = list(said)
    behind = (after for before, after in pairwise(sentences) if before in kept and not _lists(before, after))
    return [after for after in behind if takes_back(after.text)]


def _lists(before: Sentence, after: Sentence) -> bool:
    return before.text.endswith(":") or after.text[0].islower()


def opening_of(sentences: Iterable[Sentence], *, did: str) -> tuple[Sentence, DateRange] | None:
    """Find the sentence that says when both inspectorates came, and did what; its dates may be unknown."""
    for sentence in sentences:
        if len(sentence.text) > _LONGEST_OPENING:
            continue
        match = _OPENING.fullmatch(sentence.text) or _REPORTED.fullmatch(sentence.text)
        if match and re.search(did, sentence.text, re.I):
            when = " ".join(match["when"].replace(",", " ").split())
            dates = parse_range(re.sub(r" and(?= \d)", " to", when))
            return sentence, DateRange(when, dates.start, dates.end)
    return None


def letter_date(lines: Sequence[Line]) -> date | None:
    """Give the date that stands alone on a line near the top of the first page, as in a letter."""
    for line in lines[:40]:
        if line.page == 1 and re.fullmatch(rf"(?:Date: ?)?{DAY}", line.text, re.I):
            return parse_range(line.text.removeprefix("Date:")).start
    return None


def beginning_of(lines: Sequence[Line]) -> str | None:
    """Give what a person should read of a letter that we could not: the beginning, as far as a page or so."""
    shown = flow(line for line in lines if line.page <= 2 and line.text != BULLET.strip())
    return shown[:_SHOWN] or None


def _whole(match: re.Match[str]) -> Share | None:
    word = match["word"].lower()
    of = number(match["of"]) if match["of"] else None
    if word in {"both", "either", "neither"}:
        if of not in {None, 2}:
            return None
        of = 2
    if word in {"neither", "none"}:
        return Share(0, of, "none")
    if word in {"any", "either"}:
        return Share(None, of, "any")
    return Share(None, of, "some") if word in {"some", "most"} else Share(of, of, "all")


def _cut(chunk: Sequence[Line]) -> Iterator[tuple[str, int]]:
    """Give the sentences of some lines, each with the page it begins on."""
    text, ends, length = flow(chunk), [], 0
    for line in chunk:
        length += len(line.text) + 1
        ends.append((length, line.page))
    start = 0
    for sentence in _SENTENCE_END.split(text):
        start = text.index(sentence, start)
        yield sentence.removeprefix(BULLET), next(page for end, page in ends if start < end)
        start += len(sentence)


def _chunks(lines: Sequence[Line]) -> Iterator[tuple[bool, list[Line]]]:
    """Give paragraphs as far as lines show them, and headings, each marked whether it is a heading."""
    widest = max((len(line.text) for line in lines), default=0)
    chunk: list[Line] = []
    open_ended = False  # the line before neither ends a sentence nor is a heading
    for index, line in enumerate(lines):
        following = lines[index + 1].text if index + 1 < len(lines) else ""
        begins = not open_ended or _opens(line.text, lines[index - 1].text)
        if begins and _looks_like_heading(line.text, following, widest):
            if chunk:
                yield False, chunk
            yield True, [line]
            chunk, open_ended = [], False
            continue
        if chunk and (line.text.startswith(BULLET) or _opens(line.text, chunk[-1].text)):
            yield False, chunk
            chunk = []
        chunk.append(line)
        open_ended = not _ENDS.search(line.text)
    if chunk:
        yield False, chunk


def _opens(text: str, before: str) -> bool:
    """Tell a line that begins the text of a letter, or stands above it."""
    return bool(_OPENS.match(text)) and text[0].isupper() and not before.endswith((":", ","))


def _looks_like_heading(text: str, following: str, widest: int) -> bool:
    """Tell a short line that begins like a sentence, does not end like one, and is no wrapped line."""
    if _DATES.fullmatch(text):
        return True
    if text.startswith(BULLET) or _ENDS.search(text) or _NO_HEADING.search(text) or not text[0].isupper():
        return False
    if not following:
        return True
    room = len(text) + 1 + len(following.split(maxsplit=1)[0])
    starts = following.startswith(BULLET) or following[0].isupper() or following[0].isdigit()
    return starts and len(text) <= 80 and room < 0.85 * widest
