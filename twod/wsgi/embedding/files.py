"""A file that the application answers with, and that the server may send without Python reading it."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from typing import Any


class FileWrapper:
    """The ``wsgi.file_wrapper`` of the application (:pep:`3333`), when the server has one.

    The server's own wrapper would be opaque to Django's middleware. This one keeps its arguments, so that the server's
    can be made of them when the middleware has left the body alone.

    :param file: an object with a ``read()`` method.
    :param block_size: how many bytes to read at once.
    """

    def __init__(self, file: Any, block_size: int = 8192) -> None:
        self.file = file
        self.block_size = block_size

    def __iter__(self) -> Iterator[bytes]:
        while block := self.file.read(self.block_size):
            yield block

    def close(self) -> None:
        """Close the file, if it can be."""
        if hasattr(self.file, "close"):
            self.file.close()


def is_too_short(file: Any, length: int | None) -> bool:
    """Return whether a file on disk has fewer bytes than were promised from where its descriptor is.

    A server that sends the descriptor would end there in silence, and a client would take the next answer for the rest.

    :param file: the file, of any kind.
    :param length: how many bytes were promised, or None.
    """
    if length is None:
        return False
    try:
        descriptor = file.fileno()
        status = os.fstat(descriptor)
        return stat.S_ISREG(status.st_mode) and status.st_size - os.lseek(descriptor, 0, os.SEEK_CUR) < length
    except (AttributeError, OSError, ValueError):
        # It has no descriptor, and the server has to read it.
        return False


class ServedFile:
    """A file with a separate ``close`` method, which Django's handler replaces by the response's.

    Not every file allows that: some cannot have a new attribute. All else is the file's, ``fileno`` above all.

    :param file: the file.
    :param check_end: called at its end with the number of bytes that the server has read.
    """

    close: Callable[[], object]

    def __init__(self, file: Any, check_end: Callable[[int], object]) -> None:
        self._file = file
        self._check_end = check_end
        self._read = 0

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes, and check at the end whether they were enough: not every server does."""
        block: bytes = self._file.read(size)
        self._read += len(block)
        if not block and size:
            self._check_end(self._read)
        return block

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)
