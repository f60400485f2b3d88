"""Messages of a process to its service manager, such as systemd: the protocol of sd_notify(3).

A message is a datagram to a socket of the manager's. So few lines need no library: those that there are have not been
kept up, or have to be compiled against systemd.
"""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Mapping
from contextlib import suppress

#: The environment variable that names the manager's socket; without it, nobody wants to be told.
NOTIFY_VARIABLE = "NOTIFY_SOCKET"

#: Seconds that the manager may take to make room for a message. A process must not hang for one.
_TIME_LIMIT = 2.0


def tell_ready(status: str, environ: Mapping[str, str] = os.environ) -> None:
    """Tell that the process serves: after its start, and after a reload, whether that went well or not.

    Example::

        tell_ready("Serving prod.ini at http://127.0.0.1:8080/")

    :param status: what ``systemctl status`` is going to show; line ends become blanks.
    """
    # A process that runs its command again keeps its id; a wrapper around it may have another.
    _send(environ, "READY=1", f"MAINPID={os.getpid()}", f"STATUS={' '.join(status.split())}")


def tell_reloading(environ: Mapping[str, str] = os.environ) -> None:
    """Tell that the process begins to reload; :func:`tell_ready` has to follow."""
    # ``Type=notify-reload`` compares the time with that of its signal.
    microseconds = time.clock_gettime_ns(time.CLOCK_MONOTONIC) // 1000
    _send(environ, "RELOADING=1", f"MONOTONIC_USEC={microseconds}", "STATUS=Reloading")


def tell_stopping(environ: Mapping[str, str] = os.environ) -> None:
    """Tell that the process begins to end; a signal handler may call this."""
    _send(environ, "STOPPING=1", "STATUS=Answering the last requests")


def _send(environ: Mapping[str, str], *lines: str) -> None:
    address = environ.get(NOTIFY_VARIABLE)
    if not address:
        return
    # A manager that is gone, or that does not listen, is no reason to serve nobody.
    with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as sender:
        sender.settimeout(_TIME_LIMIT)
        # An abstract name, which has no file.
        sender.connect(f"\0{address[1:]}" if address.startswith("@") else address)
        sender.sendall("\n".join(lines).encode(errors="surrogateescape"))
