"""Signed links by which a reader leaves, or chooses what to get, without a password.

A link's token is an HMAC of channel and address under the operator's key: whoever sees a link learns no
address from it, nobody can make one without the key, and another key ends all old links at once.
"""

import base64
import hmac
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import quote

SHORTEST_KEY = 16  # characters

Destination = tuple[str, str]
"""(channel, address)."""


@dataclass(frozen=True, slots=True)
class Links:
    """Makes the links of one web part; `base` is how the outside reaches it, without a slash at the end."""

    base: str
    key: str = field(repr=False)

    def unsubscribe(self, where: Destination, *, area: str | None = None) -> str:
        """Give the link of the page on which a reader leaves, for one area (an Area.id) or all."""
        chosen = f"?area={quote(area, safe='')}" if area else ""
        return f"{self.base}/unsubscribe/{self.token(where)}{chosen}"

    def preferences(self, where: Destination) -> str:
        """Give the link of the page on which a reader sees and chooses what they get."""
        return f"{self.base}/preferences/{self.token(where)}"

    def token(self, where: Destination) -> str:
        """Give the token of an address, the same for each spelling in large and small letters."""
        channel, address = where
        signed = hmac.digest(self.key.encode(), f"v1\n{channel}\n{address.casefold()}".encode(), "sha256")
        return base64.urlsafe_b64encode(signed).rstrip(b"=").decode()

    def by_token(self, known: Iterable[Destination]) -> dict[str, Destination]:
        """Give each known address by its token."""
        return {self.token(where): where for where in known}
