"""Facts from tables: headings found by what they say, rows taken whole or named with what is wrong."""

from datetime import date
from importlib.resources import files
from typing import Any

import pytest

from monitor.domain.area import AreaTable
from monitor.domain.fact_table import Cell, Sheet, as_at, columns_of
from monitor.domain.facts import Found, facts_of
from monitor.domain.inspection import Inspection
from monitor.domain.outcome import Band

TODAY = date(2026, 11, 28)
AREAS = AreaTable.from_csv_text(files("monitor.data").joinpath("areas.csv").read_text("utf-8"))
NEW = (
    "Local area partnership",
    "Inspection publication date",
    "Inspection outcome",
    "Priority action plan required?",
)
OLD = (
    "Local authority code",
    "Area name",
    "Inspection start date",
    "Inspection outcome: written statement of action required?",
    "Revisit outcome: sufficient progress in addressing all significant weaknesses?",
    "Revisit publication date",
)
OURS = ("published", "urn", "area", "band", "inspection_start", "inspection_end", "kind", "sufficient", "of")


def found_in(*rows: tuple[Cell, ...], name: str = "a table") -> Found:
    found = facts_of([Sheet(name, rows)], AREAS, today=TODAY)
    assert found is not None
    return found


def facts_in(*rows: tuple[Cell, ...]) -> list[Inspection]:
    found = found_in(*rows)
    assert not found.faults
    return [fact for _, fact in found.facts]


def fault_of(heading: tuple[str, ...], row: tuple[Cell, ...]) -> str:
    found = found_in(heading, row)
    assert not found.facts
    return found.faults[0].reason


def test_a_row_of_the_2023_framework_is_found_under_titles_and_notes() -> None:
    found = found_in(
        ("",),
        ("Area SEND inspections as at 31 March 2025", ""),
        ("Some cells refer to notes", ""),
        NEW,
        ("Bristol", "30/06/2025", "Inconsistent experiences and outcomes", "No"),
        ("St Helens", date(2025, 1, 31), "Widespread and/or systemic failings", "Yes"),
        ("[note 1] A local area is the footprint of a local authority.", "", "", ""),
    )
    assert [(row, fact.area, fact.published) for row, fact in found.facts] == [
        (5, "801", date(2025, 6, 30)),
        (6, "342", date(2025, 1, 31)),
    ]
    first = found.facts[0][1]
    assert (first.kind, first.framework, first.when) == ("full", "2023", date(2025, 6, 30))
    assert first.ordered_by == "publication"
    assert first.outcome == {"band": Band.INCONSISTENT}


@pytest.mark.parametrize(
    ("name", "area"),
    [("Bristol", "801"), ("Durham", "840"), ("Kingston upon Hull", "810"), ("St Helens", "342")],
)
def test_areas_are_found_by_the_names_that_the_statistics_use(name: str, area: str) -> None:
    [fact] = facts_in(NEW, (name, "2024-07-16", "Typically positive experiences and outcomes", "No"))
    assert fact.area == area


def test_a_row_of_2016_to_2022_is_a_letter_and_a_revisit_if_there_was_one() -> None:
    letter, revisit, alone = facts_in(
        OLD,
        ("931", "Oxfordshire", "25/09/2017", "Yes", "No", "07/01/2020"),
        ("852", "Southampton", "06/02/2017", "No", "Not applicable", ""),
    )
    assert (letter.kind, letter.start) == ("letter_2016", date(2017, 9, 25))
    assert letter.outcome == {"band": None, "wsoa_required": True}
    assert (revisit.kind, revisit.published, revisit.ordered_by) == (
        "revisit_2018",
        date(2020, 1, 7),
        "publication",
    )
    assert revisit.outcome == {"band": None, "sufficient": None, "of": None, "all": False}
    assert (alone.area, alone.outcome["wsoa_required"]) == ("852", False)


def test_our_own_columns_say_more_of_older_inspections() -> None:
    revisit, full = facts_in(
        OURS,
        ("2019-12-20", "", "Oxfordshire", "", "2019-10-14", "2019-10-17", "revisit_2018", "3", "5"),
        ("2023-09-15", "80536", "", "systemic_failings", "2023-07-13", "2023-07-21", "", "", ""),
    )
    assert revisit.outcome == {"band": None, "sufficient": 3, "of": 5, "all": False}
    assert (full.area, full.end, full.outcome) == (
        "931",
        date(2023, 7, 21),
        {"band": Band.SYSTEMIC_FAILINGS},
    )


def test_only_a_month_is_kept_as_a_month() -> None:
    heading = ("area", "inspection start", "wsoa required")
    [fact] = facts_in(heading, ("Southampton", "2017-02", "not known"))
    assert (fact.start, fact.about, fact.when) == (None, "2017-02", date(2017, 2, 1))
    assert fact.outcome["wsoa_required"] is None


