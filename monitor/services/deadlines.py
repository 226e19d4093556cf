"""What each area has to expect and about when; reminders of it; and the dates that a person recorded."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from monitor.domain.area import Area, AreaTable
from monitor.domain.deadline_words import TITLES, sentence, when
from monitor.domain.deadlines import (
    BankHolidays,
    Deadline,
    Expected,
    RecordedDate,
    deadlines_of,
    last_full,
    reminders,
)
from monitor.domain.events import EventKind, NewEvent
from monitor.domain.matching import LONDON
from monitor.ports.store import Store
from monitor.services.alert import addressed
from monitor.services.discover import BASELINE_DONE
from monitor.services.house import House
from monitor.services.inspections import all_inspections, inspections_of

_REMINDED = "reminded-on"
_MORNING = time(8)


def deadlines_by_area(
    store: Store, areas: AreaTable, bank_holidays: BankHolidays
) -> list[tuple[Area, list[Deadline]]]:
    """Give what the areas have to expect, in the table's order, without those that have nothing."""
    recorded: dict[str, list[RecordedDate]] = {}
    for one in store.recorded_dates():
        recorded.setdefault(one.area, []).append(one)
    inspections = all_inspections(store, areas)
    found = [
        (area, deadlines_of(inspections[area.id], recorded.get(area.id, ()), bank_holidays)) for area in areas
    ]
    return [(area, deadlines) for area, deadlines in found if deadlines]


def record_date(
    store: Store,
    area: Area,
    what: Expected,
    day: date | None,
    *,
    source: str,
    note: str,
    by: str,
    now: datetime,
) -> RecordedDate:
    """Write down a date for what follows the area's last full inspection, or, without a day, take it back."""
    full = last_full(inspections_of(store, area))
    record = RecordedDate(area.id, what, full.published if full else None, day, source, note, by, now)
    store.record_date(record)
    store.set_meta(_REMINDED, "")  # its reminder may be due today
    return record


def remind(house: House) -> None:
    """Make the reminders that are due, once a day and not at night; none from before the first read ended."""
    local = house.clock().astimezone(LONDON)
    baselined, today = house.store.get_meta(BASELINE_DONE), local.date()
    done = house.store.get_meta(_REMINDED) == today.isoformat()
    if baselined is None or done or local.time() < _MORNING:
        return
    since = datetime.fromisoformat(baselined).astimezone(LONDON).date()
    if since == today:  # whatever is due today was due before
        return
    for area, deadlines in deadlines_by_area(house.store, house.areas, house.bank_holidays):
        for deadline in deadlines:
            for lead in reminders(deadline, house.leads, since=since, today=today):
                event = _reminder(area, deadline, lead, today, house.pages.url(area.urn))
                house.store.record_event(*addressed(house, event), house.clock())
    house.store.set_meta(_REMINDED, today.isoformat())


def _reminder(area: Area, deadline: Deadline, lead: timedelta, today: date, url: str) -> NewEvent:
    due, follows = deadline.due or today, deadline.follows
    data = {
        "area_name": area.name,
        "urn": area.urn,
        "region": area.region or None,
        "title": TITLES[deadline.what],
        "when": when(deadline, today),
        "text": sentence(deadline, today, "the last one"),
        "page_url": url,
        "file_url": follows.url if follows else None,
        "lead_days": lead.days,
        **deadline_json(deadline),
    }
    key = f"{EventKind.DEADLINE_DUE}:{area.id}:{deadline.what}:{due}:{lead.total_seconds() / 86400:g}d"
    occurred = datetime.combine(today, time(), UTC)
    return NewEvent(key, EventKind.DEADLINE_DUE, area.id, None, occurred, data)


def deadline_json(deadline: Deadline) -> dict[str, Any]:
    """Give a deadline as data; a date that is only good for its month is given as the month alone."""
    recorded, follows = deadline.recorded, deadline.follows
    return {
        "what": deadline.what.value,
        "due": _iso(deadline.due, deadline.to_the_day),
        "precision": None if deadline.due is None else "day" if deadline.to_the_day else "month",
        "estimate": _iso(deadline.estimate, deadline.what is Expected.PRIORITY_ACTION_PLAN),
        "basis": deadline.basis,
        "counted_from": _iso(deadline.counted_from, True),
        "recorded": {"day": _iso(recorded.day, True), "source": recorded.source} if recorded else None,
        "inspection": {
            "start": _iso(follows.start, True),
            "end": _iso(follows.end, True),
            "published": _iso(follows.published, True),
            "band": follows.outcome.get("band"),
            "file_id": follows.file_id,
            "source": follows.source,
        }
        if follows
        else None,
    }


def _iso(day: date | None, to_the_day: bool) -> str | None:
    if day is None:
        return None
    return day.isoformat() if to_the_day else f"{day:%Y-%m}"
