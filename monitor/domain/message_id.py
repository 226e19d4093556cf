"""The id a message carries, the same at every try, so that a repeat can be told from a second message."""

import hashlib


def make_message_id(event_key: str, channel: str, address: str, sender_domain: str) -> str:
    """Give the Message-ID of one event for one address of one channel: `<32 hex digits@domain>`.

    Mail programs show two messages with one id once; SMTP and Slack webhooks have no idempotency key, so
    this is the most that can be done about a repeat.
    """
    # The parts are kept apart by a character that none of them holds, so that no two sets run together.
    digest = hashlib.sha256("\x1f".join((event_key, channel, address)).encode("utf-8", "surrogatepass"))
    return f"<{digest.hexdigest()[:32]}@{sender_domain}>"
