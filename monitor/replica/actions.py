"""The switches that act once: each changes the world, and only a reset takes it back."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from monitor.domain.outcome import Band
from monitor.replica.records import FULL, LONDON, MONITORING, Provider, Report
from monitor.replica.world import World

FORMER_SET = 16  # areas whose provider id changed in 2024 (`sources.md` 7)
UNHEARD_OF = "Area SEND engagement visit"
AS_PDF = "Single inspection of LA children's services as PDF"
FRIDAY, SATURDAY = 4, 5


def flip(world: World, name: str, value: Any) -> Any:
    """Set a switch of either sort; gives what it made or the value. Raises KeyError, ValueError."""
    if name in ACTIONS:
        return ACTIONS[name](world, value)
    world.set(name, value)
    return value


def change_provider_ids(world: World, value: Any) -> dict[str, str]:
    """Move areas to other ids: `former`, `current` again, or as a mapping says."""
    moves = value if isinstance(value, dict) else _known_moves(world, value)
    for old, new in moves.items():
        world.change_id(old, new)
    return dict(moves)


def _known_moves(world: World, direction: str) -> dict[str, str]:
    if direction not in {"former", "current"}:
        raise ValueError("change_provider_ids takes 'former', 'current' or a mapping")
    if direction == "current":
        return {p.urn: p.former[-1] for p in world.providers() if p.former and p.urn == p.la_code}
    known = {p.urn: p.former[-1] for p in world.providers() if p.former}
    coded = {p.urn: p.la_code for p in world.providers() if p.la_code}
    return known or dict(list(coded.items())[:FORMER_SET])


def unknown_urn(world: World, value: Any) -> str:
    """List an authority that is in no table, with two reports."""
    wanted = value if isinstance(value, dict) else {}
    urn = str(wanted.get("urn", "2999001"))
    provider = world.add_area(urn, wanted.get("name", "Ashbourne Vale Council"))
    world.put(replace(provider, events=(("opened", "Opened"),)))
    for days in (400, 90):
        _publish(world, urn, "Children's services inspection", world.today() - timedelta(days=days))
    return urn


def rename(world: World, value: dict[str, str]) -> str:
    """Give an authority another full name."""
    provider = _area(world, value["urn"])
    world.put(replace(provider, name=value["name"]))
    return value["name"]


def split_area(world: World, value: Any) -> list[str]:
    """Close an authority and open its successors."""
    wanted = value if isinstance(value, dict) else {"urn": value}
    old = _area(world, wanted["urn"])
    into = wanted.get("into") or [
        [f"29990{number}", f"{side} {old.name}"] for number, side in enumerate(("East", "West"), start=11)
    ]
    successors = "; ".join(name for _, name in into)
    events = (("closed", "Closed"), ("successor", f"Succeeded by {successors}"), *old.events)
    world.put(replace(old, closed=True, events=events))
    for urn, name in into:
        new = world.add_area(str(urn), name, region=old.region)
        world.put(replace(new, events=(("opened", "Opened"), ("predecessor", f"Preceded by {old.name}"))))
        _publish(world, str(urn), "Children's services focused visit", world.today())
    return [str(urn) for urn, _ in into]


def unknown_send_title(world: World, value: Any) -> str:
    """Publish a report whose SEND title is in no list."""
    wanted = value if isinstance(value, dict) else {"urn": value}
    urn = _area(world, wanted["urn"]).urn
    return _publish(world, urn, wanted.get("title", UNHEARD_OF), world.today())


def monitoring_title(world: World, value: Any) -> str:
    """Publish a monitoring inspection."""
    return _publish(world, _area(world, value).urn, MONITORING, world.today())


def as_pdf_title(world: World, value: Any) -> str:
    """Publish a report whose own title ends in `as PDF`."""
    return _publish(world, _area(world, value).urn, AS_PDF, world.today())


def file_new_bytes(world: World, value: Any) -> list[str]:
    """Serve other bytes under known ids; `true` means every report there is."""
    every = [report.file_id for provider in world.providers() for report in provider.reports]
    ids = every if value is True else [value] if isinstance(value, str) else list(value)
    for file_id in ids:
        world.replace(file_id)
    return ids


def file_new_id(world: World, value: str) -> str:
    """Give an entry another file id; the old one is missing from then on."""
    new = world.next_id()
    world.alter(value, file_id=new)
    return new


def id_inversion(world: World, value: Any) -> str:
    """Publish a report of today under an id below that of yesterday's report elsewhere."""
    area = _area(world, value)
    others = [provider for provider in world.providers() if provider.urn != area.urn]
    low = world.next_id()
    high = str(int(low) + 74)
    if others:
        _publish(world, others[-1].urn, FULL, world.today() - timedelta(days=1), file_id=high)
    return _publish(world, area.urn, FULL, world.today(), file_id=low)


