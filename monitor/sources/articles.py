"""The text of a story's page, fetched once and politely, under every rule that holds for other pages.

A feed on this machine may lead to this machine, and a public feed only to public hosts. The library that
finds the main text is loaded when the first page has come, and is only ever given bytes: it fetches nothing.
"""

from monitor.deferred import deferred
from monitor.errors import LayoutChanged, Refused
from monitor.sources.addresses import AddressRefused, place_of
from monitor.sources.http import PoliteSession

LARGEST = 2 * 1024 * 1024
_ACCEPT = "text/html, application/xhtml+xml;q=0.9, */*;q=0.1"

_main_text = deferred("monitor.sources.main_text", "main_text")


class Articles:
    """Fetches the pages that feeds lead to."""

    def __init__(self, session: PoliteSession) -> None:
        self._session = session

    def text(self, url: str, *, feed_url: str) -> str:
        """Give the main text of a story's page. Raises SourceError."""
        try:
            here = place_of(url)
            if here.loopback != place_of(feed_url).loopback:
                raise AddressRefused("is on this machine or its feed is, and not both")
        except AddressRefused as error:
            raise Refused(f"the story's address {error}: not visited", url=url) from error
        answer = self._session.get(url, limit=LARGEST, accept=_ACCEPT)
        kind = (answer.headers.get("Content-Type") or "text/html").lower()
        if "html" not in kind and not kind.startswith("text/"):
            raise LayoutChanged(f"no web page but {kind[:60]}", url=url)
        text: str | None = _main_text(answer.body, answer.url)
        if not text:
            raise LayoutChanged("no text could be found on the page", url=url)
        return text
