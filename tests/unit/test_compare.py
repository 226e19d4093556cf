"""What may be said of an inspection beside the one before it, for every pair of kinds."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.domain.compare import Comparison, compare, compared, findings, followed_up
from monitor.domain.compare_words import summary
from monitor.domain.inspection import Inspection
from monitor.domain.outcome import Band
from monitor.domain.report import DateRange, Improvement, PriorityAction
from tests.builders import an_inspection

FORBIDDEN = ("improve", "better", "worse", "upgrade", "progress since", "decline", "slipped", "from ", "→")
TEXTS = (
    "Leaders should reduce how long children wait for speech and language therapy.",
    "The local authority should issue EHC plans within 20 weeks.",
    "Leaders should embed co-production with parents and carers.",
    "Leaders should strengthen the oversight of alternative provision.",
    "Leaders should improve preparation for adulthood from Year 9.",
    "The partnership should provide more short breaks.",
)


def full(band: Band | None = Band.INCONSISTENT, **changes: Any) -> Inspection:
    return an_inspection(outcome={"band": band, "evidence": None, "page": None}, **changes)


def earlier(band: Band | None = Band.INCONSISTENT, **changes: Any) -> Inspection:
    dates = {"start": date(2023, 3, 13), "end": date(2023, 3, 17), "published": date(2023, 5, 16)}
    return full(band, **dates | changes)


def monitoring(action: str | None = "effective", n: int | None = 2, of: int | None = 2) -> Inspection:
    found = {"band": None, "evidence": None, "page": None, "action": action, "addressed": n, "of": of}
    dates = {"start": date(2025, 3, 3), "end": date(2025, 3, 5), "published": date(2025, 4, 30)}
    return an_inspection(kind="monitoring", outcome=found, **dates)


def letter(required: bool | None = True, **changes: Any) -> Inspection:
    old: dict[str, Any] = {"start": None, "end": None, "published": None, "about": "2017-02"}
    outcome = {"band": None, "wsoa_required": required}
    return an_inspection(kind="letter_2016", framework="2016", outcome=outcome, **old | changes)


def revisit(**outcome: Any) -> Inspection:
    old: dict[str, Any] = {"start": date(2019, 9, 9), "end": date(2019, 9, 11), "published": None}
    return an_inspection(kind="revisit_2018", framework="2016", outcome={"band": None} | outcome, **old)


def with_texts(*texts: str, **changes: Any) -> Inspection:
    return full(improvements=tuple(map(Improvement, texts)), **changes)


def statuses(found: Comparison) -> list[str]:
    return [item.status for item in found.items]


# --- outcomes ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("now", Band)
@pytest.mark.parametrize("then", Band)
def test_full_inspections_are_on_one_scale(then: Band, now: Band) -> None:
    order = [Band.SYSTEMIC_FAILINGS, Band.INCONSISTENT, Band.TYPICALLY_POSITIVE]
    found = compare(full(now), [earlier(then)])
    step = order.index(now) - order.index(then)
    assert (found.pair, found.comparable, found.months) == ("full_full", True, 39)
    assert found.direction == ("same" if not step else "better" if step > 0 else "worse")
    assert "May 2023" in summary(found)


def test_an_outcome_that_is_the_same_is_news_too() -> None:
    found = compare(full(), [earlier()])
    assert summary(found) == ("New report, same outcome as May 2023: inconsistent experiences and outcomes.")


def test_a_change_is_told_in_one_sentence() -> None:
    found = compare(full(Band.SYSTEMIC_FAILINGS), [earlier()])
    assert summary(found) == (
        "From inconsistent experiences and outcomes (May 2023) to widespread and/or systemic failings: a "
        "worse outcome."
    )


@pytest.mark.parametrize(
    ("then", "now"), [(None, Band.INCONSISTENT), (Band.INCONSISTENT, None), (None, None)]
)
def test_an_unknown_stays_unknown(then: Band | None, now: Band | None) -> None:
    found = compare(full(now), [earlier(then)])
    assert (found.pair, found.comparable, found.direction) == ("full_full", False, "not_comparable")
    assert "not known" in summary(found)


def test_a_monitoring_inspection_changes_no_outcome() -> None:
    found = compare(monitoring(), [earlier(Band.SYSTEMIC_FAILINGS)])
    assert (found.pair, found.comparable, found.direction) == ("full_monitoring", False, "not_comparable")
    assert summary(found) == (
        "Monitoring inspection: effective action on 2 of 2 areas for priority action. The outcome of May "
        "2023, widespread and/or systemic failings, stands until the next full inspection."
    )


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (
            monitoring("ineffective", 0, 5),
            "ineffective action; effective on 0 of 5 areas for priority action",
        ),
        (monitoring("effective", None, None), "effective action on the areas for priority action"),
        (monitoring(None, None, None), "what it found is not known"),
    ],
)
def test_what_a_monitoring_inspection_found_is_told_as_far_as_it_is_known(
    found: Inspection, words: str
) -> None:
    assert f"Monitoring inspection: {words}. " in summary(compare(found, [earlier(Band.SYSTEMIC_FAILINGS)]))


def test_after_a_monitoring_inspection_the_last_full_one_counts() -> None:
    found = compare(full(), [earlier(Band.SYSTEMIC_FAILINGS), monitoring()])
    assert (found.pair, found.direction) == ("monitoring_full", "better")
    assert "May 2023" in summary(found)
    assert "A monitoring inspection in between (April 2025) found effective action on 2 of 2" in summary(
        found
    )


def test_a_monitoring_inspection_in_between_may_have_found_what_we_do_not_know() -> None:
    found = compare(full(), [earlier(Band.SYSTEMIC_FAILINGS), monitoring(None, None, None)])
    assert summary(found).endswith("What a monitoring inspection in between (April 2025) found is not known.")


def test_a_report_that_was_withdrawn_is_no_previous_inspection() -> None:
    gone = earlier(Band.TYPICALLY_POSITIVE, withdrawn=date(2026, 1, 5))
    assert compared(full(), [gone, full()]).direction == "first"
    found = compared(full(), [letter(), gone, full()])
    assert (found.pair, found.direction, found.full) == ("letter_full", "not_comparable", None)
    back = earlier(Band.TYPICALLY_POSITIVE)
    assert compared(full(), [back, full()]).direction == "worse"


def test_after_a_monitoring_inspection_alone_nothing_is_compared() -> None:
    found = compare(full(), [monitoring()])
    assert (found.pair, found.comparable, found.direction) == ("monitoring_full", False, "not_comparable")
    assert "We hold no full inspection" in summary(found)


@pytest.mark.parametrize(
    ("outcome", "actions"),
    [
        ({"action": "effective", "addressed": 2, "of": 2}, ["effective", "effective"]),
        ({"action": "ineffective", "addressed": 0, "of": 2}, ["ineffective", "ineffective"]),
        ({"action": "effective", "addressed": 1, "of": 2}, [None, None]),
        ({"action": "effective", "addressed": 3, "of": 3}, [None, None]),
        (
            {"areas": [{"number": 2, "action": "ineffective"}, {"number": 1, "action": "effective"}]},
            ["effective", "ineffective"],
        ),
        ({"areas": [{"number": None, "action": "effective"}]}, [None, None]),
    ],
)
def test_what_was_found_is_put_to_the_priority_actions(
    outcome: dict[str, Any], actions: list[str | None]
) -> None:
    acting = tuple(PriorityAction(text, ("Vale Council",)) for text in TEXTS[:2])
    now = an_inspection(kind="monitoring", outcome=outcome)
    found = followed_up(compare(now, [earlier(Band.SYSTEMIC_FAILINGS, priority_actions=acting)]))
    assert [(one.text, one.action) for one in found] == list(zip(TEXTS[:2], actions, strict=True))


# --- across frameworks -------------------------------------------------------------------------------


@pytest.mark.parametrize("band", [*Band, None])
@pytest.mark.parametrize(
    ("history", "pair", "words"),
    [
        ([letter(True)], "letter_full", "It required a written statement of action."),
        ([letter(False)], "letter_full", "It did not require a written statement of action."),
        ([letter(None)], "letter_full", "It may or may not have required a written statement of action"),
        ([letter(), revisit(sufficient=3, of=5)], "revisit_full", "enough progress on 3 of 5 weaknesses."),
        (
            [letter(), revisit(sufficient=None, of=None, all=False)],
            "revisit_full",
            "not find enough progress",
        ),
        ([revisit(sufficient=3, of=3)], "revisit_full", "enough progress on 3 of 3 weaknesses."),
        ([revisit(sufficient=None, of=None, all=True)], "revisit_full", "progress on all weaknesses."),
        ([revisit(sufficient=None, of=None)], "revisit_full", "followed; its result is not known."),
    ],
)
def test_across_frameworks_no_direction_is_claimed(
    history: list[Inspection], pair: str, words: str, band: Band | None
) -> None:
    found = compare(full(band), history)
    said = summary(found)
    assert (found.pair, found.comparable, found.direction) == (pair, False, "not_comparable")
    assert (found.items, found.themes.new, found.bodies.new) == ((), (), ())
    assert words in said
    assert said.endswith("The two results are not comparable.")
    assert not any(word in said.lower() for word in FORBIDDEN)


def test_both_results_are_said() -> None:
    assert summary(compare(full(), [letter(), revisit(sufficient=3, of=5)])) == (
        "The earlier inspection (February 2017) was made under the 2016–22 framework, which gave no bands. "
        "It required a written statement of action. A revisit (September 2019) found enough progress on 3 of "
        "5 weaknesses. This inspection found inconsistent experiences and outcomes. The two results are not "
        "comparable."
    )


# --- first ones, former areas ------------------------------------------------------------------------


def test_an_area_that_was_never_inspected_has_its_first() -> None:
    never = DateRange("Not previously inspected", None, None)
    found = compare(full(before_it=never), [letter(predecessor="Old Vale")])
    assert (found.pair, found.direction, found.months) == ("none_full", "first", None)
    assert summary(found) == "First area SEND inspection on record for this area."


@pytest.mark.parametrize("year", [2017, 2023])
def test_a_date_in_the_report_is_shown_but_is_no_inspection_that_we_hold(year: int) -> None:
    printed = DateRange(f"6 to 10 February {year}", date(year, 2, 6), date(year, 2, 10))
    found = compare(full(before_it=printed), [])
    assert (found.pair, found.direction, found.previous) == ("none_full", "not_comparable", None)
    assert f"6 to 10 February {year}" in summary(found)
    assert ("2016–22" in summary(found)) is (year == 2017)


def test_a_former_area_is_history_and_its_outcome_is_not_inherited() -> None:
    found = compare(full(Band.TYPICALLY_POSITIVE), [earlier(predecessor="Old Vale")])
    assert (found.direction, found.full, found.items) == ("not_comparable", None, ())
    assert "A former area (Old Vale)" in summary(found)
    assert "of the former area Old Vale" in summary(compare(full(), [letter(predecessor="Old Vale")]))


def test_a_late_record_of_an_older_inspection_changes_nothing_before_it() -> None:
    now, then = full(Band.TYPICALLY_POSITIVE), earlier(Band.SYSTEMIC_FAILINGS)
    assert compared(then, [now, then, letter()]).pair == "letter_full"
    assert compared(now, [now, letter(), then]).direction == "better"


def test_a_document_of_another_kind_is_no_inspection_before() -> None:
    other = an_inspection(kind="other", start=date(2025, 3, 3), end=date(2025, 3, 7))
    assert compare(full(), [earlier(), other]).pair == "full_full"
    assert compare(full(), [other]).direction == "first"


# --- findings ----------------------------------------------------------------------------------------


@settings(max_examples=30)
@given(st.permutations(TEXTS))
def test_a_report_beside_itself_in_any_order_keeps_everything(order: list[str]) -> None:
    found = compare(with_texts(*order), [with_texts(*TEXTS)])
    assert statuses(found) == ["kept"] * len(TEXTS)
    assert all(item.previous == item.current and item.similarity == 1.0 for item in found.items)
    assert (found.themes.new, found.themes.not_repeated) == ((), ())


@settings(max_examples=30)
@given(st.permutations(TEXTS), st.integers(0, len(TEXTS) - 1))
def test_what_was_taken_out_is_the_one_that_is_not_repeated(order: list[str], gone: int) -> None:
    left = [text for text in order if text != TEXTS[gone]]
    found = compare(with_texts(*left), [with_texts(*TEXTS)])
    assert sorted(statuses(found)) == ["kept"] * len(left) + ["not_repeated"]
    assert found.items[-1].previous == TEXTS[gone]
    back = compare(with_texts(*TEXTS), [with_texts(*left)])
    assert [item.current for item in back.items if item.status == "new"] == [TEXTS[gone]]


def test_each_status_comes_with_its_texts() -> None:
    old = (TEXTS[0], TEXTS[1], "Leaders should improve the quality of EHC plans.")
    new = (
        "Leaders should further reduce how long children wait for speech and language therapy.",
        "EHCPs should be more precise and of a high standard.",
        TEXTS[5],
    )
    found = compare(with_texts(*new), [with_texts(*old)])
    assert statuses(found) == ["kept", "changed", "new", "not_repeated"]
    assert [(item.previous, item.current) for item in found.items] == [
        (old[0], new[0]),
        (old[2], new[1]),
        (None, new[2]),
        (old[1], None),
    ]
    assert found.themes.new == ("Social care and short breaks",)
    assert found.themes.not_repeated == ("EHC timeliness",)


def test_an_issue_may_move_between_priority_actions_and_improvements() -> None:
    acting = full(priority_actions=(PriorityAction(TEXTS[0], ("Vale Council",)),))
    assert findings(acting) == [TEXTS[0]]
    assert statuses(compare(with_texts(TEXTS[0]), [acting])) == ["kept"]


def test_findings_that_were_not_read_are_not_called_new() -> None:
    assert compare(with_texts(*TEXTS), [earlier()]).items == ()
    assert compare(full(), [with_texts(*TEXTS, start=date(2023, 3, 13))]).items == ()


def test_bodies_are_compared_as_sets_whatever_their_form() -> None:
    old = earlier(
        local_authorities=("Vale Council",), integrated_care_boards=("NHS Merrow ICB", "NHS Quill ICB")
    )
    now = full(
        local_authorities=("Vale Council",),
        integrated_care_boards=("Merrow Integrated Care Board", "NHS Kestrel Integrated Care Board"),
    )
    bodies = compare(now, [old]).bodies
    assert bodies.kept == ("Vale Council", "Merrow Integrated Care Board")
    assert (bodies.new, bodies.not_repeated) == (("NHS Kestrel Integrated Care Board",), ("NHS Quill ICB",))


def test_the_json_has_the_shape_of_the_contract() -> None:
    found = compare(with_texts(*TEXTS), [with_texts(*TEXTS, start=date(2023, 3, 13))])
    answer = found.as_json(summary(found))
    assert set(answer) >= {
        "previous",
        "current",
        "pair",
        "comparable",
        "direction",
        "summary",
        "months_between",
    }
    assert set(answer["items"][0]) == {"status", "previous", "current", "similarity", "themes"}
    assert set(answer["themes"]) == set(answer["bodies"]) == {"kept", "new", "not_repeated"}


def test_a_report_with_a_thousand_findings_is_compared_only_so_far() -> None:
    endless = with_texts(*(f"Leaders should do thing number {n}." for n in range(1000)))
    assert len(compare(endless, [endless]).items) == 50
