"""Several worker processes under one: whoever dies is started again, and all end together.

They are forked from a parent that has loaded everything and runs no thread, so they share what was loaded.
"""

import logging
import multiprocessing
import signal
from collections.abc import Callable
from multiprocessing.context import ForkProcess
from threading import Event

from monitor.errors import MonitorError
from workers.shift import SHUTDOWN, until_told

log = logging.getLogger(__name__)

GLANCE = 0.5  # seconds between looks at the processes
REST = 5.0  # seconds before one that died is started again: what killed it may kill the next


def run_crew(work: Callable[[], None], count: int) -> None:
    """Do work in so many processes, until SIGINT or SIGTERM."""
    stopped = Event()
    with until_told(stopped):
        crew = [_started(work) for _ in range(count)]
        while not stopped.wait(GLANCE):
            died = [one for one in crew if not one.is_alive()]
            if died and not stopped.wait(REST):
                log.warning("%d of %d worker processes died; starting them again", len(died), count)
                crew = [_started(work) if one in died else one for one in crew]
        _end(crew)


def _started(work: Callable[[], None]) -> ForkProcess:
    process = multiprocessing.get_context("fork").Process(target=_work, args=(work,))
    process.start()
    return process


def _work(work: Callable[[], None]) -> None:
    for number in (signal.SIGINT, signal.SIGTERM):  # the parent's handlers are not ours
        signal.signal(number, signal.SIG_DFL)
    try:
        work()
    except MonitorError as error:  # such as a store that does not answer yet
        log.error("%s", error)


def _end(crew: list[ForkProcess]) -> None:
    """Ask all to end, and wait for them; one that does not is killed, and its work taken up by others."""
    for one in crew:
        one.terminate()
    for one in crew:
        one.join(SHUTDOWN / 1000 + 5)
        if one.is_alive():
            one.kill()
            one.join()
