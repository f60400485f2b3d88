"""A lock that is a file, for what the processes of one machine, or of one network file system, share."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path


class FileLock:
    """The lock on an empty file, which exists as long as a process has the lock, or one that had it was killed."""

    def __init__(self, path: Path) -> None:
        """Make a lock; nothing is written yet.

        :param path: in a directory that exists.
        """
        self._path = path
        self._handle: int | None = None

    def try_to_take(self) -> bool:
        """Return whether this process has the lock now.

        :raises OSError: when the file cannot be written.
        """
        # NFS locks only what is open for writing, and so no directory.
        # Somebody else may be able to write into the directory, and lay a link there.
        handle = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o666)
        try:
            if _lock(handle) and _is_file(handle, self._path):
                self._handle, handle = handle, -1
        finally:
            if handle != -1:
                os.close(handle)
        return self._handle is not None

    def release(self) -> None:
        """Remove the file, if this process has the lock on it."""
        if self._handle is not None:
            # Before the lock goes: afterwards the file might be that of another process.
            self._path.unlink(missing_ok=True)
            os.close(self._handle)
            self._handle = None


def _lock(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:  # some network file systems have no locks
        pass
    return True


def _is_file(handle: int, path: Path) -> bool:
    """Return whether a file is still the one at a path; who had its lock before has removed it, perhaps."""
    try:
        return os.path.samestat(os.fstat(handle), path.stat())
    except FileNotFoundError:
        return False
