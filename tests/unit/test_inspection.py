"""An inspection as we know it: order by when inspectors came, and each inspection once."""

from dataclasses import replace
from datetime import date
from itertools import permutations
from typing import Any

import pytest

from monitor.domain.inspection import (
    Inspection,
    before,
    bodies_of,
    from_record,
    in_order,
    merged,
    months_between,
    same_inspection,
)
from monitor.domain.report import PriorityAction
from tests.builders import a_record, an_inspection

OLD = an_inspection(start=date(2023, 3, 13), end=date(2023, 3, 17), published=date(2023, 5, 16))
LETTER = an_inspection(
    kind="letter_2016", framework="2016", start=None, end=None, published=None, about="2017-02", source="MI"
)
NOW = an_inspection()


def test_a_record_gives_what_it_holds() -> None:
    found = from_record("701", a_record(), published=date(2026, 9, 8), file_id="50300001")
    assert (found.start, found.end, found.ordered_by) == (date(2026, 6, 29), date(2026, 7, 3), "inspection")
    assert found.outcome["band"] == "inconsistent"
    assert found.next.full_months == 36
    assert found.as_json()["inspection"] == {"start": "2026-06-29", "end": "2026-07-03"}


@pytest.mark.parametrize("order", list(permutations((OLD, LETTER, NOW))))
def test_the_order_of_arrival_means_nothing(order: tuple[Inspection, ...]) -> None:
    assert in_order(order) == [LETTER, OLD, NOW]
    assert before(NOW, order) == [LETTER, OLD]
    assert before(OLD, order) == [LETTER]


def test_without_days_on_site_the_publication_orders_and_says_so() -> None:
    undated = an_inspection(start=None, end=None, published=date(2024, 1, 9))
    assert undated.ordered_by == "publication"
    assert before(NOW, [undated, OLD]) == [OLD, undated]


def test_what_has_no_day_at_all_is_before_nothing() -> None:
    nothing = an_inspection(start=None, end=None, published=None)
    assert nothing.ordered_by is None
    assert before(NOW, [nothing]) == before(nothing, [OLD]) == []


@pytest.mark.parametrize(
    ("changes", "same"),
    [
        ({}, True),
        ({"start": date(2026, 6, 22), "end": date(2026, 6, 24)}, True),
        ({"start": None, "end": None, "about": "2026-07"}, True),
        ({"start": None, "end": None}, True),
        ({"start": None, "end": None, "published": date(2026, 9, 11)}, True),
        ({"start": None, "end": None, "published": date(2027, 9, 8)}, False),
        ({"start": date(2026, 11, 2), "end": date(2026, 11, 6)}, False),
        ({"kind": "monitoring"}, False),
        ({"area": "702"}, False),
        ({"predecessor": "Old Vale"}, False),
    ],
)
def test_two_records_of_one_inspection_are_known_by_kind_area_and_days(
    changes: dict[str, Any], same: bool
) -> None:
    other = an_inspection(source="MI", **changes)
    assert same_inspection(NOW, other) is same is same_inspection(other, NOW)
    assert merged([other, NOW])[0] is NOW
    assert len(merged([other, NOW])) == (1 if same else 2)


def test_of_two_files_of_one_inspection_the_one_that_was_withdrawn_goes() -> None:
    gone = replace(NOW, file_id="1", withdrawn=date(2026, 10, 1))
    assert merged([gone, NOW]) == [NOW]
    assert merged([gone, replace(NOW, source="a file")]) == [gone]


def test_an_inspection_is_not_before_itself() -> None:
    assert before(NOW, [an_inspection(source="MI", start=date(2026, 6, 28))]) == []


@pytest.mark.parametrize(
    ("one", "months"),
    [(OLD, 39), (LETTER, 112), (NOW, 0), (an_inspection(start=date(2026, 5, 30)), 0)],
)
def test_whole_months_from_one_to_the_other(one: Inspection, months: int) -> None:
    assert months_between(one, NOW) == months_between(NOW, one) == months


def test_bodies_are_the_partners_and_who_must_act() -> None:
    action = PriorityAction("Act.", ("Vale Council", "NHS Merrow Integrated Care Board"))
    found = an_inspection(priority_actions=(action,), local_authorities=("Vale Council",))
    assert bodies_of(found) == ("Vale Council", "NHS Merrow Integrated Care Board")
