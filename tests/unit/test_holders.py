"""Who holds a lease, and whether they are known to be dead: never of processes that we do not see."""

import socket
import subprocess
import sys

import pytest

from monitor.holders import holder, is_dead


def test_this_process_lives() -> None:
    assert not is_dead(holder())


def test_a_process_that_has_endedis_dead() -> None:
    told = [sys.executable, "-c", "from monitor.holders import holder; print(holder())"]
    ended = subprocess.run(told, capture_output=True, text=True, check=True).stdout.strip()
    assert is_dead(ended)


def test_a_number_that_another_process_has_by_now_is_of_a_dead_one() -> None:
    space, pid, started = holder().split("/")
    assert is_dead(f"{space}/{pid}/{int(started) + 1}")


@pytest.mark.parametrize("part", [0, 1])
def test_nothing_is_known_of_another_machine_or_of_a_container_with_its_own_processes(part: int) -> None:
    space = holder().partition("/")[0].split("@")
    space[part] += "1"
    assert not is_dead(f"{'@'.join(space)}/1/1")


def test_nothing_is_known_of_a_holder_of_a_release_before_nor_by_it_of_ours() -> None:
    """They named the host alone, and took whoever had that name for one of theirs: their leases run out."""
    assert not is_dead(f"{socket.gethostname()}/1/1")
    assert holder().partition("/")[0] != socket.gethostname()


@pytest.mark.parametrize("holder", ["", "worker-1", "a/b"])
def test_nothing_is_known_of_a_holder_that_was_named_otherwise(holder: str) -> None:
    assert not is_dead(holder)
