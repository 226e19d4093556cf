"""Every kind of message, as a reader gets it: recorded events beside the mail and the Slack post of each."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from monitor.domain.events import Event, Rendered
from monitor.notify.group_notes import summed_up
from monitor.notify.render import AlertRenderer, compose
from tests.builders import as_recorded

Golden = Callable[[Path, str], None]
ALERTS = Path(__file__).parent / "alerts"
CASES = sorted(path.name.removesuffix(".event.json") for path in ALERTS.glob("*.event.json"))
ENDINGS = (".event.json", ".txt", ".html", ".blocks.json")
BURST = "burst"
NEXT = "What happens next"
IN_BURST = (
    "worse_outcome",
    "monitoring_some",
    "unknown_outcome",
    "confirmed_unread",
    "corrected",
    "reissued",
    "backfilled",
)

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


def told(case: str) -> tuple[Event, list[str]]:
    recorded: dict[str, Any] = json.loads((ALERTS / f"{case}.event.json").read_text(encoding="utf-8"))
    return as_recorded(recorded), recorded["recipients"]


def rendered(renderer: AlertRenderer, case: str) -> Rendered:
    if case == BURST:
        return renderer.render_group([told(one) for one in IN_BURST])
    return renderer.render(*told(case))


@pytest.mark.parametrize("case", (*CASES, BURST))
def test_text_mail_is_as_recorded(case: str, renderer: AlertRenderer, golden: Golden) -> None:
    message = rendered(renderer, case)
    golden(ALERTS / f"{case}.txt", f"Subject: {message.subject}\n\n{message.text}")


@pytest.mark.parametrize("case", (*CASES, BURST))
def test_html_mail_is_as_recorded(case: str, renderer: AlertRenderer, golden: Golden) -> None:
    golden(ALERTS / f"{case}.html", rendered(renderer, case).html)


@pytest.mark.parametrize("case", (*CASES, BURST))
def test_slack_post_is_as_recorded(case: str, renderer: AlertRenderer, golden: Golden) -> None:
    blocks = rendered(renderer, case).blocks
    golden(ALERTS / f"{case}.blocks.json", json.dumps(blocks, indent=1, ensure_ascii=False) + "\n")


@pytest.mark.parametrize("case", CASES)
def test_no_message_uses_a_word_that_ofsted_does_not(case: str, renderer: AlertRenderer) -> None:
    message = rendered(renderer, case)
    for form in (message.subject, message.text, message.html, json.dumps(message.blocks)):
        assert not FORBIDDEN.search(form)
        assert case in ON_ONE_SCALE or not DIRECTION.search(form)


@pytest.mark.parametrize("case", CASES)
def test_short_form_says_the_outcome_once_and_all_that_sets_a_message_apart(case: str) -> None:
    note = compose(told(case)[0], ())
    short = summed_up(note)
    strong = next((part.strong for part in note.parts if part.strong), "")
    assert words(strong) in words(short.title)
    assert not short.strong
    assert {*note.gist} <= {*short.lines}
    assert short.items == tuple(item for part in note.parts if part.title == NEXT for item in part.items)


def words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def test_every_recorded_file_belongs_to_a_case() -> None:
    expected = {f"{case}{ending}" for case in (*CASES, BURST) for ending in ENDINGS}
    assert {path.name for path in ALERTS.iterdir()} <= expected
    assert len(CASES) >= 14
