"""Mutual exclusion of processes: a lock, and the wait for it with a time limit."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol

#: Seconds between two tries. Don't wait inside the database instead: Ctrl-C could not end such a process, and it would
#: hold a snapshot that PostgreSQL's "CREATE INDEX CONCURRENTLY" waits for.
_INTERVAL = 0.2


class ExclusiveLock(Protocol):
    """A lock that the system releases when the process ends for any reason."""

    def try_to_take(self) -> bool:
        """Try to take the lock without waiting; return whether this process has it now."""

    def release(self) -> None:
        """Release the lock, and close the file or connection that was used for it."""


@contextmanager
def holding(lock: ExclusiveLock, seconds: float, announce: Callable[[], None]) -> Iterator[None]:
    """Wait for a lock, and hold it during the ``with`` block.

    :param seconds: the longest time to wait.
    :param announce: called once if another process has the lock.
    :raises TimeoutError: if another process still has the lock after that time.
    """
    deadline = time.monotonic() + seconds
    try:
        if not lock.try_to_take():
            announce()
            while not lock.try_to_take():
                if time.monotonic() >= deadline:
                    raise TimeoutError
                time.sleep(_INTERVAL)
        yield
    finally:
        lock.release()
