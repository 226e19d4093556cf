"""What a config that is without mistakes leaves out, and the operator should know."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

from monitor.config import Settings, override_names
from monitor.config_files import shown
from monitor.domain.matching import allowed

_AN_ADDRESS = re.compile(r"\S@\S|https?://\S")


def config_notes(settings: Settings) -> list[str]:
    """Say of what is empty, or shut out by `delivery.only_to`, what does not happen because of it."""
    return list(chain(_contact(settings), _shut_out(settings), _nobody(settings), _canary(settings)))


def near_overrides(environ: Mapping[str, str]) -> list[str]:
    """Note variables that were most likely meant to override a key, and do not, for want of an underscore."""
    meant = {name.replace("__", "_"): name for name in override_names()}
    return [
        f"environment: {name} has no effect; to override the key, write {meant[name]}, with two underscores"
        for name in environ
        if name in meant
    ]


def _contact(settings: Settings) -> Iterator[str]:
    contact = settings.monitor.ofsted.contact
    if not contact:
        yield (
            "monitor.toml: ofsted.contact is empty; the real site is not asked for anything until it "
            "holds an address at which Ofsted could reach you"
        )
    elif not _AN_ADDRESS.search(contact):
        yield (
            f"monitor.toml: ofsted.contact is {shown(contact)}, which is neither a mail nor a "
            "web address; Ofsted could not reach you by it"
        )


def _shut_out(settings: Settings) -> Iterator[str]:
    only_to = settings.monitor.delivery.only_to
    if not only_to:
        yield (
            "monitor.toml: delivery.only_to is empty, so nothing is sent to anybody; "
            'write ["*"] to send to every subscriber'
        )
        return
    entries = [(one.name, entry) for one in settings.subscribers.subscriber for entry in one.to]
    readers = [f'"{name}" at {entry}' for name, entry in entries if not _is_allowed(entry, only_to)]
    if readers:
        yield f"monitor.toml: delivery.only_to leaves out {', '.join(readers)}: nothing is sent there"
    operators = [entry for entry in settings.monitor.operator.to if not _is_allowed(entry, only_to)]
    if operators:
        yield (
            f"monitor.toml: delivery.only_to leaves out {', '.join(operators)} of operator.to, "
            "who will not hear when a source breaks"
        )


def _nobody(settings: Settings) -> Iterator[str]:
    if not settings.monitor.operator.to:
        yield "monitor.toml: operator.to is empty, so nobody is told when a source breaks"
    if not settings.areas.watch:
        yield "areas.toml: watch is empty, so nobody hears of any area"
    if not settings.subscribers.subscriber:
        yield "subscribers.toml: there is no subscriber, so nobody hears of a report"


def _canary(settings: Settings) -> Iterator[str]:
    canary, only_to = settings.monitor.operator.canary, settings.monitor.delivery.only_to
    if canary and only_to and not _is_allowed(canary, only_to):
        yield f"monitor.toml: delivery.only_to leaves out {canary}, so every daily drill will fail"


def _is_allowed(entry: str, only_to: Sequence[str]) -> bool:
    channel, _, address = entry.partition(":")
    return allowed(channel, address, only_to)