def test_a_code_and_a_label_for_the_outcome_must_agree() -> None:
    heading = ("publication_date", "area", "band", "band_label")
    [fact] = facts_in(heading, ("2023-05-16", "Hartlepool", "1", "typically_positive"))
    assert fact.outcome == {"band": Band.TYPICALLY_POSITIVE}
    assert "different outcomes" in fault_of(heading, ("2023-05-16", "Hartlepool", "1", "inconsistent"))


def test_what_was_found_in_a_former_area_is_its_history() -> None:
    facts = facts_in(
        OLD,
        ("835", "Dorset", "30/01/2017", "Yes", "", ""),
        ("", "Cumbria", "18/03/2019", "Yes", "", ""),
        ("", "Dorset", "30/01/2017", "Yes", "", ""),
        ("839", "Bournemouth, Christchurch and Poole", "14/06/2021", "Yes", "", ""),
    )
    assert {(fact.area, fact.predecessor) for fact in facts} == {
        ("838", "Dorset County"),
        ("839", "Dorset County"),
        ("942", "Cumbria"),
        ("943", "Cumbria"),
        ("839", None),
    }


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (("Atlantis", "2024-07-16", "inconsistent", "No"), "there is no area “Atlantis”"),
        (("Southamton", "2024-07-16", "inconsistent", "No"), "did you mean Southampton"),
        (("Southampton", "16/13/2024", "inconsistent", "No"), "is not a date"),
        (("Southampton", "1900-01-01", "inconsistent", "No"), "before the first inspections"),
        (("Southampton", "2027-01-01", "inconsistent", "No"), "ahead"),
        (("Southampton", "2022-07-16", "inconsistent", "No"), "did not exist yet in 2022"),
        (("Southampton", "", "inconsistent", "No"), "no date"),
        (("Southampton", "2024-07-16", "Good", "No"), "none of the three outcomes"),
        (("Southampton", "2024-07-16", "", "No"), "no outcome"),
        (("Southampton", "2024-07-16", "inconsistent", "Yes"), "do not go together"),
        (("Southampton", "2024-07-16", "inconsistent", "maybe"), "neither yes nor no"),
    ],
)
def test_a_row_that_cannot_be_right_is_named_and_not_taken(row: tuple[str, ...], why: str) -> None:
    assert why in fault_of(NEW, row)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"kind": "ilacs"}, "is none of full, letter_2016, revisit_2018"),
        ({"urn": "80558", "area": "Hampshire"}, "two areas"),
        ({"inspection_end": "2024-05-01"}, "not in order"),
        ({"kind": "revisit_2018", "sufficient": "6", "of": "5", "band": ""}, "6 of 5"),
        ({"kind": "letter_2016"}, "was over by 2024"),
    ],
)
def test_what_contradicts_itself_is_not_taken(changes: dict[str, str], why: str) -> None:
    row: dict[str, Any] = dict.fromkeys(OURS, "") | {
        "published": "2024-07-16",
        "area": "Southampton",
        "band": "inconsistent",
        "inspection_start": "2024-05-13",
        "inspection_end": "2024-05-17",
    }
    assert why in fault_of(OURS, tuple((row | changes).values()))


def test_one_table_may_hold_inspections_of_both_frameworks() -> None:
    heading = ("area", "published", "inspection_start", "band", "wsoa required")
    full, letter = facts_in(
        heading,
        ("Southampton", "2024-07-16", "2024-05-13", "inconsistent", ""),
        ("Southampton", "", "2017-02-06", "", "no"),
    )
    assert (full.kind, letter.kind) == ("full", "letter_2016")


def test_a_sheet_without_such_a_heading_is_no_table() -> None:
    assert facts_of([Sheet("notes", (("Area", "Pupils"), ("Bristol", "3")))], AREAS, today=TODAY) is None


def test_headings_are_known_by_what_they_say() -> None:
    assert set(columns_of(NEW)) == {"area", "published", "band", "plan_required"}
    assert set(columns_of(OLD)) == {"code", "area", "start", "wsoa", "revisit", "revisit_published"}
    assert columns_of(("Local area partnership [note 2]", "Inspection outcome (new framework)")) == {
        "area": (0,),
        "band": (1,),
    }


@pytest.mark.parametrize(
    ("texts", "day"),
    [
        (("Area_SEND_as_at_31_Mar_2023",), date(2023, 3, 31)),
        (("Area_SEND_inspection_data_01_May_2016_to_31_August_2022.ods",), date(2022, 8, 31)),
        (("Table 1", "Inspections as at 31 August 2026"), date(2026, 8, 31)),
        (("as at 31 June 2026",), None),
        (("events.csv",), None),
    ],
)
def test_the_day_a_table_stands_at_is_in_its_names(texts: tuple[str, ...], day: date | None) -> None:
    assert as_at(*texts) == day
