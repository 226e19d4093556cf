"""One rule of triage: a kind of story, and the words that speak for and against it."""

import re
from dataclasses import dataclass, field

from monitor.domain.news import NewsKind


@dataclass(frozen=True, slots=True)
class Asked:
    """A text, and what has been looked for in it: many rules need the same words.

    Patterns are known by their identity; to hash one takes as long as to look for it.
    """

    text: str
    known: dict[int, bool] = field(default_factory=dict)

    def has(self, mark: re.Pattern[str]) -> bool:
        """Tell whether a pattern stands in the text; it is looked for once."""
        known = self.known.get(id(mark))
        if known is None:
            known = self.known[id(mark)] = mark.search(self.text) is not None
        return known


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of a table that is read from the top.

    A mark whose alternatives all begin alike, as a rule with a word's edge, is found in half the time.

    `named`: only for a text that names an area, or (False) that names none. `sure`: a title that fits needs
    no article to confirm it.
    """

    kind: NewsKind
    why: str
    mark: re.Pattern[str]
    needs: tuple[re.Pattern[str], ...] = ()
    unless: tuple[re.Pattern[str], ...] = ()
    named: bool | None = None
    sure: bool = True

    def fits(self, asked: Asked) -> re.Match[str] | None:
        """Give the mark where the rule fits a text."""
        if not all(asked.has(one) for one in self.needs):
            return None
        found = self.mark.search(asked.text)
        return None if found is None or any(asked.has(one) for one in self.unless) else found
