"""Messages from a process to its service manager, such as systemd, by the protocol of sd_notify(3).

A message is a datagram to a socket of the manager, which takes a few lines of code. The libraries for it are either no
longer maintained or have to be compiled against systemd.
"""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Mapping
from contextlib import suppress

#: The environment variable that names the manager's socket; if it is missing, no message is sent.
NOTIFY_VARIABLE = "NOTIFY_SOCKET"

#: Seconds to wait until the manager can take a message; a process must not hang for it.
_TIME_LIMIT = 2.0


def tell_ready(status: str, environ: Mapping[str, str] = os.environ) -> None:
    """Report that the process serves: after its start, and after a reload, even a failed one.

    Example::

        tell_ready("Serving prod.ini at http://127.0.0.1:8080/")

    :param status: the text for ``systemctl status``; line ends become spaces.
    """
    # A process that runs its command again keeps its ID, which may differ from that of a wrapper around it.
    _send(environ, "READY=1", f"MAINPID={os.getpid()}", f"STATUS={' '.join(status.split())}")


def tell_reloading(environ: Mapping[str, str] = os.environ) -> None:
    """Report that a reload begins; :func:`tell_ready` must follow."""
    # Type=notify-reload compares this time with that of its signal.
    microseconds = time.clock_gettime_ns(time.CLOCK_MONOTONIC) // 1000
    _send(environ, "RELOADING=1", f"MONOTONIC_USEC={microseconds}", "STATUS=Reloading")


def tell_stopping(environ: Mapping[str, str] = os.environ) -> None:
    """Report that the process begins to end; a signal handler may call this."""
    _send(environ, "STOPPING=1", "STATUS=Answering the last requests")


def _send(environ: Mapping[str, str], *lines: str) -> None:
    address = environ.get(NOTIFY_VARIABLE)
    if not address:
        return
    # A missing manager must not stop the site from serving.
    with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as sender:
        sender.settimeout(_TIME_LIMIT)
        # "@" marks an abstract name, which is no file.
        sender.connect(f"\0{address[1:]}" if address.startswith("@") else address)
        sender.sendall("\n".join(lines).encode(errors="surrogateescape"))
