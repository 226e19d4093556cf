"""What a message says of the inspection before: only what the event holds, whatever its shape."""

from datetime import UTC, datetime
from typing import Any

import pytest

from monitor.domain.compare import compare
from monitor.domain.compare_words import summary
from monitor.domain.events import Event, EventKind
from monitor.domain.inspection import Inspection, from_record
from monitor.domain.outcome import Band
from monitor.notify.report_notes import report_note
from tests.builders import a_record, an_inspection

TEXT = "Leaders should reduce how long children wait for speech and language therapy."


def an_event(comparison: Any, band: Band | None = Band.INCONSISTENT, **data: Any) -> Event:
    seen = datetime(2026, 9, 8, 9, tzinfo=UTC)
    told = {"report": a_record(band), "area_name": "Ashbourne Vale", "comparison": comparison} | data
    return Event(1, "key", EventKind.REPORT_PUBLISHED, "701", band, seen, seen, told)


def compared(now: dict[str, Any], *history: Inspection) -> dict[str, Any]:
    found = compare(from_record("701", now), history)
    return found.as_json(summary(found))


def said(event: Event) -> str:
    note = report_note(event, ())
    parts = [line for part in note.parts for line in (part.title, *part.lines, *part.items, *part.after)]
    return "\n".join([*note.intro, *parts])


@pytest.mark.parametrize(
    "comparison",
    [
        None,
        "better",
        [],
        {},
        {"pair": "full_full"},
        {"pair": "full_full", "direction": "better"},
        {"pair": "full_full", "direction": "better", "compared_with": "May", "previous": 7, "items": "none"},
        {"pair": "letter_full", "direction": "not_comparable", "previous": {"kind": "letter_2016"}},
        {
            "pair": "letter_full",
            "direction": "not_comparable",
            "previous": {"kind": "letter_2016", "about": "some day", "outcome": {"wsoa_required": ["yes"]}},
        },
        {
            "pair": "full_full",
            "direction": "worse",
            "compared_with": {"kind": "full", "published": "2023-05-16", "outcome": {"band": "splendid"}},
            "items": [None, {"status": 3}, {"status": "not_repeated"}],
            "bodies": {"new": "NHS"},
        },
    ],
)
def test_what_cannot_be_read_is_left_out_and_the_message_goes(comparison: Any) -> None:
    text = said(an_event(comparison))
    assert "→" not in text
    assert "outcome than before" not in text


def test_an_arrow_stands_only_between_outcomes_on_one_scale() -> None:
    old = an_inspection(start=None, end=None, about="2023-03", published=None)
    text = said(an_event(compared(a_record(), old)))
    assert (
        "Before (inspected in March 2023): inconsistent experiences and outcomes → Now: inconsistent" in text
    )


def test_a_finding_that_is_new_says_so_only_where_it_was_compared() -> None:
    finding = {"text": TEXT, "themes": []}
    record = a_record(improvements=[finding], priority_actions=[])
    alone = said(an_event(compared(record), report=record))
    assert (TEXT in alone, f"New: {TEXT}" in alone) == (True, False)
    old = from_record("701", a_record(improvements=[finding | {"text": "Leaders should open clubs."}]))
    beside = said(an_event(compared(record, old), report=record))
    assert f"New: {TEXT}" in beside
    assert "1 of the last report's points is not among this report's areas for improvement." in beside
    assert "That does not tell us whether it was put right; the report itself may say more." in beside


def test_what_is_withheld_does_not_leave_by_the_comparison() -> None:
    old = an_inspection(start=None, end=None, about="2023-03", published=None)
    record = a_record(None, improvements=[], priority_actions=[])
    text = said(an_event(compared(record, old), band=None, report=record, withheld="it is in doubt"))
    assert (
        "Before (inspected in March 2023): inconsistent experiences and outcomes. Now: being confirmed."
        in text
    )
    assert "What inspectors want done" not in text


def test_a_long_list_is_cut_and_says_so() -> None:
    findings = [{"text": f"Leaders should do thing {n}.", "themes": []} for n in range(15)]
    record = a_record(improvements=findings, priority_actions=[])
    text = said(an_event(compared(record), report=record))
    assert "thing 11." in text
    assert "thing 12." not in text
    assert "And 3 more." in text


def test_a_finding_is_cut_at_a_word_or_before_its_bullets() -> None:
    long = f"Leaders should {'gladly ' * 40}act."
    bulleted = "Leaders should act. This should include:\n• this;\n• that."
    findings = [{"text": text, "themes": []} for text in (long, bulleted)]
    record = a_record(improvements=findings, priority_actions=[])
    text = said(an_event(compared(record), report=record))
    assert "gladly …\nLeaders should act. This should include …\n" in text
    assert "• this" not in text
