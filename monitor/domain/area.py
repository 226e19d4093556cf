"""The areas that are inspected, and the many names each of them goes by.

An area is a council's district with its children's services authority code; its provider number (URN) on
Ofsted's site may change, as it did for 16 areas in 2024, and listing, report and press each write the name
differently.
"""

import csv
import difflib
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

_COLUMNS = {  # field: the names its column goes by
    "urn": ("urn",),
    "la_code": ("la_code",),
    "name": ("name",),
    "listing_name": ("listing_name", "listing_name_inferred"),
    "aliases": ("aliases",),
    "needs_context": ("needs_context",),
    "region": ("region",),
    "neighbours": ("neighbours", "statistical_neighbours"),
    "listing_order": ("listing_order",),
    "former_urns": ("former_urns",),
    "predecessors": ("predecessors", "predecessor_names"),
    "since": ("since",),
}
_REQUIRED = ("urn", "name")
_COUNCIL_WORDS = re.compile(
    r"^the |^(?:(?:london|royal|metropolitan) )?borough of |^council of (?:the )?"
    r"|(?: (?:metropolitan|unitary|borough|district))*(?: (?:council|authority|corporation))?$"
)
_CITY = re.compile(
    r"^(?:city|county|city and county) of (?:the )?| city$", re.I
)  # of the place, not the council
_INVERTED = re.compile(r"^(?P<name>.+) (?:city|county) of$")
_PARTNERSHIP = re.compile(
    r"(?:area send (?:full )?inspection of )?(?:the )?(?P<name>.+?)(?: local area partnership)?", re.I
)


@dataclass(frozen=True, slots=True)
class Area:
    """One area. `neighbours` are la_codes of its statistical neighbours; `id` never changes."""

    urn: str
    la_code: str
    name: str
    listing_name: str
    aliases: tuple[str, ...]
    needs_context: tuple[str, ...]
    region: str
    neighbours: tuple[str, ...]
    listing_order: int | None
    former_urns: tuple[str, ...]
    predecessors: tuple[str, ...]
    since: date | None = None  # the day it came to be, where that was after 2016

    @property
    def id(self) -> str:
        """Give the lasting id: the authority's code, or the URN where it has none."""
        return self.la_code or self.urn


class AreaTable:
    """All areas, found by number or by any of their names."""

    def __init__(self, areas: Iterable[Area]) -> None:
        self._areas = tuple(areas)
        self._by_id = {area.id: area for area in self._areas}
        former = _unambiguous((old, area) for area in self._areas for old in area.former_urns)
        self._by_urn = former | {area.urn: area for area in self._areas}
        self._by_name = [  # a display name beats a listing name beats an alias
            _unambiguous((fold(area.name), area) for area in self._areas),
            _unambiguous((fold(area.listing_name), area) for area in self._areas if area.listing_name),
            _unambiguous((fold(alias), area) for area in self._areas for alias in area.aliases),
        ]
        self._by_bare_name = _unambiguous(
            (_bare(fold(name)), area)
            for area in self._areas
            for name in (area.name, area.listing_name, *area.aliases)
        )

    @classmethod
    def from_csv_text(cls, text: str) -> "AreaTable":
        """Read a table from CSV. Raises ValueError naming line and column of the first mistake."""
        reader = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True)
        try:
            header = next(reader, [])
            columns = _columns(header)
            areas = [
                (reader.line_num, _area(row, columns, len(header), reader.line_num))
                for row in reader
                if any(row)
            ]
        except csv.Error as error:
            raise ValueError(f"line {reader.line_num}: not CSV: {error}") from error
        if not areas:
            raise ValueError("line 2: no areas")
        for column in ("urn", "la_code", "name"):
            _refuse_duplicates(areas, column)
        return cls(area for _, area in areas)

    def __iter__(self) -> Iterator[Area]:
        """Give the areas in the table's order."""
        return iter(self._areas)

    def __len__(self) -> int:
        return len(self._areas)

    def by_urn(self, urn: str) -> Area | None:
        """Find an area by its provider number, present or former."""
        return self._by_urn.get(urn)

    def by_id(self, area_id: str) -> Area | None:
        """Find an area by its lasting id."""
        return self._by_id.get(area_id)

    def named(self, text: str) -> Area | None:
        """Find the one area of this name, folding case, "&", punctuation and council words; never a guess."""
        folded = fold(text)
        for names in self._by_name:
            if folded in names:
                return names[folded]
        inverted = _INVERTED.match(folded)
        bare = _bare(inverted["name"] if inverted else folded)
        return self._by_bare_name.get(bare)

    def near(self, text: str, n: int = 3) -> tuple[str, ...]:
        """Give up to `n` names of areas that look like the text, for error messages."""
        names = {
            fold(name): area.name
            for area in self._areas
            for name in (area.name, area.listing_name, *area.aliases)
        }
        close = difflib.get_close_matches(_bare(fold(text)), names, n=3 * n, cutoff=0.6)
        return tuple(dict.fromkeys(names[name] for name in close))[:n]

    def of_partnership(self, title: str) -> Area | None:
        """Find the area of "{X} Local Area Partnership", as a report's title prints it."""
        match = _PARTNERSHIP.fullmatch(" ".join(title.split()))
        if match is None:
            return None
        return self.named(match["name"]) or self.named(_CITY.sub("", match["name"]))

    def regions(self) -> tuple[str, ...]:
        """Give the names of the regions, sorted."""
        return tuple(sorted({area.region for area in self._areas if area.region}))

    def in_region(self, region: str) -> tuple[Area, ...]:
        """Give the areas of a region, by its name in any case."""
        return tuple(area for area in self._areas if area.region and fold(area.region) == fold(region))


