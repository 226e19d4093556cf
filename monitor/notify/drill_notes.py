"""Marks the message of the daily drill as one, wherever somebody may look first."""

from dataclasses import replace

from monitor.domain.drill import MARK, NOTICE
from monitor.domain.events import Event
from monitor.notify.note import Note, Part
from monitor.notify.report_notes import report_note

_WHY = Part("Why you get this", lines=("This address is “canary” under [operator] in monitor.toml.",))


def drill_note(event: Event) -> Note:
    """Write the drill as a report's message would be written, with its marks."""
    note = report_note(event, ())
    *parts, _ = note.parts
    return replace(
        note,
        subject=f"[{MARK}] {note.subject}",
        heading=f"{MARK}: {note.heading}",
        intro=(NOTICE, *note.intro),
        parts=(*parts, _WHY),
        small=(f"{MARK}. {NOTICE}",),
    )
