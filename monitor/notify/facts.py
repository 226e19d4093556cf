"""Reads what an event about a report says into typed facts that are safe to print.

Whatever is missing or of another shape becomes None: a message is late or wrong never because of a field.
A band is taken only with the sentence it came from, or from a person who read it, from a full report, and
not while it is being withheld.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from monitor.domain.events import Event
from monitor.domain.outcome import Band
from monitor.notify.plain import a_count, a_date, a_hash, a_moment, plain, web_address

QUOTE_LIMIT = 1500
AREA_NOT_NAMED = "Area not named"


@dataclass(frozen=True, slots=True)
class ReportFacts:
    """What a message about a report may say. `kind` is None where the report's kind is not known."""

    area: str
    region: str
    partnership: str
    kind: str | None
    title: str
    published: date | None
    visit_start: date | None
    visit_end: date | None
    previous_text: str
    previous_start: date | None
    previous_end: date | None
    band: Band | None
    evidence: str
    page: int | None
    withheld: str
    full_months: int | None
    monitoring_months: int | None
    next_text: str
    plan: str | None
    changed: tuple[str, ...]
    page_url: str | None
    file_url: str | None
    sha256: str | None
    first_seen: datetime | None
    action: str | None  # of a monitoring inspection: "effective" or "ineffective"
    addressed: int | None
    of: int | None
    standing: tuple[Band, date] | None  # the last full report's outcome and its date

    @property
    def in_doubt(self) -> bool:
        """Whether the report should give an outcome, and we cannot state it."""
        return self.band is None and (bool(self.withheld) or self.kind in {"full", None})


def report_facts(event: Event) -> ReportFacts:
    """Read the facts of a `report.*` event."""
    data = mapping(event.data)
    report = mapping(data.get("report"))
    visit, previous = mapping(report.get("inspection")), mapping(report.get("previous_inspection"))
    outcome, coming = mapping(report.get("outcome")), mapping(report.get("next"))
    band = _band(event, report, outcome, data.get("withheld"))
    action, addressed, of = _action(report, outcome, data.get("withheld"))
    return ReportFacts(
        area=area_name(data, report),
        region=plain(data.get("region")),
        partnership=plain(report.get("partnership")),
        kind=plain(report.get("kind")) or None,
        title=plain(data.get("title")),
        published=a_date(data.get("published")),
        visit_start=a_date(visit.get("start")) or a_date(visit.get("end")),
        visit_end=a_date(visit.get("end")) or a_date(visit.get("start")),
        previous_text=plain(previous.get("text")),
        previous_start=a_date(previous.get("start")),
        previous_end=a_date(previous.get("end")) or a_date(previous.get("start")),
        band=band,
        evidence=plain(outcome.get("evidence"), QUOTE_LIMIT) if band or action else "",
        page=a_count(outcome.get("page"), 999),
        withheld=plain(data.get("withheld")),
        full_months=a_count(coming.get("full_months"), 120),
        monitoring_months=a_count(coming.get("monitoring_months"), 120),
        next_text=plain(coming.get("text"), 600),
        plan=plain(report.get("plan")) or None,
        changed=texts(data.get("changed")),
        page_url=web_address(data.get("page_url")),
        file_url=web_address(data.get("file_url")),
        sha256=a_hash(data.get("sha256")),
        first_seen=a_moment(data.get("first_seen")),
        action=action,
        addressed=addressed if of is not None else None,
        of=of if addressed is not None else None,
        standing=_standing(data.get("standing")),
    )


def area_name(data: Mapping[str, Any], report: Mapping[str, Any]) -> str:
    """Name the area as well as we can; a message always says which one it is about, or that we cannot."""
    named = data.get("area_name") or mapping(report.get("area")).get("name") or report.get("partnership")
    return plain(named, 120) or AREA_NOT_NAMED


def mapping(value: Any) -> Mapping[str, Any]:
    """Give a mapping as it is and anything else as an empty one."""
    return value if isinstance(value, Mapping) else {}


def texts(value: Any, limit: int = 300) -> tuple[str, ...]:
    """Give a list's entries as plain text of at most `limit` characters each; anything else has none."""
    if not isinstance(value, list | tuple):
        return ()
    return tuple(line for entry in value if (line := plain(entry, limit)))


def _band(event: Event, report: Mapping[str, Any], outcome: Mapping[str, Any], withheld: Any) -> Band | None:
    by_a_person = bool(report.get("reviewed"))  # the document they read need not be one that we have
    if report.get("kind") != "full" or withheld or not (by_a_person or plain(outcome.get("evidence"))):
        return None
    try:
        band = Band(str(outcome.get("band")))
    except ValueError:
        return None
    # Two records that disagree are a doubt, and a doubt is not sent out as an outcome.
    return band if event.band in {None, band} else None


def _action(
    report: Mapping[str, Any], outcome: Mapping[str, Any], withheld: Any
) -> tuple[str | None, int | None, int | None]:
    """Give what a monitoring inspection found, only with its sentence; numbers only where they fit."""
    action = outcome.get("action")
    stated = report.get("kind") == "monitoring" and not withheld and plain(outcome.get("evidence"))
    if not stated or action not in {"effective", "ineffective"}:
        return None, None, None
    of = a_count(outcome.get("of"), 99)
    addressed = 0 if outcome.get("addressed") == 0 else a_count(outcome.get("addressed"), of or 1)
    if of is None or addressed is None or (action == "effective" and addressed == 0):
        return str(action), None, None
    return str(action), addressed, of


def _standing(value: Any) -> tuple[Band, date] | None:
    """Read which outcome stands: {"band": code, "date": ISO date}."""
    found = mapping(value)
    day = a_date(found.get("date"))
    try:
        return (Band(str(found.get("band"))), day) if day else None
    except ValueError:
        return None
