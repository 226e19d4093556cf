"""Name the themes of what inspectors want done, each with the words that show it.

Searched are the areas for priority action and for improvement alone: elsewhere nearly every theme stands both
as praise and as criticism (`domain.md` 6). A theme helps to find a finding; it does not measure it.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache

from monitor.domain.report import Improvement, PriorityAction
from monitor.domain.text import norm
from monitor.domain.theme_phrases import THEME_PHRASES

_GAP = " ... "
_LONGEST = 5000  # characters of a finding that are searched; real ones have up to 1,500
_WITHIN = r"[^.;•]{0,90}?"  # over a bullet or the end of a sentence two words have nothing to do together
_CARE = r"education,? health,? and (?:social )?care"
_EHC = (
    (re.compile(rf"\b{_CARE} \(EHC\)", re.I), "EHC"),
    (re.compile(rf"\b{_CARE} plan|\bEHCPs?\b", re.I), "EHC plan"),
)
_SERVICE = r"(?:education|health|social care|care)"
_LEADERS = re.compile(rf"\bleaders (?:across|in|from|for) {_SERVICE}(?:(?:, and|,| and) {_SERVICE})*\b", re.I)


@dataclass(frozen=True, slots=True)
class _Phrase:
    """A phrase as a pattern, and a word that stands wherever it does: to look for that first is quick."""

    word: str
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class _Theme:
    """A theme's label, what shows it, and what hides it."""

    label: str
    shown_by: tuple[_Phrase, ...]
    masks: tuple[_Phrase, ...]


def themes_of(text: str) -> tuple[str, ...]:
    """Give the themes of a finding, in the order of the table."""
    return tuple(shown_themes(text))


def shown_themes(text: str) -> dict[str, str]:
    """Give the themes of a finding, each with the words of it that show the theme."""
    plain = folded(text[:_LONGEST])
    small = plain.lower()
    found = ((theme.label, _shown(theme, plain, small)) for theme in _themes())
    return {label: words for label, words in found if words}


def with_themes(
    actions: Iterable[PriorityAction], improvements: Iterable[Improvement]
) -> tuple[tuple[PriorityAction, ...], tuple[Improvement, ...]]:
    """Give the findings of a report with their themes."""
    return (
        tuple(replace(one, themes=themes_of(one.text)) for one in actions),
        tuple(replace(one, themes=themes_of(one.text)) for one in improvements),
    )


def folded(text: str) -> str:
    """Give a text as the phrases are written: one name for EHC plans, none for whose leaders they are."""
    lines = " ".join(norm(line) for line in text.split("\n"))
    for pattern, name in _EHC:
        lines = pattern.sub(name, lines)
    return _LEADERS.sub("leaders", lines)


def _shown(theme: _Theme, plain: str, small: str) -> str | None:
    """Give the words that show a theme; `small`: the text in small letters."""
    for mask in theme.masks:
        if mask.word in small:
            plain = mask.pattern.sub(" ", plain)
    found = (one.pattern.search(plain) for one in theme.shown_by if one.word in small)
    return next((match.group() for match in found if match), None)


@cache
def _themes() -> tuple[_Theme, ...]:
    return tuple(_theme(label, phrases) for label, phrases in THEME_PHRASES.items())


def _theme(label: str, phrases: str) -> _Theme:
    parts = [part.strip() for part in phrases.split(" | ")]
    return _Theme(
        label,
        tuple(_phrase(part) for part in parts if not part.startswith("-")),
        tuple(_phrase(part[1:]) for part in parts if part.startswith("-")),
    )


def _phrase(phrase: str) -> _Phrase:
    return _Phrase(phrase.split(maxsplit=1)[0].removesuffix("*").lower(), re.compile(_pattern(phrase), re.I))


def _pattern(phrase: str) -> str:
    return _WITHIN.join(_words(part) for part in phrase.split(_GAP))


def _words(part: str) -> str:
    words = (
        re.escape(word.removesuffix("*")) + (r"\w*" if word.endswith("*") else "") for word in part.split()
    )
    return rf"(?<!\w){'[ -]'.join(words)}(?!\w)"
