"""What falls due by the clock and not by what the site shows; done by every poll and by the scheduler."""

from monitor.services.digests import make_digests
from monitor.services.house import House
from monitor.services.watchdog import source_failed, source_ok

CONFIG = "config files"


def keep_up(house: House) -> None:
    """Make what is due by now, and tell the operator of config that is wrong."""
    watch_config(house)
    make_digests(house)


def watch_config(house: House) -> None:
    """Tell the operator once that changed config cannot be used, and once when it can."""
    trouble = house.config_trouble()
    if trouble is not None:
        source_failed(
            house,
            CONFIG,
            f"the files were changed and are wrong, so the old config holds: {trouble}",
            at_once=True,
        )
    elif house.store.source(CONFIG).failures:
        source_ok(house, CONFIG)
