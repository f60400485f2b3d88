"""One process at a time: a lock that another process may have, and for how long to wait for it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol

#: Seconds between two tries. A process that waits inside the database cannot be ended by Ctrl-C, and holds a snapshot
#: that "CREATE INDEX CONCURRENTLY" of PostgreSQL waits for in turn.
_INTERVAL = 0.2


class ExclusiveLock(Protocol):
    """A lock that ends with the process, however that ends."""

    def try_to_take(self) -> bool:
        """Return whether this process has the lock now."""

    def release(self) -> None:
        """Let the lock go, and whatever was needed to ask for it."""


@contextmanager
def holding(lock: ExclusiveLock, seconds: float, announce: Callable[[], None]) -> Iterator[None]:
    """Wait until no other process has a lock, and keep it for the statements below.

    :param seconds: how long to wait.
    :param announce: called once if another process has it.
    :raises TimeoutError: when another process still has it then.
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
