"""Connections: one TLS context for all of them, and every peer checked before a byte is sent.

urllib3 loads the certificate bundle anew for every connection, which costs thirteen times the CPU of sharing
one context. Sharing needs both halves: the context given, and no `ca_certs` set on the connection.
Certificates are always checked; there is no switch. Proxies, cookies and .netrc are not used: requests go
through the adapter alone, and with a proxy the peer could not be checked.
"""

import os
import socket
import ssl
import sys
from pathlib import Path
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from requests.utils import DEFAULT_CA_BUNDLE_PATH
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, PoolManager
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError
from urllib3.util.connection import create_connection

from monitor.errors import ConfigError
from monitor.sources.addresses import AddressRefused, check_peer

POOL_SIZE = 16  # as many threads as ever ask at once
POOLS = 512  # feeds sit on some 66 hosts, and their stories on as many more

_BUNDLE_VARIABLES = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE")


def make_context(bundle: str | None = None) -> ssl.SSLContext:
    """Load the trusted certificates once.

    `bundle` is a file or directory; by default the first of REQUESTS_CA_BUNDLE, CURL_CA_BUNDLE and
    SSL_CERT_FILE in the environment, else the one that comes with requests. Raises ConfigError.
    """
    name, path = "certificates", bundle
    for variable in _BUNDLE_VARIABLES:
        if path is None and os.environ.get(variable):
            name, path = variable, os.environ[variable]
    path = path or DEFAULT_CA_BUNDLE_PATH
    try:
        if Path(path).is_dir():
            return ssl.create_default_context(capath=path)
        return ssl.create_default_context(cafile=path)
    except OSError as error:  # ssl.SSLError is one
        raise ConfigError([f"{name}: {path}: no certificates could be read from it ({error})"]) from error


class SourceAdapter(HTTPAdapter):
    """Sends requests over checked connections with one shared TLS context, made when first needed."""

    def __init__(self, context: ssl.SSLContext | None = None) -> None:
        self._context = context
        super().__init__(pool_connections=POOLS, pool_maxsize=POOL_SIZE, max_retries=0)

    def init_poolmanager(self, connections: int, maxsize: int, block: bool = False, **kwargs: Any) -> None:
        """Make the pools, with our own kinds of connection in them."""
        manager = PoolManager(num_pools=connections, maxsize=maxsize, block=block, **kwargs)
        manager.pool_classes_by_scheme = {"http": CheckedPool, "https": CheckedTlsPool}
        self.poolmanager = manager

    def build_connection_pool_key_attributes(
        self, request: requests.PreparedRequest, verify: Any, cert: Any = None
    ) -> Any:
        """Name the pool of a request: the shared context, and never a bundle of its own.

        Raises ConfigError for `verify` other than True: certificates are always checked, against one bundle.
        """
        _must_verify(verify)
        host, pool = super().build_connection_pool_key_attributes(request, True, cert)
        if host["scheme"] == "https":
            self._context = self._context or make_context()
            pool["ssl_context"] = self._context
        return host, pool

    def cert_verify(self, conn: Any, url: Any, verify: Any, cert: Any) -> None:
        """Require a certificate, and leave the loading of trusted ones to the shared context."""
        _must_verify(verify)
        conn.cert_reqs = "CERT_REQUIRED"


class CheckedConnection(HTTPConnection):
    """A connection that is only ever made to an address its host may have."""

    def _new_conn(self) -> socket.socket:
        return _connect(self)


class CheckedTlsConnection(HTTPSConnection):
    """The same, with TLS on top."""

    def _new_conn(self) -> socket.socket:
        return _connect(self)


class CheckedPool(HTTPConnectionPool):
    """The connections to one host."""

    ConnectionCls = CheckedConnection


class CheckedTlsPool(HTTPSConnectionPool):
    """The connections to one host, with TLS."""

    ConnectionCls = CheckedTlsConnection


def _must_verify(verify: Any) -> None:
    if verify is not True:
        raise ConfigError(["certificates are always checked; name another authority in REQUESTS_CA_BUNDLE"])


def _connect(connection: HTTPConnection) -> socket.socket:
    """Open the socket of a connection, resolving its name once and checking what came out of it."""
    try:
        peer = _open_first(connection)
    except socket.gaierror as error:
        raise NameResolutionError(connection.host, connection, error) from error
    except TimeoutError as error:
        reason = f"Connection to {connection.host} timed out"
        raise ConnectTimeoutError(connection, reason) from error
    except OSError as error:
        raise NewConnectionError(connection, f"Failed to establish a new connection: {error}") from error
    sys.audit("http.client.connect", connection, connection.host, connection.port)
    return peer


def _open_first(connection: HTTPConnection) -> socket.socket:
    """Connect to the first address that answers; the addresses are tried as literals, so none can change."""
    host = connection.host.strip("[]")
    found = socket.getaddrinfo(host, connection.port, type=socket.SOCK_STREAM)
    failure: Exception = OSError("the name has no address")
    for address in dict.fromkeys(str(entry[4][0]) for entry in found):
        try:
            check_peer(host, address)
            return _open(connection, host, address)
        except (OSError, AddressRefused) as error:
            failure = error
    raise failure


def _open(connection: HTTPConnection, host: str, address: str) -> socket.socket:
    peer = create_connection(
        (address, connection.port),
        connection.timeout,
        source_address=connection.source_address,
        socket_options=connection.socket_options,
    )
    try:
        check_peer(host, str(peer.getpeername()[0]))
    except (OSError, AddressRefused):
        peer.close()
        raise
    return peer
