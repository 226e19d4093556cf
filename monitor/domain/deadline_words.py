"""How we say what is expected of an area: as an estimate with its basis, or as what the area itself says.

What comes next is never a promise: months and years only, always "by around", and the plan's date always with
how we got it. Once a date is past it was due, and we have no record, which accuses nobody (`domain.md` 3.4).
"""

from datetime import date

from monitor.domain.deadlines import PLAN_WORKING_DAYS, Deadline, Expected
from monitor.domain.wording import spoken_date, spoken_month, spoken_months

TITLES = {
    Expected.PRIORITY_ACTION_PLAN: "priority action plan",
    Expected.STRATEGIC_PLAN: "strategic plan",
    Expected.MONITORING: "monitoring inspection",
    Expected.FULL: "next full inspection",
}
_TASKS = {
    Expected.PRIORITY_ACTION_PLAN: "The partnership must write and submit a priority action plan.",
    Expected.STRATEGIC_PLAN: (
        "The inspectorates ask the partnership to update and publish its strategic plan."
    ),
    Expected.MONITORING: "A monitoring inspection is to come.",
    Expected.FULL: "The next full inspection is to come.",
}
_HAPPENED = {
    Expected.PRIORITY_ACTION_PLAN: "it being published",
    Expected.STRATEGIC_PLAN: "it being published",
    Expected.MONITORING: "its report",
    Expected.FULL: "its report",
}
_CLOCK = (
    f"Our estimate: {PLAN_WORKING_DAYS} working days from publication. The clock runs from the day the area "
    "received the report, usually about a week earlier."
)


def sentence(deadline: Deadline, today: date, this: str = "this one") -> str:
    """Say what is expected and about when; `this` names the inspection that it is counted from."""
    record = deadline.recorded
    if record is not None and record.day is not None:
        return _recorded(deadline.what, record.day, record.source, today)
    if deadline.what is Expected.FULL:
        return _next_full(deadline, today, this)
    if deadline.what is Expected.MONITORING:
        return _monitoring(deadline, today)
    return _plan(deadline, today)


def when(deadline: Deadline, today: date) -> str:
    """Say about when, in as few words as a table has room for."""
    due = deadline.due
    if due is None:
        return "no date is known"
    past = "was due " if _is_past(deadline, today) else ""
    if deadline.recorded is not None:
        return f"{past}{spoken_date(due)}, as the area says"
    if deadline.to_the_day:
        return f"{past}by about {spoken_date(due)}"
    return f"{past}around {spoken_month(due)}"


def basis(deadline: Deadline) -> str:
    """Say what a date rests on, in as few words as a table has room for."""
    if deadline.recorded is not None:
        return f"recorded from {deadline.recorded.source}"
    if deadline.due is None or deadline.counted_from is None:
        return ""
    length = (
        f"{PLAN_WORKING_DAYS} working days"
        if deadline.what is Expected.PRIORITY_ACTION_PLAN
        else spoken_months(deadline.months or 0)
    )
    start = "publication" if deadline.basis == "publication" else "the end of the visit"
    return f"our estimate: {length} from {start}, {spoken_date(deadline.counted_from)}"


def _recorded(what: Expected, day: date, source: str, today: date) -> str:
    says, is_the = ("said", "was the") if day < today else ("says", "is the")
    said = f"The area {says} {spoken_date(day)} {is_the} date for this (source: {source})"
    if day < today:
        said += f"; we have no record of {_HAPPENED[what]}"
    return f"{_TASKS[what]} {said}."


def _plan(deadline: Deadline, today: date) -> str:
    task, due = _TASKS[deadline.what], deadline.due
    if due is None:
        return f"{task} We know of no date for this."
    if due < today:
        said = f"It was due by about {spoken_date(due)}; we have no record of it being published."
    else:
        said = f"Due by about {spoken_date(due)}."
    return f"{task} {said} {_CLOCK}"


def _monitoring(deadline: Deadline, today: date) -> str:
    length = spoken_months(deadline.months or 0)
    if deadline.due is None:
        return f"A monitoring inspection will come within about {length} of this report."
    return (
        f"A monitoring inspection {_by(deadline, deadline.due, today)}. "
        f"Our estimate: {length} from publication{_counted(deadline)}."
    )


def _next_full(deadline: Deadline, today: date, this: str) -> str:
    if deadline.months is None:
        return "We could not read in the report when the next full inspection will be."
    length = spoken_months(deadline.months)
    if deadline.due is None:
        return (
            f"The next full inspection will be within about {length}. We could not read the dates of this "
            "inspection, so we cannot say which month that is."
        )
    return (
        f"The next full inspection {_by(deadline, deadline.due, today)}. "
        f"Our estimate: {length} from the end of {this}{_counted(deadline)}."
    )


def _by(deadline: Deadline, due: date, today: date) -> str:
    if _is_past(deadline, today):
        return f"was due around {spoken_month(due)}"
    return f"is expected by around {spoken_month(due)}, perhaps earlier"


def _counted(deadline: Deadline) -> str:
    return f" in {spoken_month(deadline.counted_from)}" if deadline.counted_from else ""


def _is_past(deadline: Deadline, today: date) -> bool:
    due = deadline.due
    if due is None:
        return False
    if deadline.to_the_day:
        return due < today
    return (due.year, due.month) < (today.year, today.month)
