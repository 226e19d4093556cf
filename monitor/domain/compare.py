"""Compare an inspection with those before it: what may be said, what changed, and what nobody can know.

Two full inspections of one framework and one area have outcomes on one scale. A monitoring inspection changes
no outcome, the letters and revisits of 2016 to 2022 are on no scale of today's, and a former area's results
are history (`domain.md` 4).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import chain
from typing import Any

from monitor.domain.bodies import folded_body
from monitor.domain.inspection import Inspection, before, bodies_of, months_between
from monitor.domain.outcome import Band
from monitor.domain.similarity import SAME_ISSUE, matched, same_wording
from monitor.domain.themes import themes_of

_PAIR_NAMES = {
    "full": "full",
    "monitoring": "monitoring",
    "letter_2016": "letter",
    "revisit_2018": "revisit",
}
_RANK = {Band.SYSTEMIC_FAILINGS: 0, Band.INCONSISTENT: 1, Band.TYPICALLY_POSITIVE: 2}
_COMPARED = frozenset({"better", "worse", "same"})
_MOST = 50  # findings of a report that are compared; real ones have up to 11
_SAME_WORDS = 0.5  # from here on the words of two findings on one issue are much the same


@dataclass(frozen=True, slots=True)
class Item:
    """A finding of one report or of both; `status`: kept, changed, possibly_same, new or not_repeated."""

    status: str
    previous: str | None
    current: str | None
    similarity: float
    themes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FollowedUp:
    """An area for priority action, and what a monitoring inspection found on it: effective or ineffective."""

    text: str
    action: str | None


@dataclass(frozen=True, slots=True)
class Sets:
    """What both name, only the later one, and only the earlier one."""

    kept: tuple[str, ...] = ()
    new: tuple[str, ...] = ()
    not_repeated: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """An inspection beside the one before it. `full`: the last full inspection of this area before it.

    `letter` is the inspection of 2016 to 2022 that a revisit went back to, if we know of it. What cannot be
    compared has no items, themes and bodies.
    """

    current: Inspection
    previous: Inspection | None
    full: Inspection | None
    letter: Inspection | None
    pair: str
    direction: str  # better, worse, same, not_comparable or first
    items: tuple[Item, ...] = ()
    themes: Sets = Sets()
    bodies: Sets = Sets()

    @property
    def comparable(self) -> bool:
        """Whether the two outcomes are on one scale, and both known."""
        return self.direction in _COMPARED

    @property
    def months(self) -> int | None:
        """Give the whole months between the two inspections."""
        return months_between(self.previous, self.current) if self.previous else None

    def count(self, status: str) -> int:
        """Count the findings of a status."""
        return sum(item.status == status for item in self.items)

    def as_json(self, summary: str) -> dict[str, Any]:
        """Give the JSON object of `compare --json`, without the area."""
        return {
            "previous": self.previous.as_json() if self.previous else None,
            "current": self.current.as_json(),
            "compared_with": self.full.as_json() if self.full else None,
            "pair": self.pair,
            "comparable": self.comparable,
            "direction": self.direction,
            "summary": summary,
            "months_between": self.months,
            "priority_actions": [asdict(one) for one in followed_up(self)],
            "items": [asdict(item) | {"themes": list(item.themes)} for item in self.items],
            "themes": _lists(self.themes),
            "bodies": _lists(self.bodies),
        }


def compared(current: Inspection, inspections: Iterable[Inspection]) -> Comparison:
    """Compare an inspection with what came before it among all that we know of its area."""
    return compare(current, before(current, inspections))


def compare(current: Inspection, history: Sequence[Inspection]) -> Comparison:
    """Compare an inspection with those before it, oldest first; documents of no known kind do not count."""
    history = [one for one in history if one.kind in _PAIR_NAMES]
    if current.first:  # so says the report: what was found in a former area is not its own
        history = [one for one in history if one.predecessor is None]
    previous = history[-1] if history else None
    full = _last(history, "full")
    letter = _last(history, "letter_2016") if previous and previous.kind == "revisit_2018" else None
    found = Comparison(
        current=current,
        previous=previous,
        full=full,
        letter=letter,
        pair=f"{_PAIR_NAMES[previous.kind] if previous else 'none'}_{_PAIR_NAMES[current.kind]}",
        direction=_direction(current, previous, full),
    )
    return _with_findings(found, full) if full and current.kind == "full" else found


def followed_up(found: Comparison) -> tuple[FollowedUp, ...]:
    """Give the last full inspection's areas for priority action with what a monitoring inspection found."""
    if found.current.kind != "monitoring" or found.full is None:
        return ()
    actions, outcome = found.full.priority_actions, found.current.outcome
    by_number = {area["number"]: area["action"] for area in outcome.get("areas") or ()}
    if set(by_number) != set(range(1, len(actions) + 1)):
        by_number = _all_alike(outcome, len(actions))
    return tuple(FollowedUp(one.text, by_number.get(at)) for at, one in enumerate(actions, start=1))


