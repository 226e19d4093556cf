"""Tell somebody outside that the monitor is alive: they raise the alarm when this stops."""

import logging
from collections.abc import Callable

import requests

log = logging.getLogger(__name__)

TIMEOUT = 10  # seconds


def heartbeat(url: str) -> Callable[[], None]:
    """Give a function that asks for the address once; one that cannot be reached is logged and no more."""

    def beat() -> None:
        try:
            requests.get(url, timeout=TIMEOUT, allow_redirects=False).raise_for_status()
        except requests.RequestException as error:
            # Its own words would show the address, which is as good as a password to many services.
            log.warning("the heartbeat address does not answer (%s)", type(error).__name__)

    return beat
