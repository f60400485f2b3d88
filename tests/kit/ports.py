"""Ports of this machine for servers that are told theirs beforehand."""

from __future__ import annotations

import atexit
import socket
import sys


def find_free_port() -> int:
    """Return a port of 127.0.0.1 that nobody listens on, and that nobody else is given while this process runs.

    Linux gives a port that is bound, though nobody listens on it, to no program that asks for any port, and still lets
    a server have it that asks for this one with ``SO_REUSEADDR``, as servers do. Other systems refuse that one too, so
    there the port is free for all again.
    """
    holder = socket.socket()
    holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    holder.bind(("127.0.0.1", 0))
    port: int = holder.getsockname()[1]
    if sys.platform == "linux":
        atexit.register(holder.close)
    else:
        holder.close()
    return port
