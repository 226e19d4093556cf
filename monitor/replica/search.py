"""Which providers a search gives, in what order, and which of them a page shows (`sources.md` 1.1)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode

from monitor.replica.records import Provider
from monitor.replica.switches import is_target
from monitor.replica.world import World

DEFAULT_ROWS = 10
CHILDRENS_SOCIAL_CARE, LOCAL_AUTHORITY = "3", "12"
REGIONS = {
    "E12000001": "North East",
    "E12000002": "North West",
    "E12000003": "Yorkshire and the Humber",
    "E12000004": "East Midlands",
    "E12000005": "West Midlands",
    "E12000006": "East of England",
    "E12000007": "London",
    "E12000008": "South East",
    "E12000009": "South West",
}


@dataclass(frozen=True, slots=True)
class Query:
    """A search as asked. `pairs` are all parameters as they came; lists are empty where nothing is asked."""

    pairs: tuple[tuple[str, str], ...]
    start: int
    rows: int

    def values(self, name: str) -> set[str]:
        """Give a parameter's values in any of its spellings: `x`, `x[]`, `x[0]`."""
        spelling = re.compile(rf"{re.escape(name)}(\[\d*\])?")
        return {value for key, value in self.pairs if value and spelling.fullmatch(key)}

    def value(self, name: str) -> str:
        """Give a single parameter, or nothing."""
        return next((value for key, value in self.pairs if key == name), "")

    def at(self, start: int) -> str:
        """Give the same search as a site-relative address with another offset."""
        pairs = [(key, value) for key, value in self.pairs if key != "start"]
        return f"/search?{urlencode([*pairs, ('start', str(start))])}"


@dataclass(frozen=True, slots=True)
class Results:
    """A page of results: the providers on it, and how many there are on all pages."""

    providers: tuple[Provider, ...]
    total: int
    query: Query


def read_query(text: str) -> Query:
    """Read a query string; numbers that are none count as absent."""
    pairs = tuple(parse_qsl(text, keep_blank_values=True))
    given = dict(pairs)
    return Query(pairs, _number(given.get("start"), 0), _number(given.get("rows"), DEFAULT_ROWS))


def search(world: World, query: Query) -> Results:
    """Find, order and page, with the switches of the listing applied."""
    found = [provider for provider in _listed(world) if _matches(provider, query)]
    found = _ordered(world, found, query)
    clamp = world.get("clamp")
    rows = query.rows if clamp is None else min(query.rows, int(clamp))
    lost = world.get("lose_page")
    is_lost = lost is not None and lost is not False and query.start // max(rows, 1) == int(lost)
    shown = [] if is_lost else found[query.start : query.start + rows]
    return Results(tuple(shown), len(found), replace(query, rows=rows))


def latest_report(provider: Provider) -> date | None:
    """Give the publication date of its newest report of any kind."""
    return next((report.published for report in provider.shown()), None)


def _listed(world: World) -> list[Provider]:
    listed: list[Provider] = []
    for number, provider in enumerate(world.providers()):
        if not _struck(world.get("drop_area"), provider, number):
            listed += [provider] * (2 if _struck(world.get("duplicate_area"), provider, number) else 1)
    return listed


def _struck(target: Any, provider: Provider, number: int) -> bool:
    # For whole areas `true` means one of them: a listing without any area is another fault.
    return number == 0 if target is True else is_target(target, provider.urn)


def _matches(provider: Provider, query: Query) -> bool:
    words = query.value("q").casefold().strip()
    latest = latest_report(provider)
    first, last = _day(query.value("latest_report_date_start")), _day(query.value("latest_report_date_end"))
    return all(
        (
            not words or words in provider.name.casefold() or words == provider.urn,
            _allows(query.values("level_1_types"), CHILDRENS_SOCIAL_CARE),
            _allows(query.values("level_2_types"), LOCAL_AUTHORITY),
            not provider.closed or query.values("status") != {"1"},
            not (regions := query.values("region")) or provider.region in {REGIONS.get(r) for r in regions},
            _allows(query.values("local_authority"), provider.la_code),
            not query.values("rating"),  # authorities have none
            first is None or (latest is not None and latest >= first),
            last is None or (latest is not None and latest <= last),
        )
    )


def _allows(wanted: set[str], own: str) -> bool:
    return not wanted or own in wanted


def _ordered(world: World, found: Sequence[Provider], query: Query) -> list[Provider]:
    if query.value("sort") == "date" and not world.get("sort_ignored"):
        by_inspection = world.get("sort_date_by") == "inspection"

        def newest(provider: Provider) -> date:
            days = [report.inspected if by_inspection else report.published for report in provider.shown()]
            return max(days, default=date.min)

        return sorted(found, key=newest, reverse=query.value("order") != "asc")
    if world.get("order_broken"):
        middle = len(found) // 2
        return [*found[middle:], *found[:middle]]
    return (
        list(reversed(found))
        if query.value("order") == "desc" and query.value("sort") == "az"
        else list(found)
    )


def _number(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() else otherwise


def _day(text: str) -> date | None:
    try:
        return datetime.strptime(text, "%d-%m-%Y").date()  # noqa: DTZ007 - a date, not a time
    except ValueError:
        return None
