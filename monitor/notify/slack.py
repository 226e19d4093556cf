"""Posts to Slack incoming webhooks, and says of every failure whether a later try could help.

A webhook's address is a secret: whoever has it can post. It is never part of an error or a log line. Slack
answers 429 with Retry-After when a webhook is used more than about once a second, and 403, 404 or 410 when
the webhook or its channel is gone.
"""

import logging
import ssl
import threading
from collections.abc import Mapping
from urllib.request import Request

from slack_sdk.webhook import WebhookClient, WebhookResponse

from monitor.domain.events import Event, Rendered
from monitor.errors import DeliveryDeferred, DeliveryError, DeliveryRejected, DeliveryUncertain
from monitor.notify.blocks import BLOCK_LIMIT, SECTION_LIMIT, escape, reference_block, within
from monitor.notify.lines import Lines
from monitor.notify.patience import Patience
from monitor.notify.plain import plain
from monitor.notify.safe_post import BadAddress, NoAnswer, NotSent, checked, post
from monitor.ports.clock import Clock

CHANNEL = "slack"

_SERVER_TIMED_OUT, _TOO_MANY, _SERVER_ERROR = 408, 429, 500
_GONE = frozenset({404, 410})

# Slack's words for a webhook that will not work again, whatever status they come with.
_HOOK_IS_GONE = frozenset(
    {"invalid_token", "no_service", "no_service_id", "no_team", "team_disabled", "channel_is_archived"}
)


class SlackChannel:
    """Posts to the configured webhooks, each known by its name. Safe to use from several threads."""

    name = CHANNEL

    def __init__(
        self,
        webhooks: Mapping[str, str],
        *,
        clock: Clock,
        timeout: float = 30,
        ssl_context: ssl.SSLContext | None = None,
    ) -> None:
        """Keep the webhooks' addresses by name; `timeout` in seconds for each wait."""
        self._webhooks = dict(webhooks)
        self._timeout = timeout
        self._ssl_context = ssl_context
        self._patience = Patience(CHANNEL, clock)
        self._lines = Lines()
        self._lock = threading.Lock()

    def send(self, address: str, message: Rendered, *, message_id: str, event: Event) -> str:
        """Post one message to the webhook of that name and give Slack's answer.

        Raises DeliveryRejected for a webhook or message that will never work, DeliveryDeferred when a later
        try may work, DeliveryUncertain when no answer came after the message was posted.
        """
        url = self._webhooks.get(address)
        if not url:
            raise DeliveryRejected(f"no webhook is called “{plain(address, 100)}”", channel=CHANNEL)
        self._patience.require(address)
        response = self._post(address, url, _body(message, message_id))
        failure = self._failure(address, response)
        if failure is not None:
            raise failure
        return plain(f"{response.status_code} {response.body}", 300)

    def close(self) -> None:
        """Close the kept lines; the channel may still be used and opens new ones."""
        self._lines.close()

    def _post(self, address: str, url: str, body: dict[str, object]) -> WebhookResponse:
        try:
            checked(url)
            client = _OneTryClient(
                url, timeout=self._timeout, ssl_context=self._context(url), lines=self._lines
            )
            return client.send_dict(body)
        except BadAddress as error:
            why = f"webhook “{address}”: {error}"
            raise DeliveryRejected(why, channel=CHANNEL) from None
        except NotSent as error:
            raise DeliveryDeferred(f"webhook “{address}”: cannot post: {error}", channel=CHANNEL) from None
        except NoAnswer as error:
            why = f"webhook “{address}”: no answer after the message was posted ({error})"
            raise DeliveryUncertain(why, channel=CHANNEL) from None

    def _failure(self, address: str, response: WebhookResponse) -> DeliveryError | None:
        status = response.status_code
        words = plain(response.body, 200)
        why = f"webhook “{address}”: Slack answered {status} {words}".rstrip()
        if words in _HOOK_IS_GONE or status in _GONE:
            return DeliveryRejected(why, channel=CHANNEL, gone=True)
        if 200 <= status < 300:
            return None
        if status == _TOO_MANY:
            return DeliveryDeferred(
                why, channel=CHANNEL, retry_at=self._patience.heed(address, response.headers)
            )
        if 400 <= status < _SERVER_ERROR and status != _SERVER_TIMED_OUT:
            return DeliveryRejected(why, channel=CHANNEL)
        return DeliveryDeferred(why, channel=CHANNEL)

    def _context(self, url: str) -> ssl.SSLContext | None:
        """Give the one context that all posts share; it is slow to make, so not where it is not needed."""
        with self._lock:
            if self._ssl_context is None and url.startswith("https:"):
                self._ssl_context = ssl.create_default_context()
            return self._ssl_context


class _OneTryClient(WebhookClient):
    """Slack's client with our line below it: one try, no redirect, no private address, no log."""

    def __init__(self, url: str, *, timeout: float, ssl_context: ssl.SSLContext | None, lines: Lines) -> None:
        super().__init__(url, retry_handlers=[], logger=_silent_logger())
        self._seconds = timeout
        self._lines = lines
        self._tls = ssl_context

    def _perform_http_request_internal(self, url: str, req: Request) -> WebhookResponse:
        body = req.data if isinstance(req.data, bytes) else b""
        found = post(
            url,
            body,
            dict(req.header_items()),
            timeout=self._seconds,
            ssl_context=self._tls,
            lines=self._lines,
        )
        return WebhookResponse(url="", status_code=found.status, body=found.body, headers=dict(found.headers))


def _silent_logger() -> logging.Logger:
    # The client writes the webhook's address into its log lines; this logger is in no tree and says nothing.
    return logging.Logger("slack", level=logging.CRITICAL + 1)


def _body(message: Rendered, message_id: str) -> dict[str, object]:
    blocks = [*message.blocks[: BLOCK_LIMIT - 1], reference_block(message_id)] if message.blocks else []
    return {
        "text": within(escape(message.subject if blocks else message.text), SECTION_LIMIT),
        "blocks": blocks or None,
        "unfurl_links": False,
        "unfurl_media": False,
    }
