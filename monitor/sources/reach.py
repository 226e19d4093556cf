"""Open a connection to a site and close it again: that shows that it can be reached, and asks for nothing."""

from urllib3.exceptions import HTTPError

from monitor.errors import FetchFailed
from monitor.sources.addresses import AddressRefused, place_of
from monitor.sources.answers import said
from monitor.sources.tls import CheckedConnection, CheckedTlsConnection, make_context

WITHIN = 5.0  # seconds


def reach(base: str) -> None:
    """Connect, with TLS and certificate where the address is of that kind. Raises FetchFailed."""
    try:
        place = place_of(base)
        if place.scheme == "https":
            secure = CheckedTlsConnection(
                place.host, place.port, timeout=WITHIN, ssl_context=make_context(), cert_reqs="CERT_REQUIRED"
            )
            connection: CheckedConnection | CheckedTlsConnection = secure
        else:
            connection = CheckedConnection(place.host, place.port, timeout=WITHIN)
        try:
            connection.connect()
        finally:
            connection.close()
    except (AddressRefused, HTTPError, OSError) as error:
        raise FetchFailed(f"cannot be reached ({said(error)})", url=base) from error
