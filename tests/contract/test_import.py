"""Importing files of facts: from bytes on disk to versions in the store."""

from dataclasses import replace
from datetime import UTC, date, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from monitor.domain.area import AreaTable
from monitor.domain.inspection import READ
from monitor.errors import StoreError, UnreadableFile
from monitor.services.import_facts import Imported, import_facts
from monitor.services.inspections import all_inspections, inspections_of
from monitor.services.stats import picture_json, picture_of
from monitor.sources.fact_files import read_fact_file
from tests.contract.test_store_cases import World
from tests.spreadsheets import an_ods

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
AREAS = AreaTable.from_csv_text(files("monitor.data").joinpath("areas.csv").read_text("utf-8"))
EVENTS = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "events.csv"
HEADING = "published,area,band,inspection_start,inspection_end\n"
CORNWALL = "2023-05-05,Cornwall,inconsistent,2023-02-06,2023-02-10\n"
STATISTICS = (
    "Local area partnership,Inspection publication date,Inspection outcome,Priority action plan required?\n"
)


def taken(world: World, folder: Path, **written: str | bytes) -> list[Imported]:
    """Write files, each under its name with blanks for underscores, and import them together."""
    paths = []
    for name, content in written.items():
        path = folder / f"{name.replace('_', ' ')}.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        paths.append(path)
    return import_facts(world.store, AREAS, [read_fact_file(path) for path in paths], NOW)


def counts(result: Imported) -> tuple[int, int, int]:
    return result.new, result.changed, result.unchanged


def test_a_second_run_brings_nothing(world: World, tmp_path: Path) -> None:
    assert counts(taken(world, tmp_path, events=HEADING + CORNWALL)[0]) == (1, 0, 0)
    assert counts(taken(world, tmp_path, events=HEADING + CORNWALL)[0]) == (0, 0, 1)
    assert len(world.store.facts(superseded=True)) == 1


def test_a_changed_value_is_kept_beside_what_was_held_before(world: World, tmp_path: Path) -> None:
    taken(world, tmp_path, events=HEADING + CORNWALL)
    [result] = taken(world, tmp_path, events=HEADING + CORNWALL.replace("inconsistent", "systemic_failings"))
    assert counts(result) == (0, 1, 0)
    [fact] = world.store.facts()
    assert (fact.version, fact.inspection.outcome["band"]) == (2, "systemic_failings")
    assert [one.inspection.outcome["band"] for one in world.store.facts(superseded=True)] == [
        "inconsistent",
        "systemic_failings",
    ]


def test_two_files_that_tell_different_parts_make_one_fact(world: World, tmp_path: Path) -> None:
    short = f"{STATISTICS}Cornwall,05/05/2023,Inconsistent experiences and outcomes,No\n"
    first, second = taken(world, tmp_path, statistics_as_at_31_Mar_2024=short, events=HEADING + CORNWALL)
    assert (counts(first), counts(second)) == ((1, 0, 0), (0, 1, 0))
    [fact] = world.store.facts()
    assert (fact.inspection.start, fact.inspection.published) == (date(2023, 2, 6), date(2023, 5, 5))
    assert counts(taken(world, tmp_path, statistics_as_at_31_Mar_2024=short)[0]) == (0, 0, 1)


def test_an_older_file_changes_nothing_that_a_newer_one_said(world: World, tmp_path: Path) -> None:
    row = "Cornwall,{},Inconsistent experiences and outcomes,No\n"
    taken(world, tmp_path, as_at_31_Mar_2024=STATISTICS + row.format("05/05/2023"))
    [older] = taken(world, tmp_path, as_at_31_Mar_2023=STATISTICS + row.format("04/05/2023"))
    assert (older.as_at, counts(older)) == (date(2023, 3, 31), (0, 0, 1))
    [newer] = taken(world, tmp_path, as_at_31_Aug_2024=STATISTICS + row.format("08/05/2023"))
    assert counts(newer) == (0, 1, 0)
    [fact] = world.store.facts()
    assert (fact.as_at, fact.inspection.published) == (date(2024, 8, 31), date(2023, 5, 8))


def test_bad_rows_are_named_and_the_others_come_in(world: World, tmp_path: Path) -> None:
    rows = "2024-07-16,Zz,inconsistent,,\n" + CORNWALL + CORNWALL.replace("inconsistent", "1")
    [result] = taken(world, tmp_path, events=HEADING + rows)
    assert [(fault.row, fault.reason) for fault in result.faults] == [
        (2, "there is no area “Zz”"),
        (4, "it gives another outcome than row 3"),
    ]
    assert counts(result) == (1, 0, 0)


