"""Sockets that a service manager has opened for this process: systemd's socket activation, sd_listen_fds(3)."""

from __future__ import annotations

import os
import socket
from collections.abc import MutableMapping

#: The first file that is one of them.
_FIRST_FILE = 3


def take_activated_sockets(
    environ: MutableMapping[str, str] = os.environ, first: int = _FIRST_FILE
) -> list[socket.socket]:
    """Return the sockets that the manager has opened for this very process; none for one that it has started.

    The variables are gone afterwards: a process that begins anew passes its sockets on by itself.

    :param first: the number of the first file.
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
