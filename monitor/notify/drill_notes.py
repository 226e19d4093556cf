"""Marks the message of the daily drill as one, wherever somebody may look first."""

from collections.abc import Sequence
from dataclasses import replace

from monitor.domain.drill import MARK, NOTICE
from monitor.domain.events import Event
from monitor.notify.note import Note
from monitor.notify.report_notes import report_note


def drill_note(event: Event, recipients: Sequence[str]) -> Note:
    """Write the drill as a report's message would be written, with its marks."""
    note = report_note(event, recipients)
    return replace(
        note,
        subject=f"[{MARK}] {note.subject}",
        heading=f"{MARK}: {note.heading}",
        intro=(NOTICE, *note.intro),
        small=(f"{MARK}. {NOTICE}",),
    )
