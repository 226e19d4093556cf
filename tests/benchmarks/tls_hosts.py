"""Many ports with TLS, standing for as many hosts: `python -m tests.benchmarks.tls_hosts NUMBER`.

Prints one line of JSON with the ports and the certificates to trust: the usual bundle and its own authority,
so that loading them costs what it costs outside. Ends when its input does.
"""

import json
import ssl
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import certifi
import trustme


class _Answer(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name is inherited
        """Keep quiet."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client may hang up."""


def main(number: int) -> None:
    """Serve until the input ends."""
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    servers = [_Server(("127.0.0.1", 0), _Answer) for _ in range(number)]
    for server in servers:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
    usual = Path(certifi.where()).read_text(encoding="utf-8")
    own = authority.cert_pem.bytes().decode()
    said = {"ports": [server.server_address[1] for server in servers], "bundle": usual + own}
    print(json.dumps(said), flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main(int(sys.argv[1]))
