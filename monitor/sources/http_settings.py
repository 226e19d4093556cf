"""Who asks the web, whom, and how fast; what contradicts itself is refused before anything is asked."""

import re
from dataclasses import dataclass

from monitor.errors import ConfigError
from monitor.ports.clock import Clock
from monitor.ports.hosts import HostGate
from monitor.sources.addresses import AddressRefused, AllowedPlaces
from monitor.sources.pacing import OpenGate

AGENT = "area-send-monitor"


@dataclass(frozen=True, slots=True)
class HttpSettings:
    """Who asks, whom, and how fast. `allowed` are base URLs; `rate` 0 is no limit, on loopback only.

    `public`: any other host of the public network may be asked too, as for the pages that feeds lead to.
    """

    contact: str
    allowed: tuple[str, ...]
    rate: float = 1.0  # requests a second to a host
    public: bool = False
    version: str = "0.1"
    connect_timeout: float = 5.0  # seconds, as all three
    read_timeout: float = 20.0
    total_timeout: float = 60.0  # one exchange, so that a body in drops ends

    @property
    def user_agent(self) -> str:
        """Say who asks and how to reach them."""
        return f"{AGENT}/{self.version}" + (f" (+{self.contact})" if self.contact else "")


def checked_places(settings: HttpSettings) -> AllowedPlaces:
    """Give the places that may be asked. Raises ConfigError for settings that contradict each other."""
    mistakes = []
    if not re.fullmatch(r"[\x20-\x7e]*", settings.contact):
        mistakes.append("config/monitor.toml: ofsted.contact: must be one line of plain characters")
    try:
        places = AllowedPlaces(settings.allowed, public=settings.public)
    except AddressRefused as error:
        raise ConfigError([*mistakes, f"a configured source address {error}"]) from error
    if settings.rate < 0:
        mistakes.append("config/monitor.toml: ofsted.rate: must not be negative")
    live = sorted({place.host for place in places.places if not place.loopback})
    live += ["the public network"] if settings.public else []
    if settings.rate == 0 and live:
        mistakes.append(
            f"config/monitor.toml: ofsted.rate: 0 is for loopback only, not for {', '.join(live)}"
        )
    if mistakes:
        raise ConfigError(mistakes)
    return places


def checked_gate(settings: HttpSettings, gate: HostGate | None, clock: Clock) -> HostGate:
    """Give the gate to use: without a rate one of our own, since turns in the store cost a commit each.

    Raises ValueError for a rate without a gate.
    """
    if settings.rate == 0:
        return OpenGate(clock)
    if gate is None:
        raise ValueError("a rate needs a gate to keep it")
    return gate
