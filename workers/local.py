"""Everything in one process: the scheduler, and workers on a broker that lives here."""

import signal
from collections.abc import Callable
from threading import Event
from types import FrameType

from dramatiq import Worker

from monitor.services.discover import Discovery
from monitor.services.house import House
from workers.actors import declare
from workers.broker import local_broker
from workers.scheduler import Scheduler, Timetable

__all__ = ["Timetable", "run_here"]

THREADS = 4
SHUTDOWN = 20_000  # milliseconds that running work is given to finish


def run_here(house: House, timetable: Timetable, told: Callable[[Discovery], None]) -> None:
    """Watch until SIGINT or SIGTERM. Work that is under way is finished; the rest stays due in the store."""
    stop = Event()
    scheduler: Scheduler | None = None

    def wake() -> None:
        if scheduler is not None:
            scheduler.woken.set()

    def leave(_signal: int, _frame: FrameType | None) -> None:
        stop.set()
        wake()

    broker = local_broker()
    scheduler = Scheduler(house, declare(broker, house, wake, told), timetable)
    worker = Worker(broker, worker_threads=THREADS, worker_timeout=200)
    before = {number: signal.signal(number, leave) for number in (signal.SIGINT, signal.SIGTERM)}
    worker.start()
    try:
        scheduler.run(stop.is_set)
    finally:
        worker.stop(timeout=SHUTDOWN)
        broker.close()
        for number, handler in before.items():
            signal.signal(number, handler)
