"""Paste's server with an orderly end: it answers every request that it has accepted."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from enum import Enum
from typing import Any
from wsgiref.types import WSGIApplication

from paste import httpserver
from paste.deploy.converters import asbool

from twod.inifile.problems import ConfigurationError, Place
from twod.wsgi.serving.end.end_signals import EndSignals, Phase
from twod.wsgi.serving.end.ending import is_ending

#: The options that name its addresses.
PASTE_ADDRESSES = frozenset({"host", "port", "ssl_pem"})
#: Seconds between two checks of the connections, since no thread reports that it has finished.
_LOOK_SECONDS = 0.1
#: The most seconds to wait for a connection; a signal also ends the wait.
_IDLE_SECONDS = 60.0
#: Seconds for the first bytes of a new connection, whose client does not know of the end yet.
_FIRST_BYTES_SECONDS = 1.0


class _State(Enum):
    """The state of a connection."""

    #: It waits for a thread.
    QUEUED = "queued"
    #: It has a thread, which waits for its first request.
    FRESH = "fresh"
    #: A request has begun to arrive, and its response is not complete.
    BUSY = "busy"
    #: It waits for its next request.
    IDLE = "idle"


class Connections:
    """The open connections of a server and their states."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._states: dict[Any, tuple[_State, float]] = {}

    def set_state(self, connection: Any, state: _State) -> None:
        with self._lock:
            self._states[connection] = (state, time.monotonic())

    def forget(self, connection: Any) -> None:
        with self._lock:
            self._states.pop(connection, None)

    def count(self) -> int:
        """Return the number of open connections."""
        return len(self._states)

    def count_requests(self) -> int:
        """Return the number of requests without a complete response."""
        with self._lock:
            return sum(state in (_State.QUEUED, _State.BUSY) for state, _ in self._states.values())

    def close_idle(self) -> None:
        """Close connections that wait for a request."""
        with self._lock:
            states = dict(self._states)
        for connection, (state, since) in states.items():
            is_late = time.monotonic() >= since + _FIRST_BYTES_SECONDS
            if state is _State.IDLE or (state is _State.FRESH and is_late):
                # Data that has already arrived stays readable, so that no request is lost.
                _shut(connection, socket.SHUT_RD)

    def drop(self) -> None:
        """Close the remaining connections."""
        with self._lock:
            connections = list(self._states)
        for connection in connections:
            _shut(connection, socket.SHUT_RDWR)


def _shut(connection: Any, how: int) -> None:
    # The client may have closed the connection in the meantime.
    with suppress(OSError):
        connection.shutdown(how)


class _ClosingHandler(httpserver.WSGIHandler):
    """The handler of a connection, which closes it when the process ends."""

    @property
    def _connections(self) -> Connections:
        found: Connections = self.server.connections
        return found

    def setup(self) -> None:
        self._connections.set_state(self.request, _State.FRESH)
        super().setup()

    def parse_request(self) -> bool:
        self._connections.set_state(self.request, _State.BUSY)
        is_right: bool = super().parse_request()
        return is_right

    def end_headers(self) -> None:
        if is_ending() and not self.close_connection:
            # The server closes the connection after this response; the client must not send its next request on it.
            self.send_header("Connection", "close")
        super().end_headers()

    def handle_one_request(self) -> None:
        super().handle_one_request()
        self._connections.set_state(self.request, _State.IDLE)


def run_paste(
    application: WSGIApplication,
    global_conf: Mapping[str, str],
    options: Mapping[str, str],
    end: EndSignals,
    sockets: Sequence[socket.socket] = (),
) -> list[socket.socket]:
    """Serve an application until a signal arrives and all requests are answered.

    :param options: the options of the server's section.
    :param sockets: the open socket to listen on; empty to open one.
    :return: the open socket, for a process that restarts; an empty list if it uses TLS.
    :raises twod.wsgi.exc.ConfigurationError: if the service manager has opened several sockets.
    """
    if len(sockets) > 1:
        message = f"Paste's server can listen on one socket only, but the service manager opened {len(sockets)}"
        raise ConfigurationError([Place().problem(message)])
    if sockets:
        # Paste's server always opens a socket, so let it take any port, and then replace the socket.
        server = make_paste_server(application, global_conf, {**options, "port": "0"})
        server.socket.close()
        [server.socket] = sockets
        server.server_address = server.socket.getsockname()
        server.server_port = server.server_address[1]
    else:
        server = make_paste_server(application, global_conf, options)
    connections = watch_connections(server)
    host, port = server.server_address[:2]
    scheme = "https" if "ssl_pem" in options else "http"
    print(f"serving on {scheme}://{host}:{port}", flush=True)  # noqa: T201 - as Paste does
    while True:
        while end.phase in (Phase.SERVING, Phase.ANNOUNCED):
            if end.wait([server.socket], _IDLE_SECONDS):
                server.handle_request()
        is_kept = end.is_to_begin_anew and isinstance(server.socket, socket.socket)
        if not is_kept:
            # The system has already accepted some connections.
            while end.wait([server.socket], 0):
                server.handle_request()
            server.socket.close()
        end.tell_of_drain(connections.count_requests())
        while end.phase is not Phase.OVER and connections.count() and (end.is_to_begin_anew or not is_kept):
            connections.close_idle()
            end.wait([], _LOOK_SECONDS)
        if end.is_to_begin_anew or not is_kept:
            break
        # Another signal came, and no restarted process will serve the waiting connections, so serve them here.
    end.tell_of_loss(connections.count_requests())
    connections.drop()
    return [server.socket] if is_kept else []


def make_paste_server(application: WSGIApplication, global_conf: Mapping[str, str], options: Mapping[str, str]) -> Any:
    """Return Paste's server, which listens but does not serve yet.

    :param options: the options as texts, as Paste's own factory takes them.
    """
    found: dict[str, Any] = {}
    pool: dict[str, Any] = {}
    for name, text in options.items():
        value: Any = asbool(text) if name == "use_threadpool" else text
        if name.startswith("threadpool_") and name != "threadpool_workers":
            pool[name.removeprefix("threadpool_")] = value if name in _POOL_TEXTS else int(text)
        elif name not in _NOT_OURS:
            found[name] = value
    if "error_email" in global_conf:
        pool.setdefault("error_email", global_conf["error_email"])
    for name in ("port", "socket_timeout", "threadpool_workers", "request_queue_size"):
        if name in found:
            found[name] = int(found[name])
    # Threads that are still busy at the end must not keep the process alive.
    return httpserver.serve(
        application, handler=_ClosingHandler, daemon_threads=True, start_loop=False, threadpool_options=pool, **found
    )


#: Options of the thread pool that are not integers.
_POOL_TEXTS = frozenset({"threadpool_logger", "threadpool_error_email"})
#: Options that this module sets itself.
_NOT_OURS = frozenset({"daemon_threads", "start_loop"})


def watch_connections(server: Any) -> Connections:
    """Make a server record its connections, and return the record."""
    connections = server.connections = Connections()
    accept, close = server.get_request, server.close_request

    def get_request() -> Any:
        connection, address = accept()
        connections.set_state(connection, _State.QUEUED)
        return connection, address

    def close_request(connection: Any) -> None:
        connections.forget(connection)
        close(connection)

    server.get_request, server.close_request = get_request, close_request
    return connections
