"""Shows every kind of mail and page in a real browser: `python -m tests.looks`, or `make looks`.

Each is drawn at the width of a small phone and of a desk, in light and in dark, into `build/looks`. They are
to be looked at: no test can say whether a message reads well. That nothing is wider than its screen is said
here as well. Needs Chromium, which is Debian's package of that name.
"""

import json
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient
from playwright.sync_api import Browser, sync_playwright

from monitor.bootstrap import configured, links_of, migrate, open_memory
from monitor.notify.render import AlertRenderer
from monitor.options import Options
from monitor.web.app import Parts, make_app
from tests.builders import as_recorded

ROOT = Path(__file__).resolve().parents[1]
ALERTS = ROOT / "tests" / "replay" / "alerts"
LOOKS = ROOT / "build" / "looks"
WIDTHS = (320, 640)
SCHEMES = ("light", "dark")
MISSING = "there is no Chromium here; install it with: apt-get install -y chromium"
CONFIG = '[store]\nurl = "sqlite:///{store}"\n[web]\npublic_url = "https://send.example.org"\n'
SUBSCRIBERS = """[[subscriber]]
name = "Solent parent carer forum"
areas = ["Southampton", "Portsmouth", "Isle of Wight", "Bournemouth, Christchurch and Poole"]
to = ["email:chair@example.org"]
"""


def main() -> int:
    """Draw everything; 1 if something is wider than its screen, 2 if there is no browser."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        print(MISSING, file=sys.stderr)
        return 2
    shutil.rmtree(LOOKS, ignore_errors=True)
    LOOKS.mkdir(parents=True)
    too_wide: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        for name, html in (*mails(), *pages()):
            too_wide += draw(browser, name, html)
        browser.close()
    print(f"{len(list(LOOKS.glob('*.png')))} pictures in {LOOKS}")
    for name in too_wide:
        print(f"wider than its screen: {name}", file=sys.stderr)
    return 1 if too_wide else 0


def draw(browser: Browser, name: str, html: str) -> list[str]:
    """Draw one at each width, in each scheme; gives the names of those that do not fit."""
    too_wide = []
    for width in WIDTHS:
        for scheme in SCHEMES:
            context = browser.new_context(
                viewport={"width": width, "height": 800},
                color_scheme=scheme,  # type: ignore[arg-type]
                java_script_enabled=False,
                offline=True,
            )
            page = context.new_page()
            page.set_content(html)
            picture = f"{name}-{width}-{scheme}"
            page.screenshot(path=LOOKS / f"{picture}.png", full_page=True)
            context.close()
        wide = _scroll_width(browser, width, html)
        if wide > width:
            too_wide.append(f"{name} at {width} ({wide} px)")
    return too_wide


def mails() -> Iterator[tuple[str, str]]:
    """Give the HTML of each kind of mail, and of a burst of them."""
    renderer = AlertRenderer()
    events = []
    for path in sorted(ALERTS.glob("*.event.json")):
        recorded: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        events.append((as_recorded(recorded), recorded["recipients"]))
        yield f"mail-{path.name.removesuffix('.event.json')}", renderer.render(*events[-1]).html
    yield "mail-several", renderer.render_group(events[:13]).html


def pages() -> Iterator[tuple[str, str]]:
    """Give the HTML of each page that readers see."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        store = place / "monitor.sqlite3"
        (place / "monitor.toml").write_text(CONFIG.format(store=store), encoding="utf-8")
        (place / "subscribers.toml").write_text(SUBSCRIBERS, encoding="utf-8")
        migrate(f"sqlite:///{store}")
        found = configured(
            Options(place, None, None, False), {"SEND_MONITOR_LINK_KEY": "a key of sixteen letters"}
        )
        links, area = links_of(found), found.areas.named("Portsmouth")
        if links is None or area is None:
            raise LookupError("the config above makes no links")
        token = links.token(("email", "chair@example.org"))
        leaving, choosing = f"/unsubscribe/{token}?area={area.id}", f"/preferences/{token}"
        with open_memory(found) as memory, TestClient(make_app(Parts(found, memory))) as client:
            yield "page-unsubscribe", client.get(leaving).text
            yield "page-unsubscribed", client.post(leaving, data={"chosen": area.id}).text
            yield "page-preferences", client.get(choosing).text
            yield "page-left-all", client.post(choosing, data={"leaving": "*"}).text
            yield "page-unknown", client.get("/preferences/x").text


def _scroll_width(browser: Browser, width: int, html: str) -> int:
    """Measure how wide a page wants to be; this alone needs the browser's own scripting."""
    page = browser.new_page(viewport={"width": width, "height": 800})
    page.set_content(html)
    found: int = page.evaluate("document.documentElement.scrollWidth")
    page.close()
    return found


if __name__ == "__main__":
    sys.exit(main())
