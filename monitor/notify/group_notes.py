"""Sums several events up in one message: each with its outcome, its sentence, what follows and its links."""

from collections.abc import Sequence

from monitor.domain.events import Event
from monitor.notify.facts import area_name, mapping
from monitor.notify.note import Note, Part
from monitor.notify.report_notes import NOT_OFSTED, why

_NAMED = 3  # areas in a subject
_KEPT = ("Inspectors visited", "Report published")


def group_note(told: Sequence[tuple[Event, Note]], recipients: Sequence[str]) -> Note:
    """Write one message for events that came together, in the order given, and say who it is for and why."""
    heading = f"{_counted([event for event, _ in told])}: {_areas(told)}"
    intro = (
        f"These {len(told)} came close together, so you get them in one message. Each is summed up below; "
        "please follow its link for the whole of it.",
    )
    parts = (*(summed_up(note) for _, note in told), why(recipients))
    return Note(subject=heading, heading=heading, intro=intro, parts=parts, small=(NOT_OFSTED,))


def summed_up(note: Note) -> Part:
    """Give the short form of a message; the outcome stands in its heading, so it is not said again below."""
    quote = next((part.quote for part in note.parts if part.quote), None)
    links = tuple(dict.fromkeys(link for part in note.parts for link in part.links))
    lines = note.gist if quote else tuple(dict.fromkeys((*note.intro, *note.gist)))
    facts = tuple(row for part in note.parts for row in part.facts if row[0] in _KEPT)
    return Part(note.heading, lines=lines, quote=quote, facts=facts, items=note.coming, links=links)


def _counted(events: Sequence[Event]) -> str:
    reports = all(event.kind.startswith("report.") for event in events)
    return f"{len(events)} {'SEND reports' if reports else 'SEND updates'}"


def _areas(told: Sequence[tuple[Event, Note]]) -> str:
    names = list(dict.fromkeys(area_name(mapping(event.data), {}) for event, _ in told))
    if len(names) <= _NAMED:
        return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))
    return f"{', '.join(names[: _NAMED - 1])} and {len(names) - _NAMED + 1} more areas"
