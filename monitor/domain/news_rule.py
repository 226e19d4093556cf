"""One rule of triage: a kind of story, and the words that speak for and against it.

Nearly all words are looked for in small letters by patterns to which capitals count: one that takes both
needs twice the time.
"""

import re
from dataclasses import dataclass, field
from functools import cached_property

from monitor.domain.news import NewsKind
from monitor.domain.news_text import pattern, small


@dataclass(frozen=True, slots=True)
class Wording:
    """Words to look for. `exact`: capitals count; else they are written, and looked for, in small letters."""

    found_by: re.Pattern[str]
    exact: bool

    def stands_in(self, text: str) -> bool:
        """Tell whether the words stand in a tidy text."""
        return Asked(text).has(self)


@dataclass(frozen=True, slots=True)
class Either:
    """Words of which one is enough."""

    of: tuple["Words", ...]


Words = Wording | Either


def wording(text: str, *, exact: bool = False) -> Wording:
    """Compile words that run over several lines, as `pattern` does."""
    return Wording(pattern(text, exact=True), exact)


@dataclass(frozen=True)
class Asked:
    """A text, and what has been looked for in it: many rules need the same words.

    Words are known by their identity; to hash them takes as long as to look for them.
    """

    text: str
    known: dict[int, bool] = field(default_factory=dict)

    @cached_property
    def small(self) -> str:
        """Give the text in small letters, each in its old place."""
        return small(self.text)

    def has(self, words: Words) -> bool:
        """Tell whether words stand in the text; they are looked for once."""
        known = self.known.get(id(words))
        if known is None:
            known = self.known[id(words)] = self._finds(words)
        return known

    def find(self, words: Wording) -> str | None:
        """Give the words as the text writes them."""
        found = words.found_by.search(self.text if words.exact else self.small)
        return self.text[found.start() : found.end()] if found else None

    def _finds(self, words: Words) -> bool:
        if isinstance(words, Either):
            return any(self.has(one) for one in words.of)
        return words.found_by.search(self.text if words.exact else self.small) is not None


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of a table that is read from the top.

    A mark whose alternatives all begin alike, as a rule with a word's edge, is found in half the time.

    `named`: only for a text that names an area, or (False) that names none. `present`: only for a story
    known to be of the present programme, or (False) that is not. `sure`: a title that fits needs no article
    to confirm it.
    """

    kind: NewsKind
    why: str
    mark: Wording
    needs: tuple[Words, ...] = ()
    unless: tuple[Words, ...] = ()
    named: bool | None = None
    present: bool | None = None
    sure: bool = True

    def fits(self, asked: Asked) -> str | None:
        """Give the mark as a text writes it, where the rule fits."""
        for one in self.needs:  # asked of each rule and each text: a loop takes half of what all() does
            if not asked.has(one):
                return None
        found = asked.find(self.mark)
        return None if found is None or any(asked.has(one) for one in self.unless) else found
