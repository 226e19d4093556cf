"""The parts of a message that say what is new against the inspection before, and what inspectors want done.

Between full inspections of today's framework there is an arrow and a word of direction; across frameworks
there are sentences of their own and neither, because the results are on no common scale (`domain.md` 4).
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from monitor.domain.compare_words import monitored_between, outcome_words, spoken_when
from monitor.domain.events import Event, EventKind
from monitor.domain.inspection import not_inspected
from monitor.domain.wording import framework_note, in_sentence, previous_inspection
from monitor.notify.change_facts import Change, band_told, entries, short
from monitor.notify.facts import ReportFacts, mapping, texts
from monitor.notify.note import Part
from monitor.notify.plain import plain

_MOST = 12  # findings in a message
_MOST_GONE = 5  # of those that are not repeated
_DIRECTIONS = {
    "better": "This is a better outcome than before.",
    "worse": "This is a worse outcome than before.",
    "same": "The outcome is the same as before.",
}
_MARKS = {
    "kept": "asked for before too",
    "changed": "asked for before, worded differently",
    "possibly_same": "possibly asked for before",
    "new": "new",
}
_ACTIONS = {"effective": "Effective action", "ineffective": "Ineffective action"}
_NOT_READ = "Not read"
_STATEMENT = "written statement of action"
_STATEMENT_IS = (
    "A written statement of action was the plan that an area had to write if inspectors found significant "
    "weaknesses."
)
_NO_BANDS_THEN = "“Bands” are the three outcomes that reports give today; they did not exist then."
_NOTHING_HELD = "We hold no earlier inspection to compare with"
_DIFFERENT_RULES = "The earlier inspection was made under different rules."
_THIS_ONE = re.compile(r" (?:This inspection found|The outcome of this one) .*")
_REVISIT = " A revisit ("  # beside the letter that it went back to
_UNKNOWN = "its outcome is not known to us"
_BY_COMPUTER = (
    "A computer compared the wording of the two lists. It can miss a match, so “new” means only that we "
    "found nothing like it last time."
)
_EHC = "An EHC plan is an education, health and care plan."
_NAMES_EHC = re.compile(r"\bEHCs?\b|\bEHCPs?\b")
_GONE = "not among this report's areas for improvement"


# --- the first lines ---------------------------------------------------------------------------------


def was_and_now(event: Event, facts: ReportFacts, change: Change | None) -> tuple[str, ...]:
    """Say in one plain line what was found before and now."""
    if event.kind == EventKind.REPORT_REISSUED or facts.kind != "full":
        return ()
    if change is None:
        return (_printed_only("This message makes no comparison with an earlier inspection", facts),)
    if change.direction == "first" or change.previous is None:
        return (_printed_only(_NOTHING_HELD, facts),)
    if change.old_framework:
        return _apart(facts, change)
    if change.full is None:
        return (change.summary if facts.band and change.summary else _printed_only(_NOTHING_HELD, facts),)
    then = band_told(change.full)
    told = "report of " if change.full.published else "inspected in "  # its visit was in another month
    was = f"Before ({told}{spoken_when(change.full)}): {in_sentence(then) if then else _UNKNOWN}"
    if facts.band is None:
        return (f"{was}. Now: being confirmed.",)
    if then is None or change.direction not in _DIRECTIONS:
        return (f"{was}. Now: {in_sentence(facts.band)}.",)
    return (f"{was} → Now: {in_sentence(facts.band)}. {_DIRECTIONS[change.direction]}",)


def _printed_only(opening: str, facts: ReportFacts) -> str:
    """Say that there is nothing to compare with, and what the report tells of an earlier inspection."""
    if not_inspected(facts.previous_text):
        return "The report says this area was not inspected before."
    if facts.previous_end is None:
        return f"{opening}."
    printed = previous_inspection(facts.previous_text, facts.previous_start, facts.previous_end)
    held = f"{opening}; the report gives the date of one: {printed}."
    note = framework_note(facts.previous_end, facts.visit_end or facts.published)
    return f"{held} {note}" if note else held


def _apart(facts: ReportFacts, change: Change) -> tuple[str, ...]:
    """Say both results in sentences of their own, with nothing between them that could compare them."""
    before = change.previous
    if before is None:
        return (_printed_only(_NOTHING_HELD, facts),)
    was = f"Before ({spoken_when(before)}): {outcome_words(before)}."
    now = in_sentence(facts.band) if facts.band else "being confirmed"
    results = "results" if _REVISIT in change.summary else "two results"
    apart = f"{_DIFFERENT_RULES} The {results} are not comparable."
    return (f"{was} Now: {now}. {apart}", *((_STATEMENT_IS,) if _STATEMENT in was else ()))


# --- further down ------------------------------------------------------------------------------------


def before_part(facts: ReportFacts, change: Change | None) -> tuple[Part, ...]:
    """Say more of the inspection before where the first lines cannot hold it."""
    if change is None:
        return ()
    if facts.kind == "monitoring":
        return _area_by_area(facts, change)
    if facts.kind != "full" or change.direction == "first":
        return ()
    if change.old_framework:
        lines = _under_old_rules(change)
    else:
        between = monitored_between(change.previous) if change.previous and change.full else ""
        lines = (between,) if between else ()
    return (Part("The inspection before", lines=lines),) if lines else ()


def _under_old_rules(change: Change) -> tuple[str, ...]:
    """Say what the inspection of 2016 to 2022 led to, without what the first lines have said already."""
    told = _THIS_ONE.sub("", change.summary)
    if not told:
        return ()
    first_named = change.previous is not None and _STATEMENT in outcome_words(change.previous)
    explained = (_STATEMENT_IS,) if _STATEMENT in told and not first_named else ()
    return (told, *explained, _NO_BANDS_THEN)


def _area_by_area(facts: ReportFacts, change: Change) -> tuple[Part, ...]:
    """List what a monitoring inspection followed up, if it was read on which areas action was taken."""
    if facts.action is None or not any(action for _, action in change.followed_up):
        return ()
    items = tuple(f"{_ACTIONS.get(action, _NOT_READ)}: {text}" for text, action in change.followed_up[:_MOST])
    return (Part("Area by area", items=items),)


def wanted_part(event: Event, facts: ReportFacts, change: Change | None) -> tuple[Part, ...]:
    """List what inspectors want done, and what of it is new; then what was asked for only last time."""
    report = mapping(mapping(event.data).get("report"))
    if facts.band is None:
        return ()
    actions = [mapping(one) for one in entries(report.get("priority_actions"))]
    improvements = [mapping(one) for one in entries(report.get("improvements"))]
    statuses = change.statuses if change else {}
    items = [_item(one, statuses, "area for priority action") for one in actions]
    items += [_item(one, statuses) for one in improvements]
    if not items:
        return ()
    more = (f"And {len(items) - _MOST} more.",) if len(items) > _MOST else ()
    lines = (*(_counted(change) if change else ()), *_subjects([*actions, *improvements], change))
    gone = change.not_repeated[:_MOST_GONE] if change else ()
    if any(map(_NAMES_EHC.search, (*lines, *items[:_MOST], *gone))):
        lines = (*lines, _EHC)
    part = Part("What inspectors want done", lines=lines, items=tuple(items[:_MOST]), after=more)
    return (part, *_not_repeated(change), *_bodies(change))


def _item(finding: Mapping[str, Any], statuses: Mapping[str, str], priority: str = "") -> str:
    mark = _MARKS.get(statuses.get(plain(finding.get("text"), 5000), ""), "")
    label = ", ".join(filter(None, (priority, mark)))
    bodies = texts(finding.get("responsible"))
    who = f" (responsible: {'; '.join(bodies)})" if bodies else ""
    text = f"{short(finding.get('text'))}{who}"
    return f"{label[0].upper()}{label[1:]}: {text}" if label else text


def _counted(change: Change) -> tuple[str, ...]:
    """Say how many findings are new, and how many were asked for in the last full inspection too."""
    if not change.statuses or change.full is None:
        return ()
    found = list(change.statuses.values())
    counts = {"asked for again": ("kept", "changed"), "possibly so": ("possibly_same",), "new": ("new",)}
    numbers = {words: sum(map(found.count, statuses)) for words, statuses in counts.items()}
    said = ", ".join(f"{number} {words}" for words, number in numbers.items() if number)
    return (f"Compared with the report of {spoken_when(change.full)}: {said}. {_BY_COMPUTER}",)


def _subjects(findings: Sequence[Mapping[str, Any]], change: Change | None) -> tuple[str, ...]:
    """Name the subjects of the findings, and which of them the last full inspection did not name."""
    named = dict.fromkeys(theme for one in findings for theme in texts(one.get("themes")))
    if not named:
        return ()
    new = change.new_themes if change else ()
    fresh = f" Not named last time: {', '.join(new)}." if 0 < len(new) < len(named) else ""
    return (f"Subjects, by our reading: {', '.join(named)}.{fresh}",)


def _not_repeated(change: Change | None) -> tuple[Part, ...]:
    if change is None or not change.not_repeated:
        return ()
    number = len(change.not_repeated)
    opening = f"{number} of the last report's points {'is' if number == 1 else 'are'} {_GONE}. "
    whether = "That does not tell us whether they were put right; the report itself may say more."
    if number == 1:
        whether = "That does not tell us whether it was put right; the report itself may say more."
    shown = change.not_repeated[:_MOST_GONE]
    more = (f"And {number - _MOST_GONE} more.",) if number > _MOST_GONE else ()
    title = "Asked for last time, not in this list"
    return (Part(title, lines=(f"{opening}{whether}",), items=shown, after=more),)


def _bodies(change: Change | None) -> tuple[Part, ...]:
    """Say which councils and NHS boards are named in one of both reports alone."""
    if change is None:
        return ()
    lines = tuple(
        f"Responsible bodies named {when}: {'; '.join(bodies)}."
        for when, bodies in (
            ("this time and not last time", change.now_named),
            ("last time and not this time", change.no_longer_named),
        )
        if bodies
    )
    return (Part("Who is named as responsible", lines=lines),) if lines else ()
