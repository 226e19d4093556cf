"""Is everybody there? The listing's providers against the areas we expect.

A partial fall is the failure to design for: when the site began to cap a page at 100 entries, every area
after Nottingham vanished from a public tracker for five weeks, and each run was green (`sources.md` 8).
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from monitor.domain.area import Area, AreaTable
from monitor.domain.publication import ListedProvider


@dataclass(frozen=True, slots=True)
class RollCall:
    """Who answered. The listing is held unless `complete`; `areas` maps each URN to its area.

    A URN that no area has gets a provisional area, so that its reports are read and kept until a person
    has put it into the area table.
    """

    areas: Mapping[str, Area]
    missing: tuple[str, ...]  # names of areas that were not on the listing
    unknown: tuple[ListedProvider, ...]  # URNs that no area has
    moved: tuple[tuple[ListedProvider, Area], ...]  # an unknown URN under the name of a missing area
    expected: int

    @property
    def complete(self) -> bool:
        """Say whether every expected area answered and nobody else did."""
        return not self.missing and not self.unknown and len(self.areas) == self.expected

    @property
    def partial(self) -> bool:
        """Say whether some areas answered and others did not."""
        return bool(self.missing) and bool(self.areas)

    def what_is_wrong(self) -> str:
        """Say in one sentence why the listing is held."""
        parts = []
        if self.missing:
            parts.append(f"{len(self.missing)} missing: {', '.join(self.missing)}")
        moved = {provider.urn for provider, _ in self.moved}
        parts += [
            f"{area.name} is listed under the new URN {provider.urn} (we know {area.urn})"
            for provider, area in self.moved
        ]
        parts += [f"unknown: {one.name} (URN {one.urn})" for one in self.unknown if one.urn not in moved]
        return f"{len(self.areas)} of {self.expected} expected areas on the listing; " + "; ".join(
            parts or ["the configured number (ofsted.expected) and the area table disagree"]
        )


def call_roll(
    listed: Iterable[ListedProvider], table: AreaTable, *, expected: int, accepted: Collection[str]
) -> RollCall:
    """Compare the listing with the area table and with the URNs of the last accepted listing."""
    rows = list(listed)
    areas = {row.urn: area for row in rows if (area := table.by_urn(row.urn)) is not None}
    unknown = tuple(row for row in rows if row.urn not in areas)
    answered = {area.id for area in areas.values()}
    moved = tuple(
        (row, area)
        for row in unknown
        if (area := table.named(row.name)) is not None and area.id not in answered
    )
    followed = answered | {area.id for _, area in moved}
    missing = tuple(area.name for area in table if area.id not in followed)
    gone = tuple(
        f"URN {urn}"
        for urn in sorted(accepted)
        if table.by_urn(urn) is None and urn not in {r.urn for r in rows}
    )
    areas |= {row.urn: provisional(row.urn, row.name) for row in unknown}
    areas |= {row.urn: area for row, area in moved}
    return RollCall(areas, (*missing, *gone), unknown, moved, expected)


def order_drift(listed: Iterable[ListedProvider], table: AreaTable) -> str | None:
    """Say where an A-Z listing leaves the order we know (L8); a drift is worth a note, and no more."""
    last: tuple[int, str] | None = None
    for row in listed:
        area = table.by_urn(row.urn)
        if area is None or area.listing_order is None:
            continue
        if last is not None and area.listing_order < last[0]:
            return f"L8: the listing's order is not the one we know: {row.name} stands after {last[1]}"
        last = (area.listing_order, row.name)
    return None


def provisional(urn: str, name: str) -> Area:
    """Make an area up from what the listing calls it."""
    return Area(
        urn=urn,
        la_code="",
        name=name,
        listing_name=name,
        aliases=(),
        needs_context=(),
        region="",
        neighbours=(),
        listing_order=None,
        former_urns=(),
        predecessors=(),
    )
