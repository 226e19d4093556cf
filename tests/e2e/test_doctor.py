"""`doctor`: each thing that may be wrong is found, with what to do; and nothing is asked of the site."""

import json
import shutil
from collections import namedtuple
from datetime import timedelta
from typing import Any

import pytest

from monitor.commands import doctor
from monitor.sources.reach import reach
from tests.e2e.stage import FORUM, STORE, Stage
from tests.servers import free_port

Usage = namedtuple("Usage", "total used free")
OF_STORE = [name for name, (_, remedy) in doctor.EXAMINATIONS.items() if remedy == doctor.OF_STORE]


def examined(stage: Stage, code: int = 0) -> dict[str, Any]:
    done = stage.run("doctor", "--json")
    assert done.returncode == code, done.stdout
    return {one["check"]: one for one in json.loads(done.stdout)["checks"]}


def test_a_monitor_that_works_is_well_and_the_site_was_asked_for_nothing(stage: Stage) -> None:
    stage.poll()
    before = len(stage.replica.requests)
    found = examined(stage)
    assert list(found) == ["Python", "config", *doctor.EXAMINATIONS]
    assert all(one["ok"] and not one["remedy"] for one in found.values())
    assert "take a connection" in found["site"]["found"]
    assert len(stage.replica.requests) == before


def test_before_the_first_start_a_newcomer_reads_what_to_do_in_order(bare_stage: Stage) -> None:
    (bare_stage.folder / STORE).unlink()
    bare_stage.configure(operator={"to": []}, delivery={"only_to": []}, subscribers=[])
    found = examined(bare_stage, 1)
    assert "send-monitor run" in found["store"]["found"]
    assert found["reading"]["ok"]
    told = [name for name, one in found.items() if one["found"] == doctor.NOT_YET.found]
    assert told == OF_STORE
    said = bare_stage.run("doctor").stdout
    assert said.count("not yet") == len(told) + 1
    assert "NOT WELL" not in said
    named = (
        "contact",
        "only_to",
        "[operator]",
        "subscribers.toml",
        "check",
        "test-alert",
        "send-monitor run",
    )
    steps = said.partition("store: before the first start, in this order:\n")[2].splitlines()
    for number, (step, what) in enumerate(zip(steps, named, strict=True), 1):
        assert step.startswith(f"{number}. ")
        assert what in step


def test_what_is_filled_in_is_no_step_and_with_a_queue_the_store_is_made_by_hand(bare_stage: Stage) -> None:
    (bare_stage.folder / STORE).unlink()
    queue = {"url": f"redis://127.0.0.1:{free_port()}/0"}
    bare_stage.configure(queue=queue, ofsted={"contact": "us@example.org"})
    steps = examined(bare_stage, 1)["store"]["remedy"].splitlines()[1:]
    assert [step.split()[1:3] for step in steps] == [
        ["send-monitor", "check:"],
        ["send-monitor", "test-alert"],
        ["send-monitor", "migrate:"],
    ]


def test_a_store_that_does_not_answer_is_said_once_and_what_it_holds_is_not_known(bare_stage: Stage) -> None:
    (bare_stage.folder / STORE).write_bytes(b"something else")
    found = examined(bare_stage, 1)
    told = [name for name, one in found.items() if STORE in one["found"] and not one["ok"]]
    assert told == ["store"]
    unseen = [name for name, one in found.items() if "could not be looked at" in one["found"]]
    assert unseen == OF_STORE
    assert not any(found[name]["ok"] or found[name]["remedy"] for name in unseen)
    assert bare_stage.run("doctor").stdout.count("not known") == len(unseen)


def test_a_config_with_a_mistake_needs_a_person(stage: Stage) -> None:
    stage.configure(ofsted={"rate": -1})
    assert "ofsted.rate" in examined(stage, 2)["config"]["found"]