def test_a_file_that_is_no_such_table_stops_all_of_them(world: World, tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="no sheet has a heading"):
        taken(world, tmp_path, events=HEADING + CORNWALL, other="a,b\n1,2\n")
    assert world.store.facts() == []


@pytest.mark.parametrize("content", [b"PK\x03\x04 not a spreadsheet", b"%PDF-1.7\0\1", b"\0\0\0"])
def test_a_file_that_is_no_table_at_all_is_said_to_be_none(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "odd.ods"
    path.write_bytes(content)
    with pytest.raises(UnreadableFile, match="neither a spreadsheet nor CSV"):
        read_fact_file(path)


def test_ofsteds_spreadsheets_are_read_whatever_their_sheets_are_called(world: World, tmp_path: Path) -> None:
    path = tmp_path / "Area_SEND_inspection_data_01_May_2016_to_31_August_2022.ods"
    heading = [
        "Local authority code",
        "Area name",
        "Inspection start date",
        "Inspection outcome: written statement of action required?",
        "Revisit outcome: sufficient progress in addressing all significant weaknesses?",
        "Revisit publication date",
    ]
    path.write_bytes(
        an_ods(
            {
                "Cover": [["Area SEND inspections"]],
                "Area_SEND_up_to_31_Aug_2022": [
                    [None],
                    ["Table 1: inspections"],
                    [None],
                    ["Notes"],
                    heading,
                    [852, "Southampton", date(2017, 2, 6), "No", "Not applicable", None],
                    ["E10000025", "Oxfordshire", date(2017, 9, 25), "Yes", "No", date(2020, 1, 7)],
                ],
            }
        )
    )
    [result] = import_facts(world.store, AREAS, [read_fact_file(path)], NOW)
    assert (counts(result), result.faults, result.as_at) == ((3, 0, 0), [], date(2022, 8, 31))
    area = AREAS.named("Southampton")
    assert area is not None
    [letter] = inspections_of(world.store, area)
    assert (letter.kind, letter.start, letter.outcome["wsoa_required"]) == (
        "letter_2016",
        date(2017, 2, 6),
        False,
    )
    assert letter.source == path.name


def test_csv_files_may_be_latin_1(world: World, tmp_path: Path) -> None:
    rows = "Bristol,2025-06-30,Inconsistent experiences and outcomes – caf\xe9,No\n".replace("–", "-")
    [result] = taken(world, tmp_path, statistics=(STATISTICS + rows).encode("latin-1"))
    assert counts(result) == (1, 0, 0)


def test_a_dry_run_writes_nothing(world: World, tmp_path: Path) -> None:
    path = tmp_path / "events.csv"
    path.write_text(HEADING + CORNWALL)
    [result] = import_facts(world.store, AREAS, [read_fact_file(path)], NOW, dry_run=True)
    assert counts(result) == (1, 0, 0)
    assert world.store.facts() == []


def test_two_imports_at_once_cannot_write_the_same_version(world: World, tmp_path: Path) -> None:
    taken(world, tmp_path, events=HEADING + CORNWALL)
    [fact] = world.store.facts()
    with pytest.raises(StoreError, match="run it again"):
        world.store.record_facts([replace(fact, key="full:other", version=1), fact])
    assert world.store.facts() == [fact]


@pytest.fixture
def everything(world: World) -> World:
    """Give a store into which all reports of the reference table were imported."""
    if not EVENTS.exists():
        pytest.skip("the reference tables are not checked out beside the project")
    [result] = import_facts(world.store, AREAS, [read_fact_file(EVENTS)], NOW)
    assert (counts(result), result.faults) == ((97, 0, 0), [])
    return world


def test_a_whole_table_of_reports_comes_in(everything: World) -> None:
    found = all_inspections(everything.store, AREAS)
    assert sum(map(len, found.values())) == 97
    assert all(one.source != READ for of_area in found.values() for one in of_area)
    assert [one.as_json()["ordered_by"] for one in found["908"]] == ["inspection", "inspection"]


@pytest.mark.parametrize(
    ("asked", "bands"),
    [
        ({"year": 2023}, (7, 11, 8)),
        ({"year": 2024}, (7, 15, 6)),
        ({"as_at": date(2024, 12, 31)}, (14, 26, 14)),
        ({"as_at": date(2026, 6, 29)}, (19, 52, 25)),
        ({}, (19, 52, 25)),
    ],
)
def test_the_official_totals_come_out(
    everything: World, asked: dict[str, Any], bands: tuple[int, ...]
) -> None:
    found = picture_json(picture_of(everything.store, AREAS, **asked))
    assert tuple(found["bands"].values()) == bands
    assert found["total"] == sum(bands) == sum(region["total"] for region in found["regions"])
