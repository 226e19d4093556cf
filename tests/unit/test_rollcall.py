"""The roll-call: a listing is accepted only when everybody is there, and it says who is not."""

from collections.abc import Collection
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.domain.area import AreaTable
from monitor.domain.publication import ListedProvider
from monitor.domain.rollcall import RollCall, call_roll
from tests.builders import a_row, a_table, an_area

TABLE = a_table()
ALL = tuple(a_row(area) for area in TABLE)
MANY = a_table(*(an_area(f"Area {n:03}", str(81_000 + n), str(200 + n)) for n in range(153)))


def called(
    rows: Collection[ListedProvider],
    *,
    table: AreaTable = TABLE,
    expected: int | None = None,
    accepted: Collection[str] = (),
) -> RollCall:
    return call_roll(rows, table, expected=len(table) if expected is None else expected, accepted=accepted)


def test_everybody_is_there() -> None:
    roll = called(ALL)
    assert roll.complete
    assert not roll.partial
    assert roll.areas == {area.urn: area for area in TABLE}
    assert (roll.missing, roll.unknown, roll.moved) == ((), (), ())


def test_the_order_of_the_listing_means_nothing() -> None:
    assert called(ALL[::-1]).complete


def test_an_empty_listing_is_a_failed_poll() -> None:
    roll = called([])
    assert not roll.complete
    assert not roll.partial, "nobody at all is a fault of the site, not a partial fall"
    assert len(roll.missing) == 4
    assert "4 missing: Ashbourne Vale, Port Merrow, Kestrelshire, Isles of Quill" in roll.what_is_wrong()


def test_a_page_that_is_cut_at_a_hundred_is_held_and_the_rest_is_named() -> None:
    roll = called([a_row(area) for area in MANY][:100], table=MANY)
    assert not roll.complete
    assert roll.partial
    assert roll.missing == tuple(f"Area {n:03}" for n in range(100, 153))
    assert "100 of 153" in roll.what_is_wrong()
    assert "53 missing: Area 100, " in roll.what_is_wrong()


def test_a_former_number_still_answers_for_its_area() -> None:
    rows = [replace(row, urn="80003") if row.urn == "90003" else row for row in ALL]
    roll = called(rows, accepted=["90001", "90002", "90003", "90004"])
    assert roll.complete
    assert roll.areas["80003"] is TABLE.by_id("703")


def test_one_area_under_two_numbers_does_not_stand_in_for_another() -> None:
    twice = [*ALL[:3], replace(ALL[2], urn="80003")]
    roll = called(twice)
    assert len(roll.areas) == 4
    assert not roll.complete
    assert roll.missing == ("Isles of Quill",)


def test_one_area_under_two_numbers_is_one_too_many() -> None:
    roll = called([*ALL, replace(ALL[2], urn="80003")])
    assert not roll.complete
    assert roll.missing == ()


def test_a_row_given_twice_counts_once() -> None:
    assert called([*ALL, ALL[0]]).complete
    assert not called([*ALL[:3], ALL[0]]).complete


def test_a_new_number_under_a_known_name_is_followed_and_held() -> None:
    moved = replace(ALL[1], urn="95555")
    roll = called([ALL[0], moved, *ALL[2:]])
    assert not roll.complete
    assert roll.moved == ((moved, TABLE.by_id("702")),)
    assert roll.areas["95555"] is TABLE.by_id("702"), "its reports are read for the area that we know"
    assert roll.missing == ()
    assert "Port Merrow is listed under the new URN 95555 (we know 90002)" in roll.what_is_wrong()


def test_a_new_number_is_followed_by_an_alias_too() -> None:
    roll = called([ALL[0], ListedProvider("95555", "Merrow Council", None), *ALL[2:]])
    assert roll.areas["95555"] is TABLE.by_id("702")


def test_a_known_name_that_answers_itself_is_not_taken_over() -> None:
    roll = called([*ALL, ListedProvider("95555", "Port Merrow Council", None)])
    assert roll.moved == ()
    assert not roll.complete
    assert roll.areas["90002"] is TABLE.by_id("702")
    assert roll.areas["95555"] is not TABLE.by_id("702")


def test_somebody_unheard_of_is_kept_under_its_own_number() -> None:
    newcomer = ListedProvider("95555", "Newfoundshire Council", None)
    roll = called([*ALL, newcomer])
    assert not roll.complete
    assert roll.unknown == (newcomer,)
    assert (roll.areas["95555"].id, roll.areas["95555"].name) == ("95555", "Newfoundshire Council")
    assert "unknown: Newfoundshire Council (URN 95555)" in roll.what_is_wrong()


@pytest.mark.parametrize("name", ["", " ", "\r\nURN: 90002", "\x1b[31mPort Merrow", "M" * 100_000, "🙂"])
def test_a_strange_name_is_never_mistaken_for_an_area(name: str) -> None:
    roll = called([*ALL[:1], *ALL[2:], ListedProvider("95555", name, None)])
    assert not roll.complete
    assert roll.areas["95555"].id == "95555"
    assert roll.missing == ("Port Merrow",)


def test_a_number_accepted_before_may_not_go_silently() -> None:
    # L3: the numbers listed now hold all those of the last accepted listing, known to the table or not.
    roll = called(ALL, accepted=["90001", "95555"])
    assert not roll.complete
    assert roll.missing == ("URN 95555",)


@pytest.mark.parametrize("expected", [1, 3, 5, 153])
def test_a_wrong_expectation_is_held_and_says_which_setting(expected: int) -> None:
    roll = called(ALL, expected=expected)
    assert not roll.complete
    assert "ofsted.expected" in roll.what_is_wrong()


quick = settings(max_examples=25)
indexes = st.sets(st.integers(0, 152))


@quick
@given(indexes.filter(bool))
def test_dropping_any_areas_is_never_complete(dropped: set[int]) -> None:
    rows = [a_row(area) for number, area in enumerate(MANY) if number not in dropped]
    accepted = [area.urn for area in MANY]
    roll = called(rows, table=MANY, accepted=accepted)
    assert not roll.complete
    assert set(roll.missing) == {f"Area {n:03}" for n in dropped}


@quick
@given(st.sets(st.integers(0, 152), min_size=1, max_size=20), st.booleans())
def test_replacing_any_areas_is_never_complete(replaced: set[int], named: bool) -> None:
    rows = [
        ListedProvider(f"95{number:03}", area.name if named else f"Elsewhere {number}", None)
        if number in replaced
        else a_row(area)
        for number, area in enumerate(MANY)
    ]
    roll = called(rows, table=MANY)
    assert len(rows) == 153
    assert not roll.complete
    assert len(roll.moved) == (len(replaced) if named else 0)
    assert set(roll.areas) == {row.urn for row in rows}, "every row's page is read whatever else is wrong"


@quick
@given(st.permutations(ALL))
def test_any_order_gives_the_same_roll(rows: list[ListedProvider]) -> None:
    assert called(rows) == called(ALL)
