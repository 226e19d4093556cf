"""Every kind of message, as a reader gets it: recorded events beside the mail and the Slack post of each."""

import json
import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from monitor.domain.corrections import as_heard
from monitor.domain.events import Event, EventKind, Rendered
from monitor.domain.outcome import Band
from monitor.notify.render import AlertRenderer

Golden = Callable[[Path, str], None]
ALERTS = Path(__file__).parent / "alerts"
CASES = sorted(path.name.removesuffix(".event.json") for path in ALERTS.glob("*.event.json"))
ENDINGS = (".event.json", ".txt", ".html", ".blocks.json")

FORBIDDEN = re.compile(
    r"\b(ratings?|grades?|graded|judge?ments?|overdue|missed|improved|declined)\b|deadline:", re.I
)
DIRECTION = re.compile(r"\b(better|worse|upgraded|downgraded|slipped|progress since)\b|→", re.I)
ON_ONE_SCALE = {
    "same_outcome",
    "better_outcome",
    "worse_outcome",
    "after_monitoring",
    "confirmed_same",
    "in_context",
}


@pytest.fixture(scope="module")
def renderer() -> AlertRenderer:
    return AlertRenderer()


def rendered(renderer: AlertRenderer, case: str) -> Rendered:
    recorded: dict[str, Any] = json.loads((ALERTS / f"{case}.event.json").read_text(encoding="utf-8"))
    heard = recorded.get("heard")  # by this reader: what a correction says is what they were told
    event = _event(recorded)
    told = event if heard is None else as_heard(event, [_event(recorded | one) for one in heard])
    return renderer.render(told, recorded["recipients"])


def _event(recorded: dict[str, Any]) -> Event:
    return Event(
        id=1,
        key=recorded["key"],
        kind=EventKind(recorded["kind"]),
        area=recorded["area"],
        band=Band(recorded["band"]) if recorded["band"] else None,
        occurred=datetime.fromisoformat(recorded["seen"]),
        seen=datetime.fromisoformat(recorded["seen"]),
        data=recorded["data"],
    )


@pytest.mark.parametrize("case", CASES)
def test_text_mail_is_as_recorded(case: str, renderer: AlertRenderer, golden: Golden) -> None:
    message = rendered(renderer, case)
    golden(ALERTS / f"{case}.txt", f"Subject: {message.subject}\n\n{message.text}")


@pytest.mark.parametrize("case", CASES)
def test_html_mail_is_as_recorded(case: str, renderer: AlertRenderer, golden: Golden) -> None:
    golden(ALERTS / f"{case}.html", rendered(renderer, case).html)


@pytest.mark.parametrize("case", CASES)
def test_slack_post_is_as_recorded(case: str, renderer: AlertRenderer, golden: Golden) -> None:
    blocks = rendered(renderer, case).blocks
    golden(ALERTS / f"{case}.blocks.json", json.dumps(blocks, indent=1, ensure_ascii=False) + "\n")


@pytest.mark.parametrize("case", CASES)
def test_no_message_uses_a_word_that_ofsted_does_not(case: str, renderer: AlertRenderer) -> None:
    message = rendered(renderer, case)
    for form in (message.subject, message.text, message.html, json.dumps(message.blocks)):
        assert not FORBIDDEN.search(form)
        assert case in ON_ONE_SCALE or not DIRECTION.search(form)


def test_every_recorded_file_belongs_to_a_case() -> None:
    expected = {f"{case}{ending}" for case in CASES for ending in ENDINGS}
    assert {path.name for path in ALERTS.iterdir()} <= expected
    assert len(CASES) >= 14
