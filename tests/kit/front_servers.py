"""nginx, and nodes that tell what a proxy in front of them has sent."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from kit.environs import make_environ
from kit.processes import Command, RunningProcess, running


def find_daemon_or_fail(name: str, package: str) -> str:
    """Return the path of a program that the tests cannot do without."""
    path = Path("/usr/sbin", name)
    if not path.exists():
        pytest.fail(f"{path} is not there: apt-get install {package}")
    return str(path)


def is_listening(port: int) -> bool:
    """Return whether somebody listens at a port of this machine."""
    try:
        socket.create_connection(("127.0.0.1", port)).close()
    except ConnectionRefusedError:
        return False
    return True


@contextmanager
def nginx_running(main: Path) -> Iterator[RunningProcess]:
    """Run nginx as long as the block lasts."""
    nginx = find_daemon_or_fail("nginx", "nginx-light")
    command: Command = [nginx, "-p", main.parent, "-c", main]
    with running(command, cwd=main.parent, environ=make_environ()) as process:
        yield process


class _Handler(BaseHTTPRequestHandler):
    """Answers with the request's head, or takes part in a WebSocket's handshake."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        if self.headers.get("Upgrade") == "websocket" and self.headers.get("Connection") == "upgrade":
            self.send_response(101)
            self.send_header("Upgrade", "websocket")
            self.send_header("Connection", "upgrade")
            self.end_headers()
            self.wfile.write(self.rfile.read(4))
            self.close_connection = True
            return
        body = f"{self.requestline}\n{self.headers}".encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        if self.path == "/order":
            self.send_header("X-Accel-Redirect", "/secret")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


class _Server(ThreadingHTTPServer):
    """Leaves clients alone that do not wait for an answer, as HAProxy's checks."""

    def handle_error(self, *_: object) -> None:
        pass


@contextmanager
def telling_node() -> Iterator[str]:
    """Run a node that answers with the head of each request; gives its address."""
    server = _Server(("127.0.0.1", 0), _Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
