"""The whole history built anew from what was captured: the same ledger, and not one message sent."""

import json
from typing import Any

import pytest
from sqlalchemy import text

from monitor.domain.events import DeliveryState
from monitor.domain.outcome import Band
from monitor.services.poll import deliver_all
from monitor.services.review import settle
from monitor.store.connections import connect, writing
from tests.e2e.stage import CHARITY, STORE, Stage
from tests.e2e.test_file_faults import document

PLACE = "Kestrelshire"


@pytest.fixture
def lived(stage: Stage) -> Stage:
    """Give a stage that has lived: reports, one that a person settled, and one that was replaced."""
    file_id = stage.publish(PLACE, "inconsistent")
    unclear = stage.publish("Saltmarsh", "unclear")
    stage.publish("Wyndale", "systemic_failings")
    stage.poll()
    with stage.house() as house:
        settle(house, unclear, band=Band.TYPICALLY_POSITIVE, note="read it", who="Jo")
        deliver_all(house)
    stage.world.replace(file_id, document(stage, "systemic_failings", place=PLACE))
    stage.poll(hours=2)
    stage.taken()
    return stage


def replayed(stage: Stage, *arguments: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(stage.run("replay", "--json", *arguments).stdout)
    return found


def test_replay_over_the_live_ledger_sends_and_changes_nothing(lived: Stage) -> None:
    before = (lived.events(), lived.deliveries())
    found = replayed(lived)
    assert (found["equal"], found["recorded"]) == (True, 0), found
    assert found["events"] == sum(kind.startswith("report.") for kind in lived.kinds())
    assert (lived.events(), lived.deliveries()) == before
    assert lived.taken() == []
    assert lived.poll(minutes=10)["deliveries"]["sent"] == 0


def test_replay_into_a_clean_store_gives_the_same_ledger(lived: Stage) -> None:
    new = f"sqlite:///{lived.folder}/rebuilt.sqlite3"
    (lived.folder / "rebuilt.sqlite3").unlink(missing_ok=True)
    assert replayed(lived, "--into", new)["equal"]
    ours = [(event.key, event.kind, event.band) for event in lived.events("report.")]
    wanted = {(row.event_key, row.channel, row.address) for row in lived.deliveries()}
    lines = [json.loads(line) for line in lived.run("events", "--json", "--store", new).stdout.splitlines()]
    rows = [
        json.loads(line) for line in lived.run("deliveries", "--json", "--store", new).stdout.splitlines()
    ]
    assert sorted((one["key"], one["kind"], one["band"]) for one in lines) == sorted(ours)
    rebuilt = {(row["event"], row["channel"], row["address"]) for row in rows if row["channel"] != "operator"}
    assert {one for one in rebuilt if "unclassified" not in one[0]} == {
        one for one in wanted if "unclassified" not in one[0]
    }
    assert {row["state"] for row in rows} == {"suppressed"}
    assert lived.run("replay", "--into", new).returncode == 2


def test_a_report_that_was_gone_and_came_back_is_in_the_rebuilt_ledger(lived: Stage) -> None:
    (file_id,) = [one.listed.file_id for one in lived.publications("Wyndale")][-1:]
    lived.replica.switch("vanish", file_id)
    for hours in (1, 25):
        lived.poll(full=True, hours=hours)
    lived.replica.switch("vanish", None)
    for hours in (1, 1):
        lived.poll(full=True, hours=hours)
    kinds = ("report.withdrawn", "report.reissued")
    told = {event.key for kind in kinds for event in lived.events(kind)}
    new = f"sqlite:///{lived.folder}/absent.sqlite3"

    assert replayed(lived, "--into", new)["equal"]

    lines = [json.loads(line) for line in lived.run("events", "--json", "--store", new).stdout.splitlines()]
    assert {one["key"] for one in lines if one["kind"] in kinds} == told
    assert len(told) == 3  # the replaced file of another place is one
    rows = lived.run("deliveries", "--json", "--store", new).stdout.splitlines()
    wanted = {row.event_key for row in lived.deliveries() if row.event_key in told}
    assert {row["event"] for row in map(json.loads, rows)} & told == wanted


def test_event_that_was_lost_is_found_and_waits_for_the_operator(lived: Stage) -> None:
    (lost,) = [event for event in lived.events("report.published") if event.data["area_name"] == "Wyndale"]
    engine = connect(f"sqlite:///{lived.folder / STORE}")
    with writing(engine) as connection:
        connection.execute(text(f"delete from deliveries where event_id = {lost.id}"))
        connection.execute(text(f"delete from events where id = {lost.id}"))
    engine.dispose()

    assert replayed(lived, "--dry-run")["only_rebuilt"] == [lost.key]
    assert replayed(lived)["recorded"] == 1

    (row,) = [row for row in lived.deliveries(CHARITY) if row.event_key == lost.key]
    assert row.state == DeliveryState.SUPPRESSED
    assert lived.poll(minutes=10)["deliveries"]["sent"] == 0
    assert replayed(lived)["equal"]
