"""Posts events as signed JSON to other people's programs, and says whether a later try could help.

The receiver can check who sent a post and when: the signature is an HMAC-SHA256 over the time, a dot and
the body, with a secret that both sides know. Every try of one delivery carries the same `Idempotency-Key`, so
that a receiver that has taken it already can say so. `docs/configuration.md` shows the receiver's side.
"""

import hashlib
import hmac
import json
import ssl
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from importlib.metadata import version

from monitor.domain.area import AreaTable
from monitor.domain.event_json import event_json
from monitor.domain.events import Event, Rendered
from monitor.errors import DeliveryDeferred, DeliveryError, DeliveryRejected, DeliveryUncertain
from monitor.notify.lines import Lines
from monitor.notify.patience import Patience
from monitor.notify.plain import plain
from monitor.notify.safe_post import Answer, BadAddress, NoAnswer, NotSent, post
from monitor.ports.clock import Clock

CHANNEL = "webhook"
TIMESTAMP, SIGNATURE = "X-Send-Monitor-Timestamp", "X-Send-Monitor-Signature"
SHAPE = 1
"""Version of the body's shape; it rises when a key goes or changes its meaning, not when one is added."""

_TRY_AGAIN = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS})
_SAYS_WHEN = frozenset({HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE})


@dataclass(frozen=True, slots=True)
class Receiver:
    """A configured webhook: where it is and the secret that signs what it gets."""

    url: str
    secret: str = field(repr=False)


class WebhookChannel:
    """Posts to the configured receivers, each known by its name. Safe to use from several threads."""

    name = CHANNEL

    def __init__(
        self,
        receivers: Mapping[str, Receiver],
        *,
        areas: AreaTable,
        clock: Clock,
        timeout: float = 30,
        ssl_context: ssl.SSLContext | None = None,
    ) -> None:
        """Keep the receivers by name; `timeout` in seconds for each wait."""
        self._receivers = dict(receivers)
        self._areas = areas
        self._clock = clock
        self._timeout = timeout
        self._ssl_context = ssl_context
        self._patience = Patience(CHANNEL, clock)
        self._lines = Lines()
        self._lock = threading.Lock()

    def send(self, address: str, message: Rendered, *, message_id: str, event: Event) -> str:
        """Post one event to the receiver of that name and give its answer.

        Raises DeliveryRejected for a receiver or message that will never work, DeliveryDeferred when a later
        try may work, DeliveryUncertain when no answer came after the event was posted.
        """
        receiver = self._receivers.get(address)
        if receiver is None:
            raise DeliveryRejected(f"no webhook is called “{plain(address, 100)}”", channel=CHANNEL)
        self._patience.require(address)
        answer = self._post(address, receiver, self._body(message, event), message_id)
        failure = self._failure(address, answer)
        if failure is not None:
            raise failure
        return plain(f"{answer.status} {answer.body}", 300)

    def close(self) -> None:
        """Close the kept lines; the channel may still be used and opens new ones."""
        self._lines.close()

    def _body(self, message: Rendered, event: Event) -> bytes:
        content = {
            "version": SHAPE,
            "event": event_json(event, self._areas),
            "subject": message.subject,
            "text": message.text,
        }
        return json.dumps(content, separators=(",", ":")).encode()

    def _post(self, address: str, receiver: Receiver, body: bytes, message_id: str) -> Answer:
        timestamp = str(int(self._clock().timestamp()))
        headers = {
            "Content-Type": "application/json",
            "User-Agent": f"area-send-monitor/{version('area-send-monitor')}",
            "Idempotency-Key": message_id.strip("<>"),
            TIMESTAMP: timestamp,
            SIGNATURE: f"sha256={signature(receiver.secret, timestamp, body)}",
        }
        try:
            context = self._context(receiver.url)
            return post(
                receiver.url, body, headers, timeout=self._timeout, ssl_context=context, lines=self._lines
            )
        except BadAddress as error:
            raise DeliveryRejected(f"webhook “{address}”: {error}", channel=CHANNEL) from None
        except NotSent as error:
            raise DeliveryDeferred(f"webhook “{address}”: cannot post: {error}", channel=CHANNEL) from None
        except NoAnswer as error:
            why = f"webhook “{address}”: no answer after the event was posted ({error})"
            raise DeliveryUncertain(why, channel=CHANNEL) from None

    def _failure(self, address: str, answer: Answer) -> DeliveryError | None:
        status = answer.status
        if 200 <= status < 300:
            return None
        why = f"webhook “{address}” answered {status} {plain(answer.body, 200)}".rstrip()
        if status < 400:
            return DeliveryRejected(f"{why}; redirects are not followed", channel=CHANNEL)
        if status < 500 and status not in _TRY_AGAIN:
            return DeliveryRejected(why, channel=CHANNEL, gone=status == HTTPStatus.GONE)
        until = self._patience.heed(address, answer.headers) if status in _SAYS_WHEN else None
        return DeliveryDeferred(why, channel=CHANNEL, retry_at=until)

    def _context(self, url: str) -> ssl.SSLContext | None:
        """Give the one context that all posts share; it is slow to make, so not where it is not needed."""
        with self._lock:
            if self._ssl_context is None and url.startswith("https:"):
                self._ssl_context = ssl.create_default_context()
            return self._ssl_context


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """Give the signature of a body that is sent at a time, in hex."""
    return hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()
