"""Two versions of a report, compared by the sentence."""

from typing import Any

from monitor.domain.text_changes import text_changes
from tests.builders import a_record

SECTIONS = {"better": [{"text": "Waits are long. Plans come late.", "page": 3}]}


def changes(**after: Any) -> tuple[list[str], list[str]]:
    found = text_changes(a_record(sections=SECTIONS), a_record(**{"sections": SECTIONS} | after))
    assert (found["added_count"], found["gone_count"]) == (len(found["added"]), len(found["gone"]))
    return found["added"], found["gone"]


def test_the_same_text_has_no_difference() -> None:
    assert changes() == ([], [])


def test_layout_pages_and_marks_are_no_difference() -> None:
    other = [{"text": "Plans come  late.", "page": 4}, {"text": "Waits are long.", "page": 9}]
    assert changes(sections={"effective": other}) == ([], [])


def test_a_sentence_that_is_put_otherwise_is_gone_and_new() -> None:
    other = {"better": [{"text": "Waits are very long. Plans come late.", "page": 3}]}
    assert changes(sections=other) == (["Waits are very long."], ["Waits are long."])


def test_findings_and_outcome_count_too() -> None:
    finding = {"text": "Leaders should act:\n• on waits;\n• on plans.", "themes": []}
    assert changes(improvements=[finding]) == (["Leaders should act:", "on waits;", "on plans."], [])
    assert changes(outcome_section="Another section.") == (["Another section."], ["The whole section."])


def test_a_wholly_other_text_is_told_by_numbers() -> None:
    other = {"better": [{"text": " ".join(f"Sentence {n}." for n in range(100)), "page": 1}]}
    found = text_changes(a_record(), a_record(sections=other))
    assert (len(found["added"]), found["added_count"]) == (30, 100)
