"""What a message says beyond its report: who else has this outcome, and how long it has been."""

from datetime import UTC, datetime
from typing import Any

import pytest

from monitor.domain.events import Event, EventKind
from monitor.domain.outcome import Band
from monitor.notify.context_notes import context_part, next_part
from monitor.notify.facts import report_facts
from tests.builders import MORNING, a_record


def an_event(band: Band | None = Band.INCONSISTENT, **context: Any) -> Event:
    data = {
        "report": a_record(band),
        "area_name": "Ashbourne Vale",
        "published": "2026-09-08",
        "context": context,
    }
    return Event(1, "key", EventKind.REPORT_PUBLISHED, "701", band, MORNING, MORNING, data)


def counts(inconsistent: int, total: int, **more: Any) -> dict[str, Any]:
    return {"total": total, "bands": {"inconsistent": inconsistent}, "not_stated": 0, **more}


def lines(event: Event) -> tuple[str, ...]:
    parts = context_part(event, report_facts(event))
    return parts[0].lines if parts else ()


@pytest.mark.parametrize(
    ("context", "said"),
    [
        (
            {"england": counts(52, 96)},
            "Across England, 52 of the 96 areas with a report now have this outcome.",
        ),
        ({"england": counts(1, 96)}, "Across England, 1 of the 96 areas with a report now has this outcome."),
        ({"england": counts(2, 2)}, "Across England, both areas with a report now have this outcome."),
        ({"england": counts(3, 3)}, "Across England, all 3 areas with a report now have this outcome."),
        (
            {"england": counts(52, 96), "region": counts(3, 9, name="South East")},
            "Across England, 52 of the 96 areas with a report now have this outcome; "
            "in the South East, 3 of 9.",
        ),
        (
            {"england": counts(52, 96), "region": counts(0, 9, name="London")},
            "Across England, 52 of the 96 areas with a report now have this outcome; in London, 0 of 9.",
        ),
    ],
)
def test_who_else_has_this_outcome_is_one_line(context: dict[str, Any], said: str) -> None:
    assert lines(an_event(**context)) == (said,)


def test_areas_that_are_alike_count_where_they_have_a_report() -> None:
    rows = [{"band": "inconsistent"}, {"band": "systemic_failings"}, {"band": None}]
    [said] = lines(an_event(england=counts(52, 96), neighbours=rows))
    assert said.endswith("; of the areas most like Ashbourne Vale by official statistics, 1 of 2.")
    assert "most like" not in lines(an_event(england=counts(52, 96), neighbours=rows[1:]))[0]


def test_an_inspection_is_set_against_the_interval_that_was_announced() -> None:
    [said] = lines(an_event(since_last_full={"months": 37, "announced": 36, "date": "2023-02-10"}))
    assert said == (
        "The last full inspection was in February 2023; the next was announced within about three years."
    )
    assert lines(an_event(since_last_full={"months": 37, "announced": None, "date": "2023-02-10"})) == (
        "The last full inspection was in February 2023.",
    )


def test_nothing_is_said_while_an_outcome_is_being_confirmed() -> None:
    event = an_event(None, england=counts(52, 96))
    assert context_part(event, report_facts(event)) == ()
    assert next_part(event, report_facts(event)) == ()


@pytest.mark.parametrize(
    "junk", [None, 7, "text", [], [None], {"total": "many"}, {"total": -1}, {"total": 1}]
)
def test_a_context_of_another_shape_says_nothing(junk: Any) -> None:
    names = ("england", "region", "neighbours", "since_last_full", "recorded")
    event = an_event(**dict.fromkeys(names, junk))
    assert lines(event) == ()
    assert next_part(event, report_facts(event))


def test_a_recorded_date_takes_the_place_of_the_estimate() -> None:
    recorded = [{"what": "strategic_plan", "day": "2026-12-04", "source": "council paper"}, {"what": "other"}]
    event = an_event(recorded=recorded)
    [part] = next_part(event, report_facts(event))
    assert part.items[0].endswith(
        "The area says 4 December 2026 is the date for this (source: council paper)."
    )
    past = Event(
        1, "key", event.kind, "701", event.band, MORNING, datetime(2027, 1, 1, tzinfo=UTC), event.data
    )
    [part] = next_part(past, report_facts(past))
    assert "The area said 4 December 2026" in part.items[0]


def a_monitoring_event(**context: Any) -> Event:
    outcome = {"action": "effective", "addressed": 2, "of": 2, "evidence": "It has.", "page": 1}
    report = a_record(None) | {"kind": "monitoring", "outcome": outcome}
    standing = {"band": "systemic_failings", "date": "2025-05-16"}
    data = {"report": report, "standing": standing, "published": "2026-09-08", "context": context}
    return Event(1, "key", EventKind.REPORT_PUBLISHED, "701", None, MORNING, MORNING, data)


def test_after_a_monitoring_inspection_the_next_full_one_is_counted_from_the_last() -> None:
    last = {"published": "2025-05-16", "end": "2025-03-14", "full_months": 36, "source": "ofsted"}
    event = a_monitoring_event(last_full=last)
    [part] = next_part(event, report_facts(event))
    assert part.items[-1] == (
        "The next full inspection is expected by around March 2028, perhaps earlier. "
        "Our estimate: three years from the end of the last one in March 2025."
    )
    recorded = [{"what": "full", "day": "2028-02-07", "source": "council paper"}]
    event = a_monitoring_event(last_full=last, recorded=recorded)
    [part] = next_part(event, report_facts(event))
    assert "The area says 7 February 2028" in part.items[-1]


@pytest.mark.parametrize("last", [None, "May", {}, {"end": "2025-03-14", "full_months": "three"}])
def test_without_a_date_to_count_from_the_message_says_that_it_has_none(last: Any) -> None:
    event = a_monitoring_event(last_full=last)
    [part] = next_part(event, report_facts(event))
    assert part.items[-1] == "We have no date to give for the next full inspection."
