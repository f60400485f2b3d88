"""The end of a server in this process, which the test's own process outlives."""

from __future__ import annotations

import contextlib
import queue
import signal
import socket
import threading
from collections.abc import Callable, Iterable, Iterator
from http.client import HTTPResponse
from typing import Any

import pytest

from kit.conditions import wait_until
from kit.ports import find_free_port
from kit.processes import PATIENCE
from twod.inifile.variables import EndTimes
from twod.wsgi.serving.end import ending
from twod.wsgi.serving.end.end_signals import EndSignals


@pytest.fixture
def own_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the announcement of an end be one for this test alone."""
    monkeypatch.setattr(ending, "_page", bytearray(1))


@pytest.fixture
def make_end(own_end: None) -> Iterator[Callable[..., EndSignals]]:
    """What signals ask for, in a process that is not ended."""
    made = []

    def make_end(graceful_timeout: float = 30, stop_delay: float = 0, **options: Any) -> EndSignals:
        options = {"leave_threads": lambda: None} | options
        end = EndSignals(EndTimes(graceful_timeout, stop_delay), **options)
        made.append(end)
        return end

    yield make_end
    for end in made:
        with end.handled():
            pass


class Served:
    """A server in a thread of this process, whose application waits where the path says so."""

    def __init__(self, run: Run, end: EndSignals) -> None:
        self.end = end
        self.port = find_free_port()
        #: Each path that has got to the application, as soon as it has.
        self.seen: queue.Queue[str] = queue.Queue()
        #: What ``/held`` and ``/stream`` wait for.
        self.gate = threading.Event()
        self._clients: list[socket.socket] = []
        self._thread = threading.Thread(target=self._run, args=(run,), daemon=True)
        self._thread.start()
        wait_until(self._is_there, "the server does not listen")

    def _run(self, run: Run) -> None:
        with self.end.handled():
            run(self.answer, self.port, self.end)

    def _is_there(self) -> bool:
        try:
            with self.connect() as client:
                self.read(self.send("/", client=client, rest="Connection: close\r\n\r\n"))
                client.recv(1)  # Nothing comes, and the server counts the request no more.
        except ConnectionRefusedError:
            return False
        self.seen.get()
        return True

    def answer(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        self.seen.put(path)
        if path == "/stream":
            start_response("200 OK", [("Content-Type", "text/plain")])
            return self.stream()
        if path == "/held":
            self.gate.wait()
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0)) or path.encode()
        start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(body)))])
        return [body]

    def stream(self) -> Iterator[bytes]:
        yield b"one "
        self.gate.wait()
        yield b"two"

    def connect(self) -> socket.socket:
        client = socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE)
        self._clients.append(client)
        return client

    def send(self, path: str, *, client: socket.socket | None = None, rest: str = "\r\n") -> socket.socket:
        """Send a request; ``/held`` and ``/stream`` have got to the application when this returns."""
        client = client or self.connect()
        client.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n{rest}".encode())
        return client

    def ask(self, path: str, *, client: socket.socket | None = None) -> tuple[str, bool]:
        """Return the body of an answer, and whether the server closes the connection behind it."""
        return self.read(self.send(path, client=client))

    def read(self, client: socket.socket) -> tuple[str, bool]:
        """Return the body of the next answer, and whether it says that the connection is closed behind it."""
        with HTTPResponse(client) as response:
            response.begin()
            closes = (response.getheader("Connection") or "").lower() == "close"
            return response.read().decode(), closes

    def wait_until_closed(self) -> None:
        """Wait until nobody can connect."""

        def is_refused() -> bool:
            try:
                self.connect().close()
            except (ConnectionRefusedError, ConnectionResetError):
                # It is reset when it is made while the socket is being closed.
                return True
            return False

        wait_until(is_refused, "the server still listens")

    def wait_for_end(self) -> None:
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive(), "the server does not end"

    @property
    def is_over(self) -> bool:
        return not self._thread.is_alive()

    def close(self) -> None:
        self.gate.set()
        self.end.note(signal.SIGTERM)
        self.end.note(signal.SIGTERM)
        self.wait_for_end()
        for client in self._clients:
            client.close()


#: Serves an application at a port until it has ended.
Run = Callable[[Any, int, EndSignals], None]


@pytest.fixture
def served(make_end: Callable[..., EndSignals], run: Run) -> Iterator[Callable[..., Served]]:
    """Start a server by the function ``run`` of the module."""
    with contextlib.ExitStack() as stack:

        def served(**times: float) -> Served:
            found = Served(run, make_end(**times))
            stack.callback(found.close)
            return found

        yield served
