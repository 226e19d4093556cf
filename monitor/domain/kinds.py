"""What kind of document a text is, by its title and its parts.

Many kinds share their words with the full reports of the 2023 framework: "monitoring", "areas for priority
action", "significant concerns" (`domain.md` 0 and 1.3). So the kind is settled before any outcome is sought.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from monitor.domain.sections import Heading, Section
from monitor.domain.text import Line, flow, windows

FULL, MONITORING, LETTER, REVISIT, OTHER = "full", "monitoring", "letter_2016", "revisit_2018", "other"

_NAME = r"(?:[^.:,\d]|,(?= (?-i:[A-Z]))){2,80}?"  # "Bournemouth, Christchurch and Poole", but no clause
_SEND = r"(?:SEND|special educational needs and/?(?:or)? ?disabilit(?:y|ies)(?: \(SEND\))?)"
_AREA_SEND = rf"(?:Joint )?(?:Local )?Area {_SEND} (?:full )?(?:re-?)?inspection"
_FULL_TITLE = re.compile(
    rf"{_AREA_SEND} of (?:the )?"
    r"(?P<name>[^.:]{2,80}?(?:\.[^.:]{2,60}?)?) (?P<called>Local Area (?:SEND )?Partnership)"
    r"(?:,? (?:[A-Z][a-z]+ )?20\d\d)?",
    re.I,
)
_FULL_THEN_MONITORING = re.compile(
    rf"{_AREA_SEND} of (?:the )?(?P<name>{_NAME}) Local Area (?:SEND )?Partnership"
    r"(?::| [-–—]| \() ?monitoring (?:inspection|visit)(?: report| letter)?\)?",
    re.I,
)
_SHORT_TITLE = re.compile(rf"{_AREA_SEND} of (?:the )?(?P<name>{_NAME})(?: (?:SEND )?partnership)?", re.I)
_MONITORING_TITLE = re.compile(
    r"(?P<send>(?:Joint )?(?:Local )?Area SEND |SEND )?(?:(?:First|Second|Third) )?"
    r"Monitoring (?:(?:inspection|visit)(?: report| letter)?|letter)"
    rf"(?:(?: (?:of|in|to|for)|:| [-–]) (?:the )?(?P<name>{_NAME})"
    r"(?P<partnership> Local Area (?:SEND )?Partnership)?)?",
    re.I,
)
_LETTER_TITLE = re.compile(
    rf"(?:Joint|JOINT) (?i:(?:local )?area {_SEND} "
    rf"(?P<what>inspection|re-?visit) (?:in|of) (?:the )?(?:local area of )?(?P<name>{_NAME}))"
)
_CHILDRENS_SERVICES = re.compile(
    r"\b(?:monitoring visit|inspection|focused visit)\b.{0,80}\bchildren's (?:social care )?services\b"
    r"|\bchildren's (?:social care )?services\b.{0,40}\b(?:monitoring visit|inspection|focused visit)\b",
    re.I,
)
_NOT_OF_A_TITLE = re.compile(
    r"(?:Between|From|On|During|Dear|Inspection|Dates?|Following|Ofsted|The|This|These|Outcome|Report)\b|• "
)
_TITLE_LINES = 80  # how far down a title may stand
_SKELETON = frozenset(Heading) - {Heading.FRONT, Heading.PREVIOUS, Heading.PRIORITY}
_SKELETON_LEAST = 3
_QUOTED_PARTS = frozenset(
    {Heading.DATES, Heading.OUTCOME, Heading.IMPROVEMENT}
)  # in plans and council papers too
_PAPER = re.compile(
    r"\b(?:plan|strategy|committee|cabinet|scrutiny|agenda|minutes|briefing|bulletin|newsletter|"
    r"press release|notice|response|self-evaluation)\b",
    re.I,
)
_CALLED, _CALLED_SEND = "Local Area Partnership", "Local Area SEND Partnership"
_COVER_LINES = 12  # a first page with no more than these and no heading is a cover before the report


@dataclass(frozen=True, slots=True)
class KindFound:
    """What a document is; `names` are the readings of the place its title names, best first.

    A full report names one place; several are several titles on its first page. `called` is what the title
    calls those who answer for the place, as far as it calls them anything.
    """

    kind: str
    names: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    called: str | None = _CALLED


def kind_of(lines: Sequence[Line], sections: Sequence[Section]) -> KindFound:
    """Tell a document's kind by its title and headings; "other" if either leaves a doubt."""
    # The place of a title: behind a date label the same words may name an earlier inspection.
    front = [line for line in sections[0].lines if line.page <= 2][:_TITLE_LINES] if sections else []
    found = _monitoring(front) or _letter(front)
    if found:
        return found
    page = _title_page(lines, sections)
    near = [line for line in lines if line.page <= page][:_TITLE_LINES]
    whole = [m for text in windows(near, 4) if (m := _FULL_TITLE.fullmatch(text))]
    titles = [m for m in whole if "partnership" not in m["name"].lower()]
    names = tuple(dict.fromkeys(title["name"] for title in titles))
    found_parts = {section.heading for section in sections} & _SKELETON
    parts = len(found_parts) if found_parts - _QUOTED_PARTS else 0
    short = _short_title([line for line in front if line.page <= page])
    above = flow(
        takewhile(lambda line: not line.text.lower().startswith(("area", "joint", "local area send")), near)
    )
    if (names or short) and _PAPER.search(above):
        return KindFound(
            OTHER, names[:1], ("by what stands above its title, a paper about a full inspection",)
        )
    if short and not names and parts >= 2 * _SKELETON_LEAST:
        return short
    if names and parts >= _SKELETON_LEAST:
        return KindFound(FULL, names, called=_CALLED_SEND if "SEND" in titles[0]["called"] else _CALLED)
    if names:
        return KindFound(OTHER, names[:1], ("has the title of a full inspection report but not its parts",))
    if parts >= 2 * _SKELETON_LEAST:
        return KindFound(OTHER, (), ("has the parts of an area SEND report but no title that we know",))
    return KindFound(OTHER, (), ("not an area SEND inspection report that we know",))