def fold(text: str) -> str:
    """Give a name in the form names are compared in: lower case, "and" for "&", words and single blanks."""
    plain = unicodedata.normalize("NFKC", text).casefold().replace("&", " and ")
    return " ".join(re.findall(r"[^\W_]+", re.sub(r"['’‘.]", "", plain)))


def _bare(folded: str) -> str:
    """Drop the words that only say that it is a council."""
    return _COUNCIL_WORDS.sub("", _COUNCIL_WORDS.sub("", folded)).strip()


def _unambiguous(pairs: Iterable[tuple[str, Area]]) -> dict[str, Area]:
    """Index areas by key, without the keys that more than one area has."""
    found: dict[str, set[Area]] = {}
    for key, area in pairs:
        found.setdefault(key, set()).add(area)
    return {key: next(iter(areas)) for key, areas in found.items() if key and len(areas) == 1}


def _columns(header: Sequence[str]) -> dict[str, int]:
    """Find each field's column by the header. Raises ValueError."""
    names = [name.strip() for name in header]
    columns = {
        field: names.index(known)
        for field, known_names in _COLUMNS.items()
        for known in reversed(known_names)
        if known in names
    }
    for field in _REQUIRED:
        if field not in columns:
            raise ValueError(f"line 1: column {field}: missing")
    for name in names:
        if name and names.count(name) > 1:
            raise ValueError(f"line 1: column {name}: given twice")
    return columns


def _area(row: Sequence[str], columns: Mapping[str, int], width: int, line: int) -> Area:
    """Make an area of a row that has at most `width` cells. Raises ValueError."""
    if any(cell.strip() for cell in row[width:]):
        raise ValueError(f"line {line}: column {width + 1}: more cells than the first line has names")
    cells = {field: row[at].strip() if at < len(row) else "" for field, at in columns.items()}
    for field in _REQUIRED:
        if not cells[field]:
            raise ValueError(f"line {line}: column {field}: empty")
    urn, la_code, order = cells["urn"], cells.get("la_code", ""), cells.get("listing_order", "")
    former = _list(cells.get("former_urns", ""))
    numbers = [
        ("urn", urn),
        ("la_code", la_code),
        ("listing_order", order),
        *(("former_urns", old) for old in former),
    ]
    for field, number in numbers:
        if number and not re.fullmatch(r"[0-9]+", number):
            raise ValueError(f"line {line}: column {field}: {number!r} is not a number")
    return Area(
        urn=urn,
        la_code=la_code,
        name=cells["name"],
        listing_name=cells.get("listing_name", ""),
        aliases=_list(cells.get("aliases", "")),
        needs_context=_list(cells.get("needs_context", "")),
        region=cells.get("region", ""),
        neighbours=_list(cells.get("neighbours", "")),
        listing_order=int(order) if order else None,
        former_urns=former,
        predecessors=_list(cells.get("predecessors", "")),
        since=_since(cells.get("since", ""), line),
    )


def _since(cell: str, line: int) -> date | None:
    try:
        return date.fromisoformat(cell) if cell else None
    except ValueError:
        raise ValueError(f"line {line}: column since: {cell!r} is not a date such as 2019-04-01") from None


def _list(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split("|") if part.strip())


def _refuse_duplicates(areas: Sequence[tuple[int, Area]], column: str) -> None:
    """Raise ValueError if two rows share a value that must be an area's own."""
    seen: dict[str, int] = {}
    for line, area in areas:
        key = fold(getattr(area, column))
        if key and key in seen:
            raise ValueError(
                f"line {line}: column {column}: {getattr(area, column)!r} is also on line {seen[key]}"
            )
        seen[key] = line
