"""The parts of a message that say what is new against the inspection before, and what inspectors want done.

Between full inspections of today's framework there is an arrow and a word of direction; across frameworks
there are two sentences and neither, because the two results are on no common scale (`domain.md` 4).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from monitor.domain.compare_words import monitored_between, outcome_words, spoken_when
from monitor.domain.events import Event, EventKind
from monitor.domain.inspection import KINDS, Inspection
from monitor.domain.outcome import Band
from monitor.domain.wording import in_sentence
from monitor.notify.facts import ReportFacts, mapping, texts
from monitor.notify.note import Part
from monitor.notify.plain import a_date, plain

_SHOWN = 200  # characters of a finding
_MOST = 12  # findings in a message
_MOST_GONE = 5  # of those that are not repeated
_SUMMARY = 900
_DIRECTIONS = {
    "better": "This is a better outcome than before.",
    "worse": "This is a worse outcome than before.",
    "same": "The outcome is the same as before.",
}
_MARKS = {
    "kept": "asked for before too",
    "changed": "asked for before too, in other words",
    "possibly_same": "possibly asked for before",
    "new": "new",
}
_ACTIONS = {"effective": "Effective action", "ineffective": "Ineffective action"}
_NOT_READ = "Not read"
_EXPLAINED = (
    "A written statement of action was the plan that an area had to write if inspectors found significant "
    "weaknesses. The three outcomes (“bands”) that reports give today did not exist then."
)
_GONE = "not among this report's areas for improvement"


@dataclass(frozen=True, slots=True)
class Change:
    """What an event says of the inspection before. `full`: the last full one; `summary`: all in words."""

    pair: str
    direction: str
    summary: str
    previous: Inspection | None
    full: Inspection | None
    statuses: Mapping[str, str]  # by the finding's text
    followed_up: tuple[tuple[str, str], ...]  # areas for priority action, and what was found on each
    new_themes: tuple[str, ...]
    not_repeated: tuple[str, ...]
    now_named: tuple[str, ...]
    no_longer_named: tuple[str, ...]

    @property
    def old_framework(self) -> bool:
        """Whether the inspection before was of 2016 to 2022."""
        return self.pair in {"letter_full", "revisit_full"}


def change_of(event: Event) -> Change | None:
    """Read what an event says of the inspection before; None if it says nothing that can be read."""
    found = mapping(mapping(event.data).get("comparison"))
    pair, direction = plain(found.get("pair")), plain(found.get("direction"))
    if not pair or not direction:
        return None
    items = [mapping(item) for item in _list(found.get("items"))]
    bodies = mapping(found.get("bodies"))
    gone = (item.get("previous") for item in items if item.get("status") == "not_repeated")
    return Change(
        pair=pair,
        direction=direction,
        summary=plain(found.get("summary"), _SUMMARY),
        previous=_inspection(found.get("previous")),
        full=_inspection(found.get("compared_with")),
        statuses={plain(item.get("current"), 5000): plain(item.get("status")) for item in items},
        followed_up=tuple(
            (_short(one.get("text")), plain(one.get("action")))
            for one in map(mapping, _list(found.get("priority_actions")))
        ),
        new_themes=texts(mapping(found.get("themes")).get("new")),
        not_repeated=tuple(map(_short, gone)),
        now_named=texts(bodies.get("new")),
        no_longer_named=texts(bodies.get("not_repeated")),
    )


# --- the first lines ---------------------------------------------------------------------------------


def was_and_now(event: Event, facts: ReportFacts, change: Change | None) -> tuple[str, ...]:
    """Say in one plain line what was found before and now."""
    if change is None or event.kind == EventKind.REPORT_REISSUED or facts.kind != "full":
        return ()
    if change.direction == "first":
        return ("This is the first area SEND inspection on record for this area.",)
    if change.old_framework:
        return _apart(facts, change.previous)
    then = _band(change.full)
    if change.full is None or then is None:
        return ()
    told = "report of " if change.full.published else "inspected in "  # its visit was in another month
    was = f"Was ({told}{spoken_when(change.full)}): {in_sentence(then)}"
    if facts.band is None:
        return (f"{was}. Now: being confirmed.",)
    if change.direction not in _DIRECTIONS:
        return ()
    return (f"{was} → Now: {in_sentence(facts.band)}. {_DIRECTIONS[change.direction]}",)


def _apart(facts: ReportFacts, before: Inspection | None) -> tuple[str, ...]:
    """Say both results in sentences of their own, with nothing between them that could compare them."""
    if before is None:
        return ()
    was = f"Before ({spoken_when(before)}, under the 2016–22 framework): {outcome_words(before)}."
    now = in_sentence(facts.band) if facts.band else "being confirmed"
    return (f"{was} Now: {now}. The two are not on the same scale.",)


# --- further down ------------------------------------------------------------------------------------


def before_part(facts: ReportFacts, change: Change | None) -> tuple[Part, ...]:
    """Say more of the inspection before where the first lines cannot hold it."""
    if change is None:
        return ()
    if facts.kind == "monitoring":
        return _area_by_area(facts, change)
    if facts.kind != "full" or change.direction == "first" or (change.pair == "full_full" and change.full):
        return ()
    between = monitored_between(change.previous) if change.previous and change.full else ""
    lines = tuple(filter(None, (between or change.summary, _EXPLAINED if change.old_framework else "")))
    return (Part("The inspection before", lines=lines),) if lines else ()


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
    actions = [mapping(one) for one in _list(report.get("priority_actions"))]
    improvements = [mapping(one) for one in _list(report.get("improvements"))]
    statuses = change.statuses if change else {}
    items = [_item(one, statuses, "priority") for one in actions]
    items += [_item(one, statuses) for one in improvements]
    if not items:
        return ()
    more = (f"And {len(items) - _MOST} more.",) if len(items) > _MOST else ()
    lines = (*(_counted(change) if change else ()), *_subjects([*actions, *improvements], change))
    part = Part("What inspectors want done", lines=lines, items=tuple(items[:_MOST]), after=more)
    return (part, *_not_repeated(change))


def _item(finding: Mapping[str, Any], statuses: Mapping[str, str], priority: str = "") -> str:
    mark = _MARKS.get(statuses.get(plain(finding.get("text"), 5000), ""), "")
    label = ", ".join(filter(None, (priority, mark)))
    bodies = texts(finding.get("responsible"))
    who = f" (responsible: {'; '.join(bodies)})" if bodies else ""
    text = f"{_short(finding.get('text'))}{who}"
    return f"{label[0].upper()}{label[1:]}: {text}" if label else text


def _counted(change: Change) -> tuple[str, ...]:
    """Say how many findings are new, and how many were asked for in the last full inspection too."""
    if not change.statuses or change.full is None:
        return ()
    found = list(change.statuses.values())
    counts = {"asked for again": ("kept", "changed"), "possibly so": ("possibly_same",), "new": ("new",)}
    numbers = {words: sum(map(found.count, statuses)) for words, statuses in counts.items()}
    said = ", ".join(f"{number} {words}" for words, number in numbers.items() if number)
    return (
        f"Compared with the report of {spoken_when(change.full)}: {said}. We compared the words of both "
        "reports by computer.",
    )


def _subjects(findings: Sequence[Mapping[str, Any]], change: Change | None) -> tuple[str, ...]:
    """Name the subjects of the findings, and which of them the last full inspection did not name."""
    named = dict.fromkeys(theme for one in findings for theme in texts(one.get("themes")))
    if not named:
        return ()
    new = change.new_themes if change else ()
    fresh = f" Not named last time: {', '.join(new)}." if 0 < len(new) < len(named) else ""
    return (f"Subjects, by our reading: {', '.join(named)}.{fresh}",)


def _not_repeated(change: Change | None) -> tuple[Part, ...]:
    if change is None or not (change.not_repeated or change.now_named or change.no_longer_named):
        return ()
    named = [
        f"{words}: {'; '.join(bodies)}."
        for words, bodies in (
            ("Now named as well", change.now_named),
            ("Named then, and not now", change.no_longer_named),
        )
        if bodies
    ]
    if not change.not_repeated:
        return (Part("Who is named", lines=tuple(named)),)
    number = len(change.not_repeated)
    opening = f"{number} of the last report's points {'is' if number == 1 else 'are'} {_GONE}. "
    lines = (f"{opening}The reports do not say whether anything was put right.",)
    shown = change.not_repeated[:_MOST_GONE]
    more = (f"And {number - _MOST_GONE} more.",) if number > _MOST_GONE else ()
    return (Part("Asked for last time only", lines=lines, items=shown, after=(*more, *named)),)


# --- reading -----------------------------------------------------------------------------------------


def _short(finding: Any) -> str:
    """Give a finding on one line, cut at a word; of one with bullets, what stands before them."""
    whole = plain(finding, _SHOWN * 4)
    text, _, bullets = whole.partition("•")
    text = text.strip()
    if len(text) > _SHOWN:
        return f"{text[:_SHOWN].rpartition(' ')[0].rstrip(',;:')} …"
    return f"{text.rstrip(':')} …" if bullets else text


def _inspection(value: Any) -> Inspection | None:
    found = mapping(value)
    dates, kind = mapping(found.get("inspection")), plain(found.get("kind"))
    if kind not in KINDS:
        return None
    return Inspection(
        area="",
        kind=kind,
        framework=plain(found.get("framework")) or None,
        start=a_date(dates.get("start")),
        end=a_date(dates.get("end")),
        published=a_date(found.get("published")),
        outcome={key: value for key, value in mapping(found.get("outcome")).items() if _simple(value)},
        about=_about(found.get("about")),
    )


def _simple(value: Any) -> bool:
    return value is None or isinstance(value, str | int)


def _about(value: Any) -> str | None:
    text = plain(value, 7)
    try:
        date.fromisoformat(f"{text}-01" if len(text) == 7 else f"{text}-01-01")
    except ValueError:
        return None
    return text


def _band(inspection: Inspection | None) -> Band | None:
    value = inspection.outcome.get("band") if inspection and inspection.kind == "full" else None
    return Band(str(value)) if value in set(Band) else None


def _list(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list | tuple) else ()
