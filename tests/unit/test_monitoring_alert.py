"""What an alert may say of a monitoring inspection: only what the record states, with its sentence."""

from datetime import UTC, datetime
from typing import Any

import pytest

from monitor.domain.events import Event, EventKind
from monitor.notify.facts import report_facts

SENTENCE = "The local area partnership has taken effective action to address the areas for priority action."


def facts(outcome: dict[str, Any], *, kind: str = "monitoring", **data: Any) -> tuple[Any, Any, Any, str]:
    found = report_facts(
        Event(
            id=1,
            key="key",
            kind=EventKind.REPORT_PUBLISHED,
            area="701",
            band=None,
            occurred=datetime(2026, 5, 27, tzinfo=UTC),
            seen=datetime(2026, 5, 27, tzinfo=UTC),
            data={"report": {"kind": kind, "outcome": outcome}, **data},
        )
    )
    return found.action, found.addressed, found.of, found.evidence


def outcome(
    action: Any = "effective", addressed: Any = 2, of: Any = 3, evidence: Any = SENTENCE
) -> dict[str, Any]:
    return {"band": None, "evidence": evidence, "page": 1, "action": action, "addressed": addressed, "of": of}


def test_a_result_is_given_with_its_sentence() -> None:
    assert facts(outcome()) == ("effective", 2, 3, SENTENCE)
    assert facts(outcome("ineffective", 0, 3)) == ("ineffective", 0, 3, SENTENCE)


@pytest.mark.parametrize(
    ("given", "data"),
    [
        (outcome(), {"withheld": "it is in doubt"}),
        (outcome(), {"kind": "full"}),
        (outcome(), {"kind": "letter_2016"}),
        (outcome(evidence=None), {}),
        (outcome(None), {}),
        (outcome("splendid"), {}),
        (outcome(["effective"] and 7), {}),
        ({}, {}),
    ],
)
def test_anything_less_is_not_given(given: dict[str, Any], data: dict[str, Any]) -> None:
    assert facts(given, **data) == (None, None, None, "")


@pytest.mark.parametrize(
    ("addressed", "of"), [(4, 3), ("2", 3), (2, None), (None, 3), (-1, 3), (0, 3), (True, 3)]
)
def test_numbers_that_do_not_fit_are_left_out(addressed: Any, of: Any) -> None:
    assert facts(outcome("effective", addressed, of)) == ("effective", None, None, SENTENCE)
