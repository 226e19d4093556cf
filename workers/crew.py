"""Several worker processes under one: whoever dies is started again, and all end together."""

import logging
import subprocess
import sys
from collections.abc import Sequence
from threading import Event

from workers.shift import SHUTDOWN, until_told

log = logging.getLogger(__name__)

GLANCE = 0.5  # seconds between looks at the processes
REST = 5.0  # seconds before one that died is started again: what killed it may kill the next
MISTAKE = 2  # the exit code of a process that the config stops; to start it again would not help


def run_crew(arguments: Sequence[str], count: int) -> int:
    """Run `send-monitor` with these arguments so many times, until SIGINT or SIGTERM; give the exit code."""
    stopped = Event()
    command = [sys.executable, "-m", "monitor.cli", *arguments]
    with until_told(stopped):
        crew = [subprocess.Popen(command) for _ in range(count)]
        while not stopped.wait(GLANCE):
            ended = [one for one in crew if one.poll() is not None]
            if any(one.returncode == MISTAKE for one in ended):
                break
            if ended and not stopped.wait(REST):
                log.warning("%d of %d worker processes died; starting them again", len(ended), count)
                crew = [subprocess.Popen(command) if one in ended else one for one in crew]
    return _end(crew)


def _end(crew: Sequence[subprocess.Popen[bytes]]) -> int:
    """Ask all to end, and wait for them; one that does not is killed, and its work taken up by others."""
    for one in crew:
        one.terminate()
    for one in crew:
        try:
            one.wait(SHUTDOWN / 1000 + 5)
        except subprocess.TimeoutExpired:
            one.kill()
            one.wait()
    return max(MISTAKE if one.returncode == MISTAKE else 0 for one in crew)
