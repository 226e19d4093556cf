"""The parts of a deployment with a queue: a worker, a scheduler, and the door for dramatiq's own command.

`dramatiq workers.main:start` runs workers as `send-monitor worker` does, with the config folder that the
variable SEND_MONITOR_CONFIG names.
"""

import atexit
import logging
import os
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from threading import Event

import dramatiq

from monitor.bootstrap import configured, open_house, require_contact, require_queue
from monitor.errors import StoreError
from monitor.options import Options
from monitor.ports.queue import DeadLetter, QueueDepth
from monitor.services.agreed_time import EVERY
from monitor.services.house import House
from monitor.services.watchdog import watch_clock
from workers.actors import Told, declare
from workers.broker import LANES, Lane
from workers.post import Post
from workers.redis_queue import dead_letters, queue_depths, redis_broker, try_out
from workers.scheduler import Scheduler, Timetable
from workers.shift import at_work, end_in_time, until_told

log = logging.getLogger(__name__)

__all__ = ["Timetable", "dead", "depths", "run_scheduler", "run_worker", "start", "tried_depths"]


def run_worker(house: House, url: str, told: Told, begun: Callable[[], None], *, threads: int) -> None:
    """Work on what is queued until SIGINT or SIGTERM; `threads` send messages, and a few more read.

    `begun` is called once these signals are heard.
    """
    broker = redis_broker(url)
    declare(broker, house, Post(broker), told)
    stopped = Event()
    end_in_time(stopped)
    with until_told(stopped, begun), at_work(broker, _lanes(threads)):
        while not stopped.wait(EVERY):
            _watch_clock(house)


def run_scheduler(house: House, url: str, timetable: Timetable, begun: Callable[[], None]) -> None:
    """Queue what is due until SIGINT or SIGTERM; `begun` is called once these signals are heard."""
    broker = redis_broker(url)
    post = Post(broker)
    scheduler = Scheduler(house, declare(broker, house, post, _say_nothing), timetable, post)
    end_in_time(scheduler.stopped)
    with until_told(scheduler.stopped, begun):
        scheduler.run()
    broker.close()


def start() -> None:
    """Put the house together and make its broker dramatiq's; called by dramatiq's command in each process."""
    folder = Path(os.environ.get("SEND_MONITOR_CONFIG", "config"))
    found = configured(Options(folder, None, None, False), os.environ)
    require_contact(found)
    url = require_queue(found)
    house = ExitStack()
    atexit.register(house.close)
    broker = redis_broker(url)
    declare(broker, house.enter_context(open_house(found, at_once=False)), Post(broker), _say_nothing)
    dramatiq.set_broker(broker)


def depths(url: str) -> list[QueueDepth]:
    """Say how the queues are doing. Raises QueueError."""
    return queue_depths(url, [lane.queue for lane in LANES])


def tried_depths(url: str) -> list[QueueDepth]:
    """Say how the queues are doing, once they have taken something. Raises QueueError."""
    try_out(url)
    return depths(url)


def dead(url: str, *, drop: bool) -> list[DeadLetter]:
    """Give the messages whose work failed, and `drop` them if that is wished. Raises QueueError."""
    return dead_letters(url, [lane.queue for lane in LANES], drop=drop)


def _watch_clock(house: House) -> None:
    """See whether this machine's clock is right: the scheduler may run on another."""
    try:
        watch_clock(house)
    except StoreError as error:
        log.error("%s; the clock is looked at again", error)


def _lanes(threads: int) -> list[Lane]:
    return [replace(lane, threads=threads) if lane.queue == "deliver" else lane for lane in LANES]


def _say_nothing(_discovery: object) -> None:
    """A look's result stands in the store and in the log."""
