"""Why a subscriber gets an event, or why not: each thing that decides, with what it decided."""

from collections.abc import Collection
from dataclasses import dataclass
from fnmatch import fnmatchcase

from monitor.domain.corrections import TOLD_BEFORE, Where, is_correction
from monitor.domain.events import Event
from monitor.domain.matching import AT_ONCE, Subscription, wanted, watches


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that decides, whether it lets the event through, and why in plain words."""

    name: str
    ok: bool
    why: str


def checks(
    event: Event,
    subscription: Subscription,
    *,
    watched: bool,
    boards: Collection[str],
    heard: Collection[Where] | None,
) -> list[Check]:
    """Give what decides whether a subscriber gets an event, in the order in which it is asked."""
    if is_correction(event) and heard is not None:
        found = [_told_before(subscription, heard)]
        if found[0].ok:
            return [*found, _active(subscription)]
    else:
        found = []
    return [
        *found,
        Check("watch", watched, f"areas.toml {'has' if watched else 'does not have'} the area in its watch"),
        _area(event, subscription, boards),
        _pattern(event, subscription),
        _only(event, subscription),
        _active(subscription),
    ]


def when(subscription: Subscription) -> str:
    """Say when a subscriber hears of what they get: "at_once", "daily", "weekly" or "never"."""
    return "never" if subscription.paused else subscription.digest


def _told_before(subscription: Subscription, heard: Collection[Where]) -> Check:
    told = any(where in heard for where in subscription.to)
    text = "this corrects an alert, and goes to whoever had that alert; this subscriber"
    return Check("correction", told, f"{text} had it ({TOLD_BEFORE})" if told else f"{text} did not have it")


def _area(event: Event, subscription: Subscription, boards: Collection[str]) -> Check:
    entry = watches(event.area, subscription, boards) if event.area else None
    return Check("areas", entry is not None, entry or "no entry of its areas is the area of this event")


def _pattern(event: Event, subscription: Subscription) -> Check:
    found = next((one for one in subscription.events if fnmatchcase(event.kind, one)), None)
    listed = ", ".join(subscription.events) or "none"
    return Check("events", found is not None, f"{event.kind} matches {found or 'none of ' + listed}")


def _only(event: Event, subscription: Subscription) -> Check:
    if not subscription.only:
        return Check("only", True, "no filter by outcome")
    passes = wanted(event, subscription.only)
    direction = event.data.get("direction")
    found = ", ".join(filter(None, (event.band or "unknown", direction)))
    return Check(
        "only", passes, f"{found}: {'is' if passes else 'is not'} among {', '.join(subscription.only)}"
    )


def _active(subscription: Subscription) -> Check:
    if subscription.paused:
        return Check("paused", False, "the subscriber is paused")
    told = "at once" if subscription.digest == AT_ONCE else f"in a {subscription.digest} digest"
    return Check("digest", True, f"hears of it {told}")
