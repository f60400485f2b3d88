"""One run of buildout at a time writes the files of a directory."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


@contextmanager
def keep_other_runs_out(directory: Path, announce: Callable[[], None] = lambda: None) -> Iterator[None]:
    """Wait for other runs in a directory, and keep them waiting for the statements below.

    The lock ends with the process, however that ends. Without it, a run would remove the file that another one is
    writing as what a killed run has left.

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
