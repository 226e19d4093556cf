"""Everything in one process: the scheduler, and workers on a broker that lives here."""

from collections.abc import Callable

from monitor.services.house import House
from workers.actors import Told, declare
from workers.broker import LANES, local_broker
from workers.post import Post
from workers.scheduler import Scheduler, Timetable
from workers.shift import at_work, end_in_time, until_told

__all__ = ["Timetable", "run_here"]


def run_here(house: House, timetable: Timetable, told: Told, begun: Callable[[], None]) -> None:
    """Watch until SIGINT or SIGTERM. Work that is under way is finished; the rest stays due in the store.

    `begun` is called once these signals are heard.
    """
    broker = local_broker()
    post = Post(broker)
    scheduler = Scheduler(house, declare(broker, house, post, told), timetable, post)
    end_in_time(scheduler.stopped)
    with until_told(scheduler.stopped, begun), at_work(broker, LANES):
        scheduler.run()
