"""Whether this process is about to end, so that a load balancer is told before the server stops."""

from __future__ import annotations

import mmap

#: A byte that this process shares with those that it forks: the workers of a server learn of the end of their master.
_page = mmap.mmap(-1, 1)


def announce_end() -> None:
    """Let the process be one that is about to end; it answers requests until its server stops.

    A signal handler may call this. The announcement cannot be taken back, and it is one for all that the process has
    forked and will fork.

    Example::

        signal.signal(signal.SIGUSR1, lambda number, frame: announce_end())
    """
    # No lock: a handler that waited for one would wait for the thread that it interrupts.
    _page[0] = 1


def is_ending() -> bool:
    """Return whether the end was announced, so that the process is no longer ready for more requests."""
    return _page[0] == 1
