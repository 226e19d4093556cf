"""Say in plain words what a comparison found, and no more than that.

Between two full inspections of today's framework an outcome may be called better or worse. Across frameworks
there is no word of direction, no "from" and no arrow: an area told to write a written statement of action may
later get the highest of today's outcomes, and one found sufficient on everything the middle one
(`domain.md` 4).
"""

from collections.abc import Mapping
from typing import Any

from monitor.domain.compare import Comparison, band_of
from monitor.domain.inspection import Inspection
from monitor.domain.wording import in_sentence, spoken_month

NEW_FRAMEWORK_YEAR = 2023
_MADE = "was made under the 2016–22 framework, which gave no bands."
_NOT_KNOWN = "we do not know whether a written statement of action was required"
_REQUIRED: dict[Any, str] = {
    True: "a written statement of action was required",
    False: "no written statement of action was required",
}
_STATEMENT: dict[Any, str] = {
    True: "It required a written statement of action.",
    False: "It did not require a written statement of action.",
    None: "It may or may not have required a written statement of action: we do not know.",
}
_UNKNOWN = "a number of weaknesses that is not known"
_ENDING = "The two results are not comparable."
_MONITORED = {"effective": "effective action", "ineffective": "ineffective action"}
_FOUND_UNKNOWN = "what it found is not known"


def summary(found: Comparison) -> str:
    """Say in one plain sentence, or a few where one would mislead, what the comparison found."""
    kind = found.current.kind
    if kind == "monitoring":
        return _monitoring(found)
    if kind == "full":
        return _full(found)
    return _old_framework(found)


def outcome_words(inspection: Inspection) -> str:
    """Name what an inspection found, in the words of its framework, for the middle of a sentence."""
    outcome = inspection.outcome
    match inspection.kind:
        case "full":
            band = band_of(inspection)
            return in_sentence(band) if band else "outcome not known"
        case "monitoring":
            return _action(inspection) or _FOUND_UNKNOWN
        case "letter_2016":
            return _REQUIRED.get(outcome.get("wsoa_required"), _NOT_KNOWN)
        case "revisit_2018":
            return f"inspectors found enough progress on {_progress(outcome)}"
    return "outcome not stated"


def monitored_between(previous: Inspection) -> str:
    """Say what a monitoring inspection between two full ones found; nothing of any other kind."""
    if previous.kind != "monitoring":
        return ""
    action, between = _action(previous), f"monitoring inspection in between ({spoken_when(previous)})"
    return f"What a {between} found is not known." if action is None else f"A {between} found {action}."


def spoken_when(inspection: Inspection) -> str:
    """Say when an inspection was: its report's month since 2023, the month of the visit before."""
    if inspection.framework == "2023" and inspection.published:
        return spoken_month(inspection.published)
    if inspection.about and len(inspection.about) == 4 and not inspection.start:
        return inspection.about
    return spoken_month(inspection.when) if inspection.when else "on a date that we do not know"


# --- full inspections --------------------------------------------------------------------------------


def _full(found: Comparison) -> str:
    previous = found.previous
    if previous is None:
        return _first(found.current)
    if previous.kind in {"letter_2016", "revisit_2018"}:
        return across_frameworks(found)
    return " ".join(filter(None, (_same_scale(found), monitored_between(previous))))


def _first(current: Inspection) -> str:
    printed = current.before_it
    if printed is None or printed.start is None:
        return "First area SEND inspection on record for this area."
    said = f"The report gives {printed.text} as the date of the previous inspection, of which we hold nothing"
    if printed.start.year >= NEW_FRAMEWORK_YEAR:
        return f"{said}, so we do not compare the two."
    return (
        f"{said}. That was under the 2016–22 framework, which gave no bands, so the two results are not "
        "comparable."
    )


def _same_scale(found: Comparison) -> str:
    full, now = found.full, band_of(found.current)
    if full is None:
        former = found.previous.predecessor if found.previous else None
        if former:
            return f"A former area ({former}) was inspected before; its outcome is not this area's."
        return "We hold no full inspection of this area before this one, so there is nothing to compare with."
    then = band_of(full)
    if now is None:
        return f"The outcome of this inspection is not known, so it is not compared with {spoken_when(full)}."
    if then is None:
        return f"The outcome of {spoken_when(full)} is not known, so the two are not compared."
    if then is now:
        return f"New report, same outcome as {spoken_when(full)}: {in_sentence(now)}."
    return (
        f"From {in_sentence(then)} ({spoken_when(full)}) to {in_sentence(now)}: a {found.direction} outcome."
    )


# --- monitoring inspections --------------------------------------------------------------------------


def _monitoring(found: Comparison) -> str:
    result = f"Monitoring inspection: {_action(found.current) or _FOUND_UNKNOWN}."
    then = band_of(found.full)
    if found.full is None or then is None:
        return f"{result} It does not change the outcome of the last full inspection."
    return (
        f"{result} The outcome of {spoken_when(found.full)}, {in_sentence(then)}, stands until the next full "
        "inspection."
    )


def _action(inspection: Inspection) -> str | None:
    outcome = inspection.outcome
    action = _MONITORED.get(str(outcome.get("action")))
    if action is None:
        return None
    addressed, of = outcome.get("addressed"), outcome.get("of")
    if addressed is None or of is None:
        return f"{action} on the areas for priority action"
    if outcome["action"] == "ineffective":
        return f"{action}; effective on {addressed} of {of} areas for priority action"
    return f"{action} on {addressed} of {of} areas for priority action"


# --- across frameworks -------------------------------------------------------------------------------


def across_frameworks(found: Comparison) -> str:
    """Say what the inspection of 2016 to 2022 led to and what this one found, side by side, no more."""
    previous = found.previous
    if previous is None:
        return ""
    letter = previous if previous.kind == "letter_2016" else found.letter
    said = [*(_letter(letter) if letter else ())]
    if previous.kind == "revisit_2018":
        said.append(_revisit(previous, alone=letter is None))
    now = band_of(found.current)
    this = f"This inspection found {in_sentence(now)}." if now else "The outcome of this one is not known."
    return " ".join([*said, this, _ENDING])


def _letter(letter: Inspection) -> tuple[str, str]:
    return f"The earlier inspection {_of(letter)} {_MADE}", _STATEMENT[letter.outcome.get("wsoa_required")]


def _revisit(revisit: Inspection, *, alone: bool) -> str:
    """Say what a revisit found; `alone`: of the inspection that it went back to we know nothing."""
    found = f"found enough progress on {_progress(revisit.outcome)}"
    if _progress(revisit.outcome) == _UNKNOWN:
        partly = revisit.outcome.get("all") is False
        found = (
            "did not find enough progress on all weaknesses"
            if partly
            else "followed; its result is not known"
        )
    if alone:
        return f"The earlier visit, a revisit {_of(revisit)}, {_MADE} It {found}."
    return f"A revisit {_of(revisit)} {found}."


def _progress(outcome: Mapping[str, Any]) -> str:
    sufficient, of = outcome.get("sufficient"), outcome.get("of")
    if sufficient is not None and of is not None:
        return f"{sufficient} of {of} weaknesses"
    return "all weaknesses" if outcome.get("all") else _UNKNOWN


def _of(inspection: Inspection) -> str:
    when = spoken_when(inspection)
    return f"({when}, of the former area {inspection.predecessor})" if inspection.predecessor else f"({when})"


def _old_framework(found: Comparison) -> str:
    found_then = outcome_words(found.current)
    kind = "Inspection" if found.current.kind == "letter_2016" else "Revisit"
    return f"{kind} under the 2016–22 framework, which gave no bands: {found_then}."
