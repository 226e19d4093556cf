"""Tell whether two findings are about the same issue, whatever their words.

Inspectors' stock words defeat string ratios, so a finding is seen as its subjects and what it asks for, each
weighted by how rare it is in the archive. A word lends weight to the subjects it mostly stands beside there:
an issue in unfamiliar words still shows. How well that works on labelled pairs: `docs/comparing.md`.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from monitor.domain.archive_counts import archive
from monitor.domain.assignment import best_pairs
from monitor.domain.finding_words import count

SAME_ISSUE = 0.82
"""From here on two findings are shown as one issue; at most 1 in 20 of those is wrong on labelled pairs."""

POSSIBLY = 0.5
"""From here on they are shown as possibly the same; below, as two."""

_LONGEST = 5000  # characters of a finding that are looked at; real ones have up to 1,500
_LENT = 0.1  # how much a word counts for the subjects it mostly stands beside
_CONTAINED = 0.6  # the rest goes to the cosine, which minds what only one of the two says
_UNNAMED = 0.75  # at most, where both name no subject in common: "possibly the same", never the same
_ASKED = 0.15  # what is asked for decides between findings on one subject


@dataclass(frozen=True, slots=True)
class _Weighted:
    """What stands in a finding, each with its weight, and the length of it all as a vector."""

    of: Mapping[str, float]
    length: float


@dataclass(frozen=True, slots=True)
class Issue:
    """What a finding is about, what it asks for, its own words, and all of them in order.

    `named` are the subjects that it names itself; others have weight only by the words beside them.
    """

    named: frozenset[str]
    subjects: _Weighted
    asks: _Weighted
    stems: _Weighted
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """The places of two findings that belong together, and how alike they are."""

    old: int
    new: int
    similarity: float


def similarity(one: str, other: str) -> float:
    """Say from 0 to 1 how likely two findings are about the same issue; 1 only for the same words."""
    first, second = issue_of(one[:_LONGEST]), issue_of(other[:_LONGEST])
    if first.words == second.words:
        return 1.0
    if not (first.subjects.of and second.subjects.of):
        return _under_one(_cosine(first.stems, second.stems))
    alike = _CONTAINED * _contained(first.subjects, second.subjects)
    alike += (1 - _CONTAINED) * _cosine(first.subjects, second.subjects)
    score = alike * (1 - _ASKED + _ASKED * _cosine(first.asks, second.asks))
    return _under_one(score) if first.named & second.named else _UNNAMED * min(score, 1.0)


def same_wording(one: str, other: str) -> float:
    """Say from 0 to 1 how much two findings share of their own words."""
    first, second = issue_of(one[:_LONGEST]), issue_of(other[:_LONGEST])
    return 1.0 if first.words == second.words else _under_one(_cosine(first.stems, second.stems))


def matched(old: Sequence[str], new: Sequence[str]) -> list[Match]:
    """Pair old findings with new ones, each at most once, so that the pairs are the best as a whole."""
    scores = [[similarity(one, other) for other in new] for one in old]
    pairs = [Match(row, column, scores[row][column]) for row, column in best_pairs(scores)]
    return [pair for pair in pairs if pair.similarity >= POSSIBLY]


@lru_cache(maxsize=4096)
def issue_of(text: str) -> Issue:
    """Give what a finding is about; kept, because a report is compared with the next one too."""
    known, found = archive(), count(text)
    stems = {stem: _weight(n, known.stems.get(stem, 0)) for stem, n in found.stems.items()}
    subjects = {term: _weight(n, known.terms.get(term, 0)) for term, n in found.subjects.items()}
    for stem, weight in stems.items():
        for term, share in known.beside.get(stem, {}).items():
            subjects[term] = subjects.get(term, 0.0) + _LENT * weight * share
    asks = {term: _weight(n, known.terms.get(term, 0)) for term, n in found.asks.items()}
    return Issue(
        frozenset(found.subjects), _weighted(subjects), _weighted(asks), _weighted(stems), found.words
    )


def _weight(times: float, paragraphs: int) -> float:
    """Weigh what stands so many times in a finding and in so many paragraphs of the archive."""
    damped = 1 + math.log(times) if times >= 1 else times
    return damped * math.log((archive().paragraphs + 1) / (paragraphs + 1))


def _cosine(one: _Weighted, other: _Weighted) -> float:
    lengths = one.length * other.length
    if not lengths:
        return 0.0
    return sum(weight * other.of[key] for key, weight in one.of.items() if key in other.of) / lengths


def _contained(one: _Weighted, other: _Weighted) -> float:
    """Say how much of the shorter is in the longer: added detail does not part two findings."""
    shorter = min(one.length, other.length)
    shared = [min(weight, other.of[key]) for key, weight in one.of.items() if key in other.of]
    return _length(shared) / shorter if shorter else 0.0


def _weighted(weights: Mapping[str, float]) -> _Weighted:
    return _Weighted(weights, _length(weights.values()))


def _length(weights: Iterable[float]) -> float:
    return math.sqrt(sum(weight * weight for weight in weights))


def _under_one(value: float) -> float:
    return min(value, 0.99)
