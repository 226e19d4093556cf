"""What kind of document a text is, by its title and its parts.

Many kinds share their words with the full reports of the 2023 framework: "monitoring", "areas for priority
action", "significant concerns" (`domain.md` 0 and 1.3). So the kind is settled before any outcome is sought.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from monitor.domain.sections import Heading, Section
from monitor.domain.text import Line, flow, windows

FULL, MONITORING, LETTER, REVISIT, OTHER = "full", "monitoring", "letter_2016", "revisit_2018", "other"

_FULL_TITLE = re.compile(
    r"Area SEND (?:full )?inspection of (?:the )?"
    r"(?P<name>[^.:]{2,80}?(?:\.[^.:]{2,60}?)?) Local Area Partnership",
    re.I,
)
_MONITORING_TITLE = re.compile(
    r"(?P<send>(?:local )?area SEND |SEND )?monitoring (?:inspection|visit)(?: report| letter)?"
    r"(?: (?:of|in|for) (?:the )?(?P<name>[^.:]{2,80}?)(?P<partnership> Local Area Partnership)?)?",
    re.I,
)
_LETTER_TITLE = re.compile(
    r"Joint (?i:(?:local )?area "
    r"(?:SEND|special educational needs and/?(?:or)? ?disabilit(?:y|ies)(?: \(SEND\))?) "
    r"(?P<what>inspection|re-?visit) (?:in|of) (?:the )?(?:local area of )?(?P<name>[^.:]{2,60}))"
)
_COVER = frozenset({Heading.FRONT, Heading.DATES, Heading.PREVIOUS})
_TITLE_LINES = 80  # how far down a title may stand
_SKELETON = frozenset(Heading) - {Heading.FRONT, Heading.PREVIOUS, Heading.PRIORITY}
_SKELETON_LEAST = 3


@dataclass(frozen=True, slots=True)
class KindFound:
    """What a document is; `names` are the readings of the place its title names, best first."""

    kind: str
    names: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


def kind_of(lines: Sequence[Line], sections: Sequence[Section]) -> KindFound:
    """Tell a document's kind by its title and headings; "other" if either leaves a doubt."""
    cover = [line for section in sections if section.heading in _COVER for line in section.lines]
    front = [line for line in cover if line.page <= 2][:_TITLE_LINES]
    monitoring = _monitoring(front)
    if monitoring:
        return monitoring
    letter = _letter(front)
    if letter:
        return letter
    first_page = [line for line in lines if line.page == 1][:_TITLE_LINES]
    parts = len({section.heading for section in sections} & _SKELETON)
    title = next((m for text in windows(first_page, 4) if (m := _FULL_TITLE.fullmatch(text))), None)
    if title and parts >= _SKELETON_LEAST:
        return KindFound(FULL, (title["name"],))
    if title:
        return KindFound(
            OTHER, (title["name"],), ("has the title of a full inspection report but not its parts",)
        )
    if parts >= 2 * _SKELETON_LEAST:
        return KindFound(OTHER, (), ("has the parts of an area SEND report but no title that we know",))
    return KindFound(OTHER, (), ("not an area SEND inspection report that we know",))


def _monitoring(front: Sequence[Line]) -> KindFound | None:
    """Find the title of a monitoring inspection; "SEND" must stand in it or above it."""
    named, marked = [], False
    about_send = "SEND" in flow(front)
    for text in windows(front, 4):
        match = _MONITORING_TITLE.fullmatch(text)
        bare = match and not match["name"] and about_send and text.startswith("M")
        if match and (match["send"] or match["partnership"] or bare):
            marked = True
            named += [match["name"]] if match["name"] else []
    if not marked:
        return None
    named += [m["name"] for text in windows(front, 4) if (m := _FULL_TITLE.fullmatch(text))]
    return KindFound(MONITORING, tuple(named))


def _letter(front: Sequence[Line]) -> KindFound | None:
    """Find the title of a letter of 2016 to 2022; the place may run on to the next line."""
    found = [m for text in windows(front, 3) if (m := _LETTER_TITLE.fullmatch(text))]
    if not found:
        return None
    kind = LETTER if found[0]["what"].lower() == "inspection" else REVISIT
    return KindFound(kind, tuple(match["name"] for match in found))
