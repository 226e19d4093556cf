"""Telling a process to end: it does, even while a server is waited for that never answers."""

import subprocess
import sys

HANGING = """
import os, signal, time
from threading import Event
from workers import shift

shift.LAST_CALL = 0.1
stopped = Event()
shift.end_in_time(stopped)
with shift.until_told(stopped):
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(60)
"""


def test_process_that_was_told_to_end_does_so_whatever_hangs() -> None:
    command = [sys.executable, "-c", HANGING]
    done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    assert done.returncode == 1
    assert "something still waits" in done.stderr
