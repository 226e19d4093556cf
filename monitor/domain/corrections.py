"""Corrections go to exactly those who had the first alert, whatever their filters are now.

A new version of a report, an outcome that can be stated at last, a report taken off Ofsted's site: whoever
was told of the report is told of that, and nobody else, unless they left.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace

from monitor.domain.events import Event, EventKind, NewEvent
from monitor.domain.matching import Subscription, reason_to_send
from monitor.domain.verdict import told_wrongly

CORRECTIONS = frozenset({EventKind.REPORT_CONFIRMED, EventKind.REPORT_REISSUED, EventKind.REPORT_WITHDRAWN})
TELLS_OF_A_REPORT = CORRECTIONS | {EventKind.REPORT_PUBLISHED, EventKind.REPORT_BACKFILLED}

TOLD_BEFORE = "you were told of this report before"

Where = tuple[str, str]  # (channel, address)


def is_correction(event: NewEvent | Event) -> bool:
    """Say whether an event puts right what was told earlier, if anything was."""
    return event.kind in CORRECTIONS


def same_report(one: NewEvent | Event, other: NewEvent | Event) -> bool:
    """Say whether two events tell of the same report: the same file, or the same inspection."""
    if one.area != other.area or not {one.kind, other.kind} <= TELLS_OF_A_REPORT:
        return False
    file_id = one.data.get("file_id")
    same_file = file_id is not None and file_id == other.data.get("file_id")
    return same_file or _inspection(one) == _inspection(other)


def reason_to_hear(
    event: NewEvent | Event,
    subscription: Subscription,
    where: Where,
    *,
    boards: Collection[str] = (),
    heard: Collection[Where] | None = None,
) -> str | None:
    """Say why an address of a subscriber gets an event, or None if it does not.

    `heard`: of a correction, the addresses that had what it corrects; None if nothing was told before, so
    that it is news like any other.
    """
    if heard is None:
        return reason_to_send(event, subscription, boards)
    if where in heard:
        return TOLD_BEFORE
    # Whoever asked for some outcomes alone could not be told while the outcome was unknown.
    waited = event.kind == EventKind.REPORT_CONFIRMED and subscription.only
    if waited and "unknown" not in subscription.only:
        return reason_to_send(event, subscription, boards)
    return None


def as_heard(event: Event, heard: Sequence[Event]) -> Event:
    """Give an event as it is for a reader who had been sent these others of its report, in their order.

    What "we told you" is what this reader was told last; one who never heard anything wrong gets the outcome
    and no more, even if it is what they were told before: to stop it might leave a wrong one standing.
    """
    if event.kind != EventKind.REPORT_CONFIRMED or not event.data.get("changed"):
        return event
    told = [one for one in heard if _states(one)]
    wrong = told_wrongly(told[-1].data["report"], event.data["report"]) if told else {}
    if wrong.get("changed"):
        return replace(event, data=event.data | wrong)
    plain = {key: value for key, value in event.data.items() if key not in ("changed", "was")}
    in_doubt = bool(heard) and not told
    return replace(event, kind=event.kind if in_doubt else EventKind.REPORT_PUBLISHED, data=plain)


def _states(event: Event) -> bool:
    """Say whether an event told what a report found, and not that it is in doubt, gone or back."""
    about_absence = event.kind == EventKind.REPORT_WITHDRAWN or event.data.get("restored")
    return not (about_absence or event.data.get("withheld"))


def _inspection(event: NewEvent | Event) -> tuple[str, ...]:
    """Give area, kind and date of the inspection, as an event's key has them."""
    return tuple(event.key.split(":")[1:4])
