"""Parts that are loaded late are loaded by one thread at a time.

Libraries import in circles: two threads that begin at different ends each find the other's modules half made,
and a message that could not be written for that would be lost for good.
"""

import sys
import threading
from pathlib import Path

import pytest

from monitor.deferred import deferred

FIRST = """
import late_steps
late_steps.said.append("first begins")
late_steps.begun.set()
late_steps.other.wait(0.3)  # the second thread has all the time it needs to break in
late_steps.said.append("first ends")
def part(): return 1
"""
SECOND = """
import late_steps
late_steps.said.append("second")
late_steps.other.set()
def part(): return 2
"""


def test_second_thread_waits_until_the_first_has_loaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = "import threading\nsaid = []\nbegun, other = threading.Event(), threading.Event()\n"
    for name, text in (("late_steps", steps), ("late_first", FIRST), ("late_second", SECOND)):
        (tmp_path / f"{name}.py").write_text(text)
        monkeypatch.delitem(sys.modules, name, raising=False)
    monkeypatch.syspath_prepend(tmp_path)
    shared = __import__("late_steps")
    got: list[int] = []
    first = threading.Thread(target=lambda: got.append(deferred("late_first", "part")()))
    second = threading.Thread(target=lambda: got.append(deferred("late_second", "part")()))

    first.start()
    shared.begun.wait(5)
    second.start()
    for thread in (first, second):
        thread.join(5)

    assert shared.said == ["first begins", "first ends", "second"]
    assert sorted(got) == [1, 2]