def _all_alike(outcome: Mapping[str, Any], number: int) -> dict[int, str]:
    """Give what was found on each area where it is the same on all of them; nothing where it may differ."""
    if outcome.get("of") != number or outcome.get("addressed") not in (0, number):
        return {}
    action = "effective" if outcome["addressed"] else "ineffective"
    return dict.fromkeys(range(1, number + 1), action)


def findings(inspection: Inspection) -> list[str]:
    """Give all that an inspection wants done, areas for priority action first."""
    actions = (action.text for action in inspection.priority_actions)
    return [*actions, *(improvement.text for improvement in inspection.improvements)]


def band_of(inspection: Inspection | None) -> Band | None:
    """Give the outcome of a full inspection, if it is known."""
    value = inspection.outcome.get("band") if inspection and inspection.kind == "full" else None
    return Band(value) if value else None


def _last(history: Sequence[Inspection], kind: str) -> Inspection | None:
    """Give the last inspection of a kind; a full one only of this very area: an outcome is not inherited."""
    own = (one for one in reversed(history) if one.kind == kind and (kind != "full" or not one.predecessor))
    return next(own, None)


def _direction(current: Inspection, previous: Inspection | None, full: Inspection | None) -> str:
    if previous is None:
        return "first" if _begins(current) else "not_comparable"
    old, new = band_of(full), band_of(current)
    if old is None or new is None or previous.predecessor:
        return "not_comparable"
    step = _RANK[new] - _RANK[old]
    return "better" if step > 0 else "worse" if step < 0 else "same"


def _begins(current: Inspection) -> bool:
    """Tell whether an inspection may be an area's first: it follows on none, and its report names none."""
    printed = current.before_it
    return current.kind in {"full", "letter_2016"} and not (printed and printed.start)


# --- what changed ------------------------------------------------------------------------------------


def _with_findings(found: Comparison, full: Inspection) -> Comparison:
    """Add what both inspections want done, with its themes, and who is named in them."""
    old, new = findings(full)[:_MOST], findings(found.current)[:_MOST]
    if old and new:  # else one of them was not read: all would seem new, or gone
        themes = _sets(_themes(old), _themes(new), str)
        found = replace(found, items=tuple(_items(old, new)), themes=themes)
    then, now = bodies_of(full), bodies_of(found.current)
    return replace(found, bodies=_sets(then, now, folded_body)) if then and now else found


def _items(old: Sequence[str], new: Sequence[str]) -> Iterable[Item]:
    """Pair the findings; first those of the later inspection in their order, then what is not repeated."""
    partner = {pair.new: pair for pair in matched(old, new)}
    for place, text in enumerate(new):
        pair = partner.get(place)
        if pair is None:
            yield Item("new", None, text, 0.0, themes_of(text))
        else:
            themes = tuple(_themes([old[pair.old], text]))
            status = _status(old[pair.old], text, pair.similarity)
            yield Item(status, old[pair.old], text, round(pair.similarity, 2), themes)
    paired = {pair.old for pair in partner.values()}
    for place, text in enumerate(old):
        if place not in paired:
            yield Item("not_repeated", text, None, 0.0, themes_of(text))


def _status(old: str, new: str, similarity: float) -> str:
    if similarity < SAME_ISSUE:
        return "possibly_same"
    return "kept" if same_wording(old, new) >= _SAME_WORDS else "changed"


def _themes(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(chain.from_iterable(map(themes_of, texts))))


def _sets(old: Sequence[str], new: Sequence[str], key: Callable[[str], str]) -> Sets:
    """Compare two lists as sets of what they mean, named as the later one names them."""
    then: Mapping[str, str] = {key(one): one for one in reversed(old)}
    now: Mapping[str, str] = {key(one): one for one in reversed(new)}
    return Sets(
        kept=tuple(one for one in new if key(one) in then and now[key(one)] == one),
        new=tuple(one for one in new if key(one) not in then and now[key(one)] == one),
        not_repeated=tuple(one for one in old if key(one) not in now and then[key(one)] == one),
    )


def _lists(sets: Sets) -> dict[str, list[str]]:
    return {name: list(values) for name, values in asdict(sets).items()}
