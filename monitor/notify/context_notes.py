"""The parts of a message that look beyond the report: what comes next."""

from datetime import date

from monitor.domain.bank_holidays import england
from monitor.domain.deadline_words import sentence
from monitor.domain.deadlines import Deadline, Expected, after
from monitor.domain.inspection import Inspection
from monitor.domain.report import NextInspection
from monitor.notify.facts import ReportFacts
from monitor.notify.note import Part

_PLANS = (Expected.PRIORITY_ACTION_PLAN, Expected.STRATEGIC_PLAN)


def next_part(facts: ReportFacts, today: date) -> tuple[Part, ...]:
    """Say what follows; nothing without an outcome, because what follows would give it away."""
    expected = _expected(facts)
    if not expected:
        return ()
    plans = [sentence(one, today) for one in expected if one.what in _PLANS]
    visits = [sentence(one, today) for one in expected if one.what not in _PLANS]
    said = [f"The report says: “{facts.next_text}”"] if facts.next_text else []
    return (Part("What happens next", items=(*plans, *said, *visits)),)


def _expected(facts: ReportFacts) -> list[Deadline]:
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
    return after(inspection, england)
