"""The pages on which a reader leaves, or chooses what to get: reached by the signed link in a mail.

Mail scanners follow every link in a mail, so opening a page changes nothing: only a POST acts, from a button
on the page or from a mail program by itself (RFC 8058). Doing it twice is as good as once.
"""

from typing import Annotated, Any
from urllib.parse import quote

from fastapi import FastAPI, Form
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined

from monitor.bootstrap import Configured, links_of, live_subscriptions
from monitor.domain.links import Destination
from monitor.domain.matching import Subscription
from monitor.ports.store import Store
from monitor.services.leaving import Standing, come_back, leave, standing

_PAGES = Environment(
    loader=PackageLoader("monitor.web", "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
EVERYTHING = "*"
"""What a form says in place of an area, for all of them."""

_LOOK = ["GET", "HEAD"]
_Field = Annotated[str, Form(max_length=20)]


class Readers:
    """Who is behind a link's token; worked out anew when the config was read anew."""

    def __init__(self, found: Configured) -> None:
        self.found = found
        self.subscriptions = live_subscriptions(found)
        self._links = links_of(found)
        self._of: tuple[Subscription, ...] | None = None
        self._known: dict[str, Destination] = {}

    def by(self, token: str) -> Destination | None:
        """Give the address that a token was made for, if it still is a subscriber's."""
        subscriptions = self.subscriptions()
        if self._links is not None and subscriptions is not self._of:
            self._known = self._links.by_token({where for one in subscriptions for where in one.to})
            self._of = subscriptions
        return self._known.get(token)


def add_leaving(app: FastAPI, found: Configured, store: Store) -> None:
    """Add the pages to an application."""
    desk = _Desk(Readers(found), store)

    @app.api_route("/unsubscribe/{token}", methods=_LOOK, include_in_schema=False)
    def ask(token: str, area: str = "") -> HTMLResponse:
        """Show what can be left; changes nothing."""
        return desk.show("unsubscribe.html", token, area=area, done=False)

    @app.post("/unsubscribe/{token}", include_in_schema=False)
    def act(token: str, area: str = "", chosen: _Field = "") -> HTMLResponse:
        """Leave the chosen area, else that of the link, else everything."""
        wanted = chosen or area or EVERYTHING
        return desk.change(leave_at, "unsubscribe.html", token, wanted)

    @app.api_route("/preferences/{token}", methods=_LOOK, include_in_schema=False)
    def look(token: str) -> HTMLResponse:
        """Show what the reader gets; changes nothing."""
        return desk.show("preferences.html", token, area="", done=False)

    @app.post("/preferences/{token}", include_in_schema=False)
    def choose(token: str, leaving: _Field = "", returning: _Field = "") -> HTMLResponse:
        """Leave or come back to one area or everything."""
        if leaving:
            return desk.change(leave_at, "preferences.html", token, leaving)
        if returning:
            return desk.change(return_at, "preferences.html", token, returning)
        return desk.show("preferences.html", token, area="", done=False)

    def leave_at(where: Destination, area: str | None) -> None:
        leave(store, where, area, found.clock())

    def return_at(where: Destination, area: str | None) -> None:
        come_back(store, where, area)


class _Desk:
    """Answers for one reader at a time."""

    def __init__(self, readers: Readers, store: Store) -> None:
        self._readers = readers
        self._store = store

    def show(self, page: str, token: str, *, area: str, done: bool) -> HTMLResponse:
        where = self._readers.by(token)
        if where is None:
            return _page("unknown.html", status=404)
        now = self._standing(where)
        return _page(page, **_said(now, where, token, area), done=done)

    def change(self, act: Any, page: str, token: str, wanted: str) -> HTMLResponse:
        """Change what one reader gets. An area that is not theirs changes nothing."""
        where = self._readers.by(token)
        if where is None:
            return _page("unknown.html", status=404)
        theirs = {choice.area for choice in self._standing(where).choices}
        if wanted != EVERYTHING and wanted not in theirs:
            return self.show(page, token, area="", done=False)
        act(where, None if wanted == EVERYTHING else wanted)
        return self.show(page, token, area=wanted, done=True)

    def _standing(self, where: Destination) -> Standing:
        return standing(self._store, self._readers.subscriptions(), self._readers.found.areas, where)


def masked(address: str) -> str:
    """Show an address to its owner, and to nobody else who was sent the link."""
    local, at, domain = address.rpartition("@")
    # With joiners, so that a narrow screen does not part it there.
    ending = local[-1:] if len(local) > 3 else ""
    return f"{local[:1]}\u2060…\u2060{ending}{at}{domain}" if at else address


def _said(now: Standing, where: Destination, token: str, area: str) -> dict[str, Any]:
    chosen = next((choice for choice in now.choices if choice.area == area), None)
    return {
        "address": masked(where[1]),
        "now": now,
        "chosen": chosen,
        "everything": EVERYTHING,
        "token": quote(token, safe=""),
    }


def _page(name: str, *, status: int = 200, **said: Any) -> HTMLResponse:
    html = _PAGES.get_template(name).render(**said)
    return HTMLResponse(html.encode("utf-8", "replace"), status_code=status)
