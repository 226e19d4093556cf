"""Which addresses we may visit: the configured hosts, over the web's two schemes, on the public network.

A page can hold or redirect to anything, and a name can resolve to anything, so the URL is checked at every
hop and the network address at every connection. The one way to this machine is to configure a loopback host.
A story may lie on any public host: a paper's feed often does not live where its stories do.
"""

import ipaddress
import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

LONGEST_URL = 2000
DEFAULT_PORTS = {"http": 80, "https": 443}

_FORBIDDEN_CHARACTERS = re.compile(r"[\x00-\x20\x7f\\]")
_HOST_NAME = re.compile(r"(?!-)[a-z0-9-]+(\.[a-z0-9-]+)*", re.ASCII)
_NUMERIC_LABEL = re.compile(r"\d+|0x[0-9a-f]*", re.ASCII)
# Ranges that carry an IPv4 address inside: compatible, NAT64 (two), 6to4, Teredo. Python knows mapped ones.
_EMBEDDING = tuple(
    ipaddress.IPv6Network(net)
    for net in ("::/96", "64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32")
)


class AddressRefused(Exception):
    """An address we must not visit; the message is the reason."""


@dataclass(frozen=True, slots=True)
class Place:
    """Scheme, host and port of a URL."""

    scheme: str
    host: str
    port: int

    @property
    def key(self) -> str:
        """Name the host for the gate: with its port only where that is not the scheme's own."""
        shown = f"[{self.host}]" if ":" in self.host else self.host
        return shown if self.port == DEFAULT_PORTS[self.scheme] else f"{shown}:{self.port}"

    @property
    def robots_url(self) -> str:
        """Give the address of the place's robots.txt."""
        return f"{self.scheme}://{self.key}/robots.txt"

    @property
    def loopback(self) -> bool:
        """Tell whether this is this machine."""
        return is_loopback_host(self.host)


class AllowedPlaces:
    """The hosts of the configured base URLs: on loopback the exact ports, elsewhere also the default ones.

    `public`: every other host of the public network too, at the default ports.
    """

    def __init__(self, bases: Iterable[str], *, public: bool = False) -> None:
        places = [place_of(base) for base in bases]
        self.places = tuple(places)
        self._doors = {(place.host, place.port) for place in places}
        self._doors |= {
            (place.host, port) for place in places if not place.loopback for port in DEFAULT_PORTS.values()
        }
        self._plain_hosts = {place.host for place in places if place.scheme == "http"}
        self._public = public

    def check(self, url: str, *, came_from: Place | None = None) -> Place:
        """Give the URL's place if we may go there; `came_from` redirected us to it. Raises AddressRefused."""
        place = place_of(url)
        if (place.host, place.port) not in self._doors and not self._open(place):
            raise AddressRefused(f"{place.key} is not one of the configured hosts")
        if place.loopback and came_from is not None and not came_from.loopback:
            raise AddressRefused("leads from the public network to this machine")
        if place.scheme == "http" and not place.loopback:
            if came_from is not None and came_from.scheme == "https":
                raise AddressRefused("leads from https to plain http")
            if place.host not in self._plain_hosts and not self._open(place):
                raise AddressRefused("is plain http, and the host is configured with https")
        return place

    def _open(self, place: Place) -> bool:
        at_home = place.port == DEFAULT_PORTS[place.scheme]
        return self._public and at_home and not place.loopback and "." in place.host


def place_of(url: str) -> Place:
    """Take a URL apart, strictly. Raises AddressRefused."""
    if len(url) > LONGEST_URL:
        raise AddressRefused(f"is longer than {LONGEST_URL} characters")
    if _FORBIDDEN_CHARACTERS.search(url) or not url.isascii():
        raise AddressRefused("has characters that do not belong in an address")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise AddressRefused(f"cannot be read as an address ({error})") from error
    if parts.scheme not in DEFAULT_PORTS:
        raise AddressRefused(f"is neither http nor https but {parts.scheme or 'without a scheme'}")
    if "@" in parts.netloc:
        raise AddressRefused("holds a user name")
    host = _checked_host((parts.hostname or "").rstrip("."))
    return Place(parts.scheme, host, DEFAULT_PORTS[parts.scheme] if port is None else port)


def is_loopback_host(host: str) -> bool:
    """Tell whether a host name or literal means this machine."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def check_peer(host: str, address: str) -> None:
    """Make sure that a host may live at this network address. Raises AddressRefused."""
    try:
        peer = ipaddress.ip_address(address)
    except ValueError as error:  # an IPv6 zone is only ever put on a link-local address
        raise AddressRefused(f"{host} is at {address}, which is not a public address") from error
    if is_loopback_host(host):
        if not peer.is_loopback:
            raise AddressRefused(f"{host} is at {address}, which is not this machine")
    elif not is_public(peer):
        raise AddressRefused(f"{host} is at {address}, which is not a public address")


def is_public(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """Tell whether an address is one host of the public Internet, spelt plainly."""
    if isinstance(address, ipaddress.IPv6Address) and (
        address.ipv4_mapped or address.is_site_local or any(address in net for net in _EMBEDDING)
    ):
        return False
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


def _checked_host(host: str) -> str:
    """Give the host if it is a plain name or a plainly spelt address."""
    if ":" in host:
        return _checked_ipv6(host)
    if _NUMERIC_LABEL.fullmatch(host.rsplit(".", 1)[-1]):
        try:
            return str(ipaddress.IPv4Address(host))  # refuses 2130706433, 127.1 and 0177.0.0.1
        except ValueError as error:
            raise AddressRefused(f"spells its host as a number ({host})") from error
    if not _HOST_NAME.fullmatch(host):
        raise AddressRefused(f"has no proper host name ({host!r})")
    return host


def _checked_ipv6(host: str) -> str:
    try:
        return str(ipaddress.IPv6Address(host))
    except ValueError as error:
        raise AddressRefused(f"has no proper host address ({host!r})") from error
