"""Who holds a lease, and whether they are known to be dead: never of processes that we do not see."""

import subprocess
import sys

import pytest

from monitor.bootstrap import _holder, _is_dead


def test_this_process_lives() -> None:
    assert not _is_dead(_holder())


def test_a_process_that_has_ended_is_dead() -> None:
    told = [sys.executable, "-c", "from monitor.bootstrap import _holder; print(_holder())"]
    ended = subprocess.run(told, capture_output=True, text=True, check=True).stdout.strip()
    assert _is_dead(ended)


def test_a_number_that_another_process_has_by_now_is_of_a_dead_one() -> None:
    host, pid, started, space = _holder().split("/")
    assert _is_dead(f"{host}/{pid}/{int(started) + 1}/{space}")


@pytest.mark.parametrize("part", ["host", "space"])
def test_nothing_is_known_of_another_machine_or_of_a_container_with_its_own_processes(part: str) -> None:
    host, _, _, space = _holder().split("/")
    elsewhere = {"host": f"other/1/1/{space}", "space": f"{host}/1/1/pid:[1]"}
    assert not _is_dead(elsewhere[part])


@pytest.mark.parametrize("holder", ["", "worker-1", "a/b", "a/1/2"])
def test_nothing_is_known_of_a_holder_that_was_named_otherwise(holder: str) -> None:
    """As those of a release before, whose leases run out."""
    assert not _is_dead(holder)
