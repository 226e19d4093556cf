"""Many at once on one store: real threads, and real processes that are killed."""

import json
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise
from operator import itemgetter
from pathlib import Path
from typing import Any

from monitor.domain.events import DeliveryState
from monitor.errors import StoreError
from monitor.ports.sources import PageMark
from monitor.store.database import open_store
from tests.contract.test_store_cases import (
    LATER,
    LEASE,
    MESSAGE,
    NOW,
    World,
    add_delivery,
    add_publication,
    changes,
    claim,
    ingest,
    listed,
    new_event,
    start_sending,
    take,
    to,
)

THREADS = 16

# What every other process begins with; its arguments are the store's URL and what the test adds.
PREAMBLE = """
import json, sys, time
from tests.contract.test_store_cases import *
store = open_store(sys.argv[1], lambda: NOW)
print("ready", flush=True)
sys.stdin.readline()
"""


def race(work: Callable[[int], Any]) -> list[Any]:
    """Let threads do the same work at the same moment; give what each got, in order."""
    start = threading.Barrier(THREADS)
    results: list[Any] = [None] * THREADS

    def run(number: int) -> None:
        start.wait()
        try:
            results[number] = work(number)
        except StoreError as error:
            results[number] = error

    threads = [threading.Thread(target=run, args=(number,)) for number in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def processes(world: World, script: str, count: int) -> list[Any]:
    """Let processes do the same work at the same moment; give the JSON that each printed last."""
    root = Path(__file__).resolve().parents[2]
    line = [sys.executable, "-c", PREAMBLE + script, world.url]
    running = [
        subprocess.Popen(
            [*line, str(number)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=root
        )
        for number in range(count)
    ]
    answers = []
    for one in running:
        assert one.stdout is not None
        assert one.stdout.readline() == "ready\n"
    for one in running:
        assert one.stdin is not None
        one.stdin.write("\n")
        one.stdin.flush()
    for one in running:
        said, _ = one.communicate(timeout=60)
        assert one.returncode == 0
        answers.append(json.loads(said))
    return answers


def test_one_of_sixteen_gets_the_delivery(world: World) -> None:
    delivery_id = add_delivery(world.store)
    won = [
        one for one in race(lambda number: take(world.store, delivery_id, holder=f"worker-{number}")) if one
    ]
    assert len(won) == 1
    assert world.store.deliveries()[0].attempts == 1


def test_sixteen_who_claim_rows_of_one_address_take_none_from_each_other(world: World) -> None:
    """What goes out together is claimed together; who comes second leaves with nothing, and never waits."""
    ids = [add_delivery(world.store, key=f"event {number}") for number in range(THREADS)]

    def claim_one(number: int) -> list[int]:
        rows = world.store.claim_message(
            ids[number], holder=f"worker-{number}", now=NOW, lease_until=NOW + LEASE, group_until=NOW
        )
        return [row.id for row in rows]

    claimed = [one for got in race(claim_one) for one in got]
    claimed += [one for number in range(THREADS) for one in claim_one(number)]  # what was left due
    assert sorted(claimed) == ids
    assert {row.attempts for row in world.store.deliveries()} == {1}


def test_one_of_sixteen_gets_the_publication(world: World) -> None:
    publication_id = add_publication(world.store)
    won = [one for one in race(lambda number: claim(world.store, publication_id, holder=f"{number}")) if one]
    assert len(won) == 1
    assert world.store.publications()[0].attempts == 1


def test_one_of_sixteen_gets_the_recheck(world: World) -> None:
    publication_id = add_publication(world.store)
    world.store.record_ingest(ingest(publication_id, recheck_due=NOW), NOW)
    won = [one for one in race(lambda number: claim(world.store, publication_id, holder=f"{number}")) if one]
    assert len(won) == 1


def test_one_of_sixteen_goes_on_to_send(world: World) -> None:
    delivery_id = add_delivery(world.store)
    take(world.store, delivery_id)

    def send(number: int) -> None:
        world.store.mark_sending([delivery_id], message_id=f"<{number}>", rendered=MESSAGE, lease_until=LATER)

    stopped = [one for one in race(send) if isinstance(one, StoreError)]
    assert len(stopped) == THREADS - 1


def test_one_of_sixteen_records_the_event(world: World) -> None:
    ids = race(lambda number: world.store.record_event(new_event(), [to()], NOW))
    assert sum(one is not None for one in ids) == 1
    assert (len(world.store.events()), len(world.store.deliveries())) == (1, 1)


def test_sixteen_readings_of_one_document_are_one(world: World) -> None:
    publication_id = add_publication(world.store)
    new = race(lambda number: world.store.record_ingest(ingest(publication_id), NOW))
    assert sorted(map(len, new)) == [0] * (THREADS - 1) + [1]
    assert len(world.store.document_versions(publication_id)) == 1
    assert len(world.store.deliveries()) == 2


def test_sixteen_first_sights_of_one_link_are_one(world: World) -> None:
    mark = PageMark("https://x.example/p", None, None, "00" * 32, "[]")
    new = race(lambda number: world.store.accept_page(changes(listed("1"), listed("2")), mark, NOW))
    assert sorted(map(len, new)) == [0] * (THREADS - 1) + [2]
    assert len(world.store.publications()) == 2


def test_one_of_sixteen_sets_a_tick_and_one_moves_it(world: World) -> None:
    first = race(lambda number: world.store.take_tick("sweep", expected=None, next_due=NOW))
    moved = race(lambda number: world.store.take_tick("sweep", expected=NOW, next_due=LATER))
    assert (first.count(True), moved.count(True)) == (1, 1)


def test_one_of_sixteen_is_let_in_to_a_host(world: World) -> None:
    turns = race(lambda number: world.store.enter("new.example.org", spacing=0, hold=60))
    assert [turn.granted for turn in turns].count(True) == 1


def test_no_failure_of_sixteen_goes_uncounted(world: World) -> None:
    seen = race(lambda number: world.store.source_failed("listing", "503", NOW))
    assert sorted(health.failures for health in seen) == list(range(1, THREADS + 1))


def test_sixteen_sweeps_free_a_row_once(world: World) -> None:
    start_sending(world.store, add_delivery(world.store))
    freed = race(lambda number: world.store.release_stale(NOW + LEASE, dead=lambda holder: False))
    assert sorted(freed) == [(0, 0)] * (THREADS - 1) + [(0, 1)]


def test_processes_share_the_rows_out_without_loss_or_repeat(world: World) -> None:
    world.store.record_event(new_event(), [to(f"{number}@x.org") for number in range(24)], NOW)
    script = """
mine = []
for one in store.due_deliveries(NOW):
    if take(store, one, holder=sys.argv[2]):
        store.mark_sending([one], message_id=str(one), rendered=MESSAGE, lease_until=LATER)
        store.settle_deliveries([one], state=DeliveryState.SENT, error=None, now=NOW)
        mine.append(one)
print(json.dumps(mine))
"""
    shares = processes(world, script, 2)
    everything = [row.id for row in world.store.deliveries(states=[DeliveryState.SENT])]
    assert sorted(one for share in shares for one in share) == everything
    assert len(everything) == 24
    assert {row.attempts for row in world.store.deliveries()} == {1}


def test_processes_take_turns_at_a_host(world: World) -> None:
    script = 'print(json.dumps(store.enter("reports.example.org", spacing=1, hold=60).granted))'
    assert sorted(processes(world, script, 2)) == [False, True]


def test_processes_ask_a_host_one_at_a_time_and_no_oftener_than_one_may(world: World) -> None:
    script = """
from datetime import UTC, datetime
real = open_store(sys.argv[1], lambda: datetime.now(UTC))
asked = []
while len(asked) < 4:
    before = time.time()
    turn = real.enter("reports.example.org", spacing=0.2, hold=60)
    if turn.granted:
        begun = time.time()
        time.sleep(0.02)  # the request
        asked.append((before, begun, time.time()))
        real.leave("reports.example.org", spacing=0.2)
    else:
        time.sleep(turn.wait)
print(json.dumps(asked))
"""
    asked = sorted((one for share in processes(world, script, 3) for one in share), key=itemgetter(1))
    assert len(asked) == 12
    for (before, _, ended), (_, next_begun, _) in pairwise(asked):
        assert ended <= next_begun
        assert next_begun - before >= 0.2, "the grant lies between"


def test_processes_stay_away_together_from_a_host_that_refused_one(world: World) -> None:
    script = """
if sys.argv[2] == "0":
    store.enter("reports.example.org", spacing=0, hold=60)
    store.refuse("reports.example.org", close=lambda n: 300.0)
    print(json.dumps("refused"))
else:
    turn = store.enter("reports.example.org", spacing=0, hold=60)
    while turn.closed_until is None:
        if turn.granted:
            store.leave("reports.example.org", spacing=0)
        time.sleep(0.01)
        turn = store.enter("reports.example.org", spacing=0, hold=60)
    print(json.dumps(turn.wait))
"""
    assert processes(world, script, 3) == ["refused", 300.0, 300.0]


def test_killed_sender_leaves_a_row_that_says_so(world: World) -> None:
    delivery_id = add_delivery(world.store)
    script = f"""
start_sending(store, {delivery_id})
print("sending", flush=True)
sys.stdin.readline()
"""
    root = Path(__file__).resolve().parents[2]
    line = [sys.executable, "-c", PREAMBLE + script, world.url]
    with subprocess.Popen(line, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=root) as sender:
        assert sender.stdin is not None
        assert sender.stdout is not None
        sender.stdin.write("\n")
        sender.stdin.flush()
        assert [sender.stdout.readline() for _ in range(2)] == ["ready\n", "sending\n"]
        sender.kill()
    assert world.store.release_stale(NOW, dead=lambda holder: True) == (0, 1)
    [row] = world.store.deliveries()
    assert (row.state, row.message_id, row.rendered) == (DeliveryState.MAYBE_SENT, "<1@x>", MESSAGE)


def test_killed_writer_leaves_nothing_half_written(world: World) -> None:
    publication_id = add_publication(world.store)
    script = f"""
import os, sqlalchemy
def die(connection, cursor, statement, *rest):
    if "INSERT INTO deliveries" in statement:
        os.kill(os.getpid(), 9)
sqlalchemy.event.listen(sqlalchemy.Engine, "after_cursor_execute", die)
store.record_ingest(ingest({publication_id}), NOW)
"""
    root = Path(__file__).resolve().parents[2]
    line = [sys.executable, "-c", PREAMBLE + script, world.url]
    killed = subprocess.run(line, input="\n", text=True, cwd=root, check=False, capture_output=True)
    assert killed.returncode == -9
    assert world.store.events() == []
    assert world.store.document_hash(publication_id) is None
    assert len(world.store.record_ingest(ingest(publication_id), NOW)) == 1


def test_processes_may_migrate_at_once(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/var/monitor.sqlite3"
    line = [sys.executable, "-m", "monitor.store.migrate", url]
    running = [subprocess.Popen(line, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    said = [(one.communicate(timeout=60)[1], one.returncode) for one in running]
    assert said == [("", 0)] * 2
    store = open_store(url, lambda: NOW + timedelta(0))
    assert store.enter("x", spacing=1, hold=1).granted
    store.close()
