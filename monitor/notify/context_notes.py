"""The parts of a message that look beyond the report: who else has this outcome, and what comes next."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any

from monitor.domain.bank_holidays import england
from monitor.domain.deadline_words import sentence
from monitor.domain.deadlines import Deadline, Expected, RecordedDate, after, with_recorded
from monitor.domain.events import Event
from monitor.domain.inspection import READ, Inspection
from monitor.domain.outcome import Band
from monitor.domain.report import NextInspection
from monitor.domain.wording import london, region_in_sentence, spoken_month, spoken_months
from monitor.notify.facts import ReportFacts, mapping
from monitor.notify.note import Part
from monitor.notify.plain import a_count, a_date, plain

_PLANS = (Expected.PRIORITY_ACTION_PLAN, Expected.STRATEGIC_PLAN)
_NO_DATE = "We have no date to give for the next full inspection."


def context_part(event: Event, facts: ReportFacts) -> tuple[Part, ...]:
    """Say how many areas hold this outcome, and when the last full inspection was."""
    context = mapping(mapping(event.data).get("context"))
    if facts.band is None:
        return ()
    lines = (*_across(context, facts.band, facts), *_interval(mapping(context.get("since_last_full"))))
    return (Part("The wider picture", lines=lines),) if lines else ()


def next_part(event: Event, facts: ReportFacts) -> tuple[Part, ...]:
    """Say what follows; nothing without an outcome, because what follows would give it away."""
    expected, today = _expected(event, facts), london(event.seen).date()
    if facts.kind == "monitoring" and not facts.in_doubt:
        return (_next_full(event, facts, today),)
    if not expected:
        return ()
    plans = [sentence(one, today) for one in expected if one.what in _PLANS]
    visits = [sentence(one, today) for one in expected if one.what not in _PLANS]
    said = [f"The report says: “{facts.next_text}”"] if facts.next_text else []
    return (Part("What happens next", items=(*plans, *said, *visits)),)


def _next_full(event: Event, facts: ReportFacts, today: date) -> Part:
    """Say when the next full inspection is expected, after a monitoring inspection."""
    said = [f"The report says: “{facts.next_text}”"] if facts.next_text else []
    coming = next((one for one in _after_last_full(event, facts) if one.what is Expected.FULL), None)
    known = coming is not None and coming.due is not None
    said.append(sentence(coming, today, "the last one") if coming and known else _NO_DATE)
    return Part("What happens next", items=tuple(said))


# --- the wider picture -------------------------------------------------------------------------------


def _across(context: Mapping[str, Any], band: Band, facts: ReportFacts) -> tuple[str, ...]:
    country = _share(mapping(context.get("england")), band)
    if country is None:
        return ()
    parts = [f"Across England, {_of_areas(*country)} this outcome"]
    region = mapping(context.get("region"))
    if (share := _share(region, band)) and (name := plain(region.get("name"), 60)):
        parts.append(f"in {region_in_sentence(name)}, {share[0]} of {share[1]}")
    if share := _alike(context.get("neighbours"), band):
        parts.append(f"of the areas most like {facts.area} by official statistics, {share[0]} of {share[1]}")
    return (f"{'; '.join(parts)}.",)


def _of_areas(number: int, total: int) -> str:
    if number == total:
        return f"{'both' if total == 2 else f'all {total}'} areas with a report now have"
    return f"{number} of the {total} areas with a report now {'has' if number == 1 else 'have'}"


def _share(counts: Mapping[str, Any], band: Band) -> tuple[int, int] | None:
    """Give how many hold this outcome, of how many; a single area is no picture."""
    total = a_count(counts.get("total"), 999)
    if total is None or total < 2:
        return None
    return a_count(mapping(counts.get("bands")).get(band), total) or 0, total


def _alike(neighbours: Any, band: Band) -> tuple[int, int] | None:
    rows: Iterable[Any] = neighbours if isinstance(neighbours, list | tuple) else ()
    bands = [found for row in rows if (found := mapping(row).get("band"))]
    return (bands.count(band), len(bands)) if len(bands) > 1 else None


def _interval(since: Mapping[str, Any]) -> tuple[str, ...]:
    day = a_date(since.get("date"))
    announced = a_count(since.get("announced"), 120)
    if day is None:
        return ()
    next_one = f"; the next was announced within about {spoken_months(announced)}" if announced else ""
    return (f"The last full inspection was in {spoken_month(day)}{next_one}.",)


# --- what comes next ---------------------------------------------------------------------------------


def _expected(event: Event, facts: ReportFacts) -> list[Deadline]:
    """Give what follows this report, with the dates that had been recorded when the message was written."""
    inspection = Inspection(
        area="",
        kind="full",
        framework=None,
        start=facts.visit_start,
        end=facts.visit_end,
        published=facts.published,
        outcome={"band": facts.band},
        plan=facts.plan,
        next=NextInspection(facts.full_months, facts.monitoring_months, facts.next_text),
    )
    return with_recorded(after(inspection, england), _recorded(event, facts.published), inspection)


def _after_last_full(event: Event, facts: ReportFacts) -> list[Deadline]:
    """Give what follows the last full inspection before a monitoring inspection, if the event tells of it."""
    last = mapping(mapping(mapping(event.data).get("context")).get("last_full"))
    inspection = Inspection(
        area="",
        kind="full",
        framework=None,
        start=None,
        end=a_date(last.get("end")),
        published=a_date(last.get("published")),
        outcome={"band": facts.standing[0] if facts.standing else None},
        source=plain(last.get("source")) or READ,
        next=NextInspection(a_count(last.get("full_months"), 120), None, None),
    )
    return with_recorded(after(inspection, england), _recorded(event, inspection.published), inspection)


def _recorded(event: Event, follows: date | None) -> list[RecordedDate]:
    recorded = mapping(mapping(event.data).get("context")).get("recorded")
    rows = recorded if isinstance(recorded, list | tuple) else ()
    return [one for row in rows if (one := _record(row, follows))]


def _record(row: Any, follows: date | None) -> RecordedDate | None:
    found = mapping(row)
    if found.get("what") not in set(Expected):
        return None
    what, day = Expected(str(found["what"])), a_date(found.get("day"))
    never = datetime.min.replace(tzinfo=UTC)
    return RecordedDate("", what, follows, day, plain(found.get("source"), 200), note="", by="", at=never)
