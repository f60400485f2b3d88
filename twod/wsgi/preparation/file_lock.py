"""A lock on a file, for processes on one machine or on one network file system."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path


class FileLock:
    """A lock on an empty file, which exists while a process has the lock, and remains if that process is killed."""

    def __init__(self, path: Path) -> None:
        """Prepare a lock; its file is created by :meth:`try_to_take`.

        :param path: the file to create, in an existing directory.
        """
        self._path = path
        self._handle: int | None = None

    def try_to_take(self) -> bool:
        """Try to take the lock without waiting; return whether this process has it now.

        :raises OSError: if the file cannot be opened for writing.
        """
        # Lock a file and not the directory, because NFS locks only files that are open for writing.
        # Follow no link: another user with write access to the directory could place one here.
        handle = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o666)
        try:
            if _lock(handle) and _is_file(handle, self._path):
                self._handle, handle = handle, -1
        finally:
            if handle != -1:
                os.close(handle)
        return self._handle is not None

    def release(self) -> None:
        """Remove the file and release the lock, if this process has it."""
        if self._handle is not None:
            # Remove the file before releasing the lock: afterwards it might be the file of another process.
            self._path.unlink(missing_ok=True)
            os.close(self._handle)
            self._handle = None


def _lock(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:  # some network file systems do not support locks
        pass
    return True


def _is_file(handle: int, path: Path) -> bool:
    """Return whether an open file is still the file at a path; the previous owner of the lock may have removed it."""
    try:
        return os.path.samestat(os.fstat(handle), path.stat())
    except FileNotFoundError:
        return False
