"""When a process that watches looks: the rhythm of the config, for `run` and for `scheduler`."""

from collections.abc import Callable
from typing import Any

from monitor.bootstrap import Configured
from monitor.domain.bank_holidays import is_bank_holiday


def timetable_of(found: Configured, make: Callable[..., Any]) -> Any:
    """Make the scheduler's timetable; `make` is its class, which is loaded only by what watches."""
    poll = found.settings.monitor.poll
    return make(
        busy=poll.listing,
        quiet=poll.quiet_listing,
        news=poll.news,
        jitter=poll.jitter,
        sweeps=poll.sweep,
        closed=is_bank_holiday,
    )
