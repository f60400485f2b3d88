"""The socket by which a service manager is told how a process fares, as systemd opens one for each service."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kit.processes import PATIENCE


class NotifySocket:
    """A socket that a process under test writes to.

    :param path: where it is; below 108 bytes.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(str(path))
        self._socket.settimeout(PATIENCE)

    def receive(self) -> dict[str, str]:
        """Wait for the next message, and return its variables."""
        lines = self._socket.recv(65536).decode().splitlines()
        return dict(line.split("=", 1) for line in lines)

    def is_silent(self) -> bool:
        """Return whether no message is there that was not received."""
        self._socket.setblocking(False)
        try:
            self._socket.recv(65536)
        except BlockingIOError:
            return True
        finally:
            self._socket.settimeout(PATIENCE)
        return False

    def close(self) -> None:
        self._socket.close()


@contextmanager
def notify_socket(directory: Path) -> Iterator[NotifySocket]:
    """Open a socket in a directory as long as a block lasts."""
    opened = NotifySocket(directory / "notify")
    try:
        yield opened
    finally:
        opened.close()