def _title_page(lines: Sequence[Line], sections: Sequence[Section]) -> int:
    """Give the page that the title of a full report stands on: the first, or the one behind a bare cover."""
    bare = sum(line.page == 1 for line in lines) <= _COVER_LINES
    return 2 if bare and all(section.page > 1 for section in sections[1:]) else 1


def _short_title(front: Sequence[Line]) -> KindFound | None:
    """Find a title that does not say "local area partnership"; so it ends with the front of the report."""
    for index in range(max(len(front) - 4, 0), len(front)):
        match = _SHORT_TITLE.fullmatch(flow(front[index:]))
        if match and not match["name"].lower().endswith("local area"):
            return KindFound(FULL, (match["name"],), called=None)
    return None


def _monitoring(front: Sequence[Line]) -> KindFound | None:
    """Find the title of a monitoring inspection; "SEND" must stand in it or in the title it belongs to."""
    whole = [match["name"] for _, match in _titles(front, _FULL_THEN_MONITORING, 4)]
    if whole:
        return KindFound(MONITORING, tuple(dict.fromkeys(whole)))
    titles = list(_titles(front, _MONITORING_TITLE, 4))
    full = [match["name"] for _, match in _titles(front, _FULL_TITLE, 4)]
    about_send = bool(full) or bool(re.search(r"\barea SEND\b|\blocal area partnership\b", flow(front), re.I))
    others = _CHILDRENS_SERVICES.search(flow(front)) is not None
    marked = [
        match
        for text, match in titles
        if text[0].isupper()
        and (match["send"] or match["partnership"] or (not match["name"] and about_send and not others))
    ]
    if not marked:
        return None
    whole = [match["name"] for match in marked if match["partnership"]]
    cut = sorted({match["name"] for match in marked if match["name"]} - {*whole}, key=len, reverse=True)
    return KindFound(MONITORING, tuple(dict.fromkeys([*whole, *full, *([] if whole or full else cut)])))


def _letter(front: Sequence[Line]) -> KindFound | None:
    """Find the title of a letter of 2016 to 2022; the place may run on to the next line, so longest first."""
    titles = (match for _, match in _titles(front, _LETTER_TITLE, 3))
    found = [match for match in titles if not match["name"].lower().endswith("partnership")]
    if not found:
        return None
    kind = LETTER if found[0]["what"].lower() == "inspection" else REVISIT
    return KindFound(kind, tuple(sorted({match["name"] for match in found}, key=len, reverse=True)))


def _titles(
    front: Sequence[Line], form: re.Pattern[str], longest: int
) -> Iterator[tuple[str, re.Match[str]]]:
    """Give every run of lines that is a whole title of a form; it ends where another part plainly begins."""
    for index in range(len(front)):
        for used in range(1, longest + 1):
            run = front[index : index + used]
            if used > len(run) or (used > 1 and _NOT_OF_A_TITLE.match(run[-1].text)):
                break
            text = flow(run)
            match = form.fullmatch(text)
            if match:
                yield text, match
