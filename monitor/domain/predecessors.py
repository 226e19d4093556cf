"""Areas that no longer exist: what was found there is history, never the previous outcome of who followed.

Ofsted carries no outcome over to a new area either, though reports may cite the former one's inspection
(`domain.md` 4). A former area may have become several.
"""

import re
from datetime import date

from monitor.domain.area import Area, AreaTable, fold

_FORMER = re.compile(r"(?P<name>[^:(]+?)\s*(?::[^(]*)?\(LA (?P<code>\d+)\)")


def owners_of(areas: AreaTable, *, code: str, name: str) -> list[tuple[Area, str]]:
    """Give the areas that followed a former one, each with its name; none if it is not a former area.

    A number decides before a name, because a new area may have taken the old one's name.
    """
    if areas.by_id(code) is not None or (areas.named(name) is not None and not code):
        return []
    return [
        (area, former)
        for area in areas
        for number, former in _formers(area)
        if (number == code or (not code and fold(former) == fold(name)))
    ]


def former_of(area: Area, day: date | None, name: str = "") -> str | None:
    """Name the former area that was inspected on a day, if this one did not exist yet; else None."""
    if area.since is None or day is None or day >= area.since:
        return None
    formers = [former for _, former in _formers(area)]
    named = [former for former in formers if fold(former) == fold(name)]
    return named[0] if named else " or ".join(formers) or f"the former {area.name}"


def _formers(area: Area) -> list[tuple[str, str]]:
    found = (_FORMER.fullmatch(entry) for entry in area.predecessors)
    return [(match["code"], match["name"]) for match in found if match]
