"""What falls due by the clock and not by what the site shows; done by every poll and by the scheduler."""

from monitor.services.digests import make_digests
from monitor.services.drill import hold_drill
from monitor.services.house import House
from monitor.services.watchdog import CONFIG, source_failed, source_ok, watch_clock, watch_sending


def keep_up(house: House) -> None:
    """Make the digests and the drill that are due by now, and tell the operator what is wrong with us."""
    watch_config(house)
    watch_clock(house)
    watch_sending(house)
    hold_drill(house)
    make_digests(house)


def watch_config(house: House) -> None:
    """Tell the operator once that changed config cannot be used, and once when it can."""
    trouble, health = house.config_trouble(), house.store.source(CONFIG)
    if trouble is not None and not health.told:
        text = f"the files were changed and are wrong, so the old config holds: {trouble}"
        source_failed(house, CONFIG, text, at_once=True)
    elif trouble is None and health.failures:
        source_ok(house, CONFIG)
