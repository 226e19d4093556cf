"""Count what a finding speaks of: subjects of the field, what is asked for, and its other words as stems.

Stock words are left out, and what stands in a clause of purpose ("so that children's needs are met") counts
half: it is said of everything.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from monitor.domain.field_terms import ASKS, SUBJECTS
from monitor.domain.themes import folded

_PURPOSE = re.compile(r"\b(?:so that|in order (?:to|that))\b")
_CLAUSE = re.compile(r"(?<=[.;:])\s+|•")
_BODIES = re.compile(r"\bintegrated care (?:board|system|partnership)s?\b")  # no governance board, no system
_WORD = re.compile(r"[a-z0-9']+")
# "Accurate", "precise" and the like say how a plan is written, but only of a plan.
_OF_A_PLAN, _PLAN = "plan-writing", "EHC-plan"
_IN_PURPOSE = 0.5
_ENDINGS = (
    "ations",
    "ation",
    "ments",
    "ment",
    "ings",
    "ing",
    "ies",
    "ied",
    "ely",
    "ly",
    "ed",
    "es",
    "s",
    "e",
)
_SHORTEST_STEM = 4
_SHORTEST_WORD = 3
_SHORTEST_START, _LONGEST_START = 2, 24  # letters of a word whose ending is left open
_STOCK_WORDS = """
    about across act action actions address after again all also among and any are area areas arrangements
    because been before being both building but can carers child children come council county borough city
    could does done each education ensure ensuring every experience experiences families family for from
    further good had has have health help higher how ics icb improve improved improvement improving
    including inspectors integrated board into its lead leaders leadership leading led local many make
    makes making met meet meets more most much must need needs nhs not now often one only other others our
    out outcome outcomes over own pace parents partners partnership people place plan plans practice
    process processes provide provided provision put quickly receive received receives right same school
    schools secure see seen send service services set settings should social some staff strengthen such
    support supported sure system take taken team teams than that the their them then there these they
    this those through time together too under urgently use used was way well were what when where whether
    which who whose will with within without work working young youth authority care continue
"""
_STOCK = frozenset(_STOCK_WORDS.split())


@dataclass(frozen=True, slots=True)
class Counts:
    """How often each subject, each ask and each stem stands in a finding; and all its words in order."""

    subjects: Mapping[str, float]
    asks: Mapping[str, float]
    stems: Mapping[str, float]
    words: tuple[str, ...]


def count(text: str) -> Counts:
    """Count the words of a finding, with one name for EHC plans and without hyphens and signs."""
    subjects: dict[str, float] = defaultdict(float)
    asks: dict[str, float] = defaultdict(float)
    stems: dict[str, float] = defaultdict(float)
    clauses = list(_clauses(text))
    for words, share in clauses:
        for term in _terms_in(words):
            (subjects if term in SUBJECTS else asks)[term] += share
        for word in words:
            if len(word) >= _SHORTEST_WORD and word not in _STOCK and word.isalpha():
                stems[stem(word)] += share
    if _PLAN not in subjects:
        subjects.pop(_OF_A_PLAN, None)
    return Counts(
        dict(subjects), dict(asks), dict(stems), tuple(word for words, _ in clauses for word in words)
    )


@lru_cache(maxsize=16384)
def stem(word: str) -> str:
    """Give a word without its ending, so that its forms are one."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            return word.removesuffix(ending)
    return word


def _clauses(text: str) -> Iterator[tuple[Sequence[str], float]]:
    """Give the words of each clause, and how much they count."""
    for clause in _CLAUSE.split(_BODIES.sub(" ", folded(text).lower())):
        asked, *purpose = _PURPOSE.split(clause, maxsplit=1)
        yield _WORD.findall(asked), 1.0
        for rest in purpose:
            yield _WORD.findall(rest), _IN_PURPOSE


# --- terms of the field ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Phrase:
    """A phrase of several words and the term that it shows; a word with an open ending ends in "*"."""

    rest: tuple[str, ...]
    term: str


def _terms_in(words: Sequence[str]) -> Iterator[str]:
    """Give the term of every phrase that stands in these words."""
    for at, word in enumerate(words):
        for phrase in _beginning_with(word):
            after = words[at + 1 : at + 1 + len(phrase.rest)]
            if len(after) == len(phrase.rest) and all(map(_fits, after, phrase.rest)):
                yield phrase.term


@lru_cache(maxsize=16384)
def _beginning_with(word: str) -> tuple[_Phrase, ...]:
    """Give the phrases that may begin with a word."""
    known = _phrases()
    keys = (word, *(f"{word[:n]}*" for n in range(_SHORTEST_START, min(len(word), _LONGEST_START) + 1)))
    return tuple(phrase for key in keys for phrase in known.get(key, ()))


def _fits(word: str, wanted: str) -> bool:
    return word.startswith(wanted[:-1]) if wanted.endswith("*") else word == wanted


@cache
def _phrases() -> Mapping[str, Sequence[_Phrase]]:
    """Index the phrases of all terms by their first word."""
    found: dict[str, list[_Phrase]] = {}
    for term, phrases in (SUBJECTS | ASKS).items():
        for phrase in phrases.split(" | "):
            first, *rest = phrase.split()
            found.setdefault(first, []).append(_Phrase(tuple(rest), term))
    return found
