"""Paste's server, and the end of it: every request that it has accepted is answered."""

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

#: The options that name what it listens on.
PASTE_ADDRESSES = frozenset({"host", "port", "ssl_pem"})
#: Seconds between two looks at what still runs: no thread says that it has nothing more to do.
_LOOK_SECONDS = 0.1
#: Seconds between two looks at anything when nothing happens; a signal ends the wait as well.
_IDLE_SECONDS = 60.0
#: Seconds that a new connection has for its first bytes: its client does not know of the end yet.
_FIRST_BYTES_SECONDS = 1.0


class _State(Enum):
    """What a connection is about."""

    #: It waits for a thread.
    QUEUED = "queued"
    #: It has a thread, which waits for its first request.
    FRESH = "fresh"
    #: A request has begun to arrive, and is not yet answered.
    BUSY = "busy"
    #: It waits for its next request.
    IDLE = "idle"


class Connections:
    """The open connections of a server, and what each is about."""

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
        """Return the number of connections."""
        return len(self._states)

    def count_requests(self) -> int:
        """Return the number of requests that are not yet answered."""
        with self._lock:
            return sum(state in (_State.QUEUED, _State.BUSY) for state, _ in self._states.values())

    def close_idle(self) -> None:
        """Let the threads of the connections that wait for a request find that there is none."""
        with self._lock:
            states = dict(self._states)
        for connection, (state, since) in states.items():
            is_late = time.monotonic() >= since + _FIRST_BYTES_SECONDS
            if state is _State.IDLE or (state is _State.FRESH and is_late):
                # What has arrived already can still be read, so that no request is lost.
                _shut(connection, socket.SHUT_RD)

    def drop(self) -> None:
        """End the connections that are left."""
        with self._lock:
            connections = list(self._states)
        for connection in connections:
            _shut(connection, socket.SHUT_RDWR)


def _shut(connection: Any, how: int) -> None:
    # The client may have closed it by now.
    with suppress(OSError):
        connection.shutdown(how)


class _ClosingHandler(httpserver.WSGIHandler):
    """The requests of a connection that ends with the process."""

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
            # The connection is closed behind this answer. A client that is not told could send its next request.
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
    """Serve an application until a signal comes and all is answered.

    :param options: those of the server's section.
    :param sockets: what to listen on, if it is open already.
    :return: the socket that is still open, for a process that begins anew; none where TLS is laid around it.
    :raises twod.wsgi.exc.ConfigurationError: for several sockets, which systemd may have opened.
    """
    if len(sockets) > 1:
        message = f"Paste's server listens on one socket, and the service manager has opened {len(sockets)}"
        raise ConfigurationError([Place().problem(message)])
    if sockets:
        # Paste's server always binds; so let it have any port, and then the socket in the place of that.
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
            # The system has accepted some already.
            while end.wait([server.socket], 0):
                server.handle_request()
            server.socket.close()
        end.tell_of_drain(connections.count_requests())
        while end.phase is not Phase.OVER and connections.count() and (end.is_to_begin_anew or not is_kept):
            connections.close_idle()
            end.wait([], _LOOK_SECONDS)
        if end.is_to_begin_anew or not is_kept:
            break
        # A signal has come meanwhile, and there is no process that begins anew for the connections that wait for it.
    end.tell_of_loss(connections.count_requests())
    connections.drop()
    return [server.socket] if is_kept else []


def make_paste_server(application: WSGIApplication, global_conf: Mapping[str, str], options: Mapping[str, str]) -> Any:
    """Return Paste's server, which listens and does not run yet.

    :param options: the texts that Paste's own factory takes.
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
    # Threads that outlive the end must not keep the process.
    return httpserver.serve(
        application, handler=_ClosingHandler, daemon_threads=True, start_loop=False, threadpool_options=pool, **found
    )


#: Options of the pool of threads that are no integers.
_POOL_TEXTS = frozenset({"threadpool_logger", "threadpool_error_email"})
#: Options that the end decides on.
_NOT_OURS = frozenset({"daemon_threads", "start_loop"})


def watch_connections(server: Any) -> Connections:
    """Let a server tell of its connections, and return what keeps them."""
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
