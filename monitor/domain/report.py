"""A report as we read it: every claim with the words it came from.

The JSON shape is the contract of `read --json`. Names are as printed; an unknown date is None.
"""

from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from monitor.domain.outcome import Band


@dataclass(frozen=True, slots=True)
class DateRange:
    """The on-site days as printed on page 1; `start` and `end` are None where no date is given."""

    text: str | None
    start: date | None
    end: date | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """The band with the first paragraph of the outcome box and its page; or no band."""

    band: Band | None
    evidence: str | None
    page: int | None


@dataclass(frozen=True, slots=True)
class NextInspection:
    """When inspectors say they will be back, in months from this inspection."""

    full_months: int | None
    monitoring_months: int | None
    text: str | None


@dataclass(frozen=True, slots=True)
class Report:
    """One document, read. `kind`: full, monitoring, letter_2016, revisit_2018 or other."""

    kind: str
    framework: str | None
    area_name: str | None
    area_urn: str | None
    partnership: str | None
    inspection: DateRange | None
    previous_inspection: DateRange | None
    outcome: Outcome
    next: NextInspection
    plan: str | None  # "strategic_plan", "priority_action_plan" or None
    pages: int
    outcome_section: str | None = None  # for a person to read when there is no band
    warnings: tuple[str, ...] = field(default=())

    def as_json(self) -> dict[str, Any]:
        """Give the report as the JSON object of `read --json`, without `file` and `sha256`."""
        return {
            "pages": self.pages,
            "kind": self.kind,
            "framework": self.framework,
            "area": {"urn": self.area_urn, "name": self.area_name} if self.area_name else None,
            "partnership": self.partnership,
            "inspection": _dates(self.inspection, text=False),
            "previous_inspection": _dates(self.previous_inspection, text=True),
            "outcome": asdict(self.outcome),
            "next": asdict(self.next),
            "plan": self.plan,
            "warnings": list(self.warnings),
        }


def _dates(found: DateRange | None, *, text: bool) -> dict[str, str | None] | None:
    if found is None:
        return None
    start = found.start.isoformat() if found.start else None
    end = found.end.isoformat() if found.end else None
    return {"text": found.text, "start": start, "end": end} if text else {"start": start, "end": end}
