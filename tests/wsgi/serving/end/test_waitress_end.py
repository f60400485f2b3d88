"""What is waitress's alone about its end."""

from __future__ import annotations

import signal
import socket
from typing import Any

import pytest

from twod.wsgi.serving.end.end_signals import EndSignals
from twod.wsgi.serving.end.waitress_end import run_waitress


@pytest.fixture
def run():
    def run(application: Any, port: int, end: EndSignals) -> None:
        run_waitress(application, {"listen": f"127.0.0.1:{port} [::1]:{port}"}, end)

    return run


def test_all_sockets_of_a_server_are_closed(served) -> None:
    server = served()
    with socket.create_connection(("::1", server.port)) as client:
        assert server.ask("/", client=client) == ("/", False)
        server.end.note(signal.SIGTERM)
        server.wait_for_end()
        assert client.recv(1) == b""
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("::1", server.port))


def test_requests_that_came_in_one_go_are_all_answered(served) -> None:
    server = served()
    client = server.connect()
    client.sendall(b"".join(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode() for path in ("/held", "/2")))
    server.seen.get()
    server.end.note(signal.SIGTERM)
    server.gate.set()
    found = bytearray()
    while piece := client.recv(65536):
        found += piece
    assert (found.count(b"200 OK"), found.count(b"Connection: close")) == (2, 1)
    assert found.endswith(b"/2")
    server.wait_for_end()
