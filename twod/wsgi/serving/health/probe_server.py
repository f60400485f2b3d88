"""A socket for health probes alone, which need no free thread of the site's server there."""

from __future__ import annotations

import os
import socket
import threading
import weakref
from socketserver import TCPServer, ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

from twod.inifile.addresses import Address
from twod.wsgi.serving.health.probes import Probes
from twod.wsgi.serving.health.wsgi_filter import HealthFilter, refuse_everything
from twod.wsgi.serving.unserved import is_unserved

#: Seconds that a client may take to send its request.
_PATIENCE = 5


class _Handler(WSGIRequestHandler):
    timeout = _PATIENCE

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name of the standard library
        """Log nothing: a probe comes every few seconds."""


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True
    block_on_close = False
    # The processes of a site listen together, and the system gives each probe to one of them.
    allow_reuse_port = True
    #: How many probes may wait to be let in.
    request_queue_size = 128

    def server_bind(self) -> None:
        # That of HTTPServer asks the name service for the name of the host.
        TCPServer.server_bind(self)
        self.server_name, self.server_port = self.server_address[:2]  # type: ignore[assignment]
        self.setup_environ()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of clients that hang up or send no request."""


#: Those of this process; a forked process must not hold their sockets, which nobody would answer at there.
_servers: weakref.WeakSet[_Server] = weakref.WeakSet()


def _close_in_child() -> None:
    for server in _servers:
        server.socket.close()
    _servers.clear()


os.register_at_fork(after_in_child=_close_in_child)


def serve_probes(probes: Probes, address: Address) -> None:
    """Answer probes at an address, in a thread that ends with the process.

    Several processes of one user may have the same address. Where applications are loaded without being served, nothing
    is listened on.

    :raises OSError: when the address cannot be listened on.
    """
    if is_unserved():
        return
    server_class = type("_Server6", (_Server,), {"address_family": socket.AF_INET6}) if ":" in address.host else _Server
    server: _Server = server_class(tuple(address), _Handler)
    server.set_app(HealthFilter(refuse_everything, probes))
    _servers.add(server)
    threading.Thread(target=server.serve_forever, name=f"health at {address}", daemon=True).start()
