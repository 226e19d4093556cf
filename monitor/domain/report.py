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
class AreaAction:
    """What a monitoring report says of one area for priority action; `number` as printed, if it is."""

    number: int | None
    action: str | None  # "effective", "ineffective" or None
    evidence: str


@dataclass(frozen=True, slots=True)
class MonitoringResult:
    """What a monitoring inspection found: `addressed` areas for priority action out of `of`."""

    action: str | None = None  # "effective", "ineffective" or None
    addressed: int | None = None
    of: int | None = None
    areas: tuple[AreaAction, ...] = ()


@dataclass(frozen=True, slots=True)
class LetterResult:
    """What a letter of 2016 to 2022 found. None: we do not know."""

    wsoa_required: bool | None = None
    weaknesses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RevisitResult:
    """Sufficient progress on `sufficient` of `of` weaknesses; the dates are the written statement's."""

    sufficient: int | None = None
    of: int | None = None
    issued: date | None = None
    fit_for_purpose: date | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """The band with the first paragraph of the outcome box and its page; or no band.

    Documents without bands have a `result` of their own instead.
    """

    band: Band | None
    evidence: str | None
    page: int | None
    result: MonitoringResult | LetterResult | RevisitResult | None = None


@dataclass(frozen=True, slots=True)
class NextInspection:
    """When inspectors say they will be back, in months from this inspection."""

    full_months: int | None
    monitoring_months: int | None
    text: str | None


@dataclass(frozen=True, slots=True)
class PriorityAction:
    """An area for priority action, whole, with the bodies that must act on it, as printed."""

    text: str
    responsible: tuple[str, ...]
    themes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Improvement:
    """An area for improvement, whole; bullets inside it are lines of their own."""

    text: str
    themes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LeadInspectors:
    """Who led the inspection, for each inspectorate."""

    ofsted: tuple[str, ...] = ()
    cqc: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph or bullet of a report and the page it begins on, from 1."""

    text: str
    page: int


@dataclass(frozen=True, slots=True)
class SectionText:
    """One of the three narrative sections: experience, effective or better."""

    name: str
    paragraphs: tuple[Paragraph, ...]


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
    priority_actions: tuple[PriorityAction, ...] = ()
    improvements: tuple[Improvement, ...] = ()
    local_authorities: tuple[str, ...] = ()
    integrated_care_boards: tuple[str, ...] = ()
    lead_inspectors: LeadInspectors = field(default=LeadInspectors())
    sections: tuple[SectionText, ...] = ()  # kept with the record, not part of the contract
    dated: date | None = None  # of a letter

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
            "outcome": _outcome(self.outcome),
            "next": asdict(self.next),
            "plan": self.plan,
            "priority_actions": [_lists(asdict(action)) for action in self.priority_actions],
            "improvements": [_lists(asdict(item)) for item in self.improvements],
            "local_authorities": list(self.local_authorities),
            "integrated_care_boards": list(self.integrated_care_boards),
            "lead_inspectors": _lists(asdict(self.lead_inspectors)),
            "warnings": list(self.warnings),
        } | self._letter_date()

    def as_record(self) -> dict[str, Any]:
        """Give the report as it is kept: its JSON, the text the outcome was sought in, and the narrative."""
        return self.as_json() | {
            "outcome_section": self.outcome_section,
            "sections": {
                section.name: [asdict(paragraph) for paragraph in section.paragraphs]
                for section in self.sections
            },
        }

    def _letter_date(self) -> dict[str, Any]:
        if self.outcome.result is None:
            return {}
        return {"dated": self.dated.isoformat() if self.dated else None}


def _outcome(outcome: Outcome) -> dict[str, Any]:
    """Give band, evidence and page, and beside them what a document without bands states."""
    found = {"band": outcome.band, "evidence": outcome.evidence, "page": outcome.page}
    match outcome.result:
        case MonitoringResult(action, addressed, of, areas):
            listed = [asdict(area) for area in areas]
            return found | {"action": action, "addressed": addressed, "of": of, "areas": listed}
        case LetterResult(required, weaknesses):
            return found | {"wsoa_required": required, "weaknesses": list(weaknesses)}
        case RevisitResult(sufficient, of, issued, fit):
            dates = {
                "issued": issued.isoformat() if issued else None,
                "fit_for_purpose": fit.isoformat() if fit else None,
            }
            return found | {"sufficient": sufficient, "of": of, "written_statement": dates}
    return found


def _lists(fields: dict[str, Any]) -> dict[str, Any]:
    """Give fields with lists where they hold tuples, as JSON has them."""
    return {name: list(value) if isinstance(value, tuple) else value for name, value in fields.items()}


def _dates(found: DateRange | None, *, text: bool) -> dict[str, str | None] | None:
    if found is None:
        return None
    start = found.start.isoformat() if found.start else None
    end = found.end.isoformat() if found.end else None
    return {"text": found.text, "start": start, "end": end} if text else {"start": start, "end": end}
