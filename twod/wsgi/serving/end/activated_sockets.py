"""Sockets that a service manager opened for this process: systemd's socket activation, sd_listen_fds(3)."""

from __future__ import annotations

import os
import socket
from collections.abc import MutableMapping

#: The descriptor of the first socket.
_FIRST_FILE = 3


def take_activated_sockets(
    environ: MutableMapping[str, str] = os.environ, first: int = _FIRST_FILE
) -> list[socket.socket]:
    """Return the sockets that the manager opened for this process; an empty list in its child processes.

    The function deletes the variables: a process that restarts passes its sockets on in another way.

    :param first: the descriptor of the first socket.
    """
    if environ.get("LISTEN_PID") != str(os.getpid()):
        return []
    count = int(environ.get("LISTEN_FDS", "0"))
    for name in ("LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES"):
        environ.pop(name, None)
    sockets = [socket.socket(fileno=number) for number in range(first, first + count)]
    for one in sockets:
        one.set_inheritable(False)
    return sockets
