"""A lock: only one run of buildout at a time writes the files of a directory."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


@contextmanager
def keep_other_runs_out(directory: Path, announce: Callable[[], None] = lambda: None) -> Iterator[None]:
    """Wait for other runs in a directory, and make them wait while the statements below run.

    The lock ends with the process, even a killed one. Without the lock, a run would take the temporary file of another
    run for the remains of a killed one, and remove it.

    :param announce: called before it has to wait.
    """
    handle = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        with suppress(OSError):  # some network file systems have no locks
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                announce()
                fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
