"""Resolve what the config calls areas by: a name, a URN, a region, a group, neighbours or a health board."""

from monitor.config import Settings
from monitor.config_files import near, shown
from monitor.domain.area import Area, AreaTable
from monitor.domain.bodies import folded_body
from monitor.domain.wording import region_in_sentence

BOARD = "icb:"
SELECTORS = ("region:", "neighbours:", "group:")
_LONGEST_NAME = 200  # of what could be a slip of the pen for an area's name


class AreaReferences:
    """Resolves references one by one, and adds what is wrong with them to the mistakes it was given."""

    def __init__(self, settings: Settings, table: AreaTable, mistakes: list[str]) -> None:
        self.settings = settings
        self.table = table
        self.groups = settings.areas.groups
        self.mistakes = mistakes

    def named(self, place: str, reference: str) -> list[Area]:
        """Give the areas that a reference names; an unknown one is a mistake and gives none."""
        if reference == "*":
            return list(self.table)
        selector, colon, name = reference.partition(":")
        if not colon:
            return self._one(place, reference)
        if selector == "region":
            return self._region(place, name)
        if selector == "group":
            return self._group(place, name)
        if selector == "neighbours":
            return self._neighbours(place, name)
        self.mistakes.append(
            f"{place}: {shown(reference)} is not understood; write an area's name or URN, "
            '"region:…", "neighbours:…" or "group:…"'
        )
        return []

    def board(self, place: str, reference: str) -> dict[str, str]:
        """Give a health board by its folded name, with the reason; its areas are known from reports only."""
        name = " ".join(reference.removeprefix(BOARD).split())
        folded = folded_body(name[:_LONGEST_NAME])
        if not folded:
            self.mistakes.append(
                f'{place}: {shown(reference)} names no board; write for example "icb:Kent and Medway"'
            )
            return {}
        return {folded: f"you watch the areas of {name} (NHS integrated care board)"}

    def _one(self, place: str, reference: str) -> list[Area]:
        short = len(reference) <= _LONGEST_NAME
        area = self.table.by_urn(reference) or self.table.named(reference) if short else None
        if area:
            return [area]
        if reference in self.groups:
            hint = f'; did you mean "group:{reference}"?'
        else:
            names = self.table.near(reference[:_LONGEST_NAME])
            hint = f"; did you mean {' or '.join(names)}?" if names else ""
        self.mistakes.append(f"{place}: there is no area {shown(reference)}{hint}")
        return []

    def _region(self, place: str, name: str) -> list[Area]:
        found = self.table.in_region(name)
        if not found:
            known = ", ".join(self.table.regions())
            self.mistakes.append(f"{place}: there is no region {shown(name)}; the regions are {known}")
        return list(found)

    def _group(self, place: str, name: str) -> list[Area]:
        if name not in self.groups:
            if not self.settings.unknowable("areas.toml", "groups", name):
                hint = near(name, list(self.groups))
                self.mistakes.append(f"{place}: there is no group {shown(name)} in areas.toml [groups]{hint}")
            return []
        members = [member for member in self.groups[name] if not member.startswith("group:")]
        # Mistakes in a group are listed once, where it is written.
        quiet = AreaReferences(self.settings, self.table, [])
        return [area for member in members for area in quiet.named(place, member)]

    def _neighbours(self, place: str, name: str) -> list[Area]:
        return [
            neighbour
            for area in self._one(place, name)
            for code in area.neighbours
            if (neighbour := self.table.by_id(code)) is not None
        ]


def reason(reference: str, area: Area) -> str:
    """Say to a reader why they hear of an area, by the reference that named it."""
    selector, _, name = reference.partition(":")
    reasons = {
        "region": f"you watch the areas of {region_in_sentence(name)}",
        "group": f"you watch the group {name}",
        "neighbours": f"you watch the areas most like {name}",
        "*": "you watch all areas",
    }
    return reasons.get(selector, f"you watch {area.name}")
