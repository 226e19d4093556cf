"""Changes of many threads by one commit: each is on the disk when its caller goes on, and spoils no other."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier, Event, get_ident

import pytest
from dramatiq.threading import raise_thread_exception
from sqlalchemy import Connection, Engine, event, text

from monitor.errors import StoreError
from monitor.store.connections import connect, reading, use_write_ahead_log, writing
from monitor.store.group_commit import GroupCommit


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    engine = connect(f"sqlite:///{tmp_path / 'x.sqlite3'}")
    use_write_ahead_log(engine)
    with writing(engine) as connection:
        connection.execute(text("CREATE TABLE notes (number INTEGER PRIMARY KEY)"))
    return engine


def noted(engine: Engine) -> list[int]:
    with reading(engine) as connection:
        return list(connection.execute(text("SELECT number FROM notes ORDER BY number")).scalars())


def note(connection: Connection, number: int) -> int:
    connection.execute(text("INSERT INTO notes VALUES (:number)"), {"number": number})
    return number


def test_one_change_is_written_and_gives_its_result(engine: Engine) -> None:
    commits = GroupCommit(engine)
    assert commits.write(lambda connection: note(connection, 7)) == 7
    assert noted(engine) == [7]


def test_what_waits_while_a_commit_is_under_way_is_written_by_the_next(engine: Engine) -> None:
    commits = GroupCommit(engine)
    counted: list[int] = []
    event.listen(engine, "commit", lambda _: counted.append(1))
    begun, go_on = Event(), Event()

    def slow(connection: Connection) -> int:
        begun.set()
        go_on.wait(10)
        return note(connection, 0)

    with ThreadPoolExecutor(9) as threads:
        first = threads.submit(commits.write, slow)
        begun.wait(10)
        waiting = [
            threads.submit(commits.write, lambda connection, n=number: note(connection, n))
            for number in range(1, 9)
        ]
        while len(commits._waiting) < 8:
            pass
        go_on.set()
        assert [one.result() for one in waiting] == list(range(1, 9))
        first.result()
    assert noted(engine) == list(range(9))
    assert len(counted) - 1 == 2, "the slow one's, and one for all eight; the last is that of reading them"


def test_changes_are_made_in_the_order_of_their_places(engine: Engine) -> None:
    """As in every other process, so that no two wait for each other."""
    commits = GroupCommit(engine)
    begun, go_on, made = Event(), Event(), []

    def slow(_: Connection) -> None:
        begun.set()
        go_on.wait(10)

    with ThreadPoolExecutor(4) as threads:
        threads.submit(commits.write, slow)
        begun.wait(10)
        for number, place in enumerate(("b", "c", "a"), 1):
            threads.submit(commits.write, lambda _, place=place: made.append(place), place=place)
            while len(commits._waiting) < number:
                pass
        go_on.set()
    assert made == ["a", "b", "c"]


def test_a_change_that_fails_is_the_only_one_that_is_not_written(engine: Engine) -> None:
    commits = GroupCommit(engine)
    together = Barrier(4)

    def change(number: int) -> int:
        def made(connection: Connection) -> int:
            note(connection, number)
            if number == 2:
                raise StoreError("not ours any more")
            return number

        together.wait()
        return commits.write(made)

    with ThreadPoolExecutor(4) as threads:
        made = [threads.submit(change, number) for number in range(4)]
        for number, one in enumerate(made):
            if number == 2:
                with pytest.raises(StoreError, match="not ours any more"):
                    one.result()
            else:
                assert one.result() == number
    assert noted(engine) == [0, 1, 3]


def test_a_change_that_the_database_refuses_raises_a_store_error(engine: Engine) -> None:
    commits = GroupCommit(engine)
    commits.write(lambda connection: note(connection, 1))
    with pytest.raises(StoreError):
        commits.write(lambda connection: note(connection, 1))
    commits.write(lambda connection: note(connection, 2))
    assert noted(engine) == [1, 2]


class Overdue(BaseException):
    """What is thrown into a thread that has taken longer than it may."""


def test_who_is_stopped_while_waiting_keeps_nobody_else_from_writing(engine: Engine) -> None:
    commits = GroupCommit(engine)
    begun, go_on = Event(), Event()
    idents: list[int] = []

    def slow(connection: Connection) -> int:
        begun.set()
        go_on.wait(10)
        return note(connection, 0)

    def stopped() -> int:
        idents.append(get_ident())
        return commits.write(lambda connection: note(connection, 1))

    with ThreadPoolExecutor(3) as threads:
        first = threads.submit(commits.write, slow)
        begun.wait(10)
        second = threads.submit(stopped)
        while len(commits._waiting) < 1:
            pass
        third = threads.submit(commits.write, lambda connection: note(connection, 2))
        while len(commits._waiting) < 2:
            pass
        raise_thread_exception(idents[0], Overdue)  # type: ignore[no-untyped-call]
        go_on.set()
        assert first.result() == 0
        with pytest.raises(Overdue):
            second.result()
        assert third.result(10) == 2
    assert commits.write(lambda connection: note(connection, 3)) == 3
    assert noted(engine) == [0, 2, 3]
