"""The announcement of a process's end, which makes a load balancer stop sending requests before the server stops."""

from __future__ import annotations

import mmap

#: A byte shared with forked processes, so that a server's workers learn that their parent ends.
_page = mmap.mmap(-1, 1)


def announce_end() -> None:
    """Announce the end of the process, which still answers requests until its server stops.

    A signal handler may call this. The announcement is final, and also holds for all processes that this one has forked
    and will fork.

    Example::

        signal.signal(signal.SIGUSR1, lambda number, frame: announce_end())
    """
    # Without a lock, because a handler that waited for one could wait for the very thread that it interrupts.
    _page[0] = 1


def is_ending() -> bool:
    """Return whether the end was announced, so that the process must not get more requests."""
    return _page[0] == 1
