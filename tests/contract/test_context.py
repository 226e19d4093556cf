"""What a report's event says of the country: from facts and reports together, each inspection once."""

from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from monitor.domain.area import AreaTable
from monitor.domain.events import EventKind, NewEvent
from monitor.domain.outcome import Band
from monitor.services.context import in_context
from monitor.services.house import House
from monitor.services.import_facts import import_facts
from monitor.sources.fact_files import read_fact_file
from tests.builders import MORNING, a_record, an_event
from tests.contract.test_store_cases import DATABASES, World, new_world

AREAS = AreaTable.from_csv_text(files("monitor.data").joinpath("areas.csv").read_text("utf-8"))
FACTS = """published,area,band,inspection_start,inspection_end
2023-05-05,Southampton,systemic_failings,2023-02-06,2023-02-10
2023-06-09,Portsmouth,inconsistent,2023-03-06,2023-03-10
2024-02-02,Bristol,typically_positive,2023-11-13,2023-11-17
2024-07-25,Barnet,inconsistent,2024-05-13,2024-05-17
"""


@pytest.fixture(params=DATABASES)
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    with new_world(request.param, tmp_path) as fresh:
        table = tmp_path / "events.csv"
        table.write_text(FACTS)
        import_facts(fresh.store, AREAS, [read_fact_file(table)], MORNING)
        yield fresh


def context_of(world: World, event: NewEvent) -> Any:
    house = cast(House, SimpleNamespace(areas=AREAS, store=world.store))
    return in_context(house, event).data.get("context")


def a_report_event(band: Band | None = Band.INCONSISTENT, **changes: Any) -> NewEvent:
    """Make the event of Southampton's report, which is not in the store yet."""
    improvements = [{"text": "Leaders should act.", "themes": ["Waiting times"]}]
    data = {
        "report": a_record(band, improvements=improvements, **changes),
        "published": "2026-09-08",
        "file_id": "50300001",
        "file_url": "https://files.example.org/v1/file/50300001",
    }
    return an_event(EventKind.REPORT_PUBLISHED, band, area="852", data=data)


def test_the_report_itself_is_counted_and_the_one_before_is_not(world: World) -> None:
    found = context_of(world, a_report_event())
    assert found["england"] == {
        "total": 4,
        "bands": {"typically_positive": 1, "inconsistent": 3, "systemic_failings": 0},
        "not_stated": 0,
    }
    assert (found["region"]["name"], found["region"]["total"]) == ("South East", 2)
    assert found["since_last_full"] == {"months": 40, "announced": None, "date": "2023-02-10"}
    assert found["themes"] == [{"theme": "Waiting times", "reports": 1, "of": 1}]


def test_the_areas_that_are_alike_are_named_with_outcome_and_day(world: World) -> None:
    rows = context_of(world, a_report_event())["neighbours"]
    area = AREAS.by_id("852")
    assert area is not None
    assert [row["name"] for row in rows] == [
        found.name for code in area.neighbours if (found := AREAS.by_id(code))
    ]
    [portsmouth] = [row for row in rows if row["name"] == "Portsmouth"]
    assert (portsmouth["band"], portsmouth["date"]) == ("inconsistent", "2023-03-10")


def test_an_older_report_that_comes_late_does_not_stand_for_its_area(world: World) -> None:
    old = {"start": "2022-12-05", "end": "2022-12-09"}
    found = context_of(world, a_report_event(Band.TYPICALLY_POSITIVE, inspection=old))
    assert found["england"]["bands"]["systemic_failings"] == 1
    assert found["since_last_full"] is None


def test_an_outcome_that_is_withheld_is_counted_as_not_stated(world: World) -> None:
    found = context_of(world, a_report_event(None))
    assert (found["england"]["not_stated"], found["england"]["bands"]["systemic_failings"]) == (1, 0)


@pytest.mark.parametrize("kind", [EventKind.SOURCE_DEGRADED, EventKind.REPORT_UNCLASSIFIED])
def test_what_is_for_the_operator_needs_no_context(world: World, kind: EventKind) -> None:
    event = a_report_event()
    assert context_of(world, an_event(kind, area="852", data=event.data)) is None
