"""What only PostgreSQL has: a driver that may be missing, a server that restarts, migration by many."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import bindparam, select, update

from monitor.errors import StoreError
from monitor.store.connections import connect, reading, writing
from monitor.store.database import SqlStore, is_empty, open_store
from monitor.store.migrate import migrate
from monitor.store.prepared import PreparedSelect
from monitor.store.schema import blocks, deliveries
from tests.contract.test_store_cases import LEASE, NOW, World, add_delivery, new_world, take
from tests.servers import PostgresServer, shared_postgres


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with new_world("postgresql", tmp_path) as fresh:
        yield fresh


def never() -> Any:
    raise AssertionError("nobody should ask for the time")


def test_empty_database_is_an_empty_store_and_says_what_to_do() -> None:
    url = shared_postgres().new_database()
    assert is_empty(url)
    with pytest.raises(StoreError, match="has not been set up: run `send-monitor migrate`"):
        open_store(url, never)
    migrate(url)
    assert not is_empty(url)


def test_processes_may_migrate_at_once() -> None:
    url = shared_postgres().new_database()
    line = [sys.executable, "-m", "monitor.store.migrate", url]
    running = [subprocess.Popen(line, stderr=subprocess.PIPE, text=True) for _ in range(3)]
    said = [(one.communicate(timeout=60)[1], one.returncode) for one in running]
    assert said == [("", 0)] * 3
    store = open_store(url, lambda: NOW)
    assert store.enter("x", spacing=1, hold=1).granted
    store.close()


def test_url_on_standard_input_is_migrated() -> None:
    url = shared_postgres().new_database()
    line = [sys.executable, "-m", "monitor.store.migrate", "-"]
    subprocess.run(line, input=f"{url}\n", text=True, check=True)
    open_store(url, never).close()


def test_missing_driver_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] == "psycopg"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(StoreError) as caught:
        open_store("postgresql://monitor:hunter2@db.example.org/monitor", never)
    assert 'pip install "area-send-monitor[postgres]"' in str(caught.value)
    assert "hunter2" not in str(caught.value)


def test_server_that_is_not_there_is_named_without_its_password() -> None:
    with pytest.raises(StoreError) as caught:
        open_store("postgresql://monitor:hunter2@127.0.0.1:1/monitor", never)
    assert "127.0.0.1:1" in str(caught.value)
    assert "hunter2" not in f"{caught.value} {caught.value.__cause__}"


def test_store_goes_on_after_the_server_was_killed_and_came_back() -> None:
    with PostgresServer() as server:
        url = server.new_database()
        migrate(url)
        store = open_store(url, lambda: NOW)
        delivery_id = add_delivery(store)
        server.stop(kill=True)
        with pytest.raises(StoreError):
            store.due_deliveries(NOW)
        server.start()
        assert take(store, delivery_id) is not None
        store.close()


def test_line_cut_under_a_prepared_statement_is_our_error_and_the_next_one_works(world: World) -> None:
    engine = connect(world.url)
    blocked = PreparedSelect(select(blocks).where(blocks.c.area == bindparam("x")))
    with pytest.raises(StoreError, match="the connection is lost"), writing(engine) as connection:
        own = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar()
        with reading(engine) as other:
            other.exec_driver_sql(f"SELECT pg_terminate_backend({own})")
        blocked.all(connection, {"x": ""})
    with reading(engine) as connection:
        assert blocked.all(connection, {"x": ""}) == []
    engine.dispose()


def test_no_statement_waits_for_ever(world: World) -> None:
    engine = connect(world.url)
    with reading(engine) as connection:
        for limit in ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout"):
            assert connection.exec_driver_sql(f"show {limit}").scalar() != "0", limit
    engine.dispose()


def test_settings_of_the_url_win(world: World) -> None:
    engine = connect(f"{world.url}&application_name=monitor&options=-c%20statement_timeout%3D7000")
    with reading(engine) as connection:
        assert connection.exec_driver_sql("show statement_timeout").scalar() == "7s"
        assert connection.exec_driver_sql("show application_name").scalar() == "monitor"
    engine.dispose()


def test_rows_are_claimed_as_they_are_now_whatever_the_server_does_otherwise(world: World) -> None:
    engine = connect(f"{world.url}&options=-c%20default_transaction_isolation%3Dserializable")
    with reading(engine) as connection:
        assert connection.exec_driver_sql("show transaction_isolation").scalar() == "read committed"
    engine.dispose()


@contextmanager
def changed_elsewhere(world: World) -> Iterator[tuple[SqlStore, list[int]]]:
    """Take two rows, and have somebody change the first inside the context; gives a store that waits briefly.

    Who changes several rows must not wait for one: two who do so in orders of their own would wait for each
    other.
    """
    ids = [add_delivery(world.store, key=key) for key in ("first", "second")]
    for one in ids:
        take(world.store, one)
    store = open_store(f"{world.url}&options=-c%20lock_timeout%3D200", lambda: NOW)
    engine = connect(world.url)
    with writing(engine) as connection:
        connection.execute(update(deliveries).where(deliveries.c.id == ids[0]).values(error="changed"))
        yield store, ids
    engine.dispose()
    store.close()


def test_sweep_passes_over_a_row_that_somebody_is_changing(world: World) -> None:
    with changed_elsewhere(world) as (store, _):
        assert store.release_stale(NOW + LEASE, dead=lambda holder: False) == (1, 0)
    assert world.store.release_stale(NOW + LEASE, dead=lambda holder: False) == (1, 0)


def test_renewal_passes_over_a_row_that_somebody_is_changing(world: World) -> None:
    with changed_elsewhere(world) as (store, ids):
        store.renew_deliveries(ids, lease_until=NOW + 2 * LEASE)
    assert world.store.release_stale(NOW + LEASE, dead=lambda holder: False) == (1, 0)
    assert world.store.release_stale(NOW + 2 * LEASE, dead=lambda holder: False) == (1, 0)