def old_date_new_id(world: World, value: Any) -> str:
    """Load an old report late: a new id, a date of 400 days ago."""
    return _publish(world, _area(world, value).urn, FULL, world.today() - timedelta(days=400))


def set_clock(world: World, value: str) -> str:
    """Set the clock, and publish what that makes due."""
    world.clock.set(datetime.fromisoformat(value))
    world.settle()
    return world.clock.now().isoformat()


def publish_at(world: World, value: dict[str, str]) -> str:
    """Hold a report until 09:30 London time of a day."""
    day = date.fromisoformat(value["day"])
    report = Report(
        world.next_id(),
        value.get("title", FULL),
        day - timedelta(days=67),
        day,
        synthetic=True,
        synthetic_date=True,
    )
    world.hold(_area(world, value["urn"]).urn, report)
    return report.file_id


def burst(world: World, value: Any) -> list[str]:
    """Publish a full inspection at each of so many areas."""
    areas = world.providers()[: 12 if value is True else int(value)]
    return [_publish(world, area.urn, FULL, world.today(), number) for number, area in enumerate(areas)]


def clock_change(world: World, value: str) -> str:
    """Go to noon of the Friday before British clocks next change."""
    month = {"spring": 3, "autumn": 10}[value]
    year, today = world.today().year, world.today()
    friday = _friday_before_change(year, month)
    if friday <= today:
        friday = _friday_before_change(year + 1, month)
    return set_clock(world, datetime.combine(friday, time(12), LONDON).isoformat())


def weekend(world: World, value: Any) -> str:
    """Go to 09:00 of the next Saturday."""
    ahead = (SATURDAY - world.today().weekday() - 1) % 7 + 1
    saturday = world.today() + timedelta(days=ahead)
    return set_clock(world, datetime.combine(saturday, time(9), LONDON).astimezone(UTC).isoformat())


def _friday_before_change(year: int, month: int) -> date:
    last = date(year, month, 31)  # both months have 31 days; the change is on the last Sunday
    sunday = last - timedelta(days=(last.weekday() + 1) % 7)
    return sunday - timedelta(days=2)


def _area(world: World, value: Any) -> Provider:
    found = world.providers()[0] if value is True else world.provider(str(value))
    if found is None:
        raise KeyError(value)
    return found


def _publish(
    world: World, urn: str, title: str, day: date, number: int = 1, *, file_id: str | None = None
) -> str:
    start = day - timedelta(days=67 + day.weekday())
    return world.publish(
        urn,
        title,
        start,
        published=day,
        band=list(Band)[number % len(Band)].value if title == FULL else None,
        inspected_end=start + timedelta(days=4),
        file_id=file_id,
    )


ACTIONS: dict[str, Callable[[World, Any], Any]] = {
    "change_provider_ids": change_provider_ids,
    "unknown_urn": unknown_urn,
    "rename": rename,
    "split_area": split_area,
    "unknown_send_title": unknown_send_title,
    "monitoring_title": monitoring_title,
    "as_pdf_title": as_pdf_title,
    "file_new_bytes": file_new_bytes,
    "file_new_id": file_new_id,
    "id_inversion": id_inversion,
    "old_date_new_id": old_date_new_id,
    "clock": set_clock,
    "publish_at": publish_at,
    "burst": burst,
    "clock_change": clock_change,
    "weekend": weekend,
}
