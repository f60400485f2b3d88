"""A small server only for health probes, which works even if all threads of the site's server are busy."""

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
        """Log nothing, because a probe arrives every few seconds."""


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True
    block_on_close = False
    # All processes of a site listen at the address, and the system gives each probe to one of them.
    allow_reuse_port = True
    #: The number of connections that may wait.
    request_queue_size = 128

    def server_bind(self) -> None:
        # The method of HTTPServer asks the name service for the host's name.
        TCPServer.server_bind(self)
        self.server_name, self.server_port = self.server_address[:2]  # type: ignore[assignment]
        self.setup_environ()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Log nothing about clients that hang up or send no request."""


#: The servers of this process. A forked process closes their sockets, because it does not run the servers.
_servers: weakref.WeakSet[_Server] = weakref.WeakSet()


def _close_in_child() -> None:
    for server in _servers:
        server.socket.close()
    _servers.clear()


os.register_at_fork(after_in_child=_close_in_child)


def serve_probes(probes: Probes, address: Address) -> None:
    """Answer probes at an address, in a thread that ends with the process.

    Several processes of the same user may share an address. If applications are loaded without being served, do
    nothing.

    :raises OSError: if the address cannot be listened on.
    """
    if is_unserved():
        return
    server_class = type("_Server6", (_Server,), {"address_family": socket.AF_INET6}) if ":" in address.host else _Server
    server: _Server = server_class(tuple(address), _Handler)
    server.set_app(HealthFilter(refuse_everything, probes))
    _servers.add(server)
    threading.Thread(target=server.serve_forever, name=f"health at {address}", daemon=True).start()
