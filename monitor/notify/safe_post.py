"""Posts to a secret address on the public internet, and knows how far it got when it fails.

The host is resolved once and the connection goes to the very address that was checked, so a name that turns
to a private address between check and connect gains nothing. Redirects are not followed. Only a host that is
written as loopback may be on this machine.
"""

import http.client
import ipaddress
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from monitor.notify.lines import Lines, Place

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address

_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_LONGEST_ANSWER = 4096
_PRIVATE = "the address leads into a private network"


class BadAddress(Exception):
    """The address is one we never post to; its text names no part of it."""


class NotSent(Exception):
    """It failed before the whole body was handed over."""


class NoAnswer(Exception):
    """The body was handed over and no answer came."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server said: status, headers by lower-case name, and the beginning of the body."""

    status: int
    headers: Mapping[str, str]
    body: str


@dataclass(frozen=True, slots=True)
class _Order:
    """What is posted."""

    target: str
    body: bytes
    headers: Mapping[str, str]


def post(
    url: str,
    body: bytes,
    headers: Mapping[str, str],
    *,
    timeout: float,
    ssl_context: ssl.SSLContext | None,
    lines: Lines,
) -> Answer:
    """Post a body once. Raises BadAddress, NotSent, NoAnswer; none of them shows the address."""
    parts = checked(url)
    target = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
    order = _Order(target, body, headers)
    place = (parts.scheme, parts.hostname or "", _port(parts))
    kept = lines.take(place)
    if kept is not None:
        try:
            return _exchange(kept, order, place, lines)
        except NotSent:
            pass  # the other side had hung up meanwhile; nothing was posted, so a fresh line is harmless
    connection = _connection(parts, timeout, ssl_context)
    try:
        connection.sock = _connect(parts, timeout, ssl_context)
    except (OSError, UnicodeError) as error:
        raise NotSent(_reason(error)) from None
    return _exchange(connection, order, place, lines)


def _exchange(connection: http.client.HTTPConnection, order: _Order, place: Place, lines: Lines) -> Answer:
    """Post on an open line, and keep the line if its answer was read to the end."""
    good = False
    try:
        try:
            connection.request("POST", order.target, order.body, dict(order.headers))
        except (OSError, http.client.HTTPException, UnicodeError) as error:
            raise NotSent(_reason(error)) from None
        try:
            response = connection.getresponse()
        except (OSError, http.client.HTTPException) as error:
            raise NoAnswer(_reason(error)) from None
        found = {name.lower(): value for name, value in response.getheaders()}
        answer = Answer(response.status, found, _beginning(response))
        good = response.isclosed() and connection.sock is not None
        return answer
    finally:
        if good:
            lines.keep(place, connection)
        else:
            connection.close()


def is_public(address: IPAddress) -> bool:
    """Say whether an address is on the public internet, looking through IPv4 wrapped in IPv6."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo and address.teredo[1])
        if inner is None and address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(inner)
    return address.is_global and not address.is_multicast and not address.is_reserved


def checked(url: str) -> SplitResult:
    """Take an address apart. Raises BadAddress if it is none that we post to, whatever its host leads to."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise BadAddress("the address is malformed") from None
    if not parts.hostname or port == 0 or parts.scheme not in {"http", "https"}:
        raise BadAddress("the address is not a web address")
    if parts.scheme != "https" and not _is_loopback_name(parts.hostname):
        raise BadAddress("the address must begin with https, so that nobody can read along")
    if not url.isascii() or not url.isprintable() or " " in url:
        raise BadAddress("the address is malformed")
    return parts


def _beginning(response: http.client.HTTPResponse) -> str:
    """Read the answer's body as far as it comes: the status alone says whether the message was taken."""
    try:
        return response.read(_LONGEST_ANSWER).decode("utf-8", "replace")
    except (OSError, http.client.HTTPException):
        return ""


def _is_number(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _is_loopback_name(host: str) -> bool:
    return host == "localhost" or (_is_number(host) and ipaddress.ip_address(host).is_loopback)


def _connection(
    parts: SplitResult, timeout: float, context: ssl.SSLContext | None
) -> http.client.HTTPConnection:
    host = parts.hostname or ""
    if parts.scheme == "https":
        return http.client.HTTPSConnection(host, _port(parts), timeout=timeout, context=context)
    return http.client.HTTPConnection(host, _port(parts), timeout=timeout)


def _connect(parts: SplitResult, timeout: float, context: ssl.SSLContext | None) -> socket.socket:
    """Open the line to an address that was checked. Raises OSError, BadAddress."""
    host = parts.hostname or ""
    port = _port(parts)
    failure: OSError = OSError("the name has no address")
    for address in _addresses(host, port):
        try:
            line = socket.create_connection((str(address), port), timeout)
        except OSError as error:
            failure = error
            continue
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # else a kept line waits for each answer
        return _secured(line, host, context) if parts.scheme == "https" else line
    raise failure


def _port(parts: SplitResult) -> int:
    return parts.port or (443 if parts.scheme == "https" else 80)


def _addresses(host: str, port: int) -> list[IPAddress]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = [ipaddress.ip_address(str(entry[4][0]).partition("%")[0]) for entry in found]
    if _is_loopback_name(host):
        fine = all(address.is_loopback for address in addresses)
    else:
        fine = all(map(is_public, addresses))
    if fine:
        return addresses
    if _is_number(host):
        raise BadAddress(_PRIVATE)
    # A captive portal or a broken resolver can do this for an hour, so it is worth another try.
    raise NotSent(_PRIVATE)


def _secured(line: socket.socket, host: str, context: ssl.SSLContext | None) -> socket.socket:
    try:
        return (context or ssl.create_default_context()).wrap_socket(line, server_hostname=host)
    except BaseException:
        line.close()
        raise


def _reason(error: Exception) -> str:
    """Name an error without the words of http.client, which may quote the address."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return "its certificate cannot be trusted"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return "timed out" if isinstance(error, TimeoutError) else type(error).__name__
