"""Turns an event into the words a reader gets: a subject, a plain-text and an HTML mail, and Slack blocks."""

from collections.abc import Sequence
from functools import cached_property
from threading import Lock
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from monitor.domain.events import Event, EventKind, Rendered
from monitor.notify.absence_notes import absence_note, is_about_absence
from monitor.notify.blocks import slack_blocks
from monitor.notify.deadline_notes import deadline_note
from monitor.notify.digest_notes import as_item, digest_note
from monitor.notify.drill_notes import drill_note
from monitor.notify.group_notes import group_note, summed_up
from monitor.notify.mould import SEAM, Mould
from monitor.notify.news_notes import news_note
from monitor.notify.note import Note
from monitor.notify.operator_notes import operator_note
from monitor.notify.plain import plain, wrapped
from monitor.notify.report_notes import report_note, why

_REPORT_KINDS = frozenset(
    {
        EventKind.REPORT_PUBLISHED,
        EventKind.REPORT_BACKFILLED,
        EventKind.REPORT_CONFIRMED,
        EventKind.REPORT_REISSUED,
    }
)
_NEWS_KINDS = frozenset({EventKind.NEWS_REPORTED, EventKind.NEWS_LEAD})
_SUBJECT_LIMIT = 250
_EVENTS_AT_ONCE = 32


class AlertRenderer:
    """Renders events with the templates of a package; templates are read and compiled on first use."""

    def __init__(self, package: str = "monitor.notify", folder: str = "templates") -> None:
        self._package = package
        self._folder = folder
        self._moulds: dict[str, tuple[Event, Mould]] = {}
        self._lock = Lock()

    def render(self, event: Event, recipients: Sequence[str]) -> Rendered:
        """Write the message of one event for the recipients behind one address.

        It is drawn once for all of them.
        """
        if not any(map(plain, recipients)):
            return self._drawn(compose(event, ()))
        return self._mould(event).filled(recipients)

    def _mould(self, event: Event) -> Mould:
        with self._lock:
            known = self._moulds.get(event.key)
            if known is None or known[0] != event:
                self._moulds.pop(event.key, None)
                if len(self._moulds) >= _EVENTS_AT_ONCE:
                    self._moulds.pop(next(iter(self._moulds)))
                known = self._moulds[event.key] = event, Mould(self._drawn(compose(event, (SEAM,))))
            return known[1]

    def render_group(self, told: Sequence[tuple[Event, Sequence[str]]]) -> Rendered:
        """Write one message for several events, each with its own recipients."""
        reasons = tuple(dict.fromkeys(reason for _, recipients in told for reason in recipients))
        return self._drawn(group_note([(event, compose(event, ())) for event, _ in told], reasons))

    def summarise(self, event: Event) -> dict[str, Any]:
        """Sum an event up in plain data, to be kept in a digest."""
        return as_item(summed_up(compose(event, ())))

    def _drawn(self, note: Note) -> Rendered:
        return Rendered(
            subject=plain(note.subject, _SUBJECT_LIMIT),
            text=self._text.get_template("alert.txt").render(note=note),
            html=self._html.get_template("alert.html").render(note=note),
            blocks=slack_blocks(note),
        )

    @cached_property
    def _html(self) -> Environment:
        return Environment(
            loader=PackageLoader(self._package, self._folder),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    @cached_property
    def _text(self) -> Environment:
        # Plain text needs no escaping; `plain` has taken out line breaks and control characters.
        environment = Environment(
            loader=PackageLoader(self._package, self._folder),
            autoescape=False,  # noqa: S701
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        environment.filters["wrapped"] = wrapped
        return environment


def compose(event: Event, recipients: Sequence[str]) -> Note:
    """Choose the words for an event's kind; one we do not know gets its plain facts."""
    if event.kind == EventKind.DEADLINE_DUE:
        return deadline_note(event, recipients)
    if event.kind in _NEWS_KINDS:
        return news_note(event, why(recipients))
    if event.kind == EventKind.DRILL:
        return drill_note(event)
    if event.kind == EventKind.DIGEST:
        return digest_note(event, recipients)
    if is_about_absence(event):
        return absence_note(event, recipients)
    write = report_note if event.kind in _REPORT_KINDS else operator_note
    return write(event, recipients)
