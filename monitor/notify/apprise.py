"""Sends through the services that apprise knows: Teams, Telegram, ntfy, Matrix and a hundred more.

A service's address holds its keys, so it is a secret and never part of an error or a log line. Apprise says
of a failure only that there was one, and what it logged: a service that answered with an error has not taken
the message; of every other failure nobody can know.
"""

import logging
import re
from collections.abc import Mapping

from apprise import Apprise, NotifyFormat

from monitor.domain.events import Event, Rendered
from monitor.errors import DeliveryDeferred, DeliveryRejected, DeliveryUncertain
from monitor.notify.plain import plain

CHANNEL = "apprise"

_LONGEST_TEXT = 3000  # what most services take; the rest of them cut it themselves
_ANSWERED = re.compile(r"\berror\s*=\s*(\d{3})\b")


class AppriseChannel:
    """Sends to the configured services, each known by its name. Safe to use from several threads."""

    name = CHANNEL

    def __init__(self, services: Mapping[str, str]) -> None:
        """Keep the services' addresses by name; nothing is connected yet."""
        self._services = dict(services)
        quiet = logging.getLogger("apprise")  # what it writes may hold a service's address
        quiet.propagate = False
        quiet.addHandler(logging.NullHandler())

    def send(self, address: str, message: Rendered, *, message_id: str, event: Event) -> str:
        """Send one message through the service of that name.

        Raises DeliveryRejected for a service that is not known or whose address makes no sense,
        DeliveryDeferred if it said no, DeliveryUncertain if nobody can tell whether it took the message.
        """
        url = self._services.get(address)
        notifier = Apprise()
        if not url or not notifier.add(url):
            why = f"“{plain(address, 100)}” is no service that apprise can reach; look at its address"
            raise DeliveryRejected(why, channel=CHANNEL)
        said: list[str] = []
        done = notifier.notify(
            body=_text(message, message_id),
            title=message.subject,
            body_format=NotifyFormat.TEXT,
            log_callback=lambda entry, _service: said.append(entry.message),
            log_level=logging.WARNING,
        )
        if done:
            return "taken"
        answered = _ANSWERED.search(" ".join(said))
        if answered is None:
            why = f"“{address}”: the message may not have arrived, and the service does not say why"
            raise DeliveryUncertain(why, channel=CHANNEL)
        raise DeliveryDeferred(f"“{address}”: the service answered {answered[1]}", channel=CHANNEL)

    def close(self) -> None:
        """Do nothing: no line is kept."""


def _text(message: Rendered, message_id: str) -> str:
    """Give the text with the line by which a reader tells a repeat from a second message."""
    reference = f"\n\nReference {message_id.strip('<>')[:12]}"
    text = message.text
    if len(text) > _LONGEST_TEXT:
        text = text[:_LONGEST_TEXT].rsplit("\n", 1)[0] + "\n…"
    return text.rstrip() + reference