def test_a_site_and_a_mail_server_that_cannot_be_reached(stage: Stage) -> None:
    stage.poll()
    nobody = free_port()
    stage.configure(ofsted={"files_url": f"http://127.0.0.1:{nobody}"}, email={"port": nobody})
    found = examined(stage, 1)
    assert not found["site"]["ok"]
    assert str(nobody) in found["site"]["found"]
    assert "Connection refused" in found["site"]["found"]
    assert "host=" not in found["site"]["found"]
    assert found["messages"]["found"] == "none yet"
    assert "network" in found["site"]["remedy"]
    assert not found["mail server"]["ok"]


def test_a_queue_that_does_not_answer(stage: Stage) -> None:
    stage.poll()
    stage.configure(queue={"url": f"redis://127.0.0.1:{free_port()}/0"})
    found = examined(stage, 1)
    assert not found["queue"]["ok"]
    assert "Redis" in found["queue"]["remedy"]


def test_a_clock_that_is_behind_what_was_written_down(stage: Stage) -> None:
    stage.poll()
    stage.clock.advance(hours=-3)
    found = examined(stage, 1)
    assert not found["clock"]["ok"]
    assert "clock" in found["clock"]["remedy"]


def test_a_last_look_that_is_too_old_and_a_tick_that_nobody_takes(stage: Stage) -> None:
    stage.poll()
    with stage.memory() as store:
        store.take_tick("look", expected=None, next_due=stage.clock() + timedelta(minutes=10))
    stage.clock.advance(hours=5)
    found = examined(stage, 1)
    assert [name for name, one in found.items() if not one["ok"]] == ["last look", "scheduler"]
    assert "send-monitor poll" in found["last look"]["remedy"]


def test_work_that_its_holder_left(stage: Stage) -> None:
    stage.publish("Kestrelshire")
    stage.mail.answer("451 4.3.0 later", address=FORUM, times=None)
    stage.poll()
    with stage.memory() as store:
        (row,) = [one for one in store.deliveries() if one.address == FORUM]
        now = row.due
        assert store.claim_message(row.id, holder="elsewhere/1/1", now=now, lease_until=now, group_until=now)
    stage.clock.advance(minutes=30)
    found = examined(stage, 1)
    assert found["stuck work"]["found"] == "1 messages whose sender is gone"
    assert found["stuck work"]["remedy"]


def test_a_health_board_that_no_report_names(stage: Stage) -> None:
    stage.publish("Kestrelshire")
    stage.poll()
    (board,) = stage.events("report.published")[0].data["report"]["integrated_care_boards"][:1]
    subscriber = {"name": "Board", "to": [f"email:{FORUM}"], "areas": [f"icb:{board}"]}
    stage.configure(subscribers=[subscriber])
    assert examined(stage)["subscriptions"]["found"] == "1, and each can match something"
    stage.configure(
        subscribers=[subscriber, subscriber | {"name": "Other", "areas": ["icb:NHS Nowhere ICB"]}]
    )
    found = examined(stage)["subscriptions"]
    assert found["ok"]  # the first report on its areas may name it yet
    assert found["found"].startswith('"Other" names the health board "nowhere": in no report')


def test_a_message_that_was_given_up(stage: Stage) -> None:
    stage.publish("Kestrelshire")
    stage.mail.answer("550 5.1.1 no such mailbox", address=FORUM, times=None)
    stage.poll()
    found = examined(stage, 1)
    assert "--state failed" in found["messages"]["remedy"]


def test_a_disk_that_is_full(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: Usage(10**9, 10**9, 4_000_000))
    finding = doctor._space(stage.settings())
    assert (finding.ok, finding.found.partition(" at ")[0]) == (False, "4 MB free")


def test_people_get_a_table_and_what_to_do(stage: Stage) -> None:
    stage.poll()
    stage.configure(email={"port": free_port()})
    done = stage.run("doctor")
    assert done.returncode == 1
    assert "NOT WELL" in done.stdout
    assert "mail server: check [email] in monitor.toml" in done.stdout


def test_reaching_a_site_asks_it_for_nothing(stage: Stage) -> None:
    reach(stage.replica.site_url)
    assert stage.replica.requests == []
