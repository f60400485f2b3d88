"""Whether this process is about to end, so that a load balancer is told before the server stops."""

from __future__ import annotations

_has_announced = False


def announce_end() -> None:
    """Let the process be one that is about to end; it answers requests until its server stops.

    A signal handler may call this. The announcement cannot be taken back, and a child that is forked later inherits it.

    Example::

        signal.signal(signal.SIGUSR1, lambda number, frame: announce_end())
    """
    # A plain name: a handler that waited for a lock would wait for the thread that it interrupts.
    global _has_announced  # noqa: PLW0603 - there is one end of a process, and this module is its keeper
    _has_announced = True


def is_ending() -> bool:
    """Return whether the end was announced, so that the process is no longer ready for more requests."""
    return _has_announced
