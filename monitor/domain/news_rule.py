"""One rule of triage: a kind of story, and the words that speak for and against it."""

import re
from dataclasses import dataclass

from monitor.domain.news import NewsKind


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of a table that is read from the top. `nameless`: only for titles that name no area."""

    kind: NewsKind
    why: str
    mark: re.Pattern[str]
    needs: tuple[re.Pattern[str], ...] = ()
    unless: tuple[re.Pattern[str], ...] = ()
    nameless: bool = False
    sure: bool = True

    def fits(self, text: str) -> re.Match[str] | None:
        """Give the mark where the rule fits a text."""
        found = self.mark.search(text)
        if found is None or any(one.search(text) is None for one in self.needs):
            return None
        return None if any(one.search(text) for one in self.unless) else found
