"""Every kind of message, as a reader gets it: recorded events beside the mail and the Slack post of each."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from monitor.domain.events import Rendered
from monitor.notify.render import AlertRenderer
from tests.builders import as_recorded

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
    return renderer.render(as_recorded(recorded), recorded["recipients"])


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
